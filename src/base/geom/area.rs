//! Questions about areas in degrees.

use geo::{Area as _, BoundingRect as _, Contains as _, MultiPolygon, Point};

use super::{Bounds, LonLat, Ruler};

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

/// How large an area is.
///
/// # Units
/// Square metres on the ground, by the ruler at the middle of each polygon: exact to 1 in 10,000 for polygons up to a
/// degree tall.
pub fn square_metres(area: &MultiPolygon<f64>) -> f64 {
    let of_polygon = |polygon: &geo::Polygon<f64>| {
        let middle = polygon.bounding_rect().map_or(0.0, |rect| rect.center().y);
        let ruler = Ruler::at(middle);
        polygon.unsigned_area() / (ruler.lon_degrees(1.0) * ruler.lat_degrees(1.0))
    };
    area.iter().map(of_polygon).sum()
}
