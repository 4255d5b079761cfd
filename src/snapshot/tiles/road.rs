//! What a raw way is on the map: a class of road, a ferry, or nothing to draw.

use crate::domain::network::Tags;

/// How big a road is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RoadClass {
    Motorway,
    Trunk,
    Primary,
    Secondary,
    Tertiary,
    Minor,
    Service,
    Path,
}

impl RoadClass {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Motorway => "motorway",
            Self::Trunk => "trunk",
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Tertiary => "tertiary",
            Self::Minor => "minor",
            Self::Service => "service",
            Self::Path => "path",
        }
    }

    /// The first zoom at which it is drawn.
    pub(super) const fn min_zoom(self) -> u8 {
        match self {
            Self::Motorway | Self::Trunk => 0,
            Self::Primary => 7,
            Self::Secondary => 9,
            Self::Tertiary => 10,
            Self::Minor => 12,
            Self::Service => 13,
            Self::Path => 14,
        }
    }

    /// The first zoom at which its name is carried.
    pub(super) const fn name_zoom(self) -> u8 {
        match self {
            Self::Motorway | Self::Trunk | Self::Primary => 10,
            Self::Secondary => 11,
            Self::Tertiary => 12,
            Self::Minor => 13,
            Self::Service | Self::Path => 14,
        }
    }

    /// The class of a way that is a road, a path or a pier; none for ferries and for the outlines of squares,
    /// car parks and platforms.
    pub(super) fn of(tags: &Tags) -> Option<Self> {
        if tags.is("area", "yes") {
            return None;
        }
        let Some(highway) = tags.get("highway") else {
            return tags.is("man_made", "pier").then_some(Self::Path);
        };
        match highway {
            "motorway" | "motorway_link" => Some(Self::Motorway),
            "trunk" | "trunk_link" => Some(Self::Trunk),
            "primary" | "primary_link" => Some(Self::Primary),
            "secondary" | "secondary_link" => Some(Self::Secondary),
            "tertiary" | "tertiary_link" => Some(Self::Tertiary),
            "unclassified" | "residential" | "living_street" | "road" | "busway" => Some(Self::Minor),
            "service" | "track" => Some(Self::Service),
            "footway" | "path" | "cycleway" | "pedestrian" | "steps" | "bridleway" | "corridor" => {
                Some(Self::Path)
            }
            _ => None,
        }
    }
}

/// Whether a way is a ferry or boat line.
pub(super) fn is_ferry(tags: &Tags) -> bool {
    tags.is("route", "ferry")
}

/// Whether a key is set to anything but `no`.
pub(super) fn is_set(tags: &Tags, key: &str) -> bool {
    tags.get(key).is_some_and(|value| value != "no")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tags: &[(&str, &str)], expect: Option<RoadClass>) {
        assert_eq!(
            RoadClass::of(&Tags::new(tags.iter().copied())),
            expect,
            "{tags:?}"
        );
    }

    #[test]
    fn ways_have_the_class_of_their_highway() {
        check(&[("highway", "trunk_link")], Some(RoadClass::Trunk));
        check(&[("highway", "residential")], Some(RoadClass::Minor));
        check(&[("highway", "footway")], Some(RoadClass::Path));
        check(&[("man_made", "pier")], Some(RoadClass::Path));
        check(&[("highway", "pedestrian"), ("area", "yes")], None);
        check(&[("highway", "platform")], None);
        check(&[("amenity", "parking")], None);
        check(&[("route", "ferry")], None);
    }
}
