//! An Index as bytes: what is saved is what is loaded, and whatever is not exactly that is refused.

use truonggan::adapters::import::shipped_profiles;
use truonggan::base::calendar::ClockTime;
use truonggan::base::geom::LonLat;
use truonggan::base::ids::ProfileIdx;
use truonggan::base::progress::Silent;
use truonggan::domain::network::{Measure, Profile, SnapChoice};
use truonggan::domain::schools::{Bells, Level};
use truonggan::snapshot::dataset::{Dataset, DatasetMeta, LayerSource, StagedCampus, StagedLayer};
use truonggan::snapshot::index::{INDEX_FORMAT, Index, IndexRefusal, LabelKey};
use truonggan::snapshot::query::{Distinct, NearestRequest, Ranking, RouteRequest, Snapshot, nearest, route};

use crate::oracle::random_town;
use crate::scenarios::campus;
use crate::support::random::{Random, cases};
use crate::support::town::{Town, at};

fn dataset(town: &Town, campuses: Vec<StagedCampus>) -> Dataset {
    let layers = [
        StagedLayer::Network(town.raw().clone()),
        StagedLayer::Water(town.water().clone()),
        StagedLayer::Schools(campuses),
    ];
    let layers = layers.map(|layer| (layer, LayerSource::default()));
    let (dataset, _) = Dataset::build(layers.to_vec(), DatasetMeta::default()).unwrap();
    dataset
}

/// A random town with campuses, some of them off every road.
fn random_dataset(seed: u64) -> Dataset {
    let mut random = Random::new(seed);
    let town = random_town(&mut random).lake(100., 100., 260., 180.);
    let campuses = (0..2 + random.below(6))
        .map(|n| campus(&format!("C{n}"), random.unit() * 2000., random.unit() * 900.))
        .collect();
    dataset(&town, campuses)
}

fn warm(dataset: Dataset) -> Snapshot {
    let snapshot = Snapshot::build(dataset, shipped_profiles(), &Silent);
    snapshot.warm(&Silent);
    let bicycle = snapshot.index.find_profile("bicycle").unwrap();
    for (profile, measure) in [(bicycle, Measure::Length), (ProfileIdx(0), Measure::Time)] {
        let key = LabelKey {
            profile,
            level: Level::Primary,
            measure,
        };
        snapshot.index.labels(snapshot.raw(), key);
    }
    snapshot
}

/// Saved and loaded.
fn again(snapshot: &Snapshot) -> Snapshot {
    let bytes = snapshot.index.encode(&snapshot.dataset);
    let index = Index::decode(&bytes, &snapshot.dataset, shipped_profiles()).unwrap();
    Snapshot {
        dataset: snapshot.dataset.clone(),
        index,
    }
}

#[test]
fn what_is_loaded_is_what_was_saved_and_answers_alike() {
    for seed in 0..cases(25) {
        let built = warm(random_dataset(seed));
        let loaded = again(&built);
        assert_eq!(loaded.index.network(), built.index.network(), "seed {seed}");
        assert_eq!(
            loaded.index.encode(&loaded.dataset),
            built.index.encode(&built.dataset),
            "seed {seed}"
        );
        for (number, profile) in built.index.profiles().iter().enumerate() {
            let idx = ProfileIdx::from_usize(number);
            let [a, b] = [&built, &loaded].map(|world| world.index.layer(world.raw(), idx));
            assert_eq!(a.graph, b.graph, "seed {seed}, {}", profile.id);
            assert_eq!(a.gates, b.gates, "seed {seed}, {}", profile.id);
            assert_eq!(a.ungated, b.ungated, "seed {seed}, {}", profile.id);
        }
        let mut random = Random::new(seed);
        for _ in 0..20 {
            let home = at(random.unit() * 1200., random.unit() * 1200.);
            for rank in [Ranking::Metres, Ranking::Minutes] {
                for profile in 0..3 {
                    assert_same_answers(&built, &loaded, home, ProfileIdx(profile), rank);
                }
            }
        }
    }
}

fn assert_same_answers(
    built: &Snapshot,
    loaded: &Snapshot,
    home: LonLat,
    profile: ProfileIdx,
    rank: Ranking,
) {
    let request = NearestRequest {
        at: home,
        profile,
        level: Level::Primary,
        k: 5,
        rank,
        distinct: Distinct::Campus,
        day: "2026-11-25".parse().unwrap(),
        bell: ClockTime::at(7, 0),
    };
    let answers = [built, loaded].map(|world| nearest(world, &request));
    assert_eq!(answers[0], answers[1]);
    let Ok(answer) = &answers[0] else { return };
    for found in &answer.results {
        let request = RouteRequest {
            at: home,
            campus: found.campus,
            profile,
            rank,
            day: "2026-11-25".parse().unwrap(),
            bells: Bells::default(),
        };
        assert_eq!(route(built, &request), route(loaded, &request));
    }
}

