//! The levels of `cap-first`: their values counted anew, and the proofs that the longest way cannot be shorter and that
//! longer ways would make nothing better that stands before it.

use super::breach::{Comparison, OUTCOME, breach, differs};
use super::plan::{PlanCase, PlanPrices, check_prices, prices_of};
use super::residual::can_be_better;
use super::vector::Vector;
use crate::base::diagnostic::Diagnostics;
use crate::domain::enrollment::outcome::{Certificate, LevelDoc, Shorter};
use crate::domain::enrollment::rule_set::Level;

/// Checks a whole certificate; the prices for explanations where they have the form of prices.
pub(super) fn check_certificate<'a, 'f>(
    case: &'a PlanCase<'a, 'f>,
    certificate: &Certificate,
    found: &mut Diagnostics,
) -> Option<PlanPrices<'a, 'f>> {
    check_levels(case, &certificate.levels, found);
    let prices = check_prices(case, certificate, found);
    match (case.before_longest, &certificate.shorter) {
        (Some(before), shorter) => {
            check_shorter(case, shorter.as_ref(), 1 + before, found);
            if can_be_better(case, 1 + before, u32::MAX) {
                let sentence = "Ways longer than the longest make a level before it better.";
                found.push(breach("audit/longer_ways", OUTCOME, sentence).at_object("certificate"));
            }
        }
        (None, Some(_)) => {
            let sentence = "The longest way is no level, so there is nothing to prove about it.";
            found.push(breach("audit/shorter", OUTCOME, sentence).at_object("certificate.shorter"));
        }
        (None, None) => {}
    }
    prices
}

fn check_levels(case: &PlanCase<'_, '_>, levels: &[LevelDoc], found: &mut Diagnostics) {
    let total = case.total().to_entries(case.entries());
    let value = |level: &Level| match level {
        Level::Placed => case.given.iter().filter(|(_, given)| given.is_some()).count() as u64,
        Level::Longest => u64::from(case.longest()),
        sum => {
            let at = case.sums.iter().position(|known| known == sum);
            at.map_or(0, |at| total[1 + at] as u64)
        }
    };
    let expected = case.register.rules.levels.iter().map(|level| LevelDoc {
        level: level.as_str().to_owned(),
        value: value(level),
    });
    let expected: Vec<LevelDoc> = expected.collect();
    let mut compare = Comparison::of("audit/levels", OUTCOME, None);
    compare.field("certificate.levels.length", &levels.len(), &expected.len());
    for (at, (is, must)) in levels.iter().zip(&expected).enumerate() {
        compare.field(
            format_args!("certificate.levels[{at}].level"),
            &is.level,
            &must.level,
        );
        compare.field(
            format_args!("certificate.levels[{at}].value"),
            &is.value,
            &must.value,
        );
    }
    compare
        .into_breaches()
        .into_iter()
        .for_each(|breach| found.push(breach));
}

/// Checks the proof that the longest way cannot be shorter.
fn check_shorter(
    case: &PlanCase<'_, '_>,
    shorter: Option<&Shorter>,
    entries: usize,
    found: &mut Diagnostics,
) {
    let path = "certificate.shorter";
    let longest = case.longest();
    let Some(shorter) = shorter else {
        if longest > 0 {
            let sentence = format!("Nothing proves that the longest way must be {longest} metres.");
            found.push(breach("audit/shorter", OUTCOME, sentence).at_object(path));
        }
        return;
    };
    let given = (shorter.prices.as_slice(), shorter.quota_prices.as_slice());
    let Some(prices) = prices_of(given, case, entries, path, found) else {
        return;
    };
    let mut tell = |sentence| found.push(breach("audit/shorter", OUTCOME, sentence).at_object(path));
    let proved = case.dual(&prices, entries, |metres| metres < longest);
    let said = Vector::of(shorter.values.iter().map(|value| i128::from(*value)));
    if shorter.values.len() != entries {
        tell(differs("The number of values", shorter.values.len(), entries));
    } else if said != proved {
        let proved = proved.to_entries(entries);
        tell(format!(
            "The values are {:?}, and the prices prove {proved:?}.",
            shorter.values
        ));
    }
    let reached = case.total().first(entries);
    if proved <= reached {
        let (proved, reached) = (proved.to_entries(entries), reached.to_entries(entries));
        tell(format!(
            "The prices prove {proved:?}, which is not worse than {reached:?}."
        ));
    }
}
