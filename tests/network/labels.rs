//! Access labels on drawn networks.

use truonggan::domain::network::Measure;

use crate::support::ascii_map::AsciiMap;
use crate::support::town::{Town, assert_metres, at};

#[test]
fn campuses_come_in_the_order_of_their_distance() {
    //  A--B---C
    //     |
    //     D
    let map = AsciiMap::draw("A--B---C\n   |\n   D").with_gates("ACD");
    let home = map.place('B');
    let metres = map.town.built("walk", 5, Measure::Length).metres(home, 5);
    assert_eq!(metres.iter().map(|near| near.0).collect::<Vec<_>>(), [2, 0, 1]);
    assert_metres(metres[0].1, 200.0);
    assert_metres(metres[1].1, 300.0);
    assert_metres(metres[2].1, 400.0);
}

#[test]
fn equal_distances_are_ordered_by_campus_code() {
    let built = Town::new()
        .street("s", &[(0., 0.), (300., 0.)])
        .gate(1, 300., 0.)
        .gate(0, 300., 0.)
        .built("walk", 5, Measure::Length);
    let campuses: Vec<u32> = built.metres(at(100., 0.), 5).iter().map(|near| near.0).collect();
    assert_eq!(campuses, [0, 1]);
}

#[test]
fn one_way_streets_lead_round_the_block() {
    //  A->B
    //  ^  v
    //  D<-C
    let drawing = "A->B\n^  v\n^  v\nD<-C";
    let map = AsciiMap::draw(drawing).with_gates("A");
    let home = map.place('B');
    let walked = AsciiMap::draw(drawing)
        .with_gates("A")
        .town
        .built("walk", 1, Measure::Length);
    assert_metres(walked.metres(home, 1)[0].1, 300.0);
    let ridden = map.town.built("motorbike", 1, Measure::Length);
    assert_metres(ridden.metres(home, 1)[0].1, 900.0);
}

#[test]
fn a_one_way_street_out_of_a_dead_end_cannot_be_entered() {
    let map = AsciiMap::draw("A<-B--C").with_gates("C");
    let home = map.place('A');
    let built = map.town.built("motorbike", 1, Measure::Length);
    assert!(built.snap(home).is_err());
}

#[test]
fn a_campus_counts_once_however_many_gates_it_has() {
    let built = Town::new()
        .street("s", &[(0., 0.), (1000., 0.)])
        .gate(0, 100., 0.)
        .gate(0, 900., 0.)
        .gate(1, 500., 0.)
        .built("walk", 5, Measure::Length);
    let metres = built.metres(at(800., 0.), 5);
    assert_eq!(metres.len(), 2);
    assert_metres(metres[0].1, 100.0);
    assert_metres(metres[1].1, 300.0);
}

#[test]
fn k_bounds_the_labels_of_a_state_and_not_the_gates_on_the_same_street() {
    let mut town = Town::new()
        .street("s", &[(0., 0.), (1000., 0.)])
        .street("t", &[(1000., 0.), (1000., 1000.)]);
    for campus in 0..10 {
        town = town.gate(campus, f64::from(campus) * 100., 0.);
    }
    let built = town.built("walk", 3, Measure::Length);
    let near: Vec<u32> = built
        .metres(at(1000., 500.), 3)
        .iter()
        .map(|near| near.0)
        .collect();
    assert_eq!(near, [9, 8, 7]);
    assert!(built.table.n_labels() <= built.graph.n_states() * 3);
}

#[test]
fn a_town_without_campuses_has_no_labels_and_leads_nowhere() {
    let built = Town::new()
        .street("s", &[(0., 0.), (1000., 0.)])
        .built("walk", 3, Measure::Length);
    assert_eq!(built.table.n_labels(), 0);
    assert!(built.snap(at(500., 0.)).is_err());
}

#[test]
fn building_twice_gives_the_same_bytes() {
    let build = || {
        AsciiMap::draw("A--B--C\n|  |  |\nD--E--F\n|  |  |\nG--H--I")
            .with_gates("ACGI")
            .town
    };
    assert_eq!(
        build().built("walk", 4, Measure::Length).table,
        build().built("walk", 4, Measure::Length).table
    );
}
