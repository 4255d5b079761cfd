//! Tables `water_area` and `waterway`.

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, SqliteConnection};

use super::geometry::{decode_area, decode_line, encode_area, encode_line};
use super::rows::{Damage, ROWS_PER_INSERT, Reading, column};
use crate::adapters::store::RevisionId;
use crate::domain::network::{WaterArea, WaterLayer, WaterLine};

pub(super) const AREAS: Reading<WaterArea> = Reading {
    table: "water_area",
    page: "select fid, code, name, kind, geom from water_area \
           where revision_id = ?1 and fid > ?2 order by fid limit ?3",
    row: read_area,
};

pub(super) const LINES: Reading<WaterLine> = Reading {
    table: "waterway",
    page: "select fid, code, name, kind, underground, geom from waterway \
           where revision_id = ?1 and fid > ?2 order by fid limit ?3",
    row: read_line,
};

/// Writes water areas and watercourses.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    revision: RevisionId,
    water: &WaterLayer,
) -> sqlx::Result<()> {
    for areas in water.areas.chunks(ROWS_PER_INSERT) {
        insert_areas(connection, revision, areas).await?;
    }
    for lines in water.lines.chunks(ROWS_PER_INSERT) {
        insert_lines(connection, revision, lines).await?;
    }
    Ok(())
}

async fn insert_areas(
    connection: &mut SqliteConnection,
    revision: RevisionId,
    areas: &[WaterArea],
) -> sqlx::Result<()> {
    let mut insert = QueryBuilder::new("insert into water_area (revision_id, code, name, kind, geom) ");
    insert.push_values(areas, |mut row, water| {
        row.push_bind(revision.0)
            .push_bind(&water.id)
            .push_bind(&water.name)
            .push_bind(&water.kind)
            .push_bind(encode_area(&water.area));
    });
    insert.build().execute(connection).await.map(|_| ())
}

async fn insert_lines(
    connection: &mut SqliteConnection,
    revision: RevisionId,
    lines: &[WaterLine],
) -> sqlx::Result<()> {
    let mut insert =
        QueryBuilder::new("insert into waterway (revision_id, code, name, kind, underground, geom) ");
    insert.push_values(lines, |mut row, water| {
        row.push_bind(revision.0)
            .push_bind(&water.id)
            .push_bind(&water.name)
            .push_bind(&water.kind)
            .push_bind(water.underground)
            .push_bind(encode_line(&water.line));
    });
    insert.build().execute(connection).await.map(|_| ())
}

fn read_area(row: &SqliteRow) -> Result<WaterArea, Damage> {
    Ok(WaterArea {
        id: column(row, "code")?,
        name: column(row, "name")?,
        kind: column(row, "kind")?,
        area: decode_area(column(row, "geom")?)?,
    })
}

fn read_line(row: &SqliteRow) -> Result<WaterLine, Damage> {
    Ok(WaterLine {
        id: column(row, "code")?,
        name: column(row, "name")?,
        kind: column(row, "kind")?,
        underground: column(row, "underground")?,
        line: decode_line(column(row, "geom")?)?,
    })
}
