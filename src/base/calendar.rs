//! Days and clock times of a timetable; which day it is now is told from outside.

use std::fmt;
use std::str::FromStr;

use super::units::Deciseconds;

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::struct_field_names, reason = "the day of the month has no other name")]
pub struct Day {
    year: i32,
    month: u8,
    day: u8,
}

/// A text that is no day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a day; write it as 2026-09-05")]
pub struct UnknownDay(pub String);

impl Day {
    /// A day, where the calendar has it; years 1 to 9999.
    pub const fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        if year < 1 || year > 9999 || month == 0 || month > 12 || day == 0 || day > days_in(year, month) {
            return None;
        }
        Some(Self { year, month, day })
    }

    /// The eight digits that GTFS writes, as in `20260905`.
    pub fn from_digits(text: &str) -> Option<Self> {
        let all_digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits {
            return None;
        }
        Self::new(
            text[..4].parse().ok()?,
            text[4..6].parse().ok()?,
            text[6..].parse().ok()?,
        )
    }

    /// Days since 1970-01-01, before it negative.
    ///
    /// Source: Hinnant, `chrono`-compatible low-level date algorithms, `days_from_civil`.
    pub const fn number(self) -> i32 {
        let year = if self.month <= 2 { self.year - 1 } else { self.year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month = (self.month as i32 + 9) % 12;
        let day_of_year = (153 * month + 2) / 5 + self.day as i32 - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
    }

    /// The day before, where the calendar has it.
    #[must_use]
    pub const fn day_before(self) -> Option<Self> {
        Self::from_number(self.number() - 1)
    }

    /// The day after, where the calendar has it.
    #[must_use]
    pub const fn day_after(self) -> Option<Self> {
        Self::from_number(self.number() + 1)
    }

    /// The day of a number, where the calendar has it; years 1 to 9999.
    ///
    /// Source: Hinnant, `chrono`-compatible low-level date algorithms, `civil_from_days`.
    pub const fn from_number(number: i32) -> Option<Self> {
        let shifted = number as i64 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        };
        let year = year_of_era + era * 400 + (month <= 2) as i64;
        Self::new(year as i32, month as u8, day as u8)
    }

    /// Day of the week, 0 for Monday to 6 for Sunday.
    pub const fn weekday(self) -> usize {
        (self.number() + 3).rem_euclid(7) as usize
    }
}

const fn days_in(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

impl FromStr for Day {
    type Err = UnknownDay;

    fn from_str(text: &str) -> Result<Self, UnknownDay> {
        let unknown = || UnknownDay(text.to_owned());
        let mut parts = text.split('-');
        let (Some(year), Some(month), Some(day), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(unknown());
        };
        if [year.len(), month.len(), day.len()] != [4, 2, 2] {
            return Err(unknown());
        }
        Self::from_digits(&format!("{year}{month}{day}")).ok_or_else(unknown)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A time of a service day: since its midnight, and beyond 24:00 for what runs into the next day, as GTFS has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClockTime(pub Deciseconds);

/// A text that is no time of day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a time of day; write it as 07:00 or 07:00:00")]
pub struct UnknownTime(pub String);

impl ClockTime {
    /// From hours and minutes.
    pub const fn at(hours: u32, minutes: u32) -> Self {
        Self(Deciseconds((hours * 60 + minutes) * 600))
    }

    /// As long before, or none where that would be on the day before.
    pub fn before(self, duration: Deciseconds) -> Option<Self> {
        self.0
            .0
            .checked_sub(duration.0)
            .map(|time| Self(Deciseconds(time)))
    }

    /// As long after.
    #[must_use]
    pub fn after(self, duration: Deciseconds) -> Self {
        Self(self.0 + duration)
    }

    /// The time from another one to this one; zero where that one is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Deciseconds {
        self.0.saturating_sub(earlier.0)
    }
}

impl FromStr for ClockTime {
    type Err = UnknownTime;

    /// `H:MM`, `HH:MM` or with `:SS`; hours up to 47.
    fn from_str(text: &str) -> Result<Self, UnknownTime> {
        let unknown = || UnknownTime(text.to_owned());
        let parts: Vec<&str> = text.trim().split(':').collect();
        let two_digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        let hours_ok =
            parts[0].len() <= 2 && !parts[0].is_empty() && parts[0].bytes().all(|b| b.is_ascii_digit());
        if !(2..=3).contains(&parts.len()) || !hours_ok || !parts[1..].iter().all(|part| two_digits(part)) {
            return Err(unknown());
        }
        let mut numbers = parts.iter().map(|part| part.parse::<u32>().unwrap_or(u32::MAX));
        let (hours, minutes) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
        let seconds = numbers.next().unwrap_or(0);
        if hours > 47 || minutes > 59 || seconds > 59 {
            return Err(unknown());
        }
        Ok(Self(Deciseconds((hours * 3600 + minutes * 60 + seconds) * 10)))
    }
}

impl fmt::Display for ClockTime {
    /// `HH:MM`, the minute that has begun: nobody is told to leave later than is right.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minutes = self.0.0 / 600;
        write!(f, "{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_know_their_weekday_and_number() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        assert_eq!(day("1970-01-01").number(), 0);
        assert_eq!(day("2000-03-01").number(), 11_017);
        assert_eq!(day("2026-11-23").weekday(), 0);
        assert_eq!(day("2024-02-29").weekday(), 3);
        assert_eq!(
            Day::from_digits("20260905").map(|day| day.to_string()).as_deref(),
            Some("2026-09-05")
        );
    }

    #[test]
    fn days_follow_each_other_over_the_ends_of_months_and_years() {
        for pair in [
            ["2026-11-24", "2026-11-25"],
            ["2024-02-29", "2024-03-01"],
            ["2026-02-28", "2026-03-01"],
            ["2026-12-31", "2027-01-01"],
        ] {
            let [before, after] = pair.map(|text| text.parse::<Day>().unwrap());
            assert_eq!(before.day_after(), Some(after));
            assert_eq!(after.day_before(), Some(before));
            assert_eq!(before.number() + 1, after.number());
        }
    }

    #[test]
    fn numbers_and_days_are_one_another() {
        for number in (-719_162..2_932_896).step_by(97) {
            let day = Day::from_number(number).unwrap();
            assert_eq!(day.number(), number);
            assert_eq!(day.to_string().parse(), Ok(day));
        }
        assert_eq!(Day::from_number(2_932_897), None, "the year 10000");
        assert_eq!(Day::from_number(-719_163), None, "the year 0");
    }

    #[test]
    fn what_the_calendar_lacks_is_no_day() {
        for text in [
            "2023-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-1-01",
            "20260101",
            "",
            "2026-01-01-01",
        ] {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }

    #[test]
    fn clock_times_are_read_and_written_with_the_begun_minute() {
        let time = |text: &str| text.parse::<ClockTime>();
        assert_eq!(time("7:05"), Ok(ClockTime::at(7, 5)));
        assert_eq!(time("25:10:30").unwrap().to_string(), "25:10");
        for text in [
            "7",
            "07:60",
            "48:00",
            "07:5",
            "a:10",
            "07:00:00:00",
            ":10",
            "-1:10",
        ] {
            assert!(time(text).is_err(), "{text}");
        }
    }
}
