//! Watching the store: when another dataset is published, the world that requests see is swapped for it at once.
//! A dataset that cannot be loaded leaves the old world in place.

use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;
use tokio::task::JoinHandle;

use super::index_file::{IndexFile, Indexed, load_or_build};
use super::load::{LoadFailure, LoadedLayers, build_dataset, build_snapshot, load_layers};
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
    index_file: Option<IndexFile>,
    saving: Option<JoinHandle<()>>,
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
            index_file: None,
            saving: None,
            last: None,
            was_unreachable: false,
        }
    }

    /// The same, loading the Index from a file where it is the right one, and saving it there where it had to be built.
    #[must_use]
    pub fn with_index_file(mut self, file: IndexFile) -> Self {
        self.index_file = Some(file);
        self
    }

    /// Waits until an Index that is being saved is on the disk.
    pub async fn saved(&mut self) {
        if let Some(saving) = self.saving.take() {
            // A failure to save is in the log, and costs nothing but the time of the next start.
            let _ = saving.await;
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
        let file = self.index_file.clone();
        let built = tokio::task::spawn_blocking(move || {
            let (snapshot, to_save) = match &file {
                Some(file) => index_with(file, loaded, profiles)?,
                None => (build_snapshot(loaded, profiles, &Silent)?, None),
            };
            Ok((derive(snapshot), to_save))
        });
        match built.await.unwrap_or(Err(LoadFailure::Stopped)) {
            Ok((world, to_save)) => {
                self.last = Some(id);
                self.world.store(Some(Arc::new(world)));
                log_swap(id, &hash, started.elapsed());
                self.save(to_save);
                Ok(Seen::Swapped(id))
            }
            Err(error) => Ok(self.refuse(Some(id), &error)),
        }
    }

    /// Saves an Index aside, while requests are answered from it; a program that is told to stop waits for it.
    fn save(&mut self, bytes: Option<Vec<u8>>) {
        if let (Some(bytes), Some(file)) = (bytes, self.index_file.clone()) {
            self.saving = Some(tokio::task::spawn_blocking(move || file.save(&bytes)));
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

/// A snapshot by a file, and the bytes to be saved there where its Index had to be built.
fn index_with(
    file: &IndexFile,
    loaded: LoadedLayers,
    profiles: Vec<Profile>,
) -> Result<(Snapshot, Option<Vec<u8>>), LoadFailure> {
    let dataset = build_dataset(loaded)?;
    let Indexed { snapshot, was_built } = load_or_build(dataset, profiles, file, &Silent);
    let to_save = was_built.then(|| snapshot.index.encode(&snapshot.dataset));
    Ok((snapshot, to_save))
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
