//! Rows as readers give them and as a store keeps them, before they are a Dataset.

use std::fmt;
use std::str::FromStr;

use crate::base::geom::LonLat;
use crate::domain::network::{RawNetwork, Timetable, WaterLayer};
use crate::domain::schools::{AdminUnit, Level, Seats};

/// The parts of a dataset that are imported and published one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// Roads and ferries.
    Network,
    /// Schools and campuses.
    Schools,
    /// Administrative units.
    Units,
    /// Water areas and watercourses.
    Water,
    /// Named places for the map.
    Places,
    /// Boats and buses with their days and times.
    Timetable,
}

impl Layer {
    /// All layers.
    pub const ALL: [Self; 6] = [
        Self::Network,
        Self::Schools,
        Self::Units,
        Self::Water,
        Self::Places,
        Self::Timetable,
    ];

    /// The word for it in files and commands.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Schools => "schools",
            Self::Units => "units",
            Self::Water => "water",
            Self::Places => "places",
            Self::Timetable => "timetable",
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Layer {
    type Err = UnknownLayer;

    fn from_str(word: &str) -> Result<Self, UnknownLayer> {
        Self::ALL
            .into_iter()
            .find(|layer| layer.as_str() == word)
            .ok_or_else(|| UnknownLayer(word.to_owned()))
    }
}

/// A word that names no layer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a layer of a dataset; write network, schools, units, water, places or timetable")]
pub struct UnknownLayer(pub String);

/// A campus as a file lists it.
#[derive(Debug, Clone, PartialEq)]
pub struct StagedCampus {
    /// Code of the school; campuses with the same code belong together.
    pub school_id: String,
    /// Code of the campus.
    pub campus_id: String,
    /// Name of the school, NFC.
    pub name: String,
    /// Name of the campus, where it has one of its own.
    pub campus_name: Option<String>,
    /// Where it is drawn.
    pub at: LonLat,
    /// Its gates; empty where `at` is its only one.
    pub gates: Vec<LonLat>,
    /// Levels, youngest first; empty where unknown.
    pub levels: Vec<Level>,
    /// Whether the levels are a guess from the name.
    pub levels_guessed: bool,
    /// Code of its commune, where the file names one.
    pub commune: Option<String>,
    /// Seats, where the file names them.
    pub seats: Option<Seats>,
    /// Who runs it.
    pub operator: Option<String>,
    /// Where the record comes from.
    pub source: String,
}

/// A named place for the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Name, NFC.
    pub name: String,
    /// `city`, `commune`, `hamlet`, `wharf`, `sea`, `river`, `forest`…
    pub kind: String,
    /// 1 is the most prominent.
    pub rank: u8,
    /// Where its name is written.
    pub at: LonLat,
}

/// The rows of one layer.
#[derive(Debug, Clone, PartialEq)]
pub enum StagedLayer {
    /// Roads and ferries.
    Network(RawNetwork),
    /// Campuses.
    Schools(Vec<StagedCampus>),
    /// Administrative units.
    Units(Vec<AdminUnit>),
    /// Water.
    Water(WaterLayer),
    /// Places.
    Places(Vec<Place>),
    /// Boats and buses.
    Timetable(Timetable),
}

impl StagedLayer {
    /// Which layer it is.
    pub const fn layer(&self) -> Layer {
        match self {
            Self::Network(_) => Layer::Network,
            Self::Schools(_) => Layer::Schools,
            Self::Units(_) => Layer::Units,
            Self::Water(_) => Layer::Water,
            Self::Places(_) => Layer::Places,
            Self::Timetable(_) => Layer::Timetable,
        }
    }

    /// How many rows it has.
    pub const fn rows(&self) -> usize {
        match self {
            Self::Network(network) => network.ways.len(),
            Self::Schools(campuses) => campuses.len(),
            Self::Units(units) => units.len(),
            Self::Water(water) => water.areas.len() + water.lines.len(),
            Self::Places(places) => places.len(),
            Self::Timetable(timetable) => {
                timetable.stops.len()
                    + timetable.lines.len()
                    + timetable.services.len()
                    + timetable.trips.len()
            }
        }
    }
}

/// Where the rows of a layer come from.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct LayerSource {
    /// File names, without their folders.
    pub files: Vec<String>,
    /// Who must be named beside the map.
    pub attribution: Option<String>,
    /// Whether the rows are made up for demonstration.
    pub synthetic: bool,
}

/// What a reader made of some files: the layers it found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Staged {
    /// One entry a layer at most.
    pub layers: Vec<StagedLayer>,
}

impl Staged {
    /// The rows of a layer.
    pub fn layer(&self, layer: Layer) -> Option<&StagedLayer> {
        self.layers.iter().find(|staged| staged.layer() == layer)
    }

    /// Takes the rows of a layer out.
    pub fn take(&mut self, layer: Layer) -> Option<StagedLayer> {
        let at = self.layers.iter().position(|staged| staged.layer() == layer)?;
        Some(self.layers.remove(at))
    }
}
