//! The shape of zones in a plane of metres: their blocks joined, how thin a shape is, how compact.

use geo::{
    Area as _, BooleanOps as _, Buffer as _, Euclidean, Length as _, MultiPolygon, Orient as _, Polygon,
    orient::Direction, unary_union,
};

use super::circle::smallest_circle;
use super::point_inside::point_inside;

/// How compact a shape is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Compactness {
    pub(super) area_m2: f64,
    pub(super) outline_metres: f64,
    pub(super) polsby_popper: f64,
    pub(super) reock: f64,
}

impl Compactness {
    /// None for a shape without area.
    pub(super) fn of(shape: &MultiPolygon<f64>) -> Option<Self> {
        let area_m2 = shape.unsigned_area();
        let outline_metres = outline_metres(shape);
        let circle = smallest_circle(shape)?;
        (area_m2 > 0.0).then(|| Self {
            area_m2,
            outline_metres,
            polsby_popper: 4.0 * std::f64::consts::PI * area_m2 / (outline_metres * outline_metres),
            reock: area_m2 / circle.area(),
        })
    }
}

/// The length of all rings.
pub(super) fn outline_metres(shape: &MultiPolygon<f64>) -> f64 {
    let polygons = shape.iter().flat_map(geo::BooleanOps::rings);
    polygons.map(|ring| Euclidean.length(ring)).sum()
}

/// Areas joined into one; holes thinner than `least_hole_metres`, which are seams between drawn blocks, are closed.
pub(super) fn join<'a>(
    areas: impl IntoIterator<Item = &'a MultiPolygon<f64>>,
    least_hole_metres: f64,
) -> MultiPolygon<f64> {
    // Rings that turn the same way are needed where several are joined at once.
    let oriented: Vec<MultiPolygon<f64>> = areas
        .into_iter()
        .map(|area| clean(area).orient(Direction::Default))
        .collect();
    let joined = unary_union(&oriented);
    let polygons = joined.into_iter().map(|polygon| {
        let (outline, holes) = polygon.into_inner();
        let is_wide = |hole: &geo::LineString<f64>| {
            !is_thinner_than(&Polygon::new(hole.clone(), vec![]), least_hole_metres)
        };
        Polygon::new(outline, holes.into_iter().filter(is_wide).collect())
    });
    MultiPolygon(polygons.collect())
}

/// The same area with rings that do not cross, whatever was drawn: what an odd number of rings surround.
pub(super) fn clean(area: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    area.union(&MultiPolygon::new(Vec::new()))
}

/// Whether no circle of that width fits into a shape anywhere.
pub(super) fn is_thinner_than(shape: &Polygon<f64>, metres: f64) -> bool {
    shape.unsigned_area() <= 0.0 || (metres > 0.0 && shape.buffer(-metres / 2.0).unsigned_area() <= 0.0)
}

/// The width of a strip with the area and the outline of a shape.
pub(super) fn mean_width_metres(shape: &Polygon<f64>) -> f64 {
    let outline: f64 = shape.rings().map(|ring| Euclidean.length(ring)).sum();
    // A strip of width w and length l has the area wl and the outline 2(w + l).
    let (half, area) = (outline / 4.0, shape.unsigned_area());
    half - (half * half - area).max(0.0).sqrt()
}

/// A place inside a shape, or on its outline where it is too thin to have an inside.
pub(super) fn place_inside(shape: &Polygon<f64>) -> Option<geo::Coord<f64>> {
    let inside = point_inside(&MultiPolygon(vec![shape.clone()]));
    inside.or_else(|| shape.exterior().0.first().copied())
}
