//! Administrative units as areas.

use crate::base::geom::{LonLat, MultiPolygon, area_contains};
use crate::base::ids::UnitCode;

/// An administrative unit, such as a commune.
#[derive(Debug, Clone, PartialEq)]
pub struct AdminUnit {
    /// Its official code.
    pub code: UnitCode,
    /// Its name, NFC.
    pub name: String,
    /// What it is: `commune`, `district`, `city`.
    pub kind: String,
    /// Its area in WGS 84 degrees.
    pub area: MultiPolygon<f64>,
}

/// The first unit of a kind, in the order given, whose area contains the place.
pub fn unit_at<'u>(units: &'u [AdminUnit], kind: &str, place: LonLat) -> Option<&'u AdminUnit> {
    units
        .iter()
        .find(|unit| unit.kind == kind && area_contains(&unit.area, place))
}
