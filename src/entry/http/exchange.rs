//! What happens around every request: its id, the one form of errors, the headers that protect people, and one line of
//! log without coordinates.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use uuid::Uuid;

use super::nearest::{NO_STORE, is_about_a_home};
use super::problem::render;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Surrounds every request.
pub(super) async fn exchange(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = request_id(request.headers());
    let method = request.method().clone();
    let about_a_home = is_about_a_home(request.uri().path());
    let path = logged_path(request.uri().path());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = render(next.run(request).await, &id);
    protect(response.headers_mut(), about_a_home);
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    tracing::info!(
        http.method = %method,
        http.path = logged_address(&path, route.as_ref().map(MatchedPath::as_str), response.status()),
        http.status = response.status().as_u16(),
        duration_ms = started.elapsed().as_micros() as f64 / 1e3,
        request.id = id,
        "request answered"
    );
    response
}

/// The caller's id where it is plain, else a new one.
fn request_id(headers: &HeaderMap) -> String {
    headers
        .get(REQUEST_ID)
        .and_then(|value| value.to_str().ok())
        .filter(|id| is_plain(id))
        .map_or_else(|| Uuid::now_v7().to_string(), str::to_owned)
}

/// Ids go into logs and headers, so only letters, digits and a few marks are taken over.
fn is_plain(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// What stands in an address that leads nowhere is anyone's guess, a home among it, so of such a one only the route
/// is told, and of the page's own addresses nothing.
fn logged_address<'a>(path: &'a str, route: Option<&'a str>, status: StatusCode) -> &'a str {
    match (route, status.is_client_error()) {
        (Some(route), true) => route,
        (Some(_), false) => path,
        (None, true) => "(unknown)",
        (None, false) => "(page)",
    }
}

/// A tile's column and row say where someone looks, and deep tiles nearly where a home is, so they are left out.
fn logged_path(path: &str) -> String {
    if !path.starts_with("/tiles/") {
        return path.to_owned();
    }
    path.split('/').take(4).collect::<Vec<_>>().join("/")
}

fn protect(headers: &mut HeaderMap, about_a_home: bool) {
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    if about_a_home {
        headers.insert(NO_STORE.0, HeaderValue::from_static(NO_STORE.1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_ids_are_taken_over() {
        assert!(is_plain("0191e7c2-ab_c.d"));
        for id in ["", "a b", "ü", "a\"b", &"x".repeat(65)] {
            assert!(!is_plain(id), "{id}");
        }
    }

    #[test]
    fn logs_do_not_say_where_someone_looks() {
        assert_eq!(
            logged_path("/tiles/roads,water/16/52233/30800"),
            "/tiles/roads,water/16"
        );
        assert_eq!(logged_path("/tiles/roads.json"), "/tiles/roads.json");
        assert_eq!(logged_path("/api/v1/route"), "/api/v1/route");
        let told = |path, route, status| logged_address(path, route, status).to_owned();
        let school = Some("/api/v1/schools/{id}");
        assert_eq!(
            told("/api/v1/schools/A", school, StatusCode::OK),
            "/api/v1/schools/A"
        );
        assert_eq!(
            told("/api/v1/schools/106.78,10.66", school, StatusCode::NOT_FOUND),
            "/api/v1/schools/{id}"
        );
        assert_eq!(told("/106.78,10.66", None, StatusCode::NOT_FOUND), "(unknown)");
        assert_eq!(told("/106.78,10.66/x", None, StatusCode::OK), "(page)");
    }
}
