//! Where a place meets the ways of a network, and how a way is cut there.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::geom::{FixedLonLat, LonLat, Planar, Ruler, foot_on_segment};
use crate::domain::network::{RawNetwork, RawPoint, RawWay, Tags};

/// The nearest place on a network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Foot {
    /// Position of the way in the network.
    pub(super) way: usize,
    /// Number of the segment on the way, from 0.
    pub(super) segment: usize,
    /// How far along the segment, from 0 to 1.
    pub(super) along: f64,
    /// Where it is.
    pub(super) at: FixedLonLat,
    /// How far from the place.
    pub(super) metres: f64,
}

/// The nearest place on the ways that are wanted; of equally near ones that on the first way.
///
/// Every segment is looked at, O(points), which a handful of modifications can afford.
pub(super) fn nearest_foot(ways: &[RawWay], at: LonLat, is_wanted: impl Fn(&RawWay) -> bool) -> Option<Foot> {
    let plane = LocalPlane::around(at);
    let mut nearest: Option<(f64, Foot)> = None;
    for (number, way) in ways.iter().enumerate() {
        let mut wanted: Option<bool> = None;
        let mut from: Option<Planar> = None;
        for (idx, place) in way.shape.iter().enumerate() {
            let to = plane.project(LonLat::from(*place));
            let Some(a) = from.replace(to) else { continue };
            let foot = foot_on_segment(Planar { x: 0.0, y: 0.0 }, a, to);
            if nearest.is_some_and(|(known, _)| foot.distance_2 >= known) {
                continue;
            }
            if !*wanted.get_or_insert_with(|| is_wanted(way)) {
                break;
            }
            let found = Foot {
                way: number,
                segment: idx - 1,
                along: foot.along,
                at: plane.unproject(foot.at).into(),
                metres: foot.distance_2.sqrt(),
            };
            nearest = Some((foot.distance_2, found));
        }
    }
    nearest.map(|(_, foot)| foot)
}

/// The nearest place on one way.
pub(super) fn foot_on_way(network: &RawNetwork, way: usize, at: LonLat) -> Option<Foot> {
    let id = network.ways.get(way)?.id;
    nearest_foot(&network.ways, at, |other| other.id == id)
}

/// A plane of metres around a place.
struct LocalPlane {
    center: LonLat,
    /// Degrees of longitude and latitude in a metre.
    per_metre: [f64; 2],
}

impl LocalPlane {
    fn around(center: LonLat) -> Self {
        let ruler = Ruler::at(center.lat);
        Self {
            center,
            per_metre: [ruler.lon_degrees(1.0), ruler.lat_degrees(1.0)],
        }
    }

    fn project(&self, at: LonLat) -> Planar {
        Planar {
            x: (at.lon - self.center.lon) / self.per_metre[0],
            y: (at.lat - self.center.lat) / self.per_metre[1],
        }
    }

    fn unproject(&self, at: Planar) -> LonLat {
        LonLat::new(
            self.center.lon + at.x * self.per_metre[0],
            self.center.lat + at.y * self.per_metre[1],
        )
    }
}

/// A point on a way where something is joined or cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// A point that the way has.
    Point {
        /// Its identifier.
        id: i64,
        /// Where it is.
        at: FixedLonLat,
    },
    /// A new point between two that the way has.
    Between {
        /// Identifiers of the two.
        points: [i64; 2],
        /// Where it will be.
        at: FixedLonLat,
    },
}

impl Joint {
    /// Where a foot becomes a joint: the nearer end of its segment where that is near enough, else a new point.
    pub(super) fn of(network: &RawNetwork, foot: &Foot, tolerance_metres: f64) -> Self {
        let way = &network.ways[foot.way];
        let ends = [foot.segment, foot.segment + 1];
        let metres = |end: usize| Ruler::between(foot.at.into(), way.shape[end].into());
        let nearer = if metres(ends[0]) <= metres(ends[1]) {
            ends[0]
        } else {
            ends[1]
        };
        let on_an_end = way.shape[nearer] == foot.at;
        if on_an_end || metres(nearer) <= tolerance_metres {
            return Self::Point {
                id: way.points[nearer],
                at: way.shape[nearer],
            };
        }
        Self::Between {
            points: ends.map(|end| way.points[end]),
            at: foot.at,
        }
    }

