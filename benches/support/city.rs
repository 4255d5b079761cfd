//! A city drawn from a seed: homes in clusters, schools mostly where homes are, and roads 1.3 times the straight line.

use truonggan::domain::enrollment::flow::Level;

use crate::flow_instance::Instance;
use crate::random::Random;

/// How large a city is.
#[derive(Debug, Clone, Copy)]
pub struct CitySize {
    pub children: usize,
    pub schools: usize,
    /// The nearest so many schools are each child's arcs.
    pub nearest: usize,
}

const SIDE_M: f64 = 60_000.0;
const N_CLUSTERS: usize = 40;
/// Seats in all, for each child.
const SEATS_PER_CHILD: f64 = 1.03;
const DETOUR: f64 = 1.3;
const CAP_M: u32 = 4000;
/// Rivers run slantwise, so far apart.
const BETWEEN_RIVERS_M: f64 = 9000.0;

type Place = (f64, f64);

/// Metres as the one level, or all levels of the usual order: over the cap, crossings, longest, metres, tiers.
pub struct City {
    pub metres: Instance,
    pub six_levels: Instance,
}

/// Draws a city. The same seed gives the same city on any machine: only the exact operations of floats are used.
pub fn city(size: CitySize, seed: u64) -> City {
    let mut random = Random::new(seed);
    let clusters: Vec<(Place, f64)> = (0..N_CLUSTERS)
        .map(|_| (anywhere(&mut random), 1500.0 + 4000.0 * random.unit()))
        .collect();
    let homes: Vec<Place> = (0..size.children)
        .map(|_| place(&mut random, &clusters, 0.85))
        .collect();
    let schools: Vec<Place> = (0..size.schools)
        .map(|_| place(&mut random, &clusters, 0.75))
        .collect();
    let seats = seats(&mut random, size);
    let (mut offsets, mut school) = (vec![0], Vec::new());
    let mut levels = [(); 4].map(|()| Vec::new());
    for home in &homes {
        for (metres, at) in nearest(*home, &schools, size.nearest) {
            school.push(at);
            levels[0].push(u32::from(metres > CAP_M));
            levels[1].push(rivers_between(*home, schools[at as usize]));
            levels[2].push(metres);
            levels[3].push(random.below(4) as u32);
        }
        offsets.push(school.len());
    }
    let [over, crossings, metres, tiers] = levels;
    let with = |levels: Vec<Level>| Instance {
        offsets: offsets.clone(),
        school: school.clone(),
        seats: seats.clone(),
        levels,
    };
    City {
        metres: with(vec![Level::Sum(metres.clone())]),
        six_levels: with(vec![
            Level::Sum(over),
            Level::Sum(crossings),
            Level::Longest(metres.clone()),
            Level::Sum(metres),
            Level::Sum(tiers),
        ]),
    }
}

fn anywhere(random: &mut Random) -> Place {
    (random.unit() * SIDE_M, random.unit() * SIDE_M)
}

/// In a cluster with this probability, and anywhere otherwise.
fn place(random: &mut Random, clusters: &[(Place, f64)], clustered: f64) -> Place {
    if !random.chance(clustered) {
        return anywhere(random);
    }
    let ((x, y), spread) = clusters[random.below(clusters.len())];
    let mut around = |center: f64| (center + spread * bell(random)).clamp(0.0, SIDE_M);
    (around(x), around(y))
}

/// Nearly the normal distribution: the sum of twelve uniform numbers.
fn bell(random: &mut Random) -> f64 {
    (0..12).map(|_| random.unit()).sum::<f64>() - 6.0
}

/// Seats by school, between 0.6 and 1.4 of the mean, rounded so that their sum is right.
fn seats(random: &mut Random, size: CitySize) -> Vec<u32> {
    let shares: Vec<f64> = (0..size.schools).map(|_| 0.6 + 0.8 * random.unit()).collect();
    let one = (size.children as f64 * SEATS_PER_CHILD).round() / shares.iter().sum::<f64>();
    let (mut sum, mut given) = (0.0, 0);
    let own = |share: &f64| {
        sum += share * one;
        let seats = f64::round(sum) as u32 - given;
        given += seats;
        seats
    };
    shares.iter().map(own).collect()
}

/// The nearest schools of a home with their road metres, nearest first.
fn nearest(home: Place, schools: &[Place], n_nearest: usize) -> Vec<(u32, u32)> {
    let way = |(at, school): (usize, &Place)| {
        let (x, y) = (home.0 - school.0, home.1 - school.1);
        ((DETOUR * (x * x + y * y).sqrt()).round() as u32, at as u32)
    };
    let mut ways: Vec<(u32, u32)> = schools.iter().enumerate().map(way).collect();
    if n_nearest < ways.len() {
        ways.select_nth_unstable(n_nearest);
        ways.truncate(n_nearest);
    }
    ways.sort_unstable();
    ways
}

fn rivers_between(home: Place, school: Place) -> u32 {
    let bank = |(x, y): Place| ((x + y / 3.0) / BETWEEN_RIVERS_M).floor();
    (bank(home) - bank(school)).abs() as u32
}
