//! All features of a Dataset in R-trees, and the tile they make in a window.

use geo::{BoundingRect as _, Simplify as _};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::clip::{Window, clip_area, clip_line};
use super::encode::{TilePiece, TileShape, encode_tile};
use super::feature::{Feature, Shape, Tag, features_of};
use super::join::join_lines;
use super::layer::{TileLayer, TileLayers};
use super::tile_id::TileId;
use crate::base::geom::{Coord, LineString, MultiPolygon, Polygon};
use crate::snapshot::dataset::Dataset;

/// The number of the form of tiles: a cache of tiles ends when it changes, though the Dataset may be the same.
pub const TILE_REVISION: u32 = 1;

/// The zoom at which tiles carry every point of every shape; deeper tiles add nothing but room.
pub const MAX_DETAIL_ZOOM: u8 = 16;

/// Units along a side of a tile.
pub(super) const EXTENT: f64 = 4096.0;

/// Units beyond each side that lines and areas keep, so that strokes join from tile to tile.
const BUFFER: f64 = 64.0;

type Box2 = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// The features of a Dataset, ready to be cut into tiles.
#[derive(Debug)]
pub struct TileIndex {
    layers: Vec<LayerIndex>,
}

#[derive(Debug)]
struct LayerIndex {
    features: Vec<Feature>,
    tree: RTree<Box2>,
}

impl TileIndex {
    /// The features of a Dataset, from its raw ways and areas.
    pub fn build(dataset: &Dataset) -> Self {
        let layers = TileLayer::ALL
            .into_iter()
            .map(|layer| LayerIndex::build(features_of(dataset, layer)))
            .collect();
        Self { layers }
    }

    /// How many features a layer has.
    pub fn count(&self, layer: TileLayer) -> usize {
        self.layers[layer as usize].features.len()
    }

    /// The tile with the layers, or none where it is empty; the same bytes for the same Dataset.
    ///
    /// A layer without features in the tile is left out.
    pub fn tile(&self, layers: TileLayers, id: TileId) -> Option<Vec<u8>> {
        let pieces: Vec<(TileLayer, Vec<TilePiece<'_>>)> = layers
            .iter()
            .map(|layer| (layer, self.layers[layer as usize].pieces(id)))
            .filter(|(_, pieces)| !pieces.is_empty())
            .collect();
        (!pieces.is_empty()).then(|| encode_tile(pieces))
    }
}

impl LayerIndex {
    fn build(features: Vec<Feature>) -> Self {
        let boxes = features
            .iter()
            .enumerate()
            .filter_map(|(at, feature)| {
                let (low, high) = limits(&feature.shape)?;
                Some(GeomWithData::new(Rectangle::from_corners(low, high), at as u32))
            })
            .collect();
        Self {
            tree: RTree::bulk_load(boxes),
            features,
        }
    }

    /// The features drawn in the window of a tile, in the order of the Dataset.
    fn drawn(&self, id: TileId) -> Vec<(u32, &Feature)> {
        let across = id.tiles_across();
        let margin = BUFFER / EXTENT;
        let edge = |tile: u32, beyond: f64| (f64::from(tile) + beyond) / across;
        let window = AABB::from_corners(
            [edge(id.x(), -margin), edge(id.y(), -margin)],
            [edge(id.x(), 1.0 + margin), edge(id.y(), 1.0 + margin)],
        );
        let mut found: Vec<u32> = self
            .tree
            .locate_in_envelope_intersecting(&window)
            .map(|found| found.data)
            .filter(|at| self.features[*at as usize].min_zoom <= id.z())
            .collect();
        found.sort_unstable();
        found
            .into_iter()
            .map(|at| (at, &self.features[at as usize]))
            .collect()
    }

    fn pieces(&self, id: TileId) -> Vec<TilePiece<'_>> {
        let frame = TileFrame::of(id);
        let mut lines: Vec<(Vec<&Tag>, &[Coord<f64>])> = Vec::new();
        let mut pieces = Vec::new();
        for (at, feature) in self.drawn(id) {
            let shape = match &feature.shape {
                Shape::Point(point) => frame.point(*point).map(TileShape::Point),
                Shape::Area(area) => frame.area(area).map(TileShape::Area),
                Shape::Line(line) => {
                    lines.push((tags_at(feature, id.z()), line));
                    None
                }
            };
            pieces.extend(shape.map(|shape| TilePiece {
                id: Some(u64::from(at) + 1),
                tags: tags_at(feature, id.z()),
                shape,
            }));
        }
        pieces.extend(frame.joined_lines(lines));
        pieces
    }
}

fn tags_at(feature: &Feature, zoom: u8) -> Vec<&Tag> {
    feature.tags.iter().filter(|tag| tag.min_zoom <= zoom).collect()
}

fn limits(shape: &Shape) -> Option<([f64; 2], [f64; 2])> {
    let rect = match shape {
        Shape::Point(at) => return Some(([at.x, at.y], [at.x, at.y])),
        Shape::Line(line) => LineString::new(line.clone()).bounding_rect()?,
        Shape::Area(area) => area.bounding_rect()?,
    };
    Some(([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]))
}

