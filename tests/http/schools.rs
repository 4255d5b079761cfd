//! `/api/v1/schools`.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::app::{App, bad_fields, check_shape};

fn ids(body: &Value) -> Vec<String> {
    body["schools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|school| school["school_id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_walk_over_the_pages_meets_each_school_once_in_the_order_of_names() {
    let app = App::with_town();
    for limit in 1..=6 {
        let mut met = Vec::new();
        let mut path = format!("/api/v1/schools?limit={limit}");
        loop {
            let body = app.get(&path).await.json();
            assert!(ids(&body).len() <= limit);
            met.extend(ids(&body));
            let Some(next) = body["next"].as_str() else { break };
            path = format!("/api/v1/schools?limit={limit}&after={next}");
        }
        // Bình Khánh, Đồng Hoà, Lý Nhơn, và THCS Thạnh An; then THCS Cần Thạnh: "thcs" is before "tieu".
        assert_eq!(met, ["sX", "sA", "sD", "sB", "sC"], "{limit}");
        assert_eq!(met.iter().collect::<BTreeSet<_>>().len(), met.len());
    }
}

#[tokio::test]
async fn schools_are_narrowed_by_level_commune_and_words_without_accents() {
    let app = App::with_town();
    let found = async |query: &str| ids(&app.get(&format!("/api/v1/schools?{query}")).await.json());
    assert_eq!(found("level=lower_secondary").await, ["sX", "sC"]);
    assert_eq!(found("commune=27667").await, ["sD", "sC"]);
    assert_eq!(found("q=dong%20hoa").await, ["sD"]);
    assert_eq!(found("q=HO%C3%80+%C4%90%E1%BB%93ng").await, ["sD"]);
    assert_eq!(found("q=rach+la").await, ["sD"]);
    assert_eq!(found("q=khong+co").await, Vec::<String>::new());
    assert_eq!(found("level=&commune=&q=&limit=&after=").await.len(), 5);
    assert_eq!(found("level=lower_secondary&commune=27667").await, ["sC"]);
}

#[tokio::test]
async fn a_school_has_its_campuses_the_main_one_first() {
    let app = App::with_town();
    check_shape("http_school", app.get("/api/v1/schools/sD").await.json());
    let body = app.get("/api/v1/schools/sA").await.json();
    let campus = &body["school"]["campuses"][0];
    assert_eq!(campus["capacity"]["seats"], 350);
    assert_eq!(campus["capacity"]["synthetic"], true);
    assert_eq!(campus["commune"]["code"], "27664");
    assert_eq!(
        app.get("/api/v1/schools/sB").await.json()["school"]["levels_guessed"],
        true
    );
}

#[tokio::test]
async fn an_unknown_school_is_not_found() {
    let app = App::with_town();
    app.get("/api/v1/schools/s%20Z")
        .await
        .problem(404, "unknown_school");
    app.get("/api/v1/schools/%FF")
        .await
        .problem(400, "invalid_parameter");
}

#[tokio::test]
async fn bad_filters_are_told_at_once() {
    let app = App::with_town();
    let problem = app
        .get("/api/v1/schools?level=middle&commune=0&limit=501&after=nowhere")
        .await
        .problem(400, "invalid_parameter");
    assert_eq!(bad_fields(&problem), ["level", "limit", "commune", "after"]);
    let long = "x".repeat(201);
    let problem = app
        .get(&format!("/api/v1/schools?q={long}&limit=0"))
        .await
        .problem(400, "invalid_parameter");
    assert_eq!(bad_fields(&problem), ["q", "limit"]);
}
