//! The Index of the published dataset as a file beside the store: loaded instead of built where it is the right one.
//! Nothing depends on it: where it is absent, refused or cannot be written, the Index is built.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::adapters::store::StoreUrl;
use crate::base::progress::Progress;
use crate::domain::network::Profile;
use crate::snapshot::dataset::Dataset;
use crate::snapshot::index::{Index, IndexRefusal};
use crate::snapshot::query::Snapshot;

/// A larger file is no index of ours, and is not read into memory to find out.
const MOST_BYTES: u64 = 8 << 30;

/// Where the Index of a store's dataset is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexFile {
    path: PathBuf,
}

/// Why there is no saved Index to load.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotLoaded {
    #[error("none is saved yet")]
    Absent,
    #[error("it cannot be read")]
    Unreadable(#[source] io::Error),
    #[error("{0}")]
    Refused(#[from] IndexRefusal),
}

impl IndexFile {
    /// The file beside a store: its name with `.index` after it.
    pub fn beside(store: &StoreUrl) -> Self {
        match store {
            StoreUrl::Sqlite(path) => {
                let mut name = path.clone().into_os_string();
                name.push(".index");
                Self { path: name.into() }
            }
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The Index of a dataset for some profiles, where it is the one that is saved.
    pub(super) fn load(&self, dataset: &Dataset, profiles: &[Profile]) -> Result<Index, NotLoaded> {
        let unreadable = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => NotLoaded::Absent,
            _ => NotLoaded::Unreadable(error),
        };
        if fs::metadata(&self.path).map_err(unreadable)?.len() > MOST_BYTES {
            return Err(IndexRefusal::NotAnIndex.into());
        }
        let bytes = fs::read(&self.path).map_err(unreadable)?;
        Ok(Index::decode(&bytes, dataset, profiles.to_vec())?)
    }

    /// Puts bytes in its place, whole or not at all, and says so in the log.
    pub fn save(&self, bytes: &[u8]) {
        let started = Instant::now();
        let written = write_whole(&self.path, bytes);
        let path = self.path.display();
        match written {
            Ok(()) => tracing::info!(
                index.path = %path,
                index.bytes = bytes.len(),
                duration_ms = started.elapsed().as_millis() as u64,
                "saved the index for the next start"
            ),
            Err(error) => tracing::info!(
                index.path = %path,
                error = %error,
                "cannot save the index, the next start builds it again"
            ),
        }
    }
}

/// Writes beside the file, waits for the disk, and renames.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let _ = fs::remove_file(&part);
    let written = File::create_new(&part).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&part, path)
    });
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written
}

/// A Snapshot, and whether its Index had to be built.
#[derive(Debug)]
pub(super) struct Indexed {
    pub(super) snapshot: Snapshot,
    pub(super) was_built: bool,
}

/// Loads the Index of a dataset, or builds it and says why.
pub(super) fn load_or_build(
    dataset: Dataset,
    profiles: Vec<Profile>,
    file: &IndexFile,
    progress: &dyn Progress,
) -> Indexed {
    let started = Instant::now();
    let path = file.path.display();
    let why = match file.load(&dataset, &profiles) {
        Ok(index) => {
            tracing::info!(
                index.path = %path,
                duration_ms = started.elapsed().as_millis() as u64,
                "loaded the saved index"
            );
            return Indexed {
                snapshot: Snapshot { dataset, index },
                was_built: false,
            };
        }
        Err(why) => why,
    };
    let started = Instant::now();
    let snapshot = Snapshot::build(dataset, profiles, progress);
    snapshot.warm(progress);
    tracing::info!(
        index.path = %path,
        reason = %why,
        duration_ms = started.elapsed().as_millis() as u64,
        "built the index, the saved one was not used"
    );
    Indexed {
        snapshot,
        was_built: true,
    }
}
