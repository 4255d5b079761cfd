//! Areas against the engine's own answers for random homes, and as a division of land without gaps or overlaps, on the
//! demonstration and on a real city.

use std::path::Path;

use geo::{Area as _, BooleanOps as _, Validation as _};
use truonggan::adapters::import::{read_layer, read_layer_and, read_points, shipped_profiles};
use truonggan::base::calendar::ClockTime;
use truonggan::base::geom::{
    Bounds, LonLat, MultiPolygon, PlanarFrame, Ruler, area_bounds, area_contains, square_metres,
};
use truonggan::base::progress::Silent;
use truonggan::base::units::{Centimetres, Deciseconds};
use truonggan::domain::catchment::{Fineness, Holder, Land, Nobody};
use truonggan::domain::network::{Measure, exact_row, reach_gate};
use truonggan::domain::schools::Level;
use truonggan::snapshot::dataset::{Dataset, DatasetMeta, Layer, LayerSource, StagedLayer};
use truonggan::snapshot::index::LabelKey;
use truonggan::snapshot::query::{
    CatchmentAtRequest, CatchmentRequest, Confidence, Distinct, IsochroneRequest, Limits, NearestAnswer,
    NearestRequest, PinRefusal, Ranking, SERVICE_AREA_FINENESS, ServiceAreas, Snapshot, catchment_at,
    isochrone, nearest, service_areas, whole_boundary,
};

use crate::support::random::Random;
use crate::support::real_data;

fn demo_file(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo").join(name)
}

fn demo() -> Snapshot {
    let layers = [
        (Layer::Network, "roads.geojson"),
        (Layer::Schools, "schools.csv"),
        (Layer::Units, "units.geojson"),
        (Layer::Water, "water.geojson"),
    ];
    let staged = layers.into_iter().filter_map(|(layer, name)| {
        let (mut found, _) = read_layer(layer, &[demo_file(name)], &Silent).unwrap();
        found.take(layer)
    });
    world(staged.collect())
}

fn city() -> Option<Snapshot> {
    let extract = real_data::file("osm/hcm_2018.osm.pbf")?;
    let all = [Layer::Network, Layer::Schools, Layer::Units, Layer::Water];
    let (staged, _) = read_layer_and(Layer::Network, &all, &[extract], &Silent).unwrap();
    Some(world(staged.layers))
}

fn world(layers: Vec<StagedLayer>) -> Snapshot {
    let layers = layers.into_iter().map(|layer| (layer, LayerSource::default()));
    let (dataset, _) = Dataset::build(layers.collect(), DatasetMeta::default()).unwrap();
    Snapshot::build(dataset, shipped_profiles(), &Silent)
}

fn primary(world: &Snapshot, profile: &str, rank: Ranking) -> CatchmentRequest {
    CatchmentRequest {
        profile: world.index.find_profile(profile).unwrap(),
        level: Level::Primary,
        rank,
    }
}

/// The engine's answer for a home.
fn holder(world: &Snapshot, areas: CatchmentRequest, at: LonLat) -> Holder {
    match catchment_at(world, &CatchmentAtRequest { at, areas }) {
        Err(PinRefusal::FarFromRoad { .. }) => Holder::Nobody(Nobody::FarFromRoad),
        Err(refusal) => panic!("{refusal:?}"),
        Ok(found) => match found.near.first() {
            None => Holder::Nobody(Nobody::Island),
            Some(_) if found.pin.confidence != Confidence::High => Holder::Nobody(Nobody::AcrossWater),
            Some(near) => Holder::Campus(near.campus),
        },
    }
}

/// Areas with their boxes, to be asked many times.
struct Drawn<'a>(Vec<(Holder, Bounds, &'a MultiPolygon<f64>)>);

impl<'a> Drawn<'a> {
    fn of(areas: &'a ServiceAreas) -> Self {
        let areas = areas.areas.iter();
        Self(
            areas
                .map(|area| (area.holder, area_bounds(&area.area).unwrap(), &area.area))
                .collect(),
        )
    }

    fn at(&self, at: LonLat) -> Vec<Holder> {
        let here = self
            .0
            .iter()
            .filter(|(_, bounds, area)| bounds.contains(at) && area_contains(area, at));
        here.map(|(holder, ..)| *holder).collect()
    }
}

