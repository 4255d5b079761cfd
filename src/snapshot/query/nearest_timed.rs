//! Which campuses can be left for last from a pin so as to meet the bell, and when one arrives at those where it cannot be
//! met.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::nearest::{labels_of, without_results};
use super::pin::{confidence_of, pin_answer, snap_pin};
use super::punctuality::{day_of, n_boats, punctuality_on_land, schedule, view_of};
use super::{
    Distinct, NearestAnswer, NearestCampus, NearestRequest, PinRefusal, Punctuality, Ranking, Snapshot,
    Travel, Unreached,
};
use crate::base::calendar::{ClockTime, Day};
use crate::base::geom::{LonLat, Ruler};
use crate::base::ids::{CampusIdx, ProfileIdx, SchoolIdx};
use crate::base::units::{Centimetres, Deciseconds};
use crate::domain::network::{
    DayNetwork, DayView, EarliestReached, GateSet, Snap, SnapPoint, TimedReached, TimedTable, Timing,
    earliest_arrivals, keep_time, timed_hops, timed_leads, timed_nearest,
};
use crate::domain::schools::Level;
use crate::snapshot::index::TimedLevel;

/// When a late child would have left: at the beginning of the day.
pub(super) const DAY_BEGINS: ClockTime = ClockTime::at(0, 0);

/// A question for one level, with what it is answered by.
pub(super) struct TimedQuestion {
    pub(super) profile: ProfileIdx,
    pub(super) level: Level,
    pub(super) bell: ClockTime,
    pub(super) day: Arc<DayNetwork>,
    pub(super) labels: Arc<TimedLevel>,
}

impl TimedQuestion {
    pub(super) fn new(
        snapshot: &Snapshot,
        profile: ProfileIdx,
        level: Level,
        day: Day,
        bell: ClockTime,
    ) -> Self {
        let timetable = snapshot.dataset.timetable();
        Self {
            profile,
            level,
            bell,
            day: day_of(snapshot, profile, day),
            labels: snapshot
                .index
                .timed_labels(snapshot.raw(), timetable, (profile, level), (day, bell)),
        }
    }

    pub(super) fn view<'a>(&'a self, snapshot: &'a Snapshot) -> DayView<'a> {
        view_of(snapshot, self.profile, &self.day)
    }

    /// Where a pin meets the network: where it does for metres, so that a day without boats moves nobody, or else where
    /// only the timetable leads on.
    pub(super) fn snap(&self, snapshot: &Snapshot, at: LonLat) -> Result<Result<Snap, Snap>, PinRefusal> {
        let graph = &snapshot.index.layer(snapshot.raw(), self.profile).graph;
        let by_metres = labels_of(snapshot, self.profile, self.level, Ranking::Metres);
        let (gates, table) = (&self.labels.gates, &self.labels.table);
        let leads = |point: SnapPoint| {
            by_metres.table.leads(graph, &by_metres.gates, point)
                || timed_leads(graph, &self.day, gates, table, point)
        };
        snap_pin(snapshot, self.profile, at, leads)
    }
}

/// The campuses that can be left for last, then those that are reached too late, by arrival.
pub(super) fn nearest_by_minutes(
    snapshot: &Snapshot,
    request: &NearestRequest,
) -> Result<NearestAnswer, PinRefusal> {
    let question = TimedQuestion::new(
        snapshot,
        request.profile,
        request.level,
        request.day,
        request.bell,
    );
    let gates = &question.labels.gates;
    if gates.gates().is_empty() {
        let (Ok(snap) | Err(snap)) = snap_pin(snapshot, request.profile, request.at, |_| true)?;
        return Ok(without_results(snapshot, &snap, Unreached::NoCampus));
    }
    let snap = match question.snap(snapshot, request.at)? {
        Ok(snap) => snap,
        Err(snap) => return Ok(without_results(snapshot, &snap, Unreached::Island)),
    };
    let asked = Asked {
        snapshot,
        request,
        question: &question,
        snap: &snap,
    };
    let mut results = asked.on_time();
    if results.len() < request.k {
        asked.add_late(&mut results);
    }
    if results.is_empty() {
        return Ok(without_results(snapshot, &snap, Unreached::NotThatDay));
    }
    Ok(NearestAnswer {
        pin: pin_answer(snapshot, &snap),
        unreached: None,
        results,
    })
}

/// A question at a pin that stands on the network.
struct Asked<'a> {
    snapshot: &'a Snapshot,
    request: &'a NearestRequest,
    question: &'a TimedQuestion,
    snap: &'a Snap,
}

