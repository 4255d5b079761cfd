//! Schools, their campuses and levels, and the administrative units they stand in.
//! The campus is the unit of every answer; it must know nothing of roads or travel.

mod bell;
mod level;
mod school;
mod unit;

pub use bell::Bells;
pub use level::{Level, guess_levels};
pub use school::{Campus, School, Schools, Seats};
pub use unit::{AdminUnit, unit_at};
