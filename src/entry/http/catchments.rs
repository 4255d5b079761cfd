//! `/api/v1/catchments/at`: in which campus's service area a home lies.
//! The answer comes from labels, never from drawn areas; no cache keeps it, and our own page asks by POST only.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::nearest::{NO_STORE, PrivateReply};
use super::parameters::{BodyFields, Fields, QueryFields};
use super::problem::{Problem, ProblemBody};
use super::refusal::refuse_pin;
use super::world::{AppState, World, ask_aside};
use crate::entry::replies::{CatchmentAtReply, LevelWord, RankWord};
use crate::snapshot::query::{CatchmentAtRequest, CatchmentRequest, catchment_at};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_catchment_at, post_catchment_at))
}

/// The fields of the question; a GET has the same ones in its query string.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CatchmentAtParameters {
    /// Longitude of the home in degrees (WGS 84).
    #[schema(minimum = -180, maximum = 180, example = 106.7875)]
    pub lon: f64,
    /// Latitude of the home in degrees (WGS 84).
    #[schema(minimum = -90, maximum = 90, example = 10.6422)]
    pub lat: f64,
    /// The level of the campuses.
    pub level: LevelWord,
    /// How the child travels; `walk` where not given.
    #[schema(default = "walk", required = false, example = "walk")]
    pub profile: String,
    /// Near by what.
    #[schema(default = "metres", required = false)]
    pub rank: RankWord,
}

const FIELDS: [&str; 5] = ["lon", "lat", "level", "profile", "rank"];

/// In which campus's service area a home lies
#[utoipa::path(
    get, path = "/api/v1/catchments/at", tag = "areas",
    params(
        ("lon" = f64, Query, minimum = -180, maximum = 180, description = "Longitude of the home", example = 106.7875),
        ("lat" = f64, Query, minimum = -90, maximum = 90, description = "Latitude of the home", example = 10.6422),
        ("level" = inline(LevelWord), Query, description = "The level of the campuses"),
        ("profile" = Option<String>, Query, description = "How the child travels; walk where not given", example = "walk"),
        ("rank" = inline(Option<RankWord>), Query, description = "Near by what; metres where not given"),
    ),
    responses(
        (status = 200, description = "Also where the home is in no service area: `campus` is null and `outcome` says why", body = CatchmentAtReply),
        (status = 400, description = "`invalid_parameter`, `coordinates_out_of_range`, `coordinates_swapped`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`outside_map`, `pin_far_from_road`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "`no_dataset`", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn get_catchment_at(
    State(state): State<AppState>,
    fields: QueryFields,
) -> Result<PrivateReply<CatchmentAtReply>, Problem> {
    answer(&state, fields.into_fields()).await
}

/// In which campus's service area a home lies, asked in the body
#[utoipa::path(
    post, path = "/api/v1/catchments/at", tag = "areas",
    request_body = CatchmentAtParameters,
    responses(
        (status = 200, description = "Also where the home is in no service area: `campus` is null and `outcome` says why", body = CatchmentAtReply),
        (status = 400, description = "`invalid_parameter`, `coordinates_out_of_range`, `coordinates_swapped`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "`body_too_large`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "`unsupported_media_type`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`outside_map`, `pin_far_from_road`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "`no_dataset`", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn post_catchment_at(
    State(state): State<AppState>,
    fields: BodyFields,
) -> Result<PrivateReply<CatchmentAtReply>, Problem> {
    answer(&state, fields.into_fields(&FIELDS)).await
}

/// Labels that nobody asked for before take a moment to build, so the question is asked aside.
async fn answer(state: &AppState, fields: Fields) -> Result<PrivateReply<CatchmentAtReply>, Problem> {
    let world = state.world()?;
    let request = read(&world, fields)?;
    let asked = request.clone();
    let answer = ask_aside(Arc::clone(&world), move |world| {
        catchment_at(&world.snapshot, &asked)
    })
    .await?
    .map_err(refuse_pin)?;
    Ok(([NO_STORE], Json(world.describer().catchment_at(&request, answer))))
}

fn read(world: &World, mut fields: Fields) -> Result<CatchmentAtRequest, Problem> {
    let at = fields.place();
    let level = fields.required_level();
    let words = world.profile_words();
    let find = |word: &str| world.snapshot.index.find_profile(word);
    let profile = fields.word_or("profile", &words, "walk", find);
    let rank = fields.rank();
    let request = match (at, level, profile) {
        (Some(at), Some(level), Some(profile)) => Some(CatchmentAtRequest {
            at,
            areas: CatchmentRequest { profile, level, rank },
        }),
        _ => None,
    };
    fields.finish(request)
}
