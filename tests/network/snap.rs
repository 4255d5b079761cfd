//! Where a pin meets the network.

use truonggan::base::geom::{LonLat, PlanarFrame, foot_on_segment};
use truonggan::base::ids::EdgeIdx;
use truonggan::domain::network::{Measure, SnapDoubt, SnapRefusal};

use crate::support::random::{Random, cases};
use crate::support::town::{Built, Town, assert_length, assert_metres, at};

#[test]
fn a_pin_snaps_to_the_foot_on_the_nearest_street_and_the_leg_is_counted() {
    let built = Town::new()
        .street("near", &[(0., 0.), (400., 0.)])
        .street("far", &[(0., 0.), (0., 300.)])
        .gate(0, 400., 30.)
        .built("walk", 5, Measure::Length);
    let snap = built.snap(at(100., 20.)).unwrap();
    assert_length(snap.leg, 20.0);
    assert_length(snap.point.offset, 100.0);
    assert_metres(built.metres(at(100., 20.), 1)[0].1, 20.0 + 300.0 + 30.0);
}

#[test]
fn a_pin_beside_a_one_way_street_leaves_only_forward() {
    // The gate lies 100 m behind the pin; a vehicle goes round the block, a child walks back.
    let town = || {
        Town::new()
            .way(
                &[("highway", "residential"), ("oneway", "yes")],
                &[(0., 0.), (300., 0.)],
            )
            .street("back", &[(300., 0.), (300., 100.), (0., 100.), (0., 0.)])
            .gate(0, 100., 0.)
    };
    let home = at(200., 0.);
    assert_metres(
        town().built("walk", 1, Measure::Length).metres(home, 1)[0].1,
        100.0,
    );
    assert_metres(
        town().built("motorbike", 1, Measure::Length).metres(home, 1)[0].1,
        100. + 500. + 100.,
    );
}

#[test]
fn home_and_gate_on_one_piece_of_road_are_joined_directly_both_ways() {
    let built = Town::new()
        .street("one", &[(0., 0.), (1000., 0.)])
        .gate(0, 700., 0.)
        .gate(1, 100., 0.)
        .built("walk", 5, Measure::Length);
    let metres = built.metres(at(300., 0.), 5);
    assert_eq!(metres.iter().map(|near| near.0).collect::<Vec<_>>(), [1, 0]);
    assert_metres(metres[0].1, 200.0);
    assert_metres(metres[1].1, 400.0);
    assert_metres(built.metres(at(700., 0.), 1)[0].1, 0.0);
}

#[test]
fn the_nearest_dry_street_is_taken_before_a_nearer_one_across_water() {
    let built = Town::new()
        .street("bank", &[(0., 0.), (400., 0.)])
        .street("home side", &[(0., -300.), (400., -300.)])
        .street("link", &[(0., 0.), (0., -300.)])
        .brook(&[(-100., -50.), (500., -50.)])
        .gate(0, 400., 0.)
        .built("walk", 5, Measure::Length);
    let snap = built.snap(at(200., -100.)).unwrap();
    assert_length(snap.leg, 200.0);
    assert_eq!(snap.doubt, None);
    assert_metres(built.metres(at(200., -100.), 1)[0].1, 200. + 200. + 300. + 400.);
}

#[test]
fn where_every_leg_crosses_water_the_snap_is_marked_doubtful() {
    let town = Town::new()
        .street("bank", &[(0., 0.), (400., 0.)])
        .gate(0, 400., 0.);
    let built = town
        .lake(100., -200., 300., -50.)
        .built("walk", 5, Measure::Length);
    let in_the_water = built.snap(at(200., -100.)).unwrap();
    assert_eq!(in_the_water.doubt, Some(SnapDoubt::LegCrossesWater));
    let on_an_islet = Town::new()
        .street("bank", &[(0., 0.), (400., 0.)])
        .gate(0, 400., 0.)
        .brook(&[
            (100., -20.),
            (300., -20.),
            (300., -200.),
            (100., -200.),
            (100., -20.),
        ])
        .built("walk", 5, Measure::Length);
    assert_eq!(
        on_an_islet.snap(at(200., -50.)).unwrap().doubt,
        Some(SnapDoubt::LegCrossesWater)
    );
    assert_eq!(on_an_islet.snap(at(200., -10.)).unwrap().doubt, None);
}

/// A main street with a school, and a path that leads nowhere so many metres before it.
fn beside_an_island(path_to_street: f64) -> Built {
    Town::new()
        .street("main", &[(0., 0.), (1000., 0.)])
        .street("island", &[(400., -path_to_street), (600., -path_to_street)])
        .gate(0, 0., 0.)
        .built("walk", 5, Measure::Length)
}

#[test]
fn a_street_that_leads_somewhere_is_taken_within_150_m_and_three_times_the_leg() {
    // 45 m to the path that leads nowhere, 100 m to the street: 100 <= min(150, 3 * 45).
    let snap = beside_an_island(55.).snap(at(500., -100.)).unwrap();
    assert_length(snap.leg, 100.0);
}

#[test]
fn a_pin_three_times_nearer_to_an_island_stays_on_it() {
    // 30 m to the path, 100 m to the street: 100 > 3 * 30.
    let refusal = beside_an_island(70.).snap(at(500., -100.)).unwrap_err();
    assert!(matches!(refusal, SnapRefusal::Island(_)), "{refusal:?}");
    // 60 m to the path, 160 m to the street: 160 > 150.
    let refusal = beside_an_island(100.).snap(at(500., -160.)).unwrap_err();
    assert!(matches!(refusal, SnapRefusal::Island(_)), "{refusal:?}");
}

