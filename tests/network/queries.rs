//! Questions to a whole Snapshot: pins, levels, more campuses than labels, schools of several campuses, routes.

use truonggan::adapters::import::shipped_profiles;
use truonggan::base::calendar::ClockTime;
use truonggan::base::geom::LonLat;
use truonggan::base::progress::Silent;
use truonggan::base::units::{Centimetres, Deciseconds};
use truonggan::domain::network::Timetable;
use truonggan::domain::schools::{Bells, Level};
use truonggan::snapshot::dataset::{Dataset, DatasetMeta, LayerSource, StagedCampus, StagedLayer};
use truonggan::snapshot::query::{
    Confidence, Distinct, LegKind, NearestRequest, PinRefusal, Ranking, RouteRequest, Snapshot, Unreached,
    nearest, route,
};

use crate::support::town::{Town, assert_length, at};

pub fn campus(id: &str, school: &str, level: Level, east: f64, north: f64) -> StagedCampus {
    StagedCampus {
        school_id: school.to_owned(),
        campus_id: id.to_owned(),
        name: format!("Trường {school}"),
        campus_name: None,
        at: at(east, north),
        levels: vec![level],
        levels_guessed: false,
        commune: None,
        seats: None,
        gates: Vec::new(),
        operator: None,
        source: "drawn".to_owned(),
    }
}

pub fn snapshot(town: &Town, campuses: Vec<StagedCampus>) -> Snapshot {
    snapshot_with(town, campuses, Timetable::default())
}

pub fn snapshot_with(town: &Town, campuses: Vec<StagedCampus>, timetable: Timetable) -> Snapshot {
    let layers = vec![
        (StagedLayer::Timetable(timetable), LayerSource::default()),
        (StagedLayer::Network(town.raw().clone()), LayerSource::default()),
        (StagedLayer::Water(town.water().clone()), LayerSource::default()),
        (StagedLayer::Schools(campuses), LayerSource::default()),
    ];
    let meta = DatasetMeta {
        title_vi: "Thử".to_owned(),
        title_en: "Test".to_owned(),
        published_at: "2026-01-01T00:00:00Z".to_owned(),
    };
    let (dataset, _) = Dataset::build(layers, meta).unwrap();
    Snapshot::build(dataset, shipped_profiles(), &Silent)
}

/// A street of 6 km with a primary campus every 200 m; every third one belongs to school A.
fn long_street() -> Snapshot {
    let places: Vec<(f64, f64)> = (0..=30).map(|step| (f64::from(step) * 200., 0.)).collect();
    let campuses = (0..30).map(|n| {
        let school = if n % 3 == 0 {
            "A".to_owned()
        } else {
            format!("B{n:02}")
        };
        campus(
            &format!("C{n:02}"),
            &school,
            Level::Primary,
            f64::from(n) * 200. + 50.,
            10.,
        )
    });
    snapshot(&Town::new().street("Đường Dài", &places), campuses.collect())
}

fn ask(world: &Snapshot, at: LonLat, k: usize) -> NearestRequest {
    let profile = world.index.find_profile("walk").unwrap();
    NearestRequest {
        at,
        profile,
        level: Level::Primary,
        k,
        rank: Ranking::Metres,
        distinct: Distinct::Campus,
        day: "2026-11-25".parse().unwrap(),
        bell: ClockTime::at(7, 0),
    }
}

#[test]
fn more_campuses_than_labels_are_answered_exactly_and_in_the_same_order() {
    let world = long_street();
    let all = nearest(&world, &ask(&world, at(0., 0.), 30)).unwrap().results;
    let few = nearest(&world, &ask(&world, at(0., 0.), 20)).unwrap().results;
    assert_eq!((all.len(), few.len()), (30, 20));
    assert_eq!(all[..20], few[..]);
    for (n, found) in all.iter().enumerate() {
        assert_length(found.travel.metres, n as f64 * 200. + 60.);
        assert_length(found.travel.access, 10.);
    }
}

#[test]
fn a_school_of_many_campuses_can_count_once() {
    let world = long_street();
    let request = NearestRequest {
        distinct: Distinct::School,
        ..ask(&world, at(0., 0.), 4)
    };
    let results = nearest(&world, &request).unwrap().results;
    let ids: Vec<&str> = results
        .iter()
        .map(|found| world.schools().campus(found.campus).id.as_str())
        .collect();
    assert_eq!(ids, ["C00", "C01", "C02", "C04"]);
    let request = NearestRequest {
        distinct: Distinct::School,
        ..ask(&world, at(0., 0.), 25)
    };
    assert_eq!(
        nearest(&world, &request).unwrap().results.len(),
        21,
        "A and twenty others"
    );
}

