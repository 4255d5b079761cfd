//! Water as a barrier: areas and lines that no walk to a road may cross.

use crate::base::geom::{LineString, MultiPolygon};

/// A body of water with an area.
#[derive(Debug, Clone, PartialEq)]
pub struct WaterArea {
    /// Identifier in its source.
    pub id: String,
    /// Name, NFC, where it has one.
    pub name: Option<String>,
    /// `sea`, `river`, `lake`, `pond`, `canal`, `wetland`… as in its source.
    pub kind: String,
    /// The area in WGS 84 degrees.
    pub area: MultiPolygon<f64>,
}

/// A watercourse drawn as a line.
#[derive(Debug, Clone, PartialEq)]
pub struct WaterLine {
    /// Identifier in its source.
    pub id: String,
    /// Name, NFC, where it has one.
    pub name: Option<String>,
    /// `river`, `canal`, `stream`, `ditch`, `drain`.
    pub kind: String,
    /// Whether it runs under ground (a culvert or tunnel) and so stops nobody.
    pub underground: bool,
    /// The line in WGS 84 degrees.
    pub line: LineString<f64>,
}

/// All water, each part ordered by id.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WaterLayer {
    /// Areas by id.
    pub areas: Vec<WaterArea>,
    /// Lines by id.
    pub lines: Vec<WaterLine>,
}
