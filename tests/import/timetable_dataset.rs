//! A timetable in a Dataset: what contradicts itself is refused, and what does not fit the ground is told.

use truonggan::base::diagnostic::Diagnostics;
use truonggan::base::geom::{FixedLonLat, LonLat};
use truonggan::base::ids::{LineIdx, ServiceIdx, StopIdx};
use truonggan::base::units::Deciseconds;
use truonggan::domain::network::{RawNetwork, RawWay, ServiceWindow, Tags, Timetable};
use truonggan::snapshot::dataset::{Dataset, DatasetMeta, Layer, LayerSource, StagedLayer};

use super::files::told;
use super::gtfs_feed::Feed;

/// Two roads and two ferry ways under the wharves of the feed, all along 106.90°.
fn ground() -> RawNetwork {
    let mut ground = RawNetwork::default();
    let mut add = |lats: [f64; 2], tags: &[(&str, &str)]| {
        let id = i64::try_from(ground.ways.len()).unwrap();
        let shape = lats.map(|lat| FixedLonLat::from(LonLat::new(106.90, lat)));
        ground.ways.push(RawWay {
            id,
            points: vec![id * 2, id * 2 + 1],
            shape: shape.to_vec(),
            tags: Tags::new(tags.iter().copied()),
        });
    };
    add([10.39, 10.40], &[("highway", "residential")]);
    add([10.50, 10.51], &[("highway", "residential")]);
    add([10.40, 10.50], &[("route", "ferry"), ("name", "Đò Một – Ba")]);
    add([10.40, 10.45], &[("route", "ferry"), ("name", "Phà Một – Hai")]);
    ground
}

fn build(timetable: Timetable, network: RawNetwork) -> Result<(Dataset, Diagnostics), Diagnostics> {
    let layers = [StagedLayer::Timetable(timetable), StagedLayer::Network(network)];
    let layers = layers.map(|rows| (rows, LayerSource::default()));
    Dataset::build(layers.to_vec(), DatasetMeta::default())
}

fn warned(timetable: Timetable, network: RawNetwork, expect: &[(&str, &str)]) {
    let (_, diagnostics) = build(timetable, network).unwrap_or_else(|found| panic!("{}", told(&found)));
    let found: Vec<(&str, &str)> = diagnostics
        .findings()
        .flat_map(|(_, finding)| &finding.examples)
        .map(|example| (example.code, example.place.object.as_deref().unwrap()))
        .collect();
    assert_eq!(found, expect, "{}", told(&diagnostics));
}

#[test]
fn a_dataset_has_its_timetable_and_counts_its_rows() {
    let timetable = Feed::good().timetable();
    let (dataset, diagnostics) = build(timetable.clone(), ground()).unwrap();
    assert!(diagnostics.is_empty(), "{}", told(&diagnostics));
    assert_eq!(dataset.timetable(), &timetable);
    let layer = dataset.manifest().layer(Layer::Timetable).unwrap();
    assert_eq!(layer.rows, 3 + 2 + 2 + 2, "stops, lines, services and trips");
    let without = Dataset::build(Vec::new(), DatasetMeta::default()).unwrap().0;
    assert!(without.timetable().is_empty());
    assert_ne!(without.manifest().hash, dataset.manifest().hash);
}

#[test]
fn rows_that_contradict_one_another_are_refused() {
    let check = |spoil: &dyn Fn(&mut Timetable), expect: &str| {
        let mut timetable = Feed::good().timetable();
        spoil(&mut timetable);
        let diagnostics = build(timetable, ground()).unwrap_err();
        assert_eq!(diagnostics.count(expect), 1, "{expect}: {}", told(&diagnostics));
        assert_eq!(diagnostics.findings().count(), 1, "{}", told(&diagnostics));
    };
    check(&|t| t.trips[0].line = LineIdx(2), "dataset/trip_reference");
    check(&|t| t.trips[0].service = ServiceIdx(9), "dataset/trip_reference");
    check(
        &|t| t.trips[0].calls[0].stop = StopIdx(3),
        "dataset/trip_reference",
    );
    check(
        &|t| t.trips[1].id = "F1T".to_owned(),
        "dataset/timetable_code_twice",
    );
    check(
        &|t| t.stops[2].id = "W1".to_owned(),
        "dataset/timetable_code_twice",
    );
    check(&|t| t.trips[1].calls[2].arrives.0.0 = 0, "dataset/trip_calls");
    check(
        &|t| t.trips[0].windows[0].headway = Deciseconds(0),
        "dataset/trip_windows",
    );
    check(
        &|t| {
            let ServiceWindow { from, until, .. } = &mut t.trips[0].windows[0];
            std::mem::swap(from, until);
        },
        "dataset/trip_windows",
    );
}

#[test]
fn one_call_alone_is_refused_and_a_trip_for_nobody_is_told() {
    let mut timetable = Feed::good().timetable();
    timetable.trips[1].calls.truncate(1);
    assert_eq!(
        build(timetable, ground())
            .unwrap_err()
            .count("dataset/trip_calls"),
        1
    );
    let mut timetable = Feed::good().timetable();
    timetable.trips[1].calls[1].boards = false;
    timetable.trips[1].calls[0].boards = false;
    warned(timetable, ground(), &[("dataset/trip_closed", "trip T1")]);
}

#[test]
fn stops_and_boats_that_do_not_fit_the_ground_are_told() {
    let timetable = || Feed::good().timetable();
    warned(timetable(), ground(), &[]);
    warned(timetable(), RawNetwork::default(), &[]);

    // 0.0046° of longitude are 503 m here, and 0.0045° are 492 m.
    let moved = |lon: f64| {
        let mut timetable = timetable();
        timetable.stops[2].at.lon = lon;
        timetable
    };
    warned(moved(106.9045), ground(), &[]);
    warned(moved(106.9046), ground(), &[("dataset/stop_far_from_ways", "W3")]);

    // Beside a road, but not beside the way of its boat.
    let mut network = ground();
    network.ways[2].shape[1].lat_e7 = 104_900_000;
    warned(timetable(), network, &[("dataset/boat_off_its_way", "L1")]);

    let mut network = ground();
    network.ways[3].tags = Tags::new([("route", "ferry"), ("name", "Phà khác")]);
    warned(timetable(), network, &[("dataset/boat_without_way", "F1")]);

    // A bus needs no ferry way.
    let bus = Feed::good()
        .changed("routes.txt", "Hai,1200", "Hai,3")
        .timetable();
    let mut network = ground();
    network.ways.truncate(3);
    warned(bus, network, &[]);
}
