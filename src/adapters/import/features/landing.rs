//! Where the places of a file would land: swapped axes, a missing false easting, degrees taken for metres and the
//! meridian of another province each put them somewhere else, and are told with what would put them right.

use geo::{Coord, CoordsIter as _};

use super::{FileFeature, ReadOptions};
use crate::adapters::crs::{Crs, Operation, TM3_ZONES};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::geom::Bounds;

/// How many places of a file are looked at.
const SAMPLE: usize = 500;

/// The share of places that must be where they should be.
const ENOUGH: f64 = 0.9;

/// Where VN-2000 is used, land and sea, degrees (EPSG dataset, extent of the code 4756).
const VIET_NAM: Bounds = Bounds {
    west: 102.0,
    south: 7.5,
    east: 112.0,
    north: 23.5,
};

/// What could be the matter with a file, and what to do about it.
struct Guess {
    code: &'static str,
    what: String,
    remedy: String,
    share: f64,
}

/// Whether the places are where they should be; where they are not, an error says why and what to do.
pub(super) fn check(
    features: &[FileFeature],
    crs: &Crs,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> bool {
    let area = match (options.area, crs.zone()) {
        (Some(area), _) => area,
        (None, Some(_)) => VIET_NAM,
        (None, None) => return true,
    };
    let places = sample(features);
    if places.is_empty() {
        return true;
    }
    let as_said = share(&places, crs, area, |at| at);
    if as_said >= ENOUGH {
        return true;
    }
    let mut guesses = guesses(&places, crs, options, area);
    guesses.retain(|guess| guess.share >= ENOUGH);
    let Some(first) = guesses.first() else {
        // Some files reach beyond the dataset; only one that lies elsewhere as a whole is in doubt.
        if as_said == 0.0 {
            let sentence = format!(
                "Read as {}, no place lies in the area of the dataset ({}); check the coordinate system, or import into another store.",
                crs.name,
                shown(area)
            );
            diagnostics.push(Diagnostic::new(Severity::Warning, "crs/elsewhere", sentence));
        }
        return true;
    };
    let others: Vec<&str> = guesses[1..].iter().map(|guess| guess.remedy.as_str()).collect();
    let others = if others.is_empty() {
        String::new()
    } else {
        format!(" These would fit as well: {}.", others.join("; "))
    };
    let sentence = format!(
        "Read as {}, {:.0} % of the places lie in the area {}. {}; {}.{others}",
        crs.name,
        100.0 * as_said,
        shown(area),
        first.what,
        first.remedy
    );
    diagnostics.push(Diagnostic::new(Severity::Error, first.code, sentence));
    false
}

fn shown(area: Bounds) -> String {
    format!(
        "{:.2}–{:.2} E, {:.2}–{:.2} N",
        area.west, area.east, area.south, area.north
    )
}

/// Coordinates from all over the file.
fn sample(features: &[FileFeature]) -> Vec<Coord<f64>> {
    let step = features.len().div_ceil(SAMPLE).max(1);
    let some = features.iter().step_by(step);
    some.filter_map(|feature| feature.geometry()?.coords_iter().next())
        .collect()
}

/// The share of places that land in the area.
fn share(places: &[Coord<f64>], crs: &Crs, area: Bounds, change: impl Fn(Coord<f64>) -> Coord<f64>) -> f64 {
    let Ok(operation) = Operation::of(crs) else {
        return 0.0;
    };
    let lands = |at: &&Coord<f64>| {
        let at = change(**at);
        operation.to_wgs84(at.x, at.y).is_some_and(|at| area.contains(at))
    };
    places.iter().filter(lands).count() as f64 / places.len() as f64
}

fn guesses(places: &[Coord<f64>], crs: &Crs, options: &ReadOptions, area: Bounds) -> Vec<Guess> {
    let swapped = |at: Coord<f64>| Coord { x: at.y, y: at.x };
    let eastward = |at: Coord<f64>| Coord {
        x: at.x + 500_000.0,
        y: at.y,
    };
    let axes = if options.swap_axes {
        "leave out --axes northing,easting"
    } else {
        "give --axes northing,easting"
    };
    let wgs84 = Crs::wgs84();
    let mut guesses = Vec::new();
    let mut guess = |code, what: &str, remedy: &str, share| {
        guesses.push(Guess {
            code,
            what: what.to_owned(),
            remedy: remedy.to_owned(),
            share,
        });
    };
    let is_degrees = places.iter().all(|at| at.x.abs() <= 180.0 && at.y.abs() <= 180.0);
    if is_degrees && !crs.is_wgs84() {
        let what = "The numbers are degrees, not metres";
        guess(
            "crs/degrees",
            what,
            "give --crs EPSG:4326",
            share(places, &wgs84, area, |at| at),
        );
        let remedy = format!("give --crs EPSG:4326, and {axes}");
        guess("crs/degrees", what, &remedy, share(places, &wgs84, area, swapped));
        return guesses;
    }
    guess(
        "crs/axes",
        "Easting and northing are exchanged",
        axes,
        share(places, crs, area, swapped),
    );
    if crs.zone().is_some() {
        let what = "The false easting of 500,000 m is missing";
        let remedy = "add 500000 to the eastings and export the file again";
        guess(
            "crs/false_easting",
            what,
            remedy,
            share(places, crs, area, eastward),
        );
    }
    for zone in TM3_ZONES.into_iter().filter(|zone| crs.zone() != Some(*zone)) {
        let other = Crs::vn2000(zone);
        let name = zone.name();
        let (what, remedy) = if crs.zone().is_some() {
            (
                format!("The meridian is that of another province, {name}"),
                format!("give --crs EPSG:{}", zone.code),
            )
        } else {
            (
                format!("The numbers are metres of {name}"),
                format!("give --crs EPSG:{}", zone.code),
            )
        };
        guess("crs/zone", &what, &remedy, share(places, &other, area, |at| at));
        let both = format!("{remedy}, and {axes}");
        guess("crs/zone", &what, &both, share(places, &other, area, swapped));
    }
    guesses
}
