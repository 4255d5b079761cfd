//! Timed labels against an exhaustive search on a time-expanded reading of the network, on random towns with random
//! timetables.

use std::collections::BTreeSet;

use truonggan::base::calendar::ClockTime;
use truonggan::base::ids::{LineIdx, ServiceIdx, StopIdx};
use truonggan::base::units::{Centimetres, Deciseconds};
use truonggan::domain::network::{
    Call, Carriage, DayNetwork, DayView, Line, LineMode, Measure, Service, ServiceWindow, Snap, Stop,
    TimedTable, Timetable, Trip, Vehicle, earliest_arrivals, keep_time, timed_hops, timed_nearest,
};

use super::timed_expanded::{Clock, Expanded, Node};
use crate::support::random::{Random, cases};
use crate::support::town::{Built, Town, at};

/// A Wednesday.
pub const DAY: &str = "2026-11-25";

type FerryHours = (
    &'static [(&'static str, &'static str)],
    &'static [(u32, u32, u32)],
);

/// Hours of a ferry way as tags, and as windows with opening, closing and headway in minutes.
pub const HOURS: [FerryHours; 4] = [
    (&[("interval", "6")], &[(0, 2880, 6)]),
    (
        &[("interval", "4"), ("opening_hours", "06:10-06:45")],
        &[(370, 405, 4)],
    ),
    (
        &[("interval", "9"), ("opening_hours", "05:50-06:20,06:35-08:00")],
        &[(350, 380, 9), (395, 480, 9)],
    ),
    (
        &[
            ("interval", "3"),
            ("opening_hours", "Th 00:00-24:00; We 06:00-07:00"),
            ("interval:conditional", "00:12 @ (06:20-06:40)"),
        ],
        &[(360, 380, 3), (380, 400, 12), (400, 420, 3)],
    ),
];
pub const FERRY_NAMES: [&str; 4] = ["a", "b", "c", "d"];

/// Streets, one-way streets and ferries between jittered places, a wall or two, campuses with one or two gates.
fn random_town(random: &mut Random) -> (Town, Vec<(f64, f64)>) {
    let side = 3;
    let spots: Vec<(f64, f64)> = (0..side * side)
        .map(|n| {
            let jitter = |random: &mut Random| (random.unit() - 0.5) * 80.0;
            let (x, y) = ((n % side) as f64 * 200., (n / side) as f64 * 200.);
            (x + jitter(random), y + jitter(random))
        })
        .collect();
    let mut town = Town::new();
    for _ in 0..14 {
        let (from, to) = (random.below(spots.len()), random.below(spots.len()));
        let (a, b) = (spots[from], spots[to]);
        if from == to {
            continue;
        }
        let middle = (
            f64::midpoint(a.0, b.0) + random.unit() * 30.,
            f64::midpoint(a.1, b.1),
        );
        let shape = [a, middle, b];
        town = match random.below(8) {
            0 | 1 => town.way(&[("highway", "residential"), ("oneway", "yes")], &shape),
            2 | 3 => {
                let which = random.below(HOURS.len());
                let mut tags = vec![
                    ("route", "ferry"),
                    ("duration", "4"),
                    ("name", FERRY_NAMES[which]),
                ];
                tags.extend_from_slice(HOURS[which].0);
                town.way(&tags, &shape)
            }
            _ => town.way(&[("highway", "residential")], &shape),
        };
    }
    if random.chance(0.3) {
        let wall = spots[random.below(spots.len())];
        town = town.point(&[("barrier", "wall")], wall.0, wall.1);
    }
    for campus in 0..2 + random.below(5) as u32 {
        for _ in 0..=random.below(2) {
            let (x, y) = place(random, &spots);
            town = town.gate(campus, x, y);
        }
    }
    (town, spots)
}

/// A place at or near a spot.
fn place(random: &mut Random, spots: &[(f64, f64)]) -> (f64, f64) {
    let (x, y) = spots[random.below(spots.len())];
    let off = if random.chance(0.3) {
        0.
    } else {
        random.unit() * 70.
    };
    (x + off, y)
}

fn minutes(minutes: u32) -> ClockTime {
    ClockTime(Deciseconds(minutes * 600))
}

