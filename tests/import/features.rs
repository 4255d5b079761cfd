//! Layers in GeoJSON, one behaviour each.

use truonggan::adapters::import::read_layer;
use truonggan::base::progress::Silent;
use truonggan::domain::schools::Level;
use truonggan::snapshot::dataset::{Layer, StagedLayer, layer_hash};

use super::files::{Files, campuses, errors, network, places, read_text, told, units, water};
use super::pbf_writer::PbfWriter;

fn feature(kind: &str, coordinates: &str, properties: &str) -> String {
    format!(
        r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{{"type":"{kind}","coordinates":{coordinates}}}}}"#
    )
}

fn collection(features: &[String]) -> String {
    format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.join(",")
    )
}

const ROAD: &str = r#""highway":"residential""#;

#[test]
fn lines_meet_where_they_share_a_vertex_and_nowhere_else() {
    let file = collection(&[
        feature("LineString", "[[106.0,10.0],[106.1,10.0],[106.2,10.0]]", ROAD),
        feature(
            "LineString",
            "[[106.1,9.9],[106.10000000001,10.0],[106.1,10.1]]",
            ROAD,
        ),
        feature(
            "LineString",
            "[[106.05,9.9],[106.05,10.1]]",
            r#""route":"ferry","interval":"00:15","lanes":2,"bridge":true"#,
        ),
    ]);
    let (staged, diagnostics) = read_text(Layer::Network, "roads.geojson", file);
    let network = network(&staged);
    assert_eq!(network.ways.len(), 3, "{}", told(&diagnostics));
    let shared = |a: usize, b: usize| {
        network.ways[a]
            .points
            .iter()
            .any(|p| network.ways[b].points.contains(p))
    };
    let ferry = network
        .ways
        .iter()
        .position(|way| way.tags.is("route", "ferry"))
        .unwrap();
    let [one, other] = [(ferry + 1) % 3, (ferry + 2) % 3];
    assert!(shared(one, other) && !shared(one, ferry) && !shared(other, ferry));
    let tags = &network.ways[ferry].tags;
    assert!(tags.is("lanes", "2") && tags.is("bridge", "yes"));
}

#[test]
fn the_order_of_features_and_files_changes_nothing() {
    let files = Files::new();
    let parts = [
        feature("LineString", "[[106.0,10.0],[106.1,10.0]]", ROAD),
        feature(
            "LineString",
            "[[106.1,10.0],[106.2,10.0]]",
            r#""highway":"primary","id":7"#,
        ),
        feature(
            "LineString",
            "[[106.2,10.0],[106.3,10.0]]",
            r#""highway":"primary","id":7"#,
        ),
        feature(
            "MultiLineString",
            "[[[106.3,10.0],[106.4,10.0]],[[106.5,10.0],[106.6,10.0]]]",
            r#""highway":"path","id":9"#,
        ),
    ];
    let [a, b, c, d] = parts;
    let first = files.write("1.geojson", collection(&[a.clone(), b.clone()]));
    let second = files.write("2.geojson", collection(&[c.clone(), d.clone()]));
    let whole = files.write("3.geojson", collection(&[d, b, c, a]));
    let hash = |paths: &[std::path::PathBuf]| {
        let (staged, diagnostics) = read_layer(Layer::Network, paths, &Silent).unwrap();
        assert_eq!(diagnostics.count("network/way_renumbered"), 1);
        layer_hash(staged.layer(Layer::Network).unwrap())
    };
    let expected = hash(std::slice::from_ref(&whole));
    assert_eq!(hash(&[first.clone(), second.clone()]), expected);
    assert_eq!(hash(&[second, first]), expected);
}

#[test]
fn a_drawn_bridge_joins_the_streets_of_an_extract() {
    let files = Files::new();
    let extract = PbfWriter::new()
        .node(1, 106.0, 10.0, &[])
        .node(2, 106.1, 10.0, &[])
        .way(5, &[1, 2], &[("highway", "residential")])
        .finish();
    let extract = files.write("map.osm.pbf", extract);
    let bridge = collection(&[feature(
        "LineString",
        "[[106.1,10.0],[106.2,10.0]]",
        r#""highway":"primary","id":5"#,
    )]);
    let bridge = files.write("bridge.geojson", bridge);
    let (staged, diagnostics) = read_layer(Layer::Network, &[bridge, extract], &Silent).unwrap();
    let ways = &network(&staged).ways;
    assert_eq!(ways.len(), 2, "{}", told(&diagnostics));
    assert_eq!(diagnostics.count("network/way_renumbered"), 1);
    assert!(ways.iter().all(|way| way.points.contains(&2)), "{ways:?}");
}

