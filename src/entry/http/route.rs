//! `/api/v1/route`: the way from a home to one campus, leg by leg.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::nearest::{NO_STORE, PrivateReply};
use super::on_foot::OnFootReply;
use super::parameters::{BodyFields, Fields, QueryFields};
use super::problem::{Problem, ProblemBody, ProblemCode};
use super::refusal::refuse_route;
use super::world::{AppState, World, ask_aside};
use crate::base::calendar::ClockTime;
use crate::base::ids::CampusIdx;
use crate::base::units::Deciseconds;
use crate::domain::schools::Bells;
use crate::entry::replies::Bilingual;
use crate::entry::replies::position;
use crate::entry::replies::{ClockReply, ConfidenceWord, RankWord, SchoolTimes};
use crate::entry::replies::{DatasetRef, degrees};
use crate::snapshot::query::{Leg, LegKind, RouteAnswer, RouteRequest, route};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_route, post_route))
}

/// The fields of the question; a GET has the same ones in its query string.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RouteParameters {
    /// Longitude of the home in degrees (WGS 84).
    #[schema(minimum = -180, maximum = 180, example = 106.7875)]
    pub lon: f64,
    /// Latitude of the home in degrees (WGS 84).
    #[schema(minimum = -90, maximum = 90, example = 10.6422)]
    pub lat: f64,
    /// Code of the campus.
    pub campus: String,
    /// How the child travels: an `id` of `profiles` in `/api/v1/dataset`.
    #[schema(example = "walk")]
    pub profile: String,
    /// Shortest by what.
    #[schema(default = "metres", required = false)]
    pub rank: RankWord,
    /// The school day; today where not given, or the Monday after on a Saturday or Sunday.
    #[schema(format = Date, example = "2026-11-25", required = false)]
    pub day: String,
    /// When school begins, `HH:MM`; as set for the level where not given.
    #[schema(example = "07:00", required = false)]
    pub bell: String,
}

/// A way from a home to a campus.
#[derive(Debug, Serialize, ToSchema)]
pub struct RouteReply {
    /// Which dataset.
    pub dataset: DatasetRef,
    /// How the child travels.
    pub profile: String,
    /// Shortest by what.
    pub rank: RankWord,
    /// The school day asked for.
    #[schema(example = "2026-11-25")]
    pub day: String,
    /// When school begins.
    #[schema(example = "07:00")]
    pub bell: String,
    /// Where it leads.
    pub campus: RouteCampus,
    /// Metres in all, the straight legs at both ends included.
    pub metres: f64,
    /// Metres of those straight legs.
    pub access_metres: f64,
    /// Whole seconds in all.
    pub seconds: u32,
    /// How many times water is crossed by ferry or boat.
    pub crossings: u8,
    /// Whether the place where the pin meets the road can be trusted.
    pub confidence: ConfidenceWord,
    /// When to leave, by which boats and buses, and whether the way meets the bell.
    #[serde(flatten)]
    pub clock: ClockReply,
    /// The legs in order; their metres and seconds add up to the totals.
    pub legs: Vec<RouteLeg>,
    /// What a child on foot meets on the way; none for vehicles.
    #[schema(required = true)]
    pub on_foot: Option<OnFootReply>,
    /// The whole way as GeoJSON.
    pub geometry: LineString,
}

/// Where a route leads.
#[derive(Debug, Serialize, ToSchema)]
pub struct RouteCampus {
    /// Code of the campus.
    pub campus_id: String,
    /// Code of its school.
    pub school_id: String,
    /// Name of the school.
    pub name: String,
    /// Longitude.
    pub lon: f64,
    /// Latitude.
    pub lat: f64,
}

/// What one leg is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LegWord {
    /// The straight leg between a pin or gate and the road.
    Access,
    /// Along roads of one name.
    Road,
    /// Waiting and boarding at a pier.
    Wait,
    /// On a ferry or boat.
    Sail,
    /// On a bus.
    Ride,
}

impl From<LegKind> for LegWord {
    fn from(kind: LegKind) -> Self {
        match kind {
            LegKind::Access => Self::Access,
            LegKind::Road => Self::Road,
            LegKind::Wait => Self::Wait,
            LegKind::Sail => Self::Sail,
            LegKind::Ride => Self::Ride,
        }
    }
}

