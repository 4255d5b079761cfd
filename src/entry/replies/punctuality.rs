//! Clock times, boats and buses of a way as JSON and as a sentence.

use serde::Serialize;
use utoipa::ToSchema;

use super::bilingual::Bilingual;
use crate::base::calendar::ClockTime;
use crate::base::units::Deciseconds;
use crate::domain::network::LineMode;
use crate::snapshot::query::{Punctuality, Ride, Schedule};

/// Whether a way meets the bell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PunctualityWord {
    /// It does.
    OnTime,
    /// It does not; `earliest_arrival` says when it arrives.
    ArrivesLate,
    /// A boat or bus on it does not run on that day.
    DoesNotRun,
}

/// What a line sails or drives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RideModeWord {
    /// A ferry or boat.
    Boat,
    /// A bus.
    Bus,
    /// Anything else on rails, ropes or wheels.
    Other,
}

/// One boat or bus.
#[derive(Debug, Serialize, ToSchema)]
pub struct RideReply {
    /// What it is.
    pub mode: RideModeWord,
    /// Name of the line, where it has one.
    #[schema(required = true)]
    pub line: Option<String>,
    /// Who runs it, where known.
    #[schema(required = true)]
    pub operator: Option<String>,
    /// Whether it carries pupils only.
    pub pupils_only: bool,
    /// Where one gets on, where the data name it.
    #[schema(required = true)]
    pub from: Option<String>,
    /// Where one gets off, where the data name it.
    #[schema(required = true)]
    pub to: Option<String>,
    /// When it leaves, `HH:MM` of the school day; at the latest, where it goes at an interval.
    #[schema(example = "05:30")]
    pub departs_at: String,
    /// When it arrives, likewise.
    #[schema(example = "06:15")]
    pub arrives_at: String,
    /// Seconds between departures, where there are no clock times.
    #[schema(required = true)]
    pub every_seconds: Option<u32>,
    /// Seconds of waiting and boarding before it; half an interval, where there are no clock times.
    pub waiting_seconds: u32,
    /// Seconds aboard.
    pub aboard_seconds: u32,
}

/// The clock along a way.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClockReply {
    /// Whether the way meets the bell.
    pub punctuality: PunctualityWord,
    /// The same as yes or no.
    pub meets_bell: bool,
    /// When to leave the pin at the latest, `HH:MM` of the school day, whole intervals and boarding counted; where the
    /// bell is missed, to arrive at the earliest.
    #[schema(required = true, example = "06:40")]
    pub leave_by: Option<String>,
    /// When one is at the gate at the latest if one leaves then.
    #[schema(required = true, example = "06:55")]
    pub arrive_at: Option<String>,
    /// Where the bell is missed: the earliest arrival of that day, beyond 24:00 after its midnight.
    #[schema(required = true, example = "08:20")]
    pub earliest_arrival: Option<String>,
    /// Seconds of waiting and boarding at stops and piers.
    pub waiting_seconds: u32,
    /// Seconds on boats.
    pub sailing_seconds: u32,
    /// Seconds on buses.
    pub riding_seconds: u32,
    /// Boats and buses, in order.
    pub rides: Vec<RideReply>,
    /// The same as a sentence.
    pub sentence: Bilingual,
}

impl ClockReply {
    /// The clock along a way to a school that begins at a time.
    pub(in crate::entry) fn of(punctuality: &Punctuality, bell: ClockTime) -> Self {
        let schedule = punctuality.schedule();
        let rides = schedule
            .map(|schedule| schedule.rides.as_slice())
            .unwrap_or_default();
        let is_late = matches!(punctuality, Punctuality::ArrivesLate(_));
        let arrives = schedule.map(|schedule| arrival(schedule.arrive_at));
        let seconds = |wanted: fn(&Ride) -> Deciseconds| -> u32 {
            rides.iter().map(wanted).sum::<Deciseconds>().whole_seconds()
        };
        Self {
            punctuality: match punctuality {
                Punctuality::OnTime(_) => PunctualityWord::OnTime,
                Punctuality::ArrivesLate(_) => PunctualityWord::ArrivesLate,
                Punctuality::DoesNotRun => PunctualityWord::DoesNotRun,
            },
            meets_bell: matches!(punctuality, Punctuality::OnTime(_)),
            leave_by: schedule.map(|schedule| schedule.leave_by.to_string()),
            earliest_arrival: arrives.clone().filter(|_| is_late),
            arrive_at: arrives,
            waiting_seconds: seconds(|ride| ride.wait),
            sailing_seconds: seconds(|ride| aboard(ride, ride.mode == LineMode::Boat)),
            riding_seconds: seconds(|ride| aboard(ride, ride.mode != LineMode::Boat)),
            rides: rides.iter().map(ride_reply).collect(),
            sentence: sentence(punctuality, bell),
        }
    }
}

