//! How much a distance moves when the pin does: the least and greatest metres over places around the pin.

use std::f64::consts::TAU;

use rayon::iter::{IndexedParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _};

use super::matrix::{Engine, Row};
use crate::adapters::import::ListedPoint;
use crate::base::geom::{LonLat, Ruler};
use crate::base::progress::Silent;
use crate::base::units::Centimetres;

/// Least and greatest metres; none where some place around the pin does not reach the campus.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Spread {
    pub(super) least: Option<Centimetres>,
    pub(super) most: Option<Centimetres>,
}

/// Places on each circle around a pin.
const PLACES: usize = 8;

/// The spread of each cell over the pin, eight places at the full error and eight at half of it.
/// A sample: a place between them can be a little nearer or farther.
pub(super) fn spreads(
    engine: &Engine<'_>,
    homes: &[ListedPoint],
    rows: &[Row],
    error_metres: f64,
) -> Vec<Vec<Spread>> {
    let per_home = homes.par_iter().zip(rows).map(|(home, row)| {
        let places = around(home, error_metres);
        let snaps: Vec<_> = places.iter().map(|place| engine.snap(place).ok()).collect();
        (row, snaps)
    });
    let gathered: Vec<_> = per_home.collect();
    let snaps: Vec<_> = gathered
        .iter()
        .flat_map(|(_, snaps)| snaps.iter().cloned())
        .collect();
    let cells = engine.rows(&snaps, None, &Silent);
    gathered
        .iter()
        .zip(cells.chunks(PLACES * 2))
        .map(|((row, _), around)| {
            row.iter()
                .map(|(campus, cell)| {
                    let here = cell.map(|cell| cell.cost.length);
                    let there = around
                        .iter()
                        .map(|row| row[campus.at()].1.map(|cell| cell.cost.length));
                    let all: Option<Vec<Centimetres>> = std::iter::once(here).chain(there.clone()).collect();
                    let least = std::iter::once(here).chain(there).flatten().min();
                    Spread {
                        least,
                        most: all.and_then(|all| all.into_iter().max()),
                    }
                })
                .collect()
        })
        .collect()
}

fn around(home: &ListedPoint, error_metres: f64) -> Vec<ListedPoint> {
    let ruler = Ruler::at(home.at.lat);
    let circles = [error_metres, error_metres / 2.0].into_iter();
    circles
        .flat_map(|radius| {
            (0..PLACES).map(move |step| {
                let angle = TAU * step as f64 / PLACES as f64;
                let lon = home.at.lon + ruler.lon_degrees(radius * angle.cos());
                let lat = home.at.lat + ruler.lat_degrees(radius * angle.sin());
                ListedPoint {
                    at: LonLat::new(lon, lat),
                    ..home.clone()
                }
            })
        })
        .collect()
}
