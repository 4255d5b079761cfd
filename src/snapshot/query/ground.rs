//! The questions that areas are drawn from: what the engine answers at a place, asked as a home would ask it.
//! Areas are for the eye; they never answer for a home.

use crate::base::geom::{LonLat, PlanarFrame};
use crate::base::ids::{EdgeIdx, ProfileIdx};
use crate::base::units::Centimetres;
use crate::domain::catchment::{Nobody, Reading, RoadSpot};
use crate::domain::network::{
    Network, ProfileGraph, Snap, SnapRefusal, SnapRules, Snapper, WaterBarrier, place_at,
};
use crate::snapshot::index::LevelLabels;

use super::Snapshot;

/// What is needed to snap a place for one level.
pub(super) struct Ground<'a> {
    pub(super) graph: &'a ProfileGraph,
    snapper: Snapper<'a>,
    rules: &'a SnapRules,
    labels: &'a LevelLabels,
    no_water: WaterBarrier,
}

impl<'a> Ground<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, profile: ProfileIdx, labels: &'a LevelLabels) -> Self {
        Self {
            graph: &snapshot.index.layer(snapshot.raw(), profile).graph,
            snapper: snapshot.index.snapper(),
            rules: &snapshot.index.profile(profile).snapping,
            labels,
            no_water: WaterBarrier::default(),
        }
    }

    /// What a question gives for a home at a place; in water, what it would give if there were none.
    pub(super) fn read<T>(&self, at: LonLat, answer: impl FnOnce(Result<&Snap, Nobody>) -> T) -> Reading<T> {
        let wet = self.snapper.water.contains(PlanarFrame::project(at));
        let water = if wet { &self.no_water } else { self.snapper.water };
        let snapper = Snapper {
            water,
            ..self.snapper
        };
        let LevelLabels { gates, table } = self.labels;
        let leads = |point| table.leads(self.graph, gates, point);
        let value = match snapper.snap(self.graph, self.rules, at, leads) {
            Ok(snap) if snap.doubt.is_some() => answer(Err(Nobody::AcrossWater)),
            Ok(snap) => answer(Ok(&snap)),
            Err(SnapRefusal::Island(_)) => answer(Err(Nobody::Island)),
            Err(SnapRefusal::TooFar { .. }) => answer(Err(Nobody::FarFromRoad)),
        };
        Reading { value, wet }
    }

    /// Adds places along a piece of road, at most so many metres apart, with what is known there; bridges have none.
    pub(super) fn push_spots<T: Copy>(
        &self,
        edge: EdgeIdx,
        [from, to]: [Centimetres; 2],
        apart_metres: f64,
        value: T,
        spots: &mut Vec<RoadSpot<T>>,
    ) {
        let network: &Network = self.snapper.network;
        let length = to - from;
        let n = (length.metres() / apart_metres).ceil().max(1.0) as u32;
        for step in 0..n {
            let offset = from + length.part(2 * step + 1, 2 * n);
            let place = place_at(network, edge, offset);
            if !self.snapper.water.contains(PlanarFrame::project(place)) {
                let at = place.into();
                spots.push(RoadSpot { at, value });
            }
        }
    }
}
