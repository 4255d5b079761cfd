//! Ways as they come from a file: shapes, shared points and tags, not yet a graph.

use crate::base::geom::FixedLonLat;

/// Key–value pairs in the vocabulary of OpenStreetMap, sorted by key, one value a key.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tags(Box<[(Box<str>, Box<str>)]>);

impl Tags {
    /// From pairs in any order; of equal keys the last one stays.
    pub fn new<K: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        let sorted: std::collections::BTreeMap<Box<str>, Box<str>> = pairs
            .into_iter()
            .map(|(key, value)| (key.as_ref().into(), value.as_ref().into()))
            .collect();
        Self(sorted.into_iter().collect())
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0
            .binary_search_by(|(k, _)| (**k).cmp(key))
            .ok()
            .map(|at| &*self.0[at].1)
    }

    /// The value of a key for one direction, as in `access:forward`, or else of the bare key.
    pub fn get_directed(&self, key: &str, direction: &str) -> Option<&str> {
        let is_directed = |name: &str| {
            let rest = name.strip_prefix(key).and_then(|rest| rest.strip_prefix(':'));
            rest == Some(direction)
        };
        let directed = self.0.iter().find(|(name, _)| is_directed(name));
        directed.map_or_else(|| self.get(key), |(_, value)| Some(value))
    }

    /// Whether a key has a value.
    pub fn is(&self, key: &str, value: &str) -> bool {
        self.get(key) == Some(value)
    }

    /// All pairs, by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (&**key, &**value))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A way: a line through points, some of which it shares with other ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawWay {
    /// Identifier, unique in the network.
    pub id: i64,
    /// Identifier of each point of the shape; ways that name the same point meet there.
    pub points: Vec<i64>,
    /// The shape; as long as `points`, at least two.
    pub shape: Vec<FixedLonLat>,
    /// What it is and who may use it.
    pub tags: Tags,
}

/// A point of the network that carries tags of its own, such as a barrier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawPoint {
    /// Identifier, as named by ways.
    pub id: i64,
    /// What it is.
    pub tags: Tags,
}

/// All ways and tagged points, ordered by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawNetwork {
    /// Ways by id.
    pub ways: Vec<RawWay>,
    /// Tagged points by id.
    pub points: Vec<RawPoint>,
}

impl RawNetwork {
    /// Orders ways and points by id, so that equal inputs in any order give equal networks.
    pub fn sort(&mut self) {
        self.ways.sort_by_key(|way| way.id);
        self.points.sort_by_key(|point| point.id);
    }
}
