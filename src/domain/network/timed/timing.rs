//! The clock along a way: when to leave at the latest, which boats and buses, when one arrives.
//! It takes a way as it is and looks for no better one.

use super::day_network::DayNetwork;
use super::hops::{Hop, along_cost};
use super::pattern::{Pattern, PatternIdx, Run};
use super::stops::PlaceIdx;
use super::windows::BoardingWindow;
use crate::base::calendar::ClockTime;
use crate::base::geom::{LonLat, Ruler};
use crate::base::ids::{EdgeIdx, LineIdx, StateIdx};
use crate::base::units::Deciseconds;
use crate::domain::network::graph::{ArcKind, ProfileGraph};
use crate::domain::network::topology::Network;

/// One profile's network on one day, with the places of its roads.
#[derive(Debug, Clone, Copy)]
pub struct DayView<'a> {
    /// The places.
    pub network: &'a Network,
    /// The roads.
    pub graph: &'a ProfileGraph,
    /// What runs.
    pub day: &'a DayNetwork,
}

/// A way in time.
#[derive(Debug, Clone, PartialEq)]
pub struct Timing {
    /// When to leave at the latest.
    pub leave_by: ClockTime,
    /// When one arrives at the latest, not after the time that was asked for.
    pub arrive_at: ClockTime,
    /// How long it takes on an average day: half a headway of waiting where there are no clock times.
    pub duration: Deciseconds,
    /// Of that, waiting and boarding.
    pub waiting: Deciseconds,
    /// The boats and buses in order.
    pub rides: Vec<TimedRide>,
}

/// What is ridden.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Vehicle {
    /// A trip of the timetable, between two calls.
    Trip {
        /// The pattern.
        pattern: PatternIdx,
        /// The run.
        run: Run,
        /// The call where one gets on.
        from: usize,
        /// The call where one gets off.
        to: usize,
    },
    /// A ferry way, from the start of one edge to the end of another.
    Ferry {
        /// The edge that is sailed first.
        first: EdgeIdx,
        /// The pier where one gets on.
        from: LonLat,
        /// The pier where one gets off.
        to: LonLat,
    },
}

/// One boat or bus.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimedRide {
    /// Which.
    pub vehicle: Vehicle,
    /// When it leaves, with a headway at the latest.
    pub departs: ClockTime,
    /// When it arrives, with a headway at the latest.
    pub arrives: ClockTime,
    /// Time between departures, where there are no clock times.
    pub headway: Option<Deciseconds>,
    /// Waiting and boarding on an average day.
    pub wait: Deciseconds,
    /// Time aboard.
    pub aboard: Deciseconds,
}

/// The clock along a way that arrives by a time, the straight legs at its ends included; none where a boat or bus on it
/// does not run in time, or it would have to be begun before the day.
pub fn keep_time(view: &DayView<'_>, hops: &[Hop], ends: [Deciseconds; 2], by: ClockTime) -> Option<Timing> {
    let mut latest = by.before(ends[1])?;
    let mut backward = vec![Move::Road(ends[1])];
    for step in steps(view, hops).iter().rev() {
        latest = step.go_back(view.day, latest, &mut backward)?;
    }
    let leave_by = latest.before(ends[0])?;
    backward.push(Move::Road(ends[0]));
    Some(go_forward(view, leave_by, backward.iter().rev()))
}

/// A part of a way as the clock sees it.
enum Step {
    Road(Deciseconds),
    /// A ferry way from pier to pier: the deck that is boarded, the edges with their times, the piers on the way.
    Ferry {
        deck: StateIdx,
        edges: Vec<(EdgeIdx, Deciseconds)>,
        piers: Vec<LonLat>,
    },
    Ride {
        pattern: PatternIdx,
        from: usize,
        to: usize,
    },
}

/// What is done at last.
enum Move {
    Road(Deciseconds),
    Ferry {
        deck: StateIdx,
        window: BoardingWindow,
        aboard: Deciseconds,
        vehicle: Vehicle,
    },
    Trip {
        pattern: PatternIdx,
        run: Run,
        from: usize,
        to: usize,
    },
}

