//! `/tiles`: what a client decodes is where and what the dataset says.

use fast_mvt::{MvtGeometry, MvtLayer, MvtReaderRef, MvtTile, MvtValue};
use truonggan::base::geom::{LonLat, Ruler};
use truonggan::snapshot::tiles::{TileId, TileIndex, TileLayer, TileLayers};

use crate::app::{App, Reply, bad_fields};
use crate::town::{self, at};

const ALL: &str = "roads,water,waterways,ferries,communes,places,schools";

fn tile_at(east: f64, north: f64, zoom: u8) -> TileId {
    TileId::holding(at(east, north), zoom)
}

async fn fetch(layers: &str, id: TileId) -> Reply {
    App::with_town().get(&format!("/tiles/{layers}/{id}")).await
}

fn decode(reply: &Reply) -> MvtTile {
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.header("content-type"), "application/vnd.mapbox-vector-tile");
    MvtReaderRef::new(&reply.body).unwrap().to_tile().unwrap()
}

fn to_place(id: TileId, x: i32, y: i32) -> LonLat {
    let across = f64::from(1_u32 << id.z());
    let square_x = (f64::from(id.x()) + f64::from(x) / 4096.0) / across;
    let square_y = (f64::from(id.y()) + f64::from(y) / 4096.0) / across;
    let lat = (std::f64::consts::PI * (1.0 - 2.0 * square_y))
        .sinh()
        .atan()
        .to_degrees();
    LonLat::new(square_x * 360.0 - 180.0, lat)
}

fn text<'t>(properties: &'t [(String, MvtValue)], key: &str) -> Option<&'t str> {
    properties
        .iter()
        .find(|(name, _)| name == key)
        .map(|(_, value)| match value {
            MvtValue::String(text) => text.as_str(),
            _ => "not a text",
        })
}

#[tokio::test]
async fn a_tile_has_a_source_layer_for_each_name_that_has_features_there() {
    let tile = decode(&fetch(ALL, tile_at(1000., 500., 12)).await);
    let names: Vec<&str> = tile.layers.iter().map(MvtLayer::name).collect();
    assert_eq!(
        names,
        [
            "water",
            "waterways",
            "communes",
            "roads",
            "ferries",
            "schools",
            "places"
        ]
    );
    for layer in &tile.layers {
        assert_eq!(layer.extent.get(), 4096);
    }
    let one = decode(&fetch("schools", tile_at(1000., 500., 12)).await);
    assert_eq!(one.layers.len(), 1);
}

