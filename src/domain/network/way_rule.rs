//! What one way is to one profile: open or closed in each direction, and how fast.

use super::profile::{AccessRules, Profile, RoadClass};
use super::raw::Tags;

/// One way under one profile.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct WayRule {
    /// Speed in km/h along the way, where it may be used so.
    pub forward_kmh: Option<f64>,
    /// Speed in km/h against the way, where it may be used so.
    pub backward_kmh: Option<f64>,
    /// Along and against the way, whether only those use it who begin or end on it or behind it.
    pub ends_only: [bool; 2],
    /// Whether it is a ferry or boat.
    pub is_ferry: bool,
}

impl WayRule {
    /// Whether it may be used at all.
    pub const fn is_open(&self) -> bool {
        self.forward_kmh.is_some() || self.backward_kmh.is_some()
    }
}

/// What an access tag says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Unsaid,
    Open,
    EndsOnly,
    Closed,
}

/// The rule of a way from its tags.
pub fn way_rule(profile: &Profile, tags: &Tags) -> WayRule {
    if tags.is("route", "ferry") {
        return ferry_rule(profile, tags);
    }
    let class = class_of(profile, tags);
    if profile
        .access
        .closing_tags
        .iter()
        .any(|(key, value)| tags.is(key, value))
    {
        return WayRule::default();
    }
    let factor = tags
        .get("surface")
        .and_then(|surface| profile.roads.surfaces.get(surface))
        .unwrap_or(&1.0);
    let access = ["forward", "backward"].map(|direction| access_of(&profile.access, tags, direction));
    let speed = |direction: &str, access: Access| {
        let kmh = open_kmh(class, access, opens(profile, tags, direction))?;
        if is_too_narrow(profile, tags, direction) {
            return None;
        }
        let cap = if profile.roads.obeys_maxspeed {
            maxspeed_kmh(tags, direction)
        } else {
            None
        };
        Some(cap.map_or(kmh * factor, |cap| (kmh * factor).min(cap)))
    };
    let (along, against) = directions(&profile.access, tags);
    WayRule {
        forward_kmh: speed("forward", access[0]).filter(|_| along),
        backward_kmh: speed("backward", access[1]).filter(|_| against),
        ends_only: access.map(|access| access == Access::EndsOnly),
        is_ferry: false,
    }
}

/// What a tagged point is to a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PointRule {
    /// It is passed.
    Open,
    /// It is a private gate: those pass who begin or end behind it.
    EndsOnly,
    /// Nobody passes.
    Closed,
}

/// The rule of a point from its tags.
pub fn point_rule(profile: &Profile, tags: &Tags) -> PointRule {
    let is_barrier = || {
        tags.get("barrier")
            .is_some_and(|barrier| profile.barriers.closed.iter().any(|closed| closed == barrier))
    };
    match access_of(&profile.access, tags, "both") {
        Access::EndsOnly => PointRule::EndsOnly,
        Access::Closed => PointRule::Closed,
        Access::Unsaid if is_barrier() => PointRule::Closed,
        Access::Open | Access::Unsaid => PointRule::Open,
    }
}

fn ferry_rule(profile: &Profile, tags: &Tags) -> WayRule {
    let kmh = profile.ferries.kmh;
    if !profile.ferries.obeys_access {
        return WayRule {
            forward_kmh: Some(kmh),
            backward_kmh: Some(kmh),
            ends_only: [false; 2],
            is_ferry: true,
        };
    }
    let (along, against) = directions(&profile.access, tags);
    let is_open = |direction: &str| access_of(&profile.access, tags, direction) != Access::Closed;
    WayRule {
        forward_kmh: Some(kmh).filter(|_| along && is_open("forward")),
        backward_kmh: Some(kmh).filter(|_| against && is_open("backward")),
        ends_only: [false; 2],
        is_ferry: true,
    }
}

