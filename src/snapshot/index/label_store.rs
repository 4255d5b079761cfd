//! Access labels by profile, level and measure, kept under a bound.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::base::ids::ProfileIdx;
use crate::domain::network::{GateSet, LabelTable, Measure, ProfileGraph};
use crate::domain::schools::Level;

/// Which labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LabelKey {
    /// Of which profile.
    pub profile: ProfileIdx,
    /// To campuses of which level.
    pub level: Level,
    /// Near by what.
    pub measure: Measure,
}

/// The gates of one level and the labels that lead to them.
#[derive(Debug)]
pub struct LevelLabels {
    /// The gates, numbered as in the labels.
    pub gates: GateSet,
    /// The labels.
    pub table: LabelTable,
}

impl LevelLabels {
    /// Labels every state.
    pub fn build(graph: &ProfileGraph, gates: GateSet, k: usize, measure: Measure) -> Self {
        let table = LabelTable::build(graph, &gates, k, measure);
        Self { gates, table }
    }
}

/// How many label sets are kept; the one that was asked for longest ago goes first.
const KEPT_SETS: usize = 12;

/// One set, which at most one thread builds while others wait for it.
pub(super) type Slot = Arc<OnceLock<Arc<LevelLabels>>>;

/// The sets that are there.
#[derive(Debug, Default)]
pub(super) struct LabelStore(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    slots: BTreeMap<LabelKey, (u64, Slot)>,
    clock: u64,
}

impl LabelStore {
    pub(super) fn get_or_build(
        &self,
        key: LabelKey,
        build: impl FnOnce() -> LevelLabels,
    ) -> Arc<LevelLabels> {
        let slot = self.slot(key);
        Arc::clone(slot.get_or_init(|| Arc::new(build())))
    }

    pub(super) fn has(&self, key: LabelKey) -> bool {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.slots.get(&key).is_some_and(|(_, slot)| slot.get().is_some())
    }

    /// Puts a set in.
    pub(super) fn put(&self, key: LabelKey, labels: Arc<LevelLabels>) {
        self.slot(key).get_or_init(|| labels);
    }

    /// Looks at all places of sets, by key.
    pub(super) fn with_slots<R>(
        &self,
        look: impl FnOnce(&mut dyn Iterator<Item = (LabelKey, &Slot)>) -> R,
    ) -> R {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        look(&mut kept.slots.iter().map(|(key, (_, slot))| (*key, slot)))
    }

    fn slot(&self, key: LabelKey) -> Slot {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.clock += 1;
        let now = kept.clock;
        let (asked, slot) = kept.slots.entry(key).or_insert_with(|| (now, Slot::default()));
        *asked = now;
        let slot = Arc::clone(slot);
        if kept.slots.len() > KEPT_SETS {
            let oldest = kept
                .slots
                .iter()
                .min_by_key(|(_, (asked, _))| *asked)
                .map(|(key, _)| *key);
            oldest.and_then(|oldest| kept.slots.remove(&oldest));
        }
        slot
    }
}
