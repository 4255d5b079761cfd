//! The day and the bell of questions that name none.
//! The clock is read here and nowhere below.

use chrono::{DateTime, Datelike as _, Duration, Utc};

use crate::base::calendar::Day;
use crate::domain::schools::Bells;

/// When school begins, and where the sun stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchoolTimes {
    /// The bell of each level.
    pub bells: Bells,
    /// How far the local clock is ahead of UTC, in minutes.
    pub utc_offset_minutes: i32,
}

impl Default for SchoolTimes {
    /// School begins at seven; the clock is Indochina Time.
    fn default() -> Self {
        Self {
            bells: Bells::default(),
            utc_offset_minutes: 7 * 60,
        }
    }
}

impl SchoolTimes {
    /// The day that a question is about which names none: today by the local clock, or the Monday after on a Saturday
    /// or Sunday.
    pub fn next_school_day(&self) -> Day {
        self.school_day_at(Utc::now())
    }

    fn school_day_at(&self, now: DateTime<Utc>) -> Day {
        let local = now + Duration::minutes(i64::from(self.utc_offset_minutes));
        let today = Day::new(local.year(), local.month() as u8, local.day() as u8);
        let mut day = today.expect("clocks run between the years 1 and 9999");
        while day.weekday() > 4 {
            day = day.day_after().expect("the year 9999 ends on a Friday");
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(utc: &str) -> String {
        let now = utc.parse().unwrap();
        SchoolTimes::default().school_day_at(now).to_string()
    }

    #[test]
    fn the_day_is_today_and_after_a_week_the_next_monday() {
        assert_eq!(at("2026-11-25T03:00:00Z"), "2026-11-25");
        assert_eq!(
            at("2026-11-25T17:30:00Z"),
            "2026-11-26",
            "half past midnight there"
        );
        assert_eq!(at("2026-11-27T16:59:00Z"), "2026-11-27");
        assert_eq!(at("2026-11-27T17:00:00Z"), "2026-11-30", "Saturday there");
        assert_eq!(at("2026-12-31T20:00:00Z"), "2027-01-01");
    }
}
