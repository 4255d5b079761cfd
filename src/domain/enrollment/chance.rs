//! Seat chances before the deadline: the round is played many times with the children that a forecast expects, and a
//! family's key is held against the bar of each school.

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use rand_distr::{Distribution as _, Gamma, Poisson};
use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::key::{Key, KeyTable};
use super::lot::hmac;
use super::matching::{Lists, SeatsLeft, match_stably};
use super::round::{Attributes, Round};
use super::rule_set::RuleSet;
use super::standing::{Bar, standings};
use crate::base::ids::{ApplicantIdx, IntakeIdx};

/// Children that are expected, in groups with one set of distances and attributes each.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// One applicant for each group.
    pub groups: Round,
    /// How many children each group is expected to have.
    pub expected: Vec<f64>,
    /// How far each group may be off on its own: standard deviation over mean.
    pub spread: Vec<f64>,
    /// How far all may be off together: standard deviation over mean.
    pub common_spread: f64,
}

/// How the round ended in one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// What a child must stand before, by school: outside quotas, then in each quota.
    bars: Vec<Vec<Bar>>,
    children: u32,
}

/// A school's chance for a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchoolChance {
    /// The school.
    pub intake: IntakeIdx,
    /// Metres from home.
    pub metres: u32,
    /// The child's tier there.
    pub tier: u8,
    /// Runs in which it would be admitted there.
    pub admitted: u32,
    /// Runs in which this is where it ends: the first of its list that admits it.
    pub result: u32,
}

/// A child's chances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chances {
    /// By school, in the order of its list.
    pub schools: Vec<SchoolChance>,
    /// Runs in which no school of its list admits it.
    pub unplaced: u32,
    /// How many runs there were.
    pub runs: u32,
}

/// A range in which a probability lies; the first and the last say that nothing is certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Band(pub usize);

/// Where bands end, in percent.
const ENDS: [u32; 6] = [5, 20, 40, 60, 80, 95];

impl Band {
    /// All bands.
    pub const ALL: [Self; 7] = [Self(0), Self(1), Self(2), Self(3), Self(4), Self(5), Self(6)];

    /// The band of so many of so many runs; half a run is added on either side, as Jeffreys' prior does, so that no
    /// count is ever taken for certainty.
    pub fn of(count: u32, runs: u32) -> Self {
        let probability = probability(count, runs);
        Self(
            ENDS.iter()
                .filter(|end| probability >= f64::from(**end) / 100.0)
                .count(),
        )
    }

    /// Least percent.
    pub fn least(self) -> u32 {
        self.0.checked_sub(1).map_or(0, |before| ENDS[before])
    }

    /// Greatest percent.
    pub fn greatest(self) -> u32 {
        ENDS.get(self.0).copied().unwrap_or(100)
    }

    /// As people read it.
    pub fn words(self) -> String {
        match self.0 {
            0 => format!("under {} %", ENDS[0]),
            last if last == ENDS.len() => format!("over {} %", ENDS[last - 1]),
            _ => format!("{} to {} %", self.least(), self.greatest()),
        }
    }
}

/// The share of runs, with half a run added on either side.
pub fn probability(count: u32, runs: u32) -> f64 {
    (f64::from(count) + 0.5) / (f64::from(runs) + 1.0)
}

/// Plays the round so many times; the same seed gives the same runs on any number of threads.
///
/// Each run draws a common factor and one for each group (gamma with mean 1), and counts of children (Poisson), so that
/// counts of a group are negative binomial.
pub fn simulate(rules: &RuleSet, forecast: &Forecast, runs: u32, seed: &[u8]) -> Vec<Run> {
    (0..runs)
        .into_par_iter()
        .map(|run| {
            let mut random = ChaCha8Rng::from_seed(hmac(seed, &[b"chance", &run.to_be_bytes()]));
            let round = draw(forecast, &mut random);
            play(rules, &round, &random.next_u64().to_be_bytes())
        })
        .collect()
}

/// The round with the children of one run.
fn draw(forecast: &Forecast, random: &mut ChaCha8Rng) -> Round {
    let common = factor(forecast.common_spread, random);
    let groups = &forecast.groups;
    let mut copies: Vec<(ApplicantIdx, u32)> = Vec::new();
    for group in groups.applicant_idxs() {
        let mean = forecast.expected[group.at()] * common * factor(forecast.spread[group.at()], random);
        let count = Poisson::new(mean).map_or(0.0, |poisson| poisson.sample(random));
        copies.extend((0..count as u32).map(|copy| (group, copy)));
    }
    let mut round = Round {
        applicants: copies
            .iter()
            .map(|(group, copy)| format!("{:08}-{copy:05}", group.0))
            .collect(),
        birth_years: vec![None; copies.len()],
        eligibility: copies
            .iter()
            .map(|(group, _)| groups.eligibility[group.at()].clone())
            .collect(),
        attributes: Attributes {
            columns: groups
                .attributes
                .columns
                .iter()
                .map(|column| {
                    copies
                        .iter()
                        .map(|(group, _)| column[group.at()].clone())
                        .collect()
                })
                .collect(),
        },
        pairs: Vec::new(),
        offsets: vec![0],
        completeness: copies
            .iter()
            .map(|(group, _)| groups.completeness[group.at()])
            .collect(),
        preferences: None,
        fixed: vec![None; copies.len()],
        overrides: Vec::new(),
        name: groups.name.clone(),
        intakes: groups.intakes.clone(),
    };
    for (group, _) in &copies {
        round.pairs.extend_from_slice(groups.pairs_of(*group));
        round.offsets.push(round.pairs.len() as u32);
    }
    round
}

