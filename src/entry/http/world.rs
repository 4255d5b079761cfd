//! What requests see: one Snapshot with its tiles and its directory, swapped as a whole.

use std::sync::Arc;

use arc_swap::ArcSwapOption;

use super::area_cache::AreaCache;
use super::dataset::{Counts, count};
use super::problem::Problem;
use super::tile_cache::TileCache;
use crate::entry::replies::Directory;
use crate::entry::replies::{DatasetRef, Describer, SchoolTimes};
use crate::snapshot::query::Snapshot;
use crate::snapshot::tiles::TileIndex;

/// One Snapshot and what the interface derives from it once.
#[derive(Debug)]
pub struct World {
    pub(super) snapshot: Snapshot,
    pub(super) tile_index: TileIndex,
    pub(super) tile_cache: TileCache,
    pub(super) area_cache: AreaCache,
    pub(super) directory: Directory,
    pub(super) dataset_ref: DatasetRef,
    pub(super) counts: Counts,
}

impl World {
    /// Prepares a Snapshot for requests: CPU work of a few hundred milliseconds for a city.
    pub fn new(snapshot: Snapshot) -> Self {
        Self {
            tile_index: TileIndex::build(&snapshot.dataset),
            tile_cache: TileCache::default(),
            area_cache: AreaCache::default(),
            directory: Directory::of(&snapshot.dataset),
            dataset_ref: DatasetRef::of(snapshot.dataset.manifest()),
            counts: count(&snapshot.dataset),
            snapshot,
        }
    }

    /// The Snapshot.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// What turns its answers into replies.
    pub(super) const fn describer(&self) -> Describer<'_> {
        Describer {
            snapshot: &self.snapshot,
            directory: &self.directory,
            dataset: &self.dataset_ref,
        }
    }

    /// The words of the profiles that people are offered.
    pub(super) fn profile_words(&self) -> Vec<&str> {
        let profiles = self.snapshot.index.profiles().iter();
        profiles
            .filter(|profile| profile.offered)
            .map(|profile| profile.id.as_str())
            .collect()
    }
}

/// What the handlers share: the present World, or none before the first is published.
#[derive(Debug, Clone, Default)]
pub struct AppState {
    world: Arc<ArcSwapOption<World>>,
    times: SchoolTimes,
}

impl AppState {
    /// A state whose World someone else swaps.
    pub const fn over(world: Arc<ArcSwapOption<World>>, times: SchoolTimes) -> Self {
        Self { world, times }
    }

    /// The day and the bells of questions that name none.
    pub(super) const fn times(&self) -> &SchoolTimes {
        &self.times
    }

    /// Swaps in a World; requests under way keep the one they took.
    pub fn publish(&self, world: World) {
        self.world.store(Some(Arc::new(world)));
    }

    /// The present World.
    pub fn current(&self) -> Option<Arc<World>> {
        self.world.load_full()
    }

    pub(super) fn world(&self) -> Result<Arc<World>, Problem> {
        self.current().ok_or_else(Problem::no_dataset)
    }
}

/// Work of more than a millisecond, away from the threads that serve connections.
pub(super) async fn ask_aside<T: Send + 'static>(
    world: Arc<World>,
    question: impl FnOnce(&World) -> T + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(move || question(&world))
        .await
        .map_err(|error| {
            tracing::error!(%error, "work for a request failed");
            Problem::internal()
        })
}
