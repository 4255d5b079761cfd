//! Pieces of a tile as the bytes of a Mapbox Vector Tile, version 2.1.

use fast_mvt::{MvtGeometry, MvtLayerBuilder, MvtResult, MvtTileBuilder, MvtValueRef};
use geo::{LineString, MultiLineString, Point};

use super::feature::{Tag, TagValue};
use super::layer::TileLayer;
use crate::base::geom::{Coord, MultiPolygon};

/// One feature of a tile.
#[derive(Debug)]
pub(super) struct TilePiece<'i> {
    pub(super) id: Option<u64>,
    pub(super) tags: Vec<&'i Tag>,
    pub(super) shape: TileShape,
}

/// Its shape in tile units; never empty.
#[derive(Debug)]
pub(super) enum TileShape {
    Point(Coord<i32>),
    Lines(Vec<Vec<Coord<i32>>>),
    Area(MultiPolygon<i32>),
}

impl TileShape {
    /// The writer turns rings so that exteriors have a positive area in tile units, as the specification wants.
    fn into_geometry(self) -> MvtGeometry {
        match self {
            Self::Point(at) => MvtGeometry::Point(Point(at)),
            Self::Lines(lines) => MvtGeometry::MultiLineString(MultiLineString::new(
                lines.into_iter().map(LineString::new).collect(),
            )),
            Self::Area(area) => MvtGeometry::MultiPolygon(area),
        }
    }
}

/// The bytes of a tile.
pub(super) fn encode_tile(layers: Vec<(TileLayer, Vec<TilePiece<'_>>)>) -> Vec<u8> {
    let mut tile = MvtTileBuilder::new();
    for (layer, pieces) in layers {
        tile = add_layer(tile, layer, pieces)
            .expect("layers have names, shapes have points, and a tile has fewer than 2^32 values");
    }
    tile.encode()
}

fn add_layer(
    tile: MvtTileBuilder,
    layer: TileLayer,
    pieces: Vec<TilePiece<'_>>,
) -> MvtResult<MvtTileBuilder> {
    let empty = tile.layer(layer.as_str())?;
    Ok(pieces.into_iter().try_fold(empty, add_piece)?.end())
}

fn add_piece(layer: MvtLayerBuilder, piece: TilePiece<'_>) -> MvtResult<MvtLayerBuilder> {
    let mut feature = layer.feature(&piece.shape.into_geometry())?;
    feature.id(piece.id);
    for tag in piece.tags {
        let value = match &tag.value {
            TagValue::Text(text) => MvtValueRef::String(text),
            TagValue::Number(number) => MvtValueRef::UInt(*number),
            TagValue::Yes => MvtValueRef::Bool(true),
        };
        feature.tag_ref(tag.key, value)?;
    }
    Ok(feature.end())
}
