//! Why a file could not be read at all; what is wrong inside a file is a diagnostic, not an error.

use std::io;
use std::path::PathBuf;

/// A file that the machine would not give.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It cannot be opened.
    #[error("cannot open {}", path.display())]
    Open {
        /// Which file.
        path: PathBuf,
        /// What the machine says.
        #[source]
        source: io::Error,
    },
    /// It was opened, and reading failed.
    #[error("cannot read {}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the machine says.
        #[source]
        source: io::Error,
    },
    /// It is not what it should be.
    #[error("{} is not what it should be: {why}", path.display())]
    Content {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
}
