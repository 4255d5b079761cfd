//! Whether a pair of numbers is a place, and whether it is a likely one; the wrong ones are told with a remedy.

use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::geom::{LonLat, Ruler};

/// What is wrong with a pair of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoPlace {
    /// One of them is not a finite number.
    NotFinite,
    /// They are a place when exchanged only.
    Swapped,
    /// They are not on the earth.
    OutOfRange,
    /// Both are zero, which programs write for a place that they do not know.
    Zero,
}

impl NoPlace {
    /// A finding about it.
    pub(super) fn diagnostic(self) -> Diagnostic {
        let (code, sentence) = match self {
            Self::NotFinite => (
                "coordinates/not_a_number",
                "A coordinate is not a number; write decimal degrees.",
            ),
            Self::Swapped => (
                "coordinates/swapped",
                "Longitude and latitude are exchanged; put the longitude into `lon` and the latitude into `lat`.",
            ),
            Self::OutOfRange => (
                "coordinates/out_of_range",
                "The coordinates are not on the earth; write WGS 84 degrees, not metres of a projection.",
            ),
            Self::Zero => (
                "coordinates/zero",
                "The coordinates are 0, 0, which stands for an unknown place; give the place or take the row out.",
            ),
        };
        Diagnostic::new(Severity::Error, code, sentence)
    }
}

/// The place of two numbers in degrees.
pub(super) fn place(lon: f64, lat: f64) -> Result<LonLat, NoPlace> {
    let place = LonLat::new(lon, lat);
    if !(lon.is_finite() && lat.is_finite()) {
        Err(NoPlace::NotFinite)
    } else if lon == 0.0 && lat == 0.0 {
        Err(NoPlace::Zero)
    } else if place.is_on_earth() {
        Ok(place)
    } else if LonLat::new(lat, lon).is_on_earth() {
        Err(NoPlace::Swapped)
    } else {
        Err(NoPlace::OutOfRange)
    }
}

/// Farther from the middle of the others than this, a place is doubtful.
const FAR_METRES: f64 = 500_000.0;

/// Places that lie far from the others, by position, each with a finding.
/// The middle is the median of both coordinates, so that a few strays do not move it.
pub(super) fn strays(places: &[LonLat]) -> Vec<(usize, Diagnostic)> {
    let (Some(lon), Some(lat)) = (
        median(places.iter().map(|place| place.lon)),
        median(places.iter().map(|place| place.lat)),
    ) else {
        return Vec::new();
    };
    let is_far = |place: LonLat| Ruler::between(LonLat::new(lon, lat), place) > FAR_METRES;
    let strays = places.iter().enumerate().filter(|(_, place)| is_far(**place));
    strays
        .map(|(at, place)| {
            let exchanged = LonLat::new(place.lat, place.lon);
            let finding = if exchanged.is_on_earth() && !is_far(exchanged) {
                NoPlace::Swapped.diagnostic()
            } else {
                Diagnostic::new(
                    Severity::Warning,
                    "coordinates/far_away",
                    "The place is more than 500 km from the others; check its coordinates.",
                )
            };
            (at, finding)
        })
        .collect()
}

/// The lower median; none for fewer than three values, which have no middle to speak of.
fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    (values.len() > 2).then(|| values[(values.len() - 1) / 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lon: f64, lat: f64, expect: Result<LonLat, NoPlace>) {
        assert_eq!(place(lon, lat), expect, "{lon} {lat}");
    }

    #[test]
    fn numbers_that_are_no_place_say_why() {
        check(106.7, 10.6, Ok(LonLat::new(106.7, 10.6)));
        check(10.6, 106.7, Err(NoPlace::Swapped));
        check(601_234.5, 1_201_234.5, Err(NoPlace::OutOfRange));
        check(0.0, 0.0, Err(NoPlace::Zero));
        check(f64::NAN, 10.6, Err(NoPlace::NotFinite));
        check(106.7, f64::INFINITY, Err(NoPlace::NotFinite));
    }

    #[test]
    fn a_stray_is_doubtful_and_an_exchanged_pair_is_recognised_by_its_neighbours() {
        let near = |n: f64| LonLat::new(7.40 + n / 100.0, 43.70);
        let places = [
            near(0.0),
            near(1.0),
            near(2.0),
            LonLat::new(43.7, 7.4),
            LonLat::new(30.0, 0.0),
        ];
        let codes: Vec<(usize, &str)> = strays(&places).iter().map(|(at, d)| (*at, d.code)).collect();
        assert_eq!(codes, [(3, "coordinates/swapped"), (4, "coordinates/far_away")]);
    }
}
