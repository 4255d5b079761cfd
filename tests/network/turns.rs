//! Turn restrictions, private roads and gates on towns whose lengths are known.

use truonggan::domain::network::{Measure, ProfileGraph};

use crate::support::town::{Built, Town, assert_metres, at};

/// A crossroads at (0, 0) with arms of 100 m: way 1 from the west, 2 to the north, 3 to the east; way 4 leads 300 m to the south.
/// A road of 300 m leads from the end of the north arm around to the end of the east arm.
fn crossroads() -> Town {
    Town::new()
        .street("west", &[(-100., 0.), (0., 0.)])
        .street("north", &[(0., 0.), (0., 100.)])
        .street("east", &[(0., 0.), (100., 0.)])
        .street("south", &[(0., 0.), (0., -300.)])
        .street("around", &[(0., 100.), (100., 100.), (100., 0.)])
        .gate(0, 0., 50.)
}

fn metres(town: Town, profile: &str) -> f64 {
    town.built(profile, 1, Measure::Length).metres(at(-50., 0.), 1)[0].1
}

const NO_LEFT: &[(&str, &str)] = &[("type", "restriction"), ("restriction", "no_left_turn")];
const ONLY_STRAIGHT: &[(&str, &str)] = &[("type", "restriction"), ("restriction", "only_straight_on")];

/// From (-50, 0) straight on, around, and back to the gate at (0, 50).
const AROUND: f64 = 50. + 100. + 100. + 100. + 50.;

#[test]
fn a_forbidden_turn_sends_vehicles_around_and_leaves_people_on_foot_alone() {
    assert_metres(metres(crossroads(), "motorbike"), 100.);
    let town = || crossroads().restriction(NO_LEFT, 1, (0., 0.), 2);
    assert_metres(metres(town(), "motorbike"), AROUND);
    assert_metres(metres(town(), "car"), AROUND);
    // A bicycle is turned round at the next corner.
    assert_metres(metres(town(), "bicycle"), 50. + 100. + 100. + 50.);
    assert_metres(metres(town(), "walk"), 100.);
}

#[test]
fn the_only_allowed_turn_forbids_all_others() {
    let town = crossroads().restriction(ONLY_STRAIGHT, 1, (0., 0.), 3);
    assert_metres(metres(town, "motorbike"), AROUND);
}

#[test]
fn two_restrictions_that_each_allow_one_turn_allow_both() {
    let town = crossroads()
        .restriction(ONLY_STRAIGHT, 1, (0., 0.), 3)
        .restriction(
            &[("type", "restriction"), ("restriction", "only_left_turn")],
            1,
            (0., 0.),
            2,
        );
    assert_metres(metres(town, "motorbike"), 100.);
}

#[test]
fn exceptions_and_restrictions_of_one_mode_bind_whom_they_name() {
    let except: &[(&str, &str)] = &[
        ("type", "restriction"),
        ("restriction", "no_left_turn"),
        ("except", "bicycle; motorcycle"),
    ];
    let town = || crossroads().restriction(except, 1, (0., 0.), 2);
    assert_metres(metres(town(), "motorbike"), 100.);
    assert_metres(metres(town(), "bicycle"), 100.);
    assert_metres(metres(town(), "car"), AROUND);
    let on_foot: &[(&str, &str)] = &[("type", "restriction"), ("restriction:foot", "no_left_turn")];
    let town = || crossroads().restriction(on_foot, 1, (0., 0.), 2);
    assert_metres(metres(town(), "walk"), 50. + 100. + 100. + 50.);
    assert_metres(metres(town(), "car"), 100.);
    let old_form: &[(&str, &str)] = &[("type", "restriction:motorcar"), ("restriction", "no_left_turn")];
    let town = || crossroads().restriction(old_form, 1, (0., 0.), 2);
    assert_metres(metres(town(), "car"), AROUND);
    assert_metres(metres(town(), "motorbike"), 100.);
}

#[test]
fn vehicles_do_not_turn_round_in_mid_road_to_evade_a_restriction_but_do_at_its_end() {
    // The east road goes on for 900 m without a side road, under two names, and ends.
    let town = || {
        Town::new()
            .street("west", &[(-100., 0.), (0., 0.)])
            .street("north", &[(0., 0.), (0., 100.)])
            .street("east", &[(0., 0.), (100., 0.)])
            .street("farther", &[(100., 0.), (1000., 0.)])
            .gate(0, 0., 50.)
            .restriction(NO_LEFT, 1, (0., 0.), 2)
    };
    assert_metres(metres(town(), "motorbike"), 50. + 1000. + 1000. + 50.);
    assert_metres(metres(town(), "bicycle"), 50. + 100. + 100. + 50.);
    let with_side_road = town().street("side", &[(100., 0.), (100., -50.)]);
    assert_metres(metres(with_side_road, "motorbike"), 50. + 100. + 100. + 50.);
}

