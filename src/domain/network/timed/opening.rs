//! Opening hours and intervals of ferry ways, as OpenStreetMap writes them, for one day.
//! Only the plain forms are read: `24/7`, `05:30-17:00`, days of the week, several rules. What names months, single
//! dates or holidays is not understood, and the ferry counts as always open.

use crate::base::calendar::{ClockTime, Day};
use crate::base::units::Deciseconds;

/// A time of a service day, from a minute to a later one.
type Minutes = (i32, i32);

const DAY: i32 = 24 * 60;
const WEEKDAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// Open times of a service day, whose night of the day before counts too; from its midnight to that of the day after
/// the next at most.
///
/// Source: <https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification>, of which this is a part: a later rule
/// takes the place of an earlier one on the days that it names, and hours that end before they begin run into the next
/// day.
pub(super) fn open_hours(text: &str, day: Day) -> Vec<[ClockTime; 2]> {
    let Some(rules) = parse_rules(text) else {
        return vec![clock((0, 2 * DAY))];
    };
    let today = day.weekday();
    let night_before = hours_of(&rules, (today + 6) % 7)
        .into_iter()
        .filter(|(_, until)| *until > DAY)
        .map(|(from, until)| ((from - DAY).max(0), until - DAY));
    let mut hours: Vec<Minutes> = night_before.chain(hours_of(&rules, today)).collect();
    hours.sort_unstable();
    join_touching(hours).into_iter().map(clock).collect()
}

/// Whether open times differ between days of the week.
pub(super) fn names_weekdays(text: &str) -> bool {
    WEEKDAYS.iter().any(|name| text.contains(name))
}

/// An interval that holds at some hours of the day: `00:45 @ (20:00-05:00)`, several with `;`.
pub(super) fn conditional_intervals(
    text: &str,
    day: Day,
    parse_interval: impl Fn(&str) -> Option<Deciseconds>,
) -> Vec<([ClockTime; 2], Deciseconds)> {
    // A semicolon inside of the brackets belongs to the condition.
    let mut found = Vec::new();
    for part in text.split(';') {
        let Some((interval, hours)) = part.split_once('@') else {
            continue;
        };
        let hours = hours.trim().trim_start_matches('(').trim_end_matches(')');
        if let (Some(interval), Some(_)) = (parse_interval(interval.trim()), parse_rules(hours)) {
            found.extend(open_hours(hours, day).into_iter().map(|open| (open, interval)));
        }
    }
    found
}

fn clock((from, until): Minutes) -> [ClockTime; 2] {
    [from, until].map(|minutes| ClockTime(Deciseconds(minutes.max(0) as u32 * 600)))
}

fn join_touching(sorted: Vec<Minutes>) -> Vec<Minutes> {
    let mut joined: Vec<Minutes> = Vec::new();
    for (from, until) in sorted {
        match joined.last_mut().filter(|last| last.1 >= from) {
            Some(last) => last.1 = last.1.max(until),
            None => joined.push((from, until)),
        }
    }
    joined
}

/// One rule: the weekdays that it names, and its hours on them.
struct Rule {
    weekdays: [bool; 7],
    hours: Vec<Minutes>,
}

fn hours_of(rules: &[Rule], weekday: usize) -> Vec<Minutes> {
    let last = rules.iter().rev().find(|rule| rule.weekdays[weekday]);
    last.map(|rule| rule.hours.clone()).unwrap_or_default()
}

fn parse_rules(text: &str) -> Option<Vec<Rule>> {
    let rules = text.split(';').map(str::trim).filter(|rule| !rule.is_empty());
    let rules: Vec<Rule> = rules.map(parse_rule).collect::<Option<_>>()?;
    (!rules.is_empty()).then_some(rules)
}

