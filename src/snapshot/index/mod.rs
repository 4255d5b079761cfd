//! Everything derived from one Dataset: the network, its segments by place, the water barrier, each profile's graph
//! and gates, and access labels.
//! What is dear is made on first use and kept under a bound; nothing here is ever edited.

mod label_store;
mod profile_layer;
mod saved;

use std::sync::{Arc, OnceLock};

use crate::base::calendar::{ClockTime, Day};
use crate::base::geom::{Bounds, LonLat};
use crate::base::ids::{CampusIdx, EdgeIdx, ProfileIdx};
use crate::base::progress::Progress;
use crate::domain::network::{
    DayNetwork, DayType, GateSet, GateSite, Junctions, Measure, Network, Profile, RawNetwork, SegmentIndex,
    Snapper, TimedTable, Timetable, WaterBarrier, ferries_name_weekdays,
};
use crate::domain::schools::{Level, Schools};
use crate::snapshot::dataset::Dataset;

pub use label_store::{LabelKey, LevelLabels, TimedKey, TimedLevel};
pub use profile_layer::ProfileLayer;
pub use saved::{INDEX_FORMAT, IndexRefusal};

use label_store::KeptStore;

/// How many of the nearest campuses every state is labelled with.
pub const LABELS_PER_STATE: usize = 20;

/// How many label sets are kept: the static ones, the timed ones, and the days on which something runs.
const KEPT_SETS: usize = 12;
const KEPT_TIMED_SETS: usize = 8;
const KEPT_DAYS: usize = 16;

/// The derived structures of one Dataset.
#[derive(Debug)]
pub struct Index {
    network: Network,
    segments: SegmentIndex,
    water: WaterBarrier,
    bounds: Option<Bounds>,
    gate_sites: Vec<GateSite>,
    levels_of: Vec<Vec<Level>>,
    profiles: Vec<Profile>,
    layers: Vec<OnceLock<ProfileLayer>>,
    labels: KeptStore<LabelKey, LevelLabels>,
    days: KeptStore<(ProfileIdx, DayType), DayNetwork>,
    timed_labels: KeptStore<TimedKey, TimedLevel>,
    junctions: OnceLock<Junctions>,
    /// Whether the hours of a ferry way differ between days of the week.
    weekday_counts: bool,
}

impl Index {
    /// Derives what every question needs; graphs and labels follow on first use.
    pub fn build(dataset: &Dataset, profiles: Vec<Profile>, progress: &dyn Progress) -> Self {
        progress.stage("Splitting ways to a graph, indexing roads and shores", None);
        Self::around(|| Network::build(dataset.network()), dataset, profiles)
    }

    /// What is quickly derived, around a network.
    fn around(network: impl FnOnce() -> Network + Send, dataset: &Dataset, profiles: Vec<Profile>) -> Self {
        let (raw, schools) = (dataset.network(), dataset.schools());
        let on_land = |edge: EdgeIdx, network: &Network| {
            !raw.ways[network.edge(edge).way.at()].tags.is("route", "ferry")
        };
        let roads = || {
            let network = network();
            let segments = SegmentIndex::build(&network, |edge| on_land(edge, &network));
            (network, segments)
        };
        let ((network, segments), water) = rayon::join(roads, || WaterBarrier::build(dataset.water()));
        let gate_sites = gate_sites(schools);
        let places = raw
            .ways
            .iter()
            .flat_map(|way| &way.shape)
            .map(|point| LonLat::from(*point));
        Self {
            bounds: Bounds::around(places),
            layers: profiles.iter().map(|_| OnceLock::new()).collect(),
            levels_of: schools
                .campuses()
                .iter()
                .map(|campus| campus.levels.clone())
                .collect(),
            labels: KeptStore::new(KEPT_SETS),
            days: KeptStore::new(KEPT_DAYS),
            timed_labels: KeptStore::new(KEPT_TIMED_SETS),
            junctions: OnceLock::new(),
            weekday_counts: ferries_name_weekdays(&raw.ways),
            network,
            segments,
            water,
            gate_sites,
            profiles,
        }
    }

    /// The network.
    pub const fn network(&self) -> &Network {
        &self.network
    }

    /// The edges that meet at each junction, found on first use.
    pub fn junctions(&self) -> &Junctions {
        self.junctions.get_or_init(|| Junctions::of(&self.network))
    }

