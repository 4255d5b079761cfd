//! GeoPackage (OGC 12-128r18): one layer of features, read with SQLite and opened for reading only.

use std::path::Path;

use geo::Geometry;
use geo_traits::to_geo::ToGeoGeometry as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{
    Column as _, ConnectOptions as _, Connection as _, Row as _, SqliteConnection, TypeInfo as _,
    ValueRef as _,
};

use super::super::ImportError;
use super::{FileCrs, FileFeature, Found, ReadOptions};
use crate::adapters::crs::Crs;
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};

/// A layer of a file.
struct FeatureTable {
    name: String,
    geometry: String,
    srs: i64,
}

/// Reads a layer.
pub(super) fn read(
    path: &Path,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> Result<Found, ImportError> {
    let content = |why: String| ImportError::Content {
        path: path.to_owned(),
        why,
    };
    // The caller may be in a runtime already, which must not be blocked in; so the file gets a thread of its own.
    let done = std::thread::scope(|scope| {
        let reading = scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().build();
            let runtime = runtime.map_err(|error| error.to_string())?;
            let mut found = Diagnostics::new();
            let read = runtime.block_on(read_all(path, options, &mut found));
            read.map(|features| (features, found))
                .map_err(|error| error.to_string())
        });
        reading
            .join()
            .unwrap_or_else(|_| Err("reading it failed".to_owned()))
    });
    let (features, findings) = done.map_err(content)?;
    diagnostics.extend(findings);
    Ok(features)
}

async fn read_all(
    path: &Path,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> Result<Found, sqlx::Error> {
    let connect = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .immutable(false);
    let mut file = connect.connect().await?;
    let mut found = Found {
        features: Vec::new(),
        crs: FileCrs::Unsaid,
    };
    let Some(table) = chosen_table(&mut file, options, diagnostics).await? else {
        return Ok(found);
    };
    found.crs = crs_of(&mut file, table.srs).await?;
    let all = format!("select * from {}", quoted(&table.name));
    let rows = sqlx::query(sqlx::AssertSqlSafe(all)).fetch_all(&mut file).await?;
    let key = key_column(&mut file, &table.name).await?;
    for (at, row) in (1..).zip(rows) {
        found
            .features
            .push(feature_of(at, &row, &table, key.as_deref(), diagnostics));
    }
    file.close().await?;
    Ok(found)
}

/// The layer that is named, or the only one.
async fn chosen_table(
    file: &mut SqliteConnection,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> Result<Option<FeatureTable>, sqlx::Error> {
    let query = "select c.table_name, g.column_name, g.srs_id from gpkg_contents c \
                 join gpkg_geometry_columns g on g.table_name = c.table_name \
                 where c.data_type = 'features' order by c.table_name";
    let rows = sqlx::query(query).fetch_all(file).await?;
    let mut tables = Vec::new();
    for row in rows {
        tables.push(FeatureTable {
            name: row.try_get(0)?,
            geometry: row.try_get(1)?,
            srs: row.try_get(2)?,
        });
    }
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    let listed = names.join(", ");
    let mut refuse = |code, sentence: String| {
        diagnostics.push(Diagnostic::new(Severity::Error, code, sentence));
    };
    match (&options.layer, names.len()) {
        (Some(wanted), _) => match names.iter().position(|name| name == wanted) {
            Some(at) => return Ok(Some(tables.remove(at))),
            None => refuse(
                "geopackage/layer",
                format!("There is no layer `{wanted}`; the layers are: {listed}."),
            ),
        },
        (None, 1) => return Ok(tables.pop()),
        (None, 0) => refuse(
            "geopackage/layer",
            "The file has no layer of features.".to_owned(),
        ),
        (None, _) => refuse(
            "geopackage/layer",
            format!("The file has several layers; say one with --layer: {listed}."),
        ),
    }
    Ok(None)
}

async fn crs_of(file: &mut SqliteConnection, srs: i64) -> Result<FileCrs, sqlx::Error> {
    let query = "select organization, organization_coordsys_id, definition from gpkg_spatial_ref_sys where srs_id = ?";
    let Some(row) = sqlx::query(query).bind(srs).fetch_optional(file).await? else {
        return Ok(FileCrs::Unsaid);
    };
    let (organisation, code): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
    let definition: String = row.try_get(2)?;
    if srs <= 0 || definition == "undefined" {
        return Ok(FileCrs::Unsaid);
    }
    let by_code = Crs::of_code(&format!("{organisation}:{code}"));
    Ok(FileCrs::of(by_code.or_else(|_| Crs::of_wkt(&definition))))
}

async fn key_column(file: &mut SqliteConnection, table: &str) -> Result<Option<String>, sqlx::Error> {
    let query = "select name from pragma_table_info(?) where pk = 1";
    sqlx::query_scalar(query).bind(table).fetch_optional(file).await
}

fn feature_of(
    at: u64,
    row: &SqliteRow,
    table: &FeatureTable,
    key: Option<&str>,
    diagnostics: &mut Diagnostics,
) -> FileFeature {
    let mut geometry = None;
    let mut properties = Vec::new();
    for column in row.columns() {
        let name = column.name();
        if name == table.geometry {
            let blob = row.try_get::<Option<&[u8]>, _>(name).ok().flatten();
            geometry = blob.and_then(geometry_of);
            if blob.is_some_and(|blob| !is_empty(blob)) && geometry.is_none() {
                let sentence = "Its geometry cannot be read; export the layer again.";
                diagnostics
                    .push(Diagnostic::new(Severity::Error, "geopackage/geometry", sentence).at_row(at));
            }
        } else if let Some(text) = text_of(row, name).filter(|_| key != Some(name)) {
            properties.push((name.to_owned(), text));
        }
    }
    FileFeature::new(at, None, properties, geometry)
}

fn text_of(row: &SqliteRow, name: &str) -> Option<String> {
    let value = row.try_get_raw(name).ok()?;
    if value.is_null() {
        return None;
    }
    match value.type_info().name() {
        "INTEGER" => row.try_get::<i64, _>(name).ok().map(|number| number.to_string()),
        "REAL" => row.try_get::<f64, _>(name).ok().map(|number| number.to_string()),
        "BOOLEAN" => row
            .try_get::<bool, _>(name)
            .ok()
            .map(|value| if value { "yes" } else { "no" }.to_owned()),
        "BLOB" => None,
        _ => row.try_get_unchecked::<String, _>(name).ok(),
    }
}

/// How a geometry begins (clause 2.1.3): `GP`, version, flags, identifier of the coordinate system.
const HEAD: usize = 8;

/// Whether the flags say that there is nothing in it.
fn is_empty(blob: &[u8]) -> bool {
    blob.get(3).is_some_and(|flags| flags & 0b1_0000 != 0)
}

/// The geometry behind the header and its envelope.
fn geometry_of(blob: &[u8]) -> Option<Geometry<f64>> {
    if !blob.starts_with(b"GP") || is_empty(blob) {
        return None;
    }
    let envelope = match blob.get(3)? >> 1 & 0b111 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return None,
    };
    wkb::reader::read_wkb(blob.get(HEAD + envelope..)?)
        .ok()?
        .try_to_geometry()
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