#[test]
fn pins_that_are_no_places_swapped_or_off_the_map_are_told_apart() {
    let world = long_street();
    let refusal = |lon: f64, lat: f64| nearest(&world, &ask(&world, LonLat::new(lon, lat), 5)).unwrap_err();
    assert_eq!(refusal(200., 10.5), PinRefusal::OutOfRange);
    assert_eq!(refusal(f64::NAN, 10.5), PinRefusal::OutOfRange);
    assert_eq!(refusal(10.5, 106.8), PinRefusal::Swapped);
    assert!(matches!(refusal(105.8, 21.0), PinRefusal::OutsideMap { metres } if metres > 1_000_000.));
    assert!(matches!(
        refusal(106.8, 10.52),
        PinRefusal::FarFromRoad { metres: Some(_), .. }
    ));
}

#[test]
fn a_level_that_nobody_teaches_and_an_island_are_answers_with_a_reason() {
    let world = long_street();
    let request = NearestRequest {
        level: Level::Preschool,
        ..ask(&world, at(0., 0.), 5)
    };
    assert_eq!(
        nearest(&world, &request).unwrap().unreached,
        Some(Unreached::NoCampus)
    );
    let town = Town::new()
        .street("bờ", &[(0., 0.), (500., 0.)])
        .street("cù lao", &[(2000., 0.), (2100., 0.)]);
    let island = snapshot(&town, vec![campus("C", "S", Level::Primary, 0., 0.)]);
    let answer = nearest(&island, &ask(&island, at(2050., 10.), 5)).unwrap();
    assert_eq!(answer.unreached, Some(Unreached::Island));
    assert!(answer.results.is_empty());
    assert_eq!(answer.pin.road.as_deref(), Some("cù lao"));
}

#[test]
fn every_route_agrees_with_its_answer_to_the_centimetre_and_the_decisecond() {
    let town = Town::new()
        .street("Đường Bờ Tây", &[(0., 0.), (0., 500.)])
        .ferry("Phà", 10, 20, &[(0., 0.), (1000., 0.)])
        .street("Đường Bờ Đông", &[(1000., 0.), (1000., 500.), (1500., 500.)])
        .street("Hẻm 1", &[(1500., 500.), (1500., 700.)])
        .lake(20., -200., 980., 480.);
    let mut campuses: Vec<StagedCampus> = (0..25)
        .map(|n| {
            campus(
                &format!("C{n:02}"),
                &format!("S{n:02}"),
                Level::Primary,
                1000. + f64::from(n) * 20.,
                510.,
            )
        })
        .collect();
    campuses.push(campus("W", "W", Level::Primary, 10., 490.));
    let world = snapshot(&town, campuses);
    for rank in [Ranking::Metres, Ranking::Minutes] {
        let request = NearestRequest {
            rank,
            ..ask(&world, at(5., 200.), 30)
        };
        let answer = nearest(&world, &request).unwrap();
        assert_eq!(answer.results.len(), 26);
        for found in &answer.results {
            let question = RouteRequest {
                at: request.at,
                campus: found.campus,
                profile: request.profile,
                rank,
                day: request.day,
                bells: Bells::default(),
            };
            let way = route(&world, &question).unwrap();
            assert_eq!(way.travel, found.travel);
            assert_eq!(
                way.legs.iter().map(|leg| leg.metres).sum::<Centimetres>(),
                found.travel.metres
            );
            assert_eq!(
                way.legs.iter().map(|leg| leg.time).sum::<Deciseconds>(),
                found.travel.time
            );
            let sails = way.legs.iter().filter(|leg| leg.kind == LegKind::Sail).count();
            assert_eq!(sails, usize::from(found.travel.crossings));
        }
    }
}

#[test]
fn a_route_over_a_ferry_reads_leg_by_leg() {
    let town = Town::new()
        .street("Đường Bờ Tây", &[(0., 0.), (0., 500.)])
        .ferry("Phà Thử", 10, 20, &[(0., 0.), (1000., 0.)])
        .street("Đường Bờ Đông", &[(1000., 0.), (1000., 500.)]);
    let world = snapshot(&town, vec![campus("C", "S", Level::Primary, 1010., 300.)]);
    let request = ask(&world, at(-5., 200.), 1);
    let question = RouteRequest {
        at: request.at,
        campus: world.schools().find_campus("C").unwrap(),
        profile: request.profile,
        rank: request.rank,
        day: request.day,
        bells: Bells::default(),
    };
    let way = route(&world, &question).unwrap();
    let legs: Vec<(LegKind, Option<&str>)> = way
        .legs
        .iter()
        .map(|leg| (leg.kind, leg.name.as_deref()))
        .collect();
    assert_eq!(
        legs,
        [
            (LegKind::Access, None),
            (LegKind::Road, Some("Đường Bờ Tây")),
            (LegKind::Wait, Some("Phà Thử")),
            (LegKind::Sail, Some("Phà Thử")),
            (LegKind::Road, Some("Đường Bờ Đông")),
            (LegKind::Access, None),
        ]
    );
    assert_eq!(way.pin.confidence, Confidence::High);
    assert_length(way.travel.metres, 5. + 200. + 1000. + 300. + 10.);
}
