//! What is wrong with a rule set beyond its words: clauses that are missing or unverified, tiers that nobody reaches,
//! ages that overlap. All at once, each at its line.

use super::rule_set::{AttributeKind, Condition, Level, RuleSet, Test};
use crate::base::diagnostic::{Diagnostic, Severity};

/// All findings, each at its line.
pub fn check_rules(rules: &RuleSet) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    check_ages(rules, &mut found);
    check_clauses(rules, &mut found);
    check_tiers(rules, &mut found);
    check_conditions(rules, &mut found);
    check_levels(rules, &mut found);
    found
}

fn error(line: u64, code: &'static str, sentence: String) -> Diagnostic {
    Diagnostic::new(Severity::Error, code, sentence).at_row(line)
}

fn check_ages(rules: &RuleSet, found: &mut Vec<Diagnostic>) {
    let ages = &rules.ages;
    let Some((least, greatest)) = ages.late else {
        return;
    };
    if least > greatest || least <= ages.normal {
        let sentence = format!(
            "Late entry from {least} to {greatest} overlaps the normal age {} or is empty; begin it above the normal age.",
            ages.normal
        );
        found.push(error(ages.line, "rules/overlapping_ages", sentence));
    } else if least > ages.normal + 1 {
        let sentence = format!(
            "Between the normal age {} and late entry from {least} there are ages that no rule decides; close the gap.",
            ages.normal
        );
        found.push(error(ages.line, "rules/ages_gap", sentence));
    }
    if ages.late_ground.is_none() {
        let sentence = "Late entry needs a ground; name its attribute as late_ground.".to_owned();
        found.push(error(ages.line, "rules/late_without_ground", sentence));
    }
}

fn check_clauses(rules: &RuleSet, found: &mut Vec<Diagnostic>) {
    for (at, clause) in rules.clauses.iter().enumerate() {
        if clause.source.is_empty() {
            let sentence = format!(
                "Clause `{}` has no source; cite the text that it comes from.",
                clause.id
            );
            found.push(error(clause.line, "rules/missing_citation", sentence));
        }
        if rules.clauses[..at].iter().any(|known| known.id == clause.id) {
            let sentence = format!("There are two clauses `{}`; give each its own id.", clause.id);
            found.push(error(clause.line, "rules/duplicate_clause", sentence));
        }
    }
    for tier in &rules.tiers {
        let Some(clause) = tier.clause else {
            let sentence = format!("Tier {} rests on no clause; name one as clause.", tier.number);
            found.push(error(tier.line, "rules/missing_citation", sentence));
            continue;
        };
        let clause = &rules.clauses[clause];
        if !clause.verified && !tier.marked_unverified {
            let sentence = format!(
                "Tier {} rests on clause `{}`, whose text was not read; write unverified: true beside it, or verify the clause.",
                tier.number, clause.id
            );
            found.push(error(tier.line, "rules/unverified_unmarked", sentence));
        }
    }
}

fn check_tiers(rules: &RuleSet, found: &mut Vec<Diagnostic>) {
    if rules.tiers.is_empty() {
        let sentence = "There is no tier; write at least one, with an empty when for everyone.".to_owned();
        found.push(error(1, "rules/no_tier", sentence));
    }
    for (at, tier) in rules.tiers.iter().enumerate() {
        if usize::from(tier.number) != at + 1 {
            let sentence = format!(
                "Tier {} stands in place {}; number tiers from 1 without gaps.",
                tier.number,
                at + 1
            );
            found.push(error(tier.line, "rules/tier_number", sentence));
        }
        let covering = rules.tiers[..at]
            .iter()
            .find(|earlier| implies(&tier.when, &earlier.when));
        if let Some(covering) = covering {
            let sentence = format!(
                "Nobody reaches tier {}: whoever meets it is in tier {} already; narrow that one or take this one out.",
                tier.number, covering.number
            );
            found.push(error(tier.line, "rules/unreachable_tier", sentence));
        } else if contradicts(&tier.when) {
            let sentence = format!(
                "Nobody reaches tier {}: its conditions exclude each other; mend them.",
                tier.number
            );
            found.push(error(tier.line, "rules/unreachable_tier", sentence));
        }
        for (place, group) in tier.order.iter().enumerate() {
            if tier.order[..place].iter().any(|earlier| implies(group, earlier)) || contradicts(group) {
                let sentence = format!(
                    "Nobody reaches group {} of tier {}; mend its conditions or their order.",
                    place + 1,
                    tier.number
                );
                found.push(error(tier.line, "rules/unreachable_group", sentence));
            }
        }
    }
}

