//! Snapping by the grids against a look at every road segment and every piece of water: the rule read anew.

use truonggan::base::geom::{
    FixedLonLat, LineString, LonLat, Planar, PlanarFrame, SegmentFoot, foot_on_segment, segments_meet,
};
use truonggan::base::ids::EdgeIdx;
use truonggan::domain::network::{
    Measure, Network, ProfileGraph, Snap, SnapChoice, SnapDoubt, SnapLimits, SnapPoint, SnapRefusal,
    WaterArea, WaterLayer,
};
use truonggan::domain::schools::Level;
use truonggan::snapshot::index::LabelKey;

use crate::support::random::{Random, cases};
use crate::support::town::{Town, at};
use crate::worlds;

/// One road segment seen from a pin.
#[derive(Clone, Copy)]
struct Seen {
    edge: EdgeIdx,
    number: usize,
    foot: SegmentFoot,
}

/// All segments and all water, in lists.
struct Plain<'n> {
    network: &'n Network,
    segments: Vec<(EdgeIdx, usize, [Planar; 2])>,
    shores: Vec<Vec<[Planar; 2]>>,
    courses: Vec<[Planar; 2]>,
}

fn pieces(line: &LineString<f64>) -> Vec<[Planar; 2]> {
    let places: Vec<Planar> = line
        .0
        .iter()
        .map(|coord| PlanarFrame::project(FixedLonLat::from(LonLat::new(coord.x, coord.y)).into()))
        .collect();
    places.windows(2).map(|pair| [pair[0], pair[1]]).collect()
}

impl<'n> Plain<'n> {
    fn new(network: &'n Network, water: &WaterLayer, wanted: impl Fn(EdgeIdx) -> bool) -> Self {
        let edges = (0..network.n_edges())
            .map(EdgeIdx::from_usize)
            .filter(|edge| wanted(*edge));
        let segments = edges.flat_map(|edge| {
            network.segments(edge).map(move |segment| {
                let ends = segment.ends.map(|end| PlanarFrame::project(LonLat::from(end)));
                (edge, segment.number as usize, ends)
            })
        });
        let shore = |area: &WaterArea| {
            let rings = area
                .area
                .iter()
                .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
            rings.flat_map(pieces).collect()
        };
        let courses = water.lines.iter().filter(|line| !line.underground);
        Self {
            network,
            segments: segments.collect(),
            shores: water.areas.iter().map(shore).collect(),
            courses: courses.flat_map(|line| pieces(&line.line)).collect(),
        }
    }

    fn in_water(&self, pin: Planar) -> bool {
        self.shores.iter().any(|shore| {
            let meets = shore.iter().filter(|[a, b]| {
                (a.y > pin.y) != (b.y > pin.y) && pin.x < a.x + (pin.y - a.y) / (b.y - a.y) * (b.x - a.x)
            });
            meets.count() % 2 == 1
        })
    }

    fn is_dry(&self, pin: Planar, foot: Planar) -> bool {
        let mut water = self.shores.iter().flatten().chain(&self.courses);
        !self.in_water(pin) && !water.any(|[a, b]| segments_meet(pin, foot, *a, *b))
    }

    fn point(&self, seen: &Seen) -> SnapPoint {
        let segment = self.network.segments(seen.edge).nth(seen.number).unwrap();
        let [from, to] = segment.along;
        let mut offset = from;
        offset.0 += (f64::from((to - from).0) * seen.foot.along).round() as u32;
        SnapPoint {
            edge: seen.edge,
            offset,
        }
    }

