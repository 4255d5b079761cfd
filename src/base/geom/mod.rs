//! Coordinates with their space in the type, and exact measures between them.
//! Longitude and latitude are WGS 84 degrees; `Planar` is an ellipsoidal Mercator plane; nothing else exists inside.

mod area;
mod bounds;
mod lonlat;
mod measure;
mod mercator;

pub use area::{area_bounds, area_contains};
pub use bounds::Bounds;
pub use geo::{Coord, LineString, MultiPolygon, Polygon};
pub use lonlat::{FixedLonLat, LonLat};
pub use measure::{Ruler, SegmentFoot, foot_on_segment, segments_meet};
pub use mercator::{Planar, PlanarFrame, PlanarPin};
