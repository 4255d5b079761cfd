//! Schools and campuses in dense arrays ordered by code.

use std::collections::BTreeMap;

use super::Level;
use crate::base::geom::LonLat;
use crate::base::ids::{CampusId, CampusIdx, SchoolId, SchoolIdx};

/// A school (trường), of one or several campuses.
#[derive(Debug, Clone, PartialEq)]
pub struct School {
    /// Its code.
    pub id: SchoolId,
    /// Its name, NFC.
    pub name: String,
    /// Who runs it, where known.
    pub operator: Option<String>,
    /// Where its record comes from.
    pub source: String,
    /// Its campuses, the main one first, then by code.
    pub campuses: Vec<CampusIdx>,
}

/// A campus (điểm trường): where children go.
#[derive(Debug, Clone, PartialEq)]
pub struct Campus {
    /// Its code.
    pub id: CampusId,
    /// The school it belongs to.
    pub school: SchoolIdx,
    /// Its own name, where it has one beside the school's.
    pub name: Option<String>,
    /// Where it is drawn.
    pub at: LonLat,
    /// Its gates, at least one, by which children come.
    pub gates: Vec<LonLat>,
    /// The levels taught here, youngest first.
    pub levels: Vec<Level>,
    /// Whether the levels are a guess from the name.
    pub levels_guessed: bool,
    /// Code of the commune that its source names, where it names one.
    pub commune: Option<String>,
    /// Seats, where known.
    pub seats: Option<Seats>,
}

impl Campus {
    /// Where it is drawn.
    pub const fn place(&self) -> LonLat {
        self.at
    }
}

/// A number of seats and whether it is made up for demonstration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seats {
    /// How many.
    pub count: u32,
    /// Whether the number is synthetic.
    pub synthetic: bool,
}

/// All schools and campuses of a dataset, each ordered by code.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Schools {
    schools: Vec<School>,
    campuses: Vec<Campus>,
}

impl Schools {
    /// From schools and campuses that are ordered by code and point at one another.
    pub fn new(schools: Vec<School>, campuses: Vec<Campus>) -> Self {
        debug_assert!(
            schools.is_sorted_by(|a, b| a.id < b.id),
            "schools are ordered by code"
        );
        debug_assert!(
            campuses.is_sorted_by(|a, b| a.id < b.id),
            "campuses are ordered by code"
        );
        Self { schools, campuses }
    }

    /// All schools, by code.
    pub fn schools(&self) -> &[School] {
        &self.schools
    }

    /// All campuses, by code.
    pub fn campuses(&self) -> &[Campus] {
        &self.campuses
    }

    /// A school by position.
    pub fn school(&self, idx: SchoolIdx) -> &School {
        &self.schools[idx.at()]
    }

    /// A campus by position.
    pub fn campus(&self, idx: CampusIdx) -> &Campus {
        &self.campuses[idx.at()]
    }

    /// A school by code.
    pub fn find_school(&self, id: &str) -> Option<SchoolIdx> {
        self.schools
            .binary_search_by(|school| school.id.as_str().cmp(id))
            .ok()
            .map(SchoolIdx::from_usize)
    }

    /// A campus by code.
    pub fn find_campus(&self, id: &str) -> Option<CampusIdx> {
        self.campuses
            .binary_search_by(|campus| campus.id.as_str().cmp(id))
            .ok()
            .map(CampusIdx::from_usize)
    }

    /// Campuses that teach a level, by code.
    pub fn campuses_of(&self, level: Level) -> Vec<CampusIdx> {
        (0..self.campuses.len())
            .map(CampusIdx::from_usize)
            .filter(|idx| self.campus(*idx).levels.contains(&level))
            .collect()
    }

    /// How many campuses teach each level.
    pub fn count_by_level(&self) -> BTreeMap<Level, usize> {
        let mut counts = BTreeMap::new();
        for level in self.campuses.iter().flat_map(|campus| &campus.levels) {
            *counts.entry(*level).or_insert(0) += 1;
        }
        counts
    }
}
