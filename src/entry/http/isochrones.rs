//! `/api/v1/isochrones/{campus}`: from where a campus lies within so many metres or minutes.
//! An answer tells nothing about a home, so caches may keep it for as long as the dataset stands.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::area_cache::AreaKey;
use super::page::etag_matches;
use super::parameters::{BodyFields, Fields, QueryFields};
use super::problem::{Problem, ProblemBody};
use super::route::unknown_campus;
use super::world::{AppState, World, ask_aside};
use crate::base::progress::Silent;
use crate::base::units::{Centimetres, Deciseconds};
use crate::entry::replies::{Bilingual, ReachReply};
use crate::snapshot::query::{IsochroneRequest, Limits, USUAL_REACH_METRES, isochrone, reach};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_isochrone, post_isochrone))
}

/// What a reach is drawn as.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShapeWord {
    /// Areas, each inside the next.
    #[default]
    Areas,
    /// Pieces of road and ferries.
    Roads,
}

/// The fields of the question; a GET has the same ones in its query string, lists with commas.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IsochroneParameters {
    /// How children travel: an `id` of `profiles` in `/api/v1/dataset`.
    #[schema(example = "walk")]
    pub profile: String,
    /// Within how many metres, door to gate; 500, 1000, 2000 and 4000 where neither these nor minutes are given.
    #[schema(required = false, max_items = 6, example = json!([500, 1000]))]
    pub metres: Vec<f64>,
    /// Within how many minutes, by the fastest way.
    #[schema(required = false, max_items = 6, example = json!([]))]
    pub minutes: Vec<f64>,
    /// Drawn as what.
    #[schema(default = "areas", required = false)]
    pub shape: ShapeWord,
}

const FIELDS: [&str; 4] = ["profile", "metres", "minutes", "shape"];
const MOST_LIMITS: usize = 6;
const MOST_METRES: f64 = 20_000.0;
const MOST_MINUTES: f64 = 120.0;

/// From where a campus lies within so many metres or minutes
///
/// Areas count from the door, roads from the road; both end at the gate. Each area holds those of lesser limits.
#[utoipa::path(
    get, path = "/api/v1/isochrones/{campus}", tag = "areas",
    params(
        ("campus" = String, Path, description = "Code of the campus"),
        ("profile" = String, Query, description = "How children travel", example = "walk"),
        ("metres" = Option<String>, Query, description = "Up to six numbers with commas, at most 20000", example = "500,1000,2000,4000"),
        ("minutes" = Option<String>, Query, description = "Up to six numbers with commas, at most 120; not together with metres"),
        ("shape" = inline(Option<ShapeWord>), Query, description = "Drawn as what; areas where not given"),
    ),
    responses(
        (status = 200, description = "GeoJSON features by rising limit", body = ReachReply, content_type = "application/geo+json"),
        (status = 304, description = "The answer is the one that the client has"),
        (status = 400, description = "`invalid_parameter`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`unknown_campus`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "`no_dataset`", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn get_isochrone(
    State(state): State<AppState>,
    Path(campus): Path<String>,
    headers: HeaderMap,
    fields: QueryFields,
) -> Result<Response, Problem> {
    answer(&state, &campus, &headers, fields.into_fields()).await
}

/// From where a campus lies within so many metres or minutes, asked in the body
#[utoipa::path(
    post, path = "/api/v1/isochrones/{campus}", tag = "areas",
    params(("campus" = String, Path, description = "Code of the campus")),
    request_body = IsochroneParameters,
    responses(
        (status = 200, description = "GeoJSON features by rising limit", body = ReachReply, content_type = "application/geo+json"),
        (status = 400, description = "`invalid_parameter`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`unknown_campus`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "`body_too_large`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "`unsupported_media_type`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "`no_dataset`", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn post_isochrone(
    State(state): State<AppState>,
    Path(campus): Path<String>,
    fields: BodyFields,
) -> Result<Response, Problem> {
    answer(&state, &campus, &HeaderMap::new(), fields.into_fields(&FIELDS)).await
}

async fn answer(
    state: &AppState,
    campus: &str,
    headers: &HeaderMap,
    fields: Fields,
) -> Result<Response, Problem> {
    let world = state.world()?;
    let key = read(&world, campus, fields)?;
    let etag = etag(&world);
    if etag_matches(headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, caching(&etag)).into_response());
    }
    let reply = match world.area_cache.get(&key) {
        Some(kept) => kept,
        None => ask_aside(Arc::clone(&world), move |world| draw(world, key)).await??,
    };
    let mut headers = caching(&etag);
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/geo+json"),
    );
    Ok((headers, Body::from(reply)).into_response())
}

/// Draws what was asked for and keeps it.
fn draw(world: &World, key: AreaKey) -> Result<Bytes, Problem> {
    let (request, as_roads) = &key;
    let describer = world.describer();
    let reply = if *as_roads {
        describer.reach(request, &reach(&world.snapshot, request))
    } else {
        describer.isochrone(request, &isochrone(&world.snapshot, request, &Silent))
    };
    let bytes = serde_json::to_vec(&reply).map_err(|error| {
        tracing::error!(%error, "a reply cannot be written as JSON");
        Problem::internal()
    })?;
    let bytes = Bytes::from(bytes);
    world.area_cache.put(key, bytes.clone());
    Ok(bytes)
}

fn read(world: &World, campus: &str, mut fields: Fields) -> Result<AreaKey, Problem> {
    let words = world.profile_words();
    let profile = fields.required_word("profile", &words, |word| world.snapshot.index.find_profile(word));
    let metres = fields.numbers("metres", MOST_METRES, MOST_LIMITS);
    let minutes = fields.numbers("minutes", MOST_MINUTES, MOST_LIMITS);
    if !metres.is_empty() && !minutes.is_empty() {
        fields.refuse(
            "minutes",
            Bilingual::new(
                "không đi cùng metres; chỉ ghi một trong hai",
                "does not go together with metres; give one of them",
            ),
        );
    }
    let as_roads = fields.word("shape", &["areas", "roads"], |word| match word {
        "areas" => Some(false),
        "roads" => Some(true),
        _ => None,
    });
    let profile = fields.finish(profile)?;
    let schools = world.snapshot.dataset.schools();
    let request = IsochroneRequest {
        campus: schools.find_campus(campus).ok_or_else(unknown_campus)?,
        profile,
        limits: limits(metres, minutes),
    };
    Ok((request, as_roads.unwrap_or(false)))
}

fn limits(metres: Vec<f64>, minutes: Vec<f64>) -> Limits {
    if !minutes.is_empty() {
        return Limits::Minutes(minutes.into_iter().map(Deciseconds::from_minutes).collect());
    }
    let metres = if metres.is_empty() {
        USUAL_REACH_METRES.to_vec()
    } else {
        metres
    };
    Limits::Metres(metres.into_iter().map(Centimetres::from_metres).collect())
}

/// Raised where the same dataset is drawn differently.
const REACH_REVISION: u32 = 1;

/// Weak, as the same answer may be sent with or without compression.
fn etag(world: &World) -> String {
    let hash = &world.dataset_ref.hash;
    let short = hash.get(..16).unwrap_or(hash);
    format!("W/\"{short}-reach{REACH_REVISION}\"")
}

fn caching(etag: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=300"),
    );
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::from_str(etag) {
        headers.insert(header::ETAG, etag);
    }
    headers
}
