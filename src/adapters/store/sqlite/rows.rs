//! Rows of feature tables in bulk: many a statement when they are written, many a page when they are read.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqlitePool};

use super::SqliteStore;
use super::failure::while_doing;
use crate::adapters::store::{RevisionId, StoreError};

/// Rows in one insert statement; more save nothing and fewer cost a round trip each.
pub(super) const ROWS_PER_INSERT: usize = 200;

const ROWS_PER_PAGE: i64 = 2000;

/// A row that cannot be what was written, and why.
pub(super) type Damage = String;

/// How one kind of feature is read back.
pub(super) struct Reading<T> {
    /// The table, for messages.
    pub table: &'static str,
    /// Selects the key first, then what `row` wants, of revision `?1`, of keys after `?2`, at most `?3` rows by key.
    pub page: &'static str,
    /// Makes a feature of a row.
    pub row: fn(&SqliteRow) -> Result<T, Damage>,
}

impl SqliteStore {
    /// All features of a revision in the order in which they were written.
    pub(super) async fn read_all<T>(
        &self,
        revision: RevisionId,
        reading: &Reading<T>,
    ) -> Result<Vec<T>, StoreError> {
        let failed = while_doing(&self.path, "read the rows of a layer");
        let mut features = Vec::new();
        let mut after = i64::MIN;
        loop {
            let page = read_page(&self.pool, reading.page, revision, after)
                .await
                .map_err(failed)?;
            for row in &page {
                after = row.try_get(0).map_err(failed)?;
                features.push((reading.row)(row).map_err(|problem| StoreError::DamagedRow {
                    table: reading.table,
                    row: after,
                    problem,
                })?);
            }
            if page.len() < ROWS_PER_PAGE as usize {
                return Ok(features);
            }
        }
    }
}

async fn read_page(
    pool: &SqlitePool,
    page: &'static str,
    revision: RevisionId,
    after: i64,
) -> sqlx::Result<Vec<SqliteRow>> {
    sqlx::query(page)
        .bind(revision.0)
        .bind(after)
        .bind(ROWS_PER_PAGE)
        .fetch_all(pool)
        .await
}

/// A column of a row, or why it cannot be read.
pub(super) fn column<'r, T>(row: &'r SqliteRow, name: &'static str) -> Result<T, Damage>
where
    T: sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>,
{
    row.try_get(name).map_err(|error| format!("its {name}: {error}"))
}
