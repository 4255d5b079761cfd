//! Revisions: one staged layer each, written in one transaction with its findings and all its rows.

use sqlx::{Sqlite, SqliteConnection, Transaction};

use super::failure::while_doing;
use super::{SqliteStore, admin_unit, campus, network, place, timetable, water};
use crate::adapters::store::{RevisionId, StoreError};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Finding};
use crate::domain::network::{RawNetwork, WaterLayer};
use crate::snapshot::dataset::{Layer, LayerSource, StagedLayer};

const STAGING: &str = "stage the layer";
const LOADING: &str = "load a layer";
const DISCARDING: &str = "discard a revision";

/// A row of table `revision`.
#[derive(sqlx::FromRow)]
pub(super) struct RevisionRow {
    pub revision_id: i64,
    pub layer: String,
    pub files: String,
    pub attribution: Option<String>,
    pub synthetic: bool,
    pub hash: String,
    pub row_count: i64,
}

impl SqliteStore {
    /// Writes a layer down.
    pub async fn stage(
        &self,
        rows: &StagedLayer,
        source: &LayerSource,
        diagnostics: &Diagnostics,
        layer_hash: &str,
    ) -> Result<RevisionId, StoreError> {
        let failed = while_doing(&self.path, STAGING);
        let mut transaction = self.begin_writing().await.map_err(failed)?;
        let revision = insert_revision(&mut transaction, rows, source, layer_hash)
            .await
            .map_err(failed)?;
        for (code, finding) in diagnostics.findings() {
            insert_finding(&mut transaction, revision, code, finding)
                .await
                .map_err(failed)?;
        }
        insert_rows(&mut transaction, revision, rows)
            .await
            .map_err(failed)?;
        transaction.commit().await.map_err(failed)?;
        Ok(revision)
    }

    /// The rows of a revision and where they come from.
    pub async fn load(&self, revision: RevisionId) -> Result<(StagedLayer, LayerSource), StoreError> {
        let row = self
            .revision_row(revision)
            .await?
            .ok_or(StoreError::UnknownRevision(revision))?;
        let (layer, source) = parse_source(&row)?;
        let rows = self.rows_of(layer, revision).await?;
        if rows.rows() as u64 != row.row_count.unsigned_abs() {
            return Err(self.incomplete(revision, row.row_count, rows.rows()).await);
        }
        Ok((rows, source))
    }

    /// Removes an unpublished revision with all its rows.
    pub async fn discard(&self, revision: RevisionId) -> Result<(), StoreError> {
        delete_unpublished(self, revision)
            .await
            .map_err(while_doing(&self.path, DISCARDING))
    }

    /// Removes unpublished revisions that are older than the current publication.
    pub async fn discard_orphans(&self) -> Result<u64, StoreError> {
        delete_orphans(self)
            .await
            .map_err(while_doing(&self.path, DISCARDING))
    }

    /// A transaction that may write from its start: one that began by reading would fail instead of waiting.
    pub(super) async fn begin_writing(&self) -> sqlx::Result<Transaction<'static, Sqlite>> {
        self.pool.begin_with("begin immediate").await
    }

    async fn revision_row(&self, revision: RevisionId) -> Result<Option<RevisionRow>, StoreError> {
        sqlx::query_as(
            "select revision_id, layer, files, attribution, synthetic, hash, row_count from revision \
             where revision_id = ?1",
        )
        .bind(revision.0)
        .fetch_optional(&self.pool)
        .await
        .map_err(while_doing(&self.path, LOADING))
    }

    async fn rows_of(&self, layer: Layer, revision: RevisionId) -> Result<StagedLayer, StoreError> {
        Ok(match layer {
            Layer::Network => StagedLayer::Network(RawNetwork {
                ways: self.read_all(revision, &network::WAYS).await?,
                points: self.read_all(revision, &network::POINTS).await?,
                restrictions: self.read_all(revision, &network::RESTRICTIONS).await?,
            }),
            Layer::Schools => StagedLayer::Schools(self.read_all(revision, &campus::CAMPUSES).await?),
            Layer::Units => StagedLayer::Units(self.read_all(revision, &admin_unit::UNITS).await?),
            Layer::Water => StagedLayer::Water(WaterLayer {
                areas: self.read_all(revision, &water::AREAS).await?,
                lines: self.read_all(revision, &water::LINES).await?,
            }),
            Layer::Places => StagedLayer::Places(self.read_all(revision, &place::PLACES).await?),
            Layer::Timetable => StagedLayer::Timetable(self.timetable_of(revision).await?),
        })
    }

    /// Why a revision has other rows than were written: it went away while it was read, or it is damaged.
    async fn incomplete(&self, revision: RevisionId, written: i64, found: usize) -> StoreError {
        match self.revision_row(revision).await {
            Ok(None) => StoreError::UnknownRevision(revision),
            Err(error) => error,
            Ok(Some(_)) => StoreError::DamagedRow {
                table: "revision",
                row: revision.0,
                problem: format!("{written} rows were written and {found} are there"),
            },
        }
    }
}

