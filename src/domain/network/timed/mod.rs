//! Time on the network: boats and buses by timetable, ferry ways by their hours, and the bell of the school.
//! A day and a bell are told from outside; there is no clock in here.

mod day_network;
mod earliest;
mod hops;
mod labels;
mod opening;
mod pattern;
mod reach;
mod stops;
mod timing;
mod windows;

pub use day_network::{DayNetwork, DayType, ferries_name_weekdays};
pub use earliest::{EarliestReached, earliest_arrivals};
pub use hops::{Hop, along_cost, static_hops, timed_hops};
pub use labels::{TimedLabel, TimedTable};
pub use pattern::{Pattern, PatternIdx, Run, RunTimes};
pub use reach::{TimedReached, timed_leads, timed_nearest};
pub use stops::{PlaceIdx, StopPlace, StopSet};
pub use timing::{DayView, TimedRide, Timing, Vehicle, keep_time};
pub use windows::BoardingWindow;
