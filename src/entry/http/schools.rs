//! `/api/v1/schools`: the list by name, page by page, and one school.

use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::parameters::{Fields, QueryFields};
use super::problem::{Problem, ProblemBody, ProblemCode};
use super::world::{AppState, World};
use crate::base::ids::{CampusIdx, SchoolIdx};
use crate::base::text::fold;
use crate::domain::schools::Level;
use crate::entry::replies::Bilingual;
use crate::entry::replies::Filter;
use crate::entry::replies::LevelWord;
use crate::entry::replies::{DatasetRef, degrees};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_schools))
        .routes(routes!(get_school))
}

/// A page of the list of schools.
#[derive(Debug, Serialize, ToSchema)]
pub struct SchoolsReply {
    /// Which dataset.
    pub dataset: DatasetRef,
    /// Schools by name, without regard to accents.
    pub schools: Vec<SchoolRecord>,
    /// What to send as `after` for the next page; null on the last.
    #[schema(required = true)]
    pub next: Option<String>,
}

/// One school.
#[derive(Debug, Serialize, ToSchema)]
pub struct SchoolReply {
    /// Which dataset.
    pub dataset: DatasetRef,
    /// The school.
    pub school: SchoolRecord,
}

/// A school with its campuses.
#[derive(Debug, Serialize, ToSchema)]
pub struct SchoolRecord {
    /// Its code.
    pub school_id: String,
    /// Its name.
    pub name: String,
    /// Levels taught at any of its campuses, youngest first.
    pub levels: Vec<LevelWord>,
    /// Whether a level is a guess from the name.
    pub levels_guessed: bool,
    /// Who runs it, where known.
    #[schema(required = true)]
    pub operator: Option<String>,
    /// Its campuses, the main one first.
    pub campuses: Vec<CampusRecord>,
    /// Where its record comes from.
    pub source: String,
}

/// A campus: where children go.
#[derive(Debug, Serialize, ToSchema)]
pub struct CampusRecord {
    /// Its code.
    pub campus_id: String,
    /// Its own name, where it has one beside the school's.
    #[schema(required = true)]
    pub name: Option<String>,
    /// Whether it is the main campus.
    pub main: bool,
    /// Longitude.
    pub lon: f64,
    /// Latitude.
    pub lat: f64,
    /// The commune it stands in, where known.
    #[schema(required = true)]
    pub commune: Option<CommuneRecord>,
    /// Levels taught here, youngest first.
    pub levels: Vec<LevelWord>,
    /// Seats, where known.
    #[schema(required = true)]
    pub capacity: Option<SeatsRecord>,
}

/// A commune.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommuneRecord {
    /// Its official code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A number of seats.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeatsRecord {
    /// How many.
    pub seats: u32,
    /// Whether the number is made up for demonstration.
    pub synthetic: bool,
}

