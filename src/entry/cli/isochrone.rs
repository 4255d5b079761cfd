//! `isochrone`: the reach of a campus as GeoJSON, the same as the API answers.

use super::matrix::find_profile;
use super::{Failure, IsochroneArguments, output};
use crate::base::ids::CampusIdx;
use crate::base::progress::Progress;
use crate::base::text::fold;
use crate::base::units::{Centimetres, Deciseconds};
use crate::domain::schools::Schools;
use crate::entry::replies::{DatasetRef, Describer, Directory};
use crate::snapshot::query::{self, IsochroneRequest, Limits, Snapshot, USUAL_REACH_METRES};

/// Asks a world and writes the answer.
pub fn isochrone(
    world: &Snapshot,
    arguments: &IsochroneArguments,
    progress: &dyn Progress,
) -> Result<(), Failure> {
    let request = IsochroneRequest {
        campus: find_campus(world.schools(), &arguments.campus)?,
        profile: find_profile(world, &arguments.profile)?,
        limits: limits(arguments),
    };
    let directory = Directory::of(&world.dataset);
    let dataset = DatasetRef::of(world.dataset.manifest());
    let describer = Describer {
        snapshot: world,
        directory: &directory,
        dataset: &dataset,
    };
    let reply = if arguments.pieces {
        describer.reach(&request, &query::reach(world, &request))
    } else {
        let areas = query::isochrone(world, &request, progress);
        describer.isochrone(&request, &areas)
    };
    output::write_json(arguments.out.as_deref(), &reply)
}

fn limits(arguments: &IsochroneArguments) -> Limits {
    if !arguments.minutes.is_empty() {
        let minutes = arguments.minutes.iter().copied();
        return Limits::Minutes(minutes.map(Deciseconds::from_minutes).collect());
    }
    let metres = if arguments.metres.is_empty() {
        &USUAL_REACH_METRES[..]
    } else {
        &arguments.metres
    };
    Limits::Metres(metres.iter().copied().map(Centimetres::from_metres).collect())
}

/// A campus by its code, or a refusal that names those that may be meant.
fn find_campus(schools: &Schools, code: &str) -> Result<CampusIdx, Failure> {
    schools.find_campus(code).ok_or_else(|| {
        let meant = campuses_like(schools, code);
        let advice = if meant.is_empty() {
            "codes stand in the file of schools".to_owned()
        } else {
            format!("perhaps {}", meant.join(", "))
        };
        Failure::Refused(format!("there is no campus `{code}`; {advice}"))
    })
}

/// Codes and names like a word, the most alike first: by code within two typing mistakes, or by a part of code or name.
fn campuses_like(schools: &Schools, word: &str) -> Vec<String> {
    const SHOWN: usize = 5;
    const MOST_MISTAKES: usize = 2;
    let word = fold(word);
    let mut alike: Vec<(usize, String)> = schools
        .campuses()
        .iter()
        .filter_map(|campus| {
            let (code, name) = (campus.id.as_str(), &schools.school(campus.school).name);
            let mistakes = mistakes_between(&fold(code), &word);
            let is_part =
                word.chars().count() > 2 && (fold(code).contains(&word) || fold(name).contains(&word));
            let rank = match mistakes {
                0..=MOST_MISTAKES => mistakes,
                _ if is_part => MOST_MISTAKES + 1,
                _ => return None,
            };
            Some((rank, format!("{code} ({name})")))
        })
        .collect();
    alike.sort();
    alike.into_iter().take(SHOWN).map(|(_, shown)| shown).collect()
}

/// How many letters must be changed, added or left out to make one word of another.
///
/// Source: Wagner and Fischer, The String-to-String Correction Problem, JACM 21(1), 1974.
fn mistakes_between(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in b.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *other);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_counted_letter_by_letter() {
        assert_eq!(mistakes_between("cg-01", "cg-01"), 0);
        assert_eq!(mistakes_between("cg-01", "cg01"), 1);
        assert_eq!(mistakes_between("kitten", "sitting"), 3);
        assert_eq!(mistakes_between("", "ab"), 2);
    }
}
