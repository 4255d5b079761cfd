//! Composition: the store is opened, the published dataset loaded, the world kept in step with the store, and each
//! verb given what it needs.

use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;

use arc_swap::ArcSwapOption;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::adapters::import::shipped_profiles;
use crate::adapters::store::{Store, StoreError};
use crate::base::progress::{Progress, Silent};
use crate::config::Config;
use crate::domain::network::Profile;
use crate::entry::cli::{self, Failure, FileArguments, ImportArguments};
use crate::entry::http::{self, AppState, World};
use crate::entry::jobs::{IndexFile, Watcher, load_saved_snapshot, published_area};
use crate::snapshot::query::Snapshot;

/// Runs a verb that needs the store to its end.
pub fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Runtime::new()
        .context("cannot start the threads that serve")
        .map_err(Failure::Other)?;
    runtime.block_on(work)
}

/// `serve`: the page, the tiles and the API, until told to stop.
pub async fn serve(config: &Config) -> Result<(), Failure> {
    crate::telemetry::start().context("cannot start the log")?;
    let listener = listen(config.listen).await?;
    let address = listener.local_addr().context("cannot tell the address")?;
    let app = App::start(config, derive_world).await?;
    let router = http::router(
        AppState::over(Arc::clone(&app.world), config.times),
        config.request_timeout,
    );
    cli::announce(&format!("listening on http://{address}"));
    let served = http::serve(listener, router, http::stop_signal(), config.shutdown_wait).await;
    app.stop().await;
    Ok(served.context("cannot go on serving")?)
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    let advice = "another program may hold the port; choose one with --listen HOST:PORT";
    Ok(TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}; {advice}"))?)
}

/// What requests see, with the labels that most of them need.
fn derive_world(snapshot: Snapshot) -> World {
    snapshot.warm(&Silent);
    World::new(snapshot)
}

/// `import`: files into the store, which is made where there is none.
pub async fn import(
    config: &Config,
    arguments: &ImportArguments,
    progress: &dyn Progress,
) -> Result<(), Failure> {
    let open = async || Store::open(&config.store, config.store_options()).await;
    let area = async || match Store::open_existing(&config.store, config.store_options()).await {
        Ok(store) => {
            let area = published_area(&store).await;
            store.close().await;
            area
        }
        // Whatever is the matter with the store is told when it is opened to be written.
        Err(_) => Ok(None),
    };
    cli::import(open, area, arguments, progress).await
}

/// A question to the files that are named, or else to the published dataset.
pub async fn ask(
    config: &Config,
    files: &FileArguments,
    timetables: &[PathBuf],
    progress: &dyn Progress,
    question: impl FnOnce(&Snapshot) -> Result<(), Failure>,
) -> Result<(), Failure> {
    if files.network.is_some() {
        let world = cli::snapshot_of_files(files, timetables, profiles(config), progress)?;
        return question(&world);
    }
    let store = Store::open_existing(&config.store, config.store_options()).await?;
    let file = IndexFile::beside(&config.store);
    let world = load_saved_snapshot(&store, &file, profiles(config), progress).await?;
    store.close().await;
    let nothing = || {
        Failure::Refused("nothing is published in the store; import a network and schools first".to_owned())
    };
    question(&world.ok_or_else(nothing)?)
}

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
        let mut watcher = Watcher::new(store.clone(), profiles(config), Arc::clone(&world), derive)
            .with_index_file(IndexFile::beside(&config.store));
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
