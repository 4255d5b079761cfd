//! Who may be placed: ages by calendar year, grounds, and whom a person must look at first.

use truonggan::domain::enrollment::{ApplicantRow, CostRow, CostRows, RuleSet};

use crate::rounds::{Shape, round, rows, rules};
use crate::support::random::Random;

fn with_tiers() -> (Shape, RuleSet) {
    let shape = Shape {
        tiers: true,
        ..Shape::plain(1, 1)
    };
    (shape, rules(shape))
}

/// The state of one applicant with these cells.
fn state(id: Option<&str>, birth_year: Option<i32>, late_ground: Option<&str>) -> String {
    let (shape, rules) = with_tiers();
    let mut rows = rows(shape, &rules, &mut Random::new(1));
    let names = rules.attributes.iter();
    rows.applicants.rows = vec![ApplicantRow {
        row: 2,
        applicant: id.map(str::to_owned),
        birth_year,
        cells: names
            .map(|attribute| {
                late_ground
                    .filter(|_| attribute.name == "late_ground")
                    .map(Box::from)
            })
            .collect(),
    }];
    rows.costs = CostRows::default();
    rows.complete = None;
    round(&rules, rows).eligibility[0].reason().to_owned()
}

#[test]
fn ages_decide_by_calendar_year() {
    for (birth_year, ground, expected) in [
        (Some(2020), None, ""),
        (Some(2021), None, "too_young"),
        (Some(2019), None, "late_without_ground"),
        (Some(2019), Some("no"), "late_without_ground"),
        (Some(2019), Some("có"), ""),
        (Some(2017), Some("true"), ""),
        (Some(2016), Some("true"), "pending_age_by_hand"),
        (None, None, "pending_missing_birth_year"),
    ] {
        assert_eq!(
            state(Some("p"), birth_year, ground),
            expected,
            "{birth_year:?} {ground:?}"
        );
    }
    assert_eq!(state(None, Some(2020), None), "pending_missing_id");
}

#[test]
fn two_rows_of_one_pseudonym_wait_and_are_not_lost() {
    let (shape, rules) = with_tiers();
    let mut rows = rows(shape, &rules, &mut Random::new(1));
    let mut again = rows.applicants.rows[0].clone();
    again.row = 3;
    again.birth_year = Some(2014);
    rows.applicants.rows.push(again);
    let round = round(&rules, rows);
    assert_eq!(round.applicants, ["p000"]);
    assert_eq!(round.eligibility[0].reason(), "pending_duplicate_id");
    assert_eq!(round.birth_years, [None]);
}

#[test]
fn all_problems_of_all_files_are_told_at_once() {
    let (shape, rules) = with_tiers();
    let mut rows = rows(shape, &rules, &mut Random::new(1));
    rows.intakes.rows.push(rows.intakes.rows[0].clone());
    let stranger = rows.costs.applicants.keep("stranger", 0);
    let nowhere = rows.costs.schools.keep("nowhere", 0);
    let pair = CostRow {
        row: 9,
        applicant: stranger,
        school: nowhere,
        metres: 5,
        seconds: None,
        crossings: None,
        bounds: None,
    };
    rows.costs.rows.extend([pair, pair]);
    let zone = rules
        .attributes
        .iter()
        .position(|attribute| attribute.name == "residence")
        .unwrap();
    rows.applicants.rows[0].cells[zone] = Some("somewhere".into());
    let found = truonggan::domain::enrollment::assemble(&rules, rows).unwrap_err();
    for code in [
        "enrollment/duplicate_school",
        "enrollment/unknown_applicant",
        "enrollment/unknown_school",
        "enrollment/attribute",
    ] {
        assert_eq!(found.count(code), 1, "{code}");
    }
}
