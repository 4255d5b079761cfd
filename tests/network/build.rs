//! Ways split at junctions.

use truonggan::base::ids::EdgeIdx;
use truonggan::domain::network::{Measure, Network};

use crate::support::ascii_map::AsciiMap;
use crate::support::town::{Town, assert_length};

#[test]
fn a_way_is_split_where_another_meets_it_and_nowhere_else() {
    let town = Town::new()
        .street(
            "long",
            &[(0., 0.), (100., 0.), (200., 0.), (300., 0.), (400., 0.)],
        )
        .street("side", &[(200., 0.), (200., 100.)]);
    let network = Network::build(town.raw());
    assert_eq!((network.n_vertices(), network.n_edges()), (4, 3));
    assert_length(network.length(EdgeIdx(0)), 200.0);
    assert_eq!(network.shape(EdgeIdx(0)).len(), 3);
}

#[test]
fn a_ring_without_a_junction_keeps_its_first_point_as_a_junction() {
    let town = Town::new().street(
        "ring",
        &[(0., 0.), (100., 0.), (100., 100.), (0., 100.), (0., 0.)],
    );
    let network = Network::build(town.raw());
    assert_eq!((network.n_vertices(), network.n_edges()), (1, 1));
    assert_length(network.length(EdgeIdx(0)), 400.0);
}

#[test]
fn a_lollipop_is_split_where_it_meets_itself() {
    let town = Town::new().street(
        "p",
        &[
            (0., 0.),
            (100., 0.),
            (200., 0.),
            (200., 100.),
            (100., 100.),
            (100., 0.),
        ],
    );
    let network = Network::build(town.raw());
    assert_eq!((network.n_vertices(), network.n_edges()), (2, 2));
}

#[test]
fn a_point_named_twice_in_a_row_makes_no_edge() {
    let town = Town::new().street("stutter", &[(0., 0.), (0., 0.), (100., 0.), (100., 0.)]);
    let network = Network::build(town.raw());
    assert_eq!(network.n_edges(), 1);
    assert_length(network.length(EdgeIdx(0)), 100.0);
}

#[test]
fn ways_that_cross_without_a_shared_point_do_not_meet() {
    let town = Town::new()
        .street("under", &[(0., 0.), (200., 0.)])
        .street("over", &[(100., -100.), (100., 100.)])
        .gate(0, 0., 0.);
    let built = town.built("walk", 5, Measure::Length);
    assert_eq!(built.graph.n_parts(), 2);
}

#[test]
fn parts_are_counted_and_of_small_ones_the_longest_is_the_large_one() {
    //  A--B   C----D
    let map = AsciiMap::draw("A--B   C----D");
    let built = map.town.built("walk", 1, Measure::Length);
    assert_eq!(built.graph.n_parts(), 2);
    let large: Vec<bool> = (0..2)
        .map(|edge| built.graph.is_large_part(EdgeIdx(edge)))
        .collect();
    assert_eq!(large, [false, true]);
}

#[test]
fn a_part_of_a_thousand_arcs_is_large_however_long_another_is() {
    let streets: Vec<(f64, f64)> = (0..=500).map(|step| (f64::from(step), 0.)).collect();
    let mut town = Town::new().street("long", &[(0., 5000.), (3000., 5000.)]);
    for pair in streets.windows(2) {
        town = town.street("short pieces", pair);
    }
    let built = town.built("walk", 1, Measure::Length);
    assert_eq!(built.graph.n_parts(), 2);
    assert!((0..=500).map(EdgeIdx).all(|edge| built.graph.is_large_part(edge)));
}

#[test]
fn the_order_of_ways_in_a_file_changes_nothing() {
    let town = || {
        Town::new()
            .street("a", &[(0., 0.), (100., 0.), (200., 0.)])
            .street("b", &[(100., 0.), (100., 100.)])
            .street("c", &[(100., 100.), (200., 0.)])
    };
    let mut shuffled = town().raw().clone();
    shuffled.ways.reverse();
    shuffled.sort();
    assert_eq!(Network::build(&shuffled), Network::build(town().raw()));
}
