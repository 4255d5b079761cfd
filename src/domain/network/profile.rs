//! A travel profile: who may use which way, how fast, how ferries are boarded, how a pin is snapped.
//! All numbers come from data files; nothing here names a city or a vehicle.

use std::collections::BTreeMap;

use super::timetable::LineMode;
use crate::base::ids::ProfileId;

/// A way of travelling, as its data file describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Its code.
    pub id: ProfileId,
    /// Its name in Vietnamese.
    pub title_vi: String,
    /// Its name in English.
    pub title_en: String,
    /// Whether people are offered it, or only programs that compare.
    pub offered: bool,
    /// Who may use a way.
    pub access: AccessRules,
    /// Which classes of way it uses and how fast.
    pub roads: RoadRules,
    /// Which turn restrictions bind it.
    pub turns: TurnRules,
    /// Which barriers stop it.
    pub barriers: BarrierRules,
    /// How it crosses water.
    pub ferries: FerryRules,
    /// Which boats and buses of a timetable it rides.
    pub rides: RideRules,
    /// How a pin meets the network.
    pub snapping: SnapRules,
}

/// How access tags are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccessRules {
    /// Keys that speak of this profile, the most specific first; each is read with `:forward` or `:backward` before
    /// it is read alone.
    pub keys: Vec<String>,
    /// Values that close a way.
    pub closed: Vec<String>,
    /// Values that open a way to those only who live or go to school on it or behind it: nobody passes through.
    pub ends_only: Vec<String>,
    /// Values that open a way that is closed by its class.
    pub open: Vec<String>,
    /// Tags, as key and value, that close a way whatever else is said.
    pub closing_tags: Vec<(String, String)>,
    /// Keys that speak of one-way traffic, the most specific first; none where it does not bind.
    pub oneway_keys: Vec<String>,
    /// Whether a roundabout or a motorway is one-way without saying so.
    pub oneway_implied: bool,
}

/// How fast a class of way is used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RoadClass {
    /// Speed in km/h.
    pub kmh: f64,
    /// Whether an access tag must open it.
    pub only_if_opened: bool,
}

/// Classes of ways and what changes their speed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RoadRules {
    /// Classes by `key=value`, such as `highway=residential`.
    pub classes: BTreeMap<String, RoadClass>,
    /// Factors by value of `surface`.
    pub surfaces: BTreeMap<String, f64>,
    /// Keys that open a way whose class is `only_if_opened`; all access keys where there are none.
    pub opening_keys: Vec<String>,
    /// A way that is told to be no wider, in metres, is closed.
    pub narrowest_metres: Option<f64>,
    /// Whether `maxspeed` caps the speed.
    pub obeys_maxspeed: bool,
    /// Classes of major roads, of which it is told where they are crossed; none for vehicles.
    pub major: Vec<String>,
}

/// How a profile turns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TurnRules {
    /// Whether restrictions for everybody bind it; else only those that name one of its modes.
    pub obeys: bool,
    /// Modes by which restrictions speak of it, in `except=` and `restriction:MODE=`, the most specific first.
    pub modes: Vec<String>,
    /// Whether it turns round in the middle of a road.
    pub turns_round: bool,
}

/// Which tagged points stop a profile.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BarrierRules {
    /// Values of `barrier` that stop it unless an access tag opens the point.
    pub closed: Vec<String>,
}

/// How a profile crosses water.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FerryRules {
    /// Whether access and one-way tags of a ferry are obeyed.
    pub obeys_access: bool,
    /// Speed in km/h where the data give no crossing time.
    pub kmh: f64,
    /// Waiting in minutes where the data give no interval between sailings; else half the interval is waited.
    pub wait_minutes: f64,
    /// Boarding in minutes.
    pub boarding_minutes: f64,
}

/// Which boats and buses of a timetable a profile rides: boarding in minutes by what the line sails or drives; what is
/// not listed is not ridden.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RideRules {
    /// Whether there must be room for a bicycle: a trip whose data say that there is none is not ridden.
    pub with_bicycle: bool,
    /// Boarding in minutes, counted before each departure.
    pub boarding_minutes: BTreeMap<LineMode, f64>,
}

/// How a pin meets the network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SnapRules {
    /// Which segment is taken.
    pub choice: SnapChoice,
    /// Speed in km/h on the straight leg between pin and road.
    pub access_kmh: f64,
}

/// Which segment a pin is snapped to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SnapChoice {
    /// The nearest one whose leg is dry and which leads somewhere.
    NearestDry(SnapLimits),
    /// The nearest one of a large connected part of the network, however far and wet: as routing engines do.
    LargePart,
}

/// The numbers of the snapping rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SnapLimits {
    /// A longer leg is refused.
    pub leg_metres: f64,
    /// Where the nearest segment leads nowhere, another is taken only with a leg of at most so many metres…
    pub detour_metres: f64,
    /// …and at most so many times longer.
    pub detour_ratio: f64,
}

impl Default for SnapLimits {
    fn default() -> Self {
        Self {
            leg_metres: 500.0,
            detour_metres: 150.0,
            detour_ratio: 3.0,
        }
    }
}
