//! `isochrone` and `catchments`: GeoJSON from the store, from files and over HTTP the same.

use serde_json::Value;

use crate::demo::{self, Demo};
use crate::drawn;
use crate::program::Desk;
use crate::support::town::{Town, at};

/// A street of 3 km with a school at each end.
fn street(desk: &Desk) {
    let town = Town::new().street("Đường Dài", &[(0., 0.), (3000., 0.)]);
    drawn::network(desk, "roads.geojson", &town);
    drawn::schools(
        desk,
        "schools.csv",
        [("A-01", at(0., 0.)), ("B-02", at(3000., 0.))],
    );
}

const FILES: [&str; 4] = ["--network", "roads.geojson", "--schools", "schools.csv"];

fn features(reply: &Value) -> &Vec<Value> {
    assert_eq!(reply["type"], "FeatureCollection");
    reply["features"].as_array().unwrap()
}

/// Twice the area of a ring in degrees, positive against the clock; fails unless the ring is closed.
fn doubled_area(ring: &Value) -> f64 {
    let places: Vec<[f64; 2]> = serde_json::from_value(ring.clone()).unwrap();
    assert!(
        places.len() >= 4 && places.first() == places.last(),
        "a ring is closed"
    );
    places
        .windows(2)
        .map(|side| side[0][0] * side[1][1] - side[1][0] * side[0][1])
        .sum()
}

/// Checks RFC 7946: closed rings, outlines against the clock and holes with it; longitudes first.
fn check_rings(feature: &Value) {
    assert_eq!(feature["geometry"]["type"], "MultiPolygon");
    for polygon in feature["geometry"]["coordinates"].as_array().unwrap() {
        for (number, ring) in polygon.as_array().unwrap().iter().enumerate() {
            assert_eq!(doubled_area(ring) > 0.0, number == 0, "{ring}");
            assert!(ring[0][0].as_f64().unwrap() > 100.0, "longitude comes first");
        }
    }
}

#[test]
fn an_isochrone_is_nested_areas_that_grow_with_their_limits() {
    let desk = Desk::new();
    street(&desk);
    let asked = [
        "isochrone",
        "--campus",
        "A-01",
        "--profile",
        "walk",
        "--metres",
        "1000,500",
    ];
    let reply = desk.run(asked.iter().chain(&FILES)).json();
    let found = features(&reply);
    let limits: Vec<f64> = found
        .iter()
        .map(|f| f["properties"]["limit_metres"].as_f64().unwrap())
        .collect();
    assert_eq!(limits, [500., 1000.], "limits rise, however they are asked for");
    // Within r metres of the end of a street, door to gate: a half diamond of r², and beyond the end half a circle.
    for (feature, r) in found.iter().zip([500., 1000.]) {
        check_rings(feature);
        let size = feature["properties"]["square_metres"].as_f64().unwrap();
        let beyond = std::f64::consts::PI * r * r / 2.0;
        let expect = if r <= 500. {
            r * r + beyond
        } else {
            // No leg is longer than 500 m.
            2. * 500. * 500. + 500. * 500. + std::f64::consts::PI * 500. * 500. / 2.0
        };
        assert!((size / expect - 1.0).abs() < 0.01, "{size} instead of {expect}");
    }
    assert_eq!(reply["campus_id"], "A-01");
    assert_eq!(
        (&reply["profile"], &reply["rank"]),
        (&"walk".into(), &"metres".into())
    );
}

#[test]
fn the_reach_on_roads_is_cut_at_the_limits_and_tells_its_costs() {
    let desk = Desk::new();
    street(&desk);
    let asked = [
        "isochrone",
        "--campus",
        "A-01",
        "--profile",
        "walk",
        "--metres",
        "500,1000",
        "--pieces",
    ];
    let reply = desk.run(asked.iter().chain(&FILES)).json();
    let found = features(&reply);
    assert_eq!(found.len(), 2);
    let piece = |limit: f64| {
        let of_limit = |feature: &&Value| feature["properties"]["limit_metres"] == limit;
        &found.iter().find(of_limit).unwrap()["properties"]
    };
    for limit in [500., 1000.] {
        let properties = piece(limit);
        assert_eq!(
            (&properties["kind"], &properties["road"]),
            (&"road".into(), &"Đường Dài".into())
        );
        assert_eq!(properties["metres"], 500.0);
        assert_eq!(properties["farthest"]["metres"], limit);
        assert_eq!(properties["nearest"]["metres"], limit - 500.0);
    }
    assert_eq!(found[0]["geometry"]["type"], "LineString");
}

#[test]
fn minutes_are_reached_by_the_pace_of_the_profile() {
    let desk = Desk::new();
    street(&desk);
    let asked = [
        "isochrone",
        "--campus",
        "A-01",
        "--profile",
        "walk",
        "--minutes",
        "10",
        "--pieces",
    ];
    let reply = desk.run(asked.iter().chain(&FILES)).json();
    let properties = &features(&reply)[0]["properties"];
    assert_eq!(
        (&properties["limit_minutes"], &properties["limit_metres"]),
        (&10.0.into(), &Value::Null)
    );
    assert_eq!(properties["farthest"]["seconds"], 600);
    assert_eq!(reply["rank"], "minutes");
}

