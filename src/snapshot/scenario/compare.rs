//! The same question to a baseline and to a scenario of it.
//!
//! A home or pair is unchanged where the scenario answers as the baseline does once it is cut alike; then the
//! baseline's own answer stands on both sides, and what cutting a road does to the rounding of its length is nobody's
//! change.

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::draft::ScenarioDatasets;
use crate::base::geom::LonLat;
use crate::base::ids::{CampusId, CampusIdx, ProfileIdx};
use crate::base::progress::Progress;
use crate::domain::schools::Level;
use crate::snapshot::index::LabelKey;
use crate::snapshot::query::{
    Distinct, NearestRequest, PinRefusal, Ranking, Snapshot, Travel, Unreached, matrix, measure_of, nearest,
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
            measure: measure_of(question.rank),
        };
        let worlds = [Some(self.baseline), Some(&self.scenario), self.alike.as_ref()];
        rayon::scope(|scope| {
            for world in worlds.into_iter().flatten() {
                scope.spawn(move |_| {
                    world.index.labels(world.raw(), key);
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
}

/// The way from a home to its nearest campus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearestWay {
    /// The campus.
    pub campus: CampusId,
    /// How far.
    pub travel: Travel,
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
    /// No way in either.
    Unreached,
}

impl Change {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 7] = [
        Self::Nearer,
        Self::Farther,
        Self::Reached,
        Self::Lost,
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
            Self::Unreached => "unreachable",
        }
    }

    fn between<W: PartialEq>(before: Option<(&W, u32)>, after: Option<(&W, u32)>) -> Self {
        match (before, after) {
            (None, None) => Self::Unreached,
            (None, Some(_)) => Self::Reached,
            (Some(_), None) => Self::Lost,
            (Some((before, _)), Some((after, _))) if before == after => Self::Same,
            (Some((_, before)), Some((_, after))) => match after.cmp(&before) {
                std::cmp::Ordering::Less => Self::Nearer,
                std::cmp::Ordering::Greater => Self::Farther,
                std::cmp::Ordering::Equal => Self::Otherwise,
            },
        }
    }
}

/// The quantity that a ranking puts first, in centimetres or deciseconds.
pub(super) const fn measured(rank: Ranking, travel: &Travel) -> u32 {
    match rank {
        Ranking::Metres => travel.metres.0,
        Ranking::Minutes => travel.time.0,
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
            let with_measure = |outcome| {
                let way = Outcome::way(outcome)?;
                Some((way, measured(question.rank, &way.travel)))
            };
            let change = Change::between(with_measure(against), with_measure(&after));
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
    let request = NearestRequest {
        at,
        profile: question.profile,
        level: question.level,
        k: 1,
        rank: question.rank,
        distinct: Distinct::Campus,
    };
    match nearest(world, &request) {
        Err(refusal) => Outcome::Refused(refusal),
        Ok(answer) => match (answer.results.first(), answer.unreached) {
            (Some(found), _) => Outcome::Reached(NearestWay {
                campus: world.schools().campus(found.campus).id.clone(),
                travel: found.travel,
            }),
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
    pub before: Option<Travel>,
    /// As it would be.
    pub after: Option<Travel>,
    /// The difference.
    pub change: Change,
}

/// The pairs of home and campus whose way changes, by home, then by campus.
/// A campus that is only in one of the worlds has no way in the other.
pub fn compare_pairs(worlds: &Worlds<'_>, question: &Question, homes: &[LonLat]) -> Vec<PairChange> {
    worlds.warm(question);
    let ask = |world: &Snapshot| Columns::of(world, question, homes);
    let (before, after) = rayon::join(|| ask(worlds.baseline), || ask(&worlds.scenario));
    let against = worlds.alike.as_ref().map(ask);
    let against = against.as_ref().unwrap_or(&before);
    let mut campuses: Vec<&CampusId> = before.ids.iter().chain(&after.ids).collect();
    campuses.sort_unstable();
    campuses.dedup();
    let mut changed: Vec<PairChange> = Vec::new();
    for campus in campuses {
        let columns = [&before, against, &after].map(|columns| columns.find(campus));
        for home in 0..homes.len() {
            let [before, against, after] =
                columns.map(|column| column.and_then(|cells| cells[home].as_ref()));
            let with_measure =
                |travel: Option<&'_ Travel>| travel.map(|travel| measured(question.rank, travel));
            let change = Change::between(against.zip(with_measure(against)), after.zip(with_measure(after)));
            if !matches!(change, Change::Same | Change::Unreached) {
                changed.push(PairChange {
                    home,
                    campus: campus.clone(),
                    before: before.copied(),
                    after: after.copied(),
                    change,
                });
            }
        }
    }
    changed.sort_by(|a, b| (a.home, &a.campus).cmp(&(b.home, &b.campus)));
    changed
}

/// The columns of a matrix, by campus code.
struct Columns {
    ids: Vec<CampusId>,
    cells: Vec<Vec<Option<Travel>>>,
}

impl Columns {
    fn of(world: &Snapshot, question: &Question, homes: &[LonLat]) -> Self {
        let asked = (question.profile, question.level, question.rank);
        let id_of = |campus: CampusIdx| world.schools().campus(campus).id.clone();
        let (ids, cells) = matrix(world, asked, homes)
            .into_iter()
            .map(|(campus, cells)| (id_of(campus), cells))
            .unzip();
        Self { ids, cells }
    }

    fn find(&self, campus: &CampusId) -> Option<&Vec<Option<Travel>>> {
        let column = self.ids.binary_search(campus).ok()?;
        Some(&self.cells[column])
    }
}
