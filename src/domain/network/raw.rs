//! Ways as they come from a file: shapes, shared points and tags, not yet a graph.

use crate::base::geom::FixedLonLat;
use crate::base::ids::WayIdx;

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
        self.get_suffixed(key, direction).or_else(|| self.get(key))
    }

    /// The value of a key with a suffix, as in `restriction:bus`.
    pub fn get_suffixed(&self, key: &str, suffix: &str) -> Option<&str> {
        let is_it = |name: &str| {
            let rest = name.strip_prefix(key).and_then(|rest| rest.strip_prefix(':'));
            rest == Some(suffix)
        };
        let found = self.0.iter().find(|(name, _)| is_it(name));
        found.map(|(_, value)| &**value)
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

/// What lies between the ways of a turn.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TurnVia {
    /// The point where they meet.
    Point(i64),
    /// Ways in their order, by id.
    Ways(Vec<i64>),
}

/// A turn that is forbidden, or the only one that is allowed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RawRestriction {
    /// Identifier, unique in the network.
    pub id: i64,
    /// What it says and for whom, such as `restriction=no_left_turn` and `except=bicycle`.
    pub tags: Tags,
    /// Ways from which it is turned, by id; each of them is meant.
    pub from: Vec<i64>,
    /// Over what.
    pub via: TurnVia,
    /// Ways into which it is turned, by id; each of them is meant.
    pub to: Vec<i64>,
}

/// All ways, tagged points and turn restrictions, ordered by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawNetwork {
    /// Ways by id.
    pub ways: Vec<RawWay>,
    /// Tagged points by id.
    pub points: Vec<RawPoint>,
    /// Turn restrictions by id.
    pub restrictions: Vec<RawRestriction>,
}

impl RawNetwork {
    /// Orders everything by id, so that equal inputs in any order give equal networks.
    pub fn sort(&mut self) {
        self.ways.sort_by_key(|way| way.id);
        self.points.sort_by_key(|point| point.id);
        self.restrictions.sort_by_key(|restriction| restriction.id);
    }

    /// A way by its id, in a sorted network.
    pub fn find_way(&self, id: i64) -> Option<WayIdx> {
        let found = self.ways.binary_search_by_key(&id, |way| way.id);
        found.ok().map(WayIdx::from_usize)
    }
}