/// The layer and source in a row.
pub(super) fn parse_source(row: &RevisionRow) -> Result<(Layer, LayerSource), StoreError> {
    let damaged = |problem: String| StoreError::DamagedRow {
        table: "revision",
        row: row.revision_id,
        problem,
    };
    let layer = row
        .layer
        .parse::<Layer>()
        .map_err(|error| damaged(error.to_string()))?;
    let source = LayerSource {
        files: serde_json::from_str(&row.files).map_err(|error| damaged(format!("its files: {error}")))?,
        attribution: row.attribution.clone(),
        synthetic: row.synthetic,
    };
    Ok((layer, source))
}

async fn insert_revision(
    connection: &mut SqliteConnection,
    rows: &StagedLayer,
    source: &LayerSource,
    layer_hash: &str,
) -> sqlx::Result<RevisionId> {
    let files = serde_json::json!(source.files).to_string();
    let done = sqlx::query(
        "insert into revision (layer, files, attribution, synthetic, hash, row_count) values (?1, ?2, ?3, ?4, ?5, ?6)",
    )
    .bind(rows.layer().as_str())
    .bind(files)
    .bind(&source.attribution)
    .bind(source.synthetic)
    .bind(layer_hash)
    .bind(rows.rows().cast_signed() as i64)
    .execute(connection)
    .await?;
    Ok(RevisionId(done.last_insert_rowid()))
}

async fn insert_finding(
    connection: &mut SqliteConnection,
    revision: RevisionId,
    code: &str,
    finding: &Finding,
) -> sqlx::Result<()> {
    let examples: Vec<String> = finding.examples.iter().map(Diagnostic::to_string).collect();
    sqlx::query(
        "insert into finding (revision_id, code, severity, count, examples) values (?1, ?2, ?3, ?4, ?5)",
    )
    .bind(revision.0)
    .bind(code)
    .bind(finding.severity.as_str())
    .bind(finding.count.cast_signed())
    .bind(serde_json::json!(examples).to_string())
    .execute(connection)
    .await?;
    Ok(())
}

async fn insert_rows(
    connection: &mut SqliteConnection,
    revision: RevisionId,
    rows: &StagedLayer,
) -> sqlx::Result<()> {
    match rows {
        StagedLayer::Network(layer) => network::insert(connection, revision, layer).await,
        StagedLayer::Schools(layer) => campus::insert(connection, revision, layer).await,
        StagedLayer::Units(layer) => admin_unit::insert(connection, revision, layer).await,
        StagedLayer::Water(layer) => water::insert(connection, revision, layer).await,
        StagedLayer::Places(layer) => place::insert(connection, revision, layer).await,
        StagedLayer::Timetable(layer) => timetable::insert(connection, revision, layer).await,
    }
}

async fn delete_unpublished(store: &SqliteStore, revision: RevisionId) -> sqlx::Result<()> {
    let mut transaction = store.begin_writing().await?;
    sqlx::query(
        "delete from revision where revision_id = ?1 \
         and not exists (select 1 from publication_layer pl where pl.revision_id = revision.revision_id)",
    )
    .bind(revision.0)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await
}

async fn delete_orphans(store: &SqliteStore) -> sqlx::Result<u64> {
    let mut transaction = store.begin_writing().await?;
    let done = sqlx::query(
        "delete from revision \
         where revision_id <= (select last_revision_id from publication order by publication_id desc limit 1) \
         and not exists (select 1 from publication_layer pl where pl.revision_id = revision.revision_id)",
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(done.rows_affected())
}