#[test]
fn a_restriction_over_a_way_forbids_the_whole_sequence_and_no_part_of_it() {
    // A dual carriageway: east on way 1 and 4, back west on way 3, joined by way 2 in the middle.
    let town = || {
        Town::new()
            .way(
                &[("highway", "primary"), ("oneway", "yes")],
                &[(-200., 0.), (0., 0.)],
            )
            .street("link", &[(0., 0.), (0., 20.)])
            .way(
                &[("highway", "primary"), ("oneway", "yes")],
                &[(0., 20.), (-200., 20.)],
            )
            .way(
                &[("highway", "primary"), ("oneway", "yes")],
                &[(0., 0.), (200., 0.)],
            )
            .street("end", &[(200., 0.), (200., 20.)])
            .way(
                &[("highway", "primary"), ("oneway", "yes")],
                &[(200., 20.), (0., 20.)],
            )
            .gate(0, -100., 20.)
    };
    let no_u_turn: &[(&str, &str)] = &[("type", "restriction"), ("restriction", "no_u_turn")];
    assert_metres(metres(town(), "car"), 50. + 20. + 100.);
    let town = || town().restriction_over(no_u_turn, 1, &[2], 3);
    assert_metres(metres(town(), "car"), 50. + 200. + 20. + 200. + 100.);
    // Who begins on the link, or comes from elsewhere, may still turn.
    let near = |x: f64, y: f64| town().built("car", 1, Measure::Length).metres(at(x, y), 1)[0].1;
    assert_metres(near(0., 10.), 10. + 100.);
}

#[test]
fn only_junctions_with_a_restriction_are_split() {
    let states = |town: Town| {
        let built = town.built("car", 1, Measure::Length);
        (built.network.n_vertices(), built.graph.n_states())
    };
    let (vertices, states_without) = states(crossroads());
    assert_eq!(vertices, states_without);
    let (vertices, states_with) = states(crossroads().restriction(NO_LEFT, 1, (0., 0.), 2));
    // One arrival at the crossing; at the two corners, where nobody turns round, one for each direction around; at the
    // bend none, since it is no junction.
    assert_eq!(states_with, vertices + 1 + 4);
}

#[test]
fn private_roads_are_for_those_who_live_or_learn_there() {
    let private: &[(&str, &str)] = &[("highway", "service"), ("access", "private")];
    // A private short cut of 100 m beside a public way around of 300 m.
    let town = || {
        Town::new()
            .street("west", &[(-100., 0.), (0., 0.)])
            .way(private, &[(0., 0.), (100., 0.)])
            .street("east", &[(100., 0.), (200., 0.)])
            .street("around", &[(0., 0.), (0., 100.), (100., 100.), (100., 0.)])
    };
    let from = |town: Town, x: f64| town.built("walk", 1, Measure::Length).metres(at(x, 0.), 1)[0].1;
    assert_metres(from(town().gate(0, 150., 0.), -50.), 50. + 300. + 50.);
    assert_metres(from(town().gate(0, 50., 0.), -50.), 100.);
    assert_metres(from(town().gate(0, 150., 0.), 50.), 100.);
    assert_metres(from(town().gate(0, 75., 0.), 25.), 50.);
}

#[test]
fn a_way_leaves_a_private_area_once_and_enters_another_once() {
    let private: &[(&str, &str)] = &[("highway", "service"), ("access", "private")];
    // Home in one compound, the campus in another, a third between them.
    let town = Town::new()
        .way(private, &[(0., 0.), (100., 0.)])
        .street("first", &[(100., 0.), (200., 0.)])
        .way(private, &[(200., 0.), (300., 0.)])
        .street("around", &[(200., 0.), (200., 100.), (300., 100.), (300., 0.)])
        .street("second", &[(300., 0.), (400., 0.)])
        .way(private, &[(400., 0.), (500., 0.)])
        .gate(0, 450., 0.);
    let built = town.built("motorbike", 1, Measure::Length);
    assert_metres(built.metres(at(50., 0.), 1)[0].1, 50. + 100. + 300. + 100. + 50.);
}

#[test]
fn behind_a_private_gate_lies_somebodys_premises() {
    // A compound of two lanes with gates at both ends; through traffic goes around.
    let compound = || {
        Town::new()
            .street(
                "west",
                &[
                    (-100., 0.),
                    (0., 0.),
                    (-10., 200.),
                    (100., 200.),
                    (110., 0.),
                    (200., 0.),
                ],
            )
            .street("in", &[(0., 0.), (20., 0.)])
            .street("lane", &[(20., 0.), (90., 0.)])
            .street("out", &[(90., 0.), (110., 0.)])
            .point(&[("barrier", "gate"), ("access", "private")], 20., 0.)
            .point(&[("barrier", "gate"), ("access", "private")], 90., 0.)
    };
    let from = |town: Town, x: f64| town.built("car", 1, Measure::Length).metres(at(x, 0.), 1)[0].1;
    let around = from(compound().gate(0, 150., 0.), -50.);
    assert!(around > 600., "nobody drives through: {around}");
    assert_metres(from(compound().gate(0, 150., 0.), 50.), 100.);
    assert_metres(from(compound().gate(0, 60., 0.), -50.), 110.);
}

#[test]
fn a_gate_on_a_road_that_several_states_enter_is_reached_from_each() {
    // From the west one may only go straight on; the campus stands on the east arm.
    let town = crossroads()
        .restriction(ONLY_STRAIGHT, 1, (0., 0.), 3)
        .gate(1, 50., 0.);
    let built = town.built("motorbike", 2, Measure::Length);
    let near = |x: f64, y: f64| built.metres(at(x, y), 2);
    assert_metres(near(-50., 0.)[0].1, 100.);
    assert_eq!(near(-50., 0.)[0].0, 1);
    assert_metres(near(0., -50.)[0].1, 100.);
    assert_several_arcs(&built);
}

fn assert_several_arcs(built: &Built) {
    let graph: &ProfileGraph = &built.graph;
    let several = built.network.edges().iter().enumerate().any(|(edge, _)| {
        let edge = truonggan::base::ids::EdgeIdx::from_usize(edge);
        [true, false]
            .into_iter()
            .any(|forward| graph.arcs_along(edge, forward).count() > 1)
    });
    assert!(several, "an edge is entered from several states");
}