fn random_timetable(random: &mut Random, spots: &[(f64, f64)]) -> Timetable {
    let service = |id: &str, days: &[&str]| Service {
        id: id.into(),
        weekdays: [false; 7],
        period: None,
        added: days.iter().map(|day| day.parse().unwrap()).collect(),
        removed: BTreeSet::new(),
    };
    let mut timetable = Timetable {
        stops: (0..3 + random.below(4))
            .map(|number| {
                let (x, y) = place(random, spots);
                Stop {
                    id: format!("S{number}"),
                    name: format!("Stop {number}"),
                    at: at(x, y),
                }
            })
            .collect(),
        lines: [LineMode::Boat, LineMode::Bus, LineMode::Other]
            .into_iter()
            .enumerate()
            .map(|(number, mode)| Line {
                id: format!("L{number}"),
                name: format!("Line {number}"),
                operator: None,
                mode,
                pupils_only: number == 1,
            })
            .collect(),
        services: vec![
            service("today", &[DAY]),
            service("yesterday", &["2026-11-24"]),
            service("both", &["2026-11-24", DAY]),
            service("never", &["2026-11-28"]),
        ],
        trips: Vec::new(),
    };
    for _ in 0..=random.below(4) {
        random_trips(random, &mut timetable);
    }
    timetable
}

/// Some trips along the same stops, some of which overtake others, some in windows.
fn random_trips(random: &mut Random, timetable: &mut Timetable) {
    let n_calls = 2 + random.below(3);
    let stops: Vec<u32> = (0..n_calls)
        .map(|_| random.below(timetable.stops.len()) as u32)
        .collect();
    let flags: Vec<(bool, bool)> = (0..n_calls)
        .map(|_| (random.chance(0.85), random.chance(0.85)))
        .collect();
    let line = LineIdx(random.below(3) as u32);
    for _ in 0..=random.below(5) {
        let service = ServiceIdx(random.below(4) as u32);
        // In the night from the day before its clock is a day ahead.
        let night = if service.0 == 1 || (service.0 == 2 && random.chance(0.3)) {
            1440
        } else {
            0
        };
        let mut clock = night + 345 + random.below(90) as u32;
        let calls = stops
            .iter()
            .zip(&flags)
            .map(|(stop, (boards, alights))| {
                let arrives = minutes(clock);
                clock += random.below(3) as u32;
                let departs = minutes(clock);
                clock += 1 + random.below(7) as u32;
                Call {
                    stop: StopIdx(*stop),
                    arrives,
                    departs,
                    boards: *boards,
                    alights: *alights,
                }
            })
            .collect();
        let mut windows = Vec::new();
        if random.chance(0.25) {
            let from = night + 340 + random.below(60) as u32;
            let until = from + random.below(40) as u32;
            let headway = Deciseconds(600 * (1 + random.below(12) as u32));
            windows.push(ServiceWindow {
                from: minutes(from),
                until: minutes(until),
                headway,
            });
            let again = until + random.below(20) as u32;
            windows.push(ServiceWindow {
                from: minutes(again),
                until: minutes(again + 10),
                headway,
            });
        }
        timetable.trips.push(Trip {
            id: format!("T{}", timetable.trips.len()),
            line,
            service,
            calls,
            windows,
            headsign: None,
            bicycles: [Carriage::Unsaid, Carriage::Allowed, Carriage::Refused][random.below(3)],
            cars: Carriage::Unsaid,
            shape: Vec::new(),
        });
    }
}

struct Case {
    built: Built,
    timetable: Timetable,
    day: DayNetwork,
    homes: Vec<Snap>,
}

fn random_case(seed: u64, profile: &str) -> Case {
    let mut random = Random::new(seed);
    let (town, spots) = random_town(&mut random);
    let built = town.built(profile, 1, Measure::Time);
    let timetable = random_timetable(&mut random, &spots);
    let day = DayNetwork::build(
        &built.snapper(),
        &built.graph,
        &built.raw.ways,
        &built.profile,
        &timetable,
        DAY.parse().unwrap(),
    );
    let homes = (0..4)
        .filter_map(|_| {
            let home = at(random.unit() * 500., random.unit() * 500.);
            built
                .snapper()
                .snap(&built.graph, &built.profile.snapping, home, |_| true)
                .ok()
        })
        .collect();
    Case {
        built,
        timetable,
        day,
        homes,
    }
}

fn campuses(built: &Built) -> BTreeSet<u32> {
    built.gates.gates().iter().map(|gate| gate.campus.0).collect()
}