/// One leg of a route.
#[derive(Debug, Serialize, ToSchema)]
pub struct RouteLeg {
    /// What it is.
    pub kind: LegWord,
    /// Name of the road, pier or line, where it has one.
    #[schema(required = true)]
    pub name: Option<String>,
    /// Its metres; none for a wait.
    pub metres: f64,
    /// Its whole seconds.
    pub seconds: u32,
    /// When it begins, `HH:MM:SS` of the school day, if one leaves at the last moment; only by minutes. Where a boat goes
    /// at an interval half of it is waited.
    #[schema(required = true, example = "06:40:00")]
    pub begins_at: Option<String>,
    /// When it ends, likewise.
    #[schema(required = true, example = "06:41:30")]
    pub ends_at: Option<String>,
    /// Its shape; a single place for a wait.
    pub coordinates: Vec<[f64; 2]>,
}

/// A GeoJSON line.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineString {
    /// The kind of geometry.
    #[serde(rename = "type")]
    pub kind: LineStringWord,
    /// At least two places.
    pub coordinates: Vec<[f64; 2]>,
}

/// The word by which GeoJSON knows a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub enum LineStringWord {
    /// A line.
    LineString,
}

const FIELDS: [&str; 7] = ["lon", "lat", "campus", "profile", "rank", "day", "bell"];

