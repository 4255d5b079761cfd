//! Tables `way`, `way_point` and `turn_restriction`.

use std::collections::BTreeMap;

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, SqliteConnection};

use super::geometry::{decode_shape, encode_shape};
use super::rows::{Damage, ROWS_PER_INSERT, Reading, column};
use crate::adapters::store::RevisionId;
use crate::domain::network::{RawNetwork, RawPoint, RawRestriction, RawWay, Tags, TurnVia};

pub(super) const WAYS: Reading<RawWay> = Reading {
    table: "way",
    page: "select fid, way_id, points, tags, geom from way \
           where revision_id = ?1 and fid > ?2 order by fid limit ?3",
    row: read_way,
};

pub(super) const POINTS: Reading<RawPoint> = Reading {
    table: "way_point",
    page: "select fid, point_id, tags from way_point \
           where revision_id = ?1 and fid > ?2 order by fid limit ?3",
    row: read_point,
};

pub(super) const RESTRICTIONS: Reading<RawRestriction> = Reading {
    table: "turn_restriction",
    page: "select fid, restriction_id, tags, from_ways, via_point, via_ways, to_ways from turn_restriction \
           where revision_id = ?1 and fid > ?2 order by fid limit ?3",
    row: read_restriction,
};

/// Writes ways, tagged points and turn restrictions.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    revision: RevisionId,
    network: &RawNetwork,
) -> sqlx::Result<()> {
    for ways in network.ways.chunks(ROWS_PER_INSERT) {
        insert_ways(connection, revision, ways).await?;
    }
    for points in network.points.chunks(ROWS_PER_INSERT) {
        insert_points(connection, revision, points).await?;
    }
    for restrictions in network.restrictions.chunks(ROWS_PER_INSERT) {
        insert_restrictions(connection, revision, restrictions).await?;
    }
    Ok(())
}

async fn insert_ways(
    connection: &mut SqliteConnection,
    revision: RevisionId,
    ways: &[RawWay],
) -> sqlx::Result<()> {
    let mut insert = QueryBuilder::new("insert into way (revision_id, way_id, points, tags, geom) ");
    insert.push_values(ways, |mut row, way| {
        row.push_bind(revision.0)
            .push_bind(way.id)
            .push_bind(pack_ids(&way.points))
            .push_bind(write_tags(&way.tags))
            .push_bind(encode_shape(&way.shape));
    });
    insert.build().execute(connection).await.map(|_| ())
}

async fn insert_points(
    connection: &mut SqliteConnection,
    revision: RevisionId,
    points: &[RawPoint],
) -> sqlx::Result<()> {
    let mut insert = QueryBuilder::new("insert into way_point (revision_id, point_id, tags) ");
    insert.push_values(points, |mut row, point| {
        row.push_bind(revision.0)
            .push_bind(point.id)
            .push_bind(write_tags(&point.tags));
    });
    insert.build().execute(connection).await.map(|_| ())
}

async fn insert_restrictions(
    connection: &mut SqliteConnection,
    revision: RevisionId,
    restrictions: &[RawRestriction],
) -> sqlx::Result<()> {
    let mut insert = QueryBuilder::new(
        "insert into turn_restriction \
         (revision_id, restriction_id, tags, from_ways, via_point, via_ways, to_ways) ",
    );
    insert.push_values(restrictions, |mut row, restriction| {
        let (point, ways) = match &restriction.via {
            TurnVia::Point(point) => (Some(*point), None),
            TurnVia::Ways(ways) => (None, Some(pack_ids(ways))),
        };
        row.push_bind(revision.0)
            .push_bind(restriction.id)
            .push_bind(write_tags(&restriction.tags))
            .push_bind(pack_ids(&restriction.from))
            .push_bind(point)
            .push_bind(ways)
            .push_bind(pack_ids(&restriction.to));
    });
    insert.build().execute(connection).await.map(|_| ())
}

fn read_restriction(row: &SqliteRow) -> Result<RawRestriction, Damage> {
    let point: Option<i64> = column(row, "via_point")?;
    let ways: Option<&[u8]> = column(row, "via_ways")?;
    let via = match (point, ways) {
        (Some(point), None) => TurnVia::Point(point),
        (None, Some(ways)) => TurnVia::Ways(unpack_ids(ways)?),
        _ => return Err("it turns neither over a point nor over ways".to_owned()),
    };
    Ok(RawRestriction {
        id: column(row, "restriction_id")?,
        tags: read_tags(column(row, "tags")?)?,
        from: unpack_ids(column(row, "from_ways")?)?,
        via,
        to: unpack_ids(column(row, "to_ways")?)?,
    })
}

fn read_way(row: &SqliteRow) -> Result<RawWay, Damage> {
    let points = unpack_ids(column(row, "points")?)?;
    let shape = decode_shape(column(row, "geom")?)?;
    if points.len() != shape.len() {
        return Err("it has not as many point ids as places".to_owned());
    }
    Ok(RawWay {
        id: column(row, "way_id")?,
        points,
        shape,
        tags: read_tags(column(row, "tags")?)?,
    })
}

fn read_point(row: &SqliteRow) -> Result<RawPoint, Damage> {
    Ok(RawPoint {
        id: column(row, "point_id")?,
        tags: read_tags(column(row, "tags")?)?,
    })
}

fn pack_ids(ids: &[i64]) -> Vec<u8> {
    ids.iter().flat_map(|id| id.to_le_bytes()).collect()
}

fn unpack_ids(bytes: &[u8]) -> Result<Vec<i64>, Damage> {
    let (ids, []) = bytes.as_chunks::<8>() else {
        return Err("its points end within an id".to_owned());
    };
    Ok(ids.iter().map(|id| i64::from_le_bytes(*id)).collect())
}

fn write_tags(tags: &Tags) -> String {
    let pairs: BTreeMap<&str, &str> = tags.iter().collect();
    serde_json::to_string(&pairs).expect("text keys and values are always JSON")
}

fn read_tags(json: &str) -> Result<Tags, Damage> {
    let pairs: BTreeMap<String, String> =
        serde_json::from_str(json).map_err(|error| format!("its tags: {error}"))?;
    Ok(Tags::new(pairs))
}
