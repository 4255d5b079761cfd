//! Which store is meant, as people write it: `sqlite:PATH` or `postgres://…`.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// The address of a store that this build can open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreUrl {
    /// One SQLite file.
    Sqlite(PathBuf),
}

impl Default for StoreUrl {
    fn default() -> Self {
        Self::Sqlite(PathBuf::from("truonggan.gpkg"))
    }
}

impl FromStr for StoreUrl {
    type Err = StoreUrlError;

    fn from_str(text: &str) -> Result<Self, StoreUrlError> {
        if text.starts_with("postgres:") || text.starts_with("postgresql:") {
            return Err(StoreUrlError::PostgresNotBuilt);
        }
        let Some(path) = text.strip_prefix("sqlite:") else {
            return Err(StoreUrlError::UnknownKind);
        };
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() || path == ":memory:" || path.contains('\0') {
            return Err(StoreUrlError::NoPath);
        }
        Ok(Self::Sqlite(PathBuf::from(path)))
    }
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
        }
    }
}

/// Why an address names no store. The address itself is not repeated: it can hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StoreUrlError {
    /// The other kind of store is planned.
    #[error("a PostgreSQL store is not built yet; write sqlite:PATH")]
    PostgresNotBuilt,
    /// Neither `sqlite:` nor `postgres:`.
    #[error("this is not the address of a store; write sqlite:PATH, for example sqlite:truonggan.gpkg")]
    UnknownKind,
    /// `sqlite:` alone, or a database in memory that nobody else could see.
    #[error("the address names no file; write sqlite:PATH, for example sqlite:truonggan.gpkg")]
    NoPath,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Result<&str, StoreUrlError>) {
        assert_eq!(
            text.parse(),
            expect.map(|path| StoreUrl::Sqlite(PathBuf::from(path))),
            "{text}"
        );
    }

    #[test]
    fn addresses_name_a_file_or_are_refused_with_the_reason() {
        check("sqlite:truonggan.gpkg", Ok("truonggan.gpkg"));
        check(
            "sqlite:///srv/Trường Gần/a b.gpkg",
            Ok("/srv/Trường Gần/a b.gpkg"),
        );
        check("sqlite:/srv/a?b#c.gpkg", Ok("/srv/a?b#c.gpkg"));
        check("sqlite:", Err(StoreUrlError::NoPath));
        check("sqlite::memory:", Err(StoreUrlError::NoPath));
        check("truonggan.gpkg", Err(StoreUrlError::UnknownKind));
        check("", Err(StoreUrlError::UnknownKind));
        check("postgres://u:secret@h/db", Err(StoreUrlError::PostgresNotBuilt));
        check("postgresql://h/db", Err(StoreUrlError::PostgresNotBuilt));
    }

    #[test]
    fn a_printed_address_reads_back() {
        let url = StoreUrl::default();
        assert_eq!(url.to_string(), "sqlite:truonggan.gpkg");
        assert_eq!(url.to_string().parse(), Ok(url));
    }
}
