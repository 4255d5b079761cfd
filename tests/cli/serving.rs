//! `serve` over the demonstration, asked as pages and programs ask it.

use geo::Line;
use serde_json::{Value, json};

use crate::demo::{self, Demo};
use crate::ground::Ground;
use crate::program::Desk;
use crate::server::Server;

const ISLAND: (f64, f64) = (106.9765, 10.4715);

fn results(answer: &Value) -> &Vec<Value> {
    answer["results"].as_array().unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// Metres in whole centimetres, which are exact.
fn centimetres(metres: &Value) -> u64 {
    let centimetres = number(metres) * 100.0;
    assert!((centimetres - centimetres.round()).abs() < 1e-4, "{metres}");
    centimetres.round() as u64
}

#[test]
fn a_home_in_binh_khanh_gets_five_campuses_with_all_that_is_promised() {
    let demo = Demo::shared();
    let answer = demo
        .server
        .get("/api/v1/schools/nearest?lon=106.7875&lat=10.6422&profile=walk&level=primary&k=5");
    assert_eq!(answer.header("cache-control"), "no-store");
    let answer = answer.json();
    let known = demo::campuses("primary");
    let results = results(&answer);
    assert_eq!(results.len(), 5);
    for (at, found) in results.iter().enumerate() {
        assert_eq!(found["position"], at + 1);
        assert!(centimetres(&found["metres"]) > 0, "{found}");
        assert!(found["seconds"].as_u64().unwrap() > 0, "{found}");
        assert_eq!(found["crossings"], 0, "{found}");
        assert!(known.iter().any(|id| found["campus_id"] == **id), "{found}");
        assert!(!found["school_id"].as_str().unwrap().is_empty());
    }
    assert_eq!(results[0]["name"], "Trường Tiểu học Bình Phước");
    assert_eq!(answer["dataset"]["hash"].as_str().unwrap().len(), 64);
    assert_eq!(answer["dataset"]["synthetic"], true);
}

#[test]
fn a_home_on_the_island_reaches_every_other_campus_by_boat_only() {
    let demo = Demo::shared();
    let answer = demo.server.nearest(ISLAND, 100);
    let results = results(&answer);
    assert_eq!(results[0]["campus_id"], "CG-TH-THANH-AN-C1");
    assert_eq!(results[0]["crossings"], 0);
    for found in &results[1..] {
        assert!(found["crossings"].as_u64().unwrap() >= 1, "{found}");
    }
    let mut reached: Vec<&str> = results
        .iter()
        .map(|found| found["campus_id"].as_str().unwrap())
        .collect();
    reached.sort_unstable();
    let mut all = demo::campuses("primary");
    all.sort();
    assert_eq!(reached, all, "every primary campus is reached");
}

#[test]
fn every_home_reaches_a_campus_on_foot_and_no_way_is_shorter_than_the_crow_flies() {
    let demo = Demo::shared();
    let homes = demo::homes();
    assert!(homes.len() > 1_000);
    for home in homes {
        let answer = demo.server.nearest(home.at(), 5);
        assert_eq!(answer["pin"]["confidence"], "high", "{}", home.id);
        assert_eq!(answer["outcome"], Value::Null, "{}", home.id);
        let results = results(&answer);
        assert!(!results.is_empty(), "{}", home.id);
        for found in results {
            let (metres, straight) = (number(&found["metres"]), number(&found["straight_metres"]));
            assert!(metres >= straight - 1.0, "{}: {found}", home.id);
            assert!(
                found["access_metres"].as_f64().unwrap() <= metres,
                "{}: {found}",
                home.id
            );
        }
        assert!(
            results.is_sorted_by_key(|found| centimetres(&found["metres"])),
            "{}: the nearest stands first",
            home.id
        );
    }
}

#[test]
fn routes_are_as_long_as_the_list_says_and_stay_dry_but_on_bridges_and_boats() {
    let demo = Demo::shared();
    let ground = Ground::read();
    let (mut sailed, mut bridged) = (0, 0);
    for home in demo::homes().iter().step_by(36) {
        let answer = demo.server.nearest(home.at(), 100);
        let results = results(&answer);
        for found in [&results[0], &results[2], &results[results.len() - 1]] {
            let (lon, lat) = home.at();
            let question = json!({"lon": lon, "lat": lat, "profile": "walk", "campus": found["campus_id"]});
            let route = demo.server.post("/api/v1/route", &question).json();
            check_sums(&route, found);
            check_ends(&route, home.at(), found);
            let told = format!("{} to {}", home.id, found["campus_id"]);
            bridged += check_dry(&route, &ground, &told);
            sailed += check_boats(&route, found, &told);
        }
    }
    assert!(sailed > 10 && bridged > 10, "{sailed} boats, {bridged} bridges");
}

/// The route is as long as the list says, and its legs add up.
fn check_sums(route: &Value, found: &Value) {
    for sum in ["metres", "access_metres", "seconds", "crossings"] {
        assert_eq!(route[sum], found[sum], "{sum} of {found}");
    }
    let legs = route["legs"].as_array().unwrap();
    let metres: u64 = legs.iter().map(|leg| centimetres(&leg["metres"])).sum();
    assert_eq!(metres, centimetres(&route["metres"]));
    let access = legs.iter().filter(|leg| leg["kind"] == "access");
    let access: u64 = access.map(|leg| centimetres(&leg["metres"])).sum();
    assert_eq!(access, centimetres(&route["access_metres"]));
    let seconds: u64 = legs.iter().map(|leg| leg["seconds"].as_u64().unwrap()).sum();
    assert_eq!(seconds, route["seconds"]);
}

fn places(coordinates: &Value) -> Vec<(f64, f64)> {
    let places = coordinates.as_array().unwrap().iter();
    places
        .map(|place| (number(&place[0]), number(&place[1])))
        .collect()
}

/// The line begins at the pin, ends at the campus, and is the legs end to end.
fn check_ends(route: &Value, home: (f64, f64), found: &Value) {
    let line = places(&route["geometry"]["coordinates"]);
    assert_eq!(*line.first().unwrap(), home);
    let campus = (number(&found["lon"]), number(&found["lat"]));
    assert_eq!(*line.last().unwrap(), campus);
    let legs = route["legs"].as_array().unwrap();
    let mut whole: Vec<(f64, f64)> = legs.iter().flat_map(|leg| places(&leg["coordinates"])).collect();
    whole.dedup();
    assert_eq!(whole, line);
}

/// No leg but a boat is wet, and no road but on a bridge; how many bridges.
fn check_dry(route: &Value, ground: &Ground, told: &str) -> usize {
    let mut bridged = 0;
    for leg in route["legs"].as_array().unwrap() {
        for pair in places(&leg["coordinates"]).windows(2) {
            let piece = Line::new(pair[0], pair[1]);
            if leg["kind"] == "access" {
                assert!(
                    !ground.is_wet(piece) && !ground.crosses_a_creek(piece),
                    "{told}: {piece:?}"
                );
            } else if leg["kind"] == "road" && ground.is_wet(piece) {
                assert!(ground.is_on_a_bridge(piece), "{told}: {piece:?}");
                bridged += 1;
            }
        }
    }
    bridged
}

/// There is one wait before each boat, and as many boats as crossings.
fn check_boats(route: &Value, found: &Value, told: &str) -> usize {
    let kinds: Vec<&str> = route["legs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|leg| leg["kind"].as_str().unwrap())
        .collect();
    let boats = kinds.windows(2).filter(|pair| *pair == ["wait", "sail"]).count();
    let waits = kinds.iter().filter(|kind| **kind == "wait").count();
    assert_eq!((boats, waits), (waits, boats), "{told}: {kinds:?}");
    assert_eq!(found["crossings"], boats, "{told}: {kinds:?}");
    boats
}

#[test]
fn the_page_health_description_and_tiles_are_served() {
    let demo = Demo::shared();
    let page = demo.server.get("/");
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(
        page.text().contains("Trường Gần"),
        "the page or the plain one names itself"
    );
    assert_eq!(demo.server.get("/healthz").json()["status"], "ok");
    assert_eq!(demo.server.get("/readyz").status, 200);
    let openapi = demo.server.get("/api/v1/openapi.json").json();
    assert_eq!(openapi["openapi"].as_str().unwrap().get(..3), Some("3.1"));
    let layers = "water,waterways,communes,roads,ferries,schools,places";
    let about = demo.server.get(&format!("/tiles/{layers}.json")).json();
    assert_eq!(about["vector_layers"].as_array().unwrap().len(), 7);
    // The tile of zoom 10 around 106.85 degrees east and 10.6 degrees north.
    let address = format!("/tiles/{layers}/10/815/481");
    let tile = demo.server.get(&address);
    assert_eq!(tile.status, 200);
    assert_eq!(tile.header("content-type"), "application/vnd.mapbox-vector-tile");
    assert!(tile.body.len() > 1_000, "{} bytes", tile.body.len());
    let etag = tile.header("etag");
    assert!(!etag.is_empty());
    let again = demo.server.get_with(&address, &[("if-none-match", etag)]);
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(demo.server.get(&format!("/tiles/{layers}/10/0/0")).status, 204);
}

#[test]
fn bad_pins_get_a_problem_with_a_code() {
    let demo = Demo::shared();
    for (lon, lat, status, code) in [
        (10.6422, 106.7875, 400, "coordinates_swapped"),
        (206.7, 10.6, 400, "coordinates_out_of_range"),
        (105.8, 21.0, 422, "outside_map"),
        (106.9, 10.35, 422, "pin_far_from_road"),
    ] {
        let question = json!({"lon": lon, "lat": lat, "profile": "walk", "level": "primary"});
        let answer = demo.server.post("/api/v1/schools/nearest", &question);
        assert_eq!(answer.problem(status), code);
    }
}

#[test]
fn the_log_tells_of_no_home_and_the_stop_signal_ends_well() {
    let demo = Demo::new();
    let homes: Vec<_> = demo::homes().into_iter().step_by(50).collect();
    for home in &homes {
        demo.server.nearest(home.at(), 3);
        for address in [
            format!(
                "/api/v1/schools/nearest?lon={}&lat={}&profile=walk&level=primary",
                home.lon, home.lat
            ),
            // Bad ones are told of more readily.
            format!(
                "/api/v1/schools/nearest?lon={}&lat={}&profile=fly&level=x",
                home.lon, home.lat
            ),
            format!(
                "/api/v1/route?lon={}&lat={}&profile=walk&campus=none",
                home.lon, home.lat
            ),
            format!("/{}/{}", home.lon, home.lat),
            format!("/{},{}/on-foot", home.lon, home.lat),
            format!("/api/v1/schools/{},{}", home.lon, home.lat),
            format!("/tiles/roads/{}/{}/1", home.lon, home.lat),
        ] {
            demo.server.get(&address);
        }
    }
    let (status, log) = demo.server.stop();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(log.contains("stopping"), "{log}");
    assert!(
        log.matches("request answered").count() >= homes.len() * 8,
        "{log}"
    );
    for home in &homes {
        assert!(!log.contains(&home.lon) && !log.contains(&home.lat), "{log}");
    }
    assert!(!log.contains("ERROR") && !log.contains("panicked"), "{log}");
}

#[test]
fn a_server_over_an_empty_store_waits_for_the_first_import() {
    let desk = Desk::new();
    let server = Server::start(&desk, &[("TRUONGGAN_WATCH_S", "0.1")]);
    assert_eq!(server.get("/healthz").status, 200);
    for address in [
        "/readyz",
        "/api/v1/dataset",
        "/api/v1/schools",
        "/api/v1/schools/nearest?lon=106.7875&lat=10.6422&profile=walk&level=primary",
        "/tiles/roads/10/815/481",
    ] {
        assert_eq!(server.get(address).problem(503), "no_dataset", "{address}");
    }
    demo::import_into(&desk);
    // One line for each import that is seen; the last one brings the network.
    while results_of(&server).is_empty() {
        server.wait_for_log("now serving another dataset");
    }
    assert_eq!(server.get("/readyz").status, 200);
    let (status, log) = server.stop();
    assert_eq!(status.code(), Some(0), "{log}");
}

fn results_of(server: &Server) -> Vec<Value> {
    let question = json!({"lon": 106.7875, "lat": 10.6422, "profile": "walk", "level": "primary"});
    let answer = server.post("/api/v1/schools/nearest", &question);
    if answer.status == 200 {
        results(&answer.json()).clone()
    } else {
        Vec::new()
    }
}
