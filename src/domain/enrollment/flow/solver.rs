//! Successive shortest paths on the graph of schools: over-full schools hand children on along the cheapest chains,
//! until nobody stands and every seat that has a price is taken.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::arcs::Arcs;
use super::exchange::{Exchange, Link, Offer};
use super::prices::{LowestPrices, lowest_prices};
use super::transport::FlowCost;

/// A flow on its way to optimality: each child is at an arc that is cheapest for it at the present prices, and schools
/// may be over-full, or have a price and free seats.
pub(super) struct Solver<'s, C> {
    arcs: &'s Arcs<C>,
    /// Seats by school.
    seats: &'s [u32],
    /// Price by node; outside has 0.
    price: Vec<C>,
    /// Arc and node by child.
    at: Vec<u32>,
    place: Vec<u32>,
    /// Children by node.
    n_at: Vec<u32>,
    exchange: Exchange<C>,
    /// How often offers were gathered with a wider reach.
    widening: u32,
    search: Search<C>,
}

/// Which way chains are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// From an over-full school to a free seat; prices rise.
    Onward,
    /// From a school with a price and a free seat back to outside; prices fall.
    Back,
}

/// How a search ended.
enum Outcome<C> {
    /// At this node and distance.
    Found(u32, C),
    /// Offers beyond the reach might be cheaper.
    OutOfReach,
}

/// How a chain goes on from a node towards where its search began.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// The search began here.
    Begin,
    /// By a child of this pair.
    Child(u32),
    /// By nobody: a seat here goes to outside.
    Nobody(u32),
}

/// The scratch of searches.
struct Search<C> {
    /// Distance by node where reached.
    reached: Vec<Option<C>>,
    step: Vec<Step>,
    touched: Vec<u32>,
    /// Nodes in order of distance.
    done: Vec<(u32, C)>,
    queue: BinaryHeap<Reverse<(C, u32)>>,
}

impl<'s, C: FlowCost> Solver<'s, C> {
    /// Puts each child at what is cheapest at these prices.
    pub fn new(arcs: &'s Arcs<C>, seats: &'s [u32], price: Vec<C>) -> Self {
        let children = (0..arcs.n_children() as u32).into_par_iter();
        let at = children.map(|child| arcs.cheapest(child, &price)).collect();
        Self::with_children_at(arcs, seats, price, at)
    }

    /// Leaves each child at its arc, or where that is not cheapest at these prices puts it at what is.
    pub fn resume(arcs: &'s Arcs<C>, seats: &'s [u32], price: Vec<C>, at: &[u32]) -> Self {
        let total = |arc: u32| arcs.cost(arc) + price[arcs.node(arc) as usize];
        let children = (0..arcs.n_children() as u32).into_par_iter();
        let stay_or_go = |child: u32| {
            let (own, cheapest) = (at[child as usize], arcs.cheapest(child, &price));
            if total(own) == total(cheapest) {
                own
            } else {
                cheapest
            }
        };
        let at = children.map(stay_or_go).collect();
        Self::with_children_at(arcs, seats, price, at)
    }

    fn with_children_at(arcs: &'s Arcs<C>, seats: &'s [u32], price: Vec<C>, at: Vec<u32>) -> Self {
        let place: Vec<u32> = at.iter().map(|arc| arcs.node(*arc)).collect();
        let mut n_at = vec![0; arcs.n_nodes()];
        for node in &place {
            n_at[*node as usize] += 1;
        }
        Self {
            arcs,
            seats,
            exchange: Exchange::gather(arcs, &at, &price, 0),
            price,
            at,
            place,
            n_at,
            widening: 0,
            search: Search::new(arcs.n_nodes()),
        }
    }

    /// Moves children until the flow is optimal; the arc of each child, and the lowest prices that prove it.
    pub fn run(mut self) -> (Vec<u32>, LowestPrices<C>) {
        self.place_all();
        self.fill_priced_seats();
        let lowest = lowest_prices(self.arcs, &self.at, &self.price);
        (self.at, lowest)
    }

