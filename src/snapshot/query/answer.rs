//! Requests and answers: values that every entry, HTTP or command line, renders in its own way.

use std::fmt;
use std::str::FromStr;

use crate::base::calendar::{ClockTime, Day};
use crate::base::geom::LonLat;
use crate::base::ids::{CampusIdx, ProfileIdx};
use crate::base::units::{Centimetres, Deciseconds};
use crate::domain::network::{LineMode, Pavement};
use crate::domain::schools::{Bells, Level};

/// By which quantity campuses are near.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ranking {
    /// By metres on the network and to it.
    #[default]
    Metres,
    /// By minutes, waiting and boarding included.
    Minutes,
}

impl Ranking {
    /// The word for it in files and interfaces.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Metres => "metres",
            Self::Minutes => "minutes",
        }
    }
}

impl FromStr for Ranking {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        match word {
            "metres" => Ok(Self::Metres),
            "minutes" => Ok(Self::Minutes),
            _ => Err(format!("`{word}` is not a ranking; write metres or minutes")),
        }
    }
}

impl fmt::Display for Ranking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What counts as one result.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Distinct {
    /// Each campus.
    #[default]
    Campus,
    /// Each school, by its nearest campus.
    School,
}

/// A question for the nearest campuses.
#[derive(Debug, Clone, PartialEq)]
pub struct NearestRequest {
    /// The home.
    pub at: LonLat,
    /// How the child travels.
    pub profile: ProfileIdx,
    /// The level of the campuses.
    pub level: Level,
    /// How many, at least one.
    pub k: usize,
    /// Near by what.
    pub rank: Ranking,
    /// What counts as one.
    pub distinct: Distinct,
    /// For which day.
    pub day: Day,
    /// When school begins.
    pub bell: ClockTime,
}

/// Length, duration and crossings of a way, on the network and to it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Travel {
    /// The whole length, access included.
    pub metres: Centimetres,
    /// The straight legs from the pin to the network and from the network to the gate.
    pub access: Centimetres,
    /// The whole duration.
    pub time: Deciseconds,
    /// How many times water is crossed by ferry or boat.
    pub crossings: u8,
}

/// One boat or bus on a way.
#[derive(Debug, Clone, PartialEq)]
pub struct Ride {
    /// What it is.
    pub mode: LineMode,
    /// Name of the line, where it has one.
    pub line: Option<String>,
    /// Who runs it, where the data say so.
    pub operator: Option<String>,
    /// Whether it carries pupils only.
    pub pupils_only: bool,
    /// Where one gets on, where the data name it.
    pub from: Option<String>,
    /// Where one gets off, where the data name it.
    pub to: Option<String>,
    /// When it leaves; at the latest where it goes at a headway.
    pub departs: ClockTime,
    /// When it arrives; at the latest where it goes at a headway.
    pub arrives: ClockTime,
    /// Time between departures, where there are no clock times.
    pub headway: Option<Deciseconds>,
    /// Waiting and boarding, with half a headway.
    pub wait: Deciseconds,
    /// Time aboard.
    pub aboard: Deciseconds,
}

/// The clock along a way.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// When to leave at the latest, whole headways and boarding counted.
    pub leave_by: ClockTime,
    /// When one arrives at the latest.
    pub arrive_at: ClockTime,
    /// Boats and buses in order.
    pub rides: Vec<Ride>,
}

/// Whether a way meets the bell.
#[derive(Debug, Clone, PartialEq)]
pub enum Punctuality {
    /// It does.
    OnTime(Schedule),
    /// It does not, even if one leaves when the day begins; this is the earliest that it can be done.
    ArrivesLate(Schedule),
    /// A boat or bus on the way does not run on that day.
    DoesNotRun,
}

impl Punctuality {
    /// The clock along the way, where it can be gone that day.
    pub const fn schedule(&self) -> Option<&Schedule> {
        match self {
            Self::OnTime(schedule) | Self::ArrivesLate(schedule) => Some(schedule),
            Self::DoesNotRun => None,
        }
    }
}

/// Whether a snap can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// The leg from the pin to the road crosses no water.
    High,
    /// It does not deserve trust, for a reason.
    Low(Doubt),
}

/// Why a snap is doubtful.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// Every leg from the pin to a road crosses water.
    LegCrossesWater,
}

