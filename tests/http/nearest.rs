//! `/api/v1/schools/nearest`.

use serde_json::{Value, json};
use truonggan::entry::http::NearestParameters;
use truonggan::entry::replies::{DistinctWord, LevelWord, RankWord};

use crate::app::{App, check_shape};
use crate::town::at;

fn query(east: f64, north: f64, rest: &str) -> String {
    let home = at(east, north);
    format!("/api/v1/schools/nearest?lon={}&lat={}&{rest}", home.lon, home.lat)
}

fn campuses(body: &Value) -> Vec<&str> {
    body["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| result["campus_id"].as_str().unwrap())
        .collect()
}

#[track_caller]
fn assert_metres(value: &Value, expect: f64) {
    let metres = value.as_f64().unwrap();
    assert!((metres - expect).abs() <= 0.05, "{metres} instead of {expect}");
}

#[tokio::test]
async fn campuses_come_by_metres_along_the_roads() {
    let app = App::with_town();
    let body = app
        .get(&query(300., 0., "profile=walk&level=primary"))
        .await
        .json();
    assert_eq!(campuses(&body)[..2], ["A", "D2"]);
    let first = &body["results"][0];
    assert_metres(&first["metres"], 200.0);
    assert_metres(&first["straight_metres"], 200.0);
    assert_eq!(first["position"], 1);
    assert_eq!(first["crossings"], 0);
    // B is 700 m east and 800 m north by road.
    let b = &body["results"]
        .as_array()
        .unwrap()
        .iter()
        .find(|result| result["campus_id"] == "B")
        .unwrap();
    assert_metres(&b["metres"], 1500.0);
    assert_eq!(body["outcome"], Value::Null);
    assert_eq!(body["pin"]["confidence"], "high");
    assert_eq!(body["pin"]["road"], "Đường Rừng Sác");
}

#[tokio::test]
async fn the_leg_from_the_pin_is_counted_and_shown() {
    let app = App::with_town();
    let body = app
        .get(&query(300., 40., "profile=walk&level=primary&k=1"))
        .await
        .json();
    assert_metres(&body["pin"]["access_metres"], 40.0);
    assert_metres(&body["results"][0]["metres"], 240.0);
    assert_metres(&body["results"][0]["access_metres"], 40.0);
}

#[tokio::test]
async fn a_campus_over_the_river_is_a_ferry_away() {
    let app = App::with_town();
    let body = app
        .get(&query(3200., 0., "profile=walk&level=primary"))
        .await
        .json();
    assert_eq!(campuses(&body)[0], "C");
    assert_eq!(body["results"][0]["crossings"], 0);
    assert_eq!(body["results"][1]["campus_id"], "D1");
    assert_eq!(body["results"][1]["crossings"], 1);
    assert_metres(&body["results"][1]["metres"], 1300.0);
}

#[tokio::test]
async fn a_get_and_a_post_answer_alike_and_are_kept_by_no_cache() {
    let app = App::with_town();
    let home = at(300., 0.);
    let got = app
        .get(&query(
            300.,
            0.,
            "profile=walk&level=primary&k=3&rank=minutes&distinct=school&day=2026-11-25",
        ))
        .await;
    let question = NearestParameters {
        lon: home.lon,
        lat: home.lat,
        profile: "walk".to_owned(),
        level: LevelWord::Primary,
        k: 3,
        rank: RankWord::Minutes,
        distinct: DistinctWord::School,
        day: "2026-11-25".to_owned(),
        bell: "07:00".to_owned(),
    };
    let posted = app
        .post(
            "/api/v1/schools/nearest",
            &serde_json::to_value(question).unwrap(),
        )
        .await;
    assert_eq!(got.json(), posted.json());
    for reply in [&got, &posted] {
        assert_eq!(reply.header("cache-control"), "no-store");
        assert_eq!(reply.header("referrer-policy"), "no-referrer");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn a_school_is_counted_once_where_schools_are_asked_for() {
    let app = App::with_town();
    let body = app
        .get(&query(
            300.,
            0.,
            "profile=walk&level=primary&k=10&distinct=school",
        ))
        .await
        .json();
    let found = campuses(&body);
    assert!(found.contains(&"D2") && !found.contains(&"D1"), "{found:?}");
}

#[tokio::test]
async fn k_limits_the_results_and_is_five_where_not_given() {
    let app = App::with_town();
    let count = async |rest: &str| {
        let body = app.get(&query(300., 0., rest)).await.json();
        campuses(&body).len()
    };
    assert_eq!(count("profile=walk&level=primary").await, 5);
    assert_eq!(count("profile=walk&level=primary&k=2").await, 2);
    assert_eq!(count("profile=walk&level=lower_secondary&k=100").await, 2);
}

#[tokio::test]
async fn an_island_and_a_level_without_campuses_are_outcomes() {
    let app = App::with_town();
    let island = app
        .get(&query(200., 3000., "profile=walk&level=primary"))
        .await
        .json();
    assert_eq!(island["outcome"]["code"], "island");
    assert_eq!(island["results"], json!([]));
    assert!(island["outcome"]["vi"].as_str().unwrap().contains("trường"));
    let none = app
        .get(&query(300., 0., "profile=walk&level=upper_secondary"))
        .await
        .json();
    assert_eq!(none["outcome"]["code"], "no_campus");
}

#[tokio::test]
async fn the_answer_has_the_shape_of_the_contract() {
    let app = App::with_town();
    let body = app
        .get(&query(300., 0., "profile=walk&level=primary&k=2&day=2026-11-25"))
        .await
        .json();
    check_shape("http_nearest", body);
}