/// Compares one home's answers; how many campuses it reaches with a ride comes back.
fn check_home(case: &Case, table: &TimedTable, snap: &Snap, k: usize, context: &str) -> usize {
    let Case {
        built,
        day,
        timetable,
        ..
    } = case;
    let bell = table.bell();
    let expanded = Expanded::new(built, day, timetable, snap);
    let by = i64::from(bell.0.0);
    let mut expect: Vec<(i64, u32)> = campuses(built)
        .into_iter()
        .filter_map(|campus| Some((by - expanded.latest(campus, by).get(&Node::Home)?, campus)))
        .collect();
    expect.sort_unstable();
    let near = timed_nearest(&built.graph, day, &built.gates, table, snap, k);
    let got: Vec<i64> = near.iter().map(|way| i64::from(way.before.0)).collect();
    let wanted: Vec<i64> = expect.iter().take(k).map(|(before, _)| *before).collect();
    assert_eq!(got, wanted, "{context}");
    let view = DayView {
        network: &built.network,
        graph: &built.graph,
        day,
    };
    for way in &near {
        let same = expect
            .iter()
            .any(|(before, campus)| (*before, *campus) == (i64::from(way.before.0), way.campus.0));
        assert!(same, "campus {} of {expect:?}, {context}", way.campus.0);
        let hops = timed_hops(&built.graph, day, &built.gates, table, way);
        let ends = [snap.leg_time, built.gates.gate(way.gate).snap.leg_time];
        let timing = keep_time(&view, &hops, ends, bell).unwrap_or_else(|| panic!("no timing, {context}"));
        assert_eq!(timing.leave_by, bell.before(way.before).unwrap(), "{context}");
        assert!(timing.arrive_at <= bell, "{context}");
        assert!(
            timing.duration <= timing.arrive_at.since(timing.leave_by),
            "{context}"
        );
        assert_eq!(timing.rides.len(), usize::from(way.rides), "{context}");
    }
    near.iter().filter(|way| way.rides > 0).count()
}

#[test]
fn timed_labels_equal_an_exhaustive_time_expanded_search_on_random_towns() {
    let (mut n_homes, mut n_rides) = (0, 0);
    for seed in 0..cases(400) {
        let profile = ["walk", "walk", "walk", "bicycle"][seed as usize % 4];
        let case = random_case(seed, profile);
        let k = [20, 2][seed as usize / 4 % 2];
        let bell = ClockTime::at(7, [0, 0, 10][seed as usize % 3]);
        let table = TimedTable::build(&case.built.graph, &case.day, &case.built.gates, k, bell);
        for snap in &case.homes {
            n_rides += check_home(
                &case,
                &table,
                snap,
                k,
                &format!("seed {seed}, {profile}, K = {k}"),
            );
            n_homes += 1;
        }
    }
    assert!(n_homes >= 1000, "only {n_homes} homes");
    assert!(n_rides >= 500, "only {n_rides} ways with a boat or bus");
}

#[test]
fn the_earliest_arrival_is_the_first_time_by_which_one_can_still_leave_after_midnight() {
    for seed in 0..cases(60) {
        let case = random_case(seed, "walk");
        let Case {
            built,
            day,
            timetable,
            homes,
        } = &case;
        for snap in homes.iter().take(2) {
            let expanded = Expanded::new(built, day, timetable, snap);
            let leave = ClockTime::at(5, 55);
            let reached = earliest_arrivals(&built.graph, day, &built.gates, snap, leave);
            let view = DayView {
                network: &built.network,
                graph: &built.graph,
                day,
            };
            for campus in campuses(built) {
                let context = format!("seed {seed}, campus {campus}");
                let leaves_by = |by: Clock| {
                    let latest = expanded.latest(campus, by);
                    latest
                        .get(&Node::Home)
                        .is_some_and(|home| *home >= i64::from(leave.0.0))
                };
                let Some(way) = reached.iter().find(|way| way.campus.0 == campus) else {
                    assert!(!leaves_by(1_728_000), "{context}");
                    continue;
                };
                let at = i64::from(way.at.0.0);
                assert!(leaves_by(at), "{context}");
                assert!(!leaves_by(at - 1), "{context}");
                let ends = [snap.leg_time, built.gates.gate(way.gate).snap.leg_time];
                let timing = keep_time(&view, &way.hops, ends, way.at).unwrap_or_else(|| panic!("{context}"));
                assert!(
                    timing.leave_by >= leave && timing.arrive_at <= way.at,
                    "{context}"
                );
                assert_eq!(timing.rides.len(), usize::from(way.rides), "{context}");
            }
        }
    }
}