    /// The rule: what a pin should meet.
    fn expect(
        &self,
        graph: &ProfileGraph,
        limits: &SnapLimits,
        pin: LonLat,
        leads: impl Fn(SnapPoint) -> bool,
    ) -> Expected {
        let (plane, scale) = (PlanarFrame::project(pin), PlanarFrame::ground_scale(pin.lat));
        let targets = self
            .segments
            .iter()
            .filter(|(edge, ..)| graph.is_snap_target(*edge));
        let mut seen: Vec<Seen> = targets
            .map(|(edge, number, [a, b])| Seen {
                edge: *edge,
                number: *number,
                foot: foot_on_segment(plane, *a, *b),
            })
            .collect();
        seen.sort_by(|a, b| {
            let by_distance = a.foot.distance_2.total_cmp(&b.foot.distance_2);
            by_distance.then((a.edge, a.number).cmp(&(b.edge, b.number)))
        });
        let metres = |seen: &Seen| seen.foot.distance_2.sqrt() * scale;
        let near = seen.iter().take_while(|seen| metres(seen) <= limits.leg_metres);
        let (mut island, mut wet) = (None, None);
        for candidate in near {
            let point = self.point(candidate);
            if let Some((leg, point)) = island
                && metres(candidate) > limits.detour_metres.min(limits.detour_ratio * leg)
            {
                return Expected::Island(point);
            }
            match (self.is_dry(plane, candidate.foot.at), leads(point)) {
                (true, true) => return self.snapped(&seen, candidate, None, graph, leads),
                (true, false) => island = island.or(Some((metres(candidate), point))),
                (false, true) => wet = wet.or(Some(*candidate)),
                (false, false) => {}
            }
        }
        match (island, wet) {
            (Some((_, point)), _) => Expected::Island(point),
            (None, Some(wet)) => self.snapped(&seen, &wet, Some(SnapDoubt::LegCrossesWater), graph, leads),
            (None, None) => Expected::TooFar(seen.first().map(metres)),
        }
    }

    fn snapped(
        &self,
        all: &[Seen],
        chosen: &Seen,
        doubt: Option<SnapDoubt>,
        graph: &ProfileGraph,
        leads: impl Fn(SnapPoint) -> bool,
    ) -> Expected {
        let mut points = vec![self.point(chosen)];
        if chosen.foot.along == 0.0 || chosen.foot.along == 1.0 {
            let there = all.iter().filter(|seen| seen.foot.at == chosen.foot.at);
            let twins = there.map(|seen| self.point(seen));
            points.extend(twins.filter(|point| graph.is_snap_target(point.edge) && leads(*point)));
        }
        points.sort_by_key(|point| (point.edge, point.offset));
        points.dedup();
        Expected::Snapped(points, doubt)
    }
}

#[derive(Debug, PartialEq)]
enum Expected {
    Snapped(Vec<SnapPoint>, Option<SnapDoubt>),
    Island(SnapPoint),
    TooFar(Option<f64>),
}

fn as_expected(snap: Result<Snap, SnapRefusal>) -> Expected {
    match snap {
        Ok(snap) => Expected::Snapped(snap.points().collect(), snap.doubt),
        Err(SnapRefusal::Island(point)) => Expected::Island(point),
        Err(SnapRefusal::TooFar { metres, .. }) => Expected::TooFar(metres),
    }
}

/// Streets that meet and stray ones, one-way and not, lakes and brooks between them.
fn wet_town(random: &mut Random, side: f64) -> Town {
    let mut town = Town::new();
    for street in 0..10 + random.below(25) {
        let spot = |random: &mut Random| {
            // Many ends stand on a coarse grid, so that streets meet and places are equally far.
            let step = if random.chance(0.8) { 200.0 } else { 1.0 };
            let along = |random: &mut Random| (random.unit() * side / step).round() * step;
            (along(random), along(random))
        };
        let (a, b) = (spot(random), spot(random));
        let places = match random.below(3) {
            0 => vec![a, b],
            1 => vec![a, (b.0, a.1), b],
            _ => vec![
                a,
                (f64::midpoint(a.0, b.0), a.1),
                (f64::midpoint(a.0, b.0), b.1),
                b,
            ],
        };
        town = match random.below(4) {
            0 => town.way(&[("highway", "residential"), ("oneway", "yes")], &places),
            1 => town.way(&[("highway", "motorway")], &places),
            _ => town.street(&street.to_string(), &places),
        };
    }
    for _ in 0..random.below(5) {
        let (west, south) = (random.unit() * side, random.unit() * side);
        let (width, height) = (random.unit() * 200.0 + 5.0, random.unit() * 200.0 + 5.0);
        town = town.lake(west, south, west + width, south + height);
    }
    for _ in 0..random.below(5) {
        let places: Vec<(f64, f64)> = (0..4)
            .map(|_| (random.unit() * side, random.unit() * side))
            .collect();
        town = town.brook(&places);
    }
    for campus in 0..8 {
        town = town.gate(campus, random.unit() * side, random.unit() * side);
    }
    town
}

