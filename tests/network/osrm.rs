//! On-network distances against OSRM's over a real city, with OSRM's own walking rules.

use std::collections::BTreeMap;
use std::path::Path;

use truonggan::adapters::import::{read_layer_and, read_points, shipped_profiles};
use truonggan::base::ids::CampusIdx;
use truonggan::base::progress::Silent;
use truonggan::domain::network::{
    GateSet, GateSite, LabelTable, Measure, Network, ProfileGraph, RawNetwork, SegmentIndex, Snap, Snapper,
    WaterBarrier, travel_matrix,
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

/// Metres on the network between the listed homes and schools under a profile's rules, without water.
fn our_answers(
    folder: &Path,
    network: &Path,
    profile: &str,
    measure: Measure,
) -> BTreeMap<(usize, usize), Option<f64>> {
    let raw = network_of(network);
    let network = Network::build(&raw);
    let profile = shipped_profiles()
        .into_iter()
        .find(|p| p.id.as_str() == profile)
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
    let labels = LabelTable::build(&graph, &gates, 1, measure);
    let leads = |point| labels.leads(&graph, &gates, point);
    let snap = |at| snapper.snap(&graph, &profile.snapping, at, leads).ok();
    let snaps: Vec<Option<Snap>> = homes.iter().take(N_HOMES).map(|home| snap(home.at)).collect();
    let columns = travel_matrix(&graph, &gates, &snaps, measure, || {});
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

const N_HOMES: usize = 150;
const N_PAIRS: usize = N_HOMES * 203;

/// How our metres and OSRM's are apart.
#[derive(Debug)]
struct Comparison {
    /// Relative differences of the pairs that both reach, in order.
    apart: Vec<f64>,
    longer_by_a_metre: usize,
    shorter_by_a_metre: usize,
    only_we_reach: usize,
    only_they_reach: usize,
}

impl Comparison {
    fn at(&self, share: f64) -> f64 {
        self.apart[((self.apart.len() - 1) as f64 * share) as usize]
    }

    fn share_within(&self, most: f64) -> f64 {
        self.apart.partition_point(|apart| *apart <= most) as f64 / self.apart.len() as f64
    }
}

/// One of our profiles against OSRM's answers; none without the data.
fn compared(answers: &str, profile: &str, measure: Measure) -> Option<Comparison> {
    let (network, folder) = (
        real_data::file("osm/hcm_2018.osm.pbf")?,
        real_data::file("reference/hcm_2018")?,
    );
    let theirs = osrm_answers(&folder.join(answers));
    let ours = our_answers(&folder, &network, profile, measure);
    assert_eq!(theirs.len(), N_PAIRS);
    let both = theirs
        .iter()
        .filter_map(|(pair, theirs)| Some(((*theirs)?, ours[pair]?)));
    let both: Vec<(f64, f64)> = both.collect();
    let mut apart: Vec<f64> = both
        .iter()
        .map(|(theirs, ours)| (ours - theirs).abs() / theirs.max(1.0))
        .collect();
    apart.sort_by(f64::total_cmp);
    let reached_only = |by_us: bool| {
        let only = theirs
            .iter()
            .filter(|(pair, theirs)| (ours[*pair].is_some(), theirs.is_some()) == (by_us, !by_us));
        only.count()
    };
    let found = Comparison {
        longer_by_a_metre: both.iter().filter(|(theirs, ours)| ours - theirs > 1.0).count(),
        shorter_by_a_metre: both.iter().filter(|(theirs, ours)| theirs - ours > 1.0).count(),
        only_we_reach: reached_only(true),
        only_they_reach: reached_only(false),
        apart,
    };
    println!(
        "{profile}: {} pairs, median {:.6}, p99 {:.6}, p99.9 {:.6}, most {:.6}, longer {}, shorter {}, only we {}, only they {}",
        found.apart.len(),
        found.at(0.5),
        found.at(0.99),
        found.at(0.999),
        found.at(1.0),
        found.longer_by_a_metre,
        found.shorter_by_a_metre,
        found.only_we_reach,
        found.only_they_reach
    );
    Some(found)
}

#[test]
fn on_network_metres_equal_those_of_osrm() {
    let Some(found) = compared("osrm_foot_150x203.csv", "osrm-foot", Measure::Length) else {
        return;
    };
    assert_eq!(
        (found.only_we_reach, found.only_they_reach),
        (0, 0),
        "reachability"
    );
    assert!(found.at(0.5) <= 0.0001, "median difference {}", found.at(0.5));
    assert!(
        found.at(0.999) <= 0.02,
        "99.9 % of pairs differ by at most {}",
        found.at(0.999)
    );
}

/// `docs/comparison-osrm.md` names and counts the causes: open trunk roads make ways shorter, islands are refused.
#[test]
fn our_walk_differs_from_osrm_by_its_own_rules_only() {
    let Some(found) = compared("osrm_foot_150x203.csv", "walk", Measure::Length) else {
        return;
    };
    assert!(
        found.at(0.5) <= 0.0001,
        "half of all pairs know no difference of rules: {}",
        found.at(0.5)
    );
    assert!(found.share_within(0.02) >= 0.80, "{}", found.share_within(0.02));
    assert!(
        found.longer_by_a_metre * 100 <= N_PAIRS,
        "rules that open roads lengthen no way: {} are longer",
        found.longer_by_a_metre
    );
    assert_eq!(found.only_we_reach, 0);
    assert!(
        found.only_they_reach <= 3 * 203,
        "homes on islands are refused: {}",
        found.only_they_reach
    );
}

/// OSRM takes the fastest way, so the shortest is longer by rules alone: those of access, width and turns.
#[test]
fn our_shortest_way_by_car_is_seldom_longer_than_the_fastest_of_osrm() {
    let Some(found) = compared("osrm_car_150x203.csv", "car", Measure::Length) else {
        return;
    };
    assert!(
        found.longer_by_a_metre * 500 <= N_PAIRS,
        "{} are longer",
        found.longer_by_a_metre
    );
    assert_eq!(found.only_we_reach, 0);
    assert!(found.only_they_reach <= 4 * 203, "{}", found.only_they_reach);
}

#[test]
fn our_fastest_way_by_car_is_near_that_of_osrm() {
    let Some(found) = compared("osrm_car_150x203.csv", "car", Measure::Time) else {
        return;
    };
    assert!(found.at(0.5) <= 0.02, "median difference {}", found.at(0.5));
    assert!(found.share_within(0.02) >= 0.55, "{}", found.share_within(0.02));
}