/// A factor with mean 1 and a standard deviation.
fn factor(spread: f64, random: &mut ChaCha8Rng) -> f64 {
    if spread <= 0.0 {
        return 1.0;
    }
    let variance = spread * spread;
    Gamma::new(1.0 / variance, variance).map_or(1.0, |gamma| gamma.sample(random))
}

fn play(rules: &RuleSet, round: &Round, seed: &[u8]) -> Run {
    let table = KeyTable::build(rules, round, seed);
    let lists = Lists::by_rule(rules, round, &table);
    let left = SeatsLeft::count(rules, round);
    let matching = match_stably(round, &table, &lists, &left);
    let standings = standings(rules, round, &table, &lists, &left, &matching.seat_of);
    let quotas = 0..rules.quotas.len();
    Run {
        bars: standings
            .iter()
            .map(|standing| {
                std::iter::once(None)
                    .chain(quotas.clone().map(Some))
                    .map(|quota| standing.bar(quota))
                    .collect()
            })
            .collect(),
        children: round.applicants.len() as u32,
    }
}

/// Chances of a family's child in the runs; its lot is drawn anew in each.
pub fn chances(rules: &RuleSet, homes: &Round, child: ApplicantIdx, runs: &[Run], seed: &[u8]) -> Chances {
    let table = KeyTable::build(rules, &alone(homes, child), seed);
    let list = Lists::by_rule(rules, &alone(homes, child), &table);
    let list = list.of(ApplicantIdx(0));
    let quota = homes.quota_of(rules, child).map_or(0, |quota| quota + 1);
    let mut random = ChaCha8Rng::from_seed(hmac(seed, &[b"lots", homes.applicants[child.at()].as_bytes()]));
    let mut counts: BTreeMap<IntakeIdx, (u32, u32)> = BTreeMap::new();
    let mut unplaced = 0;
    for run in runs {
        let lot = (random.next_u64() % u64::from(run.children + 1)) as u32;
        let mut is_placed = false;
        for key in list {
            let count = counts.entry(key.intake()).or_default();
            if run.bars[key.intake().at()][quota].admits(with_lot(*key, lot)) {
                count.0 += 1;
                count.1 += u32::from(!is_placed);
                is_placed = true;
            }
        }
        unplaced += u32::from(!is_placed);
    }
    Chances {
        schools: list
            .iter()
            .map(|key| {
                let (admitted, result) = counts.get(&key.intake()).copied().unwrap_or_default();
                SchoolChance {
                    intake: key.intake(),
                    metres: key.metres(),
                    tier: key.tier(),
                    admitted,
                    result,
                }
            })
            .collect(),
        unplaced,
        runs: runs.len() as u32,
    }
}

fn with_lot(key: Key, lot: u32) -> Key {
    Key::new(
        key.tier(),
        key.order(),
        key.metres(),
        key.is_sibling(),
        lot,
        key.intake(),
    )
}

/// A round of one child.
fn alone(homes: &Round, child: ApplicantIdx) -> Round {
    let columns = homes.attributes.columns.iter();
    let pairs = homes.pairs_of(child).to_vec();
    Round {
        name: homes.name.clone(),
        applicants: vec![homes.applicants[child.at()].clone()],
        birth_years: vec![homes.birth_years[child.at()]],
        eligibility: vec![homes.eligibility[child.at()].clone()],
        attributes: Attributes {
            columns: columns.map(|column| vec![column[child.at()].clone()]).collect(),
        },
        intakes: homes.intakes.clone(),
        offsets: vec![0, pairs.len() as u32],
        pairs,
        completeness: vec![homes.completeness[child.at()]],
        preferences: None,
        fixed: vec![None],
        overrides: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_count_is_taken_for_certainty() {
        assert_eq!(Band::of(0, 1000).words(), "under 5 %");
        assert_eq!(Band::of(1000, 1000).words(), "over 95 %");
        assert_eq!(Band::of(500, 1000).words(), "40 to 60 %");
        assert_eq!(
            (Band::of(500, 1000).least(), Band::of(500, 1000).greatest()),
            (40, 60)
        );
        assert!(probability(0, 10) > 0.0 && probability(10, 10) < 1.0);
    }

    #[test]
    fn factors_have_the_mean_and_spread_that_they_should() {
        let mut random = ChaCha8Rng::from_seed([1; 32]);
        let all: Vec<f64> = (0..20_000).map(|_| factor(0.2, &mut random)).collect();
        let mean = all.iter().sum::<f64>() / 20_000.0;
        let deviation = (all.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / 20_000.0).sqrt();
        assert!(
            (mean - 1.0).abs() < 0.01 && (deviation - 0.2).abs() < 0.01,
            "{mean} {deviation}"
        );
    }
}
