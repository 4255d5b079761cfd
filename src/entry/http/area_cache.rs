//! Areas that were asked for before, as they are sent; a World has its own, so that none outlives its Dataset.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;

use crate::snapshot::query::IsochroneRequest;

/// What was asked for: the reach of a campus, as areas or as roads.
pub(super) type AreaKey = (IsochroneRequest, bool);

/// Replies by question, the oldest forgotten first.
#[derive(Debug, Default)]
pub(super) struct AreaCache(Mutex<VecDeque<(AreaKey, Bytes)>>);

impl AreaCache {
    /// How many bytes are kept.
    const MOST_BYTES: usize = 16 << 20;

    pub(super) fn get(&self, key: &AreaKey) -> Option<Bytes> {
        let kept = self.kept();
        kept.iter()
            .find(|(known, _)| known == key)
            .map(|(_, reply)| reply.clone())
    }

    pub(super) fn put(&self, key: AreaKey, reply: Bytes) {
        let mut kept = self.kept();
        kept.retain(|(known, _)| *known != key);
        kept.push_back((key, reply));
        while kept.iter().map(|(_, reply)| reply.len()).sum::<usize>() > Self::MOST_BYTES {
            kept.pop_front();
        }
    }

    /// No step under the lock can leave it half done, so a panic elsewhere does not spoil it.
    fn kept(&self) -> MutexGuard<'_, VecDeque<(AreaKey, Bytes)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::{CampusIdx, ProfileIdx};
    use crate::base::units::Centimetres;
    use crate::snapshot::query::Limits;

    fn key(campus: u32) -> AreaKey {
        let request = IsochroneRequest {
            campus: CampusIdx(campus),
            profile: ProfileIdx(0),
            limits: Limits::Metres(vec![Centimetres(50_000)]),
        };
        (request, false)
    }

    #[test]
    fn the_oldest_replies_are_forgotten_first_and_one_that_is_too_large_is_not_kept() {
        let cache = AreaCache::default();
        let half = Bytes::from(vec![0; AreaCache::MOST_BYTES / 2]);
        for campus in 0..3 {
            cache.put(key(campus), half.clone());
        }
        assert!(cache.get(&key(0)).is_none());
        assert!(cache.get(&key(1)).is_some() && cache.get(&key(2)).is_some());
        cache.put(key(3), Bytes::from(vec![0; AreaCache::MOST_BYTES + 1]));
        assert!(cache.get(&key(3)).is_none());
    }
}
