//! Service areas of drawn towns, whose sizes are known by arithmetic.

use truonggan::base::geom::{LineString, LonLat, MultiPolygon, Polygon};
use truonggan::base::progress::Silent;
use truonggan::domain::catchment::{Fineness, Holder, Nobody};
use truonggan::domain::schools::Level;
use truonggan::snapshot::query::{
    CatchmentAtRequest, CatchmentRequest, Ranking, ServiceAreas, Snapshot, Unreached, catchment_at,
    service_areas,
};

use crate::queries::{campus, snapshot};
use crate::support::town::{Town, at};

fn rectangle(west: f64, south: f64, east: f64, north: f64) -> MultiPolygon<f64> {
    let corners = [
        (west, south),
        (east, south),
        (east, north),
        (west, north),
        (west, south),
    ];
    let ring: LineString<f64> = corners
        .iter()
        .map(|(x, y)| at(*x, *y))
        .map(|place: LonLat| (place.lon, place.lat))
        .collect();
    MultiPolygon::new(vec![Polygon::new(ring, Vec::new())])
}

fn walk(world: &Snapshot, level: Level) -> CatchmentRequest {
    CatchmentRequest {
        profile: world.index.find_profile("walk").unwrap(),
        level,
        rank: Ranking::Metres,
    }
}

fn areas(world: &Snapshot, boundary: &MultiPolygon<f64>, cell_metres: f64) -> ServiceAreas {
    let fineness = Fineness {
        cell_metres,
        border_metres: 0.5,
    };
    service_areas(world, &walk(world, Level::Primary), boundary, &fineness, &Silent).unwrap()
}

fn size(world: &Snapshot, areas: &ServiceAreas, id: &str) -> f64 {
    let campus = world.schools().find_campus(id).unwrap();
    size_of(areas, Holder::Campus(campus))
}

fn size_of(areas: &ServiceAreas, holder: Holder) -> f64 {
    let area = areas.areas.iter().find(|area| area.holder == holder);
    area.map_or(0.0, |area| area.square_metres)
}

#[track_caller]
fn assert_size(got: f64, expect: f64, off_by: f64) {
    assert!((got - expect).abs() <= off_by, "{got} m² instead of {expect} m²");
}

/// Two streets 600 m apart that nothing joins, each with its school.
fn two_banks() -> Town {
    Town::new()
        .street("north", &[(-500., 300.), (1500., 300.)])
        .street("south", &[(-500., -300.), (1500., -300.)])
}

fn two_schools(town: &Town) -> Snapshot {
    let schools = vec![
        campus("N", "N", Level::Primary, 500., 300.),
        campus("S", "S", Level::Primary, 500., -300.),
    ];
    snapshot(town, schools)
}

#[test]
fn without_water_the_border_runs_midway() {
    let world = two_schools(&two_banks());
    for cell in [160., 20., 7.] {
        let found = areas(&world, &rectangle(200., -200., 800., 200.), cell);
        assert_size(size(&world, &found, "N"), 600. * 200., 600.);
        assert_size(size(&world, &found, "S"), 600. * 200., 600.);
    }
}

#[test]
fn a_brook_is_a_border_though_the_other_street_is_nearer() {
    let world = two_schools(&two_banks().brook(&[(-600., 100.), (1600., 100.)]));
    let found = areas(&world, &rectangle(200., -200., 800., 200.), 20.);
    assert_size(size(&world, &found, "S"), 600. * 300., 600.);
    assert_size(size(&world, &found, "N"), 600. * 100., 600.);
}

#[test]
fn water_is_nobody_s_and_is_taken_out() {
    let world = two_schools(&two_banks().lake(-600., 90., 1600., 110.));
    let found = areas(&world, &rectangle(200., -200., 800., 200.), 20.);
    assert_size(size(&world, &found, "S"), 600. * 290., 12.);
    assert_size(size(&world, &found, "N"), 600. * 90., 12.);
    assert_eq!(found.areas.len(), 2);
}

#[test]
fn land_far_from_roads_on_an_island_and_behind_water_says_why_nobody_holds_it() {
    let town = Town::new()
        .street("main", &[(-500., 0.), (1500., 0.)])
        .street("cut off", &[(-500., -700.), (1500., -700.)])
        .brook(&[(-2000., 60.), (2500., 60.)])
        .brook(&[(-2000., 160.), (2500., 160.)]);
    let world = snapshot(&town, vec![campus("A", "A", Level::Primary, 500., 0.)]);
    let found = areas(&world, &rectangle(200., -700., 800., 1000.), 20.);
    // Beyond the first brook every leg crosses it, up to 500 m from the street; farther on there is no road.
    assert_size(
        size_of(&found, Holder::Nobody(Nobody::AcrossWater)),
        600. * 440.,
        600.,
    );
    assert_size(
        size_of(&found, Holder::Nobody(Nobody::FarFromRoad)),
        600. * 500.,
        600.,
    );
    // The main street is taken where it is at most 150 m off and three times as far as the one that is cut off: from no
    // place nearer to the latter, since they are 700 m apart.
    assert_size(size_of(&found, Holder::Nobody(Nobody::Island)), 600. * 350., 600.);
    assert_size(size(&world, &found, "A"), 600. * (350. + 60.), 600.);
}

#[test]
fn a_small_area_around_a_road_is_not_overlooked_by_wide_cells() {
    // A lane of 60 m between two streets of another school: no corner of a wide cell falls into its area.
    let town = Town::new()
        .street("long", &[(-1000., 0.), (1000., 0.)])
        .street("lane", &[(37., 53.), (97., 53.)])
        .street("other", &[(-1000., 105.), (1000., 105.)])
        .street("joint", &[(-1000., 0.), (-1000., 105.)]);
    let schools = vec![
        campus("A", "A", Level::Primary, -990., 0.),
        campus("L", "L", Level::Primary, 67., 53.),
    ];
    let world = snapshot(&town, schools);
    let found = areas(&world, &rectangle(-400., 0., 400., 105.), 10.);
    // Half way to both streets over its length, and a round end on each side.
    let lane = size(&world, &found, "L");
    assert!(lane > 60. * 50. && lane < 120. * 60., "{lane} m²");
}

#[test]
fn a_home_is_told_its_campus_the_second_one_and_how_much_farther_it_is() {
    let town = Town::new().street("one", &[(0., 0.), (1000., 0.)]);
    let schools = vec![
        campus("A", "A", Level::Primary, 0., 0.),
        campus("B", "B", Level::Primary, 1000., 0.),
    ];
    let world = snapshot(&town, schools);
    let request = CatchmentAtRequest {
        at: at(300., 20.),
        areas: walk(&world, Level::Primary),
    };
    let found = catchment_at(&world, &request).unwrap();
    let code = |place: usize| world.schools().campus(found.near[place].campus).id.as_str();
    assert_eq!((code(0), code(1)), ("A", "B"));
    let margin = found.margin.unwrap();
    assert!((margin.centimetres - 40_000).abs() <= 8, "{margin:?}");
    assert!(margin.deciseconds > 0);
}

#[test]
fn a_level_that_nobody_teaches_has_no_areas() {
    let world = two_schools(&two_banks());
    let boundary = rectangle(200., -200., 800., 200.);
    let fineness = Fineness {
        cell_metres: 20.,
        border_metres: 1.,
    };
    let none = service_areas(
        &world,
        &walk(&world, Level::Preschool),
        &boundary,
        &fineness,
        &Silent,
    );
    assert_eq!(none, Err(Unreached::NoCampus));
}
