//! Major roads crossed on foot, and pavements, on towns where both are plain to see.

use truonggan::domain::network::{
    Junctions, Measure, Pavement, RoadCrossing, pavement, road_crossings, unroll,
};

use crate::support::town::{Built, Town, assert_length, at};

const MAIN: &[(&str, &str)] = &[("highway", "primary"), ("name", "Main")];

/// What the way of the nearest campus of a home crosses.
fn crossed(built: &Built, east: f64, north: f64) -> (Vec<RoadCrossing>, Pavement) {
    let near = built.nearest(at(east, north), 1).remove(0);
    let pieces = unroll(&built.network, &built.graph, &built.gates, &built.table, &near);
    let major = &built.profile.roads.major;
    let junctions = Junctions::of(&built.network);
    let crossed = road_crossings(&built.network, &built.raw, &junctions, major, &pieces);
    (crossed, pavement(&built.network, &built.raw, &pieces))
}

fn count(town: Town, east: f64, north: f64) -> usize {
    crossed(&town.built("walk", 1, Measure::Length), east, north)
        .0
        .len()
}

/// A main road from west to east through (0, 0), (200, 0) and (400, 0), with a side street to the south at 0 and to
/// the north at 200.
fn main_road() -> Town {
    Town::new()
        .way(MAIN, &[(-200., 0.), (0., 0.), (200., 0.), (400., 0.)])
        .street("south", &[(0., 0.), (0., -200.)])
        .street("north", &[(200., 0.), (200., 200.)])
}

#[test]
fn straight_over_a_main_road_is_one_crossing_and_turning_off_before_it_is_none() {
    let town = || main_road().street("opposite", &[(0., 0.), (0., 200.)]);
    let built = town().gate(0, 0., 100.).built("walk", 1, Measure::Length);
    let (roads, _) = crossed(&built, 0., -100.);
    assert_eq!(roads.len(), 1);
    assert!(!roads[0].marked);
    let way = &built.raw.ways[roads[0].way.at()];
    assert!(way.tags.is("name", "Main"));
    let off = truonggan::base::geom::Ruler::between(roads[0].at, at(0., 0.));
    assert!(off < 0.05, "crossed {off} m from the corner");
    let same_side = town()
        .street("beside", &[(0., 0.), (-100., -100.)])
        .gate(0, -50., -50.);
    assert_eq!(count(same_side, 0., -100.), 0);
}

#[test]
fn a_stretch_along_a_main_road_is_a_crossing_where_one_leaves_on_the_other_side() {
    assert_eq!(count(main_road().gate(0, 200., 100.), 0., -100.), 1);
    let same_side = main_road().street("farther", &[(400., 0.), (400., -200.)]);
    assert_eq!(
        count(
            same_side
                .way(MAIN, &[(400., 0.), (600., 0.)])
                .gate(0, 400., -100.),
            0.,
            -100.
        ),
        0
    );
}

#[test]
fn both_carriageways_of_one_road_are_one_crossing_and_two_roads_are_two() {
    let east: &[(&str, &str)] = &[("highway", "primary"), ("name", "Main"), ("oneway", "yes")];
    let dual = |gap: f64| {
        Town::new()
            .way(east, &[(-100., 0.), (0., 0.), (100., 0.)])
            .way(east, &[(100., gap), (0., gap), (-100., gap)])
            .street("over", &[(0., -100.), (0., 0.), (0., gap), (0., gap + 100.)])
            .point(&[("highway", "crossing")], 0., 0.)
            .gate(0, 0., gap + 50.)
    };
    let built = dual(15.).built("walk", 1, Measure::Length);
    let (roads, _) = crossed(&built, 0., -50.);
    assert_eq!(roads.len(), 1);
    assert!(roads[0].marked);
    assert_eq!(count(dual(150.), 0., -50.), 2);
}

#[test]
fn a_way_under_a_bridge_and_a_way_along_the_road_cross_nothing() {
    let bridge: &[(&str, &str)] = &[("highway", "primary"), ("bridge", "yes"), ("layer", "1")];
    let under = Town::new()
        .way(bridge, &[(-100., 10.), (100., -10.)])
        .street("under", &[(0., -100.), (0., 100.)])
        .gate(0, 0., 50.);
    assert_eq!(count(under, 0., -50.), 0);
    assert_eq!(count(main_road().gate(0, 350., 0.), -150., 0.), 0);
}

#[test]
fn vehicles_are_told_of_no_crossings() {
    let built = main_road()
        .gate(0, 200., 100.)
        .built("motorbike", 1, Measure::Length);
    assert!(built.profile.roads.major.is_empty());
}

#[test]
fn pavements_are_told_as_far_as_the_data_go() {
    let town = Town::new()
        .way(
            &[("highway", "residential"), ("sidewalk", "both")],
            &[(0., 0.), (100., 0.)],
        )
        .way(
            &[("highway", "residential"), ("sidewalk", "no")],
            &[(100., 0.), (300., 0.)],
        )
        .way(&[("highway", "footway")], &[(300., 0.), (350., 0.)])
        .street("unsaid", &[(350., 0.), (500., 0.)])
        .gate(0, 450., 0.);
    let (_, pavement) = crossed(&town.built("walk", 1, Measure::Length), 50., 0.);
    assert_length(pavement.with, 100.);
    assert_length(pavement.without, 200.);
    assert_length(pavement.unknown, 100.);
}
