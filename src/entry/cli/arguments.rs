//! The verbs and their arguments.
#![expect(
    clippy::doc_markdown,
    reason = "the comments of arguments are the help that people read on a terminal"
)]

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::allocate::AllocateArguments;
use super::audit::AuditArguments;
use super::zoning::ZoningArguments;
use super::{
    CatchmentsArguments, ChanceArguments, ExplainArguments, IsochroneArguments, PseudonymiseArguments,
};
use crate::base::calendar::{ClockTime, Day};
use crate::base::geom::LonLat;
use crate::domain::schools::Level;
use crate::snapshot::dataset::Layer;
use crate::snapshot::query::Ranking;

/// Trường Gần, the near school: nearest schools by real roads and water.
#[derive(Debug, Parser)]
#[command(version, about, arg_required_else_help = true)]
pub struct Arguments {
    /// Where records are kept: sqlite:PATH (default sqlite:truonggan.gpkg, environment TRUONGGAN_STORE).
    // Plain text, because clap repeats what it cannot parse, and an address can hold a password.
    #[arg(long, global = true, value_name = "URL")]
    pub store: Option<String>,
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Serve the map, the tiles and the API over the published dataset.
    Serve(ServeArguments),
    /// Import files as a layer of the dataset: staged, checked, published in one transaction.
    Import(ImportArguments),
    /// The nearest campuses of a home, as JSON.
    Nearest(NearestArguments),
    /// From where a campus lies within so many metres or minutes, as GeoJSON.
    Isochrone(IsochroneArguments),
    /// The service areas of a level: which campus is nearest from where, as GeoJSON.
    Catchments(CatchmentsArguments),
    /// Distances between many homes and campuses, as CSV.
    Matrix(MatrixArguments),
    /// What if: modifications of the records, and who is nearer and who is farther.
    Scenario(ScenarioArguments),
    /// Plans of school zones: checked, measured side by side, rebalanced within the seats.
    Zoning(ZoningArguments),
    /// Give first-grade seats by the published rule, with a reason for every child.
    Allocate(AllocateArguments),
    /// Check an outcome from its own files: every number derived anew, every breach listed.
    Audit(AuditArguments),
    /// Why a child has the seat that it has: a letter's sentences, or a proof.
    Explain(ExplainArguments),
    /// What a family may expect before the deadline, in bands, from many played rounds.
    Chance(ChanceArguments),
    /// Replace personal identifiers by pseudonyms of one round.
    Pseudonymise(PseudonymiseArguments),
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct ServeArguments {
    /// Address and port; port 0 takes a free one (default 127.0.0.1:8080, environment TRUONGGAN_LISTEN).
    #[arg(long, value_name = "HOST:PORT")]
    pub listen: Option<SocketAddr>,
}

/// Arguments of `import`.
#[derive(Debug, Args)]
pub struct ImportArguments {
    /// What the files hold: network, schools, units, water, places or timetable.
    pub kind: Layer,
    /// The files, or for a timetable the folder or .zip of its tables; several make one layer.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The coordinate system of the files where they do not say it, such as EPSG:9210 or "VN-2000 105-45".
    #[arg(long, value_name = "EPSG:N")]
    pub crs: Option<String>,
    /// Which coordinate stands first in the files; surveyors in Viet Nam write the northing first.
    #[arg(long, value_name = "ORDER", default_value = "easting,northing", value_parser = ["easting,northing", "northing,easting"])]
    pub axes: String,
    /// The encoding of text in a shapefile: UTF-8, Windows-1258, TCVN3 or VNI.
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// The layer of a GeoPackage that has several.
    #[arg(long, value_name = "NAME")]
    pub layer: Option<String>,
    /// Check and keep the rows without publishing them.
    #[arg(long)]
    pub stage_only: bool,
    /// The rows are made up for demonstration, and every answer says so.
    #[arg(long)]
    pub synthetic: bool,
    /// Who must be named beside the map.
    #[arg(long, value_name = "TEXT")]
    pub attribution: Option<String>,
    /// Name of the dataset in Vietnamese.
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Name of the dataset in English.
    #[arg(long, value_name = "TEXT")]
    pub title_en: Option<String>,
}

/// Arguments of `nearest`.
#[derive(Debug, Args)]
pub struct NearestArguments {
    /// The home, as longitude and latitude in degrees.
    #[arg(long, value_name = "LON,LAT", value_parser = parse_place, allow_hyphen_values = true)]
    pub at: LonLat,
    /// How the child travels: walk, bicycle, motorbike, car or osrm-foot.
    #[arg(long)]
    pub profile: String,
    /// The level: preschool, primary, lower_secondary or upper_secondary.
    #[arg(long)]
    pub level: Level,
    /// How many campuses.
    #[arg(short = 'K', short_alias = 'k', long, default_value_t = 5, value_name = "K", value_parser = clap::value_parser!(u16).range(1..))]
    pub k: u16,
    /// Near by what: metres or minutes.
    #[arg(long, default_value_t = Ranking::Metres)]
    pub rank: Ranking,
    /// Boats and buses from a GTFS folder or .zip instead of the store.
    #[arg(long, value_name = "FILE", requires = "network")]
    pub timetable: Option<PathBuf>,
    /// The school day; today where not given, or the Monday after on a Saturday or Sunday.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub day: Option<Day>,
    /// When school begins (default 07:00, environment TRUONGGAN_BELL_PRIMARY and its like for other levels).
    #[arg(long, value_name = "HH:MM", value_parser = parse_bell)]
    pub bell: Option<ClockTime>,
    /// Files instead of the store.
    #[command(flatten)]
    pub files: FileArguments,
}

/// Files that a question can be asked of instead of the store.
#[derive(Debug, Args)]
pub struct FileArguments {
    /// Roads and ferries from a file instead of the store.
    #[arg(long, value_name = "FILE")]
    pub network: Option<PathBuf>,
    /// Schools from a file instead of the store.
    #[arg(long, value_name = "FILE", requires = "network")]
    pub schools: Option<PathBuf>,
    /// Water from a file, where the network's file has none.
    #[arg(long, value_name = "FILE", requires = "network")]
    pub water: Option<PathBuf>,
}

/// Arguments of `matrix`.
#[derive(Debug, Args)]
pub struct MatrixArguments {
    /// Roads and ferries.
    #[arg(long, required = true, value_name = "FILE", num_args = 1..)]
    pub network: Vec<PathBuf>,
    /// Water, where the network's file has none.
    #[arg(long, value_name = "FILE")]
    pub water: Option<PathBuf>,
    /// Homes: id,lon,lat.
    #[arg(long, value_name = "FILE")]
    pub from: PathBuf,
    /// Campuses: id,lon,lat.
    #[arg(long, value_name = "FILE")]
    pub to: PathBuf,
    /// How the child travels: walk, bicycle, motorbike, car or osrm-foot.
    #[arg(long)]
    pub profile: String,
    /// Near by what: metres or minutes.
    #[arg(long, default_value_t = Ranking::Metres)]
    pub rank: Ranking,
    /// Only the K nearest campuses of each home, best first.
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u8).range(1..))]
    pub nearest: Option<u8>,
    /// Also the least and greatest metres if the pin is off by up to so many metres.
    #[arg(long, value_name = "M", value_parser = parse_pin_error)]
    pub pin_error: Option<f64>,
    /// Where to write; standard output where not given.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Arguments of `scenario`.
