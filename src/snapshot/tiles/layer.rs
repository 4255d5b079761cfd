//! The layers of the map: their names, what their features carry, and from which zoom on.

use std::fmt;
use std::str::FromStr;

/// A layer of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TileLayer {
    /// Areas of water.
    Water,
    /// Watercourses as lines.
    Waterways,
    /// Areas of communes.
    Communes,
    /// Roads and paths.
    Roads,
    /// Ferries and boats.
    Ferries,
    /// Campuses.
    Schools,
    /// Named places.
    Places,
}

/// What a field of a layer's features holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TileField {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub about: &'static str,
}

impl TileLayer {
    /// All layers, from the ground up.
    pub const ALL: [Self; 7] = [
        Self::Water,
        Self::Waterways,
        Self::Communes,
        Self::Roads,
        Self::Ferries,
        Self::Schools,
        Self::Places,
    ];

    /// The word for it in addresses and in tiles.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Water => "water",
            Self::Waterways => "waterways",
            Self::Communes => "communes",
            Self::Roads => "roads",
            Self::Ferries => "ferries",
            Self::Schools => "schools",
            Self::Places => "places",
        }
    }

    /// What it shows.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Water => "Areas of water",
            Self::Waterways => "Watercourses as lines",
            Self::Communes => "Areas of communes",
            Self::Roads => "Roads and paths",
            Self::Ferries => "Ferries and boats",
            Self::Schools => "Campuses of schools",
            Self::Places => "Named places",
        }
    }

    /// The first zoom at which it has features.
    pub const fn min_zoom(self) -> u8 {
        match self {
            Self::Schools => 8,
            Self::Waterways => 9,
            _ => 0,
        }
    }

    /// The fields of its features; a field is left out of a feature that has no value for it.
    pub const fn fields(self) -> &'static [TileField] {
        const NAME: TileField = TileField {
            name: "name",
            about: "Name",
        };
        match self {
            Self::Water => &[
                TileField {
                    name: "kind",
                    about: "sea, river, lake, pond…",
                },
                NAME,
            ],
            Self::Waterways => &[
                TileField {
                    name: "kind",
                    about: "river, canal, stream, ditch, drain",
                },
                NAME,
            ],
            Self::Communes => &[
                TileField {
                    name: "code",
                    about: "Official code",
                },
                NAME,
            ],
            Self::Roads => &[
                TileField {
                    name: "class",
                    about: "motorway, trunk, primary, secondary, tertiary, minor, service, path",
                },
                NAME,
                TileField {
                    name: "bridge",
                    about: "true on a bridge",
                },
                TileField {
                    name: "tunnel",
                    about: "true in a tunnel",
                },
            ],
            Self::Ferries => &[NAME],
            Self::Schools => &[
                TileField {
                    name: "campus_id",
                    about: "Code of the campus",
                },
                TileField {
                    name: "school_id",
                    about: "Code of its school",
                },
                NAME,
                TileField {
                    name: "level",
                    about: "The youngest level that is taught there",
                },
                TileField {
                    name: "levels",
                    about: "All levels that are taught there, with commas",
                },
            ],
            Self::Places => &[
                NAME,
                TileField {
                    name: "kind",
                    about: "city, commune, hamlet, wharf, sea, river, forest…",
                },
                TileField {
                    name: "rank",
                    about: "1 is the most prominent",
                },
            ],
        }
    }
}

impl fmt::Display for TileLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no layer of the map.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a layer of the map")]
pub struct UnknownTileLayer(pub String);

impl FromStr for TileLayer {
    type Err = UnknownTileLayer;

    fn from_str(word: &str) -> Result<Self, UnknownTileLayer> {
        Self::ALL
            .into_iter()
            .find(|layer| layer.as_str() == word)
            .ok_or_else(|| UnknownTileLayer(word.to_owned()))
    }
}

/// A set of layers, in one order whatever the order they were asked for in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileLayers(u8);

impl TileLayers {
    /// From words with commas between them.
    pub fn parse(words: &str) -> Result<Self, UnknownTileLayer> {
        let mut set = Self::default();
        for word in words.split(',') {
            set.insert(word.parse()?);
        }
        Ok(set)
    }

    /// All layers.
    pub fn all() -> Self {
        let mut set = Self::default();
        for layer in TileLayer::ALL {
            set.insert(layer);
        }
        set
    }

    fn insert(&mut self, layer: TileLayer) {
        self.0 |= 1 << layer as u8;
    }

    /// The layers, from the ground up.
    pub fn iter(self) -> impl Iterator<Item = TileLayer> {
        TileLayer::ALL
            .into_iter()
            .filter(move |layer| self.0 & (1 << *layer as u8) != 0)
    }
}

impl fmt::Display for TileLayers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.iter().map(TileLayer::as_str).collect();
        f.write_str(&words.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_one_order_and_names_what_it_does_not_know() {
        let set = TileLayers::parse("roads,water,roads").unwrap();
        assert_eq!(set.to_string(), "water,roads");
        assert_eq!(set, TileLayers::parse("water,roads").unwrap());
        assert_eq!(
            TileLayers::parse("roads,rails"),
            Err(UnknownTileLayer("rails".to_owned()))
        );
        assert_eq!(TileLayers::parse(""), Err(UnknownTileLayer(String::new())));
        assert_eq!(TileLayers::all().iter().count(), TileLayer::ALL.len());
    }
}
