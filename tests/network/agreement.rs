//! Areas against the engine's own answers for random homes, on the demonstration and on a real city.

use std::time::Instant;

use truonggan::adapters::import::{read_layer, read_layer_and, shipped_profiles};
use truonggan::base::geom::{Bounds, LonLat, MultiPolygon, PlanarFrame, area_bounds, area_contains};
use truonggan::base::progress::Silent;
use truonggan::domain::catchment::{Fineness, Holder, Nobody};
use truonggan::domain::schools::Level;
use truonggan::snapshot::dataset::{Dataset, DatasetMeta, Layer, LayerSource, StagedLayer};
use truonggan::snapshot::query::{
    CatchmentAtRequest, CatchmentRequest, Confidence, PinRefusal, Ranking, ServiceAreas, Snapshot,
    catchment_at, service_areas, whole_boundary,
};

use crate::support::random::Random;
use crate::support::real_data;

fn demo() -> Snapshot {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo");
    let layers = [
        (Layer::Network, "roads.geojson"),
        (Layer::Schools, "schools.csv"),
        (Layer::Units, "units.geojson"),
        (Layer::Water, "water.geojson"),
    ];
    let mut staged = Vec::new();
    for (layer, name) in layers {
        let (mut found, _) = read_layer(layer, &[folder.join(name)], &Silent).unwrap();
        staged.extend(found.take(layer));
    }
    world(staged)
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

fn holder(world: &Snapshot, areas: CatchmentRequest, at: LonLat) -> Holder {
    match catchment_at(world, &CatchmentAtRequest { at, areas }) {
        Err(PinRefusal::FarFromRoad { .. }) => Holder::Nobody(Nobody::FarFromRoad),
        Err(refusal) => panic!("{refusal:?}"),
        Ok(found) => match found.near.results.first() {
            None => Holder::Nobody(Nobody::Island),
            Some(_) if found.near.pin.confidence != Confidence::High => Holder::Nobody(Nobody::AcrossWater),
            Some(near) => Holder::Campus(near.campus),
        },
    }
}

struct Found {
    areas: Vec<(Holder, Bounds, MultiPolygon<f64>)>,
}

impl Found {
    fn of(areas: &ServiceAreas) -> Self {
        let entry = |area: &truonggan::snapshot::query::ServiceArea| {
            (area.holder, area_bounds(&area.area).unwrap(), area.area.clone())
        };
        Self {
            areas: areas.areas.iter().map(entry).collect(),
        }
    }

    fn at(&self, at: LonLat) -> Vec<Holder> {
        self.areas
            .iter()
            .filter(|(_, bounds, area)| bounds.contains(at) && area_contains(area, at))
            .map(|(holder, ..)| *holder)
            .collect()
    }
}

fn count(world: &Snapshot, name: &str, n: usize, cell: f64, profile: &str, near_roads: bool) {
    let request = CatchmentRequest {
        profile: world.index.find_profile(profile).unwrap(),
        level: Level::Primary,
        rank: Ranking::Metres,
    };
    let boundary = whole_boundary(world);
    let fineness = Fineness { cell_metres: cell, border_metres: 1.0 };
    let start = Instant::now();
    let areas = service_areas(world, &request, &boundary, &fineness, &Silent).unwrap();
    let took = start.elapsed();
    let points: usize = areas.areas.iter().flat_map(|a| &a.area.0).map(|p| p.exterior().0.len() + p.interiors().iter().map(|r| r.0.len()).sum::<usize>()).sum();
    let found = Found::of(&areas);
    let bounds = area_bounds(&boundary).unwrap();
    let mut random = Random::new(7);
    let snapper = world.index.snapper();
    let (mut homes, mut agree, mut none, mut many) = (0, 0, 0, 0);
    let mut wrong = Vec::new();
    while homes < n {
        let at = LonLat::new(
            bounds.west + random.unit() * (bounds.east - bounds.west),
            bounds.south + random.unit() * (bounds.north - bounds.south),
        );
        if !area_contains(&boundary, at) || snapper.water.contains(PlanarFrame::project(at)) {
            continue;
        }
        let truth = holder(world, request, at);
        if near_roads && !matches!(truth, Holder::Campus(_)) {
            continue;
        }
        homes += 1;
        let here = found.at(at);
        none += usize::from(here.is_empty());
        many += usize::from(here.len() > 1);
        if here == [truth] {
            agree += 1;
        } else {
            wrong.push((at, truth, here));
        }
    }
    println!("{name} cell {cell} m {profile}: {agree}/{homes} = {:.3} %, none {none}, many {many}, {took:?}, {points} points", agree as f64 / homes as f64 * 100.);
    for (at, truth, here) in wrong.iter().take(6) {
        println!("   {:.6},{:.6} {truth:?} {here:?}", at.lon, at.lat);
    }
}

#[test]
fn try_it() {
    let world = demo();
    for cell in [40., 20., 10.] {
        count(&world, "demo", 5000, cell, "walk", false);
        count(&world, "demo held", 5000, cell, "walk", true);
    }
    let Some(world) = city() else { return };
    for cell in [40., 20., 10.] {
        count(&world, "city", 5000, cell, "walk", true);
    }
}