#[test]
fn labels_that_were_saved_are_there_at_once_and_others_are_built_when_asked_for() {
    let built = warm(random_dataset(3));
    let loaded = again(&built);
    let key = |profile: u32, measure| LabelKey {
        profile: ProfileIdx(profile),
        level: Level::Primary,
        measure,
    };
    assert!(loaded.index.is_ready(key(0, Measure::Length)));
    assert!(loaded.index.is_ready(key(0, Measure::Time)));
    assert!(!loaded.index.is_ready(key(3, Measure::Length)));
    let [a, b] = [&built, &loaded].map(|world| world.index.labels(world.raw(), key(3, Measure::Length)));
    assert_eq!(a.table, b.table);
}

fn small() -> Snapshot {
    let town = Town::new()
        .street("Một", &[(0., 0.), (300., 10.), (600., 0.)])
        .ferry("Phà", 5, 10, &[(600., 0.), (900., 0.)])
        .street("Hai", &[(900., 0.), (1200., 0.)]);
    warm(dataset(
        &town,
        vec![campus("A", 100., 20.), campus("B", 1100., 20.)],
    ))
}

fn refusal(bytes: &[u8], world: &Snapshot) -> Option<IndexRefusal> {
    Index::decode(bytes, &world.dataset, shipped_profiles()).err()
}

#[test]
fn every_changed_byte_is_refused() {
    let world = small();
    let good = world.index.encode(&world.dataset);
    assert_eq!(refusal(&good, &world), None);
    for at in 0..good.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut bytes = good.clone();
            bytes[at] ^= change;
            assert!(refusal(&bytes, &world).is_some(), "byte {at} of {}", good.len());
        }
    }
}

#[test]
fn a_file_that_ends_early_or_goes_on_is_refused() {
    let world = small();
    let good = world.index.encode(&world.dataset);
    for length in 0..good.len() {
        assert!(refusal(&good[..length], &world).is_some(), "{length} bytes");
    }
    let mut longer = good;
    longer.push(0);
    assert_eq!(refusal(&longer, &world), Some(IndexRefusal::Damaged));
    assert_eq!(
        refusal(b"SQLite format 3\0", &world),
        Some(IndexRefusal::NotAnIndex)
    );
}

#[test]
fn another_version_dataset_or_profile_is_refused_by_its_name() {
    let world = small();
    let good = world.index.encode(&world.dataset);
    for version in [0, INDEX_FORMAT - 1, INDEX_FORMAT + 1, u32::MAX] {
        let mut bytes = good.clone();
        bytes[8..12].copy_from_slice(&version.to_le_bytes());
        assert_eq!(
            refusal(&bytes, &world),
            Some(IndexRefusal::OtherVersion { found: version })
        );
    }
    let other = random_dataset(1);
    assert_eq!(
        Index::decode(&good, &other, shipped_profiles()).err(),
        Some(IndexRefusal::OtherDataset)
    );
    let changed = |change: fn(&mut Profile)| {
        let mut profiles = shipped_profiles();
        change(&mut profiles[1]);
        Index::decode(&good, &world.dataset, profiles).err()
    };
    let of_profiles = Some(IndexRefusal::OtherProfiles);
    assert_eq!(changed(|profile| profile.ferries.kmh += 1e-9), of_profiles);
    assert_eq!(
        changed(|profile| {
            if let SnapChoice::NearestDry(limits) = &mut profile.snapping.choice {
                limits.leg_metres = 499.0;
            }
        }),
        of_profiles
    );
}

/// The same bytes with a checksum that fits.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let checksum = blake3::hash(&bytes[44..]);
    bytes[12..44].copy_from_slice(checksum.as_bytes());
    bytes
}

#[test]
fn nonsense_under_a_fitting_checksum_is_read_without_a_panic() {
    let world = small();
    let good = world.index.encode(&world.dataset);
    let body = 44 + 3 * 32 + 8;
    for seed in 0..cases(4000) {
        let mut random = Random::new(seed);
        let mut bytes = good.clone();
        for _ in 0..=random.below(3) {
            let at = body + random.below(bytes.len() - body);
            bytes[at] = match random.below(3) {
                0 => 0xff,
                1 => 0,
                _ => random.next() as u8,
            };
        }
        if random.chance(0.2) {
            bytes.truncate(body + random.below(bytes.len() - body));
            let length = (bytes.len() - body) as u64;
            bytes[body - 8..body].copy_from_slice(&length.to_le_bytes());
        }
        let _ = Index::decode(&sealed(bytes), &world.dataset, shipped_profiles());
    }
}
