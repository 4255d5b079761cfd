//! From what SQLite says to what a person can do about it.

use std::path::Path;

use crate::adapters::store::StoreError;

/// Primary result codes, <https://www.sqlite.org/rescode.html>.
const BUSY: i32 = 5;
const READ_ONLY: i32 = 8;
const CORRUPT: i32 = 11;
const FULL: i32 = 13;
const NOT_A_DATABASE: i32 = 26;

/// Names what was being done when a query failed.
pub(super) fn while_doing<'p>(
    path: &'p Path,
    doing: &'static str,
) -> impl Fn(sqlx::Error) -> StoreError + Copy + 'p {
    move |source| match primary_code(&source) {
        Some(BUSY) => StoreError::Locked { doing, source },
        Some(READ_ONLY) => StoreError::ReadOnly {
            path: path.to_owned(),
        },
        Some(CORRUPT | NOT_A_DATABASE) => StoreError::Corrupt { doing, source },
        Some(FULL) => StoreError::DiskFull { doing, source },
        _ => StoreError::Query { doing, source },
    }
}

/// Whether another process holds the file.
pub(super) fn is_busy(error: &sqlx::Error) -> bool {
    primary_code(error) == Some(BUSY)
}

/// Extended codes keep the primary one in their low byte.
fn primary_code(error: &sqlx::Error) -> Option<i32> {
    let code = error.as_database_error()?.code()?;
    code.parse::<i32>().ok().map(|code| code & 0xff)
}
