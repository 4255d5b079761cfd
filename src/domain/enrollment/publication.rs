//! What of a round may be handed on: the trees of admitted keys, the public file, and a family's own proof.

use sha2::{Digest as _, Sha256};

use super::hexadecimal::to_hex;
use super::key::Key;
use super::lot::{Hash, hmac};
use super::merkle::{leaf, path, root};
use super::outcome::{KeyDoc, Outcome, PublicRound, PublicSchool, SchoolOutcome};
use super::{Allocation, FrozenFile};

/// The form of the public file.
const PUBLIC_FORMAT: &str = "truonggan-public/1";

/// Salts of all leaves: nobody without the frozen lists and distances can guess one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Salts(Hash);

impl Salts {
    /// From the frozen files, which hold pseudonyms that nobody can guess.
    pub fn of(files: &[FrozenFile]) -> Self {
        let mut all = Sha256::new();
        all.update("truonggan leaf salts 1");
        for file in files {
            all.update(&file.file);
            all.update((file.text.len() as u64).to_be_bytes());
            all.update(&file.text);
        }
        Self(all.finalize().into())
    }

    /// The salt of a child's leaf at a school.
    pub fn salt(&self, applicant: &str, school: &str) -> Hash {
        hmac(&self.0, &[applicant.as_bytes(), &[0], school.as_bytes()])
    }
}

/// What a leaf says.
pub fn leaf_content(applicant: &str, school: &str, key: &KeyDoc) -> String {
    format!(
        "{applicant}|{school}|{}|{}|{}|{}|{}",
        key.tier, key.order, key.metres, key.sibling, key.lot
    )
}

/// The leaves of each school, in the order of the keys.
pub struct Trees {
    /// By school.
    pub leaves: Vec<Vec<Hash>>,
}

impl Trees {
    /// The trees of an allocation.
    pub fn of(allocation: &Allocation<'_>, salts: &Salts) -> Self {
        let leaf_of = |key: &Key| {
            let (applicant, school) = allocation.names_of(*key);
            let content = leaf_content(applicant, school, &allocation.key_doc(*key));
            leaf(&salts.salt(applicant, school), &content)
        };
        let standings = allocation.standings().iter();
        Self {
            leaves: standings
                .map(|standing| standing.admitted.iter().map(leaf_of).collect())
                .collect(),
        }
    }

    /// Writes the roots into the schools' results.
    pub fn sign(&self, schools: &mut [SchoolOutcome]) {
        for (school, leaves) in schools.iter_mut().zip(&self.leaves) {
            school.merkle_root = root(leaves).map(|root| to_hex(&root));
        }
    }

    /// The way from a leaf to its root, in hexadecimal digits.
    pub fn path(&self, school: usize, at: usize) -> Vec<String> {
        path(&self.leaves[school], at)
            .iter()
            .map(|hash| to_hex(hash))
            .collect()
    }
}

/// What anyone may see.
pub fn public_round(outcome: &Outcome, trees: &Trees) -> PublicRound {
    let schools = outcome.schools.iter().zip(&trees.leaves);
    PublicRound {
        format: PUBLIC_FORMAT.to_owned(),
        round: outcome.round.clone(),
        mode: outcome.mode.clone(),
        rules: outcome.rules.clone(),
        seed: outcome.seed.clone(),
        schools: schools
            .map(|(school, leaves)| public_school(school, leaves))
            .collect(),
    }
}

/// A school that is not full has no cut-off: its last key would be no line, only one child's distance.
fn public_school(school: &SchoolOutcome, leaves: &[Hash]) -> PublicSchool {
    let last = school
        .last_admitted
        .as_ref()
        .filter(|_| school.taken >= school.seats);
    PublicSchool {
        school: school.school.clone(),
        seats: school.seats,
        taken: school.taken,
        leaves: leaves.len() as u32,
        cutoff_tier: last.map(|key| key.tier),
        cutoff_metres: last.map(|key| key.metres),
        cutoff_leaf: last.and_then(|_| leaves.last()).map(|leaf| to_hex(leaf)),
        merkle_root: school.merkle_root.clone(),
    }
}
