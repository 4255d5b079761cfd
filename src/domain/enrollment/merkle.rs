//! Trees of salted hashes: a family checks its own key, the number of seats and the cut-off, and learns no other child's.
//!
//! Source: the tree and its paths are those of RFC 6962, section 2.1 (leaves 0x00, nodes 0x01, split at the largest power
//! of two).

use sha2::{Digest as _, Sha256};

use super::lot::Hash;

/// Hash of a leaf: salt and content.
pub fn leaf(salt: &Hash, content: &str) -> Hash {
    Sha256::new()
        .chain_update([0])
        .chain_update(salt)
        .chain_update(content)
        .finalize()
        .into()
}

fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new()
        .chain_update([1])
        .chain_update(left)
        .chain_update(right)
        .finalize()
        .into()
}

/// The root over leaves; none over no leaf.
pub fn root(leaves: &[Hash]) -> Option<Hash> {
    match leaves {
        [] => None,
        [only] => Some(*only),
        _ => {
            let (left, right) = leaves.split_at(split_of(leaves.len()));
            Some(node(&root(left)?, &root(right)?))
        }
    }
}

/// The hashes beside the way from a leaf to the root, from the leaf upward.
pub fn path(leaves: &[Hash], at: usize) -> Vec<Hash> {
    if leaves.len() < 2 {
        return Vec::new();
    }
    let split = split_of(leaves.len());
    let (left, right) = leaves.split_at(split);
    let (mut way, beside) = if at < split {
        (path(left, at), root(right))
    } else {
        (path(right, at - split), root(left))
    };
    way.extend(beside);
    way
}

/// The root that a leaf and its path lead to, the leaf standing at a place among so many.
pub fn root_of_path(leaf: Hash, at: usize, n_leaves: usize, way: &[Hash]) -> Option<Hash> {
    if at >= n_leaves {
        return None;
    }
    if n_leaves == 1 {
        return way.is_empty().then_some(leaf);
    }
    let (beside, below) = way.split_last()?;
    let split = split_of(n_leaves);
    if at < split {
        Some(node(&root_of_path(leaf, at, split, below)?, beside))
    } else {
        Some(node(
            beside,
            &root_of_path(leaf, at - split, n_leaves - split, below)?,
        ))
    }
}

/// The largest power of two below a number of leaves.
fn split_of(n_leaves: usize) -> usize {
    n_leaves.next_power_of_two() / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_leaf_leads_to_the_root_and_no_other_does() {
        for n in 1..40_usize {
            let leaves: Vec<Hash> = (0..n).map(|at| leaf(&[7; 32], &at.to_string())).collect();
            let root = root(&leaves).unwrap();
            for at in 0..n {
                let way = path(&leaves, at);
                assert_eq!(root_of_path(leaves[at], at, n, &way), Some(root), "{at} of {n}");
                assert_ne!(root_of_path(leaf(&[8; 32], "x"), at, n, &way), Some(root));
                assert_ne!(root_of_path(leaves[at], (at + 1) % n.max(2), n, &way), Some(root));
            }
        }
    }
}
