//! Reach and service areas on the roads: towns known by arithmetic, and a plain Dijkstra on random ones.

use std::collections::BTreeSet;

use truonggan::base::geom::LonLat;
use truonggan::base::ids::EdgeIdx;
use truonggan::base::units::{Centimetres, Deciseconds};
use truonggan::domain::catchment::service_pieces;
use truonggan::domain::network::{
    Cost, Measure, ReachPiece, Snap, SnapPoint, Stretch, exact_row, nearest_from, reach_gate, reach_pieces,
    sailed_edges, stretches,
};

use crate::oracle::{CutGraph, by_dijkstra, random_town};
use crate::support::ascii_map::AsciiMap;
use crate::support::random::{Random, cases};
use crate::support::town::{Built, Town, assert_metres};
use crate::turns_oracle::restricted_town;

/// A home on the road itself.
fn on_road(edge: EdgeIdx, offset: u32) -> Snap {
    Snap {
        point: SnapPoint {
            edge,
            offset: Centimetres(offset),
        },
        twins: Vec::new(),
        leg: Centimetres::ZERO,
        leg_time: Deciseconds::ZERO,
        at: LonLat::new(106.8, 10.5),
        doubt: None,
    }
}

fn edges(built: &Built) -> impl Iterator<Item = EdgeIdx> + '_ {
    (0..built.network.n_edges()).map(EdgeIdx::from_usize)
}

/// Metres of road within each limit and not within a lesser one, for the nearest gate of all.
fn metres_of_reach(built: &Built, limits_metres: &[f64]) -> Vec<f64> {
    let limits: Vec<u32> = limits_metres
        .iter()
        .map(|m| Centimetres::from_metres(*m).0)
        .collect();
    let row = exact_row(&built.graph, &built.gates, Measure::Length);
    let pieces = reach_pieces(&built.graph, &built.gates, &row, &limits);
    let of_band = |band: usize| {
        let lengths = pieces.iter().filter(|piece| piece.band == band);
        lengths.map(|piece| (piece.to - piece.from).metres()).sum()
    };
    (0..limits.len()).map(of_band).collect()
}

/// Metres of road of each campus.
fn metres_of_campuses(built: &Built, n: u32) -> Vec<f64> {
    let pieces = service_pieces(&built.graph, &built.gates, &built.table);
    let of_campus = |campus: u32| {
        let held = pieces.iter().filter(|piece| piece.campus.0 == campus);
        held.map(|piece| (piece.to - piece.from).metres()).sum()
    };
    (0..n).map(of_campus).collect()
}

#[test]
fn a_street_is_cut_exactly_where_each_limit_is_passed() {
    let built = Town::new()
        .street("one", &[(0., 0.), (3000., 0.)])
        .gate(0, 1000., 40.)
        .built("walk", 1, Measure::Length);
    // The gate's leg of 40 m counts: 460 m to each side, then 500 m more; the short side ends after 1,000 m.
    let [near, far, rest] = metres_of_reach(&built, &[500., 1000., 2040.])[..] else {
        panic!("three limits")
    };
    assert_metres(near, 2. * 460.);
    assert_metres(far, 2. * 500.);
    assert_metres(rest, 40. + 1040.);
    assert_eq!(
        metres_of_reach(&built, &[39.]),
        [0.],
        "the gate itself is 40 m off"
    );
}

#[test]
fn reach_by_minutes_is_cut_by_the_pace_of_the_profile() {
    let town = Town::new()
        .street("one", &[(0., 0.), (3000., 0.)])
        .gate(0, 0., 0.);
    let built = town.built("walk", 1, Measure::Time);
    let edge = EdgeIdx(0);
    let whole = built.graph.cost(built.graph.arc_along(edge, true).unwrap());
    let row = exact_row(&built.graph, &built.gates, Measure::Time);
    let limit = whole.time.0 / 3;
    let pieces = reach_pieces(&built.graph, &built.gates, &row, &[limit]);
    let [piece] = pieces[..] else { panic!("{pieces:?}") };
    assert_eq!(piece.from, Centimetres::ZERO);
    assert_metres(piece.to.metres(), 1000.);
    assert!(piece.farthest.time.0 <= limit);
    let beyond = on_road(edge, piece.to.0 + 1);
    let beyond = reach_gate(&built.graph, &built.gates, &row, &beyond).unwrap();
    assert!(beyond.cost.time.0 > limit, "one centimetre farther is too far");
}

