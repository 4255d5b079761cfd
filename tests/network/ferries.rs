//! Water is crossed by ferries, boats and bridges only, and waiting is counted.

use truonggan::domain::network::Measure;

use crate::support::town::{Town, assert_metres, at};

/// Two banks 1 km apart, a ferry every 20 minutes that takes 10, and a bridge far upstream.
fn river() -> Town {
    Town::new()
        .street("west bank", &[(0., 0.), (0., 3000.)])
        .street("east bank", &[(1000., 0.), (1000., 3000.)])
        .ferry("ferry", 10, 20, &[(0., 0.), (1000., 0.)])
        .way(
            &[("highway", "primary"), ("bridge", "yes")],
            &[(0., 3000.), (1000., 3000.)],
        )
        .lake(10., -500., 990., 3500.)
        .gate(0, 1000., 0.)
}

#[test]
fn a_ferry_counts_a_crossing_its_metres_and_half_its_interval_and_boarding() {
    let built = river().built("walk", 5, Measure::Length);
    let near = built.nearest(at(0., 200.), 1)[0];
    assert_metres(near.cost.length.metres(), 1200.0);
    assert_eq!(near.cost.crossings, 1);
    // 200 m at 1 m/s, 10 minutes of waiting, 3 of boarding, 10 of sailing.
    let seconds = f64::from(near.cost.time.0) / 10.0;
    assert!((seconds - (200. + 600. + 180. + 600.)).abs() < 0.3, "{seconds}");
}

#[test]
fn by_minutes_the_bridge_wins_where_the_ferry_wins_by_metres() {
    let home = at(0., 2000.);
    let by_metres = river().built("walk", 5, Measure::Length).nearest(home, 1)[0];
    assert_eq!(by_metres.cost.crossings, 1);
    let by_minutes = river().built("motorbike", 5, Measure::Time).nearest(home, 1)[0];
    assert_eq!(by_minutes.cost.crossings, 0);
    assert_metres(by_minutes.cost.length.metres(), 1000. + 1000. + 3000.);
    assert!(by_minutes.cost.time < by_metres.cost.time);
}

#[test]
fn a_passenger_who_stays_on_the_line_boards_once() {
    let stops = |names: [&'static str; 2]| {
        Town::new()
            .street("home", &[(0., 0.), (0., 100.)])
            .ferry(names[0], 10, 20, &[(0., 0.), (1000., 0.)])
            .ferry(names[1], 10, 20, &[(1000., 0.), (2000., 0.)])
            .street("pier", &[(1000., 0.), (1000., 100.)])
            .street("school", &[(2000., 0.), (2000., 100.)])
            .gate(0, 2000., 0.)
            .built("walk", 5, Measure::Length)
    };
    let through = stops(["line", "line"]).nearest(at(0., 0.), 1)[0];
    let changing = stops(["line", "other"]).nearest(at(0., 0.), 1)[0];
    assert_eq!((through.cost.crossings, changing.cost.crossings), (1, 2));
    assert_eq!(through.cost.length, changing.cost.length);
    let more = changing.cost.time.0 - through.cost.time.0;
    assert_eq!(
        more,
        (10 + 3) * 600,
        "one more wait of half the interval and one more boarding"
    );
}

#[test]
fn an_island_without_a_boat_is_unreachable_and_with_one_is_reached_by_it() {
    let island = || {
        Town::new()
            .street("mainland", &[(0., 0.), (500., 0.)])
            .street("island", &[(3000., 0.), (3500., 0.)])
            .lake(600., -500., 2900., 500.)
            .gate(0, 100., 0.)
    };
    let cut_off = island().built("walk", 5, Measure::Length);
    assert!(cut_off.snap(at(3100., 0.)).is_err());
    let served =
        island()
            .ferry("boat", 45, 120, &[(500., 0.), (3000., 0.)])
            .built("walk", 5, Measure::Length);
    let near = served.nearest(at(3100., 0.), 1)[0];
    assert_eq!(near.cost.crossings, 1);
    assert_metres(near.cost.length.metres(), 100. + 2500. + 400.);
}

#[test]
fn a_car_is_not_taken_by_a_boat_that_takes_no_cars() {
    let town = |tags: &[(&str, &str)]| {
        let mut ferry = vec![("route", "ferry")];
        ferry.extend_from_slice(tags);
        Town::new()
            .street("home", &[(0., 0.), (0., 300.)])
            .way(&ferry, &[(0., 0.), (1000., 0.)])
            .street("school", &[(1000., 0.), (1000., 300.)])
            .gate(0, 1000., 300.)
            .built("car", 1, Measure::Length)
    };
    assert!(town(&[]).snap(at(0., 100.)).is_ok());
    assert!(town(&[("motor_vehicle", "no")]).snap(at(0., 100.)).is_err());
}
