//! A town on a grid of metres, east and north of its south-west corner:
//!
//! ```text
//!   3000  o───o  an island without a school (x 0 to 500)
//!
//!   1000        o                   river
//!               │ Đường Lý Nhơn    ~~~~~~~
//!    800        B
//!               │
//!      0  o─A─D2───────X────────D1─o ~ferry~ o────C
//!         0 100 500  1000     1900 2000     3000 3500
//! ```
//!
//! `Đường Rừng Sác` runs along y = 0, the ferry from x = 2000 to 3000, and the river from x = 2050 to 2950.
//! School D has its main campus D1 and a second one, D2; X is a lower secondary school.

use truonggan::adapters::import::shipped_profiles;
use truonggan::base::geom::{Coord, FixedLonLat, LineString, LonLat, MultiPolygon, Polygon, Ruler};
use truonggan::base::ids::UnitCode;
use truonggan::base::progress::Silent;
use truonggan::domain::network::{RawNetwork, RawWay, Tags, WaterArea, WaterLayer, WaterLine};
use truonggan::domain::schools::{AdminUnit, Level, Seats};
use truonggan::entry::http::World;
use truonggan::snapshot::dataset::{Dataset, DatasetMeta, LayerSource, Place, StagedCampus, StagedLayer};
use truonggan::snapshot::query::Snapshot;

const CORNER: LonLat = LonLat::new(106.8, 10.6);

/// The place so many metres east and north of the town's corner.
pub fn at(east: f64, north: f64) -> LonLat {
    let ruler = Ruler::at(CORNER.lat);
    LonLat::new(
        CORNER.lon + ruler.lon_degrees(east),
        CORNER.lat + ruler.lat_degrees(north),
    )
}

fn way(id: i64, points: &[(f64, f64)], tags: &[(&str, &str)]) -> RawWay {
    RawWay {
        id,
        points: points
            .iter()
            .map(|(east, north)| (*east as i64) * 1_000_000 + (*north as i64))
            .collect(),
        shape: points
            .iter()
            .map(|(east, north)| FixedLonLat::from(at(*east, *north)))
            .collect(),
        tags: Tags::new(tags.iter().copied()),
    }
}

fn network() -> RawNetwork {
    let sac = [("highway", "primary"), ("name", "Đường Rừng Sác")];
    RawNetwork {
        ways: vec![
            way(1, &[(0., 0.), (500., 0.), (1000., 0.)], &sac),
            way(2, &[(1000., 0.), (1500., 0.), (2000., 0.)], &sac),
            way(
                3,
                &[(1000., 0.), (1000., 1000.)],
                &[("highway", "residential"), ("name", "Đường Lý Nhơn")],
            ),
            way(
                4,
                &[(2000., 0.), (3000., 0.)],
                &[
                    ("route", "ferry"),
                    ("name", "Phà Bình Khánh"),
                    ("duration", "00:10"),
                    ("interval", "00:10"),
                ],
            ),
            way(
                5,
                &[(3000., 0.), (3500., 0.)],
                &[("highway", "residential"), ("bridge", "yes")],
            ),
            way(6, &[(0., 3000.), (500., 3000.)], &[("highway", "residential")]),
        ],
        ..RawNetwork::default()
    }
}

fn campus(school: &str, code: &str, name: &str, levels: &[Level], place: LonLat) -> StagedCampus {
    StagedCampus {
        school_id: school.to_owned(),
        campus_id: code.to_owned(),
        name: name.to_owned(),
        campus_name: None,
        at: place,
        levels: levels.to_vec(),
        levels_guessed: false,
        commune: None,
        seats: None,
        gates: Vec::new(),
        operator: None,
        source: "made up for tests".to_owned(),
    }
}

