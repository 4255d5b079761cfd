//! On-network distances against OSRM's over a real city, with OSRM's own walking rules.

use std::collections::BTreeMap;
use std::path::Path;

use truonggan::adapters::import::{read_layer_and, read_points, shipped_profiles};
use truonggan::base::ids::CampusIdx;
use truonggan::base::progress::Silent;
use truonggan::domain::network::{
    GateSet, GateSite, Measure, Network, ProfileGraph, RawNetwork, SegmentIndex, Snap, Snapper, WaterBarrier,
    travel_matrix,
};
use truonggan::snapshot::dataset::{Layer, StagedLayer};

use crate::support::real_data;

fn network_of(path: &Path) -> RawNetwork {
    let (mut staged, diagnostics) =
        read_layer_and(Layer::Network, &[Layer::Network], &[path.to_owned()], &Silent).unwrap();
    assert!(!diagnostics.has_errors());
    match staged.take(Layer::Network) {
        Some(StagedLayer::Network(network)) => network,
        other => panic!("{other:?}"),
    }
}

/// What OSRM answers: metres by home and school, only where it finds a way.
fn osrm_answers(path: &Path) -> BTreeMap<(usize, usize), Option<f64>> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .skip(1)
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            (
                (fields[0].parse().unwrap(), fields[1].parse().unwrap()),
                fields[2].parse().ok(),
            )
        })
        .collect()
}

/// Metres on the network between the listed homes and schools under OSRM's rules.
fn our_answers(folder: &Path, network: &Path, n_homes: usize) -> BTreeMap<(usize, usize), Option<f64>> {
    let raw = network_of(network);
    let network = Network::build(&raw);
    let profile = shipped_profiles()
        .into_iter()
        .find(|p| p.id.as_str() == "osrm-foot")
        .unwrap();
    let graph = ProfileGraph::build(&network, &raw, &profile);
    let on_land = |edge| !raw.ways[network.edge(edge).way.at()].tags.is("route", "ferry");
    let segments = SegmentIndex::build(&network, on_land);
    let snapper = Snapper {
        network: &network,
        segments: &segments,
        water: &WaterBarrier::default(),
    };
    let (schools, _) = read_points(&folder.join("schools.csv")).unwrap();
    let (homes, _) = read_points(&folder.join("homes.csv")).unwrap();
    let sites: Vec<GateSite> = schools
        .iter()
        .enumerate()
        .map(|(idx, point)| GateSite {
            campus: CampusIdx::from_usize(idx),
            at: point.at,
        })
        .collect();
    let (gates, refused) = GateSet::snap(&snapper, &graph, &profile, &sites);
    assert!(refused.is_empty());
    let snap = |at| snapper.snap(&graph, &profile.snapping, at, |_| true).ok();
    let snaps: Vec<Option<Snap>> = homes.iter().take(n_homes).map(|home| snap(home.at)).collect();
    let columns = travel_matrix(&graph, &gates, &snaps, Measure::Length, || {});
    let cells = columns.into_iter().flat_map(|(campus, cells)| {
        cells.into_iter().enumerate().map(move |(home, cell)| {
            (
                (home, campus.at()),
                cell.map(|cell| (cell.cost.length - cell.access).metres()),
            )
        })
    });
    cells.collect()
}

#[test]
fn on_network_metres_equal_those_of_osrm() {
    let (Some(network), Some(folder)) = (
        real_data::file("osm/hcm_2018.osm.pbf"),
        real_data::file("reference/hcm_2018"),
    ) else {
        return;
    };
    let theirs = osrm_answers(&folder.join("osrm_foot_150x203.csv"));
    let ours = our_answers(&folder, &network, 150);
    assert_eq!(theirs.len(), 150 * 203);
    let same_reach = theirs
        .iter()
        .filter(|(pair, metres)| ours[pair].is_some() == metres.is_some())
        .count();
    assert!(
        same_reach as f64 >= 0.999 * theirs.len() as f64,
        "reachability equal for {same_reach} pairs"
    );
    let mut differences: Vec<f64> = theirs
        .iter()
        .filter_map(|(pair, theirs)| Some(((*theirs)?, ours[pair]?)))
        .map(|(theirs, ours)| (ours - theirs).abs() / theirs.max(1.0))
        .collect();
    differences.sort_by(f64::total_cmp);
    let at = |share: f64| differences[((differences.len() - 1) as f64 * share) as usize];
    println!(
        "median {:.6}, p99 {:.6}, p99.9 {:.6}, most {:.6}",
        at(0.5),
        at(0.99),
        at(0.999),
        at(1.0)
    );
    assert!(at(0.5) <= 0.0001, "median difference {}", at(0.5));
    assert!(
        at(0.999) <= 0.02,
        "99.9 % of pairs differ by at most {}",
        at(0.999)
    );
}
