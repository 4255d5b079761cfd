//! A scenario held against its baseline, as JSON.

use serde::Serialize;

use super::words::{LevelWord, RankWord};
use super::{Bilingual, DatasetRef};
use crate::base::units::Deciseconds;
use crate::domain::schools::Seats;
use crate::snapshot::query::{PinRefusal, Ranking, Unreached};
use crate::snapshot::scenario::{
    Amounts, CampusTally, Change, HomeChange, NearestWay, Outcome, PairChange, Question, Totals, WayClock,
    Worlds,
};

/// A scenario held against its baseline.
#[derive(Debug, Serialize)]
pub struct ScenarioReply {
    /// The dataset whose records were changed.
    pub baseline: DatasetRef,
    /// The changed records; they were never published.
    pub scenario: ScenarioRef,
    /// What was compared; none where no homes were given.
    pub comparison: Option<ComparisonReply>,
}

/// What identifies a scenario.
#[derive(Debug, Serialize)]
pub struct ScenarioRef {
    /// Hash of its rows, 64 hexadecimal digits.
    pub hash: String,
    /// Its title.
    pub title: Bilingual,
    /// How many modifications it has.
    pub modifications: usize,
}

/// What a scenario means for homes and campuses.
#[derive(Debug, Serialize)]
pub struct ComparisonReply {
    /// How the children travel.
    pub profile: String,
    /// The level of the campuses.
    pub level: LevelWord,
    /// Near by what.
    pub rank: RankWord,
    /// For which day.
    pub day: String,
    /// When school begins.
    pub bell: String,
    /// All homes together.
    pub totals: TotalsReply,
    /// Each campus of the level, by code.
    pub campuses: Vec<CampusReply>,
    /// Each home, in the order of the file.
    pub homes: Vec<HomeReply>,
    /// Pairs of home and campus whose way changes, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pairs: Option<Vec<PairReply>>,
}

/// All homes together.
#[derive(Debug, Serialize)]
pub struct TotalsReply {
    /// How many homes.
    pub homes: usize,
    /// Those with a shorter way, by the quantity that is ranked by.
    pub nearer: usize,
    /// Those with a longer way.
    pub farther: usize,
    /// Those with a way where there was none.
    pub newly_reachable: usize,
    /// Those without a way where there was one.
    pub no_longer_reachable: usize,
    /// Those with another way that is as long.
    pub otherwise: usize,
    /// Those with a way that meets the bell where there was only a later one.
    pub newly_on_time: usize,
    /// Those without a way that meets the bell where there was one.
    pub no_longer_on_time: usize,
    /// Those for whom nothing changes.
    pub same: usize,
    /// Those without a way in either.
    pub unreachable: usize,
    /// `metres` or `seconds`: the unit of the amounts.
    pub unit: &'static str,
    /// What those who come nearer save.
    pub saved: AmountsReply,
    /// What those who come farther have more.
    pub added: AmountsReply,
    /// Mean of the homes that reach a campus in both, before.
    pub mean_before: Option<f64>,
    /// The same, after.
    pub mean_after: Option<f64>,
}

/// Some amounts, in metres or seconds.
#[derive(Debug, Serialize)]
pub struct AmountsReply {
    /// All together.
    pub sum: f64,
    /// Their mean.
    pub mean: f64,
    /// The middle one.
    pub median: f64,
    /// The one that 95 % do not exceed.
    pub p95: f64,
    /// The greatest.
    pub max: f64,
    /// How many lie in each step.
    pub distribution: Vec<StepReply>,
}

/// A step of a distribution.
#[derive(Debug, Serialize)]
pub struct StepReply {
    /// Up to how much; none for all above.
    pub up_to: Option<f64>,
    /// How many.
    pub homes: usize,
}

/// What a scenario means for one campus.
#[derive(Debug, Serialize)]
pub struct CampusReply {
    /// Its code.
    pub campus_id: String,
    /// Name of its school, and of the campus where it has one.
    pub name: String,
    /// Whether it is there before.
    pub exists_before: bool,
    /// Whether it is there after.
    pub exists_after: bool,
    /// Seats before, where known.
    pub seats_before: Option<u32>,
    /// Seats after, where known.
    pub seats_after: Option<u32>,
    /// Homes whose nearest it is, before.
    pub homes_before: usize,
    /// Homes whose nearest it is, after.
    pub homes_after: usize,
    /// Homes that come to it.
    pub gained: usize,
    /// Homes that go from it.
    pub lost: usize,
}