fn aboard(ride: &Ride, counts: bool) -> Deciseconds {
    if counts { ride.aboard } else { Deciseconds::ZERO }
}

/// The minute that is over by then: nobody is told to arrive before they do.
fn arrival(at: ClockTime) -> String {
    ClockTime(Deciseconds(at.0.0.div_ceil(600) * 600)).to_string()
}

fn ride_reply(ride: &Ride) -> RideReply {
    RideReply {
        mode: match ride.mode {
            LineMode::Boat => RideModeWord::Boat,
            LineMode::Bus => RideModeWord::Bus,
            LineMode::Other => RideModeWord::Other,
        },
        line: ride.line.clone(),
        operator: ride.operator.clone(),
        pupils_only: ride.pupils_only,
        from: ride.from.clone(),
        to: ride.to.clone(),
        departs_at: ride.departs.to_string(),
        arrives_at: arrival(ride.arrives),
        every_seconds: ride.headway.map(Deciseconds::whole_seconds),
        waiting_seconds: ride.wait.whole_seconds(),
        aboard_seconds: ride.aboard.whole_seconds(),
    }
}

/// When to leave, by which boats, when one arrives; or why the bell cannot be met.
fn sentence(punctuality: &Punctuality, bell: ClockTime) -> Bilingual {
    match punctuality {
        Punctuality::OnTime(schedule) => {
            let (vi, en) = rides_in_words(schedule);
            let (leave, arrive) = (schedule.leave_by, arrival(schedule.arrive_at));
            Bilingual::new(
                format!(
                    "Rời nhà muộn nhất lúc {leave}{vi}; đến trường lúc {arrive}, kịp giờ vào học {bell}."
                ),
                format!("Leave by {leave}{en}; arrive at {arrive}, in time for the bell at {bell}."),
            )
        }
        Punctuality::ArrivesLate(schedule) => {
            let (vi, en) = rides_in_words(schedule);
            let (leave, arrive) = (schedule.leave_by, arrival(schedule.arrive_at));
            Bilingual::new(
                format!(
                    "Không kịp giờ vào học {bell}: sớm nhất đến trường lúc {arrive}, nếu rời nhà lúc {leave}{vi}."
                ),
                format!(
                    "The bell at {bell} cannot be met: the earliest arrival is at {arrive}, leaving at {leave}{en}."
                ),
            )
        }
        Punctuality::DoesNotRun => Bilingual::new(
            "Ngày này không có chuyến tàu hoặc xe nào trên đường đi này.".to_owned(),
            "A boat or bus on this way does not run on that day.".to_owned(),
        ),
    }
}

fn rides_in_words(schedule: &Schedule) -> (String, String) {
    let (mut vi, mut en) = (String::new(), String::new());
    for ride in &schedule.rides {
        let (word_vi, word_en) = match ride.mode {
            LineMode::Boat => ("phà, tàu", "the boat"),
            LineMode::Bus => ("xe buýt", "the bus"),
            LineMode::Other => ("chuyến", "the line"),
        };
        let (name_vi, name_en) = match &ride.line {
            Some(line) => (line.as_str(), line.as_str()),
            None => (word_vi, word_en),
        };
        let (from_vi, from_en) = match &ride.from {
            Some(stop) => (format!(" tại {stop}"), format!(" from {stop}")),
            None => (String::new(), String::new()),
        };
        let at = ride.departs;
        let (when_vi, when_en) = match ride.headway {
            None => (format!("lúc {at}"), format!("at {at}")),
            Some(_) => (format!("chậm nhất lúc {at}"), format!("at {at} at the latest")),
        };
        vi.extend(["; đi ", name_vi, " ", &when_vi, &from_vi]);
        en.extend(["; take ", name_en, " ", &when_en, &from_en]);
    }
    (vi, en)
}
