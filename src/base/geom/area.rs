//! Questions about areas in degrees.

use geo::{BoundingRect as _, Contains as _, MultiPolygon, Point};

use super::{Bounds, LonLat};

/// Whether the place lies inside the area.
pub fn area_contains(area: &MultiPolygon<f64>, place: LonLat) -> bool {
    area_bounds(area).is_some_and(|bounds| bounds.contains(place))
        && area.contains(&Point::new(place.lon, place.lat))
}

/// The box around an area, or none for an empty one.
pub fn area_bounds(area: &MultiPolygon<f64>) -> Option<Bounds> {
    area.bounding_rect().map(|rect| Bounds {
        west: rect.min().x,
        south: rect.min().y,
        east: rect.max().x,
        north: rect.max().y,
    })
}
