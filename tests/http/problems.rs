//! Every problem, its code, and what it tells.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};

use crate::app::{App, bad_fields, check_shape};
use crate::town::at;

const NEAREST: &str = "/api/v1/schools/nearest";

async fn ask(query: &str) -> crate::app::Reply {
    App::with_town().get(&format!("{NEAREST}?{query}")).await
}

fn body_with(changes: &Value) -> Value {
    let home = at(300., 0.);
    let mut body = json!({"lon": home.lon, "lat": home.lat, "profile": "walk", "level": "primary"});
    for (key, value) in changes.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

#[tokio::test]
async fn all_bad_fields_are_told_at_once_in_two_languages() {
    let problem = ask("lon=106,78&lat=north&profile=horse&level=college&k=0&rank=cost&distinct=all")
        .await
        .problem(400, "invalid_parameter");
    assert_eq!(
        bad_fields(&problem),
        ["lon", "lat", "profile", "level", "k", "rank", "distinct"]
    );
    check_shape("http_invalid_parameter", problem);
}

#[tokio::test]
async fn missing_fields_are_named_with_an_example() {
    let problem = ask("").await.problem(400, "invalid_parameter");
    assert_eq!(bad_fields(&problem), ["lon", "lat", "profile", "level"]);
    assert!(problem["detail"].as_str().unwrap().contains("106.7875"));
}

#[tokio::test]
async fn numbers_that_are_none_are_refused() {
    for word in [
        "NaN", "inf", "-inf", "infinity", "1e999", "106.78E", "0x10", "106.78.1",
    ] {
        let problem = ask(&format!("lon={word}&lat=10.6&profile=walk&level=primary"))
            .await
            .problem(400, "invalid_parameter");
        assert_eq!(bad_fields(&problem), ["lon"], "{word}");
    }
    for k in ["1.5", "-1", "101", "five", "99999999999"] {
        let problem = ask(&format!("lon=106.8&lat=10.6&profile=walk&level=primary&k={k}"))
            .await
            .problem(400, "invalid_parameter");
        assert_eq!(bad_fields(&problem), ["k"], "{k}");
    }
}

#[tokio::test]
async fn a_decimal_comma_is_recognised() {
    let problem = ask("lon=106,7875&lat=10.6&profile=walk&level=primary")
        .await
        .problem(400, "invalid_parameter");
    assert!(
        problem["fields"][0]["problem"]
            .as_str()
            .unwrap()
            .contains("point")
    );
    assert!(
        problem["fields"][0]["problem_vi"]
            .as_str()
            .unwrap()
            .contains("dấu chấm")
    );
}

#[tokio::test]
async fn a_repeated_key_is_refused_in_a_query_and_in_a_body() {
    let problem = ask("lon=106.8&lon=106.9&lat=10.6&profile=walk&level=primary")
        .await
        .problem(400, "invalid_parameter");
    assert_eq!(bad_fields(&problem), ["lon"]);
    let twice = r#"{"lon":106.8,"lon":106.8,"lat":10.6,"profile":"walk","level":"primary"}"#;
    let problem = App::with_town()
        .post_text(NEAREST, "application/json", twice)
        .await
        .problem(400, "invalid_parameter");
    assert_eq!(bad_fields(&problem), ["lon"]);
}

#[tokio::test]
async fn an_unknown_key_is_refused_in_a_body_and_left_alone_in_a_query() {
    let app = App::with_town();
    let problem = app
        .post(NEAREST, &body_with(&json!({"kk": 3})))
        .await
        .problem(400, "invalid_parameter");
    assert_eq!(bad_fields(&problem), ["kk"]);
    let home = at(300., 0.);
    ask(&format!(
        "lon={}&lat={}&profile=walk&level=primary&utm_source=zalo",
        home.lon, home.lat
    ))
    .await
    .json();
}

#[tokio::test]
async fn values_of_a_wrong_kind_are_refused_in_a_body() {
    let app = App::with_town();
    let changes = json!({"lon": [106.8], "lat": true, "k": 2.5, "level": 1, "rank": {}, "profile": null});
    let problem = app
        .post(NEAREST, &body_with(&changes))
        .await
        .problem(400, "invalid_parameter");
    assert_eq!(
        bad_fields(&problem),
        ["lon", "lat", "profile", "level", "k", "rank"]
    );
}

#[tokio::test]
async fn a_body_that_is_not_json_is_refused_without_being_repeated() {
    let app = App::with_town();
    for body in [
        "",
        "{",
        "[1,2]",
        "null",
        r#"{"lon": NaN}"#,
        r#"{"lon": 106.7875 "lat"}"#,
    ] {
        let problem = app
            .post_text(NEAREST, "application/json", body)
            .await
            .problem(400, "invalid_parameter");
        assert_eq!(bad_fields(&problem), ["body"], "{body}");
        assert!(!problem.to_string().contains("106.7875"));
    }
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonx",
    ] {
        app.post_text(NEAREST, content_type, "{}")
            .await
            .problem(415, "unsupported_media_type");
    }
    app.post_text(
        NEAREST,
        "Application/JSON; charset=utf-8",
        body_with(&json!({})).to_string(),
    )
    .await
    .json();
}

