//! No trusted answer crosses water between pin, road and gate: judged by polygons, not by the barrier of the engine.

use geo::Intersects as _;
use geo::{Coord, Line, LineString, Polygon};
use truonggan::base::calendar::ClockTime;
use truonggan::base::geom::{LonLat, Ruler};
use truonggan::domain::network::{Measure, WaterLayer};
use truonggan::domain::schools::Level;
use truonggan::snapshot::index::LabelKey;
use truonggan::snapshot::query::{
    Confidence, Distinct, NearestRequest, PinRefusal, Ranking, Snapshot, nearest,
};

use crate::support::random::Random;
use crate::worlds;

/// A shape and the box around it, west, south, east, north.
struct Boxed<S> {
    shape: S,
    bounds: [f64; 4],
}

fn boxed<S>(shape: S, coords: impl Iterator<Item = Coord<f64>>) -> Boxed<S> {
    let mut bounds = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
    for coord in coords {
        bounds = [
            bounds[0].min(coord.x),
            bounds[1].min(coord.y),
            bounds[2].max(coord.x),
            bounds[3].max(coord.y),
        ];
    }
    Boxed { shape, bounds }
}

impl<S> Boxed<S> {
    fn is_near(&self, leg: &Line<f64>) -> bool {
        let [west, south, east, north] = self.bounds;
        leg.start.x.max(leg.end.x) >= west
            && leg.start.x.min(leg.end.x) <= east
            && leg.start.y.max(leg.end.y) >= south
            && leg.start.y.min(leg.end.y) <= north
    }
}

struct Judge {
    areas: Vec<Boxed<Polygon<f64>>>,
    courses: Vec<Boxed<LineString<f64>>>,
}

impl Judge {
    fn new(water: &WaterLayer) -> Self {
        let areas = water.areas.iter().flat_map(|area| area.area.iter());
        let courses = water.lines.iter().filter(|line| !line.underground);
        Self {
            areas: areas
                .map(|area| boxed(area.clone(), area.exterior().coords().copied()))
                .collect(),
            courses: courses
                .map(|course| boxed(course.line.clone(), course.line.coords().copied()))
                .collect(),
        }
    }

    fn is_wet(&self, leg: &Line<f64>) -> bool {
        let mut areas = self.areas.iter().filter(|area| area.is_near(leg));
        let mut courses = self.courses.iter().filter(|course| course.is_near(leg));
        areas.any(|area| area.shape.intersects(leg)) || courses.any(|course| course.shape.intersects(leg))
    }

    /// Whether a leg crosses water by more than what rounding to the grid of the map can do: it does so still when it is
    /// a centimetre and a half shorter at both ends, and as far to either side.
    fn crosses(&self, from: LonLat, to: LonLat) -> bool {
        const SLACK_METRES: f64 = 0.015;
        let length = Ruler::between(from, to);
        if length < 4.0 * SLACK_METRES {
            return false;
        }
        let part = SLACK_METRES / length;
        let (east, north) = ((to.lon - from.lon) * part, (to.lat - from.lat) * part);
        [-1.0, 0.0, 1.0].into_iter().all(|side| {
            let (sideways_east, sideways_north) = (-north * side, east * side);
            self.is_wet(&Line::new(
                Coord {
                    x: from.lon + east + sideways_east,
                    y: from.lat + north + sideways_north,
                },
                Coord {
                    x: to.lon - east + sideways_east,
                    y: to.lat - north + sideways_north,
                },
            ))
        })
    }

    /// All straight pieces of shores and watercourses.
    fn pieces(&self) -> Vec<Line<f64>> {
        let shores = self.areas.iter().flat_map(|area| {
            let rings = std::iter::once(area.shape.exterior()).chain(area.shape.interiors());
            rings.flat_map(LineString::lines)
        });
        shores
            .chain(self.courses.iter().flat_map(|course| course.shape.lines()))
            .collect()
    }
}

/// A place up to 80 m beside a piece of shore, on either side.
fn beside(random: &mut Random, pieces: &[Line<f64>]) -> LonLat {
    let piece = pieces[random.below(pieces.len())];
    let along = random.unit();
    let on_shore = LonLat::new(
        piece.start.x + (piece.end.x - piece.start.x) * along,
        piece.start.y + (piece.end.y - piece.start.y) * along,
    );
    let ruler = Ruler::at(on_shore.lat);
    let away = |random: &mut Random| (random.unit() - 0.5) * 160.0;
    LonLat::new(
        on_shore.lon + ruler.lon_degrees(away(random)),
        on_shore.lat + ruler.lat_degrees(away(random)),
    )
}

/// Pins, trusted answers and doubtful ones.
fn check(world: &Snapshot, seed: u64) {
    let judge = Judge::new(world.dataset.water());
    let pieces = judge.pieces();
    let key = LabelKey {
        profile: world.index.find_profile("walk").unwrap(),
        level: Level::Primary,
        measure: Measure::Length,
    };
    let labels = world.index.labels(world.raw(), key);
    for gate in labels
        .gates
        .gates()
        .iter()
        .filter(|gate| gate.snap.doubt.is_none())
    {
        assert!(!judge.crosses(gate.at, gate.snap.at), "gate at {:?}", gate.at);
    }
    let mut random = Random::new(seed);
    let (mut n_trusted, mut n_doubtful, mut n_refused) = (0, 0, 0);
    let mut n_pins = 0;
    while n_trusted < TRUSTED_PINS && n_pins < TRUSTED_PINS * 40 {
        n_pins += 1;
        let at = beside(&mut random, &pieces);
        let request = NearestRequest {
            at,
            profile: key.profile,
            level: key.level,
            k: 1,
            rank: Ranking::Metres,
            distinct: Distinct::Campus,
            day: "2026-11-25".parse().unwrap(),
            bell: ClockTime::at(7, 0),
        };
        match nearest(world, &request) {
            Ok(answer) if answer.pin.confidence == Confidence::High => {
                n_trusted += 1;
                assert!(
                    !judge.crosses(at, answer.pin.road_point),
                    "seed {seed}: the leg from {at:?} to {:?} crosses water",
                    answer.pin.road_point
                );
            }
            Ok(_) => n_doubtful += 1,
            Err(PinRefusal::FarFromRoad { .. } | PinRefusal::OutsideMap { .. }) => n_refused += 1,
            Err(other) => panic!("{other:?}"),
        }
    }
    println!("{n_pins} pins: {n_trusted} trusted, {n_doubtful} doubtful, {n_refused} far from roads");
    assert_eq!(n_trusted, TRUSTED_PINS, "so many trusted answers are looked at");
    assert!(n_doubtful > 0, "some pins stand in the water");
}

/// Pins are drawn until so many of them have an answer that claims to cross no water.
const TRUSTED_PINS: usize = 10_000;

#[test]
fn no_trusted_leg_of_ten_thousand_beside_the_demonstrations_water_crosses_it() {
    check(&worlds::demo(), 1);
}

#[test]
fn no_trusted_leg_of_ten_thousand_beside_the_citys_water_crosses_it() {
    if let Some(city) = worlds::city() {
        check(&city, 2);
    }
}
