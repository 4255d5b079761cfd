//! Snapping: where on the network a pin stands, never across water unsaid.

use super::barrier::WaterBarrier;
use super::graph::ProfileGraph;
use super::profile::{SnapChoice, SnapLimits, SnapRules};
use super::segments::{PlaneSegment, SegmentIndex};
use super::topology::Network;
use crate::base::geom::{LonLat, Planar, PlanarFrame, Ruler};
use crate::base::ids::EdgeIdx;
use crate::base::units::{Centimetres, Deciseconds};

/// A place on an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SnapPoint {
    /// The edge.
    pub edge: EdgeIdx,
    /// Length from the start of the edge.
    pub offset: Centimetres,
}

/// How a pin meets the network.
#[derive(Debug, Clone, PartialEq)]
pub struct Snap {
    /// The place on the network.
    pub point: SnapPoint,
    /// The same place on other edges that meet there.
    pub twins: Vec<SnapPoint>,
    /// The straight leg from the pin.
    pub leg: Centimetres,
    /// Duration of the leg.
    pub leg_time: Deciseconds,
    /// Where it is.
    pub at: LonLat,
    /// Why it does not deserve trust, where it does not.
    pub doubt: Option<SnapDoubt>,
}

impl Snap {
    /// The place on each edge that meets there.
    pub fn points(&self) -> impl Iterator<Item = SnapPoint> + '_ {
        std::iter::once(self.point).chain(self.twins.iter().copied())
    }
}

/// Why a snap does not deserve trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SnapDoubt {
    /// Every leg to a road crosses water.
    LegCrossesWater,
}

/// Why a pin meets no network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SnapRefusal {
    /// The nearest road is too far, or there is none.
    TooFar {
        /// Length of the shortest leg, where there is any road.
        metres: Option<f64>,
        /// The longest leg that is accepted.
        limit_metres: f64,
    },
    /// The roads at the pin lead nowhere.
    Island(SnapPoint),
}

/// What snapping looks at.
#[derive(Debug, Clone, Copy)]
pub struct Snapper<'a> {
    /// The network.
    pub network: &'a Network,
    /// Its segments.
    pub segments: &'a SegmentIndex,
    /// Water that no leg may cross.
    pub water: &'a WaterBarrier,
}

/// One segment that a pin could be snapped to.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    segment: &'a PlaneSegment,
    distance_2: f64,
}