#[test]
fn ten_thousand_pins_of_wet_towns_meet_the_road_that_a_look_at_everything_finds() {
    let (mut n_pins, mut n_twins, mut n_doubtful, mut n_refused) = (0, 0, 0, 0);
    for seed in 0..cases(170) {
        let mut random = Random::new(seed);
        // Some are a village between fields, where many pins are far from any road.
        let side = 400.0 + random.unit() * if seed % 5 == 0 { 4000.0 } else { 800.0 };
        let town = wet_town(&mut random, side);
        let water = town.water().clone();
        let profile = if seed % 2 == 0 { "walk" } else { "motorbike" };
        let built = town.built(profile, 3, Measure::Length);
        let SnapChoice::NearestDry(limits) = built.profile.snapping.choice else {
            panic!("{profile} snaps to the nearest dry road")
        };
        let plain = Plain::new(&built.network, &water, |_| true);
        for _ in 0..60 {
            let spread = |random: &mut Random| random.unit() * (side + 200.0) - 100.0;
            let round = if random.chance(0.3) { 50.0 } else { 0.01 };
            let [east, north] =
                [spread(&mut random), spread(&mut random)].map(|metres| (metres / round).round() * round);
            let pin = at(east, north);
            let leads = |point| built.table.leads(&built.graph, &built.gates, point);
            let expected = plain.expect(&built.graph, &limits, pin, leads);
            let got = as_expected(built.snap(pin));
            n_pins += 1;
            match &got {
                Expected::Snapped(points, doubt) => {
                    n_twins += usize::from(points.len() > 1);
                    n_doubtful += usize::from(doubt.is_some());
                }
                _ => n_refused += 1,
            }
            assert_eq!(got, expected, "seed {seed}, {east} m east, {north} m north");
        }
    }
    println!("{n_pins} pins, {n_twins} at junctions, {n_doubtful} doubtful, {n_refused} refused");
    assert!(n_pins >= 10_000 && n_twins > 100 && n_doubtful > 100 && n_refused > 100);
}

#[test]
fn pins_of_the_city_meet_the_road_that_a_look_at_everything_finds() {
    let Some(city) = worlds::city() else { return };
    let key = LabelKey {
        profile: city.index.find_profile("walk").unwrap(),
        level: Level::Primary,
        measure: Measure::Length,
    };
    let rules = city.index.profile(key.profile).snapping;
    let SnapChoice::NearestDry(limits) = rules.choice else {
        panic!("people on foot snap to the nearest dry road")
    };
    let graph = &city.index.layer(city.raw(), key.profile).graph;
    let labels = city.index.labels(city.raw(), key);
    let on_land = |edge: EdgeIdx| {
        let way = city.index.network().edge(edge).way;
        !city.raw().ways[way.at()].tags.is("route", "ferry")
    };
    let plain = Plain::new(city.index.network(), city.dataset.water(), on_land);
    let bounds = city.index.bounds().unwrap();
    let mut random = Random::new(1);
    for _ in 0..cases(500) {
        let pin = if random.chance(0.3) {
            LonLat::new(
                bounds.west + (bounds.east - bounds.west) * random.unit(),
                bounds.south + (bounds.north - bounds.south) * random.unit(),
            )
        } else {
            let way = &city.raw().ways[random.below(city.raw().ways.len())];
            let place = LonLat::from(way.shape[random.below(way.shape.len())]);
            let beside = |random: &mut Random| (random.unit() - 0.5) * 0.002;
            LonLat::new(place.lon + beside(&mut random), place.lat + beside(&mut random))
        };
        let leads = |point| labels.table.leads(graph, &labels.gates, point);
        let expected = plain.expect(graph, &limits, pin, leads);
        let got = as_expected(city.index.snapper().snap(graph, &rules, pin, leads));
        assert_eq!(got, expected, "{pin:?}");
    }
}
