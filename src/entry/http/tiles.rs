//! `/tiles`: vector tiles of the dataset and their TileJSON.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dataset::bounds_of;
use super::page::{accepts, etag_matches};
use super::problem::{FieldProblem, Problem, ProblemBody, ProblemCode};
use super::tile_cache::{KnownTile, SentTile};
use super::world::{AppState, World, ask_aside};
use crate::entry::replies::Bilingual;
use crate::entry::replies::degrees;
use crate::snapshot::tiles::{
    MAX_DETAIL_ZOOM, MAX_ZOOM, TILE_REVISION, TileId, TileIdError, TileLayer, TileLayers, UnknownTileLayer,
};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(get_tile))
        .routes(routes!(get_tile_json))
}

/// Short, because a new dataset may be published at any time; the `ETag` makes asking again cheap.
const CACHE_CONTROL: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// A vector tile
///
/// One source layer for each name that has features in the tile.
#[utoipa::path(
    get, path = "/tiles/{layers}/{z}/{x}/{y}", tag = "tiles",
    params(
        ("layers" = String, Path, description = "One layer or several with commas: water, waterways, communes, roads, ferries, schools, places", example = "roads,water"),
        ("z" = u8, Path, maximum = 22, description = "Zoom"),
        ("x" = u32, Path, description = "Column from the west"),
        ("y" = String, Path, description = "Row from the north, with or without `.mvt` or `.pbf`"),
    ),
    responses(
        (status = 200, description = "A Mapbox Vector Tile 2.1", body = Vec<u8>, content_type = "application/vnd.mapbox-vector-tile"),
        (status = 204, description = "Nothing is in the tile"),
        (status = 304, description = "The tile is the one that the client has"),
        (status = 400, description = "`invalid_parameter`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "`not_found`: no such layer", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "`no_dataset`", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn get_tile(
    State(state): State<AppState>,
    Path((layers, z, x, y)): Path<(String, String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let layers = TileLayers::parse(&layers).map_err(|unknown| unknown_layer(&unknown))?;
    let row = y
        .strip_suffix(".mvt")
        .or_else(|| y.strip_suffix(".pbf"))
        .unwrap_or(&y);
    let id = TileId::parse(&z, &x, row).map_err(|error| bad_tile(&error))?;
    let world = state.world()?;
    let etag = etag(&world);
    if etag_matches(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, caching(&etag)).into_response());
    }
    let tile = tile(world, layers, id).await?;
    Ok(send(tile, &headers, caching(&etag)))
}

async fn tile(world: Arc<World>, layers: TileLayers, id: TileId) -> Result<KnownTile, Problem> {
    if let Some(kept) = world.tile_cache.get((layers, id)) {
        return Ok(kept);
    }
    ask_aside(world, move |world| {
        let tile = match world.tile_index.tile(layers, id) {
            Some(bytes) => KnownTile::Full(SentTile::new(bytes)),
            None => KnownTile::Empty,
        };
        world.tile_cache.put((layers, id), tile.clone());
        tile
    })
    .await
}

/// Weak, as the same tile may be sent with or without compression.
fn etag(world: &World) -> String {
    let hash = &world.dataset_ref.hash;
    let short = hash.get(..16).unwrap_or(hash);
    format!("W/\"{short}-{TILE_REVISION}\"")
}

fn caching(etag: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, CACHE_CONTROL);
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::from_str(etag) {
        headers.insert(header::ETAG, etag);
    }
    headers
}

fn send(tile: KnownTile, asked: &HeaderMap, mut headers: HeaderMap) -> Response {
    let KnownTile::Full(tile) = tile else {
        return (StatusCode::NO_CONTENT, headers).into_response();
    };
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/vnd.mapbox-vector-tile"),
    );
    if accepts(asked, "gzip") {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        return (headers, Body::from(tile.gzip)).into_response();
    }
    (headers, Body::from(tile.plain)).into_response()
}

fn layer_names() -> String {
    TileLayer::ALL.map(TileLayer::as_str).join(", ")
}

fn unknown_layer(unknown: &UnknownTileLayer) -> Problem {
    let names = layer_names();
    Problem::new(
        ProblemCode::NotFound,
        Bilingual::new(
            format!("Không có lớp bản đồ “{}”; các lớp là {names}.", unknown.0),
            format!("There is no map layer `{}`; the layers are {names}.", unknown.0),
        ),
    )
}

