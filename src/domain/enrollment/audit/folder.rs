//! An outcome's folder as it was read: the bytes of its files, and what they say, row by row.
//! Nothing is resolved or believed yet.

use crate::domain::enrollment::outcome::{Explanation, Outcome, Placement, PublicRound};
use crate::domain::enrollment::rule_set::RuleSet;

/// A folder.
#[derive(Debug)]
pub struct OutcomeFolder {
    /// All files in it, by path ascending.
    pub files: Vec<FoundFile>,
    /// What `outcome.json` says; none where it cannot be read.
    pub outcome: Option<Outcome>,
    /// What the other files say; none where any of them cannot be read.
    pub contents: Option<FolderContents>,
}

/// A file.
#[derive(Debug)]
pub struct FoundFile {
    /// Its path within the folder, with `/`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What the files beside `outcome.json` say.
#[derive(Debug)]
pub struct FolderContents {
    /// The rule set.
    pub rules: RuleSet,
    /// The frozen inputs.
    pub tables: FrozenTables,
    /// `placements.csv`.
    pub placements: Vec<Placement>,
    /// `explanations.jsonl`.
    pub explanations: Vec<Explanation>,
    /// `public.json`.
    pub public: PublicRound,
}

/// The frozen inputs, row by row in their order.
#[derive(Debug, Default)]
pub struct FrozenTables {
    /// `applicants.csv`.
    pub applicants: Vec<ApplicantLine>,
    /// `intakes.csv`.
    pub intakes: Vec<IntakeLine>,
    /// `costs.csv`.
    pub costs: CostLines,
    /// `complete.csv`.
    pub complete: Vec<CompleteLine>,
    /// `preferences.csv`, where there is one.
    pub preferences: Option<Vec<PreferenceLine>>,
    /// `fixed.csv`.
    pub fixed: Vec<FixedLine>,
    /// `overrides.csv`.
    pub overrides: Vec<DecisionLine>,
}

/// A row of `applicants.csv`.
#[derive(Debug)]
pub struct ApplicantLine {
    /// Pseudonym.
    pub applicant: String,
    /// Birth year, where given.
    pub birth_year: Option<i32>,
    /// Empty for whoever may be placed, else the reason's code.
    pub state: String,
    /// Cells by attribute of the rule set.
    pub cells: Vec<Option<Box<str>>>,
}

/// A row of `intakes.csv`.
#[derive(Debug)]
pub struct IntakeLine {
    /// Code.
    pub school: String,
    /// Seats.
    pub seats: u32,
    /// Enrollment zone.
    pub zone: Option<String>,
    /// Seats within the seats, by quota of the rule set.
    pub quotas: Vec<u32>,
}

/// `costs.csv`: a city has millions of rows, so each name stands once.
#[derive(Debug, Default)]
pub struct CostLines {
    /// Pseudonyms in the order in which they first stand.
    pub applicants: Vec<String>,
    /// Codes in the order in which they first stand.
    pub schools: Vec<String>,
    /// The rows.
    pub rows: Vec<CostLine>,
}

/// A row of `costs.csv`.
#[derive(Debug, Clone, Copy)]
pub struct CostLine {
    /// Position of the pseudonym in the names.
    pub applicant: u32,
    /// Position of the code in the names.
    pub school: u32,
    /// Whole metres.
    pub metres: u32,
    /// Duration.
    pub seconds: Option<u32>,
    /// Boardings.
    pub crossings: Option<u16>,
    /// Least and greatest metres within the error of the pin.
    pub bounds: Option<(u32, u32)>,
}

/// A row of `complete.csv`.
#[derive(Debug)]
pub struct CompleteLine {
    /// Pseudonym.
    pub applicant: String,
    /// Whether the list leaves out no school.
    pub complete: bool,
    /// How far the nearest school is that the list leaves out, where known.
    pub next_metres: Option<u32>,
}

/// A row of `preferences.csv`.
#[derive(Debug)]
pub struct PreferenceLine {
    /// Pseudonym.
    pub applicant: String,
    /// Rank, from 1.
    pub rank: u32,
    /// Code.
    pub school: String,
}

/// A row of `fixed.csv`.
#[derive(Debug)]
pub struct FixedLine {
    /// Pseudonym.
    pub applicant: String,
    /// Code.
    pub school: String,
}

/// A row of `overrides.csv`.
#[derive(Debug)]
pub struct DecisionLine {
    /// Pseudonym.
    pub applicant: String,
    /// Code.
    pub school: String,
    /// Who asked for it.
    pub author: String,
    /// Who approved it.
    pub approver: String,
    /// Why.
    pub reason: String,
    /// Hash of the evidence.
    pub evidence_hash: String,
}
