//! Zonings drawn by people: blocks and the zones that they make up, whether a plan covers its ground once, what it
//! asks of children, and a plan of its own within every school's seats with each zone in one piece.
//! Service areas: which campus is nearest from where, as pieces of road and as areas that share their borders.
//! Of schools it knows places with seats; travel is a table of costs to zonings, and answers of the engine to areas.

mod adjacency;
mod anneal;
mod block;
mod border;
mod bound;
mod circle;
mod cost_table;
mod cover;
mod land;
mod measures;
mod mesh;
mod partition;
mod pieces;
mod point_inside;
mod rebalance;
mod relaxation;
mod service_area;
mod shape;
mod tiling;
mod zoning;

pub use adjacency::{Adjacency, AdjacencyRules, Neighbor};
pub use block::{Block, BlockSet};
pub use bound::whole_block_bound;
pub use cost_table::CostTable;
pub use cover::{CoverFault, CoverFinding, CoverLimits, CoverReport, DrawnZone, check_cover};
pub use land::Land;
pub use measures::{Distances, ZoneMeasures, ZoningMeasures, measure_zoning, zone_area};
pub use mesh::{Answer, Fineness, Reading, RoadSpot};
pub use pieces::{Piece, pieces_of};
pub use rebalance::{Bounds as CostBounds, Rebalanced, SearchEffort, Task, rebalance};
pub use relaxation::{Relaxation, relax};
pub use service_area::{Holder, Nobody, ServicePiece, service_pieces};
pub use tiling::{Tiling, tile};
pub use zoning::{ZoneSchool, ZoneSchools, Zoning};
