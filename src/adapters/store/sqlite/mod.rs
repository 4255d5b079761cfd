//! The embedded store: one SQLite file, a file per resource, a function per query.
//! Feature tables follow GeoPackage; `migrations/sqlite` has them with the reasons.

mod admin_unit;
mod campus;
mod failure;
mod geometry;
mod network;
mod open;
mod place;
mod publication;
mod revision;
mod rows;
mod timetable;
mod water;

use std::path::PathBuf;

use sqlx::SqlitePool;

/// An open SQLite store.
#[derive(Debug, Clone)]
pub struct SqliteStore {
    pool: SqlitePool,
    path: PathBuf,
}
