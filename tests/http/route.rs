//! `/api/v1/route`.

use serde_json::Value;
use truonggan::entry::http::RouteParameters;
use truonggan::entry::replies::RankWord;

use crate::app::{App, bad_fields};
use crate::town::at;

fn query(east: f64, north: f64, campus: &str) -> String {
    let home = at(east, north);
    format!(
        "/api/v1/route?lon={}&lat={}&campus={campus}&profile=walk",
        home.lon, home.lat
    )
}

fn legs(body: &Value) -> &Vec<Value> {
    body["legs"].as_array().unwrap()
}

fn sum(body: &Value, field: &str) -> f64 {
    legs(body).iter().map(|leg| leg[field].as_f64().unwrap()).sum()
}

#[tokio::test]
async fn the_legs_add_up_to_the_whole() {
    let app = App::with_town();
    for (east, north, campus) in [
        (300., 40., "B"),
        (300., 0., "A"),
        (3200., 20., "D2"),
        (1000., 0., "C"),
    ] {
        let body = app.get(&query(east, north, campus)).await.json();
        assert!(
            (sum(&body, "metres") - body["metres"].as_f64().unwrap()).abs() < 0.005,
            "{body}"
        );
        assert_eq!(
            sum(&body, "seconds") as u64,
            body["seconds"].as_u64().unwrap(),
            "{body}"
        );
        assert_eq!(body["campus"]["campus_id"], campus);
        let places = body["geometry"]["coordinates"].as_array().unwrap();
        assert!(places.len() >= 2);
        assert_eq!(body["geometry"]["type"], "LineString");
        let home = at(east, north);
        assert!((places[0][0].as_f64().unwrap() - home.lon).abs() < 1e-6);
        assert!((places[0][1].as_f64().unwrap() - home.lat).abs() < 1e-6);
    }
}

#[tokio::test]
async fn a_route_is_as_long_as_the_nearest_answer_says() {
    let app = App::with_town();
    let home = at(300., 40.);
    let nearest = app
        .get(&format!(
            "/api/v1/schools/nearest?lon={}&lat={}&profile=walk&level=primary&k=10",
            home.lon, home.lat
        ))
        .await
        .json();
    for result in nearest["results"].as_array().unwrap() {
        let campus = result["campus_id"].as_str().unwrap();
        let route = app.get(&query(300., 40., campus)).await.json();
        for field in ["metres", "access_metres", "seconds", "crossings"] {
            assert_eq!(route[field], result[field], "{field} of {campus}");
        }
    }
}

#[tokio::test]
async fn a_ferry_is_waited_for_and_sailed() {
    let app = App::with_town();
    let body = app.get(&query(1000., 0., "C")).await.json();
    assert_eq!(body["crossings"], 1);
    let kinds: Vec<&str> = legs(&body)
        .iter()
        .map(|leg| leg["kind"].as_str().unwrap())
        .collect();
    let wait = kinds.iter().position(|kind| *kind == "wait").unwrap();
    assert_eq!(kinds[wait + 1], "sail", "{kinds:?}");
    assert_eq!(legs(&body)[wait]["metres"], 0.0);
    assert_eq!(legs(&body)[wait + 1]["name"], "Phà Bình Khánh");
}

#[tokio::test]
async fn a_get_and_a_post_answer_alike_and_are_kept_by_no_cache() {
    let app = App::with_town();
    let home = at(300., 0.);
    let got = app.get(&query(300., 0., "B")).await;
    let question = RouteParameters {
        lon: home.lon,
        lat: home.lat,
        campus: "B".to_owned(),
        profile: "walk".to_owned(),
        rank: RankWord::Metres,
        day: String::new(),
        bell: "07:00".to_owned(),
    };
    let posted = app
        .post("/api/v1/route", &serde_json::to_value(question).unwrap())
        .await;
    assert_eq!(got.json(), posted.json());
    assert_eq!(got.header("cache-control"), "no-store");
    assert_eq!(posted.header("cache-control"), "no-store");
}

#[tokio::test]
async fn an_unknown_campus_is_not_found_and_a_missing_one_is_named() {
    let app = App::with_town();
    let unknown = app.get(&query(300., 0., "Z")).await;
    unknown.problem(404, "unknown_campus");
    assert_eq!(unknown.header("cache-control"), "no-store");
    let problem = app
        .get("/api/v1/route?lon=106.8")
        .await
        .problem(400, "invalid_parameter");
    assert_eq!(bad_fields(&problem), ["lat", "campus", "profile"]);
}

#[tokio::test]
async fn a_campus_that_roads_do_not_reach_is_unreachable() {
    App::with_town()
        .get(&query(200., 3000., "A"))
        .await
        .problem(422, "unreachable");
}