#[test]
fn taking_out_a_trip_changes_no_home_that_did_not_ride_it() {
    let bell = ClockTime::at(7, 0);
    let mut n_changed = 0;
    for seed in 0..cases(200) {
        let case = random_case(seed, "walk");
        let Case {
            built,
            day,
            timetable,
            homes,
        } = &case;
        let table = TimedTable::build(&built.graph, day, &built.gates, 20, bell);
        let view = DayView {
            network: &built.network,
            graph: &built.graph,
            day,
        };
        let taken_out = seed as usize % timetable.trips.len();
        let mut fewer = timetable.clone();
        fewer.trips[taken_out].service = ServiceIdx(3);
        let fewer_day = DayNetwork::build(
            &built.snapper(),
            &built.graph,
            &built.raw.ways,
            &built.profile,
            &fewer,
            DAY.parse().unwrap(),
        );
        let fewer_table = TimedTable::build(&built.graph, &fewer_day, &built.gates, 20, bell);
        for snap in homes {
            let before = timed_nearest(&built.graph, day, &built.gates, &table, snap, 20);
            let after = timed_nearest(&built.graph, &fewer_day, &built.gates, &fewer_table, snap, 20);
            for way in &before {
                let hops = timed_hops(&built.graph, day, &built.gates, &table, way);
                let ends = [snap.leg_time, built.gates.gate(way.gate).snap.leg_time];
                let timing = keep_time(&view, &hops, ends, bell).unwrap();
                let rode = timing.rides.iter().any(|ride| match ride.vehicle {
                    Vehicle::Trip {
                        pattern,
                        run,
                        from,
                        to,
                    } => day.pattern(pattern).times(run, from, to).trip.at() == taken_out,
                    Vehicle::Ferry { .. } => false,
                });
                let now = after.iter().find(|other| other.campus == way.campus);
                let same = now.is_some_and(|now| now.before == way.before);
                assert!(rode || same, "seed {seed}, campus {}", way.campus.0);
                assert!(
                    now.is_none_or(|now| now.before >= way.before),
                    "seed {seed}: never earlier to arrive"
                );
                n_changed += usize::from(!same);
            }
        }
    }
    assert!(n_changed >= 5, "only {n_changed} ways changed");
}

#[test]
fn more_labels_a_state_change_no_answer() {
    for seed in 0..cases(60) {
        let case = random_case(seed, "walk");
        let Case {
            built, day, homes, ..
        } = &case;
        let bell = ClockTime::at(6, 50);
        let [few, many] = [2, 40].map(|k| TimedTable::build(&built.graph, day, &built.gates, k, bell));
        for snap in homes {
            let near = |table: &TimedTable| -> Vec<(u32, Deciseconds, Centimetres)> {
                let near = timed_nearest(&built.graph, day, &built.gates, table, snap, 2);
                near.iter()
                    .map(|way| (way.campus.0, way.before, way.length))
                    .collect()
            };
            assert_eq!(near(&few), near(&many), "seed {seed}");
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]

    #[test]
    fn who_may_arrive_later_may_leave_later_and_earliest_and_latest_mirror_each_other(
        seed in 0_u64..100_000,
        mut times in proptest::collection::vec(200_000_u32..330_000, 2..12),
    ) {
        let case = random_case(seed, "walk");
        times.sort_unstable();
        for (_, pattern) in case.day.patterns() {
            for to in 1..pattern.stops.len() {
                for from in 0..to {
                    let mut last = None;
                    for time in &times {
                        let by = ClockTime(Deciseconds(*time));
                        let comes = pattern.latest(from, to, by).map(|(comes, _)| comes);
                        assert!(last <= comes, "seed {seed}");
                        assert!(comes.is_none_or(|comes| comes <= by), "seed {seed}");
                        if let Some(comes) = comes {
                            assert!(pattern.earliest(from, to, comes).unwrap() <= by, "seed {seed}");
                            let later = ClockTime(Deciseconds(comes.0.0 + 1));
                            assert!(pattern.earliest(from, to, later).is_none_or(|at| at > by), "seed {seed}");
                        }
                        last = comes;
                    }
                }
            }
        }
    }
}
