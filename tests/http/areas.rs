//! `/api/v1/isochrones/{campus}` and `/api/v1/catchments/at`.

use serde_json::{Value, json};
use truonggan::entry::http::{CatchmentAtParameters, IsochroneParameters, ShapeWord};
use truonggan::entry::replies::{LevelWord, RankWord};

use crate::app::{App, Reply, bad_fields, check_shape};
use crate::town::at;

fn geojson(reply: &Reply) -> Value {
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.header("content-type"), "application/geo+json");
    let body: Value = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(body["type"], "FeatureCollection");
    body
}

fn home(east: f64, north: f64, rest: &str) -> String {
    let home = at(east, north);
    format!("/api/v1/catchments/at?lon={}&lat={}&{rest}", home.lon, home.lat)
}

#[tokio::test]
async fn an_isochrone_has_an_area_for_each_limit_and_the_usual_ones_where_none_are_given() {
    let app = App::with_town();
    let body = geojson(&app.get("/api/v1/isochrones/A?profile=walk").await);
    let features = body["features"].as_array().unwrap();
    let limits: Vec<f64> = features
        .iter()
        .map(|f| f["properties"]["limit_metres"].as_f64().unwrap())
        .collect();
    assert_eq!(limits, [500., 1000., 2000., 4000.]);
    let sizes: Vec<f64> = features
        .iter()
        .map(|f| f["properties"]["square_metres"].as_f64().unwrap())
        .collect();
    assert!(sizes.is_sorted_by(|a, b| a < b) && sizes[0] > 0., "{sizes:?}");
    assert_eq!(
        (&body["campus_id"], &body["school_id"]),
        (&"A".into(), &"sA".into())
    );
    assert_eq!(body["dataset"]["hash"].as_str().map(str::len), Some(64));
}

#[tokio::test]
async fn roads_within_minutes_tell_their_limits_and_the_ferry_is_whole() {
    let app = App::with_town();
    let body = geojson(
        &app.get("/api/v1/isochrones/C?profile=walk&minutes=30,5&shape=roads")
            .await,
    );
    let features = body["features"].as_array().unwrap();
    let of = |kind: &str| {
        features
            .iter()
            .filter(|f| f["properties"]["kind"] == kind)
            .count()
    };
    assert!(of("road") >= 2);
    assert_eq!(of("ferry"), 1);
    let bridge = features.iter().find(|f| f["properties"]["way"] == 5).unwrap();
    assert_eq!(bridge["geometry"]["type"], "LineString");
    assert_eq!(body["rank"], "minutes");
}

#[tokio::test]
async fn a_get_and_a_post_of_an_isochrone_answer_alike_and_a_kept_one_is_not_sent_again() {
    let app = App::with_town();
    let path = "/api/v1/isochrones/D1";
    let got = app
        .get(&format!("{path}?profile=motorbike&metres=500,1500"))
        .await;
    let question = IsochroneParameters {
        profile: "motorbike".to_owned(),
        metres: vec![500., 1500.],
        minutes: Vec::new(),
        shape: ShapeWord::Areas,
    };
    let posted = app.post(path, &serde_json::to_value(question).unwrap()).await;
    assert_eq!(geojson(&got), geojson(&posted));
    assert!(got.header("cache-control").contains("max-age"));
    let etag = got.header("etag").to_owned();
    let again = app
        .get_with(
            &format!("{path}?profile=motorbike&metres=500,1500"),
            &[("if-none-match", &etag)],
        )
        .await;
    assert_eq!(again.status, 304);
    assert!(again.body.is_empty());
}

#[tokio::test]
async fn bad_fields_of_an_isochrone_are_named_and_unknown_campuses_are_404() {
    let app = App::with_town();
    let problem = |reply: Reply| reply.problem(400, "invalid_parameter");
    let bad = app.get("/api/v1/isochrones/A?metres=0,x&shape=circles").await;
    assert_eq!(bad_fields(&problem(bad)), ["profile", "metres", "shape"]);
    let both = app
        .get("/api/v1/isochrones/A?profile=walk&metres=500&minutes=5")
        .await;
    assert_eq!(bad_fields(&problem(both)), ["minutes"]);
    let many = app
        .get("/api/v1/isochrones/A?profile=walk&metres=1,2,3,4,5,6,7")
        .await;
    assert_eq!(bad_fields(&problem(many)), ["metres"]);
    let far = app
        .post(
            "/api/v1/isochrones/A",
            &json!({"profile": "walk", "metres": [1e9]}),
        )
        .await;
    assert_eq!(bad_fields(&problem(far)), ["metres"]);
    app.get("/api/v1/isochrones/Z?profile=walk")
        .await
        .problem(404, "unknown_campus");
    App::empty()
        .get("/api/v1/isochrones/A?profile=walk")
        .await
        .problem(503, "no_dataset");
}

#[tokio::test]
async fn a_home_lies_in_the_area_of_its_nearest_campus_and_is_told_the_second() {
    let app = App::with_town();
    let body = app.get(&home(200., 0., "level=primary")).await.json();
    assert_eq!(body["campus"]["campus_id"], "A");
    assert_eq!(body["second"]["campus_id"], "D2");
    let margin = body["margin"]["metres"].as_f64().unwrap();
    assert!((margin - 200.0).abs() < 0.05, "{margin}");
    assert_eq!(
        (&body["profile"], &body["rank"]),
        (&"walk".into(), &"metres".into())
    );
    assert_eq!((&body["zone"], &body["outcome"]), (&Value::Null, &Value::Null));
    check_shape("http_catchment_at", body);
}

#[tokio::test]
async fn a_get_and_a_post_about_a_home_answer_alike_and_are_kept_by_no_cache() {
    let app = App::with_town();
    let place = at(3200., 0.);
    let got = app
        .get(&home(
            3200.,
            0.,
            "level=lower_secondary&profile=motorbike&rank=minutes",
        ))
        .await;
    let question = CatchmentAtParameters {
        lon: place.lon,
        lat: place.lat,
        level: LevelWord::LowerSecondary,
        profile: "motorbike".to_owned(),
        rank: RankWord::Minutes,
    };
    let posted = app
        .post("/api/v1/catchments/at", &serde_json::to_value(question).unwrap())
        .await;
    assert_eq!(got.json(), posted.json());
    for reply in [&got, &posted] {
        assert_eq!(reply.header("cache-control"), "no-store");
    }
    let refused = app.get("/api/v1/catchments/at?lon=1").await;
    assert_eq!(
        refused.header("cache-control"),
        "no-store",
        "also where the question is refused"
    );
    assert_eq!(
        bad_fields(&refused.problem(400, "invalid_parameter")),
        ["lat", "level"]
    );
}

#[tokio::test]
async fn an_island_lies_in_no_area_and_a_pin_far_from_roads_is_refused() {
    let app = App::with_town();
    let body = app.get(&home(200., 3000., "level=primary")).await.json();
    assert_eq!(body["outcome"]["code"], "island");
    assert_eq!((&body["campus"], &body["margin"]), (&Value::Null, &Value::Null));
    app.get(&home(500., 2000., "level=primary"))
        .await
        .problem(422, "pin_far_from_road");
}