#[tokio::test]
async fn every_campus_is_in_exactly_one_tile_of_a_zoom_and_where_it_stands() {
    let app = App::with_town();
    let mut found = Vec::new();
    let corners = (tile_at(-100., 3500., 16), tile_at(3600., -100., 16));
    for x in corners.0.x()..=corners.1.x() {
        for y in corners.0.y()..=corners.1.y() {
            let id = TileId::new(16, x, y).unwrap();
            let reply = app.get(&format!("/tiles/schools/{id}")).await;
            if reply.status == 204 {
                continue;
            }
            for feature in &decode(&reply).layers[0].features {
                let MvtGeometry::Point(point) = &feature.geometry else {
                    panic!("a campus is a point");
                };
                let campus = text(&feature.properties, "campus_id").unwrap().to_owned();
                found.push((campus, to_place(id, point.x(), point.y())));
            }
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    let expected = [
        ("A", at(100., 0.)),
        ("B", at(1000., 800.)),
        ("C", at(3500., 0.)),
        ("D1", at(1900., 0.)),
        ("D2", at(500., 0.)),
        ("X", at(1000., 0.)),
    ];
    assert_eq!(found.len(), expected.len());
    for ((code, place), (expected_code, expected_place)) in found.iter().zip(expected) {
        assert_eq!(code, expected_code);
        // One unit at zoom 16 is 0.15 m.
        assert!(Ruler::between(*place, expected_place) < 0.3, "{code} {place:?}");
    }
}

#[tokio::test]
async fn features_carry_the_fields_of_the_contract() {
    let tile = decode(&fetch(ALL, tile_at(1000., 500., 12)).await);
    let layer = |name: &str| tile.layers.iter().find(|layer| layer.name() == name).unwrap();
    let has = |name: &str, key: &str, value: &str| {
        let features = &layer(name).features;
        assert!(
            features
                .iter()
                .any(|feature| text(&feature.properties, key) == Some(value)),
            "{name} {key} {value}"
        );
    };
    has("roads", "class", "primary");
    has("roads", "name", "Đường Rừng Sác");
    has("ferries", "name", "Phà Bình Khánh");
    has("water", "kind", "river");
    has("waterways", "kind", "canal");
    has("communes", "code", "27664");
    has("communes", "name", "Xã Thạnh An");
    has("schools", "school_id", "sD");
    has("schools", "name", "Trường Tiểu học Đồng Hoà – Điểm Rạch Lá");
    has("schools", "levels", "primary,lower_secondary");
    has("schools", "level", "primary");
    has("places", "kind", "forest");
}

#[tokio::test]
async fn roads_of_one_name_are_joined_and_bridges_are_marked_where_they_can_be_seen() {
    let tile = decode(&fetch("roads", tile_at(1000., 500., 12)).await);
    let sac: Vec<_> = tile.layers[0]
        .features
        .iter()
        .filter(|feature| text(&feature.properties, "name") == Some("Đường Rừng Sác"))
        .collect();
    assert_eq!(sac.len(), 1);
    let MvtGeometry::LineString(line) = &sac[0].geometry else {
        panic!("one line: {:?}", sac[0].geometry);
    };
    assert_eq!(line.0.len(), 2, "a straight road needs its two ends only");
    let deep = decode(&fetch("roads", tile_at(3300., 0., 16)).await);
    let bridges = deep.layers[0].features.iter().filter(|feature| {
        feature
            .properties
            .iter()
            .any(|(key, value)| key == "bridge" && *value == MvtValue::Bool(true))
    });
    assert_eq!(bridges.count(), 1);
}

#[tokio::test]
async fn lines_and_areas_end_at_the_buffer_of_a_tile() {
    // A deep tile in the middle of the river: the commune covers it whole.
    let id = tile_at(2500., 1000., 16);
    let tile = decode(&fetch("water,communes", id).await);
    for layer in &tile.layers {
        let MvtGeometry::Polygon(polygon) = &layer.features[0].geometry else {
            panic!("one polygon");
        };
        let (min, max) = polygon
            .exterior()
            .coords()
            .fold((i32::MAX, i32::MIN), |(min, max), at| {
                (min.min(at.x).min(at.y), max.max(at.x).max(at.y))
            });
        assert_eq!((min, max), (-64, 4160), "{}", layer.name());
        let twice_area: i64 = polygon
            .exterior()
            .lines()
            .map(|side| {
                i64::from(side.start.x) * i64::from(side.end.y)
                    - i64::from(side.end.x) * i64::from(side.start.y)
            })
            .sum();
        assert!(twice_area > 0, "an exterior ring turns clockwise on the screen");
    }
    let roads = decode(&fetch("roads", tile_at(1500., 0., 16)).await);
    for feature in &roads.layers[0].features {
        if let MvtGeometry::LineString(line) = &feature.geometry {
            assert!(line.coords().all(|at| (-64..=4160).contains(&at.x)));
        }
    }
}

#[tokio::test]
async fn small_roads_wait_for_their_zoom() {
    let classes = async |zoom: u8| {
        let reply = fetch("roads", tile_at(1000., 500., zoom)).await;
        if reply.status == 204 {
            return Vec::new();
        }
        let tile = decode(&reply);
        let mut classes: Vec<String> = tile.layers[0]
            .features
            .iter()
            .map(|feature| text(&feature.properties, "class").unwrap().to_owned())
            .collect();
        classes.sort();
        classes.dedup();
        classes
    };
    assert_eq!(classes(5).await, Vec::<String>::new());
    assert_eq!(classes(10).await, ["primary"]);
    assert_eq!(classes(13).await, ["minor", "primary"]);
}

#[tokio::test]
async fn an_empty_tile_has_no_content_and_can_be_cached() {
    let reply = App::with_town().get(&format!("/tiles/{ALL}/10/0/0")).await;
    assert_eq!(reply.status, 204);
    assert!(reply.body.is_empty());
    assert!(reply.header("cache-control").starts_with("public"));
    assert!(!reply.header("etag").is_empty());
}

#[tokio::test]
async fn a_client_that_has_the_tile_is_told_so() {
    let app = App::with_town();
    let path = format!("/tiles/roads/{}", tile_at(0., 0., 12));
    let first = app.get(&path).await;
    let etag = first.header("etag").to_owned();
    let again = app.get_with(&path, &[("if-none-match", &etag)]).await;
    assert_eq!(again.status, 304);
    assert!(again.body.is_empty());
    assert_eq!(again.header("etag"), etag);
    let other = app.get_with(&path, &[("if-none-match", "\"other\"")]).await;
    assert_eq!(other.status, 200);
    assert_eq!(other.body, first.body, "a tile kept in memory is the tile");
}

#[tokio::test]
async fn a_tile_is_sent_compressed_to_those_who_take_it() {
    let app = App::with_town();
    let path = format!("/tiles/{ALL}/{}", tile_at(0., 0., 12));
    let plain = app.get(&path).await;
    let packed = app.get_with(&path, &[("accept-encoding", "gzip, br")]).await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert_eq!(plain.header("content-encoding"), "");
    assert!(packed.header("vary").to_lowercase().contains("accept-encoding"));
    assert!(packed.body.len() < plain.body.len());
    assert_eq!(packed.body[..2], [0x1f, 0x8b]);
}

#[tokio::test]
async fn suffixes_are_optional() {
    let app = App::with_town();
    let id = tile_at(0., 0., 12);
    let bare = app.get(&format!("/tiles/roads/{id}")).await;
    for suffix in [".mvt", ".pbf"] {
        let reply = app.get(&format!("/tiles/roads/{id}{suffix}")).await;
        assert_eq!(reply.body, bare.body);
    }
    let many = app.get(&format!("/tiles/water,roads/{id}")).await;
    let swapped = app.get(&format!("/tiles/roads,water/{id}")).await;
    assert_eq!(many.body, swapped.body);
}

#[tokio::test]
async fn addresses_that_name_no_tile_say_why() {
    let app = App::with_town();
    for (path, field) in [
        ("/tiles/roads/23/0/0", "z"),
        ("/tiles/roads/2/4/0", "x/y"),
        ("/tiles/roads/2/0/4.mvt", "x/y"),
        ("/tiles/roads/2/a/0", "z/x/y"),
        ("/tiles/roads/2/-1/0", "z/x/y"),
        ("/tiles/roads/2/0/0.png", "z/x/y"),
    ] {
        let problem = app.get(path).await.problem(400, "invalid_parameter");
        assert_eq!(bad_fields(&problem), [field], "{path}");
    }
    for path in ["/tiles/rails/2/0/0", "/tiles/roads,/2/0/0", "/tiles/rails.json"] {
        let problem = app.get(path).await.problem(404, "not_found");
        assert!(
            problem["detail"].as_str().unwrap().contains("waterways"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_tile_json_names_tiles_layers_and_fields() {
    let app = App::with_town();
    let body = app
        .get_with(
            "/tiles/roads,schools.json",
            &[("host", "map.example:8080"), ("x-forwarded-proto", "https")],
        )
        .await
        .json();
    assert_eq!(body["tilejson"], "3.0.0");
    assert_eq!(
        body["tiles"][0],
        "https://map.example:8080/tiles/roads,schools/{z}/{x}/{y}"
    );
    assert_eq!(body["vector_layers"][0]["id"], "roads");
    assert!(body["vector_layers"][0]["fields"]["class"].is_string());
    assert_eq!(body["vector_layers"][1]["id"], "schools");
    assert_eq!(body["maxzoom"], 16);
    assert_eq!(body["attribution"], "© a test");
    assert_eq!(body["bounds"].as_array().unwrap().len(), 4);
    assert_eq!(body["center"].as_array().unwrap().len(), 3);
}

#[test]
fn the_same_dataset_gives_the_same_bytes() {
    let (one, other) = (
        TileIndex::build(&town::dataset()),
        TileIndex::build(&town::dataset()),
    );
    for zoom in 0..=22 {
        let id = tile_at(1000., 10., zoom);
        assert_eq!(one.tile(TileLayers::all(), id), other.tile(TileLayers::all(), id));
    }
    assert_eq!(one.count(TileLayer::Schools), 6);
}

#[test]
fn a_campus_is_there_at_every_zoom_of_its_layer() {
    let index = TileIndex::build(&town::dataset());
    for zoom in TileLayer::Schools.min_zoom()..=22 {
        let tile = index.tile(TileLayers::parse("schools").unwrap(), tile_at(1000., 800., zoom));
        let bytes = tile.unwrap();
        let reader = MvtReaderRef::new(&bytes).unwrap();
        let tile = reader.to_tile().unwrap();
        assert!(
            tile.layers[0]
                .features
                .iter()
                .any(|feature| text(&feature.properties, "campus_id") == Some("B")),
            "zoom {zoom}"
        );
    }
}
