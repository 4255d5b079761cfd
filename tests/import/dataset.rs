//! Building a Dataset: grouping, checks, manifest, hash.

use proptest::prelude::*;
use truonggan::base::geom::{FixedLonLat, LonLat};
use truonggan::base::ids::{SchoolIdx, UnitCode};
use truonggan::domain::network::{RawNetwork, RawWay, Tags, WaterLayer, WaterLine};
use truonggan::domain::schools::{AdminUnit, Level};
use truonggan::snapshot::dataset::{
    Dataset, DatasetMeta, Layer, LayerSource, Place, StagedCampus, StagedLayer, layer_hash,
};

use super::files::told;

fn campus(school: &str, campus: &str, name: &str, lon: f64) -> StagedCampus {
    StagedCampus {
        school_id: school.to_owned(),
        campus_id: campus.to_owned(),
        name: name.to_owned(),
        campus_name: None,
        at: LonLat::new(lon, 10.0),
        levels: vec![Level::Primary],
        levels_guessed: false,
        commune: None,
        seats: None,
        gates: Vec::new(),
        operator: None,
        source: "test".to_owned(),
    }
}

fn named(mut row: StagedCampus, campus_name: &str) -> StagedCampus {
    row.campus_name = Some(campus_name.to_owned());
    row
}

fn way(id: i64, lons: [f64; 2]) -> RawWay {
    RawWay {
        id,
        points: vec![id * 10, id * 10 + 1],
        shape: lons
            .iter()
            .map(|lon| FixedLonLat::from(LonLat::new(*lon, 10.0)))
            .collect(),
        tags: Tags::new([("highway", "residential")]),
    }
}

fn network(ways: Vec<RawWay>) -> StagedLayer {
    StagedLayer::Network(RawNetwork {
        ways,
        ..RawNetwork::default()
    })
}

fn meta() -> DatasetMeta {
    DatasetMeta {
        title_vi: "Thử".to_owned(),
        title_en: "Test".to_owned(),
        published_at: "2026-09-01T00:00:00Z".to_owned(),
    }
}

fn build(layers: Vec<StagedLayer>) -> (Dataset, truonggan::base::diagnostic::Diagnostics) {
    let layers = layers
        .into_iter()
        .map(|rows| (rows, LayerSource::default()))
        .collect();
    Dataset::build(layers, meta()).unwrap_or_else(|diagnostics| panic!("{}", told(&diagnostics)))
}

#[test]
fn campuses_of_one_school_are_grouped_with_the_nameless_one_first() {
    let (dataset, _) = build(vec![StagedLayer::Schools(vec![
        campus("B", "B", "Trường B", 106.5),
        named(campus("A", "A-1", "Trường A", 106.1), "Điểm lẻ"),
        campus("A", "A-2", "Trường A", 106.2),
        campus("A", "A-3", "Trường A", 106.3),
    ])]);
    let schools = dataset.schools();
    let a = &schools.schools()[0];
    let order: Vec<&str> = a
        .campuses
        .iter()
        .map(|idx| schools.campus(*idx).id.as_str())
        .collect();
    assert_eq!((a.id.as_str(), order), ("A", vec!["A-2", "A-1", "A-3"]));
    assert_eq!(
        schools.campus(schools.find_campus("B").unwrap()).school,
        SchoolIdx(1)
    );
    assert!(
        dataset
            .manifest()
            .layer(Layer::Schools)
            .is_some_and(|layer| layer.rows == 4)
    );
}

#[test]
fn contradictions_are_told_together() {
    let units = |code: &str| AdminUnit {
        code: UnitCode::new(code),
        name: "Xã".to_owned(),
        kind: "commune".to_owned(),
        area: geo::MultiPolygon(Vec::new()),
    };
    let layers = vec![
        (
            StagedLayer::Schools(vec![campus("A", "A", "X", 106.1), campus("B", "A", "Y", 106.2)]),
            LayerSource::default(),
        ),
        (
            network(vec![way(1, [106.0, 106.1]), way(1, [106.1, 106.2])]),
            LayerSource::default(),
        ),
        (
            StagedLayer::Units(vec![units("1"), units("1")]),
            LayerSource::default(),
        ),
        (StagedLayer::Places(Vec::new()), LayerSource::default()),
        (StagedLayer::Places(Vec::new()), LayerSource::default()),
    ];
    let diagnostics = Dataset::build(layers, meta()).unwrap_err();
    for code in [
        "dataset/campus_twice",
        "dataset/way_twice",
        "dataset/unit_twice",
        "dataset/layer_twice",
    ] {
        assert_eq!(diagnostics.count(code), 1, "{code}");
    }
}

#[test]
fn doubtful_schools_are_told_and_kept() {
    let mut without_level = campus("C", "C", "Z", 106.2);
    without_level.levels.clear();
    without_level.commune = Some("9".to_owned());
    let (dataset, diagnostics) = build(vec![
        StagedLayer::Schools(vec![
            campus("A", "A", "Tiểu học X", 106.1),
            campus("B", "B", "TIEU HOC X", 106.1003),
            without_level,
            campus("D", "D", "Far", 107.0),
            campus("E", "E-1", "One", 106.15),
            campus("E", "E-2", "Other", 106.16),
        ]),
        network(vec![way(1, [106.0, 106.2])]),
        StagedLayer::Units(vec![AdminUnit {
            code: UnitCode::new("1"),
            name: "Xã".to_owned(),
            kind: "commune".to_owned(),
            area: geo::MultiPolygon(Vec::new()),
        }]),
    ]);
    assert_eq!(dataset.schools().campuses().len(), 6);
    for code in [
        "dataset/school_twice",
        "dataset/campus_without_level",
        "dataset/commune_unknown",
        "dataset/campus_far_from_roads",
        "dataset/school_names_differ",
    ] {
        assert_eq!(diagnostics.count(code), 1, "{code}\n{}", told(&diagnostics));
    }
}

