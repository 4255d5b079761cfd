//! The interface in process: a request in, a reply out.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use serde_json::Value;
use tower::ServiceExt as _;
use truonggan::entry::http::{AppState, router};

use crate::town;

/// The longest a request may take here.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The interface.
pub struct App {
    router: Router,
}

/// What came back.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl App {
    /// With the town loaded.
    pub fn with_town() -> Self {
        let state = AppState::default();
        state.publish(town::world());
        Self {
            router: router(state, TIMEOUT),
        }
    }

    /// Before any dataset is published.
    pub fn empty() -> Self {
        Self {
            router: router(AppState::default(), TIMEOUT),
        }
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Reply {
            status: parts.status,
            headers: parts.headers,
            body: to_bytes(body, usize::MAX).await.unwrap().to_vec(),
        }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.get_with(path, &[]).await
    }

    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request = Request::builder().uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.post_text(path, "application/json", body.to_string()).await
    }

    pub async fn post_text(&self, path: &str, content_type: &str, body: impl Into<Body>) -> Reply {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("content-type", content_type)
            .body(body.into())
            .unwrap();
        self.send(request).await
    }
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// The body of a good answer.
    pub fn json(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/json");
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The body of an error, after its form was checked.
    pub fn problem(&self, status: u16, code: &str) -> Value {
        let body: Value = serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}", self.text()));
        assert_eq!(self.status.as_u16(), status, "{body}");
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(body["code"], code, "{body}");
        assert_eq!(body["status"], status);
        assert_eq!(body["type"], format!("/problems/{code}"));
        assert_eq!(body["request_id"], self.header("x-request-id"));
        for sentence in ["title", "detail", "detail_vi"] {
            assert!(
                body[sentence].as_str().is_some_and(|text| !text.is_empty()),
                "{sentence}"
            );
        }
        body
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// The names of the bad fields of a problem.
pub fn bad_fields(problem: &Value) -> Vec<&str> {
    problem["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| field["field"].as_str().unwrap())
        .collect()
}

/// Compares a body that people read with `tests/snapshots/<name>.snap`, without its hash.
pub fn check_shape(name: &str, mut body: Value) {
    if let Some(hash) = body.pointer_mut("/dataset/hash") {
        assert_eq!(hash.as_str().map(str::len), Some(64));
        *hash = "[hash]".into();
    }
    if let Some(id) = body.get_mut("request_id") {
        *id = "[request id]".into();
    }
    insta::with_settings!({snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_json_snapshot!(name, body);
    });
}