fn campuses() -> Vec<StagedCampus> {
    let primary = [Level::Primary];
    vec![
        StagedCampus {
            seats: Some(Seats {
                count: 350,
                synthetic: true,
            }),
            ..campus("sA", "A", "Trường Tiểu học Bình Khánh", &primary, at(100., 0.))
        },
        StagedCampus {
            levels_guessed: true,
            ..campus("sB", "B", "Trường Tiểu học Lý Nhơn", &primary, at(1000., 800.))
        },
        campus(
            "sC",
            "C",
            "Trường Tiểu học và THCS Thạnh An",
            &[Level::Primary, Level::LowerSecondary],
            at(3500., 0.),
        ),
        campus("sD", "D1", "Trường Tiểu học Đồng Hoà", &primary, at(1900., 0.)),
        StagedCampus {
            campus_name: Some("Điểm Rạch Lá".to_owned()),
            ..campus("sD", "D2", "Trường Tiểu học Đồng Hoà", &primary, at(500., 0.))
        },
        campus(
            "sX",
            "X",
            "Trường THCS Cần Thạnh",
            &[Level::LowerSecondary],
            at(1000., 0.),
        ),
    ]
}

fn rectangle(west: f64, south: f64, east: f64, north: f64) -> MultiPolygon<f64> {
    let corner = |x: f64, y: f64| {
        let place = at(x, y);
        Coord {
            x: place.lon,
            y: place.lat,
        }
    };
    MultiPolygon::new(vec![Polygon::new(
        LineString::new(vec![
            corner(west, south),
            corner(east, south),
            corner(east, north),
            corner(west, north),
            corner(west, south),
        ]),
        Vec::new(),
    )])
}

fn units() -> Vec<AdminUnit> {
    let commune = |code: &str, name: &str, west: f64, east: f64| AdminUnit {
        code: UnitCode::new(code),
        name: name.to_owned(),
        kind: "commune".to_owned(),
        area: rectangle(west, -2000., east, 4000.),
    };
    vec![
        commune("27664", "Xã Bình Khánh", -500., 1500.),
        commune("27667", "Xã Thạnh An", 1500., 4000.),
    ]
}

fn water() -> WaterLayer {
    let canal = at(200., 200.);
    let canal_end = at(800., 200.);
    WaterLayer {
        areas: vec![WaterArea {
            id: "river".to_owned(),
            name: Some("Sông Lòng Tàu".to_owned()),
            kind: "river".to_owned(),
            area: rectangle(2050., -2000., 2950., 4000.),
        }],
        lines: vec![WaterLine {
            id: "canal".to_owned(),
            name: Some("Rạch Lá".to_owned()),
            kind: "canal".to_owned(),
            underground: false,
            line: LineString::from(vec![(canal.lon, canal.lat), (canal_end.lon, canal_end.lat)]),
        }],
    }
}

fn places() -> Vec<Place> {
    vec![Place {
        name: "Rừng Sác".to_owned(),
        kind: "forest".to_owned(),
        rank: 2,
        at: at(700., 500.),
    }]
}

/// The town as a Dataset.
pub fn dataset() -> Dataset {
    let made_up = LayerSource {
        files: vec!["town".to_owned()],
        attribution: Some("© a test".to_owned()),
        synthetic: true,
    };
    let layers = [
        StagedLayer::Network(network()),
        StagedLayer::Schools(campuses()),
        StagedLayer::Units(units()),
        StagedLayer::Water(water()),
        StagedLayer::Places(places()),
    ];
    let meta = DatasetMeta {
        title_vi: "Thị trấn thử".to_owned(),
        title_en: "A town for tests".to_owned(),
        published_at: "2026-11-23T08:00:00Z".to_owned(),
    };
    let layers = layers.into_iter().map(|layer| (layer, made_up.clone())).collect();
    let (dataset, _doubts) = Dataset::build(layers, meta).expect("the town has no faults");
    dataset
}

/// The town as requests see it.
pub fn world() -> World {
    World::new(Snapshot::build(dataset(), shipped_profiles(), &Silent))
}
