//! The nearest campuses as JSON: the same for the API and the command line.

use serde::Serialize;
use utoipa::ToSchema;

use super::dataset_ref::{DatasetRef, degrees};
use super::directory::Directory;
use super::punctuality::ClockReply;
use super::sentences::{explain_doubt, explain_unreached};
use super::words::{ConfidenceWord, LevelWord, RankWord};
use crate::base::calendar::ClockTime;
use crate::base::geom::LonLat;
use crate::base::ids::ProfileIdx;
use crate::snapshot::query::{NearestAnswer, NearestCampus, NearestRequest, PinAnswer, Snapshot};

/// What turns answers of one Snapshot into replies.
#[derive(Debug, Clone, Copy)]
pub struct Describer<'w> {
    /// The Snapshot.
    pub snapshot: &'w Snapshot,
    /// Its communes.
    pub directory: &'w Directory,
    /// Which dataset it is.
    pub dataset: &'w DatasetRef,
}

/// The nearest campuses.
#[derive(Debug, Serialize, ToSchema)]
pub struct NearestReply {
    /// Which dataset.
    pub dataset: DatasetRef,
    /// How the child travels.
    pub profile: String,
    /// The level asked for.
    pub level: LevelWord,
    /// Near by what.
    pub rank: RankWord,
    /// The school day asked for.
    #[schema(example = "2026-11-25")]
    pub day: String,
    /// When school begins.
    #[schema(example = "07:00")]
    pub bell: String,
    /// How the pin meets the network.
    pub pin: PinReply,
    /// Why there are no results, where there are none.
    #[schema(required = true)]
    pub outcome: Option<Reason>,
    /// The campuses, best first.
    pub results: Vec<NearestResult>,
}

/// How a pin meets the network.
#[derive(Debug, Serialize, ToSchema)]
pub struct PinReply {
    /// Metres of the straight leg from the pin to the road.
    pub access_metres: f64,
    /// Whether the place on the road can be trusted.
    pub confidence: ConfidenceWord,
    /// Why it cannot, where it cannot.
    #[schema(required = true)]
    pub confidence_reason: Option<Reason>,
    /// Name of the road, where it has one.
    #[schema(required = true)]
    pub road: Option<String>,
    /// Longitude and latitude of the place on the road.
    pub road_point: [f64; 2],
}

/// A reason with a stable code.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Reason {
    /// The code: `island`, `no_campus`, `unreachable_before_bell`, `leg_crosses_water`.
    pub code: String,
    /// A sentence in Vietnamese.
    pub vi: String,
    /// A sentence in English.
    pub en: String,
}

impl Reason {
    pub(in crate::entry) fn new(code: &str, vi: &str, en: &str) -> Self {
        Self {
            code: code.to_owned(),
            vi: vi.to_owned(),
            en: en.to_owned(),
        }
    }
}

/// One campus of the answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct NearestResult {
    /// 1 is the nearest.
    pub position: usize,
    /// Code of the campus.
    pub campus_id: String,
    /// Code of its school.
    pub school_id: String,
    /// Name of the school.
    pub name: String,
    /// Name of the campus, where it has one of its own.
    #[schema(required = true)]
    pub campus_name: Option<String>,
    /// Levels taught there, youngest first.
    pub levels: Vec<LevelWord>,
    /// Whether the levels are a guess from the name.
    pub levels_guessed: bool,
    /// Longitude.
    pub lon: f64,
    /// Latitude.
    pub lat: f64,
    /// Name of the commune it stands in, where known.
    #[schema(required = true)]
    pub commune: Option<String>,
    /// Metres in all, the straight legs at both ends included.
    pub metres: f64,
    /// Metres of those straight legs.
    pub access_metres: f64,
    /// Whole seconds in all.
    pub seconds: u32,
    /// How many times water is crossed by ferry or boat.
    pub crossings: u8,
    /// Metres as the crow flies.
    pub straight_metres: f64,
    /// Whether the place where the gate meets the road can be trusted.
    pub confidence: ConfidenceWord,
    /// When to leave, by which boats and buses, and whether the way meets the bell.
    #[serde(flatten)]
    pub clock: ClockReply,
}

impl Describer<'_> {
    /// The answer as people and programs read it.
    pub fn nearest(&self, request: &NearestRequest, answer: NearestAnswer) -> NearestReply {
        let results = answer.results.iter().enumerate();
        NearestReply {
            dataset: self.dataset.clone(),
            profile: self.profile_word(request.profile),
            level: request.level.into(),
            rank: request.rank.into(),
            day: request.day.to_string(),
            bell: request.bell.to_string(),
            outcome: answer.unreached.map(explain_unreached),
            results: results
                .map(|(at, found)| self.result(at + 1, found, request.bell))
                .collect(),
            pin: pin(answer.pin),
        }
    }

    /// The word for a profile.
    pub(super) fn profile_word(&self, profile: ProfileIdx) -> String {
        self.snapshot.index.profile(profile).id.as_str().to_owned()
    }

    fn result(&self, position: usize, found: &NearestCampus, bell: ClockTime) -> NearestResult {
        let schools = self.snapshot.schools();
        let campus = schools.campus(found.campus);
        let school = schools.school(campus.school);
        let place = campus.place();
        let commune = self.directory.commune(found.campus);
        NearestResult {
            position,
            campus_id: campus.id.as_str().to_owned(),
            school_id: school.id.as_str().to_owned(),
            name: school.name.clone(),
            campus_name: campus.name.clone(),
            levels: campus.levels.iter().copied().map(LevelWord::from).collect(),
            levels_guessed: campus.levels_guessed,
            lon: degrees(place.lon),
            lat: degrees(place.lat),
            commune: commune.map(|commune| commune.name.clone()),
            metres: found.travel.metres.metres(),
            access_metres: found.travel.access.metres(),
            seconds: found.travel.time.whole_seconds(),
            crossings: found.travel.crossings,
            straight_metres: found.straight.metres(),
            confidence: found.confidence.into(),
            clock: ClockReply::of(&found.punctuality, bell),
        }
    }
}

pub(super) fn pin(pin: PinAnswer) -> PinReply {
    PinReply {
        access_metres: pin.access.metres(),
        confidence: pin.confidence.into(),
        confidence_reason: explain_doubt(pin.confidence),
        road: pin.road,
        road_point: position(pin.road_point),
    }
}

/// A place as GeoJSON writes it.
pub(in crate::entry) fn position(place: LonLat) -> [f64; 2] {
    [degrees(place.lon), degrees(place.lat)]
}
