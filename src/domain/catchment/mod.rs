//! Zonings drawn by people: blocks and the zones that they make up, whether a plan covers its ground once, what it
//! asks of children, and a plan of its own within every school's seats with each zone in one piece.
//! It knows schools as places with seats, and travel as a table of costs.

mod adjacency;
mod anneal;
mod block;
mod bound;
mod circle;
mod cost_table;
mod cover;
mod measures;
mod partition;
mod pieces;
mod point_inside;
mod rebalance;
mod relaxation;
mod shape;
mod zoning;

pub use adjacency::{Adjacency, AdjacencyRules, Neighbor};
pub use block::{Block, BlockSet};
pub use bound::whole_block_bound;
pub use cost_table::CostTable;
pub use cover::{CoverFault, CoverFinding, CoverLimits, CoverReport, DrawnZone, check_cover};
pub use measures::{Distances, ZoneMeasures, ZoningMeasures, measure_zoning, zone_area};
pub use pieces::{Piece, pieces_of};
pub use rebalance::{Bounds as CostBounds, Rebalanced, SearchEffort, Task, rebalance};
pub use relaxation::{Relaxation, relax};
pub use zoning::{ZoneSchool, ZoneSchools, Zoning};
