//! The service area of a home as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use super::dataset_ref::DatasetRef;
use super::nearest::{Describer, NearestReply, NearestResult, PinReply, Reason};
use super::words::{LevelWord, RankWord};
use crate::snapshot::query::{CatchmentAt, CatchmentAtRequest, Margin, nearest_two};

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
    pub campus: Option<NearestResult>,
    /// The next nearest campus.
    #[schema(required = true)]
    pub second: Option<NearestResult>,
    /// How much farther the next nearest campus is.
    #[schema(required = true)]
    pub margin: Option<MarginReply>,
    /// Code of the zone drawn by people that holds the home; null where no zoning is published.
    #[schema(required = true)]
    pub zone: Option<String>,
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
        let NearestReply {
            dataset,
            profile,
            level,
            rank,
            pin,
            outcome,
            results,
        } = self.nearest(&nearest_two(request), answer.near);
        let mut results = results.into_iter();
        CatchmentAtReply {
            dataset,
            profile,
            level,
            rank,
            pin,
            outcome,
            campus: results.next(),
            second: results.next(),
            margin: answer.margin.map(MarginReply::from),
            zone: None,
        }
    }
}