    /// Moves children on until no school is over-full.
    fn place_all(&mut self) {
        for school in 0..self.seats.len() as u32 {
            while self.n_at[school as usize] > self.seats[school as usize] {
                self.send(school, Way::Onward);
            }
        }
    }

    /// Fills free seats that have a price, or takes their price away.
    fn fill_priced_seats(&mut self) {
        let is_short =
            |solver: &Self, school: u32| solver.has_room(school) && solver.price[school as usize] > C::ZERO;
        let schools = 0..self.seats.len() as u32;
        if schools.clone().any(|school| is_short(self, school)) {
            self.gather();
        }
        for school in schools {
            while is_short(self, school) {
                self.send(school, Way::Back);
            }
        }
    }

    fn gather(&mut self) {
        self.exchange = Exchange::gather(self.arcs, &self.at, &self.price, self.widening);
    }

    fn has_room(&self, node: u32) -> bool {
        self.seats
            .get(node as usize)
            .is_none_or(|seats| self.n_at[node as usize] < *seats)
    }

    /// Moves children along the cheapest chain from or to a school, as many as go at the same cost.
    fn send(&mut self, school: u32, way: Way) {
        match self.look(school, way) {
            Outcome::OutOfReach => {
                debug_assert!(!self.exchange.is_whole(), "a chain to outside always exists");
                self.widening += 1;
                self.gather();
            }
            Outcome::Found(end, distance) => {
                self.move_prices(distance, way);
                self.move_children(school, end, way);
            }
        }
        self.search.clear();
    }

    /// Dijkstra by reduced costs, ended at the first node that can take or give.
    fn look(&mut self, begin: u32, way: Way) -> Outcome<C> {
        let outside = self.arcs.outside();
        let mut horizon: Option<C> = None;
        let mut nearest_end: Option<C> = None;
        self.search.reach(begin, C::ZERO, Step::Begin);
        while let Some(Reverse((distance, node))) = self.search.queue.pop() {
            if self.search.reached[node as usize] != Some(distance) {
                continue;
            }
            if horizon.is_some_and(|horizon| distance > horizon) {
                return Outcome::OutOfReach;
            }
            let is_end = match way {
                Way::Onward => node == outside || self.has_room(node),
                Way::Back => node == outside,
            };
            if is_end {
                return Outcome::Found(node, distance);
            }
            self.search.done.push((node, distance));
            let own = self.exchange.horizon(node, self.price[node as usize]);
            let own = own.map(|own| own + distance);
            horizon = [horizon, own].into_iter().flatten().min();
            match way {
                Way::Onward => self.relax_onward(node, distance, &mut nearest_end),
                Way::Back => self.relax_back(node, distance, &mut nearest_end),
            }
        }
        Outcome::OutOfReach
    }

    fn relax_onward(&mut self, node: u32, distance: C, nearest_end: &mut Option<C>) {
        let price = self.price[node as usize];
        for nth in 0..self.exchange.n_outgoing(node) {
            let Link { other, pair } = self.exchange.outgoing(node, nth);
            let Some(offer) = self.exchange.best(pair, &self.place) else {
                continue;
            };
            let there = distance + (offer.extra + self.price[other as usize] - price);
            let is_end = other == self.arcs.outside() || self.has_room(other);
            self.search
                .improve(other, there, Step::Child(pair), is_end, nearest_end);
        }
    }

    fn relax_back(&mut self, node: u32, distance: C, nearest_end: &mut Option<C>) {
        let (price, outside) = (self.price[node as usize], self.arcs.outside());
        self.search
            .improve(outside, distance + price, Step::Nobody(node), true, nearest_end);
        for nth in 0..self.exchange.n_incoming(node) {
            let Link { other, pair } = self.exchange.incoming(node, nth);
            let Some(offer) = self.exchange.best(pair, &self.place) else {
                continue;
            };
            let there = distance + (offer.extra + price - self.price[other as usize]);
            self.search
                .improve(other, there, Step::Child(pair), other == outside, nearest_end);
        }
    }

