//! Answers as JSON, the same for every entry: records, words and sentences in two languages.

mod areas;
mod bilingual;
mod catchment_at;
mod dataset_ref;
mod directory;
mod letter;
mod nearest;
mod punctuality;
mod scenario;
mod school_times;
mod sentences;
mod words;

pub use areas::{
    CatchmentFeature, CatchmentProperties, CatchmentWord, CatchmentsReply, CostReply, FeatureCollectionWord,
    FeatureWord, Geometry, PieceProperties, ReachFeature, ReachProperties, ReachReply, ReachWord,
};
pub use bilingual::Bilingual;
pub use catchment_at::{CatchmentAtReply, HeldByReply, MarginReply};
pub use dataset_ref::DatasetRef;
pub use directory::Directory;
pub use letter::{Language, LetterContext, letter};
pub use nearest::{Describer, NearestReply, NearestResult, PinReply, Reason};
pub use punctuality::{ClockReply, PunctualityWord, RideModeWord, RideReply};
pub use scenario::{
    AmountsReply, CampusReply, ComparisonReply, HomeReply, PairReply, ScenarioRef, ScenarioReply, StepReply,
    TotalsReply, WayReply,
};
pub use school_times::SchoolTimes;
pub use words::{ConfidenceWord, DistinctWord, LevelWord, RankWord};

pub(super) use dataset_ref::degrees;
pub(super) use directory::Filter;
pub(super) use nearest::position;
pub(super) use sentences::{explain_pin, explain_unreached};
