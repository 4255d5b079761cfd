//! Our own graph on foot as a list of edges, and the metres between some of its states: what `pgrouting.sh` compares.
//!
//! `graph_edges NETWORK.osm.pbf FOLDER` writes `edge.csv` (id, source, target, cost), `pair.csv` (source, target,
//! cost, empty where unreachable) and `state.csv`; costs are centimetres.
#![expect(
    clippy::unwrap_used,
    reason = "a tool of the benches stops at the first surprise"
)]

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use truonggan::adapters::import::{read_layer_and, shipped_profiles};
use truonggan::base::geom::LonLat;
use truonggan::base::ids::{ArcIdx, CampusIdx, StateIdx};
use truonggan::base::progress::Silent;
use truonggan::base::units::{Centimetres, Deciseconds};
use truonggan::domain::network::{
    ArcKind, Gate, GateSet, Measure, Network, ProfileGraph, Snap, SnapPoint, exact_row,
};
use truonggan::snapshot::dataset::{Layer, StagedLayer};

/// So many states are compared with each other.
const STATES: usize = 25;

fn main() {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (network, folder) = (arguments.next().unwrap(), arguments.next().unwrap());
    let graph = graph_on_foot(&network);
    let mut out = create(&folder, "edge.csv");
    for arc in (0..graph.n_arcs()).map(ArcIdx::from_usize) {
        // Nobody passes a blocked state, so what leaves it leads nowhere from elsewhere.
        if !graph.is_blocked(graph.tail(arc)) {
            let (tail, head, cost) = (graph.tail(arc), graph.head(arc), graph.cost(arc));
            writeln!(out, "{},{},{},{}", arc.0, tail.0, head.0, cost.length.0).unwrap();
        }
    }
    let starts = some_arcs(&graph);
    let mut states = create(&folder, "state.csv");
    for arc in &starts {
        writeln!(states, "{}", graph.tail(*arc).0).unwrap();
    }
    let mut pairs = create(&folder, "pair.csv");
    for arc in &starts {
        let row = exact_row(&graph, &gate_at_tail(&graph, *arc), Measure::Length);
        for from in starts.iter().map(|arc| graph.tail(*arc)) {
            let cost = row
                .at(from)
                .first()
                .map(|label| label.cost().length.0.to_string());
            writeln!(
                pairs,
                "{},{},{}",
                from.0,
                graph.tail(*arc).0,
                cost.unwrap_or_default()
            )
            .unwrap();
        }
    }
}

fn create(folder: &Path, name: &str) -> BufWriter<File> {
    BufWriter::new(File::create(folder.join(name)).unwrap())
}

fn graph_on_foot(network: &Path) -> ProfileGraph {
    let (mut staged, _) =
        read_layer_and(Layer::Network, &[Layer::Network], &[network.to_owned()], &Silent).unwrap();
    let Some(StagedLayer::Network(raw)) = staged.take(Layer::Network) else {
        panic!("the file has no network")
    };
    let walk = shipped_profiles()
        .into_iter()
        .find(|profile| profile.id.as_str() == "walk");
    ProfileGraph::build(&Network::build(&raw), &raw, &walk.unwrap())
}

/// Arcs on land spread over the graph, each from another state that people pass through.
/// Edges of several arcs are left out: they belong to private roads and forbidden turns, where a gate is reached by
/// another state than it is left from.
fn some_arcs(graph: &ProfileGraph) -> Vec<ArcIdx> {
    let step = (graph.n_states() / STATES).max(1);
    let states = (0..graph.n_states()).step_by(step).map(StateIdx::from_usize);
    let is_plain = |arc: &ArcIdx| match graph.kind(*arc) {
        ArcKind::Along { edge, .. } => {
            [true, false].map(|forward| graph.arcs_along(edge, forward).count()) == [1, 1]
        }
        _ => false,
    };
    let on_land = states
        .filter(|state| !graph.is_blocked(*state))
        .filter_map(|state| graph.out_arcs(state).find(is_plain));
    on_land.take(STATES).collect()
}

/// A gate without a leg where an arc begins.
fn gate_at_tail(graph: &ProfileGraph, arc: ArcIdx) -> GateSet {
    let ArcKind::Along { edge, forward } = graph.kind(arc) else {
        panic!("an arc along an edge")
    };
    let offset = if forward {
        Centimetres::ZERO
    } else {
        graph.cost(arc).length
    };
    let at = LonLat::new(0.0, 0.0);
    GateSet::from_gates(vec![Gate {
        campus: CampusIdx(0),
        at,
        snap: Snap {
            point: SnapPoint { edge, offset },
            twins: Vec::new(),
            leg: Centimetres::ZERO,
            leg_time: Deciseconds::ZERO,
            at,
            doubt: None,
        },
    }])
}
