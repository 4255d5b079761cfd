//! Successive shortest paths on the graph of schools: over-full schools hand children on along the cheapest chains,
//! until nobody stands and every seat that has a price is taken.

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::arcs::Arcs;
use super::exchange::{Exchange, Link, Offer};
use super::prices::{LowestPrices, lowest_prices};
use super::search::{Search, Step};
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
            exchange: Exchange::empty(arcs.n_nodes()),
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
        let schools = 0..self.seats.len() as u32;
        if schools
            .clone()
            .any(|school| self.is_over(school) || self.is_short(school))
        {
            self.gather();
        }
        for school in schools.clone() {
            while self.is_over(school) {
                self.send(school, Way::Onward);
            }
        }
        for school in schools {
            while self.is_short(school) {
                self.send(school, Way::Back);
            }
        }
        let lowest = lowest_prices(self.arcs, &self.at, &self.price);
        (self.at, lowest)
    }

    fn is_over(&self, school: u32) -> bool {
        self.n_at[school as usize] > self.seats[school as usize]
    }

    /// Whether a school has a price although it has a free seat.
    fn is_short(&self, school: u32) -> bool {
        self.has_room(school) && self.price[school as usize] > C::ZERO
    }

    fn gather(&mut self) {
        self.exchange = Exchange::gather(self.arcs, &self.at, &self.price, self.widening);
    }

    fn can_take(&self, node: u32) -> bool {
        node == self.arcs.outside() || self.has_room(node)
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
                assert!(!self.exchange.is_whole(), "a chain to outside always exists");
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
        let mut horizon: Option<C> = None;
        self.search.reach(begin, C::ZERO, Step::Begin);
        while let Some((node, distance)) = self.search.next() {
            if horizon.is_some_and(|horizon| distance > horizon) {
                return Outcome::OutOfReach;
            }
            if self.search.nearest_end == Some((node, distance)) {
                return Outcome::Found(node, distance);
            }
            let own = match way {
                Way::Onward => self.relax_onward(node, distance),
                Way::Back => self.relax_back(node, distance),
            };
            if let Some((end, _)) = self.search.nearest_end.filter(|(_, at)| *at == distance) {
                return Outcome::Found(end, distance);
            }
            horizon = horizon.into_iter().chain(own).min();
        }
        Outcome::OutOfReach
    }

    /// Reaches the nodes that children of a node can go to; up to which distance all of them are known.
    fn relax_onward(&mut self, node: u32, distance: C) -> Option<C> {
        let price = self.price[node as usize];
        for nth in 0..self.exchange.n_outgoing(node) {
            let Link { other, pair } = self.exchange.outgoing(node, nth);
            let Some(offer) = self.exchange.best(pair, &self.place) else {
                continue;
            };
            let there = distance + (offer.extra + self.price[other as usize] - price);
            if self.search.is_nearer(other, there) {
                self.search.reach(other, there, Step::Child(pair));
                if self.can_take(other) {
                    self.search.end_at(other, there);
                }
            }
        }
        let own = self.exchange.horizon_from(node, price);
        own.map(|own| own + distance)
    }

    /// Reaches the nodes whose children can come to a node; up to which distance all of them are known.
    fn relax_back(&mut self, node: u32, distance: C) -> Option<C> {
        let (price, outside) = (self.price[node as usize], self.arcs.outside());
        if self.search.is_nearer(outside, distance + price) {
            self.search.reach(outside, distance + price, Step::Nobody(node));
            self.search.end_at(outside, distance + price);
        }
        for nth in 0..self.exchange.n_incoming(node) {
            let Link { other, pair } = self.exchange.incoming(node, nth);
            let Some(offer) = self.exchange.best(pair, &self.place) else {
                continue;
            };
            let there = distance + (offer.extra + price - self.price[other as usize]);
            if self.search.is_nearer(other, there) {
                self.search.reach(other, there, Step::Child(pair));
                if other == outside {
                    self.search.end_at(other, there);
                }
            }
        }
        let own = self.exchange.horizon_to(node, price);
        own.map(|own| own + distance)
    }

    /// Makes every arc of the chain cost nothing, and none less.
    fn move_prices(&mut self, distance: C, way: Way) {
        for (node, at) in self.search.done() {
            match way {
                Way::Onward => self.price[*node as usize] += distance - *at,
                Way::Back => self.price[*node as usize] -= distance - *at,
            }
            self.exchange.note_price(*node, self.price[*node as usize]);
        }
    }

    /// Moves one child along each pair of the chain, and again while that costs nothing.
    fn move_children(&mut self, begin: u32, end: u32, way: Way) {
        let exchange = &self.exchange;
        let mut chain = match way {
            Way::Onward => self.search.chain(end, |pair| exchange.from(pair)),
            Way::Back => self.search.chain(end, |pair| exchange.to(pair)),
        };
        // Last mover first, so that nobody moves twice.
        if way == Way::Back {
            chain.reverse();
        }
        loop {
            let moves: Option<Vec<Offer<C>>> = chain.iter().map(|pair| self.free_move(*pair)).collect();
            let Some(moves) = moves else { return };
            for offer in moves {
                self.take(offer);
            }
            let goes_on = match way {
                Way::Onward => self.is_over(begin) && self.can_take(end),
                Way::Back => self.is_short(begin) && !chain.is_empty(),
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
