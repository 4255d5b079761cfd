//! Answers as JSON, the same for every entry: records, words and sentences in two languages.

mod bilingual;
mod dataset_ref;
mod directory;
mod nearest;
mod punctuality;
mod school_times;
mod sentences;
mod words;

pub use bilingual::Bilingual;
pub use dataset_ref::DatasetRef;
pub use directory::Directory;
pub use nearest::{Describer, NearestReply, NearestResult, PinReply, Reason};
pub use punctuality::{ClockReply, PunctualityWord, RideModeWord, RideReply};
pub use school_times::SchoolTimes;
pub use words::{ConfidenceWord, DistinctWord, LevelWord, RankWord};

pub(super) use dataset_ref::degrees;
pub(super) use directory::Filter;
pub(super) use nearest::position;
pub(super) use sentences::{explain_pin, explain_unreached};
