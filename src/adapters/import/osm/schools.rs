//! Schools out of OpenStreetMap: points and areas, one campus each.

use std::collections::BTreeMap;

use geo::{BoundingRect as _, Contains as _, InteriorPoint as _, MultiLineString, Point};

use super::areas::{self, FoundArea};
use super::filter::tags_are_school;
use super::objects::{OsmData, OsmWay};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::geom::{LonLat, MultiPolygon};
use crate::base::text::fold;
use crate::domain::network::Tags;
use crate::domain::schools::{Level, guess_levels};
use crate::snapshot::dataset::StagedCampus;

/// A school with its area, where it has one.
struct Found {
    campus: StagedCampus,
    area: Option<MultiPolygon<f64>>,
}

/// All schools of a file, by code.
pub(super) fn schools(data: &OsmData, diagnostics: &mut Diagnostics) -> Vec<StagedCampus> {
    let mut found = Vec::new();
    for relation in data
        .relations
        .iter()
        .filter(|relation| tags_are_school(&relation.tags))
    {
        let area = areas::area_of_relation(data, relation, diagnostics);
        push_area(
            &mut found,
            format!("r{}", relation.id),
            &relation.tags,
            area,
            diagnostics,
        );
    }
    for way in &data.ways {
        if let Some(tags) = way.feature.as_ref().filter(|tags| tags_are_school(tags)) {
            let area = areas::area_of_way(data, way, diagnostics);
            let n_before = found.len();
            push_area(&mut found, format!("w{}", way.id), tags, area, diagnostics);
            for found in &mut found[n_before..] {
                found.campus.gates = gates_on(data, way);
            }
        }
    }
    for node in &data.tagged {
        let tags = node.feature.as_ref().filter(|tags| tags_are_school(tags));
        if let (Some(tags), Some(at)) = (tags, data.nodes.find(node.id)) {
            found.push(Found {
                campus: campus(format!("n{}", node.id), tags, LonLat::from(at), diagnostics),
                area: None,
            });
        }
    }
    let mut campuses = collapse(found, diagnostics);
    campuses.sort_by(|a, b| a.campus_id.cmp(&b.campus_id));
    campuses
}

/// The gates and entrances on an outline, by which children come.
fn gates_on(data: &OsmData, way: &OsmWay) -> Vec<LonLat> {
    let is_gate = |tags: &Tags| {
        let gate = matches!(
            tags.get("barrier"),
            Some("gate" | "lift_gate" | "swing_gate" | "sliding_gate" | "entrance")
        );
        let entrance = matches!(tags.get("entrance"), Some("yes" | "main" | "school"));
        (gate || entrance) && !tags.is("access", "no")
    };
    let mut nodes: Vec<i64> = way.refs.clone();
    nodes.sort_unstable();
    nodes.dedup();
    let tagged = nodes.into_iter().filter(|node| {
        let found = data.tagged.binary_search_by_key(node, |tagged| tagged.id);
        found.is_ok_and(|at| data.tagged[at].feature.as_ref().is_some_and(is_gate))
    });
    tagged
        .filter_map(|node| data.nodes.find(node))
        .map(LonLat::from)
        .collect()
}

fn push_area(
    found: &mut Vec<Found>,
    id: String,
    tags: &Tags,
    outline: FoundArea,
    diagnostics: &mut Diagnostics,
) {
    let inside = outline.area.interior_point();
    let beside = || {
        MultiLineString(outline.open)
            .bounding_rect()
            .map(|bounds| Point(bounds.center()))
    };
    let mut warn = |code, sentence: &str| {
        diagnostics.push(Diagnostic::new(Severity::Warning, code, sentence).at_object(id.clone()));
    };
    if inside.is_none() {
        warn(
            "osm/school_outline_open",
            "The outline does not close; the school is put in its middle.",
        );
    }
    let Some(at) = inside.or_else(beside) else {
        warn(
            "osm/school_without_place",
            "No part of the school's outline is in the extract; it is left out.",
        );
        return;
    };
    found.push(Found {
        campus: campus(id, tags, LonLat::new(at.x(), at.y()), diagnostics),
        area: Some(outline.area),
    });
}

