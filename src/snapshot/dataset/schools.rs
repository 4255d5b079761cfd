//! Campuses as rows become schools with campuses.

use std::collections::BTreeMap;

use super::StagedCampus;
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::geom::{LonLat, Ruler};
use crate::base::ids::{CampusId, CampusIdx, SchoolId, SchoolIdx};
use crate::base::text::fold;
use crate::domain::schools::{Campus, School, Schools};

/// Schools with the same name that are nearer than this are probably one.
const SAME_PLACE_METRES: f64 = 50.0;

/// Schools out of rows in any order.
pub(super) fn group_campuses(mut rows: Vec<StagedCampus>, diagnostics: &mut Diagnostics) -> Schools {
    rows.sort_by(|a, b| (&a.campus_id, &a.school_id, &a.name).cmp(&(&b.campus_id, &b.school_id, &b.name)));
    refuse_equal_codes(&rows, diagnostics);
    rows.dedup_by(|a, b| a.campus_id == b.campus_id);
    check_rows(&rows, diagnostics);
    tell_namesakes(&rows, diagnostics);
    let mut by_school: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        by_school.entry(&row.school_id).or_default().push(at);
    }
    let mut schools = Vec::with_capacity(by_school.len());
    let mut school_of_row = vec![SchoolIdx(0); rows.len()];
    for (position, (id, members)) in by_school.into_iter().enumerate() {
        for &row in &members {
            school_of_row[row] = SchoolIdx::from_usize(position);
        }
        schools.push(school(id, members, &rows, diagnostics));
    }
    let campuses = rows
        .into_iter()
        .zip(school_of_row)
        .map(|(row, school)| campus(row, school))
        .collect();
    Schools::new(schools, campuses)
}

fn refuse_equal_codes(rows: &[StagedCampus], diagnostics: &mut Diagnostics) {
    for pair in rows
        .windows(2)
        .filter(|pair| pair[0].campus_id == pair[1].campus_id)
    {
        diagnostics.push(
            Diagnostic::new(
                Severity::Error,
                "dataset/campus_twice",
                format!(
                    "`{}` and `{}` have the same campus code; give each campus its own.",
                    pair[0].name, pair[1].name
                ),
            )
            .at_object(&pair[0].campus_id),
        );
    }
}

fn check_rows(rows: &[StagedCampus], diagnostics: &mut Diagnostics) {
    for row in rows {
        if !row.at.is_on_earth() {
            diagnostics.push(
                Diagnostic::new(
                    Severity::Error,
                    "dataset/campus_not_on_earth",
                    "The campus has no place on the earth; mend its coordinates.",
                )
                .at_object(&row.campus_id),
            );
        }
        if let Some(gate) = row.gates.iter().find(|gate| !is_at_school(row.at, **gate)) {
            diagnostics.push(
                Diagnostic::new(
                    Severity::Error,
                    "dataset/gate_far",
                    format!(
                        "The gate at {}, {} lies more than 2 km from the campus; write longitude before latitude, \
                         or mend its coordinates.",
                        gate.lon, gate.lat
                    ),
                )
                .at_object(&row.campus_id),
            );
        }
        if row.levels.is_empty() {
            diagnostics.push(
                Diagnostic::new(
                    Severity::Warning,
                    "dataset/campus_without_level",
                    format!(
                        "`{}` has no level and is nobody's nearest school; give it one.",
                        row.name
                    ),
                )
                .at_object(&row.campus_id),
            );
        }
    }
}

/// A gate is no farther than this from where its campus is drawn.
const GATE_METRES: f64 = 2_000.0;

fn is_at_school(campus: LonLat, gate: LonLat) -> bool {
    gate.is_on_earth() && (!campus.is_on_earth() || Ruler::between(campus, gate) <= GATE_METRES)
}

/// Two schools of one name at one place are told, not merged: a primary and a secondary school may share a yard.
fn tell_namesakes(rows: &[StagedCampus], diagnostics: &mut Diagnostics) {
    let mut by_name: BTreeMap<String, Vec<&StagedCampus>> = BTreeMap::new();
    for row in rows {
        by_name.entry(fold(&row.name)).or_default().push(row);
    }
    for namesakes in by_name.values() {
        for (at, one) in namesakes.iter().enumerate() {
            let others = namesakes[at + 1..]
                .iter()
                .filter(|other| other.school_id != one.school_id);
            for other in others.filter(|other| Ruler::between(one.at, other.at) < SAME_PLACE_METRES) {
                diagnostics.push(
                    Diagnostic::new(
                        Severity::Warning,
                        "dataset/school_twice",
                        format!(
                            "`{}` stands less than 50 m from `{}` and has the same name; take one out if they are one school.",
                            one.campus_id, other.campus_id
                        ),
                    )
                    .at_object(&one.campus_id),
                );
            }
        }
    }
}

/// The main campus is the first by code that has no name of its own, else the first by code.
fn school(id: &str, members: Vec<usize>, rows: &[StagedCampus], diagnostics: &mut Diagnostics) -> School {
    let main = members
        .iter()
        .position(|row| rows[*row].campus_name.is_none())
        .unwrap_or(0);
    let mut order = members;
    order[..=main].rotate_right(1);
    let main = &rows[order[0]];
    if let Some(other) = order
        .iter()
        .map(|row| &rows[*row])
        .find(|row| row.name != main.name)
    {
        diagnostics.push(
            Diagnostic::new(
                Severity::Warning,
                "dataset/school_names_differ",
                format!(
                    "Campuses of one school call it `{}` and `{}`; the main campus's name is used.",
                    main.name, other.name
                ),
            )
            .at_object(id),
        );
    }
    School {
        id: SchoolId::new(id),
        name: main.name.clone(),
        operator: order.iter().find_map(|row| rows[*row].operator.clone()),
        source: main.source.clone(),
        campuses: order.into_iter().map(CampusIdx::from_usize).collect(),
    }
}

fn campus(row: StagedCampus, school: SchoolIdx) -> Campus {
    let mut levels = row.levels;
    levels.sort_unstable();
    levels.dedup();
    Campus {
        id: CampusId::new(&row.campus_id),
        school,
        name: row.campus_name,
        at: row.at,
        gates: if row.gates.is_empty() {
            vec![row.at]
        } else {
            row.gates
        },
        levels,
        levels_guessed: row.levels_guessed,
        commune: row.commune,
        seats: row.seats,
    }
}
