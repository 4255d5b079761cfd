//! Who is nearer and who is farther, counted and added up.

use std::collections::BTreeMap;

use super::compare::{Change, HomeChange, NearestWay, Question, Worlds};
use crate::base::ids::CampusId;
use crate::domain::schools::{Level, Seats};
use crate::snapshot::query::{Ranking, Snapshot};

/// A comparison in numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Totals {
    /// How many homes there are of each change, in the order of `Change::ALL`.
    pub homes: Vec<(Change, usize)>,
    /// What those who come nearer save.
    pub saved: Amounts,
    /// What those who come farther have more.
    pub added: Amounts,
    /// Mean of the homes that reach a campus both before and after, by minutes before the bell: before, after; none
    /// where there are none.
    pub means: Option<[f64; 2]>,
}

/// Some amounts of the quantity that the question ranks by.
///
/// # Units
/// Centimetres or deciseconds.
#[derive(Debug, Clone, PartialEq)]
pub struct Amounts {
    /// All together.
    pub sum: u64,
    /// Their mean.
    pub mean: f64,
    /// The middle one, of two the lesser.
    pub median: u32,
    /// The one that 95 % do not exceed.
    pub p95: u32,
    /// The greatest.
    pub max: u32,
    /// How many lie in each step.
    pub steps: Vec<Step>,
}

/// A step of a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Up to how much, the limit included; none for all above the one before.
    pub up_to: Option<u32>,
    /// How many.
    pub count: usize,
}

/// Limits of the steps: 100 m to 10 km.
const STEPS_CM: [u32; 6] = [10_000, 50_000, 100_000, 200_000, 500_000, 1_000_000];
/// Limits of the steps: 1 minute to an hour.
const STEPS_DS: [u32; 6] = [600, 3_000, 6_000, 9_000, 18_000, 36_000];

impl Amounts {
    fn of(mut amounts: Vec<u32>, rank: Ranking) -> Self {
        amounts.sort_unstable();
        let sum: u64 = amounts.iter().map(|amount| u64::from(*amount)).sum();
        // The least of the sorted amounts that so many per cent of them do not exceed.
        let share = |percent: usize| {
            let rank = (amounts.len() * percent).div_ceil(100).max(1);
            amounts.get(rank - 1).copied().unwrap_or(0)
        };
        let limits = match rank {
            Ranking::Metres => STEPS_CM,
            Ranking::Minutes => STEPS_DS,
        };
        let mut below = 0;
        let mut steps = Vec::with_capacity(limits.len() + 1);
        for limit in limits.map(Some).into_iter().chain([None]) {
            let reached = limit.map_or(amounts.len(), |limit| {
                amounts.partition_point(|amount| *amount <= limit)
            });
            steps.push(Step {
                up_to: limit,
                count: reached - below,
            });
            below = reached;
        }
        Self {
            sum,
            mean: sum as f64 / amounts.len().max(1) as f64,
            median: share(50),
            p95: share(95),
            max: amounts.last().copied().unwrap_or(0),
            steps,
        }
    }
}

/// Adds up what a scenario means for homes.
pub fn tally_homes(question: &Question, changes: &[HomeChange]) -> Totals {
    let rank = question.rank;
    let count = |change: Change| changes.iter().filter(|home| home.change == change).count();
    let ways = |home: &HomeChange| -> Option<[u32; 2]> {
        let measure = |way: &NearestWay| question.measure(way);
        Some([home.before.way().map(measure)?, home.after.way().map(measure)?])
    };
    let of = |change: Change| changes.iter().filter(move |home| home.change == change);
    let saved = of(Change::Nearer).filter_map(ways);
    let added = of(Change::Farther).filter_map(ways);
    // Those who are late have no time that could be compared with the others'.
    let is_late = |way: Option<&NearestWay>| rank == Ranking::Minutes && way.is_some_and(NearestWay::is_late);
    let in_time = changes
        .iter()
        .filter(|home| !is_late(home.before.way()) && !is_late(home.after.way()));
    let both: Vec<[u32; 2]> = in_time.filter_map(ways).collect();
    let mean = |side: usize| {
        let sum: u64 = both.iter().map(|ways| u64::from(ways[side])).sum();
        sum as f64 / both.len() as f64
    };
    Totals {
        homes: Change::ALL.map(|change| (change, count(change))).to_vec(),
        saved: Amounts::of(
            saved
                .map(|[before, after]| before.saturating_sub(after))
                .collect(),
            rank,
        ),
        added: Amounts::of(
            added
                .map(|[before, after]| after.saturating_sub(before))
                .collect(),
            rank,
        ),
        means: (!both.is_empty()).then(|| [mean(0), mean(1)]),
    }
}

/// What a scenario means for one campus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampusTally {
    /// The campus.
    pub campus: CampusId,
    /// Name of its school.
    pub school_name: String,
    /// Its own name, where it has one.
    pub campus_name: Option<String>,
    /// Whether it is there before, and after.
    pub exists: [bool; 2],
    /// Seats before and after, where known.
    pub seats: [Option<Seats>; 2],
    /// How many homes have it as their nearest, before and after.
    pub homes: [usize; 2],
    /// How many homes come to it, from another or from none.
    pub gained: usize,
    /// How many go from it, to another or to none.
    pub lost: usize,
}

/// What a scenario means for the campuses of a level, by code.
pub fn tally_campuses(worlds: &Worlds<'_>, level: Level, changes: &[HomeChange]) -> Vec<CampusTally> {
    let mut tallies: BTreeMap<CampusId, CampusTally> = BTreeMap::new();
    for (side, world) in [worlds.baseline, &worlds.scenario].into_iter().enumerate() {
        for (id, fresh) in campuses_of(world, level) {
            let tally = tallies.entry(id).or_insert(fresh.clone());
            tally.exists[side] = true;
            tally.seats[side] = fresh.seats[0];
        }
    }
    let mut count = |campus: Option<&CampusId>, add: &dyn Fn(&mut CampusTally)| {
        if let Some(tally) = campus.and_then(|campus| tallies.get_mut(campus)) {
            add(tally);
        }
    };
    for home in changes {
        let [before, after] = [&home.before, &home.after].map(|outcome| outcome.way().map(|way| &way.campus));
        count(before, &|tally| tally.homes[0] += 1);
        count(after, &|tally| tally.homes[1] += 1);
        if before != after {
            count(before, &|tally| tally.lost += 1);
            count(after, &|tally| tally.gained += 1);
        }
    }
    tallies.into_values().collect()
}

/// The campuses of a level without any homes, their seats on the first side.
fn campuses_of(world: &Snapshot, level: Level) -> impl Iterator<Item = (CampusId, CampusTally)> + '_ {
    let schools = world.schools();
    schools.campuses_of(level).into_iter().map(move |campus| {
        let record = schools.campus(campus);
        let tally = CampusTally {
            campus: record.id.clone(),
            school_name: schools.school(record.school).name.clone(),
            campus_name: record.name.clone(),
            exists: [false; 2],
            seats: [record.seats, None],
            homes: [0; 2],
            gained: 0,
            lost: 0,
        };
        (record.id.clone(), tally)
    })
}
