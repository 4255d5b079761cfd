//! The same question to a baseline and to a scenario of it.
//!
//! A home or pair is unchanged where the scenario answers as the baseline does once it is cut alike; then the
//! baseline's own answer stands on both sides, and what cutting a road does to the rounding of its length is nobody's
//! change.

use std::collections::BTreeMap;

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::draft::ScenarioDatasets;
use crate::base::calendar::{ClockTime, Day};
use crate::base::geom::LonLat;
use crate::base::ids::{CampusId, ProfileIdx};
use crate::base::progress::Progress;
use crate::domain::network::Measure;
use crate::domain::schools::Level;
use crate::snapshot::index::LabelKey;
use crate::snapshot::query::{
    Distinct, NearestCampus, NearestRequest, PinRefusal, Punctuality, Ranking, Snapshot, Travel, Unreached,
    matrix, nearest,
};

/// A baseline and a scenario of it, each with its Index.
#[derive(Debug)]
pub struct Worlds<'b> {
    /// As it is.
    pub baseline: &'b Snapshot,
    /// As it would be.
    pub scenario: Snapshot,
    /// As it is, cut as in the scenario; none where the scenario cuts nothing.
    alike: Option<Snapshot>,
}

impl<'b> Worlds<'b> {
    /// Derives the Index of a scenario, for the profiles of its baseline.
    pub fn build(baseline: &'b Snapshot, datasets: ScenarioDatasets, progress: &dyn Progress) -> Self {
        let build = |dataset| Snapshot::build(dataset, baseline.index.profiles().to_vec(), progress);
        let ScenarioDatasets { scenario, alike } = datasets;
        let (scenario, alike) = rayon::join(|| build(scenario), || alike.map(build));
        Self {
            baseline,
            scenario,
            alike,
        }
    }

    /// Builds the labels that a question needs, side by side.
    fn warm(&self, question: &Question) {
        let key = LabelKey {
            profile: question.profile,
            level: question.level,
            measure: Measure::Length,
        };
        let (asked, when) = ((question.profile, question.level), (question.day, question.bell));
        let worlds = [Some(self.baseline), Some(&self.scenario), self.alike.as_ref()];
        rayon::scope(|scope| {
            for world in worlds.into_iter().flatten() {
                scope.spawn(move |_| {
                    world.index.labels(world.raw(), key);
                    if question.rank == Ranking::Minutes {
                        let timetable = world.dataset.timetable();
                        world.index.timed_labels(world.raw(), timetable, asked, when);
                    }
                });
            }
        });
    }
}

/// What is asked of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// How the children travel; profiles have the same positions in both.
    pub profile: ProfileIdx,
    /// The level of the campuses.
    pub level: Level,
    /// Near by what.
    pub rank: Ranking,
    /// For which day.
    pub day: Day,
    /// When school begins.
    pub bell: ClockTime,
}

/// The way from a home to its nearest campus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearestWay {
    /// The campus.
    pub campus: CampusId,
    /// How far.
    pub travel: Travel,
    /// How it meets the bell; none where that was not asked.
    pub clock: Option<WayClock>,
}

/// How a way meets the bell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayClock {
    /// In time.
    OnTime {
        /// When to leave at the latest.
        leave_by: ClockTime,
    },
    /// Too late, whenever one leaves that day.
    Late {
        /// The earliest arrival.
        arrive_at: ClockTime,
    },
    /// A boat or bus on the way does not run that day.
    DoesNotRun,
}

impl NearestWay {
    fn of(world: &Snapshot, found: &NearestCampus) -> Self {
        let clock = match &found.punctuality {
            Punctuality::OnTime(schedule) => WayClock::OnTime {
                leave_by: schedule.leave_by,
            },
            Punctuality::ArrivesLate(schedule) => WayClock::Late {
                arrive_at: schedule.arrive_at,
            },
            Punctuality::DoesNotRun => WayClock::DoesNotRun,
        };
        Self {
            campus: world.schools().campus(found.campus).id.clone(),
            travel: found.travel,
            clock: Some(clock),
        }
    }

