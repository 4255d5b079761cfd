//! Long work: imports, loading the published dataset, watching for a newer one.
//! A job asks the store and the pure floors; it knows nothing of HTTP or the command line.

mod import;
mod load;
mod memory;
mod title;
mod watch;

pub use import::{
    ImportFailure, ImportOptions, ImportReport, PublishedDataset, ReadFiles, StagedRevision, import_files,
    read_files,
};
pub use load::{LoadFailure, LoadedLayers, build_snapshot, load_layers, load_snapshot};
pub use watch::{Seen, Watcher};
