//! The graph of nodes only: for each ordered pair of nodes the child that goes from one to the other at the least extra
//! cost. Offers of children that left meanwhile are thrown away when they are met.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::arcs::Arcs;
use super::transport::FlowCost;

/// A child's way from the node that it is at to another: what that costs more, before prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Offer<C> {
    pub extra: C,
    pub arc: u32,
    pub child: u32,
}

/// A pair of nodes as one of them sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    /// The node at the other end.
    pub other: u32,
    pub pair: u32,
}

/// All pairs of nodes between which a child may go, with offers up to a reach: those whose reduced cost at the time of
/// building was within it. Few offers are ever taken, so most need never be kept.
pub(super) struct Exchange<C> {
    /// Pairs that begin and end at each node.
    out: Vec<Vec<Link>>,
    into: Vec<Vec<Link>>,
    offers: Vec<BinaryHeap<Reverse<Offer<C>>>>,
    /// Where each pair begins and ends.
    from: Vec<u32>,
    to: Vec<u32>,
    /// The prices when offers were gathered.
    base: Vec<C>,
    /// The least and the most that a price moved since then; outside never moves.
    moved: (C, C),
    /// None where all offers are kept.
    reach: Option<C>,
}

/// How many offers a child are kept at first.
const OFFERS_PER_CHILD: usize = 3;
/// How many children are looked at to find the reach that gives so many.
const ASKED: usize = 4000;

impl<C: FlowCost> Exchange<C> {
    /// Without offers.
    pub fn empty(n_nodes: usize) -> Self {
        Self {
            out: vec![Vec::new(); n_nodes],
            into: vec![Vec::new(); n_nodes],
            offers: Vec::new(),
            from: Vec::new(),
            to: Vec::new(),
            base: Vec::new(),
            moved: (C::ZERO, C::ZERO),
            reach: None,
        }
    }

    /// Gathers the offers of all children; each `widening` doubles how many are kept.
    pub fn gather(arcs: &Arcs<C>, at: &[u32], price: &[C], widening: u32) -> Self {
        let reach = reach_for(arcs, at, price, OFFERS_PER_CHILD << widening.min(20));
        let children = arcs.by_node(at);
        let rows: Vec<Row<C>> = (0..arcs.n_nodes() as u32)
            .into_par_iter()
            .map(|node| row(arcs, at, price, reach, node, children.at(node)))
            .collect();
        let mut exchange = Self {
            base: price.to_vec(),
            reach,
            ..Self::empty(arcs.n_nodes())
        };
        for (from, row) in rows.into_iter().enumerate() {
            for (to, offers) in row {
                let pair = exchange.add_pair(from as u32, to);
                exchange.offers[pair as usize] = offers;
            }
        }
        exchange
    }

    fn add_pair(&mut self, from: u32, to: u32) -> u32 {
        let pair = self.offers.len() as u32;
        self.offers.push(BinaryHeap::new());
        self.from.push(from);
        self.to.push(to);
        self.out[from as usize].push(Link { other: to, pair });
        self.into[to as usize].push(Link { other: from, pair });
        pair
    }

    fn pair(&mut self, from: u32, to: u32) -> u32 {
        let known = self.out[from as usize].iter().find(|link| link.other == to);
        match known {
            Some(link) => link.pair,
            None => self.add_pair(from, to),
        }
    }

    pub fn n_outgoing(&self, node: u32) -> usize {
        self.out[node as usize].len()
    }

    pub fn outgoing(&self, node: u32, nth: usize) -> Link {
        self.out[node as usize][nth]
    }

    pub fn n_incoming(&self, node: u32) -> usize {
        self.into[node as usize].len()
    }

    pub fn incoming(&self, node: u32, nth: usize) -> Link {
        self.into[node as usize][nth]
    }

    pub fn from(&self, pair: u32) -> u32 {
        self.from[pair as usize]
    }

    pub fn to(&self, pair: u32) -> u32 {
        self.to[pair as usize]
    }