    /// Makes every arc of the chain cost nothing, and none less.
    fn move_prices(&mut self, distance: C, way: Way) {
        for (node, at) in &self.search.done {
            match way {
                Way::Onward => self.price[*node as usize] += distance - *at,
                Way::Back => self.price[*node as usize] -= distance - *at,
            }
        }
    }

    /// Moves one child along each pair of the chain, and again while that costs nothing.
    fn move_children(&mut self, begin: u32, end: u32, way: Way) {
        let chain = self.search.chain(end, &self.exchange, way);
        loop {
            let moves: Option<Vec<Offer<C>>> = chain.iter().map(|pair| self.free_move(*pair)).collect();
            let Some(moves) = moves else { return };
            for offer in moves {
                self.take(offer);
            }
            let (outside, over) = (self.arcs.outside(), |node: u32| {
                self.n_at[node as usize] > self.seats[node as usize]
            });
            let goes_on = match way {
                Way::Onward => over(begin) && (end == outside || self.has_room(end)),
                Way::Back => {
                    !chain.is_empty() && self.has_room(begin) && self.price[begin as usize] > C::ZERO
                }
            };
            if !goes_on {
                return;
            }
        }
    }

    /// The best offer of a pair, where it costs nothing at the present prices.
    fn free_move(&mut self, pair: u32) -> Option<Offer<C>> {
        let offer = self.exchange.best(pair, &self.place)?;
        let from = self.price[self.exchange.from(pair) as usize];
        let to = self.price[self.arcs.node(offer.arc) as usize];
        (offer.extra + to == from).then_some(offer)
    }

    fn take(&mut self, offer: Offer<C>) {
        let (from, to) = (self.place[offer.child as usize], self.arcs.node(offer.arc));
        self.n_at[from as usize] -= 1;
        self.n_at[to as usize] += 1;
        self.at[offer.child as usize] = offer.arc;
        self.place[offer.child as usize] = to;
        self.exchange.add_offers(self.arcs, offer.child, offer.arc);
    }
}

impl<C: FlowCost> Search<C> {
    fn new(n_nodes: usize) -> Self {
        Self {
            reached: vec![None; n_nodes],
            step: vec![Step::Begin; n_nodes],
            touched: Vec::new(),
            done: Vec::new(),
            queue: BinaryHeap::new(),
        }
    }

    fn clear(&mut self) {
        for node in self.touched.drain(..) {
            self.reached[node as usize] = None;
        }
        self.done.clear();
        self.queue.clear();
    }

    fn reach(&mut self, node: u32, distance: C, step: Step) {
        let place = &mut self.reached[node as usize];
        if place.is_none() {
            self.touched.push(node);
        }
        *place = Some(distance);
        self.step[node as usize] = step;
        self.queue.push(Reverse((distance, node)));
    }

    /// Reaches a node if this is nearer than before, and no farther than the nearest end.
    fn improve(&mut self, node: u32, distance: C, step: Step, is_end: bool, nearest_end: &mut Option<C>) {
        let is_nearer = self.reached[node as usize].is_none_or(|known| distance < known);
        if !is_nearer || nearest_end.is_some_and(|end| distance > end) {
            return;
        }
        if is_end {
            *nearest_end = Some(distance);
        }
        self.reach(node, distance, step);
    }

    /// The pairs of the chain, last mover first, so that nobody moves twice.
    fn chain(&self, end: u32, exchange: &Exchange<C>, way: Way) -> Vec<u32> {
        let mut pairs = Vec::new();
        let mut node = end;
        loop {
            match self.step[node as usize] {
                Step::Begin => break,
                Step::Nobody(towards) => node = towards,
                Step::Child(pair) => {
                    pairs.push(pair);
                    node = match way {
                        Way::Onward => exchange.from(pair),
                        Way::Back => exchange.to(pair),
                    };
                }
            }
        }
        if way == Way::Back {
            pairs.reverse();
        }
        pairs
    }
}
