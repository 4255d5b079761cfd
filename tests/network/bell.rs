//! A boat and a bus before the bell, known by arithmetic: people on foot go a metre a second, are on the wharf three
//! minutes and at the bus stop two minutes before the departure.

use std::collections::BTreeSet;

use truonggan::base::calendar::ClockTime;
use truonggan::base::ids::{LineIdx, ServiceIdx, StopIdx};
use truonggan::base::units::Deciseconds;
use truonggan::domain::network::{Call, Carriage, Line, LineMode, Service, Stop, Timetable, Trip};
use truonggan::domain::schools::{Bells, Level};
use truonggan::snapshot::query::{
    Distinct, LegKind, NearestCampus, NearestRequest, Punctuality, Ranking, RouteRequest, Schedule, Snapshot,
    Unreached, nearest, route,
};

use crate::queries::{campus, snapshot_with};
use crate::support::town::{Town, at};

/// A Wednesday and a Saturday.
const WEDNESDAY: &str = "2026-11-25";
const SATURDAY: &str = "2026-11-28";

fn line(id: &str, name: &str, mode: LineMode) -> Line {
    Line {
        id: id.to_owned(),
        name: name.to_owned(),
        operator: None,
        mode,
        pupils_only: mode == LineMode::Bus,
    }
}

fn trip(id: &str, line: u32, from: u32, to: u32, departs: ClockTime, minutes: u32) -> Trip {
    let call = |stop: u32, time: ClockTime, boards: bool| Call {
        stop: StopIdx(stop),
        arrives: time,
        departs: time,
        boards,
        alights: !boards,
    };
    Trip {
        id: id.to_owned(),
        headsign: None,
        line: LineIdx(line),
        service: ServiceIdx(0),
        calls: vec![
            call(from, departs, true),
            call(to, departs.after(Deciseconds(minutes * 600)), false),
        ],
        windows: Vec::new(),
        bicycles: Carriage::Unsaid,
        cars: Carriage::Unsaid,
        shape: Vec::new(),
    }
}

/// A boat at 06:00 and 06:30 on weekdays, and a bus at 06:45 from the other bank to a school far off.
fn timetable() -> Timetable {
    let stop = |id: &str, east: f64, north: f64| Stop {
        id: id.to_owned(),
        name: format!("Bến {id}"),
        at: at(east, north),
    };
    Timetable {
        stops: vec![
            stop("1", 0., 0.),
            stop("2", 1000., 0.),
            stop("3", 1000., 100.),
            stop("4", 1000., 3000.),
        ],
        lines: vec![
            line("B", "Tàu Thử", LineMode::Boat),
            line("X", "Xe Thử", LineMode::Bus),
        ],
        services: vec![Service {
            id: "W".to_owned(),
            weekdays: [true, true, true, true, true, false, false],
            period: Some(["2026-09-01", "2027-05-31"].map(|day| day.parse().unwrap())),
            added: BTreeSet::new(),
            removed: BTreeSet::new(),
        }],
        trips: vec![
            trip("B1", 0, 0, 1, ClockTime::at(6, 0), 10),
            trip("B2", 0, 0, 1, ClockTime::at(6, 30), 10),
            trip("X1", 1, 2, 3, ClockTime::at(6, 45), 5),
        ],
    }
}

/// Two banks with a boat between them that is also a ferry way of the network; home is 300 m from the wharf.
fn world() -> Snapshot {
    let town = Town::new()
        .street("Đường Bờ Tây", &[(0., 0.), (0., 300.)])
        .ferry("Tàu Thử", 10, 60, &[(0., 0.), (1000., 0.)])
        .street("Đường Bờ Đông", &[(1000., 0.), (1000., 100.), (1000., 3000.)])
        .lake(20., -200., 980., 3500.);
    let campuses = vec![
        campus("FAR", "FAR", Level::Primary, 1000., 3000.),
        campus("NEAR", "NEAR", Level::Primary, 1000., 200.),
    ];
    snapshot_with(&town, campuses, timetable())
}

fn question(world: &Snapshot, rank: Ranking, day: &str, bell: ClockTime) -> NearestRequest {
    NearestRequest {
        at: at(0., 300.),
        profile: world.index.find_profile("walk").unwrap(),
        level: Level::Primary,
        k: 5,
        rank,
        distinct: Distinct::Campus,
        day: day.parse().unwrap(),
        bell,
    }
}

fn find<'a>(world: &Snapshot, results: &'a [NearestCampus], id: &str) -> &'a NearestCampus {
    let wanted = world.schools().find_campus(id).unwrap();
    results.iter().find(|found| found.campus == wanted).unwrap()
}

fn schedule(found: &NearestCampus) -> &Schedule {
    found.punctuality.schedule().unwrap()
}

/// Places are rounded to a centimetre, so times are a few tenths of a second off.
#[track_caller]
fn assert_clock(got: ClockTime, hours: u32, minutes: u32, seconds: u32) {
    let expect = ClockTime::at(hours, minutes).after(Deciseconds(seconds * 10));
    assert!(
        got.0.0.abs_diff(expect.0.0) <= 6,
        "{} instead of {}",
        got.0.0,
        expect.0.0
    );
}