#[derive(Debug, Args)]
pub struct ScenarioArguments {
    /// The modifications, as docs/scenarios.md describes them.
    #[arg(long, value_name = "FILE")]
    pub modifications: PathBuf,
    /// Homes: id,lon,lat; without them the modifications are only checked.
    #[arg(long, value_name = "FILE")]
    pub homes: Option<PathBuf>,
    /// How the children travel: walk, bicycle, motorbike, car or osrm-foot.
    #[arg(long, default_value = "walk")]
    pub profile: String,
    /// The level: preschool, primary, lower_secondary or upper_secondary.
    #[arg(long, default_value_t = Level::Primary)]
    pub level: Level,
    /// Near by what: metres or minutes.
    #[arg(long, default_value_t = Ranking::Metres)]
    pub rank: Ranking,
    /// The school day; today where not given, or the Monday after on a Saturday or Sunday.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub day: Option<Day>,
    /// When school begins (default 07:00, environment TRUONGGAN_BELL_PRIMARY and its like for other levels).
    #[arg(long, value_name = "HH:MM", value_parser = parse_bell)]
    pub bell: Option<ClockTime>,
    /// Also every pair of home and campus whose way changes.
    #[arg(long, requires = "homes")]
    pub pairs: bool,
    /// Where to write: a .json file, a .csv file of the homes, or a folder for all tables; standard output where not given.
    #[arg(long, value_name = "PATH")]
    pub out: Option<PathBuf>,
    /// Boats and buses from a GTFS folder or .zip instead of the store.
    #[arg(long, value_name = "FILE", requires = "network")]
    pub timetable: Option<PathBuf>,
    /// Files instead of the store.
    #[command(flatten)]
    pub files: FileArguments,
}

fn parse_place(text: &str) -> Result<LonLat, String> {
    let numbers: Option<Vec<f64>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
    match numbers.as_deref() {
        Some([lon, lat]) if lon.is_finite() && lat.is_finite() => Ok(LonLat::new(*lon, *lat)),
        _ => Err("write longitude, a comma and latitude in degrees, such as 106.7875,10.6422".to_owned()),
    }
}

fn parse_bell(text: &str) -> Result<ClockTime, String> {
    let time = text.parse::<ClockTime>().map_err(|error| error.to_string())?;
    if time < ClockTime::at(24, 0) {
        Ok(time)
    } else {
        Err("write a time before 24:00, such as 07:00".to_owned())
    }
}

fn parse_pin_error(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(metres) if metres.is_finite() && metres > 0.0 && metres <= 1000.0 => Ok(metres),
        _ => Err("write metres above 0 and at most 1000".to_owned()),
    }
}
