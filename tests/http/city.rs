//! Tiles of a real city: small enough to send, and valid.

use fast_mvt::{MvtGeometry, MvtReaderRef};
use geo::{BoundingRect as _, LineString, MapCoords as _, MultiPolygon, Validation as _};
use truonggan::adapters::import::read_layer;
use truonggan::base::geom::{Coord, LonLat};
use truonggan::base::progress::Silent;
use truonggan::snapshot::dataset::{Dataset, DatasetMeta, Layer, LayerSource};
use truonggan::snapshot::tiles::{TileId, TileIndex, TileLayers};

use crate::real_data;

fn city() -> Option<Dataset> {
    let extract = real_data::file("osm/hcm_2018.osm.pbf")?;
    let (staged, _doubts) = read_layer(Layer::Network, &[extract], &Silent).unwrap();
    let layers = staged
        .layers
        .into_iter()
        .map(|layer| (layer, LayerSource::default()));
    Some(
        Dataset::build(layers.collect(), DatasetMeta::default())
            .unwrap()
            .0,
    )
}

/// All tiles of a zoom that have anything.
fn tiles(index: &TileIndex, dataset: &Dataset, zoom: u8) -> Vec<(TileId, Vec<u8>)> {
    let bounds = dataset.manifest().bounds.unwrap();
    let first = TileId::holding(LonLat::new(bounds.west, bounds.north), zoom);
    let last = TileId::holding(LonLat::new(bounds.east, bounds.south), zoom);
    (first.x()..=last.x())
        .flat_map(|x| (first.y()..=last.y()).map(move |y| TileId::new(u32::from(zoom), x, y).unwrap()))
        .filter_map(|id| Some((id, index.tile(TileLayers::all(), id)?)))
        .collect()
}

#[test]
fn tiles_of_a_city_are_small_and_valid() {
    let Some(dataset) = city() else { return };
    let index = TileIndex::build(&dataset);
    let mut areas = 0;
    for zoom in 6..=13 {
        for (id, bytes) in tiles(&index, &dataset, zoom) {
            assert!(bytes.len() < 150_000, "{id}: {} bytes", bytes.len());
            let tile = MvtReaderRef::new(&bytes).unwrap().to_tile().unwrap();
            for feature in tile.layers.iter().flat_map(|layer| &layer.features) {
                areas += usize::from(check(id, &feature.geometry));
            }
        }
    }
    assert!(areas > 1_000, "{areas}");
}

/// Whether the geometry is an area; fails where it is not valid or leaves the tile's buffer.
fn check(id: TileId, geometry: &MvtGeometry) -> bool {
    let rect = geometry.bounding_rect().unwrap();
    // Mending an area may move a point by one unit.
    let inside = |at: Coord<i32>| (-65..=4161).contains(&at.x) && (-65..=4161).contains(&at.y);
    assert!(inside(rect.min()) && inside(rect.max()), "{id}: {rect:?}");
    let area = match geometry {
        MvtGeometry::Polygon(polygon) => MultiPolygon::new(vec![polygon.clone()]),
        MvtGeometry::MultiPolygon(area) => area.clone(),
        MvtGeometry::LineString(line) => {
            assert_moves(id, line);
            return false;
        }
        MvtGeometry::MultiLineString(lines) => {
            lines.0.iter().for_each(|line| assert_moves(id, line));
            return false;
        }
        _ => return false,
    };
    let floats = area.map_coords(|at| Coord {
        x: f64::from(at.x),
        y: f64::from(at.y),
    });
    if let Err(fault) = floats.check_validation() {
        panic!("{id}: {fault}");
    }
    true
}

fn assert_moves(id: TileId, line: &LineString<i32>) {
    assert!(line.0.len() >= 2, "{id}: a line of one point");
    assert!(
        line.lines().all(|side| side.start != side.end),
        "{id}: a point twice"
    );
}
