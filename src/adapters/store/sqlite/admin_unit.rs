//! Table `admin_unit`.

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, SqliteConnection};

use super::geometry::{decode_area, encode_area};
use super::rows::{Damage, ROWS_PER_INSERT, Reading, column};
use crate::adapters::store::RevisionId;
use crate::base::ids::UnitCode;
use crate::domain::schools::AdminUnit;

pub(super) const UNITS: Reading<AdminUnit> = Reading {
    table: "admin_unit",
    page: "select fid, code, name, kind, geom from admin_unit \
           where revision_id = ?1 and fid > ?2 order by fid limit ?3",
    row: read,
};

/// Writes administrative units.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    revision: RevisionId,
    units: &[AdminUnit],
) -> sqlx::Result<()> {
    for units in units.chunks(ROWS_PER_INSERT) {
        insert_some(connection, revision, units).await?;
    }
    Ok(())
}

async fn insert_some(
    connection: &mut SqliteConnection,
    revision: RevisionId,
    units: &[AdminUnit],
) -> sqlx::Result<()> {
    let mut insert = QueryBuilder::new("insert into admin_unit (revision_id, code, name, kind, geom) ");
    insert.push_values(units, |mut row, unit| {
        row.push_bind(revision.0)
            .push_bind(unit.code.as_str())
            .push_bind(&unit.name)
            .push_bind(&unit.kind)
            .push_bind(encode_area(&unit.area));
    });
    insert.build().execute(connection).await.map(|_| ())
}

fn read(row: &SqliteRow) -> Result<AdminUnit, Damage> {
    Ok(AdminUnit {
        code: UnitCode::new(column(row, "code")?),
        name: column(row, "name")?,
        kind: column(row, "kind")?,
        area: decode_area(column(row, "geom")?)?,
    })
}
