//! Rows as readers give them: cells are read, and nothing about them is decided.

use std::collections::BTreeMap;

use crate::base::ids::IntakeIdx;
use crate::domain::enrollment::round::{Completeness, Pair};
use crate::domain::enrollment::seats::SeatParts;

/// Rows of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet<T> {
    /// Its name, as findings give it.
    pub file: String,
    /// Its rows.
    pub rows: Vec<T>,
}

impl<T> Default for Sheet<T> {
    fn default() -> Self {
        Self {
            file: String::new(),
            rows: Vec::new(),
        }
    }
}

/// All rows of a round.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoundRows {
    /// The round's name.
    pub name: String,
    /// Applicants.
    pub applicants: Sheet<ApplicantRow>,
    /// Intakes.
    pub intakes: Sheet<IntakeRow>,
    /// Distances.
    pub costs: CostRows,
    /// Which lists leave out schools.
    pub complete: Option<Sheet<CompleteRow>>,
    /// Parents' rankings.
    pub preferences: Option<Sheet<PreferenceRow>>,
    /// Who is placed already.
    pub fixed: Option<Sheet<PlacedRow>>,
    /// Placements by decision.
    pub overrides: Option<Sheet<OverrideRow>>,
}

/// An applicant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicantRow {
    /// Row in the file.
    pub row: u64,
    /// Pseudonym.
    pub applicant: Option<String>,
    /// Birth year.
    pub birth_year: Option<i32>,
    /// Cells by attribute of the rule set.
    pub cells: Vec<Option<Box<str>>>,
}

/// An intake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntakeRow {
    /// Row in the file.
    pub row: u64,
    /// Code of the school.
    pub school: String,
    /// Its zone.
    pub zone: Option<String>,
    /// Its seats, where they are given.
    pub seats: Option<u32>,
    /// What they follow from, where that is given.
    pub parts: Option<SeatParts>,
    /// What gives room to each quota of the rule set.
    pub quota_units: Vec<Option<u32>>,
}

/// Texts, each kept once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// The texts in the order in which they came.
    pub texts: Vec<Box<str>>,
    known: BTreeMap<Box<str>, u32>,
}

impl Names {
    /// The position of a text, which is kept where it is new; `last` is a guess that is tried first.
    pub fn keep(&mut self, text: &str, last: u32) -> u32 {
        if self
            .texts
            .get(last as usize)
            .is_some_and(|known| **known == *text)
        {
            return last;
        }
        if let Some(at) = self.known.get(text) {
            return *at;
        }
        let at = self.texts.len() as u32;
        self.texts.push(text.into());
        self.known.insert(text.into(), at);
        at
    }
}

/// Distances; names are kept once, since there are millions of rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CostRows {
    /// Name of the file.
    pub file: String,
    /// Names of applicants.
    pub applicants: Names,
    /// Codes of schools.
    pub schools: Names,
    /// The rows.
    pub rows: Vec<CostRow>,
}

/// A distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CostRow {
    /// Row in the file.
    pub row: u32,
    /// Position among the names of applicants.
    pub applicant: u32,
    /// Position among the codes of schools.
    pub school: u32,
    /// Whole metres.
    pub metres: u32,
    /// Duration.
    pub seconds: Option<u32>,
    /// Boardings.
    pub crossings: Option<u16>,
    /// The least and greatest metres within the pin's error.
    pub bounds: Option<(u32, u32)>,
}

impl CostRow {
    pub(super) const fn pair(&self, intake: IntakeIdx) -> Pair {
        Pair {
            intake,
            metres: self.metres,
            seconds: self.seconds,
            crossings: self.crossings,
            bounds: self.bounds,
        }
    }
}

/// Whether an applicant's list leaves out schools.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompleteRow {
    /// Row in the file.
    pub row: u64,
    /// Pseudonym.
    pub applicant: String,
    /// What it says.
    pub completeness: Completeness,
}

/// A choice of parents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreferenceRow {
    /// Row in the file.
    pub row: u64,
    /// Pseudonym.
    pub applicant: String,
    /// Rank, from 1.
    pub rank: u32,
    /// Code of the school.
    pub school: String,
}

/// A placement of an earlier round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedRow {
    /// Row in the file.
    pub row: u64,
    /// Pseudonym.
    pub applicant: String,
    /// Code of the school; none where unplaced.
    pub school: Option<String>,
}

/// A placement by decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverrideRow {
    /// Row in the file.
    pub row: u64,
    /// Pseudonym.
    pub applicant: String,
    /// Code of the school.
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
