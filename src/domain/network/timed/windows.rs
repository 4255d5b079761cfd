//! A time in which boats or buses follow each other at an interval: who is ready when leaves when.
//! Leave-by answers count a whole interval of waiting, plain durations half of it.

use crate::base::calendar::ClockTime;
use crate::base::units::Deciseconds;

/// A time of departures from one place, without a clock time for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BoardingWindow {
    /// First departure.
    pub opens: ClockTime,
    /// The last moment at which somebody who stands there is still taken.
    pub closes: ClockTime,
    /// Time between departures.
    pub headway: Deciseconds,
}

impl BoardingWindow {
    /// The last moment to stand ready, so that after a whole headway of waiting one has left by a time.
    ///
    /// It never decreases as the time grows, because who comes before the window opens waits for it.
    pub fn latest(&self, by: ClockTime) -> Option<ClockTime> {
        let ready = by.before(self.headway)?.min(self.closes);
        (ready >= self.opens).then_some(ready)
    }

    /// When somebody who stands ready has left at the latest: the other way round of [`Self::latest`].
    pub fn earliest(&self, ready: ClockTime) -> Option<ClockTime> {
        (ready <= self.closes).then(|| ready.max(self.opens).after(self.headway))
    }

    /// When somebody who stands ready leaves on an average day, with half a headway of waiting.
    pub fn usual(&self, ready: ClockTime) -> ClockTime {
        ready.max(self.opens).after(self.headway.part(1, 2))
    }
}

/// The best of several windows, with its number: the last moment to stand ready.
pub(super) fn latest_of(windows: &[BoardingWindow], by: ClockTime) -> Option<(ClockTime, usize)> {
    let ready = windows.iter().enumerate();
    ready
        .filter_map(|(number, window)| Some((window.latest(by)?, number)))
        .max_by_key(|(ready, number)| (*ready, std::cmp::Reverse(*number)))
}

/// The best of several windows: when somebody who stands ready has left at the latest.
pub(super) fn earliest_of(windows: &[BoardingWindow], ready: ClockTime) -> Option<ClockTime> {
    windows.iter().filter_map(|window| window.earliest(ready)).min()
}