fn steps(view: &DayView<'_>, hops: &[Hop]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut aboard = false;
    for hop in hops {
        match *hop {
            Hop::Board(arc) => {
                aboard = true;
                let deck = view.graph.head(arc);
                steps.push(Step::Ferry {
                    deck,
                    edges: Vec::new(),
                    piers: Vec::new(),
                });
            }
            Hop::Alight(_) => aboard = false,
            Hop::Along { arc, from, to } => {
                let time = along_cost(view.graph, arc, from, to).time;
                match steps.last_mut().filter(|_| aboard) {
                    Some(Step::Ferry { edges, piers, .. }) => {
                        if let ArcKind::Along { edge, forward } = view.graph.kind(arc) {
                            let [start, end] = ends_of(view.network, edge, forward);
                            if piers.is_empty() {
                                piers.push(start);
                            }
                            piers.push(end);
                            edges.push((edge, time));
                        }
                    }
                    _ => steps.push(Step::Road(time)),
                }
            }
            Hop::ToStop(place) | Hop::FromStop(place) => {
                steps.push(Step::Road(view.day.stops().place(place).snap.leg_time));
            }
            Hop::Ride { pattern, from, to } => steps.push(Step::Ride { pattern, from, to }),
        }
    }
    steps
}

/// Where a directed edge begins and ends.
fn ends_of(network: &Network, edge: EdgeIdx, forward: bool) -> [LonLat; 2] {
    let shape = network.shape(edge);
    let ends = [shape[0], shape[shape.len() - 1]].map(LonLat::from);
    if forward { ends } else { [ends[1], ends[0]] }
}

impl Step {
    /// The last moment to begin it, so as to have done it by a time; what is done is noted, the last first.
    fn go_back(&self, day: &DayNetwork, by: ClockTime, moves: &mut Vec<Move>) -> Option<ClockTime> {
        match self {
            Self::Road(time) => {
                moves.push(Move::Road(*time));
                by.before(*time)
            }
            Self::Ride { pattern, from, to } => {
                let (pattern, from, to) = (*pattern, *from, *to);
                let (comes, run) = day.pattern(pattern).latest(from, to, by)?;
                moves.push(Move::Trip {
                    pattern,
                    run,
                    from,
                    to,
                });
                Some(comes)
            }
            Self::Ferry { deck, edges, piers } => {
                let lines = day.lines_instead(*deck);
                if lines.is_empty() {
                    sail_back(day, *deck, edges, piers, by, moves)
                } else {
                    ride_back(day, lines, piers, by, moves)
                }
            }
        }
    }
}

/// By the ferry way itself.
fn sail_back(
    day: &DayNetwork,
    deck: StateIdx,
    edges: &[(EdgeIdx, Deciseconds)],
    piers: &[LonLat],
    by: ClockTime,
    moves: &mut Vec<Move>,
) -> Option<ClockTime> {
    let aboard: Deciseconds = edges.iter().map(|(_, time)| *time).sum();
    let (comes, window) = day.board_latest(deck, by.before(aboard)?)?;
    let (first, _) = edges.first()?;
    let vehicle = Vehicle::Ferry {
        first: *first,
        from: *piers.first()?,
        to: *piers.last()?,
    };
    moves.push(Move::Ferry {
        deck,
        window,
        aboard,
        vehicle,
    });
    Some(comes)
}

/// A wharf of the timetable farther than this from a pier of the way is another one.
const SAME_PIER_METRES: f64 = 500.0;