/// From the Web Mercator square to one tile's units, with the detail that its zoom can show.
#[derive(Debug, Clone, Copy)]
struct TileFrame {
    across: f64,
    column: f64,
    row: f64,
    /// How far a simplified line may stray, in units.
    tolerance: f64,
    /// The side of the smallest thing that is drawn, in units.
    smallest: f64,
}

impl TileFrame {
    const WINDOW: Window = Window {
        min: -BUFFER,
        max: EXTENT + BUFFER,
    };

    /// A tile is shown at 512 points a side, so 8 units are one point.
    fn of(id: TileId) -> Self {
        let (tolerance, smallest) = match id.z() {
            0..=10 => (6.0, 8.0),
            11..=13 => (3.0, 4.0),
            14 | 15 => (1.0, 1.0),
            _ => (0.0, 0.0),
        };
        Self {
            across: id.tiles_across(),
            column: f64::from(id.x()),
            row: f64::from(id.y()),
            tolerance,
            smallest,
        }
    }

    fn units(&self, at: Coord<f64>) -> Coord<f64> {
        Coord {
            x: (at.x * self.across - self.column) * EXTENT,
            y: (at.y * self.across - self.row) * EXTENT,
        }
    }

    /// A point belongs to exactly one tile, so it has no buffer and is rounded towards the tile's own corner.
    fn point(&self, at: Coord<f64>) -> Option<Coord<i32>> {
        let at = self.units(at);
        let inside = |part: f64| (0.0..EXTENT).contains(&part);
        (inside(at.x) && inside(at.y)).then(|| Coord {
            x: at.x.floor() as i32,
            y: at.y.floor() as i32,
        })
    }

    /// Lines with equal tags as one feature each, in the order of the tags.
    fn joined_lines<'i>(&self, mut lines: Vec<(Vec<&'i Tag>, &[Coord<f64>])>) -> Vec<TilePiece<'i>> {
        lines.sort_by(|(a, _), (b, _)| a.cmp(b));
        lines
            .chunk_by(|(a, _), (b, _)| a == b)
            .filter_map(|alike| {
                let joined = join_lines(alike.iter().map(|(_, line)| *line).collect());
                let parts: Vec<Vec<Coord<i32>>> = joined.iter().flat_map(|line| self.line(line)).collect();
                (!parts.is_empty()).then(|| TilePiece {
                    id: None,
                    tags: alike[0].0.clone(),
                    shape: TileShape::Lines(parts),
                })
            })
            .collect()
    }

    fn line(&self, line: &[Coord<f64>]) -> Vec<Vec<Coord<i32>>> {
        let units = LineString::new(line.iter().map(|at| self.units(*at)).collect());
        if self.is_too_small(units.bounding_rect()) {
            return Vec::new();
        }
        let simple = if self.tolerance > 0.0 {
            units.simplify(self.tolerance)
        } else {
            units
        };
        clip_line(&simple.0, Self::WINDOW)
            .iter()
            .map(|part| rounded(part))
            .filter(|part| part.len() >= 2)
            .collect()
    }

    fn area(&self, area: &MultiPolygon<f64>) -> Option<MultiPolygon<i32>> {
        let polygons: Vec<Polygon<f64>> = area.iter().filter_map(|polygon| self.polygon(polygon)).collect();
        if polygons.is_empty() {
            return None;
        }
        let clipped = clip_area(&MultiPolygon::new(polygons), Self::WINDOW);
        (!clipped.0.is_empty()).then_some(clipped)
    }

    fn polygon(&self, polygon: &Polygon<f64>) -> Option<Polygon<f64>> {
        let exterior = self.ring(polygon.exterior())?;
        let holes = polygon.interiors().iter().filter_map(|ring| self.ring(ring));
        Some(Polygon::new(exterior, holes.collect()))
    }

    fn ring(&self, ring: &LineString<f64>) -> Option<LineString<f64>> {
        let units = LineString::new(ring.coords().map(|at| self.units(*at)).collect());
        if self.is_too_small(units.bounding_rect()) {
            return None;
        }
        let simple = if self.tolerance > 0.0 {
            units.simplify(self.tolerance)
        } else {
            units
        };
        (simple.0.len() >= 4).then_some(simple)
    }

    fn is_too_small(&self, rect: Option<geo::Rect<f64>>) -> bool {
        rect.is_none_or(|rect| rect.width() < self.smallest && rect.height() < self.smallest)
    }
}

/// Whole units, without points that repeat the one before.
fn rounded(line: &[Coord<f64>]) -> Vec<Coord<i32>> {
    let mut whole: Vec<Coord<i32>> = line
        .iter()
        .map(|at| Coord {
            x: at.x.round() as i32,
            y: at.y.round() as i32,
        })
        .collect();
    whole.dedup();
    whole
}
