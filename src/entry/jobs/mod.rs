//! Long work: imports, loading the published dataset, watching for a newer one.
//! A job asks the store and the pure floors; it knows nothing of HTTP or the command line.

mod import;
mod index_file;
mod load;
mod memory;
mod title;
mod watch;

pub use import::{
    ImportFailure, ImportOptions, ImportReport, PublishedDataset, ReadFiles, StagedRevision, import_files,
    read_files,
};
pub use index_file::IndexFile;
pub use load::{
    LoadFailure, LoadedLayers, build_snapshot, load_layers, load_saved_snapshot, load_snapshot,
    published_area,
};
pub use watch::{Seen, Watcher};
