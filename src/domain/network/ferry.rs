//! Ferries and boats: lines, crossing times and waiting times from tags.

use std::collections::BTreeMap;

use super::profile::FerryRules;
use super::raw::{RawWay, Tags};
use crate::base::ids::WayIdx;
use crate::base::units::{Centimetres, Deciseconds};

/// Ferry ways grouped to lines: a passenger who stays on one line boards once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FerryLines {
    line_of_way: BTreeMap<WayIdx, u32>,
    lines: Vec<FerryLine>,
}

/// One line.
#[derive(Debug, Clone, Default, PartialEq)]
struct FerryLine {
    /// Time between sailings, where a way of the line tells it.
    interval: Option<Deciseconds>,
    /// Its name, where it has one, and its ref.
    names: Vec<String>,
    /// When it sails, where a way of the line tells it.
    opening_hours: Option<String>,
    /// Other times between sailings at some hours, where a way of the line tells them.
    conditional_interval: Option<String>,
}

impl FerryLines {
    /// Groups ferry ways by name, else by ref; a way without either is a line of its own.
    pub fn group(ways: &[RawWay]) -> Self {
        let mut grouped = Self::default();
        let mut line_of_name: BTreeMap<&str, u32> = BTreeMap::new();
        for (at, way) in ways
            .iter()
            .enumerate()
            .filter(|(_, way)| way.tags.is("route", "ferry"))
        {
            let fresh = grouped.lines.len() as u32;
            let line = match way.tags.get("name").or_else(|| way.tags.get("ref")) {
                Some(name) => *line_of_name.entry(name).or_insert(fresh),
                None => fresh,
            };
            if line == fresh {
                grouped.lines.push(FerryLine::default());
            }
            grouped.lines[line as usize].learn(&way.tags);
            grouped.line_of_way.insert(WayIdx::from_usize(at), line);
        }
        grouped
    }

    /// The line of a way, for a ferry way.
    pub fn line_of(&self, way: WayIdx) -> Option<u32> {
        self.line_of_way.get(&way).copied()
    }

    /// How many lines there are.
    pub fn n_lines(&self) -> usize {
        self.lines.len()
    }

    /// Name and ref of a line, where it has them.
    pub fn names(&self, line: u32) -> &[String] {
        &self.lines[line as usize].names
    }

    /// When a line sails, as `opening_hours`, where a way of it tells.
    pub fn opening_hours(&self, line: u32) -> Option<&str> {
        self.lines[line as usize].opening_hours.as_deref()
    }

    /// Times between sailings that hold at some hours only, as `interval:conditional`, where a way of it tells.
    pub fn conditional_interval(&self, line: u32) -> Option<&str> {
        self.lines[line as usize].conditional_interval.as_deref()
    }

    /// Time between sailings of a line: its interval, else twice the mean wait of the profile.
    pub fn headway(&self, line: u32, rules: &FerryRules) -> Deciseconds {
        let interval = self.lines[line as usize].interval;
        interval.unwrap_or_else(|| Deciseconds::from_minutes(rules.wait_minutes * 2.0))
    }

    /// Mean waiting and boarding at a pier of a line: half the interval, else what the profile says.
    pub fn boarding_time(&self, line: u32, rules: &FerryRules) -> Deciseconds {
        let wait = self.lines[line as usize]
            .interval
            .map_or(Deciseconds::from_minutes(rules.wait_minutes), |interval| {
                interval.part(1, 2)
            });
        wait + Deciseconds::from_minutes(rules.boarding_minutes)
    }
}

impl FerryLine {
    /// Takes over what a way of the line tells and no earlier one told.
    fn learn(&mut self, tags: &Tags) {
        let text = |key: &str| tags.get(key).map(str::to_owned);
        self.interval = self.interval.or_else(|| interval(tags));
        self.opening_hours = self.opening_hours.take().or_else(|| text("opening_hours"));
        self.conditional_interval = self
            .conditional_interval
            .take()
            .or_else(|| text("interval:conditional"));
        for name in [text("name"), text("ref")].into_iter().flatten() {
            if !self.names.contains(&name) {
                self.names.push(name);
            }
        }
    }
}

/// Sailing time of a whole way: its `duration`, else its length at the profile's ferry speed.
pub fn crossing_time(tags: &Tags, length: Centimetres, rules: &FerryRules) -> Deciseconds {
    tags.get("duration")
        .and_then(parse_duration)
        .unwrap_or_else(|| Deciseconds::at_speed(length, rules.kmh))
}

/// Time between sailings.
fn interval(tags: &Tags) -> Option<Deciseconds> {
    tags.get("interval")
        .or_else(|| tags.get("headway"))
        .and_then(parse_duration)
}

/// A duration as OpenStreetMap writes it: minutes `15`, clock `HH:MM` or `HH:MM:SS`, or ISO 8601 `PT1H30M`.
pub fn parse_duration(text: &str) -> Option<Deciseconds> {
    let text = text.trim();
    let seconds = if let Some(iso) = text.strip_prefix("PT") {
        parse_iso_time(iso)?
    } else if text.contains(':') {
        let parts: Vec<f64> = text
            .split(':')
            .map(|part| part.parse().ok())
            .collect::<Option<_>>()?;
        match parts[..] {
            [hours, minutes] => hours * 3600.0 + minutes * 60.0,
            [hours, minutes, seconds] => hours * 3600.0 + minutes * 60.0 + seconds,
            _ => return None,
        }
    } else {
        text.parse::<f64>().ok()? * 60.0
    };
    (seconds.is_finite() && seconds > 0.0 && seconds < 7.0 * 86400.0)
        .then(|| Deciseconds::from_seconds(seconds))
}

/// The part of an ISO 8601 duration after `PT`, in seconds.
fn parse_iso_time(text: &str) -> Option<f64> {
    let mut seconds = 0.0;
    let mut number = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() || c == '.' {
            number.push(c);
            continue;
        }
        let unit = match c {
            'H' => 3600.0,
            'M' => 60.0,
            'S' => 1.0,
            _ => return None,
        };
        seconds += number.parse::<f64>().ok()? * unit;
        number.clear();
    }
    number.is_empty().then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_in_all_three_forms() {
        let minutes = |text: &str| parse_duration(text).map(|time| time.0 / 600);
        assert_eq!(minutes("00:45"), Some(45));
        assert_eq!(minutes("1:30:00"), Some(90));
        assert_eq!(minutes("15"), Some(15));
        assert_eq!(minutes("PT1H5M"), Some(65));
        assert_eq!(minutes("PT20"), None);
        assert_eq!(minutes("soon"), None);
        assert_eq!(minutes("00:00"), None);
    }
}
