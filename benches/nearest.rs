//! Nearest schools on foot: building the network and the labels, one question with all that a page is told, the same
//! question bare and for all schools, the snap within it, an R-tree search to compare with, and one exact row.
#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

mod support;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use rstar::RTree;
use rstar::primitives::Line;
use support::World;
use truonggan::base::calendar::{ClockTime, Day};
use truonggan::base::geom::{LonLat, PlanarFrame};
use truonggan::base::ids::EdgeIdx;
use truonggan::domain::network::{
    LabelTable, Measure, Network, ProfileGraph, SegmentIndex, Snap, WaterBarrier, exact_row, nearest_from,
};
use truonggan::domain::schools::Level;
use truonggan::snapshot::index::{LABELS_PER_STATE, LabelKey};
use truonggan::snapshot::query::{Distinct, NearestRequest, Ranking, nearest};

const ASKED: usize = 5;

fn all(criterion: &mut Criterion) {
    for world in support::worlds() {
        network(criterion, &world);
        labels_and_rows(criterion, &world);
        questions(criterion, &world);
    }
}

fn network(criterion: &mut Criterion, world: &World) {
    let mut group = criterion.benchmark_group(world.name);
    let (raw, profiles) = (world.snapshot.raw(), world.snapshot.index.profiles());
    let built = Network::build(raw);
    assert!(built.n_edges() >= raw.ways.len() / 2, "ways become edges");
    group.bench_function("network", |bench| bench.iter(|| Network::build(raw).n_edges()));
    group.bench_function("graph on foot", |bench| {
        bench.iter(|| ProfileGraph::build(&built, raw, &profiles[0]).n_arcs());
    });
    group.bench_function("segment cells", |bench| {
        bench.iter(|| SegmentIndex::build(&built, |_| true).len());
    });
    let water = world.snapshot.dataset.water();
    group.bench_function("water barrier", |bench| bench.iter(|| WaterBarrier::build(water)));
    group.finish();
}

/// The labels of primary schools on foot, by metres.
fn key(world: &World) -> LabelKey {
    LabelKey {
        profile: world.snapshot.index.find_profile("walk").unwrap(),
        level: Level::Primary,
        measure: Measure::Length,
    }
}

fn labels_and_rows(criterion: &mut Criterion, world: &World) {
    let mut group = criterion.benchmark_group(world.name);
    let (index, raw, key) = (&world.snapshot.index, world.snapshot.raw(), key(world));
    let graph = &index.layer(raw, key.profile).graph;
    let gates = &index.labels(raw, key).gates;
    let expected = index.labels(raw, key).table.n_labels();
    assert!(expected >= graph.n_states(), "most states reach several campuses");
    group.bench_function("labels, 20 a state", |bench| {
        bench.iter(|| {
            let table = LabelTable::build(graph, gates, LABELS_PER_STATE, Measure::Length);
            assert_eq!(table.n_labels(), expected);
        });
    });
    let campus = gates.gates()[0].campus;
    let one = gates.of_campuses(|other| other == campus);
    let reached = exact_row(graph, &one, Measure::Length).n_labels();
    assert!(
        reached * 2 > graph.n_states(),
        "a school is reached from most of the map"
    );
    group.bench_function("exact row of one school", |bench| {
        bench.iter(|| assert_eq!(exact_row(graph, &one, Measure::Length).n_labels(), reached));
    });
    group.finish();
}

fn questions(criterion: &mut Criterion, world: &World) {
    let mut group = criterion.benchmark_group(world.name);
    group.sample_size(50);
    let (index, raw, key) = (&world.snapshot.index, world.snapshot.raw(), key(world));
    let graph = &index.layer(raw, key.profile).graph;
    let labels = index.labels(raw, key);
    let rules = &index.profile(key.profile).snapping;
    let snap = |at: LonLat| {
        let leads = |point| labels.table.leads(graph, &labels.gates, point);
        index.snapper().snap(graph, rules, at, leads).ok()
    };
    let bare = |snap: &Snap| nearest_from(graph, &labels.gates, &labels.table, snap, ASKED).len();
    let ask = |at: LonLat, k: usize| {
        let request = NearestRequest {
            at,
            profile: key.profile,
            level: key.level,
            k,
            rank: Ranking::Metres,
            distinct: Distinct::Campus,
            day: Day::new(2026, 11, 25).expect("a day of the calendar"),
            bell: ClockTime::at(7, 0),
        };
        nearest(&world.snapshot, &request).map_or(0, |answer| answer.results.len())
    };
    let whole = |at: LonLat| ask(at, ASKED);
    let found: usize = world.homes.iter().map(|home| whole(*home)).sum();
    assert!(
        found * 10 >= world.homes.len() * ASKED * 9,
        "nearly all homes get their schools: {found}"
    );

    let mut homes = world.homes.iter().cycle();
    let mut next = move || *homes.next().unwrap();
    group.bench_function("nearest 5, whole answer", |bench| bench.iter(|| whole(next())));
    let n_campuses = labels.gates.gates().len();
    assert!(
        ask(world.homes[0], n_campuses) * 10 >= n_campuses * 9,
        "a home reaches nearly all campuses"
    );
    group.bench_function("all campuses of one home", |bench| {
        bench.iter(|| ask(next(), n_campuses));
    });
    group.bench_function("nearest 5", |bench| {
        bench.iter(|| snap(next()).as_ref().map_or(0, bare));
    });
    group.bench_function("snap", |bench| bench.iter(|| snap(next())));
    let tree = bare_tree(world);
    group.bench_function("bare R-tree search", |bench| {
        bench.iter(|| {
            let at = PlanarFrame::project(next());
            black_box(tree.nearest_neighbor(&[at.x, at.y]).is_some())
        });
    });
    group.finish();
}

/// The segments of all roads in an R-tree and nothing else: the floor under every snap.
fn bare_tree(world: &World) -> RTree<Line<[f64; 2]>> {
    let network = world.snapshot.index.network();
    let place = |at| {
        let at = PlanarFrame::project(LonLat::from(at));
        [at.x, at.y]
    };
    let segments = (0..network.n_edges())
        .flat_map(|edge| network.segments(EdgeIdx::from_usize(edge)))
        .map(|segment| Line::new(place(segment.ends[0]), place(segment.ends[1])));
    RTree::bulk_load(segments.collect())
}

criterion_group! {
    name = benches;
    config = support::short_rounds();
    targets = all
}
criterion_main!(benches);
