//! The transport network: raw ways become a graph; a profile decides who may use it and how fast; access labels give
//! every place its nearest campuses.
//! It knows campuses only as positions and gates.

mod raw;
mod water;

pub use raw::{RawNetwork, RawPoint, RawWay, Tags};
pub use water::{WaterArea, WaterLayer, WaterLine};
