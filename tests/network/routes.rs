//! Routes unrolled from labels: pieces that join, and add up to the label.

use truonggan::base::geom::Ruler;
use truonggan::domain::network::{Cost, Measure, PathPiece, unroll};

use crate::support::ascii_map::AsciiMap;
use crate::support::random::{Random, cases};
use crate::support::town::{Built, Town, assert_metres, at};

/// The pieces' costs, and each gap between the end of one shape and the start of the next.
fn sum_and_gaps(pieces: &[PathPiece]) -> (Cost, f64) {
    let mut sum = Cost::default();
    let mut gap = 0.0f64;
    let mut last = None;
    for piece in pieces {
        match piece {
            PathPiece::Along { cost, shape, .. } => {
                sum = sum.plus(*cost);
                if let Some(last) = last {
                    gap = gap.max(Ruler::between(last, shape[0]));
                }
                last = shape.last().copied();
            }
            PathPiece::Board { cost, .. } => sum = sum.plus(*cost),
        }
    }
    (sum, gap)
}

/// Fails unless every route of a home joins its ends and adds up to its answer.
#[track_caller]
fn check_routes(built: &Built, home: truonggan::base::geom::LonLat, context: &str) {
    let Ok(snap) = built.snap(home) else { return };
    for near in built.nearest(home, built.table.k()) {
        let pieces = unroll(&built.network, &built.graph, &built.gates, &built.table, &near);
        let (sum, gap) = sum_and_gaps(&pieces);
        let gate = built.gates.gate(near.gate);
        let legs = Cost {
            length: snap.leg + gate.snap.leg,
            time: snap.leg_time + gate.snap.leg_time,
            crossings: 0,
        };
        assert_eq!(sum.plus(legs), near.cost, "{context}");
        assert!(gap < 0.03, "{context}: a gap of {gap} m");
        let shapes: Vec<_> = pieces
            .iter()
            .filter_map(|piece| match piece {
                PathPiece::Along { shape, .. } => Some(shape),
                PathPiece::Board { .. } => None,
            })
            .collect();
        let (first, last) = (shapes[0][0], *shapes[shapes.len() - 1].last().unwrap());
        assert!(
            Ruler::between(first, snap.at) < 0.03,
            "{context}: the route begins at the pin's road"
        );
        assert!(
            Ruler::between(last, gate.snap.at) < 0.03,
            "{context}: the route ends at the gate's road"
        );
        let drawn: f64 = shapes
            .iter()
            .flat_map(|s| s.windows(2))
            .map(|w| Ruler::between(w[0], w[1]))
            .sum();
        assert!(
            (drawn - sum.length.metres()).abs() < 0.02 * shapes.len() as f64,
            "{context}: {drawn} m drawn"
        );
    }
}

#[test]
fn a_route_is_cut_at_the_pin_and_at_the_gate() {
    let built = Town::new()
        .street("bent", &[(0., 0.), (300., 0.), (300., 400.)])
        .street("on", &[(300., 400.), (800., 400.)])
        .gate(0, 600., 410.)
        .built("walk", 5, Measure::Length);
    check_routes(&built, at(100., 5.), "bent");
    let near = built.nearest(at(100., 5.), 1)[0];
    assert_metres(near.cost.length.metres(), 5. + 200. + 400. + 300. + 10.);
}

#[test]
fn a_route_over_a_ferry_boards_between_the_banks() {
    let map = AsciiMap::draw("A--B====C--D").with_gates("D");
    let home = map.place('A');
    let built = map.town.built("walk", 5, Measure::Length);
    check_routes(&built, home, "ferry");
    let near = built.nearest(home, 1)[0];
    let kinds: Vec<bool> = unroll(&built.network, &built.graph, &built.gates, &built.table, &near)
        .iter()
        .map(|piece| matches!(piece, PathPiece::Board { onto: Some(_), .. }))
        .collect();
    assert_eq!(kinds.iter().filter(|is_board| **is_board).count(), 1);
}

#[test]
fn routes_of_random_towns_add_up() {
    for seed in 0..cases(40) {
        let mut random = Random::new(seed);
        let built = crate::oracle::random_town(&mut random).built("motorbike", 4, Measure::Length);
        for _ in 0..10 {
            let home = at(random.unit() * 1200., random.unit() * 1200.);
            check_routes(&built, home, &format!("seed {seed}"));
        }
    }
}
