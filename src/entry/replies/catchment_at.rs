//! The service area of a home as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use super::dataset_ref::DatasetRef;
use super::nearest::{Describer, PinReply, Reason, pin};
use super::sentences::explain_unreached;
use super::words::{LevelWord, RankWord};
use crate::snapshot::query::{CatchmentAt, CatchmentAtRequest, HeldBy, Margin};

/// The service area of a home.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatchmentAtReply {
    /// Which dataset.
    pub dataset: DatasetRef,
    /// How the child travels.
    pub profile: String,
    /// The level asked for.
    pub level: LevelWord,
    /// Near by what.
    pub rank: RankWord,
    /// How the pin meets the network.
    pub pin: PinReply,
    /// Why the home is in no service area, where it is in none.
    #[schema(required = true)]
    pub outcome: Option<Reason>,
    /// The campus in whose service area the home is: the nearest one.
    #[schema(required = true)]
    pub campus: Option<HeldByReply>,
    /// The next nearest campus.
    #[schema(required = true)]
    pub second: Option<HeldByReply>,
    /// How much farther the next nearest campus is.
    #[schema(required = true)]
    pub margin: Option<MarginReply>,
    /// Code of the zone drawn by people that holds the home; null where no zoning is published.
    #[schema(required = true)]
    pub zone: Option<String>,
}

/// A campus that a home is near to.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeldByReply {
    /// Code of the campus.
    pub campus_id: String,
    /// Code of its school.
    pub school_id: String,
    /// Name of the school.
    pub name: String,
    /// Name of the campus, where it has one of its own.
    #[schema(required = true)]
    pub campus_name: Option<String>,
    /// Metres in all, the straight legs at both ends included.
    pub metres: f64,
    /// Metres of those straight legs.
    pub access_metres: f64,
    /// Whole seconds in all; a boat counts with its usual wait.
    pub seconds: u32,
    /// How many times water is crossed by ferry or boat.
    pub crossings: u8,
}

/// How much farther the next nearest campus is.
#[derive(Debug, Serialize, ToSchema)]
pub struct MarginReply {
    /// Metres; below zero where the way of more minutes is the shorter one.
    pub metres: f64,
    /// Seconds; below zero where the way of more metres is the faster one.
    pub seconds: f64,
}

impl From<Margin> for MarginReply {
    fn from(margin: Margin) -> Self {
        Self {
            metres: margin.centimetres as f64 / 100.0,
            seconds: (margin.deciseconds as f64 / 10.0).round(),
        }
    }
}

impl Describer<'_> {
    /// The service area of a home.
    pub fn catchment_at(&self, request: &CatchmentAtRequest, answer: CatchmentAt) -> CatchmentAtReply {
        let mut near = answer.near.iter().map(|held| self.held(held));
        CatchmentAtReply {
            dataset: self.dataset.clone(),
            profile: self.profile_word(request.areas.profile),
            level: request.areas.level.into(),
            rank: request.areas.rank.into(),
            outcome: answer.unreached.map(explain_unreached),
            campus: near.next(),
            second: near.next(),
            margin: answer.margin.map(MarginReply::from),
            zone: None,
            pin: pin(answer.pin),
        }
    }

    fn held(&self, held: &HeldBy) -> HeldByReply {
        let schools = self.snapshot.schools();
        let campus = schools.campus(held.campus);
        let school = schools.school(campus.school);
        HeldByReply {
            campus_id: campus.id.as_str().to_owned(),
            school_id: school.id.as_str().to_owned(),
            name: school.name.clone(),
            campus_name: campus.name.clone(),
            metres: held.travel.metres.metres(),
            access_metres: held.travel.access.metres(),
            seconds: held.travel.time.whole_seconds(),
            crossings: held.travel.crossings,
        }
    }
}