#[test]
fn the_tie_point_lies_in_the_middle_and_the_leg_of_a_gate_moves_it() {
    let town = || {
        Town::new()
            .street("one", &[(0., 0.), (1000., 0.)])
            .gate(0, 0., 0.)
    };
    let built = town().gate(1, 1000., 0.).built("walk", 5, Measure::Length);
    let held = metres_of_campuses(&built, 2);
    assert_metres(held[0], 500.);
    assert_metres(held[1], 500.);
    // The second gate stands 100 m aside, so its campus holds 50 m less.
    let built = town().gate(1, 1000., 100.).built("walk", 5, Measure::Length);
    let held = metres_of_campuses(&built, 2);
    assert_metres(held[0], 550.);
    assert_metres(held[1], 450.);
}

#[test]
fn gates_in_mid_edge_divide_it_into_a_stretch_for_each_side() {
    let built = Town::new()
        .street("one", &[(0., 0.), (1200., 0.)])
        .gate(0, 200., 0.)
        .gate(1, 600., 0.)
        .gate(1, 1000., 0.)
        .built("walk", 5, Measure::Length);
    let [edge] = edges(&built).collect::<Vec<_>>()[..] else {
        panic!("one edge")
    };
    let found = stretches(&built.graph, &built.gates, &built.table, edge);
    let ends: Vec<(u16, f64, f64)> = found
        .iter()
        .map(|stretch| (stretch.gate, stretch.from.metres(), stretch.to.metres()))
        .collect();
    let expect = [
        (0, 0., 200.),
        (0, 200., 400.),
        (1, 400., 600.),
        (1, 600., 800.),
        (2, 800., 1000.),
        (2, 1000., 1200.),
    ];
    assert_eq!(ends.len(), expect.len(), "{ends:?}");
    for (end, expect) in ends.iter().zip(expect) {
        assert_eq!(end.0, expect.0);
        assert_metres(end.1, expect.1);
        assert_metres(end.2, expect.2);
    }
    assert_metres(metres_of_campuses(&built, 2)[1], 800.);
}

#[test]
fn a_vehicle_reaches_a_gate_behind_it_on_a_one_way_street_only_around_the_block() {
    let town = || {
        Town::new()
            .way(
                &[("highway", "residential"), ("oneway", "yes")],
                &[(0., 0.), (300., 0.)],
            )
            .street("back", &[(300., 0.), (300., 100.), (0., 100.), (0., 0.)])
            .gate(0, 100., 0.)
    };
    // Before the gate 100 m; behind it nothing lies within 600 m but the street back: 500 m up to the block's start.
    let built = town().built("motorbike", 1, Measure::Length);
    assert_metres(metres_of_reach(&built, &[100.])[0], 100.);
    assert_metres(metres_of_reach(&built, &[600.])[0], 100. + 500.);
    assert_metres(metres_of_reach(&built, &[700.])[0], 100. + 500. + 100.);
    let built = town().built("walk", 1, Measure::Length);
    assert_metres(metres_of_reach(&built, &[100.])[0], 200.);
}

#[test]
fn equally_near_campuses_share_a_road_by_their_codes() {
    // Both stand at the same place, so all of the street goes to the first by code.
    let built = Town::new()
        .street("one", &[(0., 0.), (1000., 0.)])
        .gate(1, 400., 0.)
        .gate(0, 400., 0.)
        .built("walk", 5, Measure::Length);
    let held = metres_of_campuses(&built, 2);
    assert_metres(held[0], 1000.);
    assert_eq!(held[1], 0.);
}

#[test]
fn dead_ends_belong_to_where_they_lead_and_islands_to_nobody() {
    let map = AsciiMap::draw(
        "
A--+--B
   |
   c   d--e
",
    );
    let built = map.with_gates("AB").town.built("walk", 5, Measure::Length);
    let held = metres_of_campuses(&built, 2);
    // The corner is a tie but for the rounding of places, and the dead end of 200 m below it goes to one of them whole.
    let (less, more) = (held[0].min(held[1]), held[0].max(held[1]));
    assert_metres(less, 300.);
    assert_metres(more, 300. + 200.);
}