    /// Whether it is known to miss the bell.
    pub const fn is_late(&self) -> bool {
        matches!(self.clock, Some(WayClock::Late { .. } | WayClock::DoesNotRun))
    }
}

/// What one world answers for a home.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The nearest campus.
    Reached(NearestWay),
    /// There is none.
    Unreached(Unreached),
    /// The home is nowhere near a road.
    Refused(PinRefusal),
}

impl Outcome {
    /// The nearest campus, where there is one.
    pub const fn way(&self) -> Option<&NearestWay> {
        match self {
            Self::Reached(way) => Some(way),
            _ => None,
        }
    }
}

/// What a scenario means for a home or a pair, by the quantity that the question ranks by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// Nothing.
    Same,
    /// A shorter way.
    Nearer,
    /// A longer way.
    Farther,
    /// An equally long way that is another one or leads elsewhere.
    Otherwise,
    /// A way where there was none.
    Reached,
    /// No way where there was one.
    Lost,
    /// A way that meets the bell where there was only one that does not.
    InTime,
    /// No way that meets the bell where there was one.
    TooLate,
    /// No way in either.
    Unreached,
}

impl Change {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 9] = [
        Self::Nearer,
        Self::Farther,
        Self::Reached,
        Self::Lost,
        Self::InTime,
        Self::TooLate,
        Self::Otherwise,
        Self::Same,
        Self::Unreached,
    ];

    /// The word for it in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Nearer => "nearer",
            Self::Farther => "farther",
            Self::Otherwise => "otherwise",
            Self::Reached => "newly_reachable",
            Self::Lost => "no_longer_reachable",
            Self::InTime => "newly_on_time",
            Self::TooLate => "no_longer_on_time",
            Self::Unreached => "unreachable",
        }
    }

    fn between(question: &Question, before: Option<&NearestWay>, after: Option<&NearestWay>) -> Self {
        let (before, after) = match (before, after) {
            (None, None) => return Self::Unreached,
            (None, Some(_)) => return Self::Reached,
            (Some(_), None) => return Self::Lost,
            (Some(before), Some(after)) => (before, after),
        };
        if before == after {
            return Self::Same;
        }
        match (before.is_late(), after.is_late()) {
            (true, false) => return Self::InTime,
            (false, true) => return Self::TooLate,
            _ => {}
        }
        match question.measure(after).cmp(&question.measure(before)) {
            std::cmp::Ordering::Less => Self::Nearer,
            std::cmp::Ordering::Greater => Self::Farther,
            std::cmp::Ordering::Equal => Self::Otherwise,
        }
    }
}

impl Question {
    /// The quantity that is ranked by.
    ///
    /// # Units
    /// Centimetres; or deciseconds from the moment when one must leave to the bell, or to the arrival of those who are
    /// late from the beginning of the day.
    pub(super) fn measure(&self, way: &NearestWay) -> u32 {
        match (self.rank, way.clock) {
            (Ranking::Metres, _) => way.travel.metres.0,
            (Ranking::Minutes, Some(WayClock::OnTime { leave_by })) => self.bell.since(leave_by).0,
            (Ranking::Minutes, Some(WayClock::Late { arrive_at })) => arrive_at.0.0,
            (Ranking::Minutes, Some(WayClock::DoesNotRun) | None) => way.travel.time.0,
        }
    }

    fn request(&self, at: LonLat, k: usize) -> NearestRequest {
        NearestRequest {
            at,
            profile: self.profile,
            level: self.level,
            k,
            rank: self.rank,
            distinct: Distinct::Campus,
            day: self.day,
            bell: self.bell,
        }
    }
}

/// What a scenario means for one home.
#[derive(Debug, Clone, PartialEq)]
pub struct HomeChange {
    /// As it is.
    pub before: Outcome,
    /// As it would be.
    pub after: Outcome,
    /// The difference.
    pub change: Change,
}