    /// The cheapest offer of a pair whose child is still there; `place` is the node of each child.
    pub fn best(&mut self, pair: u32, place: &[u32]) -> Option<Offer<C>> {
        let from = self.from[pair as usize];
        let offers = &mut self.offers[pair as usize];
        loop {
            let Reverse(offer) = *offers.peek()?;
            if place[offer.child as usize] == from {
                return Some(offer);
            }
            offers.pop();
        }
    }

    /// Adds what a child that came to a node by this arc offers from there.
    pub fn add_offers(&mut self, arcs: &Arcs<C>, child: u32, arc: u32) {
        let (node, cost) = (arcs.node(arc), arcs.cost(arc));
        let base = self.base[node as usize];
        for other in arcs.of(child) {
            let to = arcs.node(other);
            let extra = arcs.cost(other) - cost;
            let is_near = self
                .reach
                .is_none_or(|reach| extra + self.base[to as usize] - base <= reach);
            if to != node && is_near {
                let pair = self.pair(node, to);
                self.offers[pair as usize].push(Reverse(Offer {
                    extra,
                    arc: other,
                    child,
                }));
            }
        }
    }

    /// Takes note that the price of a node moved.
    pub fn note_price(&mut self, node: u32, price: C) {
        let moved = price - self.base[node as usize];
        self.moved = (self.moved.0.min(moved), self.moved.1.max(moved));
    }

    /// The reduced cost above which offers from a node may be unknown, now that prices have moved; none where all are
    /// known.
    pub fn horizon_from(&self, node: u32, price: C) -> Option<C> {
        let moved = price - self.base[node as usize];
        self.reach.map(|reach| reach + self.moved.0 - moved)
    }

    /// The same for offers to a node.
    pub fn horizon_to(&self, node: u32, price: C) -> Option<C> {
        let moved = price - self.base[node as usize];
        self.reach.map(|reach| reach + moved - self.moved.1)
    }

    /// Whether all offers are kept.
    pub fn is_whole(&self) -> bool {
        self.reach.is_none()
    }
}

type Row<C> = Vec<(u32, BinaryHeap<Reverse<Offer<C>>>)>;

/// The offers of the children at one node, by the node that they lead to.
fn row<C: FlowCost>(
    arcs: &Arcs<C>,
    at: &[u32],
    price: &[C],
    reach: Option<C>,
    node: u32,
    children: &[u32],
) -> Row<C> {
    let mut found: Vec<(u32, Offer<C>)> = Vec::new();
    for &child in children {
        let cost = arcs.cost(at[child as usize]);
        let whole = cost + price[node as usize];
        for (arc, (to, other)) in arcs.of(child).zip(arcs.ends(child)) {
            let is_near = reach.is_none_or(|reach| other + price[to as usize] - whole <= reach);
            if to != node && is_near {
                let extra = other - cost;
                found.push((to, Offer { extra, arc, child }));
            }
        }
    }
    found.sort_unstable_by_key(|(to, offer)| (*to, offer.arc));
    let of_one = |group: &[(u32, Offer<C>)]| {
        let offers: Vec<_> = group.iter().map(|(_, offer)| Reverse(*offer)).collect();
        (group[0].0, BinaryHeap::from(offers))
    };
    found.chunk_by(|a, b| a.0 == b.0).map(of_one).collect()
}

/// The reduced cost within which so many offers a child lie; none where that is all of them.
fn reach_for<C: FlowCost>(arcs: &Arcs<C>, at: &[u32], price: &[C], per_child: usize) -> Option<C> {
    let step = arcs.n_children().div_ceil(ASKED).max(1);
    let mut reduced = Vec::new();
    let mut n_asked = 0;
    for child in (0..arcs.n_children()).step_by(step) {
        let own = at[child];
        let whole = arcs.cost(own) + price[arcs.node(own) as usize];
        let ends = arcs.ends(child as u32);
        reduced.extend(ends.map(|(node, cost)| cost + price[node as usize] - whole));
        n_asked += 1;
    }
    let kept = n_asked * (per_child + 1);
    if kept >= reduced.len() {
        return None;
    }
    let (_, reach, _) = reduced.select_nth_unstable(kept);
    Some(*reach)
}
