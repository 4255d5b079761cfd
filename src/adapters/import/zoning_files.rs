//! What a zoning is made of beside its blocks: schools with seats, plans, ties, drawn zones and a boundary.

use std::collections::BTreeMap;
use std::path::Path;

use super::blocks_features::{PlanRow, whole_number};
use super::features::{ReadOptions, read_features};
use super::format::Format;
use super::table::Table;
use super::{ImportError, file_name};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::geom::{LonLat, MultiPolygon};
use crate::base::ids::CampusId;
use crate::domain::catchment::{DrawnZone, ZoneSchool};

const SCHOOL: &[&str] = &["school", "campus_id", "id"];
const SEATS: &[&str] = &["capacity", "seats"];
const LEVEL: &[&str] = &["level", "levels"];

/// Reads schools from CSV (`school,lon,lat,capacity`, and `level` where only some take part) or from GeoJSON points
/// with the same properties. An empty capacity is no limit.
pub fn read_zone_schools(
    path: &Path,
    level: Option<&str>,
) -> Result<(Vec<ZoneSchool>, Diagnostics), ImportError> {
    let mut diagnostics = Diagnostics::new();
    let schools = match Format::of(path)? {
        Some(Format::Csv) => schools_of_table(path, level, &mut diagnostics)?,
        Some(Format::GeoJson) => schools_of_features(path, level, &mut diagnostics)?,
        _ => {
            diagnostics.push(unknown_format("`.csv` or `.geojson`"));
            Vec::new()
        }
    };
    Ok((schools, diagnostics.in_file(&file_name(path))))
}

fn unknown_format(known: &str) -> Diagnostic {
    let sentence = format!("No reader knows this kind of file; give {known}.");
    Diagnostic::new(Severity::Error, "import/unknown_format", sentence)
}