    /// Where it is.
    pub(super) const fn at(&self) -> FixedLonLat {
        match self {
            Self::Point { at, .. } | Self::Between { at, .. } => *at,
        }
    }
}

/// Puts a point between two neighbors of every way that has them as neighbors, so that ways which lie on one another
/// stay joined.
pub(super) fn insert_point(network: &mut RawNetwork, between: [i64; 2], id: i64, at: FixedLonLat) {
    let is_there = |pair: &[i64]| pair == between || (pair[0] == between[1] && pair[1] == between[0]);
    for way in &mut network.ways {
        let before: Vec<usize> = (1..way.points.len())
            .filter(|end| is_there(&way.points[end - 1..=*end]))
            .collect();
        for end in before.into_iter().rev() {
            way.points.insert(end, id);
            way.shape.insert(end, at);
        }
    }
}

/// Which of some points ways go through, and which of those are junctions: used twice, the end of a way, or tagged.
pub(super) fn uses_of(network: &RawNetwork, points: &BTreeSet<i64>) -> BTreeMap<i64, bool> {
    let mut is_junction: BTreeMap<i64, bool> = BTreeMap::new();
    for way in &network.ways {
        let last = way.points.len().saturating_sub(1);
        for (at, point) in way.points.iter().enumerate() {
            if points.contains(point) {
                let is_end = at == 0 || at == last;
                is_junction
                    .entry(*point)
                    .and_modify(|junction| *junction = true)
                    .or_insert(is_end);
            }
        }
    }
    for (point, junction) in &mut is_junction {
        let tagged = network.points.binary_search_by_key(point, |known| known.id);
        *junction |= tagged.is_ok();
    }
    is_junction
}

/// Makes a point a junction even where only one way goes through it.
pub(super) fn keep_junction(network: &mut RawNetwork, id: i64) {
    if let Err(place) = network.points.binary_search_by_key(&id, |point| point.id) {
        let tags = Tags::default();
        network.points.insert(place, RawPoint { id, tags });
    }
}

/// Identifiers that no way and no point has.
#[derive(Debug, Clone, Copy)]
pub(super) struct FreshIds {
    way: IdRange,
    point: IdRange,
}

/// Free numbers on one side of all that are taken.
#[derive(Debug, Clone, Copy)]
struct IdRange {
    next: i64,
    step: i64,
}

impl IdRange {
    /// Below zero, where files have none; above all where that side is full.
    fn beside(taken: impl Iterator<Item = i64> + Clone) -> Self {
        let (least, most) = taken.fold((0, 0), |(least, most), id| (id.min(least), id.max(most)));
        if least > i64::MIN / 2 {
            Self {
                next: least - 1,
                step: -1,
            }
        } else {
            Self {
                next: most.saturating_add(1),
                step: 1,
            }
        }
    }

    const fn take(&mut self) -> i64 {
        let id = self.next;
        self.next += self.step;
        id
    }
}

impl FreshIds {
    /// Those that a network leaves.
    pub(super) fn beside(network: &RawNetwork) -> Self {
        let points = network.points.iter().map(|point| point.id);
        Self {
            way: IdRange::beside(network.ways.iter().map(|way| way.id)),
            point: IdRange::beside(
                network
                    .ways
                    .iter()
                    .flat_map(|way| way.points.iter().copied())
                    .chain(points),
            ),
        }
    }

    /// A new way's.
    pub(super) const fn way(&mut self) -> i64 {
        self.way.take()
    }

    /// A new point's.
    pub(super) const fn point(&mut self) -> i64 {
        self.point.take()
    }
}
