//! The seed from its parts, and the lots from the seed.

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use rayon::slice::ParallelSliceMut as _;

use super::breach::{OUTCOME, breach, differs};
use super::digests::{Digest, hmac_sha256, sha256, sha256_hex};
use super::folder::ApplicantLine;
use crate::base::diagnostic::Diagnostics;
use crate::base::ids::ApplicantIdx;
use crate::domain::enrollment::hexadecimal::{from_hex, to_hex};
use crate::domain::enrollment::outcome::SeedRef;

/// The lots of all children.
pub(super) struct Lots {
    /// By child.
    pub(super) digests: Vec<Digest>,
    /// Children by lot and then by pseudonym.
    pub(super) order: Vec<ApplicantIdx>,
    /// The place of each child in that order.
    pub(super) places: Vec<u32>,
}

impl Lots {
    /// Draws all lots.
    pub(super) fn draw(key: &[u8], round: &str, children: &[ApplicantLine]) -> Self {
        let lots: Vec<Digest> = children
            .par_iter()
            .map(|child| hmac_sha256(key, &[child.applicant.as_bytes(), round.as_bytes()]))
            .collect();
        let mut order: Vec<ApplicantIdx> = (0..lots.len()).map(ApplicantIdx::from_usize).collect();
        order.par_sort_unstable_by_key(|child| (lots[child.at()], *child));
        let mut places = vec![0; lots.len()];
        for (place, child) in order.iter().enumerate() {
            places[child.at()] = place as u32;
        }
        Self {
            digests: lots,
            order,
            places,
        }
    }

    /// A child's lot in hexadecimal digits.
    pub(super) fn hex(&self, child: ApplicantIdx) -> String {
        to_hex(&self.digests[child.at()])
    }
}

/// The key of all lots as it follows from the parts of the seed; none where nothing follows.
pub(super) fn seed_key(seed: &SeedRef, found: &mut Diagnostics) -> Option<Vec<u8>> {
    let mut tell = |code, field: &str, sentence: String| {
        found.push(breach(code, OUTCOME, sentence).at_object(format!("seed.{field}")));
    };
    let mut bytes = |field: &str, text: &Option<String>| {
        let text = text.as_ref()?;
        let bytes = from_hex(text).filter(|bytes| to_hex(bytes) == *text && !bytes.is_empty());
        if bytes.is_none() {
            let sentence = format!("`{text}` is not written in lower-case hexadecimal digits.");
            tell("audit/seed", field, sentence);
        }
        bytes
    };
    let officer = bytes("officer_part", &seed.officer_part);
    let draw = bytes("public_draw", &seed.public_draw);
    let _ = bytes("commitment", &seed.commitment);
    if let (Some(officer), Some(commitment)) = (&officer, &seed.commitment) {
        let opened = sha256_hex(&[officer]);
        if opened != *commitment {
            let sentence =
                format!("The officer's part has the hash {opened}, and {commitment} was promised.");
            tell("audit/commitment", "commitment", sentence);
        }
    }
    let key = match (officer, draw) {
        (Some(officer), Some(draw)) => sha256(&[&officer, &draw]).to_vec(),
        (Some(only), None) | (None, Some(only)) => only,
        (None, None) => {
            tell("audit/seed", "key", "No part of the seed is given.".to_owned());
            return None;
        }
    };
    if to_hex(&key) != seed.key {
        tell("audit/seed", "key", differs("The key", &seed.key, to_hex(&key)));
    }
    Some(key)
}