impl Snapper<'_> {
    /// The place on the profile's network where a pin stands; `leads` tells whether a place on the network leads
    /// anywhere.
    pub fn snap(
        &self,
        graph: &ProfileGraph,
        rules: &SnapRules,
        at: LonLat,
        leads: impl Fn(SnapPoint) -> bool,
    ) -> Result<Snap, SnapRefusal> {
        let pin = Pin {
            at,
            plane: PlanarFrame::project(at),
            scale: PlanarFrame::ground_scale(at.lat),
        };
        match rules.choice {
            SnapChoice::NearestDry(limits) => self.nearest_dry(graph, rules, &limits, &pin, leads),
            SnapChoice::LargePart => self.nearest_in_large_part(graph, rules, &pin),
        }
    }

    fn nearest_in_large_part(
        &self,
        graph: &ProfileGraph,
        rules: &SnapRules,
        pin: &Pin,
    ) -> Result<Snap, SnapRefusal> {
        let usable = |edge: EdgeIdx| graph.is_snap_target(edge) && graph.is_large_part(edge);
        let mut nearest = self
            .candidates(pin)
            .filter(|candidate| usable(candidate.segment.edge))
            .peekable();
        let Some(first) = nearest.peek().copied() else {
            return Err(SnapRefusal::TooFar {
                metres: None,
                limit_metres: 0.0,
            });
        };
        Ok(self.finish(rules, pin, first, nearest, None, |_| true))
    }

    /// The nearest dry segment that leads somewhere, within the limits.
    fn nearest_dry(
        &self,
        graph: &ProfileGraph,
        rules: &SnapRules,
        limits: &SnapLimits,
        pin: &Pin,
        leads: impl Fn(SnapPoint) -> bool,
    ) -> Result<Snap, SnapRefusal> {
        let pin_in_water = self.water.contains(pin.plane);
        let mut leading_nowhere: Option<(f64, SnapPoint)> = None;
        let mut wet: Option<Candidate> = None;
        let mut nearest_metres = None;
        let mut candidates = self
            .candidates(pin)
            .filter(|candidate| graph.is_snap_target(candidate.segment.edge));
        while let Some(candidate) = candidates.next() {
            let metres = candidate.distance_2.sqrt() * pin.scale;
            nearest_metres = nearest_metres.or(Some(metres));
            let detour = leading_nowhere.map_or(f64::MAX, |(leg, _)| {
                limits.detour_metres.min(limits.detour_ratio * leg)
            });
            if metres > limits.leg_metres || metres > detour {
                break;
            }
            let point = self.point_of(pin, &candidate);
            let foot = candidate.segment.foot(pin.plane).at;
            let dry = !pin_in_water && !self.water.is_touched_by(pin.plane, foot);
            match (dry, leads(point)) {
                (true, true) => return Ok(self.finish(rules, pin, candidate, candidates, None, leads)),
                (true, false) => leading_nowhere = leading_nowhere.or(Some((metres, point))),
                (false, true) => wet = wet.or(Some(candidate)),
                (false, false) => {}
            }
        }
        match (leading_nowhere, wet, nearest_metres) {
            (Some((_, point)), _, _) => Err(SnapRefusal::Island(point)),
            (None, Some(wet), _) => {
                let doubt = Some(SnapDoubt::LegCrossesWater);
                Ok(self.finish(rules, pin, wet, std::iter::empty(), doubt, leads))
            }
            (None, None, metres) => Err(SnapRefusal::TooFar {
                metres,
                limit_metres: limits.leg_metres,
            }),
        }
    }

    fn candidates(&self, pin: &Pin) -> impl Iterator<Item = Candidate<'_>> {
        self.segments
            .by_distance(pin.plane)
            .map(|(segment, distance_2)| Candidate { segment, distance_2 })
    }

    fn point_of(&self, pin: &Pin, candidate: &Candidate) -> SnapPoint {
        let along = candidate.segment.foot(pin.plane).along;
        let lengths = self.network.along(candidate.segment.edge);
        let number = candidate.segment.number as usize;
        let (start, end) = (lengths[number], lengths[number + 1]);
        let offset = start + (f64::from(end - start) * along).round() as u32;
        SnapPoint {
            edge: candidate.segment.edge,
            offset: Centimetres(offset),
        }
    }

    /// The snap at a candidate; where it is the end of a segment, with its twins on the segments that meet there,
    /// in the order of edges, so that the answer does not depend on how the R-tree was built.
    fn finish<'c>(
        &self,
        rules: &SnapRules,
        pin: &Pin,
        chosen: Candidate<'c>,
        farther: impl Iterator<Item = Candidate<'c>>,
        doubt: Option<SnapDoubt>,
        leads: impl Fn(SnapPoint) -> bool,
    ) -> Snap {
        let foot = chosen.segment.foot(pin.plane);
        let mut points = vec![self.point_of(pin, &chosen)];
        let ends_there = foot.along == 0.0 || foot.along == 1.0;
        for twin in farther.take_while(|twin| ends_there && twin.distance_2 <= chosen.distance_2) {
            let point = self.point_of(pin, &twin);
            if !points.contains(&point) && leads(point) {
                points.push(point);
            }
        }
        points.sort_by_key(|point| (point.edge, point.offset));
        let at = PlanarFrame::unproject(foot.at);
        let leg = Centimetres::from_metres(Ruler::between(pin.at, at));
        Snap {
            point: points.remove(0),
            twins: points,
            leg,
            leg_time: Deciseconds::at_speed(leg, rules.access_kmh),
            at,
            doubt,
        }
    }
}

/// A pin in degrees and in the plane.
struct Pin {
    at: LonLat,
    plane: Planar,
    /// Metres on the ground in one unit of the plane.
    scale: f64,
}