/// Schools by name, page by page
///
/// Pass `next` of one page as `after` of the next.
#[utoipa::path(
    get, path = "/api/v1/schools", tag = "schools",
    params(
        ("level" = inline(Option<LevelWord>), Query, description = "Only schools with a campus that teaches the level"),
        ("commune" = Option<String>, Query, description = "Only schools with a campus in the commune of this code"),
        ("q" = Option<String>, Query, description = "Words of the name, in any order, with or without accents"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 500, description = "Schools a page; 100 where not given"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
    ),
    responses(
        (status = 200, description = "A page of the list", body = SchoolsReply),
        (status = 400, description = "`invalid_parameter`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "`no_dataset`", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn list_schools(
    State(state): State<AppState>,
    fields: QueryFields,
) -> Result<Json<SchoolsReply>, Problem> {
    let world = state.world()?;
    let page = Page::read(&world, fields.into_fields())?;
    let dataset = &world.snapshot.dataset;
    let (found, more) = world
        .directory
        .page(dataset, &page.filter, page.after, page.limit);
    let last = found.last().filter(|_| more);
    Ok(Json(SchoolsReply {
        dataset: world.dataset_ref.clone(),
        next: last.map(|idx| dataset.schools().school(*idx).id.as_str().to_owned()),
        schools: found.into_iter().map(|idx| record(&world, idx)).collect(),
    }))
}

/// One school
#[utoipa::path(
    get, path = "/api/v1/schools/{id}", tag = "schools",
    params(("id" = String, Path, description = "Code of the school")),
    responses(
        (status = 200, description = "The school", body = SchoolReply),
        (status = 404, description = "`unknown_school`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "`no_dataset`", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn get_school(
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Json<SchoolReply>, Problem> {
    let world = state.world()?;
    let schools = world.snapshot.dataset.schools();
    let idx = schools.find_school(&id).ok_or_else(unknown_school)?;
    Ok(Json(SchoolReply {
        dataset: world.dataset_ref.clone(),
        school: record(&world, idx),
    }))
}

fn unknown_school() -> Problem {
    Problem::new(
        ProblemCode::UnknownSchool,
        Bilingual::new(
            "Bộ dữ liệu không có trường nào mang mã này; danh sách ở /api/v1/schools.",
            "The dataset has no school with this code; /api/v1/schools lists them.",
        ),
    )
}

/// Which page of which list.
struct Page {
    filter: Filter,
    after: Option<SchoolIdx>,
    limit: usize,
}

impl Page {
    fn read(world: &World, mut fields: Fields) -> Result<Self, Problem> {
        let level = fields.level();
        let commune = fields.text("commune");
        let words = fields.text("q").map(|text| fold(&text)).unwrap_or_default();
        let limit = fields.count("limit", 1..=500, 100);
        let after = fields.text("after");
        if commune
            .as_ref()
            .is_some_and(|code| !world.directory.knows_commune(code))
        {
            fields.refuse(
                "commune",
                Bilingual::new(
                    "không phải mã của một xã, phường nào trong bộ dữ liệu",
                    "is not the code of a commune in the dataset",
                ),
            );
        }
        let cursor = after
            .as_ref()
            .map(|id| world.snapshot.dataset.schools().find_school(id));
        if cursor == Some(None) {
            fields.refuse(
                "after",
                Bilingual::new(
                    "không thuộc danh sách này; hãy đọc lại từ trang đầu",
                    "does not belong to this list; read it again from the first page",
                ),
            );
        }
        let filter = Filter {
            level,
            commune,
            words: words.split_whitespace().map(str::to_owned).collect(),
        };
        fields.finish(limit.map(|limit| Self {
            filter,
            after: cursor.flatten(),
            limit: limit as usize,
        }))
    }
}

fn record(world: &World, idx: SchoolIdx) -> SchoolRecord {
    let schools = world.snapshot.dataset.schools();
    let school = schools.school(idx);
    let campuses = || school.campuses.iter().map(|campus| schools.campus(*campus));
    let taught = |level: &Level| campuses().any(|campus| campus.levels.contains(level));
    SchoolRecord {
        school_id: school.id.as_str().to_owned(),
        name: school.name.clone(),
        levels: Level::ALL
            .into_iter()
            .filter(taught)
            .map(LevelWord::from)
            .collect(),
        levels_guessed: campuses().any(|campus| campus.levels_guessed),
        operator: school.operator.clone(),
        campuses: school
            .campuses
            .iter()
            .enumerate()
            .map(|(at, campus)| campus_record(world, *campus, at == 0))
            .collect(),
        source: school.source.clone(),
    }
}

fn campus_record(world: &World, idx: CampusIdx, main: bool) -> CampusRecord {
    let campus = world.snapshot.dataset.schools().campus(idx);
    let place = campus.place();
    CampusRecord {
        campus_id: campus.id.as_str().to_owned(),
        name: campus.name.clone(),
        main,
        lon: degrees(place.lon),
        lat: degrees(place.lat),
        commune: world.directory.commune(idx).map(|commune| CommuneRecord {
            code: commune.code.clone(),
            name: commune.name.clone(),
        }),
        levels: campus.levels.iter().copied().map(LevelWord::from).collect(),
        capacity: campus.seats.map(|seats| SeatsRecord {
            seats: seats.count,
            synthetic: seats.synthetic,
        }),
    }
}
