//! All routes, their description as OpenAPI 3.1, and the layers around them.

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use super::problem::Problem;
use super::world::AppState;
use super::{
    catchments, dataset, exchange, health, isochrones, nearest, page, problem, route, schools, tiles,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Trường Gần",
        description = "The near school: nearest campuses by real roads and water, routes, schools and map tiles. Coordinates are WGS 84, longitude first. Every error is `application/problem+json` with a stable `code` and a sentence in English and Vietnamese. Every answer names its dataset.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    tags(
        (name = "schools", description = "Schools, and the nearest ones"),
        (name = "route", description = "The way to a campus"),
        (name = "areas", description = "Reach and service areas"),
        (name = "dataset", description = "What is loaded"),
        (name = "tiles", description = "The map"),
        (name = "health", description = "For those who run the service"),
    )
)]
struct Description;

fn described_routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Description::openapi())
        .merge(dataset::routes())
        .merge(nearest::routes())
        .merge(schools::routes())
        .merge(route::routes())
        .merge(isochrones::routes())
        .merge(catchments::routes())
        .merge(tiles::routes())
        .merge(health::routes())
}

/// The description of the interface, as served at `/api/v1/openapi.json`.
pub fn openapi() -> String {
    described_routes()
        .into_openapi()
        .to_pretty_json()
        .expect("a description of plain maps and texts has a JSON form")
}

/// The whole interface over a state; a request that takes longer than `timeout` is answered with a problem.
pub fn router(state: AppState, timeout: Duration) -> Router {
    let (routes, description) = described_routes().split_for_parts();
    let description: &'static str = description
        .to_pretty_json()
        .expect("a description of plain maps and texts has a JSON form")
        .leak();
    let json = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    let routes = routes
        .route(
            "/api/v1/openapi.json",
            get(move || async move { (json, description) }),
        )
        .route("/problems/{code}", get(problem::explain))
        .route("/robots.txt", get(page::robots))
        .fallback(page::fallback)
        .with_state(state);
    surround(routes, timeout)
}

/// The layers around every route, the outermost first.
fn surround(routes: Router, timeout: Duration) -> Router {
    routes.layer(
        ServiceBuilder::new()
            .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
            .layer(axum::middleware::from_fn(exchange::exchange))
            .layer(CatchPanicLayer::custom(after_panic))
            .layer(TimeoutLayer::with_status_code(
                StatusCode::GATEWAY_TIMEOUT,
                timeout,
            )),
    )
}

/// The panic's own text was printed by the panic hook; it does not leave the house.
fn after_panic(_panic: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    Problem::internal().into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use tower::ServiceExt as _;

    use super::*;

    async fn never() {
        std::future::pending::<()>().await;
    }

    async fn broken() {
        panic!("the home is at 106.7875");
    }

    async fn ask(path: &str) -> (StatusCode, serde_json::Value) {
        let routes = Router::new()
            .route("/never", get(never))
            .route("/broken", get(broken));
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = surround(routes, Duration::from_millis(20))
            .oneshot(request)
            .await
            .unwrap();
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, serde_json::from_slice(&body).unwrap())
    }

    #[tokio::test]
    async fn an_answer_that_takes_too_long_is_a_timeout() {
        let (status, body) = ask("/never").await;
        assert_eq!(
            (status, &body["code"]),
            (StatusCode::GATEWAY_TIMEOUT, &"timeout".into())
        );
    }

    #[tokio::test]
    async fn a_panic_is_an_internal_problem_that_tells_nothing_of_itself() {
        let (status, body) = ask("/broken").await;
        assert_eq!(
            (status, &body["code"]),
            (StatusCode::INTERNAL_SERVER_ERROR, &"internal".into())
        );
        assert!(!body.to_string().contains("106.7875"));
    }
}
