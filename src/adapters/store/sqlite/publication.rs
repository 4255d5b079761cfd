//! Publications: which revisions make up a dataset; the newest one is the current one.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::SqliteConnection;

use super::SqliteStore;
use super::failure::while_doing;
use super::revision::{RevisionRow, parse_source};
use crate::adapters::store::{
    NewPublication, Publication, PublicationId, PublishedLayer, RevisionId, StoreError,
};

const PUBLISHING: &str = "publish the dataset";
const READING: &str = "read which dataset is published";

impl SqliteStore {
    /// Makes revisions the current dataset.
    pub async fn publish(&self, new: &NewPublication) -> Result<PublicationId, StoreError> {
        let failed = while_doing(&self.path, PUBLISHING);
        let mut transaction = self.begin_writing().await.map_err(failed)?;
        if newest_publication(&mut transaction).await.map_err(failed)? != new.base {
            return Err(StoreError::PublishedMeanwhile);
        }
        let mut layers: BTreeMap<String, RevisionId> = match new.base {
            Some(base) => layer_revisions(&mut transaction, base).await.map_err(failed)?,
            None => BTreeMap::new(),
        };
        let mut replaced = BTreeSet::new();
        for revision in &new.revisions {
            let layer = layer_of(&mut transaction, *revision)
                .await
                .map_err(failed)?
                .ok_or(StoreError::UnknownRevision(*revision))?;
            if !replaced.insert(layer.clone()) {
                return Err(StoreError::SecondOfLayer(*revision));
            }
            layers.insert(layer, *revision);
        }
        let id = insert_publication(&mut transaction, new).await.map_err(failed)?;
        for (layer, revision) in &layers {
            insert_layer(&mut transaction, id, layer, *revision)
                .await
                .map_err(failed)?;
        }
        transaction.commit().await.map_err(failed)?;
        Ok(id)
    }

    /// The number of the current publication.
    pub async fn publication_token(&self) -> Result<Option<PublicationId>, StoreError> {
        let failed = while_doing(&self.path, READING);
        let mut connection = self.pool.acquire().await.map_err(failed)?;
        newest_publication(&mut connection).await.map_err(failed)
    }

    /// The current publication.
    pub async fn current_publication(&self) -> Result<Option<Publication>, StoreError> {
        match self.publication_token().await? {
            Some(id) => self.publication(id).await,
            None => Ok(None),
        }
    }

    /// A publication by number.
    pub async fn publication(&self, id: PublicationId) -> Result<Option<Publication>, StoreError> {
        let failed = while_doing(&self.path, READING);
        let Some((title_vi, title_en, published_at, hash)) =
            select_publication(self, id).await.map_err(failed)?
        else {
            return Ok(None);
        };
        let mut layers = Vec::new();
        for row in select_layers(self, id).await.map_err(failed)? {
            let (layer, source) = parse_source(&row)?;
            layers.push(PublishedLayer {
                layer,
                revision: RevisionId(row.revision_id),
                hash: row.hash,
                rows: row.row_count.unsigned_abs(),
                source,
            });
        }
        layers.sort_by_key(|published| published.layer);
        Ok(Some(Publication {
            id,
            title_vi,
            title_en,
            published_at,
            hash,
            layers,
        }))
    }
}

async fn newest_publication(connection: &mut SqliteConnection) -> sqlx::Result<Option<PublicationId>> {
    let id: Option<i64> = sqlx::query_scalar("select max(publication_id) from publication")
        .fetch_one(connection)
        .await?;
    Ok(id.map(PublicationId))
}

async fn layer_revisions(
    connection: &mut SqliteConnection,
    id: PublicationId,
) -> sqlx::Result<BTreeMap<String, RevisionId>> {
    let rows: Vec<(String, i64)> =
        sqlx::query_as("select layer, revision_id from publication_layer where publication_id = ?1")
            .bind(id.0)
            .fetch_all(connection)
            .await?;
    Ok(rows
        .into_iter()
        .map(|(layer, revision)| (layer, RevisionId(revision)))
        .collect())
}

async fn layer_of(connection: &mut SqliteConnection, revision: RevisionId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar("select layer from revision where revision_id = ?1")
        .bind(revision.0)
        .fetch_optional(connection)
        .await
}

async fn insert_publication(
    connection: &mut SqliteConnection,
    new: &NewPublication,
) -> sqlx::Result<PublicationId> {
    let done = sqlx::query(
        "insert into publication (title_vi, title_en, published_at, hash, last_revision_id) \
         values (?1, ?2, ?3, ?4, (select coalesce(max(revision_id), 0) from revision))",
    )
    .bind(&new.title_vi)
    .bind(&new.title_en)
    .bind(&new.published_at)
    .bind(&new.hash)
    .execute(connection)
    .await?;
    Ok(PublicationId(done.last_insert_rowid()))
}

async fn insert_layer(
    connection: &mut SqliteConnection,
    id: PublicationId,
    layer: &str,
    revision: RevisionId,
) -> sqlx::Result<()> {
    sqlx::query("insert into publication_layer (publication_id, layer, revision_id) values (?1, ?2, ?3)")
        .bind(id.0)
        .bind(layer)
        .bind(revision.0)
        .execute(connection)
        .await?;
    Ok(())
}

async fn select_publication(
    store: &SqliteStore,
    id: PublicationId,
) -> sqlx::Result<Option<(String, String, String, String)>> {
    sqlx::query_as("select title_vi, title_en, published_at, hash from publication where publication_id = ?1")
        .bind(id.0)
        .fetch_optional(&store.pool)
        .await
}

async fn select_layers(store: &SqliteStore, id: PublicationId) -> sqlx::Result<Vec<RevisionRow>> {
    sqlx::query_as(
        "select r.revision_id, r.layer, r.files, r.attribution, r.synthetic, r.hash, r.row_count \
         from publication_layer pl join revision r on r.revision_id = pl.revision_id \
         where pl.publication_id = ?1",
    )
    .bind(id.0)
    .fetch_all(&store.pool)
    .await
}
