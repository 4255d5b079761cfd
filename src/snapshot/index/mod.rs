//! Everything derived from one Dataset: the network, its R-tree, the water barrier, each profile's graph and gates, and
//! access labels.
//! What is dear is made on first use and kept under a bound; nothing here is ever edited.

mod label_store;
mod profile_layer;

use std::sync::{Arc, OnceLock};

use crate::base::geom::{Bounds, LonLat};
use crate::base::ids::{CampusIdx, EdgeIdx, ProfileIdx};
use crate::base::progress::Progress;
use crate::domain::network::{
    GateSite, Junctions, Measure, Network, Profile, RawNetwork, SegmentIndex, Snapper, WaterBarrier,
    WaterLayer,
};
use crate::domain::schools::{Level, Schools};

pub use label_store::{LabelKey, LevelLabels};
pub use profile_layer::ProfileLayer;

use label_store::LabelStore;

/// How many of the nearest campuses every state is labelled with.
pub const LABELS_PER_STATE: usize = 20;

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
    labels: LabelStore,
    junctions: OnceLock<Junctions>,
}

impl Index {
    /// Derives what every question needs; graphs and labels follow on first use.
    pub fn build(
        raw: &RawNetwork,
        water: &WaterLayer,
        schools: &Schools,
        profiles: Vec<Profile>,
        progress: &dyn Progress,
    ) -> Self {
        progress.stage("Splitting ways to a graph, indexing roads and shores", None);
        let roads = || {
            let network = Network::build(raw);
            let on_land = |edge: EdgeIdx| !raw.ways[network.edge(edge).way.at()].tags.is("route", "ferry");
            let segments = SegmentIndex::build(&network, on_land);
            (network, segments)
        };
        let ((network, segments), water) = rayon::join(roads, || WaterBarrier::build(water));
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
            labels: LabelStore::default(),
            junctions: OnceLock::new(),
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
            let teaches = |campus: CampusIdx| self.levels_of[campus.at()].contains(&key.level);
            LevelLabels::build(
                &layer.graph,
                layer.gates.of_campuses(teaches),
                LABELS_PER_STATE,
                key.measure,
            )
        })
    }

    /// Whether the labels of a key are there, so that a question needs no time.
    pub fn is_ready(&self, key: LabelKey) -> bool {
        self.labels.has(key)
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
