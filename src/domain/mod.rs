//! What the service knows and decides: pure, synchronous, without input or output.

pub mod catchment;
pub mod enrollment;
pub mod network;
pub mod schools;
