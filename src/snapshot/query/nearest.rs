//! Which campuses are nearest to a pin, and how far.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::nearest_timed::nearest_by_minutes;
use super::pin::{check_pin, confidence_of, pin_answer, snap_pin};
use super::punctuality::{day_of, punctuality_along, punctuality_on_land, view_of};
use super::{
    Distinct, NearestAnswer, NearestCampus, NearestRequest, PinRefusal, Punctuality, Ranking, Snapshot,
    Travel, Unreached,
};
use crate::base::geom::Ruler;
use crate::base::ids::{CampusIdx, ProfileIdx};
use crate::base::units::Centimetres;
use crate::domain::network::{
    Cost, GateSet, Measure, Snap, exact_row, nearest_from, reach_all, reach_gate, static_hops,
};
use crate::domain::schools::Level;
use crate::snapshot::index::{LabelKey, LevelLabels};

/// The nearest campuses of a pin, best first.
pub fn nearest(snapshot: &Snapshot, request: &NearestRequest) -> Result<NearestAnswer, PinRefusal> {
    check_pin(snapshot, request.at)?;
    match request.rank {
        Ranking::Metres => nearest_by_metres(snapshot, request),
        Ranking::Minutes => nearest_by_minutes(snapshot, request),
    }
}

fn nearest_by_metres(snapshot: &Snapshot, request: &NearestRequest) -> Result<NearestAnswer, PinRefusal> {
    let labels = labels_of(snapshot, request.profile, request.level, request.rank);
    let layer = snapshot.index.layer(snapshot.raw(), request.profile);
    if labels.gates.gates().is_empty() {
        let (Ok(snap) | Err(snap)) = snap_pin(snapshot, request.profile, request.at, |_| true)?;
        return Ok(without_results(snapshot, &snap, Unreached::NoCampus));
    }
    let leads = |point| labels.table.leads(&layer.graph, &labels.gates, point);
    let snap = match snap_pin(snapshot, request.profile, request.at, leads)? {
        Ok(snap) => snap,
        Err(snap) => return Ok(without_results(snapshot, &snap, Unreached::Island)),
    };
    let results = reached(snapshot, request, &labels, &snap)
        .into_iter()
        .map(|(gate, cost)| nearest_campus(snapshot, request, &labels, &snap, gate, cost))
        .collect();
    Ok(NearestAnswer {
        pin: pin_answer(snapshot, &snap),
        unreached: None,
        results,
    })
}

/// The labels of a level for a profile.
pub(super) fn labels_of(
    snapshot: &Snapshot,
    profile: ProfileIdx,
    level: Level,
    rank: Ranking,
) -> Arc<LevelLabels> {
    snapshot.index.labels(
        snapshot.raw(),
        LabelKey {
            profile,
            level,
            measure: measure_of(rank),
        },
    )
}

/// The quantity that a ranking puts first.
pub const fn measure_of(rank: Ranking) -> Measure {
    match rank {
        Ranking::Metres => Measure::Length,
        Ranking::Minutes => Measure::Time,
    }
}

/// Whether a question can be answered without building labels or searching first.
pub fn is_ready(snapshot: &Snapshot, request: &NearestRequest) -> bool {
    let measure = measure_of(request.rank);
    measure == Measure::Length
        && snapshot.index.is_ready(LabelKey {
            profile: request.profile,
            level: request.level,
            measure,
        })
}

pub(super) fn without_results(snapshot: &Snapshot, snap: &Snap, why: Unreached) -> NearestAnswer {
    NearestAnswer {
        pin: pin_answer(snapshot, snap),
        unreached: Some(why),
        results: Vec::new(),
    }
}

/// Gates and costs in order: from the labels while they suffice, else by a search from the pin.
fn reached(
    snapshot: &Snapshot,
    request: &NearestRequest,
    labels: &LevelLabels,
    snap: &Snap,
) -> Vec<(u16, Cost)> {
    let graph = &snapshot.index.layer(snapshot.raw(), request.profile).graph;
    let labelled = labels.table.k();
    if request.k <= labelled {
        let asked = if request.distinct == Distinct::School {
            labelled
        } else {
            request.k
        };
        let near = nearest_from(graph, &labels.gates, &labels.table, snap, asked);
        let is_all = near.len() < labelled;
        let kept = keep_distinct(
            snapshot,
            request,
            near.iter().map(|near| (near.campus, near.gate, near.cost)),
        );
        if is_all || kept.len() == request.k {
            return kept;
        }
    }
    let all = reach_all(graph, &labels.gates, snap, labels.table.measure());
    keep_distinct(
        snapshot,
        request,
        all.iter().map(|near| (near.campus, near.gate, near.cost)),
    )
}

fn keep_distinct(
    snapshot: &Snapshot,
    request: &NearestRequest,
    near: impl Iterator<Item = (CampusIdx, u16, Cost)>,
) -> Vec<(u16, Cost)> {
    let mut schools = BTreeSet::new();
    near.filter(|(campus, ..)| {
        request.distinct == Distinct::Campus || schools.insert(snapshot.schools().campus(*campus).school)
    })
    .map(|(_, gate, cost)| (gate, cost))
    .take(request.k)
    .collect()
}

fn nearest_campus(
    snapshot: &Snapshot,
    request: &NearestRequest,
    labels: &LevelLabels,
    snap: &Snap,
    gate: u16,
    cost: Cost,
) -> NearestCampus {
    let punctuality = if cost.crossings == 0 {
        punctuality_on_land(cost.time, request.bell)
    } else {
        punctuality_of(snapshot, request, labels, snap, gate)
    };
    let gate = labels.gates.gate(gate);
    let place = snapshot.schools().campus(gate.campus).place();
    NearestCampus {
        campus: gate.campus,
        travel: travel_of(cost, snap.leg + gate.snap.leg),
        confidence: confidence_of(&gate.snap),
        straight: Centimetres::from_metres(Ruler::between(request.at, place)),
        punctuality,
    }
}

/// Whether the shortest way to a gate, with its boats, meets the bell.
fn punctuality_of(
    snapshot: &Snapshot,
    request: &NearestRequest,
    labels: &LevelLabels,
    snap: &Snap,
    gate: u16,
) -> Punctuality {
    let day = day_of(snapshot, request.profile, request.day);
    let view = view_of(snapshot, request.profile, &day);
    let measure = labels.table.measure();
    let campus = labels.gates.gate(gate).campus;
    let ends = |gates: &GateSet, gate: u16| [snap.leg_time, gates.gate(gate).snap.leg_time];
    let near = nearest_from(view.graph, &labels.gates, &labels.table, snap, labels.table.k());
    if let Some(way) = near.iter().find(|way| way.campus == campus) {
        let hops = static_hops(view.graph, &labels.gates, &labels.table, way);
        return punctuality_along(
            snapshot,
            &view,
            &hops,
            ends(&labels.gates, way.gate),
            request.bell,
        );
    }
    let gates = labels.gates.of_campuses(|other| other == campus);
    let row = exact_row(view.graph, &gates, measure);
    reach_gate(view.graph, &gates, &row, snap).map_or(Punctuality::DoesNotRun, |way| {
        let hops = static_hops(view.graph, &gates, &row, &way);
        punctuality_along(snapshot, &view, &hops, ends(&gates, way.gate), request.bell)
    })
}

/// A cost as people read it.
pub(super) const fn travel_of(cost: Cost, access: Centimetres) -> Travel {
    Travel {
        metres: cost.length,
        access,
        time: cost.time,
        crossings: cost.crossings,
    }
}