impl Asked<'_> {
    /// From the labels while they suffice, else from a search with more labels a state.
    fn on_time(&self) -> Vec<NearestCampus> {
        let (labels, request) = (&self.question.labels, self.request);
        let few = &labels.table;
        let near = self.reached(few, few.k());
        let kept = self.keep_distinct(&near);
        if near.len() < few.k() || kept.len() >= request.k {
            return kept.iter().map(|way| self.campus_on_time(few, way)).collect();
        }
        let campuses: BTreeSet<CampusIdx> = labels.gates.gates().iter().map(|gate| gate.campus).collect();
        let k = campuses.len().min(usize::from(u8::MAX));
        let graph = &self
            .snapshot
            .index
            .layer(self.snapshot.raw(), request.profile)
            .graph;
        let many = TimedTable::build(graph, &self.question.day, &labels.gates, k, request.bell);
        let near = self.reached(&many, k);
        self.keep_distinct(&near)
            .iter()
            .map(|way| self.campus_on_time(&many, way))
            .collect()
    }

    fn reached(&self, table: &TimedTable, k: usize) -> Vec<TimedReached> {
        let view = self.question.view(self.snapshot);
        timed_nearest(
            view.graph,
            view.day,
            &self.question.labels.gates,
            table,
            self.snap,
            k,
        )
    }

    fn keep_distinct(&self, near: &[TimedReached]) -> Vec<TimedReached> {
        let mut schools = BTreeSet::new();
        near.iter()
            .filter(|way| self.is_fresh(&mut schools, way.campus))
            .take(self.request.k)
            .copied()
            .collect()
    }

    fn is_fresh(&self, schools: &mut BTreeSet<SchoolIdx>, campus: CampusIdx) -> bool {
        self.request.distinct == Distinct::Campus
            || schools.insert(self.snapshot.schools().campus(campus).school)
    }

    fn campus_on_time(&self, table: &TimedTable, way: &TimedReached) -> NearestCampus {
        let bell = self.request.bell;
        if way.rides == 0 {
            let punctuality = punctuality_on_land(way.before, bell);
            return self.campus(way.campus, way.gate, way.length, way.before, punctuality);
        }
        let view = self.question.view(self.snapshot);
        let timing = timing_of(&view, &self.question.labels.gates, table, self.snap, way, bell);
        let (duration, punctuality) = match timing {
            Some(timing) => (
                timing.duration,
                Punctuality::OnTime(schedule(self.snapshot, &view, &timing)),
            ),
            None => (way.before, Punctuality::DoesNotRun),
        };
        self.campus(way.campus, way.gate, way.length, duration, punctuality)
    }

    /// Campuses that are reached only after the bell, as many as are still wanted.
    fn add_late(&self, results: &mut Vec<NearestCampus>) {
        let view = self.question.view(self.snapshot);
        let gates = &self.question.labels.gates;
        let mut schools = BTreeSet::new();
        let known: BTreeSet<CampusIdx> = results.iter().map(|near| near.campus).collect();
        for campus in &known {
            self.is_fresh(&mut schools, *campus);
        }
        let late = earliest_arrivals(view.graph, view.day, gates, self.snap, DAY_BEGINS);
        for way in late
            .iter()
            .filter(|way| way.at > self.request.bell && !known.contains(&way.campus))
        {
            if results.len() < self.request.k && self.is_fresh(&mut schools, way.campus) {
                results.extend(self.campus_late(&view, way));
            }
        }
    }

    fn campus_late(&self, view: &DayView<'_>, way: &EarliestReached) -> Option<NearestCampus> {
        let timing = late_timing(view, &self.question.labels.gates, self.snap, way)?;
        let punctuality = Punctuality::ArrivesLate(schedule(self.snapshot, view, &timing));
        Some(self.campus(way.campus, way.gate, way.length, timing.duration, punctuality))
    }

    fn campus(
        &self,
        campus: CampusIdx,
        gate: u16,
        metres: Centimetres,
        time: Deciseconds,
        punctuality: Punctuality,
    ) -> NearestCampus {
        let gate = &self.question.labels.gates.gate(gate).snap;
        let place = self.snapshot.schools().campus(campus).place();
        let rides = punctuality.schedule().map(|schedule| schedule.rides.as_slice());
        NearestCampus {
            campus,
            travel: Travel {
                metres,
                access: self.snap.leg + gate.leg,
                time,
                crossings: n_boats(rides.unwrap_or_default()),
            },
            confidence: confidence_of(gate),
            straight: Centimetres::from_metres(Ruler::between(self.request.at, place)),
            punctuality,
        }
    }
}

/// The clock along a way that timed labels tell.
pub(super) fn timing_of(
    view: &DayView<'_>,
    gates: &GateSet,
    table: &TimedTable,
    snap: &Snap,
    way: &TimedReached,
    bell: ClockTime,
) -> Option<Timing> {
    let hops = timed_hops(view.graph, view.day, gates, table, way);
    keep_time(
        view,
        &hops,
        [snap.leg_time, gates.gate(way.gate).snap.leg_time],
        bell,
    )
}

/// The clock along the way that arrives earliest, begun as late as that allows.
pub(super) fn late_timing(
    view: &DayView<'_>,
    gates: &GateSet,
    snap: &Snap,
    way: &EarliestReached,
) -> Option<Timing> {
    let ends = [snap.leg_time, gates.gate(way.gate).snap.leg_time];
    keep_time(view, &way.hops, ends, way.at)
}
