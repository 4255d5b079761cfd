//! What if boats and sailings come and go.

use std::collections::BTreeSet;

use truonggan::base::calendar::{ClockTime, Day};
use truonggan::base::ids::{LineIdx, ServiceIdx, StopIdx};
use truonggan::domain::network::{Call, Carriage, Line, LineMode, Service, Stop, Timetable, Trip};
use truonggan::snapshot::scenario::{
    Change, Modification, NewBoat, NewCall, NewSailing, SailingReference, Worlds, compare_homes,
};

use crate::scenarios::*;
use crate::support::town::at;

/// Boats of one line both ways, twice a day, on all days.
fn boats() -> Timetable {
    let stop = |id: &str, name: &str, north: f64| Stop {
        id: id.to_owned(),
        name: name.to_owned(),
        at: at(1000., north),
    };
    let call = |stop: u32, minute: u32, boards: bool| Call {
        stop: StopIdx(stop),
        arrives: ClockTime::at(0, minute),
        departs: ClockTime::at(0, minute),
        boards,
        alights: !boards,
    };
    let trip = |id: &str, line: u32, stops: [u32; 2], hour: u32| Trip {
        id: id.to_owned(),
        headsign: None,
        line: LineIdx(line),
        service: ServiceIdx(0),
        calls: vec![
            call(stops[0], hour * 60, true),
            call(stops[1], hour * 60 + 5, false),
        ],
        windows: Vec::new(),
        bicycles: Carriage::Unsaid,
        cars: Carriage::Unsaid,
        shape: Vec::new(),
    };
    let line = |id: &str, name: &str| Line {
        id: id.to_owned(),
        name: name.to_owned(),
        operator: None,
        mode: LineMode::Boat,
        pupils_only: false,
    };
    Timetable {
        stops: vec![stop("N", "Bến Bắc", 400.), stop("S", "Bến Nam", 0.)],
        lines: vec![line("L1", "Phà"), line("L2", "Tàu khác")],
        services: vec![Service {
            id: "all".to_owned(),
            weekdays: [true; 7],
            period: Day::new(2026, 1, 1).map(|day| [day, day]),
            added: BTreeSet::new(),
            removed: BTreeSet::new(),
        }],
        trips: vec![
            trip("t1", 0, [0, 1], 6),
            trip("t2", 0, [1, 0], 6),
            trip("t3", 0, [0, 1], 7),
            trip("t4", 1, [0, 1], 8),
        ],
    }
}

fn trip_ids(worlds: &Worlds<'_>) -> Vec<(String, String)> {
    let timetable = worlds.scenario.dataset.timetable();
    timetable
        .trips
        .iter()
        .map(|trip| (trip.id.clone(), timetable.line(trip.line).id.clone()))
        .collect()
}

#[test]
fn boats_and_sailings_go_and_come_with_their_lines() {
    let baseline = world_with(&two_banks(), vec![campus("A", 200., 400.)], boats(), Vec::new());
    let own = |ids: &[(&str, &str)]| -> Vec<(String, String)> {
        ids.iter()
            .map(|(trip, line)| ((*trip).to_owned(), (*line).to_owned()))
            .collect()
    };
    let without = apply(
        &baseline,
        vec![Modification::RemoveBoat {
            line: "Phà".to_owned(),
        }],
    );
    assert_eq!(trip_ids(&without), own(&[("t4", "L2")]));
    let ferries = without.scenario.raw().ways.iter();
    assert_eq!(ferries.filter(|way| way.tags.is("route", "ferry")).count(), 0);
    let changes = compare_homes(&without, &on_foot(&baseline), &[at(1500., 0.)]);
    assert_eq!(changes[0].change, Change::Lost);

    let departure = |from: Option<&str>| {
        Modification::RemoveSailing(SailingReference::Departure {
            line: "L1".to_owned(),
            departs: ClockTime::at(6, 0),
            from: from.map(str::to_owned),
        })
    };
    let fewer = apply(&baseline, vec![departure(Some("bến bắc"))]);
    assert_eq!(trip_ids(&fewer), own(&[("t2", "L1"), ("t3", "L1"), ("t4", "L2")]));
    assert_eq!(
        faults(&baseline, vec![departure(None)])[0].1,
        "scenario/unknown_sailing"
    );

    let sailing = |from: Option<&str>, hour: u32| {
        Modification::AddSailing(NewSailing {
            line: "Phà".to_owned(),
            departs: ClockTime::at(hour, 30),
            from: from.map(str::to_owned),
        })
    };
    let more = apply(&baseline, vec![sailing(Some("S"), 5)]);
    let timetable = more.scenario.dataset.timetable();
    let added = timetable.trips.iter().find(|trip| trip.id == "t2+05:30").unwrap();
    assert_eq!(added.calls[0].departs, ClockTime::at(5, 30));
    assert_eq!(added.calls[1].arrives, ClockTime::at(5, 35));
    assert_eq!(
        faults(&baseline, vec![sailing(None, 5)])[0].1,
        "scenario/direction_missing"
    );
}

#[test]
fn a_new_boat_brings_its_stops_and_sails_both_ways() {
    let baseline = world_with(&two_banks(), vec![campus("A", 200., 400.)], boats(), Vec::new());
    let boat = NewBoat {
        id: "L0".to_owned(),
        name: "Tàu mới".to_owned(),
        calls: vec![
            NewCall {
                stop: "S".to_owned(),
                new_stop: None,
                minutes: 0.,
            },
            NewCall {
                stop: "E".to_owned(),
                new_stop: Some(("Bến Đông".to_owned(), at(2000., 400.))),
                minutes: 12.5,
            },
        ],
        sailings: vec![ClockTime::at(6, 40)],
        return_sailings: vec![ClockTime::at(11, 0)],
        service: None,
    };
    let added = apply(&baseline, vec![Modification::AddBoat(boat.clone())]);
    let timetable = added.scenario.dataset.timetable();
    let trip = timetable
        .trips
        .iter()
        .find(|trip| trip.id == "L0-R11:00")
        .unwrap();
    assert_eq!(timetable.stop(trip.calls[0].stop).id, "E");
    assert_eq!(trip.calls[1].arrives.0.0, (11 * 3600 + 750) * 10);
    assert_eq!(timetable.line(trip.line).name, "Tàu mới");
    assert_eq!(timetable.trips.len(), 6);
    let told = faults(
        &baseline,
        vec![Modification::AddBoat(NewBoat {
            service: Some("never".to_owned()),
            sailings: vec![],
            return_sailings: vec![],
            ..boat
        })],
    );
    assert_eq!(told.len(), 2, "{told:?}");
}