#[test]
fn a_ferry_is_reached_whole_or_not_at_all_and_the_far_bank_through_it() {
    let built = Town::new()
        .street("west", &[(0., 0.), (500., 0.)])
        .ferry("Phà", 10, 20, &[(500., 0.), (1500., 0.)])
        .street("east", &[(1500., 0.), (2000., 0.)])
        .gate(0, 0., 0.)
        .built("walk", 1, Measure::Length);
    let row = exact_row(&built.graph, &built.gates, Measure::Length);
    let sailed = |metres: f64| sailed_edges(&built.graph, &row, Centimetres::from_metres(metres).0).len();
    assert_eq!((sailed(1499.), sailed(1501.)), (0, 1));
    assert_metres(metres_of_reach(&built, &[1700.])[0], 500. + 200.);
}

#[test]
fn pieces_and_costs_equal_dijkstra_at_random_places_of_random_towns() {
    let mut checked = 0;
    for seed in 0..cases(60) {
        for profile in ["walk", "motorbike"] {
            checked += check_town(seed, profile);
        }
    }
    assert!(checked > 1_000, "{checked}");
}

fn check_town(seed: u64, profile: &str) -> usize {
    let mut random = Random::new(seed);
    let built = random_town(&mut random).built(profile, 20, Measure::Length);
    let mut places: BTreeSet<(EdgeIdx, u32)> = BTreeSet::new();
    let open: Vec<EdgeIdx> = edges(&built)
        .filter(|edge| built.graph.is_snap_target(*edge))
        .collect();
    for _ in 0..12 {
        let edge = open[random.below(open.len())];
        let length = built.network.length(edge).0;
        places.insert((edge, random.below(length as usize + 1) as u32));
        for stretch in stretches(&built.graph, &built.gates, &built.table, edge) {
            places.insert((edge, stretch.from.0));
        }
    }
    let gates = built.gates.gates().iter().flat_map(|gate| gate.snap.points());
    let cuts: BTreeSet<(EdgeIdx, u32)> = gates
        .map(|point| (point.edge, point.offset.0))
        .chain(places.iter().copied())
        .collect();
    let graph = CutGraph::new(&built, &cuts);
    let limits = [5_000, 20_000, 45_000];
    let reach = reach_pieces(&built.graph, &built.gates, &built.table, &limits);
    for (edge, offset) in &places {
        let context = format!("seed {seed}, {profile}, {edge:?} at {offset} cm");
        let near = by_dijkstra(&built, &graph, &on_road(*edge, *offset));
        let here: Vec<Stretch> = stretches(&built.graph, &built.gates, &built.table, *edge)
            .into_iter()
            .filter(|stretch| (stretch.from.0..=stretch.to.0).contains(offset))
            .collect();
        let Some((campus, length, _)) = near.first().copied() else {
            assert!(here.is_empty(), "{context}");
            continue;
        };
        let costs: Vec<(u32, u64)> = here
            .iter()
            .map(|stretch| {
                let cost: Cost = stretch.cost_at(&built.graph, Centimetres(*offset));
                (built.gates.gate(stretch.gate).campus.0, u64::from(cost.length.0))
            })
            .collect();
        let nearest = costs.iter().map(|(_, cost)| *cost).min();
        // Just past a gate of a one-way street the way goes around; where the gate itself stands is no part of it.
        let at_a_gate = built.gates.gates().iter().any(|gate| {
            let mut points = gate.snap.points();
            points.any(|point| (point.edge, point.offset.0) == (*edge, *offset))
        });
        let is_one_way = [true, false]
            .iter()
            .any(|forward| built.graph.arc_along(*edge, *forward).is_none());
        if at_a_gate && is_one_way {
            assert!(nearest.is_none_or(|nearest| nearest >= length), "{context}");
            continue;
        }
        assert_eq!(nearest, Some(length), "{context}");
        assert!(costs.contains(&(campus, length)), "{context}: {costs:?} {near:?}");
        // Where two stretches meet, both ways cost the same but for the centimetre on either side, unless a gate
        // stands there.
        assert!(
            at_a_gate || costs.iter().all(|(_, cost)| cost - length <= 2),
            "{context}: {costs:?}"
        );
        check_bands(&context, &reach, *edge, *offset, &limits, length);
    }
    places.len()
}

