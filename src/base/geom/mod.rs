//! Coordinates with their space in the type, and exact measures between them.
//! Longitude and latitude are WGS 84 degrees; `Planar` is an ellipsoidal Mercator plane, in which nearest
//! segments are found; areas are measured, cut and joined in an `EqualAreaPlane`.

mod area;
mod bounds;
mod equal_area;
mod lonlat;
mod measure;
mod mercator;

pub use area::{area_bounds, area_contains, square_metres};
pub use bounds::Bounds;
pub use equal_area::EqualAreaPlane;
pub use geo::{Coord, LineString, MultiPolygon, Polygon};
pub use lonlat::{FixedLonLat, LonLat};
pub use measure::{Ruler, SegmentFoot, foot_on_segment, segments_meet};
pub use mercator::{Planar, PlanarFrame};
