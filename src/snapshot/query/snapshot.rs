//! One world: a Dataset and all that is derived from it, seen by a request from start to end.

use crate::base::progress::Progress;
use crate::domain::network::{Profile, RawNetwork};
use crate::domain::schools::Schools;
use crate::snapshot::dataset::Dataset;
use crate::snapshot::index::Index;

/// A Dataset with its Index.
#[derive(Debug)]
pub struct Snapshot {
    /// The records.
    pub dataset: Dataset,
    /// What is derived from them.
    pub index: Index,
}

impl Snapshot {
    /// Derives the Index of a Dataset.
    pub fn build(dataset: Dataset, profiles: Vec<Profile>, progress: &dyn Progress) -> Self {
        let index = Index::build(&dataset, profiles, progress);
        Self { dataset, index }
    }

    /// Builds the labels that most people ask for.
    pub fn warm(&self, progress: &dyn Progress) {
        self.index.warm(self.dataset.network(), progress);
    }

    /// The raw ways.
    pub fn raw(&self) -> &RawNetwork {
        self.dataset.network()
    }

    /// The schools.
    pub fn schools(&self) -> &Schools {
        self.dataset.schools()
    }
}