/// Random places on the land of a boundary.
fn homes(world: &Snapshot, boundary: &MultiPolygon<f64>, seed: u64) -> impl Iterator<Item = LonLat> {
    let bounds = area_bounds(boundary).unwrap();
    let mut random = Random::new(seed);
    let places = std::iter::repeat_with(move || {
        LonLat::new(
            bounds.west + random.unit() * (bounds.east - bounds.west),
            bounds.south + random.unit() * (bounds.north - bounds.south),
        )
    });
    let water = world.index.snapper().water;
    places.filter(move |at| area_contains(boundary, *at) && !water.contains(PlanarFrame::project(*at)))
}

#[track_caller]
fn assert_agreement(what: &str, agree: usize, of: usize) {
    println!(
        "{what}: {agree} of {of} homes agree, {:.3} %",
        agree as f64 / of as f64 * 100.
    );
    assert!(
        agree * 1000 >= of * 995,
        "{what}: only {agree} of {of} homes agree"
    );
}

/// Homes on the land, and homes that have a campus, each counted alone: empty land agrees easily.
fn check_service_areas(world: &Snapshot, request: CatchmentRequest, what: &str, n: usize) {
    let boundary = whole_boundary(world);
    let areas = service_areas(world, &request, &boundary, &SERVICE_AREA_FINENESS, &Silent).unwrap();
    let drawn = Drawn::of(&areas);
    let (mut agree, mut of) = (0, 0);
    let (mut held_agree, mut held) = (0, 0);
    let mut homes = homes(world, &boundary, 7);
    while of < n || held < n {
        let at = homes.next().unwrap();
        let truth = holder(world, request, at);
        let here = drawn.at(at);
        assert!(here.len() <= 1, "{what}: {at:?} lies in {here:?}");
        let same = usize::from(here == [truth]);
        if of < n {
            (agree, of) = (agree + same, of + 1);
        }
        if matches!(truth, Holder::Campus(_)) && held < n {
            (held_agree, held) = (held_agree + same, held + 1);
        }
    }
    assert_agreement(&format!("{what}, all land"), agree, of);
    assert_agreement(&format!("{what}, land of a campus"), held_agree, held);
}

#[test]
fn service_areas_of_the_demonstration_agree_with_the_answers_for_random_homes() {
    let world = demo();
    for (profile, rank) in [
        ("walk", Ranking::Metres),
        ("motorbike", Ranking::Metres),
        ("walk", Ranking::Minutes),
    ] {
        let what = format!("demonstration, {profile} by {rank}");
        check_service_areas(&world, primary(&world, profile, rank), &what, 5_000);
    }
}

#[test]
fn service_areas_of_the_demonstration_agree_for_the_homes_that_it_ships() {
    let world = demo();
    let request = primary(&world, "walk", Ranking::Metres);
    let boundary = whole_boundary(&world);
    let areas = service_areas(&world, &request, &boundary, &SERVICE_AREA_FINENESS, &Silent).unwrap();
    let drawn = Drawn::of(&areas);
    let (points, _) = read_points(&demo_file("homes.csv")).unwrap();
    let inside = points.iter().filter(|home| area_contains(&boundary, home.at));
    let same: Vec<bool> = inside
        .map(|home| drawn.at(home.at) == [holder(&world, request, home.at)])
        .collect();
    assert!(same.len() > 1_000);
    assert_agreement(
        "homes of the demonstration",
        same.iter().filter(|same| **same).count(),
        same.len(),
    );
}

#[test]
fn service_areas_of_a_city_agree_with_the_answers_for_random_homes() {
    let Some(world) = city() else { return };
    let request = primary(&world, "walk", Ranking::Metres);
    check_service_areas(&world, request, "city, walk", 5_000);
}

#[test]
fn areas_and_water_fill_the_boundary_without_gaps_or_overlaps() {
    check_division(&demo(), &SERVICE_AREA_FINENESS);
}

#[test]
fn areas_fill_a_dense_part_of_a_city_without_gaps_or_overlaps() {
    let Some(world) = city() else { return };
    let center = world.index.bounds().unwrap().center();
    let around = 0.03;
    let bounds = Bounds {
        west: center.lon - around,
        south: center.lat - around,
        east: center.lon + around,
        north: center.lat + around,
    };
    let boundary = Land::of_bounds(&bounds, std::iter::empty()).unwrap().area();
    check_division_of(&world, &boundary, &SERVICE_AREA_FINENESS);
}

