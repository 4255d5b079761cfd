//! How long work tells what it is doing, without knowing who listens.

/// A listener to long work.
pub trait Progress: Sync {
    /// A new stage begins; `total` is the number of steps where it is known.
    fn stage(&self, name: &str, total: Option<u64>);

    /// So many more steps of the stage are done.
    fn advance(&self, steps: u64);
}

/// Listens to nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _name: &str, _total: Option<u64>) {}
    fn advance(&self, _steps: u64) {}
}
