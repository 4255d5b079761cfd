//! A round as the allocators see it: applicants ordered by pseudonym, intakes by code, pairs by both, so that the order
//! of rows in files cannot show in a result.

use super::eligibility::Eligibility;
use super::rule_set::{AttributeKind, RuleSet};
use crate::base::ids::{ApplicantIdx, IntakeIdx};

/// A round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Its name, which goes into lots.
    pub name: String,
    /// Pseudonyms, ascending.
    pub applicants: Vec<String>,
    /// Birth years, by applicant.
    pub birth_years: Vec<Option<i32>>,
    /// Who may be placed, by applicant.
    pub eligibility: Vec<Eligibility>,
    /// What rules may ask of applicants.
    pub attributes: Attributes,
    /// Intakes, ascending by code.
    pub intakes: Vec<Intake>,
    /// Pairs that can be reached, by applicant and intake.
    pub pairs: Vec<Pair>,
    /// Where the pairs of each applicant begin; one more at the end.
    pub offsets: Vec<u32>,
    /// Whether schools that can be reached are left out of each applicant's list.
    pub completeness: Vec<Completeness>,
    /// Parents' rankings, best first, by applicant; none where the round has none.
    pub preferences: Option<Vec<Vec<IntakeIdx>>>,
    /// Who is placed already and does not move, by applicant.
    pub fixed: Vec<Option<IntakeIdx>>,
    /// Placements by decision, ordered by applicant.
    pub overrides: Vec<Override>,
}

/// What a school offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    /// Its code.
    pub school: String,
    /// Its enrollment zone.
    pub zone: Option<String>,
    /// Seats.
    pub seats: u32,
    /// Seats within them, by quota of the rule set.
    pub quotas: Vec<u32>,
}

/// An applicant and a school that it can reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The school.
    pub intake: IntakeIdx,
    /// Shortest way, in whole metres.
    pub metres: u32,
    /// Duration.
    pub seconds: Option<u32>,
    /// Boardings.
    pub crossings: Option<u16>,
    /// The least and greatest metres within the pin's error.
    pub bounds: Option<(u32, u32)>,
}

/// Whether a list leaves out schools that can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completeness {
    /// It leaves out none.
    Complete,
    /// It leaves out some; the nearest of them is that many metres away, where known.
    Incomplete(Option<u32>),
}

/// A placement by decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The child.
    pub applicant: ApplicantIdx,
    /// Where it is placed.
    pub intake: IntakeIdx,
    /// Who asked for it.
    pub author: String,
    /// Who approved it; another person.
    pub approver: String,
    /// Why.
    pub reason: String,
    /// Hash of the evidence.
    pub evidence_hash: String,
}

impl Round {
    /// The pairs of an applicant, by school.
    pub fn pairs_of(&self, applicant: ApplicantIdx) -> &[Pair] {
        &self.pairs[self.range_of(applicant)]
    }

    /// Where they stand among all pairs.
    pub fn range_of(&self, applicant: ApplicantIdx) -> std::ops::Range<usize> {
        self.offsets[applicant.at()] as usize..self.offsets[applicant.at() + 1] as usize
    }

    /// The pair of an applicant and a school.
    pub fn pair(&self, applicant: ApplicantIdx, intake: IntakeIdx) -> Option<&Pair> {
        let pairs = self.pairs_of(applicant);
        let at = pairs.binary_search_by_key(&intake, |pair| pair.intake).ok()?;
        Some(&pairs[at])
    }

    /// All applicants.
    pub fn applicant_idxs(&self) -> impl Iterator<Item = ApplicantIdx> + use<> {
        (0..self.applicants.len()).map(ApplicantIdx::from_usize)
    }

    /// The applicant of a pseudonym.
    pub fn find_applicant(&self, pseudonym: &str) -> Option<ApplicantIdx> {
        let at = self
            .applicants
            .binary_search_by(|known| known.as_str().cmp(pseudonym))
            .ok()?;
        Some(ApplicantIdx::from_usize(at))
    }

    /// The intake of a code.
    pub fn find_intake(&self, school: &str) -> Option<IntakeIdx> {
        let at = self
            .intakes
            .binary_search_by(|known| known.school.as_str().cmp(school))
            .ok()?;
        Some(IntakeIdx::from_usize(at))
    }

    /// Whom the allocators place: eligible, not fixed, not placed by decision.
    pub fn is_free(&self, applicant: ApplicantIdx) -> bool {
        self.eligibility[applicant.at()].is_eligible()
            && self.fixed[applicant.at()].is_none()
            && self.override_of(applicant).is_none()
    }

    /// The decision about an applicant.
    pub fn override_of(&self, applicant: ApplicantIdx) -> Option<&Override> {
        let at = self
            .overrides
            .binary_search_by_key(&applicant, |known| known.applicant)
            .ok()?;
        Some(&self.overrides[at])
    }

    /// The quota that an applicant counts in: the first whose flag it has.
    pub fn quota_of(&self, rules: &RuleSet, applicant: ApplicantIdx) -> Option<usize> {
        rules
            .quotas
            .iter()
            .position(|quota| self.attributes.is_set(quota.attribute, applicant))
    }
}

/// What rules may ask of applicants: one column an attribute, one cell an applicant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attributes {
    /// Cells by attribute and applicant, as text.
    pub columns: Vec<Vec<Option<Box<str>>>>,
}

/// The words for yes.
const YES: [&str; 7] = ["1", "true", "yes", "y", "x", "có", "co"];
/// The words for no.
const NO: [&str; 6] = ["0", "false", "no", "n", "không", "khong"];

impl Attributes {
    /// The cell of an applicant.
    pub fn get(&self, attribute: usize, applicant: ApplicantIdx) -> Option<&str> {
        self.columns[attribute][applicant.at()].as_deref()
    }

    /// Whether a flag is set.
    pub fn is_set(&self, attribute: usize, applicant: ApplicantIdx) -> bool {
        self.get(attribute, applicant)
            .is_some_and(|cell| YES.contains(&cell))
    }

    /// The codes of a cell of schools.
    pub fn schools(&self, attribute: usize, applicant: ApplicantIdx) -> impl Iterator<Item = &str> {
        schools_in(self.get(attribute, applicant).unwrap_or_default())
    }
}

/// The codes in a cell, separated by `;` or `|`.
pub fn schools_in(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', '|'])
        .map(str::trim)
        .filter(|code| !code.is_empty())
}

/// A cell in the one form that is kept, or what is wrong with it.
pub fn cell_of(kind: &AttributeKind, text: &str) -> Result<Box<str>, String> {
    match kind {
        AttributeKind::Text => Ok(text.into()),
        AttributeKind::Word(words) if words.iter().any(|word| word == text) => Ok(text.into()),
        AttributeKind::Word(words) => Err(format!(
            "`{text}` is none of {}; write one of them, or nothing.",
            words.join(", ")
        )),
        AttributeKind::Flag => {
            let lower = text.to_lowercase();
            if YES.contains(&lower.as_str()) {
                Ok("true".into())
            } else if NO.contains(&lower.as_str()) {
                Ok("false".into())
            } else {
                Err(format!("`{text}` is neither yes nor no; write true or false."))
            }
        }
        AttributeKind::Schools => {
            let mut codes: Vec<&str> = schools_in(text).collect();
            codes.sort_unstable();
            codes.dedup();
            Ok(codes.join(";").into())
        }
    }
}