fn bad_tile(error: &TileIdError) -> Problem {
    let (field, vi) = match error {
        TileIdError::NotANumber(word) => ("z/x/y", format!("“{word}” không phải số nguyên")),
        TileIdError::TooDeep(zoom) => ("z", format!("mức {zoom} sâu hơn mức cuối là {MAX_ZOOM}")),
        TileIdError::OutsideGrid { z, x, y } => (
            "x/y",
            format!(
                "cột {x} hàng {y} không có ở mức {z}; cả hai chạy từ 0 đến {}",
                (1_u32 << z) - 1
            ),
        ),
    };
    Problem::of_fields(vec![FieldProblem::new(
        field,
        Bilingual::new(vi, format!("is wrong: {error}")),
    )])
}

/// A TileJSON 3.0.0.
#[derive(Debug, Serialize, ToSchema)]
pub struct TileJson {
    /// The version of the form.
    pub tilejson: String,
    /// Title of the dataset.
    pub name: String,
    /// Where tiles are.
    pub tiles: Vec<String>,
    /// The layers and their fields.
    pub vector_layers: Vec<VectorLayer>,
    /// Who must be named beside the map.
    pub attribution: String,
    /// West, south, east and north in degrees.
    pub bounds: [f64; 4],
    /// Longitude, latitude and a zoom to begin with.
    pub center: [f64; 3],
    /// The first zoom with tiles.
    pub minzoom: u8,
    /// The last zoom with more detail than the one before; deeper ones are served too.
    pub maxzoom: u8,
    /// How rows are counted: from the north.
    pub scheme: String,
}

/// A layer in a TileJSON.
#[derive(Debug, Serialize, ToSchema)]
pub struct VectorLayer {
    /// Name of the source layer.
    pub id: String,
    /// What it shows.
    pub description: String,
    /// The first zoom at which it has features.
    pub minzoom: u8,
    /// The last zoom with more detail.
    pub maxzoom: u8,
    /// What each field holds.
    pub fields: BTreeMap<String, String>,
}

/// The TileJSON of one or several layers
#[utoipa::path(
    get, path = "/tiles/{document}", tag = "tiles",
    params(("document" = String, Path, description = "Layers with commas, and `.json`", example = "roads,water.json")),
    responses(
        (status = 200, description = "A TileJSON 3.0.0", body = TileJson),
        (status = 404, description = "`not_found`: no such layer", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "`no_dataset`", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
async fn get_tile_json(
    State(state): State<AppState>,
    Path(document): Path<String>,
    headers: HeaderMap,
) -> Result<Json<TileJson>, Problem> {
    let words = document.strip_suffix(".json").ok_or_else(Problem::not_found)?;
    let layers = TileLayers::parse(words).map_err(|unknown| unknown_layer(&unknown))?;
    let world = state.world()?;
    Ok(Json(describe(&world, layers, &origin(&headers))))
}

fn describe(world: &World, layers: TileLayers, origin: &str) -> TileJson {
    let dataset = &world.snapshot.dataset;
    let bounds = bounds_of(dataset);
    let center = bounds.center();
    TileJson {
        tilejson: "3.0.0".to_owned(),
        name: dataset.manifest().title_vi.clone(),
        tiles: vec![format!("{origin}/tiles/{layers}/{{z}}/{{x}}/{{y}}")],
        vector_layers: layers.iter().map(vector_layer).collect(),
        attribution: dataset.manifest().attribution.join(" | "),
        bounds: [bounds.west, bounds.south, bounds.east, bounds.north],
        center: [degrees(center.lon), degrees(center.lat), 11.0],
        minzoom: 0,
        maxzoom: MAX_DETAIL_ZOOM,
        scheme: "xyz".to_owned(),
    }
}

fn vector_layer(layer: TileLayer) -> VectorLayer {
    let fields = layer.fields().iter();
    VectorLayer {
        id: layer.as_str().to_owned(),
        description: layer.about().to_owned(),
        minzoom: layer.min_zoom(),
        maxzoom: MAX_DETAIL_ZOOM,
        fields: fields
            .map(|field| (field.name.to_owned(), field.about.to_owned()))
            .collect(),
    }
}

/// Scheme and host as the caller wrote them, because a TileJSON names whole addresses; none where they are odd.
fn origin(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_plain = |host: &&str| {
        host.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']'))
    };
    let scheme = if text("x-forwarded-proto") == Some("https") {
        "https"
    } else {
        "http"
    };
    text("host")
        .filter(is_plain)
        .map(|host| format!("{scheme}://{host}"))
        .unwrap_or_default()
}
