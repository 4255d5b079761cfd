//! The audit from end to end: what is looked at, in which order, and what is said in the end.

use super::breach::{OUTCOME, breach};
use super::decisions::check_decisions;
use super::folder::{FolderContents, FoundFile, OutcomeFolder};
use super::keys::all_keys;
use super::left_out::{matching_holds, plan_holds};
use super::lists::ChildLists;
use super::lots::{Lots, seed_key};
use super::plan::{PlanCase, PlanPrices};
use super::plan_levels::check_certificate;
use super::published::check_published;
use super::reasons::Reasons;
use super::register::Register;
use super::rerun::Contest;
use super::seals::{check_files, check_hashes, check_rules};
use super::seating::{Seating, check_rows, check_seats};
use super::stability::check_claims;
use super::states::check_states;
use super::sums::check_sums;
use super::theorem::{LEAST_COST, check_claim, check_matching};
use crate::base::diagnostic::Diagnostics;
use crate::domain::enrollment::outcome::Outcome;

/// What an audit found.
#[derive(Debug)]
pub struct Verdict {
    /// Rows of `applicants.csv`.
    pub children: usize,
    /// Rows of `costs.csv`.
    pub pairs: usize,
    /// Rows of `intakes.csv`.
    pub schools: usize,
    /// What the outcome says that it relies on.
    pub theorem: String,
    /// All breaches.
    pub breaches: Diagnostics,
    /// What cannot be judged from the folder alone.
    pub remarks: Vec<&'static str>,
    /// Whether everything was looked at; else a breach keeps the rest from being judged.
    pub is_whole: bool,
}

/// Audits a folder; breaches that its reader found already are given with it.
pub fn audit(folder: &OutcomeFolder, mut found: Diagnostics) -> Verdict {
    check_files(&folder.files, &mut found);
    if let Some(outcome) = &folder.outcome {
        check_hashes(&folder.files, outcome, &mut found);
    }
    let mut is_whole = false;
    if let (Some(outcome), Some(contents)) = (&folder.outcome, &folder.contents) {
        check_rules(&folder.files, &contents.rules, outcome, &mut found);
        is_whole = audit_contents(&folder.files, outcome, contents, &mut found).is_some();
    }
    let tables = folder.contents.as_ref().map(|contents| &contents.tables);
    Verdict {
        children: tables.map_or(0, |tables| tables.applicants.len()),
        pairs: tables.map_or(0, |tables| tables.costs.rows.len()),
        schools: tables.map_or(0, |tables| tables.intakes.len()),
        theorem: folder
            .outcome
            .as_ref()
            .map_or_else(String::new, |outcome| outcome.theorem.clone()),
        remarks: remarks(folder),
        breaches: found,
        is_whole,
    }
}

/// What no reading of the folder can tell.
fn remarks(folder: &OutcomeFolder) -> Vec<&'static str> {
    const MEASURE: &str =
        "not judged: whether the costs said their measure, since the frozen table does not have it";
    const PLANS_WITHOUT: &str = "whom a decision moves was judged among plans without it whose ways are no longer; that these could not all be shorter was not";
    let Some(outcome) = &folder.outcome else {
        return Vec::new();
    };
    let has_plans = outcome.mode == "cap-first" && !outcome.overrides.is_empty();
    let remarks = [
        (outcome.rules.costs_say_measure, MEASURE),
        (has_plans, PLANS_WITHOUT),
    ];
    remarks
        .into_iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, remark)| remark)
        .collect()
}

/// How seats were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Rule,
    Preference,
    CapFirst,
}

fn mode_of(outcome: &Outcome, found: &mut Diagnostics) -> Option<Mode> {
    match outcome.mode.as_str() {
        "rule" => Some(Mode::Rule),
        "preference" => Some(Mode::Preference),
        "cap-first" => Some(Mode::CapFirst),
        other => {
            let sentence = format!("There is no mode `{other}`.");
            found.push(breach("audit/mode", OUTCOME, sentence).at_object("mode"));
            None
        }
    }
}

/// Judges what the files say; none where a breach keeps the rest from being judged.
fn audit_contents(
    files: &[FoundFile],
    outcome: &Outcome,
    contents: &FolderContents,
    found: &mut Diagnostics,
) -> Option<()> {
    let mode = mode_of(outcome, found)?;
    let seed_key = seed_key(&outcome.seed, found)?;
    let register = Register::of(&contents.rules, &contents.tables, found)?;
    check_states(&register, found);
    let lots = Lots::draw(&seed_key, &outcome.round, &contents.tables.applicants);
    let keys = all_keys(&register, &lots);
    let lists = ChildLists::of(&register, &keys, mode == Mode::Preference);
    let seating = Seating::of(&register, &keys, &contents.placements, found)?;
    let rows = (contents.placements.as_slice(), outcome.round.as_str());
    check_rows(&register, (&keys, &lists), &seating, rows, found);
    check_seats(&register, &seating, found);
    let contest = Contest {
        register: &register,
        lots: &lots,
        keys: &keys,
        lists: &lists,
    };
    let case = (mode == Mode::CapFirst).then(|| PlanCase::of(&register, &keys, &seating));
    let prices = if let Some(case) = &case {
        check_plan(case, outcome, found)
    } else {
        if outcome.certificate.is_some() {
            let sentence = "Only plans have a certificate.";
            found.push(breach("audit/certificate", OUTCOME, sentence).at_object("certificate"));
        }
        check_claims(&register, &keys, &lists, &seating, found);
        check_matching(&contest, &seating, outcome, found);
        None
    };
    let holds_for_all = match &case {
        Some(case) => plan_holds(case, outcome.certificate.as_ref()),
        None => matching_holds(&register, (&keys, &lists), &seating),
    };
    check_sums(
        &register,
        (&keys, &lists, &lots),
        &seating,
        holds_for_all,
        outcome,
        found,
    );
    check_decisions(&contest, &seating, case.as_ref(), &outcome.overrides, found);
    let documents = (outcome, &contents.public);
    check_published(&register, &lots, &seating, files, documents, found);
    if case.is_some() && prices.is_none() {
        return None;
    }
    let reasons = Reasons {
        register: &register,
        lots: &lots,
        keys: &keys,
        lists: &lists,
        seating: &seating,
        plan: prices.as_ref(),
    };
    reasons.check(&contents.explanations, found);
    Some(())
}

/// Checks that a plan is proved; the prices for explanations where there are any.
fn check_plan<'a, 'f>(
    case: &'a PlanCase<'a, 'f>,
    outcome: &Outcome,
    found: &mut Diagnostics,
) -> Option<PlanPrices<'a, 'f>> {
    check_claim(outcome, LEAST_COST, found);
    let Some(certificate) = &outcome.certificate else {
        let sentence = "A plan needs a certificate.";
        found.push(breach("audit/certificate", OUTCOME, sentence).at_object("certificate"));
        return None;
    };
    check_certificate(case, certificate, found)
}
