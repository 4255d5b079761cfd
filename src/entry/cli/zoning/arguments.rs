//! The arguments of `zoning`.
#![expect(
    clippy::doc_markdown,
    reason = "the comments of arguments are the help that people read on a terminal"
)]

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Arguments of `zoning`.
#[derive(Debug, Args)]
pub struct ZoningArguments {
    /// What to do.
    #[command(subcommand)]
    pub verb: ZoningVerb,
}

/// What to do with plans.
#[derive(Debug, Subcommand)]
pub enum ZoningVerb {
    /// Whether zones cover their ground once, hang together and keep their seats; ends with 3 where not.
    Check(ZoningCheckArguments),
    /// Distances, loads and compactness of plans, side by side.
    Measure(ZoningMeasureArguments),
    /// A plan of our own: every zone in one piece and within its seats, with a bound that no plan goes below.
    Rebalance(ZoningRebalanceArguments),
}

/// Where blocks and schools are.
#[derive(Debug, Args)]
pub struct ZoningBlocks {
    /// Blocks: areas in GeoJSON.
    #[arg(long, value_name = "FILE")]
    pub blocks: PathBuf,
    /// The property of a block's code.
    #[arg(long, value_name = "NAME", default_value = "id")]
    pub block_id: String,
    /// The property of a block's pupils.
    #[arg(long, value_name = "NAME", default_value = "pupils")]
    pub pupils: String,
    /// Schools with seats: school,lon,lat,capacity in CSV, or points in GeoJSON.
    #[arg(long, value_name = "FILE")]
    pub schools: PathBuf,
    /// Only schools of this level, where the file has levels.
    #[arg(long)]
    pub level: Option<String>,
    /// Blocks that hang together without a common border, such as by a ferry: block,tied_to.
    #[arg(long, value_name = "FILE")]
    pub ties: Option<PathBuf>,
    /// Water in GeoJSON; a border that runs in it joins nobody.
    #[arg(long, value_name = "FILE")]
    pub water: Option<PathBuf>,
    /// Borders up to so many metres apart are one border.
    #[arg(long, value_name = "M", default_value_t = 1.0, value_parser = parse_metres)]
    pub seam: f64,
}

/// How far it is to the schools.
#[derive(Debug, Args)]
pub struct ZoningTravel {
    /// Distances as straight lines, or by the metres of a profile: straight, walk, bicycle, motorbike or car.
    #[arg(long, default_value = "straight")]
    pub costs: String,
    /// Roads and ferries, for the distances of a profile.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub network: Vec<PathBuf>,
}

/// Arguments of `zoning check`.
#[derive(Debug, Args)]
pub struct ZoningCheckArguments {
    /// Drawn zones in GeoJSON.
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "blocks",
        conflicts_with = "blocks"
    )]
    pub zones: Option<PathBuf>,
    /// The property of a zone's name.
    #[arg(long, value_name = "NAME", default_value = "name")]
    pub zone_name: String,
    /// Blocks in GeoJSON instead of drawn zones.
    #[arg(long, value_name = "FILE", requires = "schools")]
    pub blocks: Option<PathBuf>,
    /// The property of a block's code.
    #[arg(long, value_name = "NAME", default_value = "id")]
    pub block_id: String,
    /// The property of a block's pupils.
    #[arg(long, value_name = "NAME", default_value = "pupils")]
    pub pupils: String,
    /// Schools with seats: school,lon,lat,capacity.
    #[arg(long, value_name = "FILE")]
    pub schools: Option<PathBuf>,
    /// Only schools of this level, where the file has levels.
    #[arg(long)]
    pub level: Option<String>,
    /// The plan: block,school.
    #[arg(long, value_name = "FILE", requires = "blocks")]
    pub plan: Option<PathBuf>,
    /// The property of the blocks that holds the plan.
    #[arg(long, value_name = "NAME", requires = "blocks", conflicts_with = "plan")]
    pub plan_property: Option<String>,
    /// Blocks that hang together without a common border: block,tied_to.
    #[arg(long, value_name = "FILE", requires = "blocks")]
    pub ties: Option<PathBuf>,
    /// Water in GeoJSON; a border that runs in it joins nobody.
    #[arg(long, value_name = "FILE", requires = "blocks")]
    pub water: Option<PathBuf>,
    /// What must be covered, in GeoJSON; without it only holes are gaps.
    #[arg(long, value_name = "FILE")]
    pub boundary: Option<PathBuf>,
    /// Gaps and overlaps thinner than so many metres are slivers.
    #[arg(long, value_name = "M", default_value_t = 5.0, value_parser = parse_metres)]
    pub sliver: f64,
    /// Borders up to so many metres apart are one border.
    #[arg(long, value_name = "M", default_value_t = 1.0, value_parser = parse_metres)]
    pub seam: f64,
    /// Where to write the findings as GeoJSON points.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Arguments of `zoning measure`.
#[derive(Debug, Args)]
pub struct ZoningMeasureArguments {
    /// Where blocks and schools are.
    #[command(flatten)]
    pub ground: ZoningBlocks,
    /// How far it is to the schools.
    #[command(flatten)]
    pub travel: ZoningTravel,
    /// Plans: block,school.
    #[arg(long, value_name = "FILE", num_args = 1.., required_unless_present = "plan_property")]
    pub plan: Vec<PathBuf>,
    /// Properties of the blocks that hold plans, joined by commas.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub plan_property: Vec<String>,
    /// Write JSON with every zone instead of the table.
    #[arg(long)]
    pub json: bool,
    /// Where to write; standard output where not given.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Arguments of `zoning rebalance`.
#[derive(Debug, Args)]
pub struct ZoningRebalanceArguments {
    /// Where blocks and schools are.
    #[command(flatten)]
    pub ground: ZoningBlocks,
    /// How far it is to the schools.
    #[command(flatten)]
    pub travel: ZoningTravel,
    /// A plan to begin with: block,school.
    #[arg(long, value_name = "FILE")]
    pub plan: Option<PathBuf>,
    /// Blocks that must stay with a school: block,school.
    #[arg(long, value_name = "FILE")]
    pub fixed: Option<PathBuf>,
    /// The block that a school stands in may go to another school.
    #[arg(long)]
    pub free_own_block: bool,
    /// What random numbers grow from; the same seed gives the same plan.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// How many searches.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub searches: u32,
    /// Steps of each search.
    #[arg(long, value_name = "N", default_value_t = 400_000)]
    pub steps: u64,
    /// Where to write the plan, block,school in CSV; standard output where not given.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Where to write the zones as GeoJSON.
    #[arg(long, value_name = "FILE")]
    pub zones_out: Option<PathBuf>,
}

fn parse_metres(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(metres) if metres.is_finite() && metres > 0.0 && metres <= 1000.0 => Ok(metres),
        _ => Err("write metres above 0 and at most 1000".to_owned()),
    }
}
