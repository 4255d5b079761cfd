//! Table `place`.

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, SqliteConnection};

use super::geometry::{decode_place, encode_place};
use super::rows::{Damage, ROWS_PER_INSERT, Reading, column};
use crate::adapters::store::RevisionId;
use crate::snapshot::dataset::Place;

pub(super) const PLACES: Reading<Place> = Reading {
    table: "place",
    page: "select fid, name, kind, rank, geom from place \
           where revision_id = ?1 and fid > ?2 order by fid limit ?3",
    row: read,
};

/// Writes places.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    revision: RevisionId,
    places: &[Place],
) -> sqlx::Result<()> {
    for places in places.chunks(ROWS_PER_INSERT) {
        insert_some(connection, revision, places).await?;
    }
    Ok(())
}

async fn insert_some(
    connection: &mut SqliteConnection,
    revision: RevisionId,
    places: &[Place],
) -> sqlx::Result<()> {
    let mut insert = QueryBuilder::new("insert into place (revision_id, name, kind, rank, geom) ");
    insert.push_values(places, |mut row, place| {
        row.push_bind(revision.0)
            .push_bind(&place.name)
            .push_bind(&place.kind)
            .push_bind(place.rank)
            .push_bind(encode_place(place.at));
    });
    insert.build().execute(connection).await.map(|_| ())
}

fn read(row: &SqliteRow) -> Result<Place, Damage> {
    Ok(Place {
        name: column(row, "name")?,
        kind: column(row, "kind")?,
        rank: column(row, "rank")?,
        at: decode_place(column(row, "geom")?)?,
    })
}