/// The way from a home to a campus
#[utoipa::path(
    get, path = "/api/v1/route", tag = "route",
    params(
        ("lon" = f64, Query, minimum = -180, maximum = 180, description = "Longitude of the home", example = 106.7875),
        ("lat" = f64, Query, minimum = -90, maximum = 90, description = "Latitude of the home", example = 10.6422),
        ("campus" = String, Query, description = "Code of the campus"),
        ("profile" = String, Query, description = "How the child travels", example = "walk"),
        ("rank" = inline(Option<RankWord>), Query, description = "Shortest by what; metres where not given"),
        ("day" = Option<String>, Query, format = Date, description = "The school day; today where not given, or the Monday after on a Saturday or Sunday", example = "2026-11-25"),
        ("bell" = Option<String>, Query, description = "When school begins, HH:MM; as set for the level where not given", example = "07:00"),
    ),
    responses(
        (status = 200, description = "The way, leg by leg", body = RouteReply),
        (status = 400, description = "`invalid_parameter`, `coordinates_out_of_range`, `coordinates_swapped`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`unknown_campus`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`outside_map`, `pin_far_from_road`, `unreachable`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "`no_dataset`", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn get_route(
    State(state): State<AppState>,
    fields: QueryFields,
) -> Result<PrivateReply<RouteReply>, Problem> {
    answer(&state, fields.into_fields()).await
}

/// The way from a home to a campus, asked in the body
#[utoipa::path(
    post, path = "/api/v1/route", tag = "route",
    request_body = RouteParameters,
    responses(
        (status = 200, description = "The way, leg by leg", body = RouteReply),
        (status = 400, description = "`invalid_parameter`, `coordinates_out_of_range`, `coordinates_swapped`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`unknown_campus`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "`body_too_large`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "`unsupported_media_type`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "`outside_map`, `pin_far_from_road`, `unreachable`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "`no_dataset`", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn post_route(
    State(state): State<AppState>,
    fields: BodyFields,
) -> Result<PrivateReply<RouteReply>, Problem> {
    answer(&state, fields.into_fields(&FIELDS)).await
}

/// A campus beyond the nearest ones takes a search of its own, so every route is asked aside.
async fn answer(state: &AppState, fields: Fields) -> Result<PrivateReply<RouteReply>, Problem> {
    let world = state.world()?;
    let request = read(&world, state.times(), fields)?;
    let asked = request.clone();
    let answer = ask_aside(Arc::clone(&world), move |world| route(&world.snapshot, &asked))
        .await?
        .map_err(refuse_route)?;
    Ok(([NO_STORE], Json(reply(&world, &request, &answer))))
}

fn read(world: &World, times: &SchoolTimes, mut fields: Fields) -> Result<RouteRequest, Problem> {
    let at = fields.place();
    let schools = world.snapshot.dataset.schools();
    let example = schools.campuses().first().map_or("", |campus| campus.id.as_str());
    let code = fields.required_text("campus", example);
    let words = world.profile_words();
    let profile = fields.required_word("profile", &words, |word| world.snapshot.index.find_profile(word));
    let rank = fields.rank();
    let (day, bell) = (fields.day(), fields.bell());
    let read = match (at, code, profile) {
        (Some(at), Some(code), Some(profile)) => Some((at, code, profile)),
        _ => None,
    };
    let (at, code, profile) = fields.finish(read)?;
    let campus = schools.find_campus(&code).ok_or_else(unknown_campus)?;
    Ok(RouteRequest {
        at,
        campus,
        profile,
        rank,
        day: day.unwrap_or_else(|| times.next_school_day()),
        bells: bell.map_or(times.bells, Bells::all),
    })
}

pub(super) fn unknown_campus() -> Problem {
    Problem::new(
        ProblemCode::UnknownCampus,
        Bilingual::new(
            "Bộ dữ liệu không có điểm trường nào mang mã này; mã có trong /api/v1/schools.",
            "The dataset has no campus with this code; /api/v1/schools has the codes.",
        ),
    )
}

fn reply(world: &World, request: &RouteRequest, answer: &RouteAnswer) -> RouteReply {
    RouteReply {
        dataset: world.dataset_ref.clone(),
        profile: world
            .snapshot
            .index
            .profile(request.profile)
            .id
            .as_str()
            .to_owned(),
        rank: request.rank.into(),
        day: request.day.to_string(),
        bell: answer.bell.to_string(),
        campus: campus(world, request.campus),
        metres: answer.travel.metres.metres(),
        access_metres: answer.travel.access.metres(),
        seconds: answer.travel.time.whole_seconds(),
        crossings: answer.travel.crossings,
        confidence: answer.pin.confidence.into(),
        clock: ClockReply::of(&answer.punctuality, answer.bell),
        legs: legs(&answer.legs),
        on_foot: answer.on_foot.as_ref().map(OnFootReply::from),
        geometry: whole_line(&answer.legs),
    }
}

fn campus(world: &World, idx: CampusIdx) -> RouteCampus {
    let schools = world.snapshot.dataset.schools();
    let campus = schools.campus(idx);
    let school = schools.school(campus.school);
    RouteCampus {
        campus_id: campus.id.as_str().to_owned(),
        school_id: school.id.as_str().to_owned(),
        name: school.name.clone(),
        lon: degrees(campus.place().lon),
        lat: degrees(campus.place().lat),
    }
}

/// Seconds are rounded at each leg's end, so that the whole seconds of the legs add up to those of the whole.
fn legs(legs: &[Leg]) -> Vec<RouteLeg> {
    let mut elapsed = Deciseconds::ZERO;
    legs.iter()
        .map(|leg| {
            let before = elapsed.whole_seconds();
            elapsed += leg.time;
            RouteLeg {
                kind: leg.kind.into(),
                name: leg.name.clone(),
                metres: leg.metres.metres(),
                seconds: elapsed.whole_seconds() - before,
                begins_at: leg.clock.map(|[begins, _]| with_seconds(begins)),
                ends_at: leg.clock.map(|[_, ends]| with_seconds(ends)),
                coordinates: leg.shape.iter().copied().map(position).collect(),
            }
        })
        .collect()
}

fn with_seconds(time: ClockTime) -> String {
    let seconds = time.0.whole_seconds();
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}", seconds % 60)
}

/// The legs end to end; a way without length is a line between equal places, as GeoJSON wants two.
fn whole_line(legs: &[Leg]) -> LineString {
    let mut coordinates: Vec<[f64; 2]> = legs
        .iter()
        .flat_map(|leg| &leg.shape)
        .copied()
        .map(position)
        .collect();
    coordinates.dedup();
    if let [only] = coordinates[..] {
        coordinates.push(only);
    }
    LineString {
        kind: LineStringWord::LineString,
        coordinates,
    }
}
