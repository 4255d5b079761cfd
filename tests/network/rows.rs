//! Exact rows on bare graphs.

use truonggan::base::geom::LonLat;
use truonggan::base::ids::{CampusIdx, EdgeIdx, StateIdx};
use truonggan::base::units::{Centimetres, Deciseconds};
use truonggan::domain::network::{
    Cost, Gate, GateSet, Label, LabelTable, Measure, ProfileGraph, Snap, SnapPoint, Step, exact_row,
};

fn cost(cm: u32) -> Cost {
    Cost {
        length: Centimetres(cm),
        time: Deciseconds(cm),
        crossings: 0,
    }
}

/// A gate without a leg at the end of an edge.
fn gate_at_end(edge: u32, offset: u32) -> Gate {
    let at = LonLat::new(106.7, 10.6);
    let point = SnapPoint {
        edge: EdgeIdx(edge),
        offset: Centimetres(offset),
    };
    let snap = Snap {
        point,
        twins: Vec::new(),
        leg: Centimetres::ZERO,
        leg_time: Deciseconds::ZERO,
        at,
        doubt: None,
    };
    Gate {
        campus: CampusIdx(0),
        at,
        snap,
    }
}

/// Two junctions in one place are joined by arcs that cost nothing: each could point at the other, and the way would
/// go round for ever.
#[test]
fn a_row_leads_to_the_gate_past_junctions_in_one_place() {
    let [a, b, c] = [0, 1, 2].map(StateIdx);
    let arcs = [(a, b, cost(0)), (a, c, cost(1_000)), (b, a, cost(0))];
    let graph = ProfileGraph::from_arcs(3, &arcs);
    let gates = GateSet::from_gates(vec![gate_at_end(1, 1_000)]);
    let row = exact_row(&graph, &gates, Measure::Length);
    let labels = LabelTable::build(&graph, &gates, 1, Measure::Length);
    let step = |table: &LabelTable, state| {
        table
            .at(state)
            .first()
            .map(|label: &Label| label.step(&graph, state))
    };
    assert!(matches!(step(&row, a), Some(Step::Arrive(_))));
    assert!(matches!(step(&row, b), Some(Step::Pass(_))));
    for state in [a, b] {
        assert_eq!(row.at(state), labels.at(state));
    }
}
