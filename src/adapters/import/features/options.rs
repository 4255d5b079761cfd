//! What a person says about a file that the file does not say itself.

use crate::adapters::crs::Crs;
use crate::base::geom::Bounds;

/// Options of a reader; where none is given, the file itself decides.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadOptions {
    /// The coordinate system, by code or words.
    pub crs: Option<String>,
    /// Whether the first coordinate is the northing, as Vietnamese surveyors write.
    pub swap_axes: bool,
    /// The encoding of text, by name; for shapefiles.
    pub encoding: Option<String>,
    /// The layer of a file that has several.
    pub layer: Option<String>,
    /// Where the places should be: the area of the published dataset.
    pub area: Option<Bounds>,
}

impl ReadOptions {
    /// Whether they say another coordinate system than degrees of WGS 84.
    pub(in super::super) fn asks_projection(&self) -> bool {
        let said = self.crs.as_deref();
        said.is_some_and(|code| !Crs::of_code(code).is_ok_and(|crs| crs.is_wgs84()))
    }
}