fn check_division(world: &Snapshot, fineness: &Fineness) {
    check_division_of(world, &whole_boundary(world), fineness);
}

/// The judge is the overlay of the geo crate, and sums of areas.
fn check_division_of(world: &Snapshot, boundary: &MultiPolygon<f64>, fineness: &Fineness) {
    let request = primary(world, "walk", Ranking::Metres);
    let areas = service_areas(world, &request, boundary, fineness, &Silent).unwrap();
    let water: Vec<&MultiPolygon<f64>> = world
        .dataset
        .water()
        .areas
        .iter()
        .map(|water| &water.area)
        .collect();
    let land = Land::new(boundary, water.iter().copied()).unwrap().area();
    let whole = square_metres(&land);
    // In degrees, where sums are exact: the ruler of a whole differs from those of its parts.
    let sum: f64 = areas.areas.iter().map(|area| area.area.unsigned_area()).sum();
    let sum = sum / land.unsigned_area() * whole;
    println!(
        "{} areas, {whole:.1} m² of land, {sum:.1} m² in areas",
        areas.areas.len()
    );
    // Corners are whole ten-millionths of a degree, so a corner on a long side may be a centimetre beside it.
    let borders: f64 = areas.areas.iter().map(|area| border_metres(&area.area)).sum();
    // Areas share their corners, so only the shores are beside where they were: by less than a tenth of a millimetre on
    // average.
    let rounding = borders * 0.0001;
    assert!((sum - whole).abs() < rounding, "{sum} of {whole}");
    let (mut overlaps, mut in_water) = (0.0, 0.0);
    let mut rest = land.clone();
    for (at, area) in areas.areas.iter().enumerate() {
        area.area
            .check_validation()
            .unwrap_or_else(|fault| panic!("{:?}: {fault}", area.holder));
        let bounds = area_bounds(&area.area).unwrap();
        for other in &areas.areas[at + 1..] {
            if area_bounds(&other.area).unwrap().meets(&bounds) {
                overlaps += square_metres(&area.area.intersection(&other.area));
            }
        }
        for water in water
            .iter()
            .filter(|water| area_bounds(water).is_some_and(|w| w.meets(&bounds)))
        {
            in_water += square_metres(&area.area.intersection(*water));
        }
        rest = rest.difference(&area.area);
    }
    let gaps = square_metres(&rest);
    println!(
        "overlaps {overlaps:.3} m², in water {in_water:.3} m², gaps {gaps:.3} m², {borders:.0} m of borders"
    );
    assert!(overlaps < 0.01, "{overlaps} m² of overlaps");
    assert!(in_water < rounding, "{in_water} m² in water");
    assert!(gaps < rounding, "{gaps} m² of gaps");
    for area in &areas.areas {
        for polygon in &area.area {
            let outline = geo::Polygon::new(polygon.exterior().clone(), Vec::new());
            assert!(outline.signed_area() > 0.0, "outlines run against the clock");
        }
    }
}

/// The length of all rings.
fn border_metres(area: &MultiPolygon<f64>) -> f64 {
    let rings = area.iter().flat_map(|polygon| {
        let holes = polygon.interiors().iter();
        std::iter::once(polygon.exterior()).chain(holes)
    });
    let sides = rings.flat_map(geo::LineString::lines);
    let place = |at: geo::Coord<f64>| LonLat::new(at.x, at.y);
    sides
        .map(|side| Ruler::between(place(side.start), place(side.end)))
        .sum()
}

/// What the way from a home to a campus costs, where the answer is sure: by a question for the nearest campuses where
/// metres are asked for, and by the row of the campus where minutes without a timetable are.
fn cost(world: &Snapshot, request: &IsochroneRequest, at: LonLat, enough: u32) -> Option<u32> {
    let level = world.schools().campus(request.campus).levels[0];
    if request.limits.rank() == Ranking::Minutes {
        return minutes(world, request, level, at);
    }
    let question = NearestRequest {
        at,
        profile: request.profile,
        level,
        k: 20,
        rank: Ranking::Metres,
        distinct: Distinct::Campus,
        day: "2026-11-25".parse().unwrap(),
        bell: ClockTime::at(7, 0),
    };
    let near = nearest(world, &question).ok()?;
    if near.pin.confidence != Confidence::High {
        return None;
    }
    let of_campus = |near: &NearestAnswer| {
        let found = near.results.iter().find(|found| found.campus == request.campus);
        found.map(|found| found.travel.metres.0)
    };
    // The nearest ones are exact, so a campus that is not among them is no nearer than the last.
    let last = near.results.last()?.travel.metres.0;
    let all_are_known = near.results.len() < question.k || last > enough;
    of_campus(&near).or_else(|| {
        let all = NearestRequest { k: 5_000, ..question };
        if all_are_known {
            None
        } else {
            of_campus(&nearest(world, &all).ok()?)
        }
    })
}

