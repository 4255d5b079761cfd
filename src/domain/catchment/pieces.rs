//! The pieces of zones: a zone whose blocks do not hang together has islands.

use super::adjacency::Adjacency;
use super::block::BlockSet;
use super::zoning::Zoning;
use crate::base::ids::{BlockIdx, ZoneIdx};

/// A piece of a zone that does not hang together with its main piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The zone.
    pub zone: ZoneIdx,
    /// Its blocks, in order.
    pub blocks: Vec<BlockIdx>,
    /// Whether no other block touches it: an island in the water, or a block that nobody tied to any other.
    pub stands_alone: bool,
}

/// The pieces of a zoning beside the main piece of each zone.
/// The main piece is the one that `home` lies in, the school's own block; where that is none or not in the zone, the
/// one with the most pupils, then blocks, then the first.
pub fn pieces_of(
    blocks: &BlockSet,
    adjacency: &Adjacency,
    zoning: &Zoning,
    homes: &[Option<BlockIdx>],
) -> Vec<Piece> {
    let mut detached = Vec::new();
    for (at, home) in homes.iter().enumerate() {
        let zone = ZoneIdx::from_usize(at);
        let mut parts = adjacency.parts(&zoning.blocks_of(zone));
        let weight = |part: &[BlockIdx]| {
            let pupils: u64 = part.iter().map(|idx| u64::from(blocks.block(*idx).pupils)).sum();
            (home.is_some_and(|home| part.contains(&home)), pupils, part.len())
        };
        // A stable sort, so that of equals the first stays first.
        parts.sort_by_key(|part| std::cmp::Reverse(weight(part)));
        detached.extend(parts.into_iter().skip(1).map(|blocks| Piece {
            zone,
            stands_alone: is_whole_component(adjacency, &blocks),
            blocks,
        }));
    }
    detached
}

fn is_whole_component(adjacency: &Adjacency, part: &[BlockIdx]) -> bool {
    let mut neighbors = part.iter().flat_map(|block| adjacency.of(*block));
    neighbors.all(|neighbor| part.binary_search(&neighbor.block).is_ok())
}