#[tokio::test]
async fn a_large_body_is_refused() {
    let app = App::with_town();
    let large = format!("{{\"lon\": \"{}\"}}", "1".repeat(70_000));
    app.post_text(NEAREST, "application/json", large)
        .await
        .problem(413, "body_too_large");
}

#[tokio::test]
async fn coordinates_off_the_earth_exchanged_or_far_off_are_told_apart() {
    let home = at(300., 0.);
    let problem = async |lon: f64, lat: f64, status: u16, code: &str| {
        let reply = ask(&format!("lon={lon}&lat={lat}&profile=walk&level=primary")).await;
        assert_eq!(reply.header("cache-control"), "no-store");
        reply.problem(status, code)
    };
    problem(200.0, 10.6, 400, "coordinates_out_of_range").await;
    problem(106.8, -91.0, 400, "coordinates_out_of_range").await;
    let swapped = problem(home.lat, home.lon, 400, "coordinates_swapped").await;
    assert!(swapped["detail"].as_str().unwrap().contains("exchanged"));
    problem(2.35, 48.86, 422, "outside_map").await;
    let far = at(1500., 1500.);
    let problem = problem(far.lon, far.lat, 422, "pin_far_from_road").await;
    assert!(problem["detail"].as_str().unwrap().contains(" m "), "{problem}");
}

#[tokio::test]
async fn coordinates_off_the_earth_are_told_together_with_other_bad_fields() {
    let problem = ask("lon=10.6&lat=106.8&profile=walk&level=x")
        .await
        .problem(400, "invalid_parameter");
    assert_eq!(bad_fields(&problem), ["level", "lat"]);
}

#[tokio::test]
async fn an_unknown_address_is_not_found() {
    let app = App::with_town();
    for path in [
        "/api",
        "/api/v1/school",
        "/api/v2/schools",
        "/tiles",
        "/tiles/roads/1/1",
        "/problems/none",
    ] {
        app.get(path).await.problem(404, "not_found");
    }
}

#[tokio::test]
async fn a_wrong_method_is_told_which_ones_are_taken() {
    let app = App::with_town();
    for (method, path, allow) in [
        (Method::DELETE, NEAREST, "GET,HEAD,POST"),
        (Method::POST, "/api/v1/schools", "GET,HEAD"),
        (Method::PUT, "/", "GET, HEAD"),
    ] {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .body(Body::empty())
            .unwrap();
        let reply = app.send(request).await;
        reply.problem(405, "method_not_allowed");
        assert_eq!(reply.header("allow"), allow);
    }
}

#[tokio::test]
async fn the_type_of_a_problem_leads_to_its_meaning() {
    let reply = App::empty().get("/problems/pin_far_from_road").await;
    assert_eq!(reply.status, 200);
    assert!(reply.text().contains("far from any road"));
}

#[tokio::test]
async fn a_plain_request_id_comes_back_and_an_odd_one_does_not() {
    let app = App::with_town();
    let reply = app.get_with("/healthz", &[("x-request-id", "desk-42")]).await;
    assert_eq!(reply.header("x-request-id"), "desk-42");
    let reply = app.get_with("/healthz", &[("x-request-id", "a b\tc")]).await;
    assert_eq!(reply.header("x-request-id").len(), 36);
    let reply = app.get_with("/api/none", &[("x-request-id", "desk-43")]).await;
    assert_eq!(reply.problem(404, "not_found")["request_id"], "desk-43");
}