/// How a pin meets the network.
#[derive(Debug, Clone, PartialEq)]
pub struct PinAnswer {
    /// Length of the straight leg from the pin to the road.
    pub access: Centimetres,
    /// Whether the snap can be trusted.
    pub confidence: Confidence,
    /// Name of the road, where it has one.
    pub road: Option<String>,
    /// Where on the road.
    pub road_point: LonLat,
}

/// Why a good pin has no results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreached {
    /// The roads at the pin lead to no campus of the level.
    Island,
    /// The dataset has no campus of the level.
    NoCampus,
    /// Roads and boats lead to campuses, but not on that day.
    NotThatDay,
}

/// One campus of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct NearestCampus {
    /// Which.
    pub campus: CampusIdx,
    /// How far.
    pub travel: Travel,
    /// Whether the leg from the road to the gate can be trusted.
    pub confidence: Confidence,
    /// How far as the crow flies.
    pub straight: Centimetres,
    /// Whether the way meets the bell.
    pub punctuality: Punctuality,
}

/// The nearest campuses of a pin, best first.
#[derive(Debug, Clone, PartialEq)]
pub struct NearestAnswer {
    /// How the pin meets the network.
    pub pin: PinAnswer,
    /// Why there are none, where there are none.
    pub unreached: Option<Unreached>,
    /// The campuses, best first.
    pub results: Vec<NearestCampus>,
}

/// Why a pin is refused.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PinRefusal {
    /// Not a longitude and latitude.
    OutOfRange,
    /// It lies far off, but with longitude and latitude exchanged it lies on the map.
    Swapped,
    /// It lies outside the map.
    OutsideMap {
        /// How far outside.
        metres: f64,
    },
    /// No road that the profile may use is near enough.
    FarFromRoad {
        /// Length of the shortest leg, where there is any road.
        metres: Option<f64>,
        /// The longest leg that is accepted.
        limit_metres: f64,
    },
}

/// A question for the way to one campus.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteRequest {
    /// The home.
    pub at: LonLat,
    /// Which campus.
    pub campus: CampusIdx,
    /// How the child travels.
    pub profile: ProfileIdx,
    /// Shortest by what.
    pub rank: Ranking,
    /// For which day.
    pub day: Day,
    /// When school begins, for each level.
    pub bells: Bells,
}

/// What one leg of a route is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegKind {
    /// The straight leg between a pin or gate and the road.
    Access,
    /// Along roads of one name.
    Road,
    /// Waiting and boarding at a pier.
    Wait,
    /// On a ferry or boat.
    Sail,
    /// On a bus.
    Ride,
}

/// One leg of a route.
#[derive(Debug, Clone, PartialEq)]
pub struct Leg {
    /// What it is.
    pub kind: LegKind,
    /// Name of the road or line, where it has one.
    pub name: Option<String>,
    /// Its length.
    pub metres: Centimetres,
    /// Its duration.
    pub time: Deciseconds,
    /// Its shape; a single place for a wait.
    pub shape: Vec<LonLat>,
    /// When it begins and ends if one leaves at the last moment, waiting half a headway; only by minutes.
    pub clock: Option<[ClockTime; 2]>,
}

/// A major road that is crossed on foot.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossedRoad {
    /// Its name, else its number, where it has one.
    pub name: Option<String>,
    /// Its class, such as `primary`.
    pub class: String,
    /// Where it is crossed.
    pub at: LonLat,
    /// Whether the data mark a crossing or traffic lights there.
    pub marked: bool,
}

/// What somebody on foot meets on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct OnFoot {
    /// Major roads that are crossed, in order.
    pub crossed: Vec<CrossedRoad>,
    /// How much of the way has a pavement.
    pub pavement: Pavement,
}

/// The way from a pin to a campus; the legs add up to the travel.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteAnswer {
    /// How the pin meets the network.
    pub pin: PinAnswer,
    /// The whole.
    pub travel: Travel,
    /// The legs in order.
    pub legs: Vec<Leg>,
    /// When school begins there.
    pub bell: ClockTime,
    /// Whether the way meets the bell.
    pub punctuality: Punctuality,
    /// What somebody on foot meets; none where the profile tells nothing of it.
    pub on_foot: Option<OnFoot>,
}

/// Why there is no route.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RouteRefusal {
    /// The pin is refused.
    Pin(PinRefusal),
    /// The roads at the pin do not lead to the campus.
    Unreached(Unreached),
}