/// The class of a way: by `highway` where it has one, else by its other tags.
fn class_of(profile: &Profile, tags: &Tags) -> Option<RoadClass> {
    let by = |key: &str| {
        let value = tags.get(key)?;
        profile.roads.classes.get(&format!("{key}={value}")).copied()
    };
    if tags.get("highway").is_some() {
        return by("highway");
    }
    ["man_made", "railway", "public_transport", "amenity", "leisure"]
        .into_iter()
        .find_map(by)
}

/// The speed of a class under what access tags say; a way of a class that the profile does not list stays closed, and
/// one that must be opened stays so unless a tag `opens` it.
fn open_kmh(class: Option<RoadClass>, access: Access, opens: bool) -> Option<f64> {
    let class = class.filter(|class| opens || !class.only_if_opened)?;
    Some(class.kmh).filter(|_| access != Access::Closed)
}

/// Whether a tag opens a way whose class alone does not.
fn opens(profile: &Profile, tags: &Tags, direction: &str) -> bool {
    let keys = if profile.roads.opening_keys.is_empty() {
        &profile.access.keys
    } else {
        &profile.roads.opening_keys
    };
    matches!(
        access_by(keys, &profile.access, tags, direction),
        Access::Open | Access::EndsOnly
    )
}

/// What the most specific access tag says for a direction.
fn access_of(rules: &AccessRules, tags: &Tags, direction: &str) -> Access {
    access_by(&rules.keys, rules, tags, direction)
}

/// What the first of some keys says for a direction; of several values the most permissive counts.
fn access_by(keys: &[String], rules: &AccessRules, tags: &Tags, direction: &str) -> Access {
    let Some(said) = keys.iter().find_map(|key| tags.get_directed(key, direction)) else {
        return Access::Unsaid;
    };
    let any_of = |known: &[String]| {
        let mut said = said.split(';').map(str::trim);
        said.any(|value| known.iter().any(|known| known == value))
    };
    if any_of(&rules.open) {
        Access::Open
    } else if any_of(&rules.ends_only) {
        Access::EndsOnly
    } else if any_of(&rules.closed) {
        Access::Closed
    } else {
        Access::Unsaid
    }
}

/// Whether the way is not wider than the narrowest that the profile passes, by the first width that is told.
fn is_too_narrow(profile: &Profile, tags: &Tags, direction: &str) -> bool {
    let Some(narrowest) = profile.roads.narrowest_metres else {
        return false;
    };
    let told = ["maxwidth:physical", "maxwidth", "width", "est_width"]
        .into_iter()
        .find_map(|key| tags.get_directed(key, direction));
    told.and_then(metres_in).is_some_and(|width| width <= narrowest)
}

/// A length in metres: `2.5`, `2,5`, `2.5 m`, `2.5m`; other units and words are not read.
fn metres_in(text: &str) -> Option<f64> {
    let number = text.trim().trim_end_matches('m').trim_end().replace(',', ".");
    let metres = number.parse::<f64>().ok()?;
    (metres.is_finite() && metres > 0.0).then_some(metres)
}

/// Whether a way may be used along and against its drawing.
fn directions(rules: &AccessRules, tags: &Tags) -> (bool, bool) {
    match rules.oneway_keys.iter().find_map(|key| tags.get(key)) {
        Some("yes" | "true" | "1") => (true, false),
        Some("-1" | "reverse") => (false, true),
        // Which direction is open changes with the hour, and the hour is not known here.
        Some("reversible") => (false, false),
        Some(_) => (true, true),
        None => {
            let implied = rules.oneway_implied
                && (matches!(tags.get("junction"), Some("roundabout" | "circular"))
                    || tags.is("highway", "motorway"));
            // A ramp that is one-way says so; where it does not, it is often a street that bears the wrong class.
            (true, !implied)
        }
    }
}

/// The number in `maxspeed`, in km/h; a value in miles an hour is turned.
fn maxspeed_kmh(tags: &Tags, direction: &str) -> Option<f64> {
    let said = tags.get_directed("maxspeed", direction)?;
    let number = said.split_whitespace().next()?.parse::<f64>().ok()?;
    let kmh = if said.ends_with("mph") {
        number * 1.609_344
    } else {
        number
    };
    Some(kmh).filter(|kmh| *kmh >= 1.0)
}
