//! Coordinate systems: which one a file is in, and the one fixed operation that takes it to WGS 84 and back.
//! The only room that names PROJ.

mod operation;
mod reference;
mod vn2000;

pub use operation::{CrsError, Operation};
pub use reference::Crs;
pub use vn2000::{TM3_ZONES, Tm3Zone};
