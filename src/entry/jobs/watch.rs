//! Watching the store: when another dataset is published, the world that requests see is swapped for it at once.
//! A dataset that cannot be loaded leaves the old world in place.

use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;

use super::load::{LoadFailure, build_snapshot, load_layers};
use crate::adapters::store::{PublicationId, Store, StoreError};
use crate::base::progress::Silent;
use crate::domain::network::Profile;
use crate::snapshot::query::Snapshot;

/// What one look at the store came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Nothing new.
    Same,
    /// The world is now this publication.
    Swapped(PublicationId),
    /// This publication cannot be loaded; the world stays as it was.
    Refused(PublicationId),
    /// The store could not be asked.
    Unreachable,
}

/// Keeps the world in step with the store.
///
/// `W` is what requests see: a `Snapshot`, or a snapshot with what an entry derives from it.
#[derive(Debug)]
pub struct Watcher<W> {
    store: Store,
    profiles: Vec<Profile>,
    world: Arc<ArcSwapOption<W>>,
    derive: fn(Snapshot) -> W,
    last: Option<PublicationId>,
    was_unreachable: bool,
}

impl<W: Send + Sync + 'static> Watcher<W> {
    /// Watches a store on behalf of a world, which is empty until the first look.
    pub fn new(
        store: Store,
        profiles: Vec<Profile>,
        world: Arc<ArcSwapOption<W>>,
        derive: fn(Snapshot) -> W,
    ) -> Self {
        Self {
            store,
            profiles,
            world,
            derive,
            last: None,
            was_unreachable: false,
        }
    }

    /// Looks again and again, forever.
    pub async fn run(mut self, every: Duration) {
        loop {
            tokio::time::sleep(every).await;
            self.look().await;
        }
    }

    /// Looks once: loads the current publication if it is another one than last time.
    pub async fn look(&mut self) -> Seen {
        match self.look_for_change().await {
            Ok(seen) => {
                self.was_unreachable = false;
                seen
            }
            Err(error) => {
                // Said once, not every two seconds.
                if !self.was_unreachable {
                    log_unreachable(&error);
                }
                self.was_unreachable = true;
                Seen::Unreachable
            }
        }
    }

    async fn look_for_change(&mut self) -> Result<Seen, StoreError> {
        let token = self.store.publication_token().await?;
        if token == self.last {
            return Ok(Seen::Same);
        }
        let started = Instant::now();
        let loaded = match load_layers(&self.store).await {
            Ok(Some(loaded)) => loaded,
            Ok(None) => return Ok(Seen::Same),
            Err(error @ StoreError::Locked { .. }) => return Err(error),
            Err(error) => return Ok(self.refuse(token, &error.into())),
        };
        let id = loaded.publication.id;
        let hash = loaded.publication.hash.clone();
        let profiles = self.profiles.clone();
        let derive = self.derive;
        let built =
            tokio::task::spawn_blocking(move || build_snapshot(loaded, profiles, &Silent).map(derive)).await;
        match built.unwrap_or(Err(LoadFailure::Stopped)) {
            Ok(world) => {
                self.last = Some(id);
                self.world.store(Some(Arc::new(world)));
                log_swap(id, &hash, started.elapsed());
                Ok(Seen::Swapped(id))
            }
            Err(error) => Ok(self.refuse(Some(id), &error)),
        }
    }

    /// Remembers a publication that cannot be loaded, so that it is not tried every two seconds.
    fn refuse(&mut self, id: Option<PublicationId>, error: &LoadFailure) -> Seen {
        self.last = id;
        match id {
            Some(id) => {
                log_refusal(id, error);
                Seen::Refused(id)
            }
            None => Seen::Same,
        }
    }
}

fn log_swap(id: PublicationId, hash: &str, took: Duration) {
    tracing::info!(
        publication.id = id.0,
        dataset.hash = hash,
        duration_ms = took.as_millis() as u64,
        "now serving another dataset"
    );
}

fn log_refusal(id: PublicationId, error: &LoadFailure) {
    tracing::error!(
        publication.id = id.0,
        error = %error,
        "the published dataset cannot be served, the one before it stays"
    );
}

fn log_unreachable(error: &StoreError) {
    tracing::error!(
        error = %error,
        source = std::error::Error::source(error).map(tracing::field::display),
        "the store cannot be asked for the published dataset, the one that is served stays"
    );
}