/// The nearest campus of each home before and after, in the order of the homes.
pub fn compare_homes(worlds: &Worlds<'_>, question: &Question, homes: &[LonLat]) -> Vec<HomeChange> {
    worlds.warm(question);
    homes
        .par_iter()
        .map(|at| {
            let ask = |world| outcome(world, question, *at);
            let (before, after) = (ask(worlds.baseline), ask(&worlds.scenario));
            let measured_against = worlds.alike.as_ref().map(ask);
            let against = measured_against.as_ref().unwrap_or(&before);
            let change = Change::between(question, against.way(), after.way());
            let after = if change == Change::Same {
                before.clone()
            } else {
                after
            };
            HomeChange {
                before,
                after,
                change,
            }
        })
        .collect()
}

fn outcome(world: &Snapshot, question: &Question, at: LonLat) -> Outcome {
    match nearest(world, &question.request(at, 1)) {
        Err(refusal) => Outcome::Refused(refusal),
        Ok(answer) => match (answer.results.first(), answer.unreached) {
            (Some(found), _) => Outcome::Reached(NearestWay::of(world, found)),
            (None, why) => Outcome::Unreached(why.unwrap_or(Unreached::Island)),
        },
    }
}

/// What a scenario means for the way from one home to one campus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairChange {
    /// Position of the home.
    pub home: usize,
    /// The campus.
    pub campus: CampusId,
    /// As it is; none where there is no way.
    pub before: Option<NearestWay>,
    /// As it would be.
    pub after: Option<NearestWay>,
    /// The difference.
    pub change: Change,
}

/// The pairs of home and campus whose way changes, by home, then by campus.
/// A campus that is only in one of the worlds has no way in the other.
///
/// By metres one exact row a campus answers all homes. By minutes each home asks for all campuses, which beyond the
/// labels of a state searches anew for every home: that is for few campuses.
pub fn compare_pairs(worlds: &Worlds<'_>, question: &Question, homes: &[LonLat]) -> Vec<PairChange> {
    worlds.warm(question);
    let ask = |world: &Snapshot| match question.rank {
        Ranking::Metres => ways_by_metres(world, question, homes),
        Ranking::Minutes => ways_by_minutes(world, question, homes),
    };
    let (before, after) = rayon::join(|| ask(worlds.baseline), || ask(&worlds.scenario));
    let against = worlds.alike.as_ref().map(ask);
    let against = against.as_ref().unwrap_or(&before);
    let changes = (0..homes.len()).flat_map(|home| {
        let [before, against, after] = [&before[home], &against[home], &after[home]];
        let mut campuses: Vec<&CampusId> = before.keys().chain(after.keys()).collect();
        campuses.sort_unstable();
        campuses.dedup();
        campuses
            .into_iter()
            .map(|campus| PairChange {
                home,
                campus: campus.clone(),
                before: before.get(campus).cloned(),
                after: after.get(campus).cloned(),
                change: Change::between(question, against.get(campus), after.get(campus)),
            })
            .collect::<Vec<_>>()
    });
    changes
        .filter(|pair| !matches!(pair.change, Change::Same | Change::Unreached))
        .collect()
}

/// For each home, its way to each campus that it reaches.
type Ways = Vec<BTreeMap<CampusId, NearestWay>>;

fn ways_by_metres(world: &Snapshot, question: &Question, homes: &[LonLat]) -> Ways {
    let asked = (question.profile, question.level, question.rank);
    let mut ways: Ways = vec![BTreeMap::new(); homes.len()];
    for (campus, cells) in matrix(world, asked, homes) {
        let id = &world.schools().campus(campus).id;
        for (ways, travel) in ways.iter_mut().zip(cells) {
            if let Some(travel) = travel {
                let way = NearestWay {
                    campus: id.clone(),
                    travel,
                    clock: None,
                };
                ways.insert(id.clone(), way);
            }
        }
    }
    ways
}

fn ways_by_minutes(world: &Snapshot, question: &Question, homes: &[LonLat]) -> Ways {
    let n_campuses = world.schools().campuses_of(question.level).len().max(1);
    let ways_of = |at: &LonLat| {
        let answer = nearest(world, &question.request(*at, n_campuses));
        let found = answer.map(|answer| answer.results).unwrap_or_default();
        let ways = found.iter().map(|found| NearestWay::of(world, found));
        ways.map(|way| (way.campus.clone(), way)).collect()
    };
    homes.par_iter().map(ways_of).collect()
}
