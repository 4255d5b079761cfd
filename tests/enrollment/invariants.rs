//! Invariants of allocations on random rounds: nobody lost, no seat too many, no justified envy, no matter which order.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use truonggan::base::ids::ApplicantIdx;
use truonggan::domain::enrollment::{
    Allocation, Mode, PlacedRow, Round, RoundRows, RuleSet, Sheet, freeze, placements_csv,
};

use crate::oracle::Market;
use crate::rounds::{add_preferences, round, rows, rules, shape_of};
use crate::support::random::{Random, cases};

struct Case {
    seed: u64,
    random: Random,
    rules: RuleSet,
    rows: RoundRows,
}

/// Random rounds of every kind; the first number in a failure is the seed.
fn all_cases(n: u64, most_children: usize) -> impl Iterator<Item = Case> {
    (0..cases(n)).map(move |seed| {
        let mut random = Random::new(seed);
        let shape = shape_of(seed, &mut random, most_children);
        let rules = rules(shape);
        let mut rows = rows(shape, &rules, &mut random);
        if seed % 7 < 3 {
            add_preferences(&mut rows, &mut random);
        }
        Case {
            seed,
            random,
            rules,
            rows,
        }
    })
}

impl Case {
    fn key(&self) -> [u8; 8] {
        self.seed.to_be_bytes()
    }

    fn round(&self) -> Round {
        round(&self.rules, self.rows.clone())
    }
}

fn seats(allocation: &Allocation<'_>, round: &Round) -> BTreeMap<u32, u32> {
    let free = round.applicant_idxs().filter(|child| round.is_free(*child));
    free.filter_map(|child| Some((child.0, allocation.school_of(child)?.0)))
        .collect()
}

#[test]
fn every_child_is_placed_or_has_a_reason_and_no_school_is_over_full() {
    for case in all_cases(3000, 40) {
        let round = case.round();
        for mode in [Mode::Rule, Mode::Preference, Mode::CapFirst] {
            // Only a plan within quotas may be refused.
            let Ok(allocation) = Allocation::run(&case.rules, &round, &case.key(), mode) else {
                assert!(
                    mode == Mode::CapFirst && !case.rules.quotas.is_empty(),
                    "seed {}",
                    case.seed
                );
                continue;
            };
            let placements = allocation.placements();
            assert_eq!(placements.len(), round.applicants.len());
            for (child, placement) in round.applicant_idxs().zip(&placements) {
                assert!(!placement.reason.is_empty(), "seed {}, {placement:?}", case.seed);
                let is_placed = matches!(placement.reason.as_str(), "placed" | "fixed" | "override");
                assert_eq!(
                    placement.school.is_some(),
                    is_placed,
                    "seed {}, {placement:?}",
                    case.seed
                );
                if placement.reason == "placed" {
                    assert!(round.eligibility[child.at()].is_eligible());
                }
            }
            for (school, intake) in allocation.schools(&placements).iter().zip(&round.intakes) {
                let within = school.taken - school.overridden;
                assert!(within <= intake.seats, "seed {}: {school:?}", case.seed);
                let by_allocator = school.by_tier.iter().sum::<u32>();
                assert!(
                    by_allocator == 0 || school.taken <= intake.seats,
                    "seed {}: {school:?}",
                    case.seed
                );
            }
        }
    }
}

#[test]
fn nobody_has_justified_envy() {
    for case in all_cases(3000, 40) {
        let round = case.round();
        for mode in [Mode::Rule, Mode::Preference] {
            let market = Market::of(&case.rules, &round, &case.key(), mode == Mode::Preference);
            let allocation = Allocation::run(&case.rules, &round, &case.key(), mode).unwrap();
            let seat_of = seats(&allocation, &round);
            assert!(market.is_feasible(&seat_of), "seed {}", case.seed);
            assert_eq!(market.envy(&seat_of), None, "seed {}", case.seed);
        }
    }
}

fn shuffle<T>(random: &mut Random, sheet: &mut Sheet<T>) {
    random.shuffle(&mut sheet.rows);
}

