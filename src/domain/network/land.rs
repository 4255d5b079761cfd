//! States and arcs on land.
//!
//! A state is a junction, and further: what is remembered of a forbidden turn that has begun (`turn.rs`), and the layer
//! of access. A way passes the layers in one direction: private roads where it begins, public ones, private roads where
//! it ends. So a private road is used by those only who begin or end on it or behind it, and a search need not know of
//! it: the layers are part of the graph. A junction without a restricted turn or a private road has one state, whose
//! number is the junction's.

use std::collections::BTreeMap;

use super::street::Streets;
use super::topology::DirectedEdge;
use super::turn::{TurnMemory, Turns};
use crate::base::ids::VertexIdx;

/// Where a way is between the private roads of its beginning and those of its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Access {
    /// On the private roads at which it begins.
    Origin,
    /// On public roads.
    Public,
    /// On the private roads at which it ends.
    Destination,
}

impl Access {
    /// The layer after a road more; none where it may not be taken.
    const fn after(self, is_private: bool) -> Option<Self> {
        match (self, is_private) {
            (Self::Origin, true) => Some(Self::Origin),
            (Self::Origin | Self::Public, false) => Some(Self::Public),
            (Self::Public | Self::Destination, true) => Some(Self::Destination),
            (Self::Destination, false) => None,
        }
    }
}

/// What a state stands for, beside its junction.
type Standing = (VertexIdx, Access, TurnMemory);

/// An arc along a directed edge between two states.
#[derive(Debug, Clone, Copy)]
pub(super) struct LandArc {
    pub(super) tail: u32,
    pub(super) head: u32,
    pub(super) along: DirectedEdge,
    /// Whether it is the one of its directed edge on which those go who begin on it.
    pub(super) begins: bool,
}

/// The states and arcs of one profile's streets.
pub(super) struct Land<'a> {
    streets: &'a Streets<'a>,
    turns: &'a Turns,
    /// States beside those of the junctions themselves, by what they stand for.
    states: BTreeMap<Standing, u32>,
    standing: Vec<Standing>,
    pub(super) arcs: Vec<LandArc>,
}

impl<'a> Land<'a> {
    /// Finds all states that a way can come to. Cost O(arcs · log states).
    pub(super) fn build(streets: &'a Streets<'a>, turns: &'a Turns) -> Self {
        let mut land = Self {
            streets,
            turns,
            states: BTreeMap::new(),
            standing: Vec::new(),
            arcs: Vec::new(),
        };
        let is_plain = turns.is_empty() && !streets.any_ends_only();
        for along in streets.open() {
            let [from, to] = streets.network().ends(along);
            if is_plain {
                land.arcs.push(LandArc {
                    tail: from.0,
                    head: to.0,
                    along,
                    begins: true,
                });
                continue;
            }
            land.push((from, Access::Public, 0), along);
            if streets.is_ends_only(along) {
                // Those who begin on a private road do so in the layer of the origin.
                land.state((from, Access::Origin, 0));
            }
        }
        let mut done = 0;
        while done < land.standing.len() {
            let standing = land.standing[done];
            for along in streets.departures(standing.0) {
                land.push(standing, along);
            }
            done += 1;
        }
        land
    }

    /// How many states there are.
    pub(super) fn n_states(&self) -> usize {
        self.streets.network().n_vertices() + self.standing.len()
    }

    /// The junction of a state.
    pub(super) fn vertex(&self, state: u32) -> VertexIdx {
        let n_vertices = self.streets.network().n_vertices();
        (state as usize)
            .checked_sub(n_vertices)
            .map_or(VertexIdx(state), |at| self.standing[at].0)
    }

    /// The states at a junction from which a ferry may be boarded: all but those that end on private roads.
    pub(super) fn ashore(&self, vertex: VertexIdx) -> impl Iterator<Item = u32> + '_ {
        let others = self
            .states
            .range((vertex, Access::Origin, 0)..=(vertex, Access::Public, TurnMemory::MAX));
        std::iter::once(vertex.0).chain(others.map(|(_, state)| *state))
    }

    /// The number of a state, new where nobody asked for it yet.
    fn state(&mut self, standing: Standing) -> u32 {
        if (standing.1, standing.2) == (Access::Public, 0) {
            return standing.0.0;
        }
        let fresh = self.n_states() as u32;
        let state = *self.states.entry(standing).or_insert(fresh);
        if state == fresh {
            self.standing.push(standing);
        }
        state
    }

    /// The arc along a directed edge from a state, where it may be taken.
    fn push(&mut self, (vertex, access, memory): Standing, along: DirectedEdge) {
        let is_private = self.streets.is_ends_only(along);
        let Some(access_after) = access.after(is_private) else {
            return;
        };
        let Some(memory_after) = self.turns.after(memory, along) else {
            return;
        };
        let end = self.streets.network().ends(along)[1];
        let begin_access = if is_private {
            Access::Origin
        } else {
            Access::Public
        };
        let tail = self.state((vertex, access, memory));
        let head = self.state((end, access_after, memory_after));
        let begins = memory == 0 && access == begin_access;
        self.arcs.push(LandArc {
            tail,
            head,
            along,
            begins,
        });
    }
}