/// What a scenario means for one home.
#[derive(Debug, Serialize)]
pub struct HomeReply {
    /// Its identifier in the file.
    pub id: String,
    /// `nearer`, `farther`, `newly_reachable`, `no_longer_reachable`, `newly_on_time`, `no_longer_on_time`,
    /// `otherwise`, `same` or `unreachable`.
    pub change: &'static str,
    /// Its nearest campus before; none where there is none.
    pub before: Option<WayReply>,
    /// Its nearest campus after; none where there is none.
    pub after: Option<WayReply>,
    /// Metres after less metres before.
    pub metres_difference: Option<f64>,
    /// Seconds after less seconds before.
    pub seconds_difference: Option<i64>,
    /// Why there is no campus before: `island`, `no_campus`, `far_from_road`, `outside_map`…
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason_before: Option<&'static str>,
    /// Why there is no campus after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason_after: Option<&'static str>,
}

/// A way to a campus.
#[derive(Debug, Serialize)]
pub struct WayReply {
    /// The campus.
    pub campus_id: String,
    /// Metres in all.
    pub metres: f64,
    /// Metres of the straight legs at both ends.
    pub access_metres: f64,
    /// Whole seconds in all.
    pub seconds: u32,
    /// How many times water is crossed by ferry or boat.
    pub crossings: u8,
    /// Whether it meets the bell; none where that was not asked.
    pub meets_bell: Option<bool>,
    /// When to leave at the latest, where it meets the bell.
    pub leave_by: Option<String>,
    /// The earliest arrival, where it does not.
    pub earliest_arrival: Option<String>,
}

/// What a scenario means for the way from one home to one campus.
#[derive(Debug, Serialize)]
pub struct PairReply {
    /// The home's identifier in the file.
    pub home: String,
    /// The campus.
    pub campus_id: String,
    /// As for homes.
    pub change: &'static str,
    /// The way before; none where there is none.
    pub before: Option<WayReply>,
    /// The way after; none where there is none.
    pub after: Option<WayReply>,
}

impl ScenarioReply {
    /// A scenario with what was compared.
    pub fn of(worlds: &Worlds<'_>, modifications: usize, comparison: Option<ComparisonReply>) -> Self {
        let manifest = worlds.scenario.dataset.manifest();
        Self {
            baseline: DatasetRef::of(worlds.baseline.dataset.manifest()),
            scenario: ScenarioRef {
                hash: manifest.hash.clone(),
                title: Bilingual::new(&manifest.title_vi, &manifest.title_en),
                modifications,
            },
            comparison,
        }
    }
}

impl ComparisonReply {
    /// What was compared; `ids` are those of the homes.
    pub fn of(
        worlds: &Worlds<'_>,
        question: &Question,
        ids: &[&str],
        homes: &[HomeChange],
        totals: &Totals,
        campuses: &[CampusTally],
    ) -> Self {
        Self {
            profile: worlds
                .baseline
                .index
                .profile(question.profile)
                .id
                .as_str()
                .to_owned(),
            level: question.level.into(),
            rank: question.rank.into(),
            day: question.day.to_string(),
            bell: question.bell.to_string(),
            totals: totals_reply(totals, question.rank),
            campuses: campuses.iter().map(campus_reply).collect(),
            homes: ids
                .iter()
                .zip(homes)
                .map(|(id, home)| home_reply(id, home))
                .collect(),
            pairs: None,
        }
    }

    /// The same with the pairs that change.
    #[must_use]
    pub fn with_pairs(mut self, ids: &[&str], pairs: &[PairChange]) -> Self {
        let reply = |pair: &PairChange| PairReply {
            home: ids[pair.home].to_owned(),
            campus_id: pair.campus.as_str().to_owned(),
            change: pair.change.as_str(),
            before: pair.before.as_ref().map(way_reply),
            after: pair.after.as_ref().map(way_reply),
        };
        self.pairs = Some(pairs.iter().map(reply).collect());
        self
    }
}