#[test]
fn service_areas_divide_a_boundary_in_a_file() {
    let desk = Desk::new();
    street(&desk);
    let corners = [
        (500., -100.),
        (2500., -100.),
        (2500., 100.),
        (500., 100.),
        (500., -100.),
    ];
    let ring: Vec<[f64; 2]> = corners
        .iter()
        .map(|(x, y)| at(*x, *y))
        .map(|p| [p.lon, p.lat])
        .collect();
    let boundary = serde_json::json!({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}]});
    desk.file("boundary.geojson", boundary.to_string());
    let asked = [
        "catchments",
        "--level",
        "primary",
        "--profile",
        "walk",
        "--boundary",
        "boundary.geojson",
        "--out",
        "areas.geojson",
    ];
    assert_eq!(
        desk.run(asked.iter().chain(&FILES)).well(),
        "",
        "the result is in the file"
    );
    let reply: Value =
        serde_json::from_str(&std::fs::read_to_string(desk.path("areas.geojson")).unwrap()).unwrap();
    let found = features(&reply);
    let holders: Vec<&str> = found
        .iter()
        .map(|f| f["properties"]["campus_id"].as_str().unwrap())
        .collect();
    assert_eq!(holders, ["A-01", "B-02"]);
    for feature in found {
        check_rings(feature);
        let size = feature["properties"]["square_metres"].as_f64().unwrap();
        assert!((size / 200_000.0 - 1.0).abs() < 0.005, "{size}");
    }
    assert_eq!(reply["level"], "primary");
}

#[test]
fn service_areas_on_roads_meet_in_the_middle() {
    let desk = Desk::new();
    street(&desk);
    let asked = [
        "catchments",
        "--level",
        "primary",
        "--profile",
        "walk",
        "--pieces",
    ];
    let reply = desk.run(asked.iter().chain(&FILES)).json();
    let found = features(&reply);
    assert_eq!(found.len(), 2);
    let ends: Vec<&Value> = found
        .iter()
        .flat_map(|f| f["geometry"]["coordinates"].as_array().unwrap())
        .collect();
    assert_eq!(ends[1], ends[2], "both pieces end at the tie point");
    for feature in found {
        let metres = feature["properties"]["metres"].as_f64().unwrap();
        assert!((metres - 1500.0).abs() < 0.05, "{metres}");
    }
}

#[test]
fn the_store_answers_as_the_server_does() {
    let demo = Demo::shared();
    let campus = &demo::campuses("primary")[0];
    for (asked, query) in [
        (&["--metres", "500,1000"][..], "metres=500,1000"),
        (&["--minutes", "10", "--pieces"][..], "minutes=10&shape=roads"),
        (&[][..], ""),
    ] {
        let words = ["isochrone", "--campus", campus, "--profile", "walk"];
        let printed = demo.desk.run(words.iter().chain(asked)).json();
        let address = format!("/api/v1/isochrones/{campus}?profile=walk&{query}");
        let served = demo.server.get(&address).json();
        assert_eq!(printed, served, "{query}");
    }
}

#[test]
fn the_demonstration_is_divided_among_its_primary_schools_and_land_that_nobody_holds() {
    let demo = Demo::shared();
    let asked = ["catchments", "--level", "primary", "--profile", "walk"];
    let reply = demo.desk.run(asked).json();
    let held: Vec<&str> = features(&reply)
        .iter()
        .filter_map(|f| f["properties"]["campus_id"].as_str())
        .collect();
    let mut all = demo::campuses("primary");
    all.sort();
    assert_eq!(held, all);
    let reasons: Vec<&str> = features(&reply)
        .iter()
        .filter_map(|f| f["properties"]["reason"].as_str())
        .collect();
    assert!(reasons.contains(&"far_from_road"), "{reasons:?}");
}

#[test]
fn an_unknown_campus_is_refused_with_those_that_may_be_meant() {
    let desk = Desk::new();
    street(&desk);
    let ask = |campus: &str| {
        let asked = ["isochrone", "--campus", campus, "--profile", "walk"];
        desk.run(asked.iter().chain(&FILES)).failed(1)
    };
    let said = ask("A01");
    assert!(
        said.contains("there is no campus `A01`") && said.contains("A-01 (Trường A-01)"),
        "{said}"
    );
    let said = ask("truong");
    assert!(said.contains("A-01") && said.contains("B-02"), "{said}");
    let said = ask("zzzzzzzz");
    assert!(said.contains("codes stand in the file of schools"), "{said}");
}

#[test]
fn bad_arguments_are_usage_and_bad_boundaries_are_told() {
    let desk = Desk::new();
    street(&desk);
    for words in [
        &[
            "isochrone",
            "--campus",
            "A-01",
            "--profile",
            "walk",
            "--metres",
            "0",
        ][..],
        &[
            "isochrone",
            "--campus",
            "A-01",
            "--profile",
            "walk",
            "--metres",
            "500",
            "--minutes",
            "5",
        ],
        &["isochrone", "--campus", "A-01", "--profile", "fly"],
        &[
            "catchments",
            "--level",
            "primary",
            "--profile",
            "walk",
            "--cell",
            "1",
        ],
        &[
            "catchments",
            "--level",
            "primary",
            "--profile",
            "walk",
            "--pieces",
            "--commune",
            "1",
        ],
    ] {
        desk.run(words.iter().chain(&FILES)).failed(2);
    }
    let divide = ["catchments", "--level", "primary", "--profile", "walk"];
    desk.file("line.geojson", r#"{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[106.8,10.5],[106.9,10.5]]}}"#);
    let said = desk
        .run(divide.iter().chain(&["--boundary", "line.geojson"]).chain(&FILES))
        .failed(1);
    assert!(
        said.contains("line.geojson") && said.contains("a Polygon or MultiPolygon"),
        "{said}"
    );
    let said = desk
        .run(divide.iter().chain(&["--commune", "27664"]).chain(&FILES))
        .failed(1);
    assert!(said.contains("there is no unit `27664`"), "{said}");
}
