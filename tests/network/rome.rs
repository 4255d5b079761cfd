//! The road graph of Rome (DIMACS challenge 9): K nearest of every vertex against plain Dijkstra.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use truonggan::base::geom::LonLat;
use truonggan::base::ids::{CampusIdx, EdgeIdx, StateIdx};
use truonggan::base::units::{Centimetres, Deciseconds};
use truonggan::domain::network::{
    Cost, Gate, GateSet, LabelTable, Measure, ProfileGraph, Snap, SnapPoint, exact_row,
};

use crate::support::random::Random;
use crate::support::real_data;

type Arc = (StateIdx, StateIdx, Cost);

fn read_arcs(text: &str) -> (usize, Vec<Arc>) {
    let mut n_vertices = 0;
    let mut arcs = Vec::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["p", "sp", vertices, _] => n_vertices = vertices.parse().unwrap(),
            ["a", tail, head, metres] => {
                let [tail, head, metres] = [tail, head, metres].map(|word| word.parse::<u32>().unwrap());
                let cost = Cost {
                    length: Centimetres(metres * 100),
                    time: Deciseconds(metres * 10),
                    crossings: 0,
                };
                arcs.push((StateIdx(tail - 1), StateIdx(head - 1), cost));
            }
            _ => {}
        }
    }
    (n_vertices, arcs)
}

/// A gate that stands on a vertex: at the start of the arcs that leave it and at the end of those that arrive.
fn gate_at(vertex: StateIdx, campus: u32, arcs: &[Arc]) -> Gate {
    let mut points: Vec<SnapPoint> = arcs
        .iter()
        .enumerate()
        .filter_map(|(edge, (tail, head, cost))| {
            let edge = EdgeIdx::from_usize(edge);
            if *tail == vertex {
                Some(SnapPoint {
                    edge,
                    offset: Centimetres::ZERO,
                })
            } else {
                (*head == vertex).then_some(SnapPoint {
                    edge,
                    offset: cost.length,
                })
            }
        })
        .collect();
    let at = LonLat::new(12.5, 41.9);
    let point = points.remove(0);
    let snap = Snap {
        point,
        twins: points,
        leg: Centimetres::ZERO,
        leg_time: Deciseconds::ZERO,
        at,
        doubt: None,
    };
    Gate {
        campus: CampusIdx(campus),
        at,
        snap,
    }
}

/// Distances to a vertex by Dijkstra on the reversed arcs.
fn distances_to(vertex: StateIdx, n_vertices: usize, arcs: &[Arc]) -> Vec<Option<u32>> {
    let mut into: Vec<Vec<(StateIdx, u32)>> = vec![Vec::new(); n_vertices];
    for (tail, head, cost) in arcs {
        into[head.at()].push((*tail, cost.length.0));
    }
    let mut done = vec![None; n_vertices];
    let mut queue = BinaryHeap::from([Reverse((0, vertex))]);
    while let Some(Reverse((length, vertex))) = queue.pop() {
        if done[vertex.at()].is_some() {
            continue;
        }
        done[vertex.at()] = Some(length);
        queue.extend(
            into[vertex.at()]
                .iter()
                .map(|(tail, more)| Reverse((length + more, *tail))),
        );
    }
    done
}

#[test]
fn every_vertex_of_rome_knows_its_nearest_campuses() {
    let Some(path) = real_data::file("graphs/rome99.gr") else {
        return;
    };
    let (n_vertices, arcs) = read_arcs(&std::fs::read_to_string(path).unwrap());
    assert_eq!((n_vertices, arcs.len()), (3353, 8870));
    let graph = ProfileGraph::from_arcs(n_vertices, &arcs);
    let seed = 99;
    let mut random = Random::new(seed);
    let campuses: Vec<StateIdx> = (0..60)
        .map(|_| StateIdx::from_usize(random.below(n_vertices)))
        .collect();
    let gates = campuses
        .iter()
        .enumerate()
        .map(|(campus, at)| gate_at(*at, campus as u32, &arcs))
        .collect();
    let gates = GateSet::from_gates(gates);
    let table = LabelTable::build(&graph, &gates, 20, Measure::Length);
    let rows: Vec<Vec<Option<u32>>> = campuses
        .iter()
        .map(|at| distances_to(*at, n_vertices, &arcs))
        .collect();
    for vertex in (0..n_vertices).map(StateIdx::from_usize) {
        let mut expect: Vec<(u32, u32)> = rows
            .iter()
            .enumerate()
            .filter_map(|(campus, row)| row[vertex.at()].map(|length| (length, campus as u32)))
            .collect();
        expect.sort_unstable();
        expect.truncate(20);
        let got: Vec<(u32, u32)> = table
            .at(vertex)
            .iter()
            .map(|label| (label.cost().length.0, gates.gate(label.gate()).campus.0))
            .collect();
        assert_eq!(got, expect, "seed {seed}, vertex {vertex:?}");
    }
    for (campus, row) in rows.iter().enumerate().take(10) {
        let one = gates.of_campuses(|c| c.at() == campus);
        let exact = exact_row(&graph, &one, Measure::Length);
        for (vertex, expect) in row.iter().enumerate() {
            let got = exact
                .at(StateIdx::from_usize(vertex))
                .first()
                .map(|label| label.cost().length.0);
            assert_eq!(got, *expect, "seed {seed}, campus {campus}, vertex {vertex}");
        }
    }
}
