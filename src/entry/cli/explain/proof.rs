//! What a family gets to check on its own: its leaf, the cut-off's leaf, and the ways to the published root.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use serde::Serialize;

use crate::adapters::import::{ImportError, read_school_names};
use crate::domain::enrollment::{
    Explanation, FrozenFile, Hash, KeyDoc, Outcome, Salts, leaf_content, merkle_leaf, merkle_path, to_hex,
};
use crate::entry::cli::{Failure, output};

/// A family's proof.
#[derive(Debug, Serialize)]
pub(super) struct Proof {
    round: String,
    school: String,
    seats: u32,
    leaves: usize,
    merkle_root: Option<String>,
    own: LeafProof,
    cutoff: LeafProof,
}

/// A leaf with its way to the root.
#[derive(Debug, Serialize)]
struct LeafProof {
    content: String,
    salt: String,
    /// Place among the leaves, from 0.
    place: usize,
    path: Vec<String>,
}

/// A key in its order.
type Rank = (u8, u8, u32, bool, String, String);

/// The proof of a child that the allocator placed.
pub(super) fn proof(folder: &Path, outcome: &Outcome, explanation: &Explanation) -> Result<Proof, Failure> {
    let school = explanation
        .school
        .as_ref()
        .filter(|_| explanation.reason == "placed");
    let Some(school) = school else {
        let sentence = format!(
            "`{}` has no leaf: only seats given by the allocator are in the trees, this one is `{}`",
            explanation.applicant, explanation.reason
        );
        return Err(Failure::Refused(sentence));
    };
    let salts = Salts::of(&frozen(folder, outcome)?);
    let admitted = admitted(folder, school)?;
    let leaves: Vec<Hash> = admitted
        .iter()
        .map(|rank| merkle_leaf(&salts.salt(&rank.5, school), &content(rank, school)))
        .collect();
    let leaf_proof = |place: usize| LeafProof {
        content: content(&admitted[place], school),
        salt: to_hex(&salts.salt(&admitted[place].5, school)),
        place,
        path: merkle_path(&leaves, place)
            .iter()
            .map(|hash| to_hex(hash))
            .collect(),
    };
    let own = admitted.iter().position(|rank| rank.5 == explanation.applicant);
    let of_school = outcome.schools.iter().find(|known| known.school == *school);
    let (Some(own), Some(of_school)) = (own, of_school) else {
        return Err(Failure::Refused(
            "the folder contradicts itself; audit it".to_owned(),
        ));
    };
    Ok(Proof {
        round: outcome.round.clone(),
        school: school.clone(),
        seats: of_school.seats,
        leaves: leaves.len(),
        merkle_root: of_school.merkle_root.clone(),
        own: leaf_proof(own),
        cutoff: leaf_proof(leaves.len() - 1),
    })
}

fn content(rank: &Rank, school: &str) -> String {
    let key = KeyDoc {
        tier: rank.0,
        order: rank.1,
        metres: rank.2,
        sibling: !rank.3,
        lot: rank.4.clone(),
    };
    leaf_content(&rank.5, school, &key)
}

/// The frozen inputs in their order, from which the salts come.
fn frozen(folder: &Path, outcome: &Outcome) -> Result<Vec<FrozenFile>, ImportError> {
    let inputs = outcome
        .inputs
        .iter()
        .filter(|input| input.file.starts_with("inputs/"));
    let read = inputs.map(|input| {
        let path = folder.join(&input.file);
        let text = fs::read_to_string(&path).map_err(|source| ImportError::Open { path, source })?;
        Ok(FrozenFile {
            file: input.file.clone(),
            text,
        })
    });
    read.collect()
}

/// Keys of the children that the allocator admitted at a school, ascending.
fn admitted(folder: &Path, school: &str) -> Result<Vec<Rank>, ImportError> {
    let path = folder.join("explanations.jsonl");
    let open = |source| ImportError::Open {
        path: path.clone(),
        source,
    };
    let mut ranks = Vec::new();
    for line in BufReader::new(fs::File::open(&path).map_err(open)?).lines() {
        let line: Explanation =
            serde_json::from_str(&line.map_err(open)?).map_err(|error| ImportError::Content {
                path: path.clone(),
                why: error.to_string(),
            })?;
        if line.reason == "placed"
            && line.school.as_deref() == Some(school)
            && let (Some(tier), Some(order), Some(metres)) = (line.tier, line.order, line.metres)
        {
            ranks.push((tier, order, metres, !line.sibling, line.lot, line.applicant));
        }
    }
    ranks.sort_unstable();
    Ok(ranks)
}

/// Names of schools by code.
pub(super) fn names(path: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let (names, found) = read_school_names(path)?;
    if found.has_errors() {
        return Err(Failure::Input(found));
    }
    output::list(&found);
    Ok(names)
}
