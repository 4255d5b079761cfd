//! The list of schools in the order of their names, with what is searched and the commune of each campus.

use std::collections::BTreeSet;

use crate::base::ids::{CampusIdx, SchoolIdx};
use crate::base::text::fold;
use crate::domain::schools::{AdminUnit, Level, unit_at};
use crate::snapshot::dataset::Dataset;

/// A commune as answers name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::entry) struct Commune {
    pub(in crate::entry) code: String,
    pub(in crate::entry) name: String,
}

/// What a list of schools is narrowed to.
#[derive(Debug, Clone, Default)]
pub(in crate::entry) struct Filter {
    pub(in crate::entry) level: Option<Level>,
    pub(in crate::entry) commune: Option<String>,
    /// Words without accents, all of which a school's names must hold.
    pub(in crate::entry) words: Vec<String>,
}

/// Schools by name.
#[derive(Debug)]
pub struct Directory {
    /// Schools by accent-free name, then code.
    by_name: Vec<SchoolIdx>,
    /// For each school, its place in `by_name`.
    place_of: Vec<usize>,
    /// For each school, its names and its campuses' names without accents.
    searched: Vec<String>,
    /// For each campus, its commune.
    communes: Vec<Option<Commune>>,
    /// Codes of all communes that the dataset knows.
    codes: BTreeSet<String>,
}

impl Directory {
    /// Reads the names and communes of a dataset.
    pub fn of(dataset: &Dataset) -> Self {
        let schools = dataset.schools().schools();
        let searched: Vec<String> = schools
            .iter()
            .map(|school| {
                let campuses = school.campuses.iter().map(|idx| dataset.schools().campus(*idx));
                let own_names = campuses.filter_map(|campus| campus.name.as_deref());
                let names: Vec<&str> = std::iter::once(school.name.as_str()).chain(own_names).collect();
                fold(&names.join(" "))
            })
            .collect();
        let mut by_name: Vec<SchoolIdx> = (0..schools.len()).map(SchoolIdx::from_usize).collect();
        by_name.sort_by_cached_key(|idx| (fold(&schools[idx.at()].name), *idx));
        let mut place_of = vec![0; schools.len()];
        for (place, idx) in by_name.iter().enumerate() {
            place_of[idx.at()] = place;
        }
        let communes = communes_of_campuses(dataset);
        let codes = dataset
            .units()
            .iter()
            .filter(|unit| unit.kind == COMMUNE)
            .map(|unit| unit.code.as_str())
            .chain(communes.iter().flatten().map(|commune| commune.code.as_str()))
            .map(str::to_owned)
            .collect();
        Self {
            by_name,
            place_of,
            searched,
            communes,
            codes,
        }
    }

    pub(in crate::entry) fn commune(&self, campus: CampusIdx) -> Option<&Commune> {
        self.communes[campus.at()].as_ref()
    }

    pub(in crate::entry) fn knows_commune(&self, code: &str) -> bool {
        self.codes.contains(code)
    }

    /// Up to `limit` schools after one, and whether more follow.
    pub(in crate::entry) fn page(
        &self,
        dataset: &Dataset,
        filter: &Filter,
        after: Option<SchoolIdx>,
        limit: usize,
    ) -> (Vec<SchoolIdx>, bool) {
        let start = after.map_or(0, |idx| self.place_of[idx.at()] + 1);
        let mut found: Vec<SchoolIdx> = self.by_name[start..]
            .iter()
            .copied()
            .filter(|idx| self.passes(dataset, filter, *idx))
            .take(limit + 1)
            .collect();
        let more = found.len() > limit;
        found.truncate(limit);
        (found, more)
    }

    fn passes(&self, dataset: &Dataset, filter: &Filter, idx: SchoolIdx) -> bool {
        let searched = &self.searched[idx.at()];
        filter.words.iter().all(|word| searched.contains(word.as_str()))
            && dataset.schools().school(idx).campuses.iter().any(|campus| {
                let teaches = |level| dataset.schools().campus(*campus).levels.contains(&level);
                let stands_in =
                    |code: &String| self.commune(*campus).is_some_and(|commune| commune.code == *code);
                filter.level.is_none_or(teaches) && filter.commune.as_ref().is_none_or(stands_in)
            })
    }
}

const COMMUNE: &str = "commune";

/// The unit that a campus's source names, else the one it stands in, else the bare code of its source.
fn communes_of_campuses(dataset: &Dataset) -> Vec<Option<Commune>> {
    let named = |unit: &AdminUnit| Commune {
        code: unit.code.as_str().to_owned(),
        name: unit.name.clone(),
    };
    let campuses = dataset.schools().campuses().iter();
    campuses
        .map(|campus| {
            let source = campus.commune.as_deref();
            source
                .and_then(|code| dataset.units().iter().find(|unit| unit.code.as_str() == code))
                .or_else(|| unit_at(dataset.units(), COMMUNE, campus.place()))
                .map(named)
                .or_else(|| {
                    source.map(|code| Commune {
                        code: code.to_owned(),
                        name: code.to_owned(),
                    })
                })
        })
        .collect()
}
