//! Table `campus`.

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, SqliteConnection};

use super::geometry::{decode_place, encode_place};
use super::rows::{Damage, ROWS_PER_INSERT, Reading, column};
use crate::adapters::store::RevisionId;
use crate::base::geom::LonLat;
use crate::domain::schools::{Level, Seats};
use crate::snapshot::dataset::StagedCampus;

pub(super) const CAMPUSES: Reading<StagedCampus> = Reading {
    table: "campus",
    page: "select fid, school_id, campus_id, name, campus_name, levels, levels_guessed, commune, seats, \
           seats_synthetic, operator, source, gates, geom from campus \
           where revision_id = ?1 and fid > ?2 order by fid limit ?3",
    row: read,
};

/// Writes campuses.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    revision: RevisionId,
    campuses: &[StagedCampus],
) -> sqlx::Result<()> {
    for campuses in campuses.chunks(ROWS_PER_INSERT) {
        insert_some(connection, revision, campuses).await?;
    }
    Ok(())
}

async fn insert_some(
    connection: &mut SqliteConnection,
    revision: RevisionId,
    campuses: &[StagedCampus],
) -> sqlx::Result<()> {
    let mut insert = QueryBuilder::new(
        "insert into campus (revision_id, school_id, campus_id, name, campus_name, levels, levels_guessed, \
         commune, seats, seats_synthetic, operator, source, gates, geom) ",
    );
    insert.push_values(campuses, |mut row, campus| {
        row.push_bind(revision.0)
            .push_bind(&campus.school_id)
            .push_bind(&campus.campus_id)
            .push_bind(&campus.name)
            .push_bind(&campus.campus_name)
            .push_bind(write_levels(&campus.levels))
            .push_bind(campus.levels_guessed)
            .push_bind(&campus.commune)
            .push_bind(campus.seats.map(|seats| seats.count))
            .push_bind(campus.seats.map(|seats| seats.synthetic))
            .push_bind(&campus.operator)
            .push_bind(&campus.source)
            .push_bind(write_gates(&campus.gates))
            .push_bind(encode_place(campus.at));
    });
    insert.build().execute(connection).await.map(|_| ())
}

fn read(row: &SqliteRow) -> Result<StagedCampus, Damage> {
    let seats: (Option<u32>, Option<bool>) = (column(row, "seats")?, column(row, "seats_synthetic")?);
    Ok(StagedCampus {
        school_id: column(row, "school_id")?,
        campus_id: column(row, "campus_id")?,
        name: column(row, "name")?,
        campus_name: column(row, "campus_name")?,
        at: decode_place(column(row, "geom")?)?,
        gates: read_gates(column(row, "gates")?)?,
        levels: read_levels(column(row, "levels")?)?,
        levels_guessed: column(row, "levels_guessed")?,
        commune: column(row, "commune")?,
        seats: match seats {
            (Some(count), Some(synthetic)) => Some(Seats { count, synthetic }),
            _ => None,
        },
        operator: column(row, "operator")?,
        source: column(row, "source")?,
    })
}

/// Longitude and latitude of each gate as in the CSV form, to the last bit; none where the campus has no gate of its own.
fn write_gates(gates: &[LonLat]) -> Option<String> {
    let pairs: Vec<String> = gates
        .iter()
        .map(|gate| format!("{} {}", gate.lon, gate.lat))
        .collect();
    (!pairs.is_empty()).then(|| pairs.join(";"))
}

fn read_gates(text: Option<&str>) -> Result<Vec<LonLat>, Damage> {
    let pairs = text.into_iter().flat_map(|text| text.split(';'));
    let gate = |pair: &str| {
        let (lon, lat) = pair.split_once(' ')?;
        Some(LonLat::new(lon.parse().ok()?, lat.parse().ok()?))
    };
    pairs
        .map(|pair| gate(pair).ok_or_else(|| format!("its gate `{pair}`")))
        .collect()
}

fn write_levels(levels: &[Level]) -> String {
    levels
        .iter()
        .map(|level| level.as_str())
        .collect::<Vec<_>>()
        .join(";")
}

fn read_levels(text: &str) -> Result<Vec<Level>, Damage> {
    text.split(';')
        .filter(|word| !word.is_empty())
        .map(|word| word.parse::<Level>().map_err(|error| error.to_string()))
        .collect()
}
