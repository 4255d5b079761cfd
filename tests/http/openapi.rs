//! The description of the interface is the one that clients generate their types from, and it is true.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::app::App;
use crate::town::at;

/// With `BLESS=1` the file is written anew.
#[tokio::test]
async fn the_description_is_the_one_that_clients_know() {
    let served = App::empty().get("/api/v1/openapi.json").await;
    assert_eq!(served.json()["openapi"], "3.1.0");
    let served = format!("{}\n", served.text());
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/openapi.json");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&file, &served).unwrap();
    }
    let known = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        served == known,
        "the interface differs from tests/snapshots/openapi.json; if that is meant, run this test with BLESS=1 and generate the page's types"
    );
}

#[tokio::test]
async fn every_described_address_answers_and_every_reference_leads_somewhere() {
    let app = App::with_town();
    let description = app.get("/api/v1/openapi.json").await.json();
    let home = at(300., 0.);
    let place = format!("lon={}&lat={}", home.lon, home.lat);
    let paths = description["paths"].as_object().unwrap();
    assert_eq!(paths.len(), 11, "{:?}", paths.keys().collect::<Vec<_>>());
    for (path, operations) in paths {
        let address = match path.as_str() {
            "/api/v1/schools/{id}" => "/api/v1/schools/sA".to_owned(),
            "/api/v1/schools/nearest" => format!("{path}?{place}&profile=walk&level=primary"),
            "/api/v1/route" => format!("{path}?{place}&profile=walk&campus=A"),
            "/api/v1/isochrones/{campus}" => "/api/v1/isochrones/A?profile=walk".to_owned(),
            "/api/v1/catchments/at" => format!("{path}?{place}&level=primary"),
            "/tiles/{layers}/{z}/{x}/{y}" => "/tiles/roads/0/0/0".to_owned(),
            "/tiles/{document}" => "/tiles/roads.json".to_owned(),
            plain => plain.to_owned(),
        };
        let reply = app.get(&address).await;
        assert!(reply.status.is_success(), "{address}: {}", reply.text());
        let answers = &operations["get"]["responses"];
        assert!(
            answers.get(reply.status.as_str()).is_some(),
            "{address}: {answers}"
        );
        let operations = operations.as_object().unwrap().values();
        for answer in operations.flat_map(|operation| operation["responses"].as_object().unwrap().values()) {
            let text = answer["description"].as_str().unwrap_or_default();
            assert!(!text.is_empty(), "{path}: every answer is described");
        }
    }
    let schemas = &description["components"]["schemas"];
    for reference in references(&description) {
        let name = reference.strip_prefix("#/components/schemas/").unwrap();
        assert!(schemas.get(name).is_some(), "{reference}");
    }
}

fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(key, inner)| match (key.as_str(), inner) {
                ("$ref", Value::String(reference)) => vec![reference.clone()],
                _ => references(inner),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}