#[test]
fn the_last_boat_that_meets_the_bell_is_named_with_its_clock_times() {
    let world = world();
    for rank in [Ranking::Minutes, Ranking::Metres] {
        let request = question(&world, rank, WEDNESDAY, ClockTime::at(7, 0));
        let answer = nearest(&world, &request).unwrap();
        let near = find(&world, &answer.results, "NEAR");
        assert!(matches!(near.punctuality, Punctuality::OnTime(_)), "{rank}");
        let clock = schedule(near);
        assert_clock(clock.leave_by, 6, 22, 0);
        assert_clock(clock.arrive_at, 6, 43, 20);
        let boat = &clock.rides[0];
        assert_eq!(boat.line.as_deref(), Some("Tàu Thử"));
        assert_eq!(
            (boat.from.as_deref(), boat.to.as_deref()),
            (Some("Bến 1"), Some("Bến 2"))
        );
        assert_eq!(
            (boat.departs, boat.arrives),
            (ClockTime::at(6, 30), ClockTime::at(6, 40))
        );
        assert_eq!(near.travel.crossings, 1);
    }
}

#[test]
fn a_pupil_bus_is_changed_to_and_waited_for() {
    let world = world();
    let request = question(&world, Ranking::Minutes, WEDNESDAY, ClockTime::at(7, 0));
    let answer = nearest(&world, &request).unwrap();
    let far = find(&world, &answer.results, "FAR");
    let clock = schedule(far);
    assert_clock(clock.leave_by, 6, 22, 0);
    assert_clock(clock.arrive_at, 6, 50, 0);
    let modes: Vec<LineMode> = clock.rides.iter().map(|ride| ride.mode).collect();
    assert_eq!(modes, [LineMode::Boat, LineMode::Bus]);
    assert!(clock.rides[1].pupils_only);
    let wait = clock.rides[1].wait.whole_seconds();
    assert!(wait.abs_diff(200) <= 1, "{wait}");
    assert_eq!(far.travel.crossings, 1, "a bus is no crossing");
    let way = route(
        &world,
        &RouteRequest {
            at: request.at,
            campus: far.campus,
            profile: request.profile,
            rank: Ranking::Minutes,
            day: request.day,
            bells: Bells::default(),
        },
    )
    .unwrap();
    assert_eq!(way.travel, far.travel);
    assert_eq!(way.punctuality, far.punctuality);
    let told = way
        .legs
        .iter()
        .filter(|leg| leg.metres.0 > 5 || leg.kind == LegKind::Wait);
    let kinds: Vec<LegKind> = told.map(|leg| leg.kind).collect();
    let expect = [
        LegKind::Road,
        LegKind::Wait,
        LegKind::Sail,
        LegKind::Road,
        LegKind::Wait,
        LegKind::Ride,
    ];
    assert_eq!(kinds, expect);
    assert_eq!(
        way.legs.iter().map(|leg| leg.time).sum::<Deciseconds>(),
        way.travel.time
    );
    for pair in way.legs.windows(2) {
        assert_eq!(
            pair[0].clock.unwrap()[1],
            pair[1].clock.unwrap()[0],
            "the clock does not jump"
        );
    }
    let bus = way.legs.iter().find(|leg| leg.kind == LegKind::Ride).unwrap();
    assert_eq!(bus.clock, Some([ClockTime::at(6, 45), ClockTime::at(6, 50)]));
    assert_eq!(bus.name.as_deref(), Some("Xe Thử"));
}

#[test]
fn a_bell_before_the_first_boat_is_answered_with_the_earliest_arrival() {
    let world = world();
    for rank in [Ranking::Minutes, Ranking::Metres] {
        let answer = nearest(&world, &question(&world, rank, WEDNESDAY, ClockTime::at(6, 10))).unwrap();
        let near = find(&world, &answer.results, "NEAR");
        assert!(matches!(near.punctuality, Punctuality::ArrivesLate(_)), "{rank}");
        let clock = schedule(near);
        assert_clock(clock.leave_by, 5, 52, 0);
        assert_clock(clock.arrive_at, 6, 13, 20);
    }
}

#[test]
fn on_a_day_without_boats_nothing_over_the_water_is_reached() {
    let world = world();
    let bell = ClockTime::at(7, 0);
    let by_minutes = nearest(&world, &question(&world, Ranking::Minutes, SATURDAY, bell)).unwrap();
    assert_eq!(by_minutes.unreached, Some(Unreached::NotThatDay));
    assert!(by_minutes.results.is_empty());
    let by_metres = nearest(&world, &question(&world, Ranking::Metres, SATURDAY, bell)).unwrap();
    assert_eq!(
        find(&world, &by_metres.results, "NEAR").punctuality,
        Punctuality::DoesNotRun
    );
}

#[test]
fn a_motorbike_does_not_ride_the_timetable_but_sails_by_the_interval_of_the_way() {
    let world = world();
    let request = NearestRequest {
        profile: world.index.find_profile("motorbike").unwrap(),
        ..question(&world, Ranking::Minutes, SATURDAY, ClockTime::at(7, 0))
    };
    let answer = nearest(&world, &request).unwrap();
    let near = find(&world, &answer.results, "NEAR");
    let boat = &schedule(near).rides[0];
    assert_eq!(boat.headway, Some(Deciseconds(36_000)));
    assert_eq!(boat.aboard, Deciseconds(6000));
    // Three minutes of boarding and half an hour of waiting on an average day.
    assert_eq!(boat.wait, Deciseconds(33 * 600));
    assert!(boat.arrives <= ClockTime::at(7, 0));
}
