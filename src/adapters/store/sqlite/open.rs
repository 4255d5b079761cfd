//! Opening: is the file ours, may it be written, is its schema the one this program knows.
//! A file that is not ours is never written to.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sqlx::migrate::{Migrate as _, MigrateError};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};

use super::SqliteStore;
use super::failure::{is_busy, while_doing};
use crate::adapters::store::{StoreError, StoreOptions};

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("migrations/sqlite");

const HEADER: &[u8; 16] = b"SQLite format 3\0";
const MIGRATIONS_TABLE: &str = "_sqlx_migrations";
const OPENING: &str = "open the store";

/// What stands at the path.
enum File {
    Absent,
    Database { read_only: bool },
}

/// How far the schema of a file is.
enum Schema {
    Current,
    Behind,
}

/// What to do about a schema that is behind.
enum WhenBehind {
    Migrate,
    Refuse,
}

impl SqliteStore {
    /// Opens a file to write to it, making it if it is not there.
    pub async fn open(path: &Path, options: StoreOptions) -> Result<Self, StoreError> {
        let path = absolute(path)?;
        if let File::Database { read_only: true } = look_at(&path)? {
            return Err(StoreError::ReadOnly { path });
        }
        let connect = connect_options(&path, options).create_if_missing(true);
        Self::open_with(path, connect, options, WhenBehind::Migrate).await
    }

    /// Opens a file that is there; one that may only be read can be read.
    pub async fn open_existing(path: &Path, options: StoreOptions) -> Result<Self, StoreError> {
        let path = absolute(path)?;
        match look_at(&path)? {
            File::Absent => Err(StoreError::Missing { path }),
            File::Database { read_only: false } => {
                let connect = connect_options(&path, options);
                Self::open_with(path, connect, options, WhenBehind::Migrate).await
            }
            File::Database { read_only: true } => {
                // A folder that may only be read as well has no room for the shared memory of the log; then nobody can
                // be writing either, and the file can be read as it stands.
                let connect = connect_options(&path, options)
                    .read_only(true)
                    .immutable(folder_is_read_only(&path));
                Self::open_with(path, connect, options, WhenBehind::Refuse).await
            }
        }
    }

    async fn open_with(
        path: PathBuf,
        connect: SqliteConnectOptions,
        options: StoreOptions,
        when_behind: WhenBehind,
    ) -> Result<Self, StoreError> {
        let failed = while_doing(&path, OPENING);
        let mut connection = connect
            .connect()
            .await
            .map_err(|error| unconnected(&path, error))?;
        match (check_schema(&mut connection, &path).await?, when_behind) {
            (Schema::Current, _) => {}
            (Schema::Behind, WhenBehind::Refuse) => return Err(StoreError::OlderSchema { path }),
            (Schema::Behind, WhenBehind::Migrate) => {
                keep_a_log(&mut connection, &path, options.busy_timeout).await?;
                migrate(&mut connection, &path).await?;
            }
        }
        connection.close().await.map_err(failed)?;
        let pool = SqlitePoolOptions::new()
            .max_connections(4)
            .acquire_timeout(options.busy_timeout + Duration::from_secs(5))
            .connect_with(connect.create_if_missing(false))
            .await
            .map_err(failed)?;
        Ok(Self { pool, path })
    }

    /// Closes all connections; the last one folds the log into the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

fn connect_options(path: &Path, options: StoreOptions) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        // With a write-ahead log NORMAL survives a killed process, but a power cut may take the last publication back
        // after it was reported; commits are few here, so FULL costs nothing.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(options.busy_timeout)
        // Values could be names of people one day.
        .disable_statement_logging()
}

fn absolute(path: &Path) -> Result<PathBuf, StoreError> {
    std::path::absolute(path).map_err(|source| StoreError::Open {
        path: path.to_owned(),
        source: source.into(),
    })
}

/// Looks at the file before SQLite does, because SQLite would write to a file that is not ours.
fn look_at(path: &Path) -> Result<File, StoreError> {
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return if path.parent().is_none_or(Path::is_dir) {
                Ok(File::Absent)
            } else {
                Err(StoreError::MissingFolder {
                    path: path.to_owned(),
                })
            };
        }
        Err(error) => return Err(unopened(path, error)),
    };
    if !metadata.is_file() || !has_header(path).map_err(|error| unopened(path, error))? {
        return Err(StoreError::NotADatabase {
            path: path.to_owned(),
        });
    }
    Ok(File::Database {
        read_only: metadata.permissions().readonly(),
    })
}

