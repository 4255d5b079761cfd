//! Modes side by side: what each gives to all, and who gains and who loses from one to another.

use super::allocation::Allocation;
use super::round::Round;
use crate::base::ids::ApplicantIdx;

/// What a mode gives to all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModeMeasures {
    /// Its word.
    pub mode: &'static str,
    /// Children with a seat.
    pub placed: u32,
    /// Metres over the placed, rounded half up.
    pub mean: u32,
    /// The metres that 95 of 100 placed children do not exceed (nearest rank).
    pub percentile_95: u32,
    /// The longest way.
    pub longest: u32,
    /// Placed beyond the cap of the rule set.
    pub over_cap: u32,
    /// Boardings.
    pub crossings: u64,
    /// Steps between the tier taken and the best tier anywhere.
    pub tier_violations: u64,
    /// Children who want a school more than what they have and stand before somebody admitted there, or see a seat
    /// free there.
    pub justified_envy: u32,
}

/// Who fares how from one mode to another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shift {
    /// Nearer than before, in the order of applicants.
    pub nearer: Vec<ApplicantIdx>,
    /// Farther.
    pub farther: Vec<ApplicantIdx>,
    /// With a seat only now.
    pub seated: Vec<ApplicantIdx>,
    /// Without one only now.
    pub unseated: Vec<ApplicantIdx>,
}

/// Measures a mode.
pub fn measure(round: &Round, allocation: &Allocation<'_>) -> ModeMeasures {
    let totals = allocation.totals(&allocation.placements());
    let mut ways: Vec<u32> = round
        .applicant_idxs()
        .filter_map(|applicant| metres(round, allocation, applicant))
        .collect();
    ways.sort_unstable();
    let n = ways.len() as u64;
    let rank = (n * 95).div_ceil(100).max(1) - 1;
    ModeMeasures {
        mode: allocation.mode().as_str(),
        placed: totals.placed,
        mean: (totals.metres * 2 + n).checked_div(n * 2).unwrap_or(0) as u32,
        percentile_95: ways.get(rank as usize).copied().unwrap_or(0),
        longest: totals.longest,
        over_cap: totals.over_cap,
        crossings: totals.crossings,
        tier_violations: totals.tier_violations,
        justified_envy: allocation.envious() as u32,
    }
}

/// Who fares how from one allocation of a round to another.
pub fn shift(round: &Round, from: &Allocation<'_>, to: &Allocation<'_>) -> Shift {
    let mut shift = Shift::default();
    for applicant in round.applicant_idxs() {
        match (from.school_of(applicant), to.school_of(applicant)) {
            (None, Some(_)) => shift.seated.push(applicant),
            (Some(_), None) => shift.unseated.push(applicant),
            _ => {
                let (before, after) = (metres(round, from, applicant), metres(round, to, applicant));
                if before > after {
                    shift.nearer.push(applicant);
                } else if before < after {
                    shift.farther.push(applicant);
                }
            }
        }
    }
    shift
}

fn metres(round: &Round, allocation: &Allocation<'_>, applicant: ApplicantIdx) -> Option<u32> {
    let intake = allocation.school_of(applicant)?;
    Some(round.pair(applicant, intake)?.metres)
}
