//! `/api/v1/schools/nearest`: the nearest campuses of a home.
//! Answers hold a home's surroundings, so no cache keeps them; our own page asks by POST only.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, header};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::parameters::{BodyFields, Fields, QueryFields};
use super::problem::{Problem, ProblemBody};
use super::refusal::refuse_pin;
use super::world::{AppState, World, ask_aside};
use crate::entry::replies::{DistinctWord, LevelWord, NearestReply, RankWord, SchoolTimes};
use crate::snapshot::query::{NearestAnswer, NearestRequest, PinRefusal, is_ready, nearest};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_nearest, post_nearest))
}

/// What no cache and no browser history may keep.
pub(super) const NO_STORE: (HeaderName, &str) = (header::CACHE_CONTROL, "no-store");

/// A reply about a home.
pub(super) type PrivateReply<T> = ([(HeaderName, &'static str); 1], Json<T>);

/// The fields of the question; a GET has the same ones in its query string.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NearestParameters {
    /// Longitude of the home in degrees (WGS 84).
    #[schema(minimum = -180, maximum = 180, example = 106.7875)]
    pub lon: f64,
    /// Latitude of the home in degrees (WGS 84).
    #[schema(minimum = -90, maximum = 90, example = 10.6422)]
    pub lat: f64,
    /// How the child travels: an `id` of `profiles` in `/api/v1/dataset`.
    #[schema(example = "walk")]
    pub profile: String,
    /// The level of the campuses.
    pub level: LevelWord,
    /// How many results.
    #[schema(minimum = 1, maximum = 100, default = 5, required = false)]
    pub k: u32,
    /// Near by what.
    #[schema(default = "metres", required = false)]
    pub rank: RankWord,
    /// What counts as one result.
    #[schema(default = "campus", required = false)]
    pub distinct: DistinctWord,
    /// The school day; today where not given, or the Monday after on a Saturday or Sunday.
    #[schema(format = Date, example = "2026-11-25", required = false)]
    pub day: String,
    /// When school begins, `HH:MM`; as set for the level where not given.
    #[schema(example = "07:00", required = false)]
    pub bell: String,
}

const FIELDS: [&str; 9] = [
    "lon", "lat", "profile", "level", "k", "rank", "distinct", "day", "bell",
];

/// The nearest campuses of a home
///
/// Pages that families use send homes by POST, which leaves no trace in addresses and logs.
#[utoipa::path(
    get, path = "/api/v1/schools/nearest", tag = "schools",
    params(
        ("lon" = f64, Query, minimum = -180, maximum = 180, description = "Longitude of the home", example = 106.7875),
        ("lat" = f64, Query, minimum = -90, maximum = 90, description = "Latitude of the home", example = 10.6422),
        ("profile" = String, Query, description = "How the child travels", example = "walk"),
        ("level" = inline(LevelWord), Query, description = "The level of the campuses"),
        ("k" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many; 5 where not given"),
        ("rank" = inline(Option<RankWord>), Query, description = "Near by what; metres where not given"),
        ("distinct" = inline(Option<DistinctWord>), Query, description = "What counts as one; campus where not given"),
        ("day" = Option<String>, Query, format = Date, description = "The school day; today where not given, or the Monday after on a Saturday or Sunday", example = "2026-11-25"),
        ("bell" = Option<String>, Query, description = "When school begins, HH:MM; as set for the level where not given", example = "07:00"),
    ),
    responses(
        (status = 200, description = "Also where the pin reaches no campus: `results` is empty and `outcome` says why", body = NearestReply),
        (status = 400, description = "`invalid_parameter`, `coordinates_out_of_range`, `coordinates_swapped`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`outside_map`, `pin_far_from_road`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "`no_dataset`", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn get_nearest(
    State(state): State<AppState>,
    fields: QueryFields,
) -> Result<PrivateReply<NearestReply>, Problem> {
    answer(&state, fields.into_fields()).await
}

/// The nearest campuses of a home, asked in the body
#[utoipa::path(
    post, path = "/api/v1/schools/nearest", tag = "schools",
    request_body = NearestParameters,
    responses(
        (status = 200, description = "Also where the pin reaches no campus: `results` is empty and `outcome` says why", body = NearestReply),
        (status = 400, description = "`invalid_parameter`, `coordinates_out_of_range`, `coordinates_swapped`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "`body_too_large`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "`unsupported_media_type`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`outside_map`, `pin_far_from_road`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "`no_dataset`", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn post_nearest(
    State(state): State<AppState>,
    fields: BodyFields,
) -> Result<PrivateReply<NearestReply>, Problem> {
    answer(&state, fields.into_fields(&FIELDS)).await
}

async fn answer(state: &AppState, fields: Fields) -> Result<PrivateReply<NearestReply>, Problem> {
    let world = state.world()?;
    let request = read(&world, state.times(), fields)?;
    let answer = ask(&world, request.clone()).await?.map_err(refuse_pin)?;
    Ok(([NO_STORE], Json(world.describer().nearest(&request, answer))))
}

/// A query is microseconds once its labels are built; building them is not.
async fn ask(
    world: &Arc<World>,
    request: NearestRequest,
) -> Result<Result<NearestAnswer, PinRefusal>, Problem> {
    let snapshot = &world.snapshot;
    if is_ready(snapshot, &request) {
        return Ok(nearest(snapshot, &request));
    }
    ask_aside(Arc::clone(world), move |world| nearest(&world.snapshot, &request)).await
}

fn read(world: &World, times: &SchoolTimes, mut fields: Fields) -> Result<NearestRequest, Problem> {
    let at = fields.place();
    let words = world.profile_words();
    let profile = fields.required_word("profile", &words, |word| world.snapshot.index.find_profile(word));
    let level = fields.required_level();
    let k = fields.count("k", 1..=100, 5);
    let rank = fields.rank();
    let distinct = fields.distinct();
    let (day, bell) = (fields.day(), fields.bell());
    let request = match (at, profile, level, k) {
        (Some(at), Some(profile), Some(level), Some(k)) => Some(NearestRequest {
            at,
            profile,
            level,
            k: k as usize,
            rank,
            distinct,
            day: day.unwrap_or_else(|| times.next_school_day()),
            bell: bell.unwrap_or(times.bells.of(level)),
        }),
        _ => None,
    };
    fields.finish(request)
}

/// Marks an error about a home as one that no cache may keep.
pub(super) fn is_about_a_home(path: &str) -> bool {
    matches!(
        path,
        "/api/v1/schools/nearest" | "/api/v1/route" | "/api/v1/catchments/at"
    )
}
