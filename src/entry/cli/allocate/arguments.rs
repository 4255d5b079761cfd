//! Arguments of `allocate`.
#![expect(
    clippy::doc_markdown,
    reason = "the comments of arguments are the help that people read on a terminal"
)]

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::domain::enrollment::{Mode, Seed, from_hex};
use crate::entry::cli::Failure;

/// How seats are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ModeWord {
    /// By the key of the rule set.
    Rule,
    /// By parents' rankings; schools order by the key.
    Preference,
    /// By the plan that is best for all together.
    CapFirst,
}

impl From<ModeWord> for Mode {
    fn from(word: ModeWord) -> Self {
        match word {
            ModeWord::Rule => Self::Rule,
            ModeWord::Preference => Self::Preference,
            ModeWord::CapFirst => Self::CapFirst,
        }
    }
}

/// Arguments of `allocate`.
#[derive(Debug, Args)]
pub struct AllocateArguments {
    /// Applicants: applicant,birth_year and the attributes of the rule set.
    #[arg(long, value_name = "FILE")]
    pub applicants: PathBuf,
    /// Intakes: school,seats or rooms and classes, with zones.
    #[arg(long, value_name = "FILE")]
    pub intakes: PathBuf,
    /// Distances: applicant,school,metres, or what `matrix` writes.
    #[arg(long, value_name = "FILE")]
    pub costs: PathBuf,
    /// Which applicants' lists leave out schools that can be reached: applicant,complete or next_metres.
    #[arg(long, value_name = "FILE")]
    pub complete: Option<PathBuf>,
    /// Parents' rankings: applicant,rank,school.
    #[arg(long, value_name = "FILE", required_if_eq("mode", "preference"))]
    pub preferences: Option<PathBuf>,
    /// The rule set.
    #[arg(long, value_name = "FILE")]
    pub rules: PathBuf,
    /// How seats are given.
    #[arg(long, value_enum, default_value = "rule")]
    pub mode: ModeWord,
    /// The seed of the lots, or the officer's part of it where there is a public draw.
    #[arg(long, value_name = "HEX", required_unless_present = "public_draw")]
    pub seed: Option<String>,
    /// SHA-256 of the officer's part, published before the lists were frozen.
    #[arg(long, value_name = "HEX", requires = "public_draw")]
    pub commitment: Option<String>,
    /// The public draw; alone it is the seed.
    #[arg(long, value_name = "HEX")]
    pub public_draw: Option<String>,
    /// Placements of an earlier round, which do not move.
    #[arg(long, value_name = "FILE")]
    pub fixed: Option<PathBuf>,
    /// Placements by decision: applicant,school,author,approver,reason,evidence_hash.
    #[arg(long, value_name = "FILE")]
    pub overrides: Option<PathBuf>,
    /// Name of the round; it goes into the lots.
    #[arg(long, value_name = "ID", default_value = "1")]
    pub round: String,
    /// All modes side by side: what each gives to all, who gains and who loses.
    #[arg(long)]
    pub compare: bool,
    /// The comparison as JSON, with the children by pseudonym, instead of a table.
    #[arg(long, requires = "compare")]
    pub json: bool,
    /// The folder to write: new, empty, or an earlier outcome that is replaced.
    #[arg(long, value_name = "DIR", required_unless_present = "compare")]
    pub out: Option<PathBuf>,
}

impl AllocateArguments {
    /// The seed of the parts that are given.
    pub(super) fn seed(&self) -> Result<Seed, Failure> {
        let bytes = |name: &str, text: Option<&String>| match text {
            None => Ok(None),
            Some(text) => from_hex(text)
                .filter(|bytes| !bytes.is_empty())
                .map(Some)
                .ok_or_else(|| {
                    Failure::Usage(format!(
                        "--{name} is not hexadecimal; write pairs of the digits 0-9 and a-f"
                    ))
                }),
        };
        let seed = Seed::of_parts(
            bytes("seed", self.seed.as_ref())?,
            bytes("commitment", self.commitment.as_ref())?,
            bytes("public-draw", self.public_draw.as_ref())?,
        );
        seed.map_err(|error| Failure::Refused(error.to_string()))
    }
}