fn check_bands(context: &str, reach: &[ReachPiece], edge: EdgeIdx, offset: u32, limits: &[u32], length: u64) {
    let bands: Vec<usize> = reach
        .iter()
        .filter(|piece| piece.edge == edge && (piece.from.0..=piece.to.0).contains(&offset))
        .map(|piece| piece.band)
        .collect();
    let expect = limits.partition_point(|limit| u64::from(*limit) < length);
    if expect < limits.len() {
        // A place within a limit whose neighbours are beyond it is no piece.
        let is_alone = bands.is_empty() && alone(reach, edge, offset);
        // Where pieces meet, the place belongs to both.
        let at_an_end = reach
            .iter()
            .any(|piece| piece.edge == edge && [piece.from.0, piece.to.0].contains(&offset));
        assert!(
            bands.contains(&expect) || is_alone || at_an_end,
            "{context}: {bands:?} for {length}"
        );
    } else {
        assert!(bands.is_empty(), "{context}: {bands:?} for {length}");
    }
}

/// Whether no piece of the edge is near: a place within a limit whose neighbours are not has no length.
fn alone(reach: &[ReachPiece], edge: EdgeIdx, offset: u32) -> bool {
    let near =
        |piece: &&ReachPiece| piece.edge == edge && piece.from.0 <= offset + 1 && offset <= piece.to.0 + 1;
    !reach.iter().any(|piece| near(&piece))
}

#[test]
fn by_time_stretches_agree_with_the_engine_to_a_decisecond() {
    for seed in 0..cases(30) {
        let mut random = Random::new(seed);
        let built = random_town(&mut random).built("motorbike", 20, Measure::Time);
        let row = exact_row(&built.graph, &built.gates, Measure::Time);
        for edge in edges(&built).filter(|edge| built.graph.is_snap_target(*edge)) {
            for stretch in stretches(&built.graph, &built.gates, &row, edge) {
                let offset = stretch.from.0 + random.below((stretch.to - stretch.from).0 as usize + 1) as u32;
                let engine = reach_gate(&built.graph, &built.gates, &row, &on_road(edge, offset)).unwrap();
                let got = stretch.cost_at(&built.graph, Centimetres(offset)).time.0;
                // Where a gate stands the nearer side answers, and no side promises more.
                let mut gates = built.gates.gates().iter().flat_map(|gate| gate.snap.points());
                if gates.any(|point| (point.edge, point.offset.0) == (edge, offset)) {
                    assert!(got + 1 >= engine.cost.time.0, "seed {seed}: {got} {engine:?}");
                    continue;
                }
                assert!(
                    got.abs_diff(engine.cost.time.0) <= 1,
                    "seed {seed}: {got} {engine:?}"
                );
            }
        }
    }
}

#[test]
fn turn_restrictions_and_private_roads_are_obeyed_as_the_engine_obeys_them() {
    for seed in 0..cases(40) {
        let mut random = Random::new(seed);
        let built = restricted_town(&mut random).built("motorbike", 20, Measure::Length);
        for edge in edges(&built).filter(|edge| built.graph.is_snap_target(*edge)) {
            let offset = random.below(built.network.length(edge).0 as usize + 1) as u32;
            let engine = nearest_from(
                &built.graph,
                &built.gates,
                &built.table,
                &on_road(edge, offset),
                1,
            );
            let here = stretches(&built.graph, &built.gates, &built.table, edge)
                .into_iter()
                .filter(|stretch| (stretch.from.0..=stretch.to.0).contains(&offset))
                .map(|stretch| stretch.cost_at(&built.graph, Centimetres(offset)).length)
                .min();
            let engine = engine.first().map(|near| near.cost.length);
            assert_eq!(here, engine, "seed {seed}, {edge:?} at {offset} cm");
        }
    }
}

#[test]
fn pieces_do_not_depend_on_the_number_of_threads() {
    let built = random_town(&mut Random::new(3)).built("walk", 20, Measure::Length);
    let ask = || {
        let reach = reach_pieces(&built.graph, &built.gates, &built.table, &[20_000]);
        (reach, service_pieces(&built.graph, &built.gates, &built.table))
    };
    let [one, two] = [1, 2].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(ask)
    });
    assert_eq!(one, two);
    assert!(!one.0.is_empty() && !one.1.is_empty());
}
