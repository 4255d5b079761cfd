//! Distances of all pairs, ordered by applicant and school.

use rayon::slice::ParallelSliceMut as _;

use super::rows::{CostRow, CostRows, Names};
use super::{error, intake_of};
use crate::base::diagnostic::Diagnostics;
use crate::base::ids::{ApplicantIdx, IntakeIdx};
use crate::domain::enrollment::round::Round;

/// Adds the pairs to a round; what is wrong is told at the first row that has it.
pub(super) fn add(round: &mut Round, costs: CostRows, found: &mut Diagnostics) {
    let first = FirstRows::of(&costs);
    let applicants = known_applicants(round, &costs, &first, found);
    let schools: Vec<Option<IntakeIdx>> = (costs.schools.texts.iter().zip(&first.schools))
        .map(|(school, row)| intake_of(round, (&costs.file, u64::from(*row)), school, found))
        .collect();
    let mut pairs: Vec<(ApplicantIdx, IntakeIdx, CostRow)> = costs
        .rows
        .into_iter()
        .filter_map(|row| {
            Some((
                applicants[row.applicant as usize]?,
                schools[row.school as usize]?,
                row,
            ))
        })
        .collect();
    pairs.par_sort_unstable_by_key(|(applicant, intake, row)| (*applicant, *intake, row.row));
    tell_twice(round, &costs.file, &pairs, found);
    round.offsets = Vec::with_capacity(round.applicants.len() + 1);
    round.offsets.push(0);
    round.pairs = Vec::with_capacity(pairs.len());
    let mut rest = pairs.iter().peekable();
    for applicant in round.applicant_idxs() {
        while let Some((_, intake, row)) = rest.next_if(|(of, _, _)| *of == applicant) {
            round.pairs.push(row.pair(*intake));
        }
        round.offsets.push(round.pairs.len() as u32);
    }
}

/// The first row of each name.
struct FirstRows {
    applicants: Vec<u32>,
    schools: Vec<u32>,
}

impl FirstRows {
    fn of(costs: &CostRows) -> Self {
        let none = |names: &Names| vec![u32::MAX; names.texts.len()];
        let mut first = Self {
            applicants: none(&costs.applicants),
            schools: none(&costs.schools),
        };
        for row in &costs.rows {
            let applicant = &mut first.applicants[row.applicant as usize];
            *applicant = row.row.min(*applicant);
            let school = &mut first.schools[row.school as usize];
            *school = row.row.min(*school);
        }
        first
    }
}

fn known_applicants(
    round: &Round,
    costs: &CostRows,
    first: &FirstRows,
    found: &mut Diagnostics,
) -> Vec<Option<ApplicantIdx>> {
    let named = costs.applicants.texts.iter().zip(&first.applicants);
    named
        .map(|(name, row)| super::applicant_of(round, (&costs.file, u64::from(*row)), name, found))
        .collect()
}

fn tell_twice(
    round: &Round,
    file: &str,
    pairs: &[(ApplicantIdx, IntakeIdx, CostRow)],
    found: &mut Diagnostics,
) {
    for two in pairs
        .windows(2)
        .filter(|two| (two[0].0, two[0].1) == (two[1].0, two[1].1))
    {
        let (applicant, intake, row) = &two[1];
        let sentence = format!(
            "The pair of `{}` and `{}` stands in row {} already; keep one of them.",
            round.applicants[applicant.at()],
            round.intakes[intake.at()].school,
            two[0].2.row
        );
        found.push(error(
            file,
            u64::from(row.row),
            "school",
            "enrollment/duplicate_pair",
            sentence,
        ));
    }
}
