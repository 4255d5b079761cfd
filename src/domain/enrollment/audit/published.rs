//! What anyone may see, made anew: salted leaves of the keys that the allocator admitted, the root of each school's tree
//! (RFC 6962, section 2.1), and `public.json`.

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::breach::{Comparison, OUTCOME, PUBLIC, RULES};
use super::digests::{Digest, hmac_sha256, sha256};
use super::folder::FoundFile;
use super::keys::Key;
use super::lots::Lots;
use super::register::Register;
use super::seating::Seating;
use crate::base::diagnostic::Diagnostics;
use crate::base::ids::IntakeIdx;
use crate::domain::enrollment::hexadecimal::to_hex;
use crate::domain::enrollment::outcome::{Outcome, PublicRound, PublicSchool};

/// What the salts' key begins with.
const SALTS: &[u8] = b"truonggan leaf salts 1";
/// The form of `public.json`.
const PUBLIC_FORMAT: &str = "truonggan-public/1";

/// Checks the roots in `outcome.json` and all of `public.json`.
pub(super) fn check_published(
    register: &Register<'_>,
    lots: &Lots,
    seating: &Seating,
    files: &[FoundFile],
    (outcome, public): (&Outcome, &PublicRound),
    found: &mut Diagnostics,
) {
    let salts = salt_key(files, outcome);
    let mut taken = vec![0; register.tables.intakes.len()];
    for seat in seating.seats.iter().flatten() {
        taken[seat.school.at()] += 1;
    }
    let schools: Vec<IntakeIdx> = register.schools().collect();
    let expected: Vec<PublicSchool> = schools
        .par_iter()
        .map(|school| {
            let keys = &seating.admitted[school.at()].keys;
            let leaves: Vec<Digest> = keys
                .iter()
                .map(|key| leaf(register, lots, &salts, *key))
                .collect();
            public_school(register, (*school, taken[school.at()]), keys, &leaves)
        })
        .collect();
    let mut roots = Comparison::of("audit/merkle_root", OUTCOME, None);
    for (at, (is, must)) in outcome.schools.iter().zip(&expected).enumerate() {
        roots.field(
            format_args!("schools[{at}].merkle_root"),
            &is.merkle_root,
            &must.merkle_root,
        );
    }
    roots
        .into_breaches()
        .into_iter()
        .for_each(|breach| found.push(breach));
    compare_public(outcome, public, &expected, found);
}

/// A school as anyone may see it; where seats are free, the last key is no line but one child's distance.
fn public_school(
    register: &Register<'_>,
    (school, taken): (IntakeIdx, u32),
    keys: &[Key],
    leaves: &[Digest],
) -> PublicSchool {
    let seats = register.intake(school).seats;
    let is_full = taken >= seats;
    let last = keys.last().filter(|_| is_full);
    let last_leaf = leaves.last().filter(|_| is_full);
    PublicSchool {
        school: register.code(school).to_owned(),
        seats,
        taken,
        leaves: leaves.len() as u32,
        cutoff_tier: last.map(|key| key.tier()),
        cutoff_metres: last.map(|key| key.metres()),
        cutoff_leaf: last_leaf.map(|leaf| to_hex(leaf)),
        merkle_root: root(leaves).map(|root| to_hex(&root)),
    }
}

fn compare_public(
    outcome: &Outcome,
    public: &PublicRound,
    expected: &[PublicSchool],
    found: &mut Diagnostics,
) {
    let mut compare = Comparison::of("audit/public", PUBLIC, None);
    compare.field("format", &public.format.as_str(), &PUBLIC_FORMAT);
    compare.field("round", &public.round, &outcome.round);
    compare.field("mode", &public.mode, &outcome.mode);
    compare.field("rules", &public.rules, &outcome.rules);
    compare.field("seed", &public.seed, &outcome.seed);
    compare.field("schools.length", &public.schools.len(), &expected.len());
    for (at, (is, must)) in public.schools.iter().zip(expected).enumerate() {
        let path = |field: &str| format!("schools[{at}].{field}");
        compare.field(path("school"), &is.school, &must.school);
        compare.field(path("seats"), &is.seats, &must.seats);
        compare.field(path("taken"), &is.taken, &must.taken);
        compare.field(path("leaves"), &is.leaves, &must.leaves);
        compare.field(path("cutoff_tier"), &is.cutoff_tier, &must.cutoff_tier);
        compare.field(path("cutoff_metres"), &is.cutoff_metres, &must.cutoff_metres);
        compare.field(path("cutoff_leaf"), &is.cutoff_leaf, &must.cutoff_leaf);
        compare.field(path("merkle_root"), &is.merkle_root, &must.merkle_root);
    }
    compare
        .into_breaches()
        .into_iter()
        .for_each(|breach| found.push(breach));
}

/// The key of all salts: it is known only to whoever has the frozen inputs.
fn salt_key(files: &[FoundFile], outcome: &Outcome) -> Digest {
    let inputs = outcome.inputs.iter().filter(|input| input.file != RULES);
    let named = inputs.filter_map(|input| files.iter().find(|file| file.path == input.file));
    let named: Vec<(&FoundFile, [u8; 8])> = named
        .map(|file| (file, (file.bytes.len() as u64).to_be_bytes()))
        .collect();
    let mut pieces = vec![SALTS];
    for (file, length) in &named {
        pieces.extend([file.path.as_bytes(), length.as_slice(), file.bytes.as_slice()]);
    }
    sha256(&pieces)
}

fn leaf(register: &Register<'_>, lots: &Lots, salts: &Digest, key: Key) -> Digest {
    let child = key.child(lots);
    let (name, code) = (register.name(child), register.code(key.school()));
    let salt = hmac_sha256(salts, &[name.as_bytes(), &[0], code.as_bytes()]);
    let content = format!(
        "{name}|{code}|{}|{}|{}|{}|{}",
        key.tier(),
        key.group(),
        key.metres(),
        key.is_sibling(),
        lots.hex(child)
    );
    sha256(&[&[0], &salt, content.as_bytes()])
}

/// The root of a tree; none of an empty one.
fn root(leaves: &[Digest]) -> Option<Digest> {
    match leaves {
        [] => None,
        [only] => Some(*only),
        _ => {
            let split = leaves.len().next_power_of_two() / 2;
            let (left, right) = leaves.split_at(split);
            Some(sha256(&[&[1], &root(left)?, &root(right)?]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_split_at_the_largest_power_of_two_below() {
        let leaves: Vec<Digest> = (0..7).map(|at| [at; 32]).collect();
        let node = |left: Digest, right: Digest| sha256(&[&[1], &left, &right]);
        let two = |at: usize| node(leaves[at], leaves[at + 1]);
        assert_eq!(root(&[]), None);
        assert_eq!(root(&leaves[..1]), Some(leaves[0]));
        assert_eq!(root(&leaves[..4]), Some(node(two(0), two(2))));
        assert_eq!(root(&leaves[..5]), Some(node(node(two(0), two(2)), leaves[4])));
        let right = node(two(4), leaves[6]);
        assert_eq!(root(&leaves), Some(node(node(two(0), two(2)), right)));
    }
}
