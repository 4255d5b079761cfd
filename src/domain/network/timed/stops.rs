//! Stops of a timetable on one profile's network: where rides meet the roads.
//! A stop is a place of its own, tied to the edges that it stands on as pins and gates are, with a straight leg between.

use crate::base::geom::LonLat;
use crate::base::ids::{ArcIdx, EdgeIdx, StateIdx, StopIdx};
use crate::base::units::Centimetres;
use crate::domain::network::barrier::WaterBarrier;
use crate::domain::network::graph::{Cost, ProfileGraph};
use crate::domain::network::nearest::part_ahead;
use crate::domain::network::profile::{SnapChoice, SnapLimits, SnapRules};
use crate::domain::network::snap::{Snap, SnapPoint, SnapRefusal, Snapper};
use crate::domain::network::water::WaterLayer;

/// Dense position of a stop that stands on a profile's network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceIdx(pub u32);

/// A stop on the network.
#[derive(Debug, Clone, PartialEq)]
pub struct StopPlace {
    /// Which stop.
    pub stop: StopIdx,
    /// Where it is on the ground.
    pub at: LonLat,
    /// Where it is on the network.
    pub snap: Snap,
}

/// From a stop along an arc to its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Leaving {
    pub(super) place: PlaceIdx,
    pub(super) point: SnapPoint,
    pub(super) arc: ArcIdx,
    pub(super) head: StateIdx,
    pub(super) cost: Cost,
}

/// From the start of an arc to a stop that stands on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Coming {
    pub(super) place: PlaceIdx,
    pub(super) point: SnapPoint,
    pub(super) arc: ArcIdx,
    pub(super) tail: StateIdx,
    pub(super) cost: Cost,
}

/// From a stop along an arc to another one that stands on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Between {
    pub(super) from: PlaceIdx,
    pub(super) to: PlaceIdx,
    pub(super) arc: ArcIdx,
    pub(super) ends: [Centimetres; 2],
    pub(super) cost: Cost,
}

/// A stop's place on one edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct StopSpot {
    pub(super) edge: EdgeIdx,
    pub(super) offset: Centimetres,
    pub(super) place: PlaceIdx,
}

/// All stops that a profile can use, and how they are tied to its network.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StopSet {
    places: Vec<StopPlace>,
    /// Stops that meet no road, with the reason.
    pub refused: Vec<(StopIdx, SnapRefusal)>,
    spots: Vec<StopSpot>,
    /// By head.
    leaving: Vec<Leaving>,
    /// By place.
    coming: Vec<Coming>,
    /// By the place to which they lead.
    between: Vec<Between>,
}

/// A stop farther than this from every road is not taken to be on it.
const STOP_LEG_METRES: f64 = 500.0;
/// A wharf stands over water or behind it: a dry road is taken while its leg is short or not much longer than to the
/// nearest road of all.
const SHORT_LEG: Centimetres = Centimetres(15_000);
const LONGER_AT_MOST: u32 = 3;

impl StopSet {
    /// Ties stops to the network, each once.
    pub(super) fn snap(
        snapper: &Snapper<'_>,
        graph: &ProfileGraph,
        access_kmh: f64,
        stops: impl Iterator<Item = (StopIdx, LonLat)>,
    ) -> Self {
        let dry_land = WaterBarrier::build(&WaterLayer::default());
        let anywhere = Snapper {
            water: &dry_land,
            ..*snapper
        };
        let rules = SnapRules {
            choice: SnapChoice::NearestDry(SnapLimits {
                leg_metres: STOP_LEG_METRES,
                ..SnapLimits::default()
            }),
            access_kmh,
        };
        let mut set = Self::default();
        for (stop, at) in stops {
            let nearest = anywhere.snap(graph, &rules, at, |_| true);
            let dry = snapper.snap(graph, &rules, at, |_| true);
            match (nearest, dry) {
                (Ok(nearest), Ok(dry)) => {
                    let is_near =
                        dry.leg <= SHORT_LEG || dry.leg.0 <= nearest.leg.0.saturating_mul(LONGER_AT_MOST);
                    let snap = if is_near { dry } else { nearest };
                    set.places.push(StopPlace { stop, at, snap });
                }
                (Ok(snap), Err(_)) => set.places.push(StopPlace { stop, at, snap }),
                (Err(refusal), _) => set.refused.push((stop, refusal)),
            }
        }
        set.tie(graph);
        set
    }

