//! Who may be placed, from birth years and attributes alone.

use super::breach::{APPLICANTS, breach_at};
use super::folder::{ApplicantLine, IntakeLine};
use super::register::Register;
use crate::base::diagnostic::Diagnostics;
use crate::domain::enrollment::rule_set::{AttributeKind, Condition, RuleSet, Test};

/// How a row begins that stands for an applicant without a pseudonym.
const WITHOUT_ID: &str = "row-without-id-";

/// Checks every state.
pub(super) fn check_states(register: &Register<'_>, found: &mut Diagnostics) {
    for (at, line) in register.tables.applicants.iter().enumerate() {
        let expected = state_of(register.rules, line);
        if expected != line.state {
            let sentence = format!("The state is `{}` and must be `{expected}`.", line.state);
            found.push(breach_at("audit/state", APPLICANTS, at, sentence).at_object(&line.applicant));
        }
    }
}

/// The state that a row must have.
fn state_of<'a>(rules: &'a RuleSet, line: &ApplicantLine) -> &'a str {
    if line.applicant.starts_with(WITHOUT_ID) {
        return "pending_missing_id";
    }
    let Some(birth_year) = line.birth_year else {
        // What the rows of a doubled pseudonym said is no longer there, so a row without any cell may be one.
        let is_bare = line.cells.iter().all(Option::is_none);
        return if is_bare && line.state == "pending_duplicate_id" {
            "pending_duplicate_id"
        } else {
            "pending_missing_birth_year"
        };
    };
    let ages = &rules.ages;
    let age = i64::from(rules.first_year) - i64::from(birth_year);
    let normal = i64::from(ages.normal);
    let late = ages.late.map(|(least, most)| (i64::from(least), i64::from(most)));
    if age < normal {
        return "too_young";
    }
    if age > late.map_or(normal, |(_, most)| most.max(normal)) {
        return "pending_age_by_hand";
    }
    if late.is_some_and(|(least, _)| age >= least) && !has_ground(rules, line) {
        return "late_without_ground";
    }
    let waits = rules.pending.iter().find(|rule| all_hold(&rule.when, line, None));
    waits.map_or("", |rule| rule.reason.as_str())
}

fn has_ground(rules: &RuleSet, line: &ApplicantLine) -> bool {
    rules.ages.late_ground.is_some_and(|attribute| {
        let cell = line.cells[attribute].as_deref();
        match rules.attributes[attribute].kind {
            AttributeKind::Flag => cell == Some("true"),
            _ => cell.is_some(),
        }
    })
}

/// Whether all conditions hold for a child, at a school where one is given.
pub(super) fn all_hold(conditions: &[Condition], line: &ApplicantLine, school: Option<&IntakeLine>) -> bool {
    conditions.iter().all(|condition| {
        let cell = line.cells[condition.attribute].as_deref();
        match &condition.test {
            Test::Is(words) => cell.is_some_and(|cell| words.iter().any(|word| word == cell)),
            Test::IsNot(words) => !cell.is_some_and(|cell| words.iter().any(|word| word == cell)),
            Test::Given => cell.is_some(),
            Test::Missing => cell.is_none(),
            Test::ZoneOfSchool => {
                let zone = school.and_then(|school| school.zone.as_deref());
                cell.is_some() && cell == zone
            }
            Test::ThisSchool => school.is_some_and(|school| names_school(cell, &school.school)),
        }
    })
}

/// Whether a cell of codes has this one.
pub(super) fn names_school(cell: Option<&str>, code: &str) -> bool {
    cell.is_some_and(|cell| cell.split(';').any(|known| known == code))
}
