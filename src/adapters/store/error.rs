//! What can go wrong with a store: what we were doing, to what, and why.

use std::path::PathBuf;

use super::port::RevisionId;

/// A store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The file is not there and may not be made.
    #[error("there is no store at {}; import into it first, or name another one", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The folder is not there.
    #[error("the folder of the store {} does not exist; make it first, or name another one", path.display())]
    MissingFolder {
        /// The file that was to stand in it.
        path: PathBuf,
    },
    /// The file may only be read.
    #[error("the store {} is read-only; allow writing to the file, or name another one", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// The file is something else.
    #[error("{} is not a store (not an SQLite file); it was left as it is, name another file", path.display())]
    NotADatabase {
        /// The file.
        path: PathBuf,
    },
    /// The file is an SQLite database or GeoPackage of another program.
    #[error(
        "{} is the database of another program; it was left as it is, name another file",
        path.display()
    )]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The file was written by a newer version of this program.
    #[error(
        "the store {} has schema {found}, this program knows schemas up to {known}; use a newer program",
        path.display()
    )]
    NewerSchema {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest schema of this program.
        known: i64,
    },
    /// The file needs an upgrade of its schema but may only be read.
    #[error(
        "the store {} has an old schema and is read-only; allow writing to the file once, so that it is upgraded",
        path.display()
    )]
    OlderSchema {
        /// The file.
        path: PathBuf,
    },
    /// Another process held the file for longer than the waiting time.
    #[error(
        "could not {doing}: another program is writing to the store; wait until it is done and try again"
    )]
    Locked {
        /// What we were doing.
        doing: &'static str,
        /// What SQLite said.
        source: sqlx::Error,
    },
    /// The file is damaged.
    #[error("could not {doing}: the store is damaged; put back a copy of it, or import into a new one")]
    Corrupt {
        /// What we were doing.
        doing: &'static str,
        /// What SQLite said.
        source: sqlx::Error,
    },
    /// A row cannot be what was written.
    #[error(
        "row {row} of table {table} is damaged ({problem}); put back a copy of the store, or import again"
    )]
    DamagedRow {
        /// The table.
        table: &'static str,
        /// The key of the row.
        row: i64,
        /// What is wrong with it.
        problem: String,
    },
    /// The disk is full.
    #[error("could not {doing}: the disk is full; nothing was changed, make room and try again")]
    DiskFull {
        /// What we were doing.
        doing: &'static str,
        /// What SQLite said.
        source: sqlx::Error,
    },
    /// The file could not be opened.
    #[error("could not open the store {}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The schema could not be brought up to date.
    #[error("could not bring the schema of the store {} up to date", path.display())]
    Migrate {
        /// The file.
        path: PathBuf,
        /// Why.
        source: sqlx::migrate::MigrateError,
    },
    /// Anything else that a query can fail by.
    #[error("could not {doing}")]
    Query {
        /// What we were doing.
        doing: &'static str,
        /// Why.
        source: sqlx::Error,
    },
    /// The revision was never staged, or was discarded.
    #[error("the store has no revision {}; it may have been discarded", .0.0)]
    UnknownRevision(RevisionId),
    /// Two of the revisions to publish are of the same layer.
    #[error("revision {} is the second one of its layer; publish one revision a layer", .0.0)]
    SecondOfLayer(RevisionId),
    /// The dataset that was checked is not the one that would be published.
    #[error("another import was published meanwhile; check again on top of it")]
    PublishedMeanwhile,
}