fn schools_of_table(
    path: &Path,
    level: Option<&str>,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<ZoneSchool>, ImportError> {
    let table = Table::read(path, diagnostics)?;
    let id_column = table.needed_column(SCHOOL, diagnostics);
    let seats_column = table.needed_column(SEATS, diagnostics);
    let place_columns = table.place_columns(diagnostics);
    let level_column = table.column(LEVEL);
    let (Some(id_column), Some(_), Some(place_columns)) = (id_column, seats_column, place_columns) else {
        return Ok(Vec::new());
    };
    let mut schools = Vec::new();
    for row in table
        .rows()
        .iter()
        .filter(|row| takes_part(row.text(level_column), level))
    {
        let id = table.needed_text(row, id_column, diagnostics);
        let at = table.place(row, place_columns, diagnostics);
        let seats = seats_of(
            row.text(seats_column),
            |finding| finding.at_row(row.number),
            diagnostics,
        );
        if let (Some(id), Some(at), Ok(seats)) = (id, at, seats) {
            schools.push(zone_school(id, at, seats));
        }
    }
    Ok(schools)
}

fn schools_of_features(
    path: &Path,
    level: Option<&str>,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<ZoneSchool>, ImportError> {
    let mut schools = Vec::new();
    for feature in read_features(path, &ReadOptions::default(), diagnostics)? {
        let first = |names: &[&str]| names.iter().find_map(|name| feature.text(name));
        if !takes_part(first(LEVEL).as_deref(), level) {
            continue;
        }
        let at = feature.point(diagnostics);
        let id = first(SCHOOL);
        if id.is_none() {
            let sentence = "The school has no code; give it one.";
            diagnostics.push(
                feature
                    .finding(Severity::Error, "zoning/school_without_code", sentence)
                    .in_column(SCHOOL[0]),
            );
        }
        let seats = seats_of(
            first(SEATS).as_deref(),
            |finding| finding.at_row(feature.row),
            diagnostics,
        );
        if let (Some(id), Some(at), Ok(seats)) = (id, at, seats) {
            schools.push(zone_school(&id, at, seats));
        }
    }
    Ok(schools)
}

fn zone_school(id: &str, at: LonLat, seats: Option<u32>) -> ZoneSchool {
    ZoneSchool {
        id: CampusId::new(id),
        at,
        seats,
    }
}

/// Whether a row is of the level that is asked for; several are joined by `;`.
fn takes_part(levels: Option<&str>, wanted: Option<&str>) -> bool {
    match (levels, wanted) {
        (Some(levels), Some(wanted)) => levels.split([';', ',', '|']).any(|level| level.trim() == wanted),
        (_, None) => true,
        (None, Some(_)) => false,
    }
}

/// A cell that should have held seats and did not; it has been told.
struct NotSeats;

/// The seats of a cell, none for no limit; what is wrong with it is told by `place`.
fn seats_of(
    text: Option<&str>,
    place: impl FnOnce(Diagnostic) -> Diagnostic,
    diagnostics: &mut Diagnostics,
) -> Result<Option<u32>, NotSeats> {
    let Some(text) = text else { return Ok(None) };
    let seats = whole_number(text);
    if seats.is_none() {
        let sentence =
            format!("`{text}` is not a number of seats; write a whole number, or nothing for no limit.");
        let finding = Diagnostic::new(Severity::Error, "zoning/seats", sentence);
        diagnostics.push(place(finding).in_column(SEATS[0]));
    }
    seats.map(Some).ok_or(NotSeats)
}

/// Reads a plan from CSV: `block,school`.
pub fn read_plan(path: &Path) -> Result<(Vec<PlanRow>, Diagnostics), ImportError> {
    let pairs = read_pairs(path, SCHOOL)?;
    let rows = pairs
        .0
        .into_iter()
        .map(|(row, block, school)| PlanRow { row, block, school });
    Ok((rows.collect(), pairs.1))
}

/// Reads ties between blocks from CSV: `block,tied_to`, such as two blocks with a ferry between them; with the numbers
/// of the rows.
pub fn read_ties(path: &Path) -> Result<(Pairs, Diagnostics), ImportError> {
    read_pairs(path, &["tied_to"])
}

/// Rows of two codes, each with its number in the file.
pub type Pairs = Vec<(u64, String, String)>;

fn read_pairs(path: &Path, second: &[&str]) -> Result<(Pairs, Diagnostics), ImportError> {
    let (mut pairs, mut diagnostics) = (Vec::new(), Diagnostics::new());
    let table = Table::read(path, &mut diagnostics)?;
    let one = table.needed_column(&["block"], &mut diagnostics);
    let other = table.needed_column(second, &mut diagnostics);
    if let (Some(one), Some(other)) = (one, other) {
        for row in table.rows() {
            let block = table.needed_text(row, one, &mut diagnostics);
            let other = table.needed_text(row, other, &mut diagnostics);
            if let (Some(block), Some(other)) = (block, other) {
                pairs.push((row.number, block.to_owned(), other.to_owned()));
            }
        }
    }
    Ok((pairs, diagnostics.in_file(&file_name(path))))
}

/// Reads drawn zones from GeoJSON; features with one name are one zone.
pub fn read_zones(path: &Path, name: &str) -> Result<(Vec<DrawnZone>, Diagnostics), ImportError> {
    let mut diagnostics = Diagnostics::new();
    let mut zones: BTreeMap<String, MultiPolygon<f64>> = BTreeMap::new();
    for feature in read_features(path, &ReadOptions::default(), &mut diagnostics)? {
        let area = feature.area(&mut diagnostics);
        let of = feature.text(name);
        if of.is_none() {
            let sentence = "The zone has no name here; fill it in, or name the property that holds it.";
            let finding = feature.finding(Severity::Error, "zoning/zone_without_name", sentence);
            diagnostics.push(finding.in_column(name));
        }
        if let (Some(area), Some(of)) = (area, of) {
            zones
                .entry(of)
                .or_insert_with(|| MultiPolygon(Vec::new()))
                .0
                .extend(area);
        }
    }
    if zones.is_empty() && !diagnostics.has_errors() {
        let sentence = "There is no zone in it; check that it is the right file.";
        diagnostics.push(Diagnostic::new(Severity::Error, "import/nothing_found", sentence));
    }
    let zones = zones.into_iter().map(|(name, area)| DrawnZone { name, area });
    Ok((zones.collect(), diagnostics.in_file(&file_name(path))))
}

/// Reads areas without regard to their properties, such as a boundary or water; lines among them are left out.
pub fn read_areas(path: &Path) -> Result<(Vec<MultiPolygon<f64>>, Diagnostics), ImportError> {
    let mut diagnostics = Diagnostics::new();
    let features = read_features(path, &ReadOptions::default(), &mut diagnostics)?;
    let areas = features.iter().filter(|feature| feature.is_area());
    let areas: Vec<MultiPolygon<f64>> = areas
        .filter_map(|feature| feature.area(&mut diagnostics))
        .collect();
    if areas.is_empty() && !diagnostics.has_errors() {
        let sentence = "There is no area in it; check that it is the right file.";
        diagnostics.push(Diagnostic::new(Severity::Error, "import/nothing_found", sentence));
    }
    Ok((areas, diagnostics.in_file(&file_name(path))))
}