    fn tie(&mut self, graph: &ProfileGraph) {
        for (number, place) in (0..).zip(&self.places) {
            self.spots.extend(place.snap.points().map(|point| StopSpot {
                edge: point.edge,
                offset: point.offset,
                place: PlaceIdx(number),
            }));
        }
        self.spots.sort_unstable();
        for spot in self.spots.clone() {
            let point = SnapPoint {
                edge: spot.edge,
                offset: spot.offset,
            };
            let leg = leg_cost(&self.place(spot.place).snap);
            for forward in [true, false] {
                if let Some(arc) = graph.arc_along(spot.edge, forward) {
                    self.leaving.push(Leaving {
                        place: spot.place,
                        point,
                        arc,
                        head: graph.head(arc),
                        cost: leg.plus(part_ahead(graph, arc, forward, point)),
                    });
                    let between = self.between_ahead(graph, arc, forward, &spot);
                    self.between.extend(between);
                }
                for arc in graph.arcs_along(spot.edge, forward) {
                    let (tail, behind) = (graph.tail(arc), part_behind(graph, arc, forward, point));
                    if !graph.is_blocked(tail) {
                        self.coming.push(Coming {
                            place: spot.place,
                            point,
                            arc,
                            tail,
                            cost: leg.plus(behind),
                        });
                    }
                }
            }
        }
        self.leaving.sort_by_key(|link| (link.head, link.place, link.arc));
        self.coming
            .sort_by_key(|link| (link.place, link.arc, link.point.offset));
        self.between
            .sort_by_key(|link| (link.to, link.from, link.arc, link.ends));
    }

    /// Ways to the other stops ahead on the edge of a stop.
    fn between_ahead(
        &self,
        graph: &ProfileGraph,
        arc: ArcIdx,
        forward: bool,
        spot: &StopSpot,
    ) -> Vec<Between> {
        let is_ahead = |other: &&StopSpot| {
            let is_past = if forward {
                other.offset >= spot.offset
            } else {
                other.offset <= spot.offset
            };
            is_past && other.place != spot.place
        };
        let whole = graph.cost(arc);
        let way_to = |other: &StopSpot| {
            let length = Centimetres(other.offset.0.abs_diff(spot.offset.0));
            let legs = leg_cost(&self.place(spot.place).snap).plus(leg_cost(&self.place(other.place).snap));
            Between {
                from: spot.place,
                to: other.place,
                arc,
                ends: [spot.offset, other.offset],
                cost: legs.plus(Cost {
                    length,
                    time: whole.time.part(length.0, whole.length.0),
                    crossings: 0,
                }),
            }
        };
        let (others, _) = self.spots_on(spot.edge);
        others.iter().filter(is_ahead).map(way_to).collect()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// One stop.
    pub fn place(&self, place: PlaceIdx) -> &StopPlace {
        &self.places[place.0 as usize]
    }

    /// All stops, by place.
    pub fn places(&self) -> &[StopPlace] {
        &self.places
    }

    /// Stops on one edge, by offset, and the number of the first.
    pub(super) fn spots_on(&self, edge: EdgeIdx) -> (&[StopSpot], usize) {
        let first = self.spots.partition_point(|spot| spot.edge < edge);
        let last = self.spots.partition_point(|spot| spot.edge <= edge);
        (&self.spots[first..last], first)
    }

    /// Ways from stops to a state along one arc.
    pub(super) fn leaving_to(&self, head: StateIdx) -> impl Iterator<Item = (u32, &Leaving)> {
        rows(&self.leaving, move |link| link.head, head)
    }

    /// Ways from states to a stop along one arc.
    pub(super) fn coming_to(&self, place: PlaceIdx) -> impl Iterator<Item = (u32, &Coming)> {
        rows(&self.coming, |link| link.place, place)
    }

    /// Ways from other stops to a stop along one arc.
    pub(super) fn between_to(&self, place: PlaceIdx) -> impl Iterator<Item = (u32, &Between)> {
        rows(&self.between, |link| link.to, place)
    }

    pub(super) fn leaving(&self, number: u32) -> &Leaving {
        &self.leaving[number as usize]
    }

    pub(super) fn coming(&self, number: u32) -> &Coming {
        &self.coming[number as usize]
    }

    pub(super) fn between(&self, number: u32) -> &Between {
        &self.between[number as usize]
    }

    pub(super) fn all_leaving(&self) -> impl Iterator<Item = (u32, &Leaving)> {
        (0..).zip(&self.leaving)
    }

    pub(super) fn all_coming(&self) -> impl Iterator<Item = (u32, &Coming)> {
        (0..).zip(&self.coming)
    }

    pub(super) fn all_between(&self) -> impl Iterator<Item = (u32, &Between)> {
        (0..).zip(&self.between)
    }
}

/// The links of one key in a list that is sorted by it, with their numbers.
fn rows<T, K: Ord + Copy>(
    sorted: &[T],
    key_of: impl Fn(&T) -> K + Copy,
    key: K,
) -> impl Iterator<Item = (u32, &T)> {
    let first = sorted.partition_point(|link| key_of(link) < key);
    let row = sorted[first..].iter().take_while(move |link| key_of(link) == key);
    (first as u32..).zip(row)
}

/// What the straight leg of a snap costs.
pub(super) fn leg_cost(snap: &Snap) -> Cost {
    Cost {
        length: snap.leg,
        time: snap.leg_time,
        crossings: 0,
    }
}

/// The cost from the start of an arc along an edge to a place on it.
fn part_behind(graph: &ProfileGraph, arc: ArcIdx, forward: bool, point: SnapPoint) -> Cost {
    let whole = graph.cost(arc);
    let length = if forward {
        point.offset
    } else {
        whole.length - point.offset
    };
    Cost {
        length,
        time: whole.time.part(length.0, whole.length.0),
        crossings: 0,
    }
}
