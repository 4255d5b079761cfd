//! Named places out of OpenStreetMap, for the map's labels.

use super::objects::OsmData;
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::geom::LonLat;
use crate::domain::network::Tags;
use crate::snapshot::dataset::Place;

/// All places of a file.
pub(super) fn places(data: &OsmData, diagnostics: &mut Diagnostics) -> Vec<Place> {
    let mut places = Vec::new();
    for node in &data.tagged {
        let (Some(tags), Some(at)) = (&node.feature, data.nodes.find(node.id)) else {
            continue;
        };
        let is_wharf = tags.is("amenity", "ferry_terminal");
        if tags.get("place").is_none() && !is_wharf {
            continue;
        }
        let mut note = |severity, code, sentence: String| {
            diagnostics
                .push(Diagnostic::new(severity, code, sentence).at_object(format!("node {}", node.id)));
        };
        let Some((kind, rank)) = kind_and_rank(tags) else {
            let word = tags.get("place").unwrap_or_default();
            note(
                Severity::Note,
                "osm/place_not_shown",
                format!("`place={word}` is no label of this map."),
            );
            continue;
        };
        let Some(name) = tags.get("name:vi").or_else(|| tags.get("name")) else {
            note(
                Severity::Note,
                "osm/place_without_name",
                "A place without a name is left out.".to_owned(),
            );
            continue;
        };
        places.push(Place {
            name: name.to_owned(),
            kind: kind.to_owned(),
            rank,
            at: LonLat::from(at),
        });
    }
    places
}

fn kind_and_rank(tags: &Tags) -> Option<(&'static str, u8)> {
    Some(match tags.get("place") {
        Some("city") => ("city", 1),
        Some("town") => ("town", 2),
        Some("borough") => ("town", 3),
        Some("suburb") => ("commune", 3),
        Some("village" | "municipality") => ("commune", 4),
        Some("island") => ("island", 4),
        Some("quarter" | "hamlet") => ("hamlet", 5),
        Some("neighbourhood" | "islet") => ("hamlet", 6),
        Some("sea" | "ocean") => ("sea", 2),
        None if tags.is("amenity", "ferry_terminal") => ("wharf", 5),
        _ => return None,
    })
}
