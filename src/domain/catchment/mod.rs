//! Which campus a place belongs to: service areas, which follow the roads.

mod border;
mod land;
mod mesh;
mod service_area;
mod tiling;

pub use land::Land;
pub use mesh::{Answer, Fineness, Reading, RoadSpot};
pub use service_area::{Holder, Nobody, ServicePiece, service_pieces};
pub use tiling::{Tiling, tile};