#[test]
fn the_order_of_rows_does_not_show() {
    for mut case in all_cases(600, 30) {
        let before = all_text(&case, &case.round());
        let Case { random, rows, .. } = &mut case;
        shuffle(random, &mut rows.applicants);
        shuffle(random, &mut rows.intakes);
        random.shuffle(&mut rows.costs.rows);
        if let Some(sheet) = &mut rows.fixed {
            shuffle(random, sheet);
        }
        if let Some(sheet) = &mut rows.overrides {
            shuffle(random, sheet);
        }
        if let Some(sheet) = &mut rows.preferences {
            shuffle(random, sheet);
        }
        if let Some(sheet) = &mut rows.complete {
            shuffle(random, sheet);
        }
        assert_eq!(before, all_text(&case, &case.round()), "seed {}", case.seed);
    }
}

/// Everything that files would say, in one text.
fn all_text(case: &Case, round: &Round) -> String {
    let mut text: String = freeze(&case.rules, round)
        .into_iter()
        .map(|file| file.text)
        .collect();
    for mode in [Mode::Rule, Mode::Preference, Mode::CapFirst] {
        let Ok(allocation) = Allocation::run(&case.rules, round, &case.key(), mode) else {
            continue;
        };
        let placements = allocation.placements();
        text += &placements_csv(&placements);
        let explanations = allocation.explanations(&placements);
        let (totals, overrides) = (allocation.totals(&placements), allocation.overrides(&case.key()));
        let _ = write!(text, "{explanations:?}{totals:?}{overrides:?}");
    }
    text
}

#[test]
fn one_more_seat_hurts_no_child() {
    for mut case in all_cases(1500, 30).filter(|case| case.rules.quotas.is_empty()) {
        let round = case.round();
        let market = Market::of(&case.rules, &round, &case.key(), false);
        let before = seats(
            &Allocation::run(&case.rules, &round, &case.key(), Mode::Rule).unwrap(),
            &round,
        );
        let mut more = round.clone();
        let at = case.random.below(more.intakes.len());
        more.intakes[at].seats += 1;
        let after = seats(
            &Allocation::run(&case.rules, &more, &case.key(), Mode::Rule).unwrap(),
            &more,
        );
        for child in market.lists.keys() {
            assert!(
                market.place(*child, &after) <= market.place(*child, &before),
                "seed {}, {child}",
                case.seed
            );
        }
    }
}

#[test]
fn a_shorter_way_to_the_own_school_never_loses_it() {
    for mut case in all_cases(1500, 30) {
        let round = case.round();
        let allocation = Allocation::run(&case.rules, &round, &case.key(), Mode::Rule).unwrap();
        let placed = seats(&allocation, &round);
        let Some((child, school)) = placed.iter().nth(case.random.below(placed.len().max(1))) else {
            continue;
        };
        let mut nearer = round.clone();
        let range = nearer.range_of(ApplicantIdx(*child));
        let pair = nearer.pairs[range]
            .iter_mut()
            .find(|pair| pair.intake.0 == *school)
            .unwrap();
        pair.metres -= 1 + case.random.below(pair.metres as usize) as u32;
        let again = Allocation::run(&case.rules, &nearer, &case.key(), Mode::Rule).unwrap();
        let after = again.school_of(ApplicantIdx(*child)).map(|intake| intake.0);
        assert_eq!(after, Some(*school), "seed {}, child {child}", case.seed);
    }
}

#[test]
fn a_second_round_moves_nobody() {
    for mut case in all_cases(800, 30) {
        let round = case.round();
        let first = Allocation::run(&case.rules, &round, &case.key(), Mode::Rule).unwrap();
        let placements = first.placements();
        let held = placements
            .iter()
            .filter(|placement| placement.reason == "placed" || placement.reason == "fixed");
        let kept = held.filter(|_| case.random.below(4) > 0);
        case.rows.fixed = Some(Sheet {
            file: "placements.csv".to_owned(),
            rows: kept
                .map(|placement| PlacedRow {
                    row: 2,
                    applicant: placement.applicant.clone(),
                    school: placement.school.clone(),
                })
                .collect(),
        });
        case.rows.name = "2".to_owned();
        let again = case.round();
        let second = Allocation::run(&case.rules, &again, &case.key(), Mode::Rule).unwrap();
        for child in again
            .applicant_idxs()
            .filter(|child| again.fixed[child.at()].is_some())
        {
            assert_eq!(
                second.school_of(child),
                first.school_of(child),
                "seed {}",
                case.seed
            );
        }
        let market = Market::of(&case.rules, &again, &case.key(), false);
        let after = seats(&second, &again);
        assert_eq!(market.envy(&after), None, "seed {}", case.seed);
    }
}