/// Whether a file begins as SQLite files do; an empty file is an empty database.
fn has_header(path: &Path) -> std::io::Result<bool> {
    let mut head = Vec::new();
    fs::File::open(path)?
        .take(HEADER.len() as u64)
        .read_to_end(&mut head)?;
    Ok(head.is_empty() || head == HEADER)
}

fn folder_is_read_only(path: &Path) -> bool {
    path.parent()
        .and_then(|folder| fs::metadata(folder).ok())
        .is_some_and(|metadata| metadata.permissions().readonly())
}

fn unopened(path: &Path, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> StoreError {
    StoreError::Open {
        path: path.to_owned(),
        source: source.into(),
    }
}

fn unconnected(path: &Path, error: sqlx::Error) -> StoreError {
    match while_doing(path, OPENING)(error) {
        StoreError::Query { source, .. } => unopened(path, source),
        named => named,
    }
}

/// Whose file it is and how far its schema is.
async fn check_schema(connection: &mut SqliteConnection, path: &Path) -> Result<Schema, StoreError> {
    let failed = while_doing(path, OPENING);
    let tables = table_names(connection).await.map_err(failed)?;
    if tables.is_empty() {
        return Ok(Schema::Behind);
    }
    if !tables.iter().any(|name| name == MIGRATIONS_TABLE) {
        return Err(StoreError::Foreign {
            path: path.to_owned(),
        });
    }
    let applied = applied_migrations(connection).await.map_err(failed)?;
    let known: Vec<(i64, &[u8])> = MIGRATIONS
        .iter()
        .map(|migration| (migration.version, &*migration.checksum))
        .collect();
    let ours = applied
        .iter()
        .zip(&known)
        .all(|((version, checksum), known)| (*version, checksum.as_slice()) == *known);
    if !ours || applied.is_empty() {
        return Err(StoreError::Foreign {
            path: path.to_owned(),
        });
    }
    match applied.len().cmp(&known.len()) {
        std::cmp::Ordering::Less => Ok(Schema::Behind),
        std::cmp::Ordering::Equal => Ok(Schema::Current),
        std::cmp::Ordering::Greater => Err(StoreError::NewerSchema {
            path: path.to_owned(),
            found: applied.last().map_or(0, |(version, _)| *version),
            known: known.last().map_or(0, |(version, _)| *version),
        }),
    }
}

async fn table_names(connection: &mut SqliteConnection) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar("select name from sqlite_schema where type = 'table'")
        .fetch_all(connection)
        .await
}

async fn applied_migrations(connection: &mut SqliteConnection) -> sqlx::Result<Vec<(i64, Vec<u8>)>> {
    sqlx::query_as("select version, checksum from _sqlx_migrations order by version")
        .fetch_all(connection)
        .await
}

/// Turns the write-ahead log on, so that readers and a writer do not wait for one another.
/// SQLite does not wait for others by itself in this one case, so we do.
async fn keep_a_log(
    connection: &mut SqliteConnection,
    path: &Path,
    wait: Duration,
) -> Result<(), StoreError> {
    let give_up = Instant::now() + wait;
    loop {
        let set = sqlx::query("pragma journal_mode = wal")
            .execute(&mut *connection)
            .await;
        match set {
            Err(error) if is_busy(&error) && Instant::now() < give_up => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            other => return other.map(|_| ()).map_err(while_doing(path, OPENING)),
        }
    }
}

/// Brings the schema up to date in one transaction that is ours from its first statement: of two processes that open a
/// new file at once, the second one finds the work done.
async fn migrate(connection: &mut SqliteConnection, path: &Path) -> Result<(), StoreError> {
    let failed = while_doing(path, OPENING);
    let mut transaction = connection.begin_with("begin immediate").await.map_err(failed)?;
    apply_pending(&mut transaction)
        .await
        .map_err(|source| StoreError::Migrate {
            path: path.to_owned(),
            source,
        })?;
    transaction.commit().await.map_err(failed)
}

async fn apply_pending(connection: &mut SqliteConnection) -> Result<(), MigrateError> {
    connection.ensure_migrations_table(MIGRATIONS_TABLE).await?;
    let applied = connection.list_applied_migrations(MIGRATIONS_TABLE).await?.len();
    for migration in MIGRATIONS.iter().skip(applied) {
        connection.apply(MIGRATIONS_TABLE, migration).await?;
    }
    Ok(())
}
