//! Snapping: where on the network a pin stands, never across water unsaid.

use super::barrier::WaterBarrier;
use super::cell_grid::Near;
use super::graph::ProfileGraph;
use super::profile::{SnapChoice, SnapLimits, SnapRules};
use super::segments::{RoadSegment, SegmentIndex};
use super::topology::Network;
use crate::base::geom::{LonLat, PlanarPin, Ruler};
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
        let pin = PlanarPin::new(at);
        match rules.choice {
            SnapChoice::NearestDry(limits) => self.nearest_dry(graph, rules, &limits, &pin, leads),
            SnapChoice::LargePart => self.nearest_in_large_part(graph, rules, &pin),
        }
    }

    fn nearest_in_large_part(
        &self,
        graph: &ProfileGraph,
        rules: &SnapRules,
        pin: &PlanarPin,
    ) -> Result<Snap, SnapRefusal> {
        let usable = |edge: EdgeIdx| graph.is_snap_target(edge) && graph.is_large_part(edge);
        let nearest = self.segments.nearest(pin.plane, usable);
        let nearest = nearest.ok_or(SnapRefusal::TooFar {
            metres: None,
            limit_metres: 0.0,
        })?;
        Ok(self.finish(rules, pin, &nearest, |point| usable(point.edge)))
    }

    /// The nearest dry segment that leads somewhere, within the limits.
    fn nearest_dry(
        &self,
        graph: &ProfileGraph,
        rules: &SnapRules,
        limits: &SnapLimits,
        pin: &PlanarPin,
        leads: impl Fn(SnapPoint) -> bool,
    ) -> Result<Snap, SnapRefusal> {
        let is_target = |edge: EdgeIdx| graph.is_snap_target(edge);
        let good = |point: SnapPoint| is_target(point.edge) && leads(point);
        let too_far = |metres: Option<f64>| SnapRefusal::TooFar {
            metres,
            limit_metres: limits.leg_metres,
        };
        let nearest = self.segments.nearest(pin.plane, is_target).ok_or(too_far(None))?;
        let metres = metres_to(pin, &nearest);
        if metres > limits.leg_metres {
            return Err(too_far(Some(metres)));
        }
        // Nearly every pin stands beside a road that leads somewhere and has no water on the way.
        if leads(self.point_of(&nearest)) && self.water.is_dry(pin.plane, nearest.foot.at) {
            return Ok(self.finish(rules, pin, &nearest, good));
        }
        let pin_in_water = self.water.contains(pin.plane);
        let mut leading_nowhere: Option<(f64, SnapPoint)> = None;
        let mut wet: Option<Near<RoadSegment>> = None;
        let farthest = limits.leg_metres / pin.ground_scale * (1.0 + 1e-9);
        for near in self.segments.by_distance(pin.plane, farthest, is_target) {
            let metres = metres_to(pin, &near);
            let detour = leading_nowhere.map_or(f64::MAX, |(leg, _)| {
                limits.detour_metres.min(limits.detour_ratio * leg)
            });
            if metres > limits.leg_metres || metres > detour || (pin_in_water && wet.is_some()) {
                break;
            }
            let point = self.point_of(&near);
            let is_dry = || !pin_in_water && !self.water.is_touched_by(pin.plane, near.foot.at);
            if leads(point) {
                if is_dry() {
                    return Ok(self.finish(rules, pin, &near, good));
                }
                wet = wet.or(Some(near));
            } else if leading_nowhere.is_none() && is_dry() {
                leading_nowhere = Some((metres, point));
            }
        }
        match (leading_nowhere, wet) {
            (Some((_, point)), _) => Err(SnapRefusal::Island(point)),
            (None, Some(wet)) => {
                let mut snap = self.finish(rules, pin, &wet, good);
                snap.doubt = Some(SnapDoubt::LegCrossesWater);
                Ok(snap)
            }
            (None, None) => Err(too_far(Some(metres))),
        }
    }

    fn point_of(&self, near: &Near<RoadSegment>) -> SnapPoint {
        let lengths = self.network.along(near.what.edge);
        let number = near.what.number as usize;
        let (start, end) = (lengths[number], lengths[number + 1]);
        let offset = start + (f64::from(end - start) * near.foot.along).round() as u32;
        SnapPoint {
            edge: near.what.edge,
            offset: Centimetres(offset),
        }
    }

    /// The snap at a segment; where that is the end of the segment, with its twins on the good segments that meet
    /// there, in the order of edges.
    fn finish(
        &self,
        rules: &SnapRules,
        pin: &PlanarPin,
        chosen: &Near<RoadSegment>,
        good: impl Fn(SnapPoint) -> bool,
    ) -> Snap {
        let foot = chosen.foot;
        let mut point = self.point_of(chosen);
        let mut twins = Vec::new();
        if foot.along == 0.0 || foot.along == 1.0 {
            let mut points = vec![point];
            self.segments.meeting_at(pin.plane, foot.at, |twin| {
                let twin = self.point_of(&twin);
                if !points.contains(&twin) && good(twin) {
                    points.push(twin);
                }
            });
            points.sort_by_key(|point| (point.edge, point.offset));
            point = points.remove(0);
            twins = points;
        }
        let at = pin.unproject(foot.at);
        let leg = Centimetres::from_metres(Ruler::between(pin.at, at));
        Snap {
            point,
            twins,
            leg,
            leg_time: Deciseconds::at_speed(leg, rules.access_kmh),
            at,
            doubt: None,
        }
    }
}

fn metres_to(pin: &PlanarPin, near: &Near<RoadSegment>) -> f64 {
    near.foot.distance_2.sqrt() * pin.ground_scale
}