/// Whether whoever meets `narrow` also meets `wide`, as far as the words tell.
fn implies(narrow: &[Condition], wide: &[Condition]) -> bool {
    wide.iter().all(|wanted| {
        narrow
            .iter()
            .any(|given| given.attribute == wanted.attribute && test_implies(&given.test, &wanted.test))
    })
}

fn test_implies(given: &Test, wanted: &Test) -> bool {
    match (given, wanted) {
        (Test::Is(some), Test::Is(more)) => some.iter().all(|word| more.contains(word)),
        (Test::Is(some), Test::IsNot(others)) => !some.iter().any(|word| others.contains(word)),
        (Test::IsNot(more), Test::IsNot(some)) => some.iter().all(|word| more.contains(word)),
        (Test::Is(_) | Test::ZoneOfSchool | Test::ThisSchool, Test::Given)
        | (Test::Missing, Test::IsNot(_)) => true,
        (one, other) => one == other,
    }
}

/// Whether two conditions exclude each other.
fn contradicts(conditions: &[Condition]) -> bool {
    let excludes = |one: &Test, other: &Test| match (one, other) {
        (Test::Is(some), Test::Is(others)) => !some.iter().any(|word| others.contains(word)),
        (Test::Is(some), Test::IsNot(others)) => some.iter().all(|word| others.contains(word)),
        (Test::Missing, Test::Is(_) | Test::Given | Test::ZoneOfSchool | Test::ThisSchool) => true,
        _ => false,
    };
    conditions.iter().any(|one| {
        conditions
            .iter()
            .any(|other| one.attribute == other.attribute && excludes(&one.test, &other.test))
            || matches!(&one.test, Test::Is(words) if words.is_empty())
    })
}

fn check_conditions(rules: &RuleSet, found: &mut Vec<Diagnostic>) {
    let of_tiers = rules
        .tiers
        .iter()
        .flat_map(|tier| tier.when.iter().chain(tier.order.iter().flatten()));
    let of_pending = rules.pending.iter().flat_map(|rule| &rule.when);
    for condition in of_tiers.chain(of_pending.clone()) {
        let attribute = &rules.attributes[condition.attribute];
        let (Test::Is(words) | Test::IsNot(words)) = &condition.test else {
            continue;
        };
        let known: &[String] = match &attribute.kind {
            AttributeKind::Word(known) => known,
            AttributeKind::Flag => &["true".to_owned(), "false".to_owned()],
            _ => continue,
        };
        for word in words.iter().filter(|word| !known.contains(word)) {
            let sentence = format!(
                "Attribute `{}` is never `{word}`; its words are {}.",
                attribute.name,
                known.join(", ")
            );
            found.push(error(condition.line, "rules/unknown_word", sentence));
        }
    }
    for condition in of_pending {
        if matches!(condition.test, Test::ZoneOfSchool | Test::ThisSchool) {
            let sentence =
                "Whether an application waits cannot depend on a school; ask about the applicant.".to_owned();
            found.push(error(condition.line, "rules/pending_of_school", sentence));
        }
    }
    if let Some(sibling) = rules.sibling.map(|at| &rules.attributes[at])
        && sibling.kind != AttributeKind::Schools
    {
        let sentence = format!(
            "sibling needs an attribute of kind schools, `{}` is of another.",
            sibling.name
        );
        found.push(error(sibling.line, "rules/sibling_attribute", sentence));
    }
    for rule in rules.pending.iter().filter(|rule| rule.when.is_empty()) {
        let sentence = format!(
            "`{}` has no condition and would leave every child waiting; write one.",
            rule.reason
        );
        found.push(error(rule.line, "rules/pending_everybody", sentence));
    }
    for (at, quota) in rules.quotas.iter().enumerate() {
        if rules.quotas[..at].iter().any(|known| known.id == quota.id) {
            let sentence = format!("There are two quotas `{}`; give each its own id.", quota.id);
            found.push(error(quota.line, "rules/duplicate_quota", sentence));
        }
        if rules.attributes[quota.attribute].kind != AttributeKind::Flag {
            let sentence = format!("Quota `{}` needs an attribute of kind flag.", quota.id);
            found.push(error(quota.line, "rules/quota_attribute", sentence));
        }
    }
}

fn check_levels(rules: &RuleSet, found: &mut Vec<Diagnostic>) {
    let mut known: Vec<Level> = rules.levels.clone();
    known.sort_unstable();
    known.dedup();
    if rules.levels.first() != Some(&Level::Placed) || known.len() != rules.levels.len() {
        let sentence = "levels must begin with placed, and have each word once.".to_owned();
        found.push(error(1, "rules/levels", sentence));
    }
}
