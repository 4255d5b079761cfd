//! A scenario as people read it on a terminal.

use crate::entry::replies::{AmountsReply, CampusReply, ComparisonReply, ScenarioReply, TotalsReply};

/// The lines of the table.
pub(super) fn table(reply: &ScenarioReply) -> Vec<String> {
    let mut lines = vec![format!(
        "{}: {} modifications of dataset {}",
        reply.scenario.title.en,
        reply.scenario.modifications,
        reply.baseline.hash.get(..12).unwrap_or_default()
    )];
    match &reply.comparison {
        Some(comparison) => {
            totals_lines(&mut lines, comparison);
            campus_lines(&mut lines, &comparison.campuses);
        }
        None => lines.push(
            "the modifications hold; name homes with --homes to see who is nearer and who is farther"
                .to_owned(),
        ),
    }
    lines
}

fn totals_lines(lines: &mut Vec<String>, comparison: &ComparisonReply) {
    let totals = &comparison.totals;
    let row = |word: &str, homes: usize, remark: String| {
        format!("  {word:<26}{homes:>7}{remark}").trim_end().to_owned()
    };
    let plain = |word: &str, homes: usize| row(word, homes, String::new());
    lines.push(row(
        "homes",
        totals.homes,
        format!(
            "  ({}, {}, bell {})",
            comparison.profile, comparison.day, comparison.bell
        ),
    ));
    lines.push(row(
        "nearer",
        totals.nearer,
        by(totals, totals.nearer, &totals.saved),
    ));
    lines.push(row(
        "farther",
        totals.farther,
        by(totals, totals.farther, &totals.added),
    ));
    lines.push(plain("newly reachable", totals.newly_reachable));
    lines.push(plain("no longer reachable", totals.no_longer_reachable));
    if totals.newly_on_time + totals.no_longer_on_time > 0 {
        lines.push(plain("newly before the bell", totals.newly_on_time));
        lines.push(plain("no longer before the bell", totals.no_longer_on_time));
    }
    lines.push(plain("another way, as far", totals.otherwise));
    lines.push(plain("unchanged", totals.same));
    lines.push(plain("unreachable in both", totals.unreachable));
    if let (Some(before), Some(after)) = (totals.mean_before, totals.mean_after) {
        lines.push(format!(
            "  mean of those who reach a campus in both: {} before, {} after",
            amount(totals, before),
            amount(totals, after)
        ));
    }
}

/// How much, in words.
fn by(totals: &TotalsReply, homes: usize, amounts: &AmountsReply) -> String {
    if homes == 0 {
        return String::new();
    }
    format!(
        "  by {} in the mean, {} in the middle, {} at most, {} in all",
        amount(totals, amounts.mean),
        amount(totals, amounts.median),
        amount(totals, amounts.max),
        amount(totals, amounts.sum)
    )
}

/// Metres up to ten kilometres, then kilometres; minutes up to ten hours, then hours.
fn amount(totals: &TotalsReply, value: f64) -> String {
    match (totals.unit, value) {
        ("metres", metres) if metres < 10_000.0 => format!("{metres:.0} m"),
        ("metres", metres) => format!("{:.1} km", metres / 1000.0),
        (_, seconds) if seconds < 36_000.0 => format!("{:.1} min", seconds / 60.0),
        (_, seconds) => format!("{:.1} h", seconds / 3600.0),
    }
}

/// The campuses that change.
fn campus_lines(lines: &mut Vec<String>, campuses: &[CampusReply]) {
    let is_changed = |campus: &&CampusReply| {
        campus.gained + campus.lost > 0
            || campus.exists_before != campus.exists_after
            || campus.seats_before != campus.seats_after
    };
    let changed: Vec<&CampusReply> = campuses.iter().filter(is_changed).collect();
    if changed.is_empty() {
        return;
    }
    let width = changed
        .iter()
        .map(|campus| campus.campus_id.chars().count())
        .max()
        .unwrap_or(0)
        .max(6);
    lines.push(format!(
        "  {:<width$}  homes before   after  gained    lost  seats",
        "campus"
    ));
    for campus in changed {
        let state = match (campus.exists_before, campus.exists_after) {
            (true, false) => "  closed",
            (false, true) => "  new",
            _ => "",
        };
        lines.push(format!(
            "  {:<width$}  {:>12}{:>8}{:>8}{:>8}  {}{state}",
            campus.campus_id,
            campus.homes_before,
            campus.homes_after,
            campus.gained,
            campus.lost,
            seats(campus)
        ));
    }
}

fn seats(campus: &CampusReply) -> String {
    let number = |seats: Option<u32>| seats.map_or_else(|| "?".to_owned(), |seats| seats.to_string());
    match (campus.seats_before, campus.seats_after) {
        (None, None) => "unknown".to_owned(),
        (before, after) if before == after => number(before),
        (before, after) if campus.exists_before && campus.exists_after => {
            format!("{} → {}", number(before), number(after))
        }
        (before, after) => number(before.or(after)),
    }
}