fn totals_reply(totals: &Totals, rank: Ranking) -> TotalsReply {
    let count = |change: Change| {
        let known = totals.homes.iter().find(|(other, _)| *other == change);
        known.map_or(0, |(_, count)| *count)
    };
    let in_unit = |mean: f64| round_hundredths(mean / per_unit(rank));
    TotalsReply {
        homes: totals.homes.iter().map(|(_, count)| count).sum(),
        nearer: count(Change::Nearer),
        farther: count(Change::Farther),
        newly_reachable: count(Change::Reached),
        no_longer_reachable: count(Change::Lost),
        otherwise: count(Change::Otherwise),
        newly_on_time: count(Change::InTime),
        no_longer_on_time: count(Change::TooLate),
        same: count(Change::Same),
        unreachable: count(Change::Unreached),
        unit: match rank {
            Ranking::Metres => "metres",
            Ranking::Minutes => "seconds",
        },
        saved: amounts_reply(&totals.saved, rank),
        added: amounts_reply(&totals.added, rank),
        mean_before: totals.means.map(|[before, _]| in_unit(before)),
        mean_after: totals.means.map(|[_, after]| in_unit(after)),
    }
}

/// Centimetres in a metre, deciseconds in a second.
const fn per_unit(rank: Ranking) -> f64 {
    match rank {
        Ranking::Metres => 100.0,
        Ranking::Minutes => 10.0,
    }
}

fn round_hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn amounts_reply(amounts: &Amounts, rank: Ranking) -> AmountsReply {
    let one = |amount: u32| f64::from(amount) / per_unit(rank);
    AmountsReply {
        sum: amounts.sum as f64 / per_unit(rank),
        mean: round_hundredths(amounts.mean / per_unit(rank)),
        median: one(amounts.median),
        p95: one(amounts.p95),
        max: one(amounts.max),
        distribution: amounts
            .steps
            .iter()
            .map(|step| StepReply {
                up_to: step.up_to.map(one),
                homes: step.count,
            })
            .collect(),
    }
}

fn campus_reply(tally: &CampusTally) -> CampusReply {
    let seats = |side: usize| tally.seats[side].map(|Seats { count, .. }| count);
    CampusReply {
        campus_id: tally.campus.as_str().to_owned(),
        name: tally.campus_name.as_ref().map_or_else(
            || tally.school_name.clone(),
            |campus| format!("{}, {campus}", tally.school_name),
        ),
        exists_before: tally.exists[0],
        exists_after: tally.exists[1],
        seats_before: seats(0),
        seats_after: seats(1),
        homes_before: tally.homes[0],
        homes_after: tally.homes[1],
        gained: tally.gained,
        lost: tally.lost,
    }
}

fn home_reply(id: &str, home: &HomeChange) -> HomeReply {
    let travels = home.before.way().zip(home.after.way());
    let seconds = |time: Deciseconds| i64::from(time.whole_seconds());
    HomeReply {
        id: id.to_owned(),
        change: home.change.as_str(),
        before: home.before.way().map(way_reply),
        after: home.after.way().map(way_reply),
        metres_difference: travels.map(|(before, after)| {
            let [before, after] = [before, after].map(|way| i64::from(way.travel.metres.0));
            (after - before) as f64 / 100.0
        }),
        seconds_difference: travels
            .map(|(before, after)| seconds(after.travel.time) - seconds(before.travel.time)),
        reason_before: reason_of(&home.before),
        reason_after: reason_of(&home.after),
    }
}

fn way_reply(way: &NearestWay) -> WayReply {
    let (leave_by, earliest_arrival) = match way.clock {
        Some(WayClock::OnTime { leave_by }) => (Some(leave_by.to_string()), None),
        Some(WayClock::Late { arrive_at }) => (None, Some(arrive_at.to_string())),
        Some(WayClock::DoesNotRun) | None => (None, None),
    };
    WayReply {
        campus_id: way.campus.as_str().to_owned(),
        metres: way.travel.metres.metres(),
        access_metres: way.travel.access.metres(),
        seconds: way.travel.time.whole_seconds(),
        crossings: way.travel.crossings,
        meets_bell: way.clock.map(|_| !way.is_late()),
        leave_by,
        earliest_arrival,
    }
}

/// The code of the reason why there is no campus.
const fn reason_of(outcome: &Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::Reached(_) => None,
        Outcome::Unreached(Unreached::Island) => Some("island"),
        Outcome::Unreached(Unreached::NoCampus) => Some("no_campus"),
        Outcome::Unreached(Unreached::NotThatDay) => Some("not_that_day"),
        Outcome::Refused(PinRefusal::OutOfRange | PinRefusal::Swapped) => Some("no_place"),
        Outcome::Refused(PinRefusal::OutsideMap { .. }) => Some("outside_map"),
        Outcome::Refused(PinRefusal::FarFromRoad { .. }) => Some("far_from_road"),
    }
}