fn parse_rule(text: &str) -> Option<Rule> {
    if text == "24/7" {
        return Some(Rule {
            weekdays: [true; 7],
            hours: vec![(0, 2 * DAY)],
        });
    }
    let starts_with_day = WEEKDAYS.iter().any(|name| text.starts_with(name));
    let (days, hours) = match text.split_once(' ') {
        Some((days, hours)) if starts_with_day => (Some(days), hours.trim()),
        _ if starts_with_day => (Some(text), "00:00-24:00"),
        _ => (None, text),
    };
    let weekdays = days.map_or(Some([true; 7]), parse_weekdays)?;
    let hours = if matches!(hours, "off" | "closed") {
        Vec::new()
    } else {
        hours
            .split(',')
            .map(|range| parse_range(range.trim()))
            .collect::<Option<_>>()?
    };
    Some(Rule { weekdays, hours })
}

/// `Mo-Fr,Su`; a range may run over the end of the week.
fn parse_weekdays(text: &str) -> Option<[bool; 7]> {
    let number = |name: &str| WEEKDAYS.iter().position(|known| *known == name);
    let mut weekdays = [false; 7];
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (number(first)?, number(last)?);
        for step in 0..=(last + 7 - first) % 7 {
            weekdays[(first + step) % 7] = true;
        }
    }
    Some(weekdays)
}

fn parse_range(text: &str) -> Option<Minutes> {
    let (from, until) = text.split_once('-')?;
    let minutes = |text: &str| {
        let time = text.trim().parse::<ClockTime>().ok()?;
        i32::try_from(time.0.0 / 600).ok()
    };
    let (from, until) = (minutes(from)?, minutes(until)?);
    let until = if until <= from { until + DAY } else { until };
    (from < DAY && until <= 2 * DAY).then_some((from, until))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::network::ferry::parse_duration;

    /// A Wednesday.
    const DAY: &str = "2026-11-25";

    fn open(text: &str, day: &str) -> Vec<String> {
        open_hours(text, day.parse().unwrap())
            .iter()
            .map(|[from, until]| format!("{from}-{until}"))
            .collect()
    }

    #[test]
    fn plain_hours_hold_each_day_and_nights_run_into_the_next() {
        assert_eq!(open("05:30-17:00", DAY), ["05:30-17:00"]);
        assert_eq!(open("24/7", DAY), ["00:00-48:00"]);
        assert_eq!(
            open("06:00-11:30, 13:00-17:00", DAY),
            ["06:00-11:30", "13:00-17:00"]
        );
        assert_eq!(open("20:00-05:00", DAY), ["00:00-05:00", "20:00-29:00"]);
    }

    #[test]
    fn a_later_rule_takes_the_place_of_an_earlier_one_on_its_days() {
        let text = "Mo-Sa 05:00-18:00; We off; Su 07:00-12:00";
        assert_eq!(open(text, DAY), [""; 0]);
        assert_eq!(open(text, "2026-11-26"), ["05:00-18:00"]);
        assert_eq!(open(text, "2026-11-29"), ["07:00-12:00"]);
        assert_eq!(open("Fr-Mo 08:00-09:00", DAY), [""; 0]);
        assert_eq!(open("Fr-Mo 08:00-09:00", "2026-11-23"), ["08:00-09:00"]);
        assert_eq!(
            open("Tu 22:00-02:00", DAY),
            ["00:00-02:00"],
            "the night from Tuesday"
        );
    }

    #[test]
    fn what_is_not_understood_counts_as_always_open() {
        for text in [
            "sunrise-sunset",
            "Apr-Oct 08:00-18:00",
            "PH off",
            "daily",
            "",
            "08:00+",
            "Mo 8",
        ] {
            assert_eq!(open(text, DAY), ["00:00-48:00"], "{text}");
        }
    }

    #[test]
    fn an_interval_may_hold_for_some_hours_only() {
        let found = conditional_intervals(
            "00:45 @ (20:00-05:00); 5 @ (06:00-08:00)",
            DAY.parse().unwrap(),
            parse_duration,
        );
        let shown: Vec<String> = found
            .iter()
            .map(|([from, until], interval)| format!("{from}-{until} {}", interval.0 / 600))
            .collect();
        assert_eq!(shown, ["00:00-05:00 45", "20:00-29:00 45", "06:00-08:00 5"]);
    }
}