    /// What snapping looks at.
    pub const fn snapper(&self) -> Snapper<'_> {
        Snapper {
            network: &self.network,
            segments: &self.segments,
            water: &self.water,
        }
    }

    /// The box around the network, where it has anything.
    pub const fn bounds(&self) -> Option<Bounds> {
        self.bounds
    }

    /// All profiles, in the order in which people are offered them.
    pub fn profiles(&self) -> &[Profile] {
        &self.profiles
    }

    /// One profile.
    pub fn profile(&self, profile: ProfileIdx) -> &Profile {
        &self.profiles[profile.at()]
    }

    /// A profile by its code.
    pub fn find_profile(&self, id: &str) -> Option<ProfileIdx> {
        self.profiles
            .iter()
            .position(|profile| profile.id.as_str() == id)
            .map(ProfileIdx::from_usize)
    }

    /// The graph and gates of a profile, made on first use.
    pub fn layer(&self, raw: &RawNetwork, profile: ProfileIdx) -> &ProfileLayer {
        self.layers[profile.at()].get_or_init(|| {
            ProfileLayer::build(&self.snapper(), raw, self.profile(profile), &self.gate_sites)
        })
    }

    /// The access labels of a key, made on first use.
    pub fn labels(&self, raw: &RawNetwork, key: LabelKey) -> Arc<LevelLabels> {
        self.labels.get_or_build(key, || {
            let layer = self.layer(raw, key.profile);
            let gates = self.gates_of_level(layer, key.level);
            LevelLabels::build(&layer.graph, gates, LABELS_PER_STATE, key.measure)
        })
    }

    /// The gates of the campuses that teach a level.
    fn gates_of_level(&self, layer: &ProfileLayer, level: Level) -> GateSet {
        let teaches = |campus: CampusIdx| self.levels_of[campus.at()].contains(&level);
        layer.gates.of_campuses(teaches)
    }

    /// What runs for a profile on a day, found on first use; days on which the same runs share it.
    pub fn day(
        &self,
        raw: &RawNetwork,
        timetable: &Timetable,
        profile: ProfileIdx,
        day: Day,
    ) -> Arc<DayNetwork> {
        let day_type = DayType::of(day, timetable, self.weekday_counts);
        self.days.get_or_build((profile, day_type), || {
            let graph = &self.layer(raw, profile).graph;
            let snapper = self.snapper();
            DayNetwork::build(&snapper, graph, &raw.ways, self.profile(profile), timetable, day)
        })
    }

    /// The timed labels of a profile and level for a day and a bell, made on first use.
    pub fn timed_labels(
        &self,
        raw: &RawNetwork,
        timetable: &Timetable,
        (profile, level): (ProfileIdx, Level),
        (day, bell): (Day, ClockTime),
    ) -> Arc<TimedLevel> {
        let key = TimedKey {
            profile,
            level,
            day_type: DayType::of(day, timetable, self.weekday_counts),
            bell,
        };
        self.timed_labels.get_or_build(key, || {
            let layer = self.layer(raw, profile);
            let day = self.day(raw, timetable, profile, day);
            let gates = self.gates_of_level(layer, level);
            let table = TimedTable::build(&layer.graph, &day, &gates, LABELS_PER_STATE, bell);
            TimedLevel { gates, table }
        })
    }

    /// Whether the labels of a key are there, so that a question needs no time.
    pub fn is_ready(&self, key: LabelKey) -> bool {
        self.labels.has(&key)
    }

    /// Builds the labels that most people ask for: on foot and by motorbike, primary and lower secondary, by metres.
    pub fn warm(&self, raw: &RawNetwork, progress: &dyn Progress) {
        progress.stage("Labelling the nearest campuses", None);
        let usual = ["walk", "motorbike"]
            .into_iter()
            .filter_map(|id| self.find_profile(id));
        let keys: Vec<LabelKey> = usual
            .flat_map(|profile| {
                [Level::Primary, Level::LowerSecondary].map(|level| LabelKey {
                    profile,
                    level,
                    measure: Measure::Length,
                })
            })
            .collect();
        rayon::scope(|scope| {
            for key in keys {
                scope.spawn(move |_| {
                    self.labels(raw, key);
                });
            }
        });
    }
}

/// All gates of all campuses, by campus.
fn gate_sites(schools: &Schools) -> Vec<GateSite> {
    let sites = schools
        .campuses()
        .iter()
        .enumerate()
        .flat_map(|(campus, record)| {
            let campus = CampusIdx::from_usize(campus);
            record.gates.iter().map(move |at| GateSite { campus, at: *at })
        });
    sites.collect()
}