/// By the timetable's lines that sail instead of a ferry way: from pier to pier, changing boats where it must be.
fn ride_back(
    day: &DayNetwork,
    lines: &[LineIdx],
    piers: &[LonLat],
    by: ClockTime,
    moves: &mut Vec<Move>,
) -> Option<ClockTime> {
    // For each pier the last moment to be there, and by which trip to which later pier.
    let mut latest: Vec<Option<ClockTime>> = vec![None; piers.len()];
    let mut taken: Vec<Option<(usize, Move)>> = piers.iter().map(|_| None).collect();
    *latest.last_mut()? = Some(by);
    for start in (0..piers.len() - 1).rev() {
        for end in start + 1..piers.len() {
            let Some(by) = latest[end] else { continue };
            for (pattern, record) in day.patterns().filter(|(_, known)| lines.contains(&known.line)) {
                for (from, to) in calls_between(day, record, piers[start], piers[end]) {
                    let Some((comes, run)) = record.latest(from, to, by) else {
                        continue;
                    };
                    if latest[start].is_none_or(|known| comes > known) {
                        latest[start] = Some(comes);
                        taken[start] = Some((
                            end,
                            Move::Trip {
                                pattern,
                                run,
                                from,
                                to,
                            },
                        ));
                    }
                }
            }
        }
    }
    let mut in_order = Vec::new();
    let mut pier = 0;
    while let Some((next, ride)) = taken[pier].take() {
        in_order.push(ride);
        pier = next;
    }
    moves.extend(in_order.into_iter().rev());
    latest[0]
}

/// Pairs of calls of a pattern at two piers.
fn calls_between<'a>(
    day: &'a DayNetwork,
    pattern: &'a Pattern,
    start: LonLat,
    end: LonLat,
) -> impl Iterator<Item = (usize, usize)> + 'a {
    let is_at = move |place: Option<PlaceIdx>, pier: LonLat| {
        place.is_some_and(|place| Ruler::between(day.stops().place(place).at, pier) <= SAME_PIER_METRES)
    };
    let n = pattern.stops.len();
    let froms = (0..n).filter(move |from| is_at(pattern.boards_at[*from], start));
    froms.flat_map(move |from| {
        let tos = (from + 1..n).filter(move |to| is_at(pattern.alights_at[*to], end));
        tos.map(move |to| (from, to))
    })
}

/// Follows the moves with two clocks: one that waits a whole headway, and one that waits half of it.
fn go_forward<'a>(view: &DayView<'_>, leave_by: ClockTime, moves: impl Iterator<Item = &'a Move>) -> Timing {
    let (mut late, mut usual) = (leave_by, leave_by);
    let mut timing = Timing {
        leave_by,
        arrive_at: leave_by,
        duration: Deciseconds::ZERO,
        waiting: Deciseconds::ZERO,
        rides: Vec::new(),
    };
    for step in moves {
        let ride = match step {
            Move::Road(time) => {
                (late, usual) = (late.after(*time), usual.after(*time));
                continue;
            }
            Move::Ferry {
                deck,
                window,
                aboard,
                vehicle,
            } => {
                let boarding = view.day.ferry_boarding(*deck);
                by_window(*window, boarding, *aboard, *vehicle, [late, usual])
            }
            Move::Trip {
                pattern,
                run,
                from,
                to,
            } => {
                let record = view.day.pattern(*pattern);
                let times = record.times(*run, *from, *to);
                let vehicle = Vehicle::Trip {
                    pattern: *pattern,
                    run: *run,
                    from: *from,
                    to: *to,
                };
                match (times.window, times.departs) {
                    (Some(window), _) => {
                        by_window(window, record.boarding, times.aboard, vehicle, [late, usual])
                    }
                    (None, departs) => {
                        let departs = departs.unwrap_or(usual);
                        TimedRide {
                            vehicle,
                            departs,
                            arrives: departs.after(times.aboard),
                            headway: None,
                            wait: departs.since(usual),
                            aboard: times.aboard,
                        }
                    }
                }
            }
        };
        late = ride.arrives;
        usual = usual.after(ride.wait).after(ride.aboard);
        timing.waiting += ride.wait;
        timing.rides.push(ride);
    }
    timing.arrive_at = late;
    timing.duration = usual.since(leave_by);
    timing
}

fn by_window(
    window: BoardingWindow,
    boarding: Deciseconds,
    aboard: Deciseconds,
    vehicle: Vehicle,
    [late, usual]: [ClockTime; 2],
) -> TimedRide {
    let departs = late.after(boarding).max(window.opens).after(window.headway);
    TimedRide {
        vehicle,
        departs,
        arrives: departs.after(aboard),
        headway: Some(window.headway),
        wait: window.usual(usual.after(boarding)).since(usual),
        aboard,
    }
}
