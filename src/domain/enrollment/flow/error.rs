//! What makes a question of levels unanswerable.

/// A question that the solver refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LevelError {
    /// A level does not say something about each arc.
    #[error("level {level} has {found} values for {arcs} arcs")]
    ValuesMissing {
        /// Which level, counted from 0 behind the number of placed children.
        level: usize,
        /// How many values it has.
        found: usize,
        /// How many arcs there are.
        arcs: usize,
    },
    /// The levels do not fit into one number of 128 bits.
    #[error("the levels together need more than 128 bits; leave one out or use coarser values")]
    TooWide,
}