fn campus(id: String, tags: &Tags, at: LonLat, diagnostics: &mut Diagnostics) -> StagedCampus {
    let mut note = |severity, code, sentence: &str| {
        diagnostics.push(Diagnostic::new(severity, code, sentence).at_object(id.clone()));
    };
    let is_kindergarten = tags.is("amenity", "kindergarten");
    let own_name = ["name:vi", "name", "official_name", "name:en"]
        .into_iter()
        .find_map(|key| tags.get(key))
        .filter(|name| !name.is_empty());
    if own_name.is_none() {
        note(
            Severity::Warning,
            "osm/school_without_name",
            "The school has no name and is listed as `Trường học` or `Trường mầm non`; name it in OpenStreetMap.",
        );
    }
    let placeholder = if is_kindergarten {
        "Trường mầm non"
    } else {
        "Trường học"
    };
    let name = own_name.unwrap_or(placeholder).to_owned();
    let (levels, levels_guessed) = levels(tags, &name);
    if levels.is_empty() {
        note(
            Severity::Warning,
            "osm/school_without_level",
            "Neither tags nor name say a level; the school is shown but is nobody's nearest.",
        );
    } else if levels_guessed {
        note(
            Severity::Note,
            "osm/level_guessed",
            "The level is guessed from the name.",
        );
    }
    StagedCampus {
        school_id: id.clone(),
        campus_id: id,
        name,
        campus_name: None,
        at,
        gates: Vec::new(),
        levels,
        levels_guessed,
        commune: None,
        seats: None,
        operator: tags.get("operator").map(str::to_owned),
        source: "OpenStreetMap".to_owned(),
    }
}

/// Levels by tag where there is one, else by name; the flag says that they are a guess.
fn levels(tags: &Tags, name: &str) -> (Vec<Level>, bool) {
    let mut tagged: Vec<Level> = ["isced:level", "school:level", "school"]
        .into_iter()
        .filter_map(|key| tags.get(key))
        .flat_map(|value| value.split([';', ',']))
        .flat_map(levels_of_word)
        .collect();
    if tagged.is_empty() && tags.is("amenity", "kindergarten") {
        tagged.push(Level::Preschool);
    }
    if tagged.is_empty() {
        let guessed = guess_levels(name);
        let is_guess = !guessed.is_empty();
        return (guessed, is_guess);
    }
    tagged.sort_unstable();
    tagged.dedup();
    (tagged, false)
}

/// Levels of one value of `isced:level` (UNESCO's ISCED 2011: 0 to 3, also as a span) or `school`.
fn levels_of_word(word: &str) -> Vec<Level> {
    let of_number = |number: &str| {
        number
            .trim()
            .parse::<usize>()
            .ok()
            .and_then(|number| Level::ALL.get(number).copied())
    };
    let word = word.trim();
    if let Some((from, to)) = word.split_once('-')
        && let (Some(from), Some(to)) = (of_number(from), of_number(to))
    {
        return Level::ALL
            .into_iter()
            .filter(|level| (from..=to).contains(level))
            .collect();
    }
    match word {
        "preschool" | "pre_primary" | "nursery" => vec![Level::Preschool],
        "primary" | "elementary" => vec![Level::Primary],
        "lower_secondary" | "middle" => vec![Level::LowerSecondary],
        "upper_secondary" | "high" => vec![Level::UpperSecondary],
        "secondary" => vec![Level::LowerSecondary, Level::UpperSecondary],
        number => of_number(number).into_iter().collect(),
    }
}

/// A point or building inside the area of a school with the same name is the same school; the larger object stays.
fn collapse(found: Vec<Found>, diagnostics: &mut Diagnostics) -> Vec<StagedCampus> {
    let mut by_name: BTreeMap<String, Vec<Found>> = BTreeMap::new();
    for school in found {
        by_name.entry(fold(&school.campus.name)).or_default().push(school);
    }
    let mut kept: Vec<StagedCampus> = Vec::new();
    for namesakes in by_name.into_values() {
        let around: Vec<Option<usize>> = (0..namesakes.len()).map(|at| holder(&namesakes, at)).collect();
        for (school, holder) in namesakes.into_iter().zip(around) {
            let Some(_) = holder else {
                kept.push(school.campus);
                continue;
            };
            diagnostics.push(
                Diagnostic::new(
                    Severity::Note,
                    "osm/school_twice",
                    "The school lies inside the area of one with the same name; the area is used.",
                )
                .at_object(school.campus.campus_id),
            );
        }
    }
    kept
}

/// Which namesake's area holds this school; of two areas that hold each other's place the earlier one.
fn holder(namesakes: &[Found], at: usize) -> Option<usize> {
    let place = |found: &Found| Point::new(found.campus.at.lon, found.campus.at.lat);
    let holds = |holder: usize, held: usize| {
        namesakes[holder]
            .area
            .as_ref()
            .is_some_and(|area| area.contains(&place(&namesakes[held])))
    };
    (0..namesakes.len()).find(|&other| other != at && holds(other, at) && (other < at || !holds(at, other)))
}
