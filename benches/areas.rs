//! The reach of a school on foot, and the service areas of all primary schools, as areas and as pieces of road.
#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

mod support;

use criterion::{Criterion, criterion_group, criterion_main};
use support::World;
use truonggan::base::progress::Silent;
use truonggan::base::units::Centimetres;
use truonggan::domain::schools::Level;
use truonggan::snapshot::query::{
    CatchmentRequest, IsochroneRequest, Limits, Ranking, SERVICE_AREA_FINENESS, USUAL_REACH_METRES,
    isochrone, reach, service_area_pieces, service_areas, whole_boundary,
};

fn all(criterion: &mut Criterion) {
    for world in support::worlds() {
        assert!(!world.homes.is_empty(), "somebody lives there");
        reach_of_one(criterion, &world);
        areas_of_all(criterion, &world);
    }
}

fn reach_of_one(criterion: &mut Criterion, world: &World) {
    let mut group = criterion.benchmark_group(world.name);
    let snapshot = &world.snapshot;
    let campuses = snapshot.schools().campuses_of(Level::Primary);
    let limits = USUAL_REACH_METRES.map(Centimetres::from_metres);
    let request = IsochroneRequest {
        campus: campuses[campuses.len() / 2],
        profile: snapshot.index.find_profile("walk").unwrap(),
        limits: Limits::Metres(limits.to_vec()),
    };
    group.bench_function("isochrone of four limits", |bench| {
        bench.iter(|| {
            let drawn = isochrone(snapshot, &request, &Silent);
            assert!(drawn.areas.len() == 4 && drawn.areas[0].square_metres > 10_000.0);
        });
    });
    group.bench_function("isochrone of four limits, roads only", |bench| {
        bench.iter(|| assert!(reach(snapshot, &request).pieces.len() > 10));
    });
    group.finish();
}

fn areas_of_all(criterion: &mut Criterion, world: &World) {
    let mut group = criterion.benchmark_group(world.name);
    let snapshot = &world.snapshot;
    let request = CatchmentRequest {
        profile: snapshot.index.find_profile("walk").unwrap(),
        level: Level::Primary,
        rank: Ranking::Metres,
    };
    let boundary = whole_boundary(snapshot);
    let schools = snapshot.schools().campuses_of(Level::Primary).len();
    group.bench_function("service areas", |bench| {
        bench.iter(|| {
            let areas = service_areas(snapshot, &request, &boundary, &SERVICE_AREA_FINENESS, &Silent);
            assert!(areas.unwrap().areas.len() * 10 > schools * 9);
        });
    });
    group.bench_function("service areas, roads only", |bench| {
        bench.iter(|| assert!(service_area_pieces(snapshot, &request).len() > schools));
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = support::short_rounds();
    targets = all
}
criterion_main!(benches);