#[test]
fn the_manifest_says_where_rows_come_from() {
    let source = |attribution: &str, synthetic| LayerSource {
        files: vec!["b".to_owned(), "a".to_owned()],
        attribution: Some(attribution.to_owned()),
        synthetic,
    };
    let (dataset, _) = Dataset::build(
        vec![
            (
                StagedLayer::Schools(vec![campus("A", "A", "X", 106.3)]),
                source("© S", true),
            ),
            (network(vec![way(1, [106.0, 106.2])]), source("© R", false)),
            (StagedLayer::Water(WaterLayer::default()), source("© R", false)),
        ],
        meta(),
    )
    .unwrap();
    let manifest = dataset.manifest();
    assert!(manifest.synthetic);
    assert_eq!(manifest.attribution, ["© R", "© S"]);
    assert_eq!(manifest.layers[0].files, ["a", "b"]);
    assert_eq!(manifest.hash.len(), 64);
    let bounds = manifest.bounds.unwrap();
    assert_eq!((bounds.west, bounds.east), (106.0, 106.3));
}

#[test]
fn a_network_alone_and_nothing_at_all_are_datasets() {
    let (dataset, _) = build(vec![network(vec![way(1, [106.0, 106.2])])]);
    assert!(dataset.schools().campuses().is_empty());
    let (empty, _) = build(Vec::new());
    assert_eq!(empty.manifest().bounds, None);
}

#[test]
fn the_date_and_title_are_not_in_the_hash_and_every_field_of_a_row_is() {
    let rows = || network(vec![way(1, [106.0, 106.2])]);
    let later = DatasetMeta {
        published_at: "2027-01-01T00:00:00Z".to_owned(),
        ..DatasetMeta::default()
    };
    let (one, _) = build(vec![rows()]);
    let (other, _) = Dataset::build(vec![(rows(), LayerSource::default())], later).unwrap();
    assert_eq!(one.manifest().hash, other.manifest().hash);

    let base = campus("A", "A", "X", 106.1);
    let change = |edit: &dyn Fn(&mut StagedCampus)| {
        let mut row = base.clone();
        edit(&mut row);
        layer_hash(&StagedLayer::Schools(vec![row]))
    };
    let mut hashes = vec![
        change(&|_| ()),
        change(&|row| row.school_id.push('1')),
        change(&|row| row.campus_id.push('1')),
        change(&|row| row.name.push('1')),
        change(&|row| row.campus_name = Some(String::new())),
        change(&|row| row.at.lat += 1e-7),
        change(&|row| row.levels.push(Level::UpperSecondary)),
        change(&|row| row.levels_guessed = true),
        change(&|row| row.commune = Some("1".to_owned())),
        change(&|row| row.operator = Some("1".to_owned())),
        change(&|row| row.source.push('1')),
    ];
    hashes.sort();
    hashes.dedup();
    assert_eq!(hashes.len(), 11);
}

proptest! {
    #[test]
    fn permuting_rows_changes_nothing(seed in prop::collection::vec(any::<prop::sample::Index>(), 12)) {
        let mut campuses: Vec<StagedCampus> = (0..6)
            .map(|n| campus(&format!("S{}", n / 2), &format!("C{n}"), "Tiểu học", 106.0 + f64::from(n) / 10.0))
            .collect();
        let mut ways: Vec<RawWay> = (1..6).map(|n| way(n, [106.0, 106.0 + n as f64 / 10.0])).collect();
        let mut lines: Vec<WaterLine> = (0..4)
            .map(|n| WaterLine {
                id: format!("w{n}"),
                name: None,
                kind: "river".to_owned(),
                underground: false,
                line: geo::LineString(Vec::new()),
            })
            .collect();
        let mut places: Vec<Place> = (0..4)
            .map(|n| Place {
                name: format!("P{n}"),
                kind: "hamlet".to_owned(),
                rank: 3,
                at: LonLat::new(106.0, 10.0),
            })
            .collect();
        let layers = |campuses: &[StagedCampus], ways: &[RawWay], lines: &[WaterLine], places: &[Place]| {
            vec![
                StagedLayer::Schools(campuses.to_vec()),
                network(ways.to_vec()),
                StagedLayer::Water(WaterLayer { areas: Vec::new(), lines: lines.to_vec() }),
                StagedLayer::Places(places.to_vec()),
            ]
        };
        let (expected, _) = build(layers(&campuses, &ways, &lines, &places));
        for pair in seed.chunks(2) {
            let swap = |len: usize| (pair[0].index(len), pair[1].index(len));
            let (a, b) = swap(campuses.len());
            campuses.swap(a, b);
            let (a, b) = swap(ways.len());
            ways.swap(a, b);
            let (a, b) = swap(lines.len());
            lines.swap(a, b);
            places.swap(a % 4, b % 4);
        }
        let mut permuted = layers(&campuses, &ways, &lines, &places);
        permuted.reverse();
        let (dataset, _) = build(permuted);
        prop_assert_eq!(dataset, expected);
    }
}
