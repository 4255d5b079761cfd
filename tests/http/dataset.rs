//! `/api/v1/dataset`, `/healthz`, `/readyz`.

use crate::app::{App, check_shape};

#[tokio::test]
async fn the_dataset_is_described_with_what_it_can_be_asked() {
    let body = App::with_town().get("/api/v1/dataset").await.json();
    assert_eq!(body["counts"]["schools"], 5);
    assert_eq!(body["counts"]["campuses"], 6);
    assert_eq!(body["counts"]["ferry_lines"], 1);
    // 1000 + 1000 + 1000 + 500 + 500 m of roads; the ferry is none.
    assert_eq!(body["counts"]["road_km"], 4.0);
    let profiles: Vec<&str> = body["profiles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|profile| profile["id"].as_str().unwrap())
        .collect();
    assert!(profiles.contains(&"walk") && !profiles.contains(&"osrm-foot"));
    assert_eq!(body["levels"][1]["id"], "primary");
    assert_eq!(body["levels"][1]["campuses"], 5);
    let bounds: Vec<f64> = body["bounds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|limit| limit.as_f64().unwrap())
        .collect();
    assert!(bounds[0] < bounds[2] && bounds[1] < bounds[3]);
}

#[tokio::test]
async fn a_process_lives_before_it_is_ready() {
    let empty = App::empty();
    assert_eq!(empty.get("/healthz").await.json()["status"], "ok");
    let waiting = empty.get("/readyz").await;
    waiting.problem(503, "no_dataset");
    assert_eq!(waiting.header("retry-after"), "10");
    let ready = App::with_town().get("/readyz").await.json();
    check_shape("http_readyz", ready);
}

#[tokio::test]
async fn every_question_before_a_dataset_is_published_says_so() {
    let empty = App::empty();
    for path in [
        "/api/v1/dataset",
        "/api/v1/schools",
        "/api/v1/schools/sA",
        "/api/v1/schools/nearest?lon=106.8&lat=10.6&profile=walk&level=primary",
        "/api/v1/route?lon=106.8&lat=10.6&profile=walk&campus=A",
        "/tiles/roads/10/815/481",
        "/tiles/roads.json",
    ] {
        empty.get(path).await.problem(503, "no_dataset");
    }
}
