//! Which objects and tags of OpenStreetMap each layer may need; whether a profile may use them is not decided here.

use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::text::clean_name;
use crate::domain::network::Tags;
use crate::snapshot::dataset::Layer;

/// The layers that a reader is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted<'l>(pub(super) &'l [Layer]);

impl Wanted<'_> {
    /// Whether a layer is asked for.
    pub(super) fn has(self, layer: Layer) -> bool {
        self.0.contains(&layer)
    }
}

/// `highway` values of what does not exist yet or no more.
const NOT_BUILT: &[&str] = &[
    "abandoned",
    "construction",
    "demolished",
    "destroyed",
    "dismantled",
    "disused",
    "historic",
    "no",
    "none",
    "planned",
    "proposed",
    "razed",
    "removed",
];

/// `highway` values of what nobody travels on.
const NOT_A_WAY: &[&str] = &[
    "bus_stop",
    "emergency_access_point",
    "emergency_bay",
    "rest_area",
    "services",
    "speed_camera",
    "street_lamp",
    "toilets",
    "traffic_signals",
    "traffic_sign",
    "trailhead",
];

/// Keys that bear on travel, in the order of the alphabet.
const NETWORK_KEYS: &[&str] = &[
    "amenity",
    "area",
    "barrier",
    "construction",
    "covered",
    "crossing",
    "cutting",
    "duration",
    "est_width",
    "ferry",
    "footway",
    "ford",
    "highway",
    "incline",
    "interval",
    "junction",
    "lanes",
    "layer",
    "leisure",
    "lit",
    "man_made",
    "moped",
    "motorroad",
    "name",
    "name:en",
    "name:vi",
    "opening_hours",
    "operator",
    "public_transport",
    "railway",
    "ref",
    "route",
    "segregated",
    "service",
    "smoothness",
    "surface",
    "toll",
    "tracktype",
    "tunnel",
    "width",
];

/// Keys that bear on travel together with everything that follows them after a colon.
const NETWORK_KEY_FAMILIES: &[&str] = &[
    "access",
    "bicycle",
    "bridge",
    "cycleway",
    "foot",
    "maxspeed",
    "maxwidth",
    "motor_vehicle",
    "motorcar",
    "motorcycle",
    "oneway",
    "sidewalk",
    "vehicle",
];

/// Keys that say who passes a point.
const ACCESS_KEYS: &[&str] = &[
    "access",
    "bicycle",
    "foot",
    "motor_vehicle",
    "motorcar",
    "motorcycle",
    "vehicle",
];

/// Keys that the layers other than the network read, in the order of the alphabet.
const FEATURE_KEYS: &[&str] = &[
    "access",
    "admin_level",
    "alt_name",
    "amenity",
    "barrier",
    "basin",
    "boundary",
    "covered",
    "entrance",
    "intermittent",
    "isced:level",
    "landuse",
    "location",
    "name",
    "name:en",
    "name:vi",
    "natural",
    "official_name",
    "operator",
    "place",
    "ref",
    "route",
    "school",
    "school:level",
    "tunnel",
    "type",
    "water",
    "waterway",
];

fn value<'t>(tags: &[(&str, &'t str)], key: &str) -> Option<&'t str> {
    tags.iter().find(|(k, _)| *k == key).map(|(_, v)| *v)
}

fn has(tags: &[(&str, &str)], key: &str, values: &[&str]) -> bool {
    value(tags, key).is_some_and(|v| values.contains(&v))
}

fn is_family_key(key: &str) -> bool {
    let head = key.split(':').next().unwrap_or(key);
    NETWORK_KEY_FAMILIES.binary_search(&head).is_ok()
}

fn kept(tags: &[(&str, &str)], is_kept: impl Fn(&str) -> bool) -> Tags {
    Tags::new(tags.iter().filter(|(key, _)| is_kept(key)).map(|(key, value)| {
        let is_plain = value.is_ascii() && !value.contains("  ") && value.trim().len() == value.len();
        let value = if is_plain {
            (*value).to_owned()
        } else {
            clean_name(value)
        };
        (*key, value)
    }))
}

fn network_tags(tags: &[(&str, &str)]) -> Tags {
    kept(tags, |key| {
        NETWORK_KEYS.binary_search(&key).is_ok() || is_family_key(key)
    })
}

fn feature_tags(tags: &[(&str, &str)]) -> Tags {
    kept(tags, |key| FEATURE_KEYS.binary_search(&key).is_ok())
}