#[test]
fn bad_features_are_told_with_their_number_and_the_others_are_read() {
    let file = collection(&[
        feature("LineString", "[[106.0,10.0],[106.1,10.0]]", ROAD),
        feature("LineString", "[[10.0,106.0],[10.1,106.0]]", ROAD),
        feature("Point", "[106.0,10.0]", ROAD),
        feature("LineString", "[[106.0,10.0],[106.0,10.0]]", ROAD),
        feature("LineString", "[[106.0,null],[106.0,10.0]]", ROAD),
        feature("LineString", "[[106.0],[106.0,10.0]]", ROAD),
        feature("LineString", "[[106.0,10.0],[106.1,10.0]]", r#""power":"line""#),
    ]);
    let (staged, diagnostics) = read_text(Layer::Network, "roads.geojson", file);
    assert_eq!(network(&staged).ways.len(), 1);
    let mut found = errors(&diagnostics);
    found.sort_by_key(|(_, row)| *row);
    assert_eq!(
        found,
        [
            ("coordinates/swapped", Some(2)),
            ("geometry/kind", Some(3)),
            ("network/line_too_short", Some(4)),
            ("geojson/feature", Some(5)),
            ("coordinates/not_a_number", Some(6)),
        ],
        "{}",
        told(&diagnostics)
    );
    assert_eq!(diagnostics.count("network/not_a_way"), 1);
}

#[test]
fn what_is_no_geojson_or_in_an_unknown_system_is_refused() {
    let check = |content: &str, expect: &str| {
        let (_, diagnostics) = read_text(Layer::Network, "roads.geojson", content);
        assert_eq!(errors(&diagnostics), [(expect, None)], "{}", told(&diagnostics));
    };
    check("not json", "geojson/syntax");
    check(r#"{"type":"Topology"}"#, "geojson/not_features");
    check("[1]", "geojson/not_features");
    check(
        r#"{"type":"FeatureCollection","features":[]}"#,
        "import/nothing_found",
    );
    check(
        r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::99999"}},"features":[]}"#,
        "crs/unknown",
    );
}

#[test]
fn a_lone_feature_and_a_byte_order_mark_are_read() {
    let lone = format!(
        "\u{FEFF}{}",
        feature("LineString", "[[106.0,10.0],[106.1,10.0]]", ROAD)
    );
    let (staged, _) = read_text(Layer::Network, "road.json", lone);
    assert_eq!(network(&staged).ways.len(), 1);
}

#[test]
fn schools_are_points_or_areas_with_our_names_or_those_of_openstreetmap() {
    let file = collection(&[
        feature(
            "Point",
            "[106.0,10.0]",
            r#""campus_id":"A","name":"Tiểu học A","level":"primary","capacity":35"#,
        ),
        feature(
            "Polygon",
            "[[[106.0,10.0],[106.1,10.0],[106.1,10.1],[106.0,10.1],[106.0,10.0]]]",
            r#""@id":"way/3","amenity":"kindergarten","name":"Hoa Mai""#,
        ),
    ]);
    let (staged, diagnostics) = read_text(Layer::Schools, "schools.geojson", file);
    let [a, b] = campuses(&staged) else {
        panic!("{}", told(&diagnostics));
    };
    assert_eq!(
        (a.levels.as_slice(), a.seats.map(|s| s.count)),
        ([Level::Primary].as_slice(), Some(35))
    );
    assert_eq!(
        (b.campus_id.as_str(), b.levels.as_slice()),
        ("way/3", [Level::Preschool].as_slice())
    );
    assert!((106.0..106.1).contains(&b.at.lon));
}

#[test]
fn water_has_areas_and_lines() {
    let ring = "[[[106.0,10.0],[106.1,10.0],[106.1,10.1],[106.0,10.1],[106.0,10.0]]]";
    let file = collection(&[
        feature(
            "Polygon",
            ring,
            r#""natural":"water","water":"river","name":"Sông A""#,
        ),
        feature("Polygon", ring, r#""kind":"sea""#),
        feature(
            "LineString",
            "[[106.0,10.0],[106.1,10.0]]",
            r#""waterway":"canal","tunnel":"culvert""#,
        ),
        feature("LineString", "[[106.0,10.0],[106.1,10.0]]", r#""name":"?""#),
    ]);
    let (staged, diagnostics) = read_text(Layer::Water, "water.geojson", file);
    let water = water(&staged);
    assert_eq!(
        water.areas.iter().map(|a| a.kind.as_str()).collect::<Vec<_>>(),
        ["river", "sea"]
    );
    assert_ne!(water.areas[0].id, water.areas[1].id);
    assert!(water.lines.len() == 1 && water.lines[0].underground);
    assert_eq!(errors(&diagnostics), [("water/kind_missing", Some(4))]);
}

#[test]
fn units_and_places_need_their_names() {
    let ring = "[[[106.0,10.0],[106.1,10.0],[106.1,10.1],[106.0,10.1],[106.0,10.0]]]";
    let bow_tie = "[[[106.0,10.0],[106.1,10.1],[106.1,10.0],[106.0,10.1],[106.0,10.0]]]";
    let file = collection(&[
        feature(
            "Polygon",
            ring,
            r#""code":"27676","name":"Xã A","kind":"commune""#,
        ),
        feature("Polygon", ring, r#""code":"2""#),
        feature("Polygon", bow_tie, r#""code":3,"name":"Xã B""#),
        feature("Polygon", "[]", r#""code":4,"name":"Xã C""#),
    ]);
    let (staged, diagnostics) = read_text(Layer::Units, "units.geojson", file);
    let codes: Vec<&str> = units(&staged).iter().map(|unit| unit.code.as_str()).collect();
    assert_eq!(codes, ["27676", "3"]);
    assert_eq!(
        errors(&diagnostics),
        [("geometry/empty_area", Some(4)), ("units/field_missing", Some(2))]
    );
    assert_eq!(diagnostics.count("geometry/invalid_area"), 1);

    let file = collection(&[
        feature(
            "Point",
            "[106.0,10.0]",
            r#""name":"Bến A","kind":"wharf","rank":5"#,
        ),
        feature("Point", "[106.0,10.0]", r#""name":"B","rank":"x""#),
        feature("Point", "[106.0,10.0]", r#""kind":"hamlet""#),
    ]);
    let (staged, diagnostics) = read_text(Layer::Places, "places.geojson", file);
    assert_eq!(places(&staged).len(), 1);
    assert_eq!(
        errors(&diagnostics),
        [("places/field_missing", Some(3)), ("places/rank", Some(2))]
    );
    assert!(matches!(staged.layers[0], StagedLayer::Places(_)));
}
