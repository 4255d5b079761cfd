//! Access labels by profile, level and measure, or by day and bell, kept under a bound.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::base::calendar::ClockTime;
use crate::base::ids::ProfileIdx;
use crate::domain::network::{DayType, GateSet, LabelTable, Measure, ProfileGraph, TimedTable};
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

/// Which timed labels.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimedKey {
    /// Of which profile.
    pub profile: ProfileIdx,
    /// To campuses of which level.
    pub level: Level,
    /// On what days.
    pub day_type: DayType,
    /// Before which bell.
    pub bell: ClockTime,
}

/// The gates of one level and the timed labels that lead to them.
#[derive(Debug)]
pub struct TimedLevel {
    /// The gates, numbered as in the labels.
    pub gates: GateSet,
    /// The labels.
    pub table: TimedTable,
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

/// One thing, which at most one thread builds while others wait for it.
type Slot<T> = Arc<OnceLock<Arc<T>>>;

/// Things that are dear to build, by key, under a bound; the one that was asked for longest ago goes first.
#[derive(Debug)]
pub(super) struct KeptStore<K, T> {
    bound: usize,
    kept: Mutex<Kept<K, T>>,
}

#[derive(Debug)]
struct Kept<K, T> {
    slots: BTreeMap<K, (u64, Slot<T>)>,
    clock: u64,
}

impl<K: Ord + Clone, T> KeptStore<K, T> {
    pub(super) const fn new(bound: usize) -> Self {
        let kept = Kept {
            slots: BTreeMap::new(),
            clock: 0,
        };
        Self {
            bound,
            kept: Mutex::new(kept),
        }
    }

    pub(super) fn get_or_build(&self, key: K, build: impl FnOnce() -> T) -> Arc<T> {
        let slot = self.slot(key);
        Arc::clone(slot.get_or_init(|| Arc::new(build())))
    }

    pub(super) fn has(&self, key: &K) -> bool {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.slots.get(key).is_some_and(|(_, slot)| slot.get().is_some())
    }

    fn slot(&self, key: K) -> Slot<T> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.clock += 1;
        let now = kept.clock;
        let (asked, slot) = kept.slots.entry(key).or_insert_with(|| (now, Slot::default()));
        *asked = now;
        let slot = Arc::clone(slot);
        if kept.slots.len() > self.bound {
            let oldest = kept
                .slots
                .iter()
                .min_by_key(|(_, (asked, _))| *asked)
                .map(|(key, _)| key.clone());
            oldest.and_then(|oldest| kept.slots.remove(&oldest));
        }
        slot
    }
}
