//! When school begins, for each level.

use super::level::Level;
use crate::base::calendar::ClockTime;

/// The bell of each level; at seven for all where nothing else is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bells([ClockTime; 4]);

impl Default for Bells {
    fn default() -> Self {
        Self::all(ClockTime::at(7, 0))
    }
}

impl Bells {
    /// One bell for all levels.
    pub const fn all(bell: ClockTime) -> Self {
        Self([bell; 4])
    }

    /// The same, but for one level.
    #[must_use]
    pub fn with(mut self, level: Level, bell: ClockTime) -> Self {
        self.0[level as usize] = bell;
        self
    }

    /// The bell of a level.
    pub const fn of(&self, level: Level) -> ClockTime {
        self.0[level as usize]
    }
}