/// Tags of a way that is a road, a ferry or a walkable outline.
pub(super) fn network_way_tags(
    id: i64,
    tags: &[(&str, &str)],
    wanted: Wanted<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Tags> {
    if !wanted.has(Layer::Network) {
        return None;
    }
    if is_ferry(tags) || is_walkable_outline(tags) {
        return Some(network_tags(tags));
    }
    let highway = value(tags, "highway")?;
    let (code, sentence) = if NOT_BUILT.contains(&highway) {
        ("osm/highway_not_built", "does not exist yet or no more")
    } else if NOT_A_WAY.contains(&highway) {
        ("osm/highway_not_a_way", "is nothing to travel on")
    } else {
        return Some(network_tags(tags));
    };
    diagnostics.push(
        Diagnostic::new(
            Severity::Note,
            code,
            format!("`highway={highway}` {sentence} and is left out."),
        )
        .at_object(format!("way {id}")),
    );
    None
}

fn is_ferry(tags: &[(&str, &str)]) -> bool {
    has(tags, "route", &["ferry"])
}

/// Outlines along which people do walk, and which join streets that meet nowhere else.
fn is_walkable_outline(tags: &[(&str, &str)]) -> bool {
    has(tags, "amenity", &["parking"])
        || has(tags, "man_made", &["pier"])
        || has(tags, "railway", &["platform"])
        || has(tags, "public_transport", &["platform"])
        || has(tags, "leisure", &["track"])
}

/// Tags of a node that may stop or slow travel, or that is a pier.
pub(super) fn network_node_tags(tags: &[(&str, &str)], wanted: Wanted<'_>) -> Option<Tags> {
    let matters = wanted.has(Layer::Network)
        && (tags
            .iter()
            .any(|(key, _)| matches!(*key, "barrier" | "ford") || ACCESS_KEYS.contains(key))
            || has(tags, "highway", &["crossing", "traffic_signals", "elevator"])
            || has(tags, "railway", &["level_crossing", "crossing"])
            || has(tags, "amenity", &["ferry_terminal"]));
    matters.then(|| network_tags(tags))
}

/// Tags of a node that is a school, perhaps a gate of one, or a named place.
pub(super) fn feature_node_tags(tags: &[(&str, &str)], wanted: Wanted<'_>) -> Option<Tags> {
    let is_gate = || {
        has(
            tags,
            "barrier",
            &["gate", "lift_gate", "swing_gate", "sliding_gate", "entrance"],
        ) || has(tags, "entrance", &["yes", "main", "school"])
    };
    let matters = (wanted.has(Layer::Schools) && (is_school(tags) || is_gate()))
        || (wanted.has(Layer::Places)
            && (value(tags, "place").is_some() || has(tags, "amenity", &["ferry_terminal"])));
    matters.then(|| feature_tags(tags))
}

fn is_school(tags: &[(&str, &str)]) -> bool {
    has(tags, "amenity", &["school", "kindergarten"])
}

/// Tags of a way that is water or a school.
pub(super) fn feature_way_tags(
    id: i64,
    tags: &[(&str, &str)],
    wanted: Wanted<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Tags> {
    if wanted.has(Layer::Schools) && is_school(tags) {
        return Some(feature_tags(tags));
    }
    if !wanted.has(Layer::Water) {
        return None;
    }
    if is_water_area(tags) || has(tags, "natural", &["coastline"]) || has(tags, "waterway", WATERCOURSES) {
        return Some(feature_tags(tags));
    }
    if let Some(waterway) = value(tags, "waterway") {
        diagnostics.push(
            Diagnostic::new(
                Severity::Note,
                "osm/waterway_not_water",
                format!("`waterway={waterway}` is not read as water."),
            )
            .at_object(format!("way {id}")),
        );
    }
    if has(tags, "natural", &["bay", "strait"]) {
        diagnostics.push(bay(format!("way {id}")));
    }
    None
}

/// Waterways that are drawn as lines.
pub(super) const WATERCOURSES: &[&str] = &["canal", "ditch", "drain", "river", "stream", "tidal_channel"];

/// Bays are drawn across their islands, so they would cut every walk there.
pub(super) fn bay(object: String) -> Diagnostic {
    Diagnostic::new(
        Severity::Note,
        "osm/bay_not_water",
        "A bay or strait is a name and not a shore; it is not read as water.",
    )
    .at_object(object)
}

fn is_water_area(tags: &[(&str, &str)]) -> bool {
    has(tags, "natural", &["water"])
        || has(tags, "waterway", &["riverbank", "dock"])
        || has(tags, "landuse", &["reservoir"])
        || (has(tags, "landuse", &["basin"]) && !has(tags, "basin", &["infiltration", "detention"]))
}

/// Tags of a relation that is water, a school, an administrative unit, a bay or a ferry line.
pub(super) fn relation_tags(tags: &[(&str, &str)], wanted: Wanted<'_>) -> Option<Tags> {
    let is_area = has(tags, "type", &["multipolygon", "boundary"]);
    let matters = (wanted.has(Layer::Network) && is_ferry(tags))
        || (is_area
            && ((wanted.has(Layer::Schools) && is_school(tags))
                || (wanted.has(Layer::Water)
                    && (is_water_area(tags) || has(tags, "natural", &["bay", "strait"])))
                || (wanted.has(Layer::Units) && has(tags, "boundary", &["administrative"]))));
    matters.then(|| {
        kept(tags, |key| {
            FEATURE_KEYS.binary_search(&key).is_ok()
                || NETWORK_KEYS.binary_search(&key).is_ok()
                || is_family_key(key)
        })
    })
}

/// Tags of a relation that restricts turns.
pub(super) fn restriction_tags(tags: &[(&str, &str)], wanted: Wanted<'_>) -> Option<Tags> {
    let is_restriction = |value: &str| value == "restriction" || value.starts_with("restriction:");
    let is_one = tags
        .iter()
        .any(|(key, value)| *key == "type" && is_restriction(value));
    (is_one && wanted.has(Layer::Network)).then(|| {
        kept(tags, |key| {
            matches!(key, "type" | "restriction" | "except") || key.starts_with("restriction:")
        })
    })
}

/// Whether kept tags are those of water with an area.
pub(super) fn tags_are_water_area(tags: &Tags) -> bool {
    let pairs: Vec<(&str, &str)> = tags.iter().collect();
    is_water_area(&pairs)
}

/// Whether kept tags are those of a school.
pub(super) fn tags_are_school(tags: &Tags) -> bool {
    tags.is("amenity", "school") || tags.is("amenity", "kindergarten")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_lists_are_in_the_order_that_the_search_needs() {
        assert!(NETWORK_KEYS.is_sorted());
        assert!(NETWORK_KEY_FAMILIES.is_sorted());
        assert!(FEATURE_KEYS.is_sorted());
    }
}
