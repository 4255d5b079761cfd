//! Administrative units out of OpenStreetMap: boundary relations that close inside the extract.

use super::areas;
use super::objects::OsmData;
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::ids::UnitCode;
use crate::base::text::fold;
use crate::domain::network::Tags;
use crate::domain::schools::AdminUnit;

/// All units of a file, by code.
pub(super) fn units(data: &OsmData, diagnostics: &mut Diagnostics) -> Vec<AdminUnit> {
    let mut units = Vec::new();
    for relation in &data.relations {
        let Some(kind) = kind_of(&relation.tags) else {
            continue;
        };
        let object = format!("relation {}", relation.id);
        let name = relation.tags.get("name:vi").or_else(|| relation.tags.get("name"));
        let found = areas::area_of_relation(data, relation, diagnostics);
        let reason = match name {
            None => "has no name",
            // A unit that is only partly inside would give wrong answers near the extract's edge.
            Some(_) if found.area.0.is_empty() || !found.open.is_empty() => {
                "does not close inside the extract"
            }
            Some(name) => {
                units.push(AdminUnit {
                    code: UnitCode::new(&format!("r{}", relation.id)),
                    name: name.to_owned(),
                    kind: kind.to_owned(),
                    area: found.area,
                });
                continue;
            }
        };
        diagnostics.push(
            Diagnostic::new(
                Severity::Warning,
                "osm/unit_left_out",
                format!("The administrative unit {reason} and is left out."),
            )
            .at_object(object),
        );
    }
    units.sort_by(|a, b| a.code.cmp(&b.code));
    units
}

/// What a boundary is: by the word its Vietnamese name begins with, else by its level.
/// The name goes first because level 6 is a district before 2025-07-01 and a commune after it.
fn kind_of(tags: &Tags) -> Option<&'static str> {
    if !tags.is("boundary", "administrative") {
        return None;
    }
    let level: u8 = tags.get("admin_level")?.trim().parse().ok()?;
    if !(6..=10).contains(&level) {
        return None;
    }
    let name = fold(tags.get("name").unwrap_or_default());
    let begins = |words: &[&str]| words.iter().any(|word| name.starts_with(word));
    Some(match level {
        _ if begins(&["phuong ", "xa ", "thi tran ", "dac khu "]) => "commune",
        _ if begins(&["quan ", "huyen ", "thi xa ", "thanh pho "]) => "district",
        6 | 7 => "district",
        8 => "commune",
        _ => "hamlet",
    })
}