#[test]
fn a_leg_over_500_m_is_refused_with_its_length() {
    let built = beside_an_island(55.);
    assert!(built.snap(at(500., 499.)).is_ok());
    match built.snap(at(500., 520.)).unwrap_err() {
        SnapRefusal::TooFar {
            metres: Some(metres),
            limit_metres,
        } => {
            assert_metres(metres, 520.0);
            assert_metres(limit_metres, 500.0);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn pins_at_the_poles_and_at_the_other_end_of_the_earth_are_refused() {
    for profile in ["walk", "osrm-foot"] {
        let built = Town::new()
            .street("s", &[(0., 0.), (400., 0.)])
            .gate(0, 400., 0.)
            .built(profile, 5, Measure::Length);
        for lat in [90.0, -90.0] {
            assert!(built.snap(LonLat::new(0.0, lat)).is_err(), "{profile} {lat}");
        }
        for (lon, lat) in [(-73.2, -10.5), (106.8, 89.9), (180.0, 0.0), (-180.0, 85.0)] {
            let snapped = built.snap(LonLat::new(lon, lat));
            assert_eq!(snapped.is_ok(), profile == "osrm-foot", "{profile} {lon} {lat}");
        }
    }
}

#[test]
fn a_ferry_is_never_a_snap_target() {
    let built = Town::new()
        .street("bank", &[(0., 0.), (0., 300.)])
        .ferry("f", 10, 20, &[(0., 0.), (1000., 0.)])
        .street("other bank", &[(1000., 0.), (1000., 300.)])
        .gate(0, 0., 300.)
        .built("walk", 5, Measure::Length);
    assert_length(built.snap(at(400., 1.)).unwrap().leg, 400.0);
}

#[test]
fn a_pin_at_a_junction_leaves_by_every_street_there() {
    // Three one-way streets meet where the pin stands; only one leads out to the gate.
    let one_way = [("highway", "residential"), ("oneway", "yes")];
    let built = Town::new()
        .way(&one_way, &[(-100., 0.), (0., 0.)])
        .way(&one_way, &[(0., -100.), (0., 0.)])
        .way(&one_way, &[(0., 0.), (100., 0.)])
        .gate(0, 100., 0.)
        .built("motorbike", 5, Measure::Length);
    assert_metres(built.metres(at(0., 0.), 1)[0].1, 100.0);
}

#[test]
fn a_wall_stops_everyone_and_a_bollard_only_cars() {
    let town = |barrier: &str| {
        Town::new()
            .street("short", &[(0., 0.), (100., 0.), (200., 0.)])
            .street("round", &[(0., 0.), (0., 300.), (200., 300.), (200., 0.)])
            .point(&[("barrier", barrier)], 100., 0.)
            .gate(0, 180., 0.)
    };
    let home = at(20., 0.);
    assert_metres(
        town("wall").built("walk", 1, Measure::Length).metres(home, 1)[0].1,
        20. + 800. + 20.,
    );
    assert_metres(
        town("bollard")
            .built("motorbike", 1, Measure::Length)
            .metres(home, 1)[0]
            .1,
        160.0,
    );
    assert_metres(
        town("bollard").built("car", 1, Measure::Length).metres(home, 1)[0].1,
        20. + 800. + 20.,
    );
}

#[test]
fn a_gate_beside_a_stray_path_stands_on_the_main_network_within_the_same_limits() {
    let gate_at = |north: f64| {
        let built = Town::new()
            .street("main", &[(0., 0.), (1000., 0.)])
            .street("yard", &[(480., 60.), (520., 60.)])
            .gate(0, 500., north)
            .built("walk", 5, Measure::Length);
        assert_eq!(built.refused.len(), 0);
        built.graph.is_large_part(built.gates.gates()[0].snap.point.edge)
    };
    // 20 m to the yard and 40 m to the street: 40 <= 3 * 20.  10 m to the yard and 50 m to the street: 50 > 3 * 10.
    assert!(gate_at(40.));
    assert!(!gate_at(50.));
}

#[test]
fn the_grid_finds_the_same_segment_as_a_look_at_all() {
    for seed in 0..cases(20) {
        let mut random = Random::new(seed);
        let mut town = Town::new().gate(0, 0., 0.);
        for street in 0..30 {
            let mut spot = || (random.unit() * 2000., random.unit() * 2000.);
            let (a, b) = (spot(), spot());
            town = town.street(&street.to_string(), &[a, (b.0, a.1), b]);
        }
        let built = town.built("osrm-foot", 1, Measure::Length);
        for _ in 0..50 {
            let home = at(random.unit() * 2000., random.unit() * 2000.);
            let Ok(snap) = built
                .snapper()
                .snap(&built.graph, &built.profile.snapping, home, |_| true)
            else {
                panic!("seed {seed}: no snap")
            };
            let best = (0..built.network.n_edges())
                .map(EdgeIdx::from_usize)
                .filter(|edge| built.graph.is_large_part(*edge))
                .flat_map(|edge| built.network.segments(edge))
                .map(|segment| {
                    let [a, b] = segment.ends.map(|end| PlanarFrame::project(LonLat::from(end)));
                    foot_on_segment(PlanarFrame::project(home), a, b)
                        .distance_2
                        .sqrt()
                })
                .min_by(f64::total_cmp)
                .unwrap();
            assert_metres(snap.leg.metres(), best * PlanarFrame::ground_scale(home.lat));
        }
    }
}