#[test]
fn decisions_name_whom_they_touch() {
    let mut touched = 0;
    for case in all_cases(1500, 30) {
        let round = case.round();
        let allocation = Allocation::run(&case.rules, &round, &case.key(), Mode::Rule).unwrap();
        for decision in allocation.overrides(&case.key()).unwrap() {
            let mut without = round.clone();
            let favored = round.find_applicant(&decision.applicant).unwrap();
            without.overrides.retain(|known| known.applicant != favored);
            let other = Allocation::run(&case.rules, &without, &case.key(), Mode::Rule).unwrap();
            let moved = round
                .applicant_idxs()
                .filter(|child| *child != favored && other.school_of(*child) != allocation.school_of(*child));
            assert_eq!(moved.count(), decision.moves.len(), "seed {}", case.seed);
            touched += decision.moves.len() + decision.envied_by.len();
        }
    }
    assert!(touched > 100);
}

#[test]
fn fragility_is_what_another_run_gives() {
    let (mut flips, mut checked) = (0, 0);
    let plain = |case: &Case| case.rules.quotas.is_empty() && !case.seed.is_multiple_of(3);
    for case in all_cases(900, 25).filter(plain) {
        let round = case.round();
        let allocation = Allocation::run(&case.rules, &round, &case.key(), Mode::Rule).unwrap();
        let placements = allocation.placements();
        let explanations = allocation.explanations(&placements);
        for child in round.applicant_idxs() {
            let Some(fragility) = &explanations[child.at()].fragility else {
                continue;
            };
            let with = |percent: u64| {
                let mut scaled = round.clone();
                let range = scaled.range_of(child);
                for pair in &mut scaled.pairs[range] {
                    pair.metres = ((u64::from(pair.metres) * percent + 50) / 100) as u32;
                }
                let again = Allocation::run(&case.rules, &scaled, &case.key(), Mode::Rule).unwrap();
                again.school_of(child) != allocation.school_of(child)
            };
            assert_eq!(
                with(95),
                !fragility.scaled.gains.is_empty(),
                "seed {}, {child:?}",
                case.seed
            );
            assert_eq!(with(105), fragility.scaled.loses, "seed {}, {child:?}", case.seed);
            flips += usize::from(with(95)) + usize::from(with(105));
            checked += 1;
        }
    }
    println!("{checked} children, {flips} flips");
    assert!(flips > 100);
}

#[test]
fn the_metres_that_were_needed_are_exact() {
    let mut checked = 0;
    let plain = |case: &Case| case.rules.quotas.is_empty() && !case.seed.is_multiple_of(3);
    for case in all_cases(900, 25).filter(plain) {
        let round = case.round();
        let allocation = Allocation::run(&case.rules, &round, &case.key(), Mode::Rule).unwrap();
        let explanations = allocation.explanations(&allocation.placements());
        for child in round.applicant_idxs() {
            for considered in explanations[child.at()]
                .considered
                .iter()
                .filter(|one| one.why == "full")
            {
                let school = round.find_intake(&considered.school).unwrap();
                let admitted_at = |metres: u32| {
                    let mut nearer = round.clone();
                    let range = nearer.range_of(child);
                    nearer.pairs[range]
                        .iter_mut()
                        .find(|pair| pair.intake == school)
                        .unwrap()
                        .metres = metres;
                    let again = Allocation::run(&case.rules, &nearer, &case.key(), Mode::Rule).unwrap();
                    again.school_of(child)
                };
                match considered.needed_metres {
                    Some(needed) => {
                        assert_eq!(
                            admitted_at(needed),
                            Some(school),
                            "seed {}, {considered:?}",
                            case.seed
                        );
                        assert_ne!(
                            admitted_at(needed + 1),
                            Some(school),
                            "seed {}, {considered:?}",
                            case.seed
                        );
                    }
                    None => assert_ne!(admitted_at(0), Some(school), "seed {}, {considered:?}", case.seed),
                }
                checked += 1;
            }
        }
    }
    println!("{checked} schools that a child did not get");
    assert!(checked > 200);
}
