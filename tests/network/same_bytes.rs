//! The same answers from one thread and from two, and when asked twice.

use rayon::ThreadPoolBuilder;
use truonggan::adapters::import::shipped_profiles;
use truonggan::base::geom::LonLat;
use truonggan::base::ids::CampusIdx;
use truonggan::domain::network::{
    GateSet, GateSite, LabelTable, MatrixCell, Measure, Network, Profile, ProfileGraph, RawNetwork,
    SegmentIndex, Snap, Snapper, WaterBarrier, exact_row, nearest_matrix, travel_matrix,
};

use crate::oracle::random_town;
use crate::support::random::{Random, cases};
use crate::support::town::at;
use crate::worlds;

/// Everything that one profile's answers are made of.
#[derive(PartialEq)]
struct Everything {
    network: Network,
    graph: ProfileGraph,
    gates: GateSet,
    snaps: Vec<Option<Snap>>,
    labels: Vec<LabelTable>,
    row: LabelTable,
    nearest: Vec<Vec<(CampusIdx, MatrixCell)>>,
    matrix: Vec<(CampusIdx, Vec<Option<MatrixCell>>)>,
}

fn everything(raw: &RawNetwork, profile: &Profile, sites: &[GateSite], homes: &[LonLat]) -> Everything {
    let network = Network::build(raw);
    let segments = SegmentIndex::build(&network, |_| true);
    let graph = ProfileGraph::build(&network, raw, profile);
    let snapper = Snapper {
        network: &network,
        segments: &segments,
        water: &WaterBarrier::default(),
    };
    let (gates, _) = GateSet::snap(&snapper, &graph, profile, sites);
    let labels = [Measure::Length, Measure::Time].map(|by| LabelTable::build(&graph, &gates, 20, by));
    let leads = |point| labels[0].leads(&graph, &gates, point);
    let snap = |home: &LonLat| snapper.snap(&graph, &profile.snapping, *home, leads).ok();
    let snaps: Vec<Option<Snap>> = homes.iter().map(snap).collect();
    let row = exact_row(&graph, &gates, Measure::Length);
    let nearest = nearest_matrix(&graph, &gates, &labels[0], &snaps, 20);
    let matrix = travel_matrix(&graph, &gates, &snaps, Measure::Length, || {});
    Everything {
        gates,
        snaps,
        labels: labels.into(),
        row,
        nearest,
        matrix,
        network,
        graph,
    }
}

fn in_threads<T: Send>(n_threads: usize, work: impl FnOnce() -> T + Send) -> T {
    let pool = ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
    pool.install(work)
}

fn profile(id: &str) -> Profile {
    let mut profiles = shipped_profiles().into_iter();
    profiles.find(|profile| profile.id.as_str() == id).unwrap()
}

#[test]
fn random_towns_have_the_same_tables_rows_and_matrices_from_one_and_two_threads() {
    for seed in 0..cases(30) {
        let mut random = Random::new(seed);
        let built = random_town(&mut random).built("motorbike", 20, Measure::Length);
        let gates = built.gates.gates().iter();
        let sites: Vec<GateSite> = gates
            .map(|gate| GateSite {
                campus: gate.campus,
                at: gate.at,
            })
            .collect();
        let mut home = || at(random.unit() * 1000., random.unit() * 1000.);
        let homes: Vec<LonLat> = (0..20).map(|_| home()).collect();
        let work = || everything(&built.raw, &built.profile, &sites, &homes);
        let first = in_threads(1, work);
        assert!(first == in_threads(2, work), "seed {seed}");
        assert!(first == in_threads(2, work), "seed {seed}");
    }
}

#[test]
fn the_city_has_the_same_bytes_from_one_and_two_threads_and_twice() {
    let Some(raw) = worlds::city_network() else {
        return;
    };
    let profile = profile("walk");
    let mut random = Random::new(1);
    let mut place = || {
        let way = &raw.ways[random.below(raw.ways.len())];
        let place = LonLat::from(way.shape[random.below(way.shape.len())]);
        LonLat::new(place.lon + 0.0003, place.lat + 0.0002)
    };
    let sites: Vec<GateSite> = (0..40)
        .map(|campus| GateSite {
            campus: CampusIdx(campus),
            at: place(),
        })
        .collect();
    let homes: Vec<LonLat> = (0..300).map(|_| place()).collect();
    let work = || {
        let read = worlds::city_network().unwrap();
        let all = everything(&read, &profile, &sites, &homes);
        (read, all)
    };
    let first = in_threads(1, work);
    assert!(first.0 == raw, "reading");
    for _ in 0..2 {
        let again = in_threads(2, work);
        assert!(first.0 == again.0, "reading");
        assert!(first.1 == again.1, "deriving");
    }
}
