//! Tiles that were asked for before, each as it is sent; a World has its own, so that no tile outlives its Dataset.

use std::collections::{HashMap, VecDeque};
use std::io::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::snapshot::tiles::{TileId, TileLayers};

/// A tile in the forms in which it is sent.
#[derive(Debug, Clone)]
pub(super) struct SentTile {
    pub(super) plain: Bytes,
    pub(super) gzip: Bytes,
}

impl SentTile {
    pub(super) fn new(plain: Vec<u8>) -> Self {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        let gzip = encoder
            .write_all(&plain)
            .and_then(|()| encoder.finish())
            .expect("writing into memory does not fail");
        Self {
            plain: plain.into(),
            gzip: gzip.into(),
        }
    }

    fn bytes(&self) -> usize {
        self.plain.len() + self.gzip.len()
    }
}

/// What is known of a tile.
#[derive(Debug, Clone)]
pub(super) enum KnownTile {
    /// It has features.
    Full(SentTile),
    /// It has none.
    Empty,
}

impl KnownTile {
    fn bytes(&self) -> usize {
        match self {
            Self::Full(tile) => tile.bytes(),
            Self::Empty => 0,
        }
    }
}

type Key = (TileLayers, TileId);

/// Tiles by address, the oldest forgotten first.
#[derive(Debug, Default)]
pub(super) struct TileCache(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    tiles: HashMap<Key, KnownTile>,
    by_age: VecDeque<Key>,
    bytes: usize,
}

impl TileCache {
    const MOST_BYTES: usize = 48 << 20;
    const MOST_TILES: usize = 50_000;

    /// The tile, where it is kept.
    pub(super) fn get(&self, key: Key) -> Option<KnownTile> {
        self.kept().tiles.get(&key).cloned()
    }

    pub(super) fn put(&self, key: Key, tile: KnownTile) {
        let mut kept = self.kept();
        let bytes = tile.bytes();
        if kept.tiles.insert(key, tile).is_none() {
            kept.by_age.push_back(key);
            kept.bytes += bytes;
        }
        while kept.bytes > Self::MOST_BYTES || kept.tiles.len() > Self::MOST_TILES {
            let Some(oldest) = kept.by_age.pop_front() else {
                return;
            };
            let forgotten = kept.tiles.remove(&oldest);
            kept.bytes -= forgotten.map_or(0, |tile| tile.bytes());
        }
    }

    /// No step under the lock can leave it half done, so a panic elsewhere does not spoil it.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_tiles_are_forgotten_first() {
        let cache = TileCache::default();
        let key = |x: u32| (TileLayers::all(), TileId::new(10, x, 0).unwrap());
        let big = SentTile {
            plain: vec![0; TileCache::MOST_BYTES / 2].into(),
            gzip: Bytes::new(),
        };
        cache.put(key(1), KnownTile::Full(big.clone()));
        cache.put(key(2), KnownTile::Empty);
        cache.put(key(3), KnownTile::Full(big.clone()));
        cache.put(key(4), KnownTile::Full(big));
        assert!(cache.get(key(1)).is_none());
        assert!(matches!(cache.get(key(2)), Some(KnownTile::Empty)));
        assert!(cache.get(key(3)).is_some() && cache.get(key(4)).is_some());
    }
}
