//! Water out of OpenStreetMap: areas, watercourses, and shores that do not close.
//! What does not close stays a barrier as a line, because nobody may walk across it either.

use std::collections::BTreeSet;

use super::areas::{self, FoundArea, coord};
use super::filter::{self, WATERCOURSES};
use super::objects::{OsmData, OsmWay};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::geom::LineString;
use crate::domain::network::{Tags, WaterArea, WaterLayer, WaterLine};

/// All water of a file.
pub(super) fn water(data: &OsmData, diagnostics: &mut Diagnostics) -> WaterLayer {
    let mut layer = WaterLayer::default();
    let mut outlines_used = BTreeSet::new();
    for relation in &data.relations {
        if filter::tags_are_water_area(&relation.tags) {
            let found = areas::area_of_relation(data, relation, diagnostics);
            if !found.area.0.is_empty() {
                outlines_used.extend(relation.ways.iter().filter(|m| !m.inner).map(|m| m.way));
            }
            push_area(
                &mut layer,
                &format!("r{}", relation.id),
                &relation.tags,
                found,
                diagnostics,
            );
        } else if relation.tags.is("natural", "bay") || relation.tags.is("natural", "strait") {
            diagnostics.push(filter::bay(format!("relation {}", relation.id)));
        }
    }
    for way in &data.ways {
        let Some(tags) = &way.feature else {
            continue;
        };
        if filter::tags_are_water_area(tags) {
            if outlines_used.contains(&way.id) {
                diagnostics.push(area_twice(way.id));
                continue;
            }
            let found = areas::area_of_way(data, way, diagnostics);
            push_area(&mut layer, &format!("w{}", way.id), tags, found, diagnostics);
        } else {
            push_line(&mut layer, data, way, tags, diagnostics);
        }
    }
    layer.areas.sort_by(|a, b| a.id.cmp(&b.id));
    layer.lines.sort_by(|a, b| a.id.cmp(&b.id));
    layer
}

fn area_twice(way: i64) -> Diagnostic {
    Diagnostic::new(
        Severity::Note,
        "osm/area_twice",
        "The way is water and the outline of water with the same tags; the relation is used, which knows the islands.",
    )
    .at_object(format!("way {way}"))
}

fn push_area(layer: &mut WaterLayer, id: &str, tags: &Tags, found: FoundArea, diagnostics: &mut Diagnostics) {
    if is_underground(tags) {
        diagnostics.push(
            Diagnostic::new(
                Severity::Note,
                "osm/water_underground",
                "The water lies under ground and stops nobody; it is left out.",
            )
            .at_object(id),
        );
        return;
    }
    let name = name_of(tags);
    for (at, line) in found.open.into_iter().enumerate() {
        layer.lines.push(WaterLine {
            id: format!("{id}-{at}"),
            name: name.clone(),
            kind: "bank".to_owned(),
            underground: false,
            line,
        });
    }
    if !found.area.0.is_empty() {
        layer.areas.push(WaterArea {
            id: id.to_owned(),
            name,
            kind: area_kind(tags).to_owned(),
            area: found.area,
        });
    }
}

fn push_line(
    layer: &mut WaterLayer,
    data: &OsmData,
    way: &OsmWay,
    tags: &Tags,
    diagnostics: &mut Diagnostics,
) {
    let waterway = tags.get("waterway").filter(|kind| WATERCOURSES.contains(kind));
    let kind = match waterway {
        Some(kind) => kind,
        None if tags.is("natural", "coastline") => "coastline",
        None => return,
    };
    let object = || format!("way {}", way.id);
    if kind == "coastline" {
        diagnostics.push(
            Diagnostic::new(
                Severity::Note,
                "osm/coastline_as_line",
                "The coastline is used as a line that nobody walks across; the sea behind it is not drawn.",
            )
            .at_object(object()),
        );
    }
    let runs: Vec<LineString<f64>> = way
        .refs
        .split(|point| data.nodes.find(*point).is_none())
        .filter(|run| run.len() > 1)
        .map(|run| {
            LineString(
                run.iter()
                    .filter_map(|point| data.nodes.find(*point))
                    .map(coord)
                    .collect(),
            )
        })
        .collect();
    let n_kept: usize = runs.iter().map(|run| run.0.len()).sum();
    if n_kept != way.refs.len() || runs.is_empty() {
        diagnostics.push(
            Diagnostic::new(
                Severity::Warning,
                "osm/watercourse_cut",
                "The watercourse leads out of the extract; only what lies inside is used.",
            )
            .at_object(object()),
        );
    }
    for (at, line) in runs.into_iter().enumerate() {
        layer.lines.push(WaterLine {
            id: if at == 0 {
                format!("w{}", way.id)
            } else {
                format!("w{}-{at}", way.id)
            },
            name: name_of(tags),
            kind: kind.to_owned(),
            underground: is_underground(tags),
            line,
        });
    }
}

fn name_of(tags: &Tags) -> Option<String> {
    tags.get("name:vi")
        .or_else(|| tags.get("name"))
        .map(str::to_owned)
}

fn is_underground(tags: &Tags) -> bool {
    tags.get("tunnel").is_some_and(|value| value != "no")
        || tags.is("covered", "yes")
        || tags.is("location", "underground")
}

fn area_kind(tags: &Tags) -> &str {
    if tags.is("waterway", "riverbank") {
        return "river";
    }
    tags.get("water")
        .or_else(|| tags.get("waterway"))
        .or_else(|| tags.get("landuse"))
        .unwrap_or("water")
}
