//! The exact transportation problem between children and schools: at most one school a child, at most its seats a
//! school, least cost in one number or in several levels one after another, with prices that prove it.
//! It knows nothing of rules, tiers or maps: costs and levels are numbers on arcs.

mod arcs;
mod error;
mod exchange;
mod levels;
mod longest;
mod order;
mod prices;
mod search;
mod solver;
mod start;
#[cfg(test)]
mod tests;
mod tight;
mod transport;
mod weights;

pub use error::LevelError;
pub use levels::{Level, LevelFlow, LevelTask, LongestProof, SeatPrices, solve_levels};
pub use transport::{Flow, FlowCost, Transport, solve};
