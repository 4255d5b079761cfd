//! Composition: the store is opened, the published dataset loaded, and the world kept in step with the store.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use tokio::task::JoinHandle;

use crate::adapters::import::shipped_profiles;
use crate::adapters::store::{Store, StoreError};
use crate::config::Config;
use crate::domain::network::Profile;
use crate::entry::jobs::Watcher;
use crate::snapshot::query::Snapshot;

/// A running service without its entries.
#[derive(Debug)]
pub struct App<W> {
    /// Where records are kept.
    pub store: Store,
    /// What requests see; empty until a dataset is published.
    pub world: Arc<ArcSwapOption<W>>,
    watching: JoinHandle<()>,
}

impl<W: Send + Sync + 'static> App<W> {
    /// Opens the store, loads the published dataset if there is one, and watches for the next.
    /// `derive` makes of a snapshot what requests see.
    pub async fn start(config: &Config, derive: fn(Snapshot) -> W) -> Result<Self, StoreError> {
        let store = open_to_serve(config).await?;
        let world = Arc::new(ArcSwapOption::empty());
        let mut watcher = Watcher::new(store.clone(), profiles(config), Arc::clone(&world), derive);
        watcher.look().await;
        if world.load().is_none() {
            tracing::warn!(
                "there is no dataset to serve yet; import one, it is served as soon as it is published"
            );
        }
        let watching = tokio::spawn(watcher.run(config.watch_every));
        Ok(Self {
            store,
            world,
            watching,
        })
    }

    /// Stops watching and closes the store.
    pub async fn stop(self) {
        self.watching.abort();
        self.store.close().await;
    }
}

/// The shipped profiles with the limits that are set from outside.
pub fn profiles(config: &Config) -> Vec<Profile> {
    let mut profiles = shipped_profiles();
    config.snapping.apply(&mut profiles);
    profiles
}

/// A store that is not there yet is made, so that a service can be started before its first import.
async fn open_to_serve(config: &Config) -> Result<Store, StoreError> {
    match Store::open_existing(&config.store, config.store_options()).await {
        Err(StoreError::Missing { path }) => {
            tracing::warn!(store.path = %path.display(), "there was no store, an empty one was made");
            Store::open(&config.store, config.store_options()).await
        }
        other => other,
    }
}
