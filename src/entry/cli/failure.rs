//! Why a command ends without its result, and the exit code that says so.

use crate::adapters::import::ImportError;
use crate::adapters::store::StoreError;
use crate::base::diagnostic::Diagnostics;
use crate::entry::jobs::{ImportFailure, LoadFailure};

/// Why a command ends without its result.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The input has errors; all of them are listed.
    #[error("the input has errors")]
    Input(Diagnostics),
    /// The question cannot be answered, with a sentence that says what to do.
    #[error("{0}")]
    Refused(String),
    /// A check found a breach; the findings are written.
    #[error("{0}")]
    Breach(String),
    /// An argument is not one of the words that are known.
    #[error("{0}")]
    Usage(String),
    /// A file cannot be read.
    #[error(transparent)]
    Read(#[from] ImportError),
    /// The result cannot be written.
    #[error("cannot write {target}")]
    Write {
        /// Where to.
        target: String,
        /// What the machine says.
        #[source]
        source: std::io::Error,
    },
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The published dataset cannot be loaded.
    #[error(transparent)]
    Load(#[from] LoadFailure),
    /// The import failed.
    #[error(transparent)]
    Import(#[from] ImportFailure),
    /// Anything else that ends the program.
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

impl Failure {
    /// The exit code: 2 for usage, 3 for a breach that a check found, 1 for everything that the input or the machine is to blame for.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Breach(_) => 3,
            _ => 1,
        }
    }
}
