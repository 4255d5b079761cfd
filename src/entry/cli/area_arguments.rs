//! The arguments of the verbs that draw areas.
#![expect(
    clippy::doc_markdown,
    reason = "the comments of arguments are the help that people read on a terminal"
)]

use std::path::PathBuf;

use clap::Args;

use super::FileArguments;
use crate::domain::schools::Level;
use crate::snapshot::query::Ranking;

/// Arguments of `isochrone`.
#[derive(Debug, Args)]
pub struct IsochroneArguments {
    /// Code of the campus.
    #[arg(long, value_name = "ID")]
    pub campus: String,
    /// Within how many metres, door to gate (default 500,1000,2000,4000).
    #[arg(long, value_name = "M,M…", value_delimiter = ',', value_parser = parse_metres, conflicts_with = "minutes")]
    pub metres: Vec<f64>,
    /// Within how many minutes, by the fastest way.
    #[arg(long, value_name = "MIN,MIN…", value_delimiter = ',', value_parser = parse_minutes)]
    pub minutes: Vec<f64>,
    /// How children travel: walk, bicycle, motorbike, car or osrm-foot.
    #[arg(long)]
    pub profile: String,
    /// Pieces of road instead of areas.
    #[arg(long)]
    pub pieces: bool,
    /// Where to write; standard output where not given.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Files instead of the store.
    #[command(flatten)]
    pub files: FileArguments,
}

/// Arguments of `catchments`.
#[derive(Debug, Args)]
pub struct CatchmentsArguments {
    /// The level: preschool, primary, lower_secondary or upper_secondary.
    #[arg(long)]
    pub level: Level,
    /// How children travel: walk, bicycle, motorbike, car or osrm-foot.
    #[arg(long)]
    pub profile: String,
    /// Near by what: metres or minutes.
    #[arg(long, default_value_t = Ranking::Metres)]
    pub rank: Ranking,
    /// What to divide, as areas in GeoJSON; all communes of the dataset where not given.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["pieces", "commune"])]
    pub boundary: Option<PathBuf>,
    /// Divide one administrative unit, by its code.
    #[arg(long, value_name = "CODE", conflicts_with = "pieces")]
    pub commune: Option<String>,
    /// Side in metres of the smallest cells that borders are drawn through.
    #[arg(long, value_name = "M", default_value_t = 20.0, value_parser = parse_cell)]
    pub cell: f64,
    /// Pieces of road instead of areas.
    #[arg(long)]
    pub pieces: bool,
    /// Where to write; standard output where not given.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Files instead of the store.
    #[command(flatten)]
    pub files: FileArguments,
}

fn parse_metres(text: &str) -> Result<f64, String> {
    number_up_to(text, 100_000.0).ok_or_else(|| "write metres above 0 and at most 100000".to_owned())
}

fn parse_minutes(text: &str) -> Result<f64, String> {
    number_up_to(text, 600.0).ok_or_else(|| "write minutes above 0 and at most 600".to_owned())
}

fn parse_cell(text: &str) -> Result<f64, String> {
    let metres = number_up_to(text, 160.0).filter(|metres| *metres >= 2.0);
    metres.ok_or_else(|| "write metres from 2 to 160".to_owned())
}

fn number_up_to(text: &str, most: f64) -> Option<f64> {
    let number = text.trim().parse::<f64>().ok()?;
    (number > 0.0 && number <= most).then_some(number)
}