fn minutes(world: &Snapshot, request: &IsochroneRequest, level: Level, at: LonLat) -> Option<u32> {
    let layer = world.index.layer(world.raw(), request.profile);
    let key = LabelKey {
        profile: request.profile,
        level,
        measure: Measure::Time,
    };
    let labels = world.index.labels(world.raw(), key);
    let leads = |point| labels.table.leads(&layer.graph, &labels.gates, point);
    let rules = &world.index.profile(request.profile).snapping;
    let snap = world.index.snapper().snap(&layer.graph, rules, at, leads).ok()?;
    let gates = layer.gates.of_campuses(|campus| campus == request.campus);
    let row = exact_row(&layer.graph, &gates, Measure::Time);
    let reached = reach_gate(&layer.graph, &gates, &row, &snap).filter(|_| snap.doubt.is_none())?;
    Some(reached.cost.time.0)
}

fn check_isochrone(world: &Snapshot, request: &IsochroneRequest, n: usize) {
    let drawn = isochrone(world, request, &Silent);
    let largest = &drawn.areas.last().unwrap().area;
    let bounds = area_bounds(largest).unwrap();
    let around = Land::of_bounds(&bounds, std::iter::empty()).unwrap().area();
    let greatest = drawn.areas.last().unwrap().limit;
    let (mut agree, mut of) = (0, 0);
    for at in homes(world, &around, 11).take(n) {
        let cost = cost(world, request, at, greatest);
        for area in &drawn.areas {
            let truth = cost.is_some_and(|cost| cost <= area.limit);
            agree += usize::from(truth == area_contains(&area.area, at));
            of += 1;
        }
    }
    assert_agreement(&format!("{:?}", request.limits), agree, of);
    for pair in drawn.areas.windows(2) {
        let outside = square_metres(&pair[0].area.difference(&pair[1].area));
        assert!(
            outside < 1.0,
            "{outside} m² of the nearer area lie outside the farther one"
        );
        assert!(pair[0].square_metres < pair[1].square_metres);
    }
}

fn usual_limits() -> Limits {
    Limits::Metres([500., 1000., 2000., 4000.].map(Centimetres::from_metres).to_vec())
}

#[test]
fn isochrones_of_the_demonstration_agree_with_the_answers_for_random_homes() {
    let world = demo();
    let campuses = world.schools().campuses_of(Level::Primary);
    let minutes = Limits::Minutes([5., 10., 15.].map(Deciseconds::from_minutes).to_vec());
    for (campus, limits) in [(campuses[0], usual_limits()), (campuses[3], minutes)] {
        let profile = world.index.find_profile("walk").unwrap();
        check_isochrone(
            &world,
            &IsochroneRequest {
                campus,
                profile,
                limits,
            },
            5_000,
        );
    }
}

#[test]
fn isochrones_of_a_city_agree_with_the_answers_for_random_homes() {
    let Some(world) = city() else { return };
    let campuses = world.schools().campuses_of(Level::Primary);
    let profile = world.index.find_profile("walk").unwrap();
    for campus in [campuses[campuses.len() / 3], campuses[campuses.len() / 2]] {
        let limits = usual_limits();
        check_isochrone(
            &world,
            &IsochroneRequest {
                campus,
                profile,
                limits,
            },
            2_500,
        );
    }
}

#[test]
fn areas_do_not_depend_on_the_number_of_threads() {
    let world = demo();
    let request = primary(&world, "walk", Ranking::Metres);
    let boundary = whole_boundary(&world);
    let [one, two] = [1, 2].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| service_areas(&world, &request, &boundary, &SERVICE_AREA_FINENESS, &Silent).unwrap())
    });
    assert_eq!(one, two);
}
