//! The certificate of `cap-first`: prices under which every child sits where it is cheapest prove that no plan is
//! better, by weak duality (Ahuja, Magnanti and Orlin, Network Flows, section 9.4), entry by entry of the vectors.

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::breach::{OUTCOME, PLACEMENTS, breach, breach_at, differs};
use super::keys::Key;
use super::register::Register;
use super::seating::{Room, Seating, Way};
use super::vector::Vector;
use crate::base::diagnostic::{Diagnostic, Diagnostics};
use crate::base::ids::{ApplicantIdx, IntakeIdx};
use crate::domain::enrollment::outcome::Certificate;
use crate::domain::enrollment::rule_set::Level;

/// The seats of a plan: where each free child sits, and what it costs.
pub(super) struct PlanCase<'a, 'f> {
    pub(super) register: &'a Register<'f>,
    pub(super) keys: &'a [Option<Key>],
    /// Children whom the plan places, and the pair of each.
    pub(super) given: Vec<(ApplicantIdx, Option<usize>)>,
    /// Seats by school, and by quota within them.
    pub(super) room: &'a Room,
    /// Levels that are sums, in their order.
    pub(super) sums: Vec<Level>,
    /// How many of them stand before the longest way; none where it is no level.
    pub(super) before_longest: Option<usize>,
    /// The best tier of each child anywhere.
    best_tiers: Vec<Option<u8>>,
}

impl<'a, 'f> PlanCase<'a, 'f> {
    /// The plan that placements are.
    pub(super) fn of(register: &'a Register<'f>, keys: &'a [Option<Key>], seating: &'a Seating) -> Self {
        let free = register.children().filter(|child| register.is_free(*child));
        let given = free.map(|child| {
            let seat = seating.seats[child.at()].filter(|seat| seat.way == Way::Allocated);
            let seat = seat.filter(|seat| seat.key.is_some());
            (child, seat.and_then(|seat| seat.pair))
        });
        let levels = &register.rules.levels;
        let is_sum = |level: &Level| !matches!(level, Level::Placed | Level::Longest);
        let longest = levels.iter().position(|level| *level == Level::Longest);
        let count_sums = |levels: &[Level]| levels.iter().copied().filter(is_sum).count();
        let best = |child| {
            keys[register.range(child)]
                .iter()
                .flatten()
                .map(|key| key.tier())
                .min()
        };
        Self {
            register,
            keys,
            given: given.collect(),
            room: &seating.room,
            sums: levels.iter().copied().filter(is_sum).collect(),
            before_longest: longest.map(|at| count_sums(&levels[..at])),
            best_tiers: register.children().map(best).collect(),
        }
    }

    /// The same plan where other seats are left.
    pub(super) fn on_seats<'s>(&self, room: &'s Room) -> PlanCase<'s, 'f>
    where
        'a: 's,
    {
        PlanCase {
            register: self.register,
            keys: self.keys,
            given: self.given.clone(),
            room,
            sums: self.sums.clone(),
            before_longest: self.before_longest,
            best_tiers: self.best_tiers.clone(),
        }
    }

    /// How many children sit at each school, in all and of each quota.
    pub(super) fn loads(&self) -> Room {
        let mut loads = Room {
            seats: vec![0; self.room.seats.len()],
            quotas: self
                .room
                .quotas
                .iter()
                .map(|rooms| vec![0; rooms.len()])
                .collect(),
        };
        for (child, given) in &self.given {
            if let Some(school) = given.map(|pair| self.register.pairs[pair].school.at()) {
                loads.seats[school] += 1;
                if let Some(quota) = self.quota(*child) {
                    loads.quotas[school][quota] += 1;
                }
            }
        }
        loads
    }

    /// The quota in which a child counts.
    pub(super) fn quota(&self, child: ApplicantIdx) -> Option<usize> {
        self.register.quotas[child.at()]
    }

    /// Whether more children sit somewhere than there are seats, or seats of a quota.
    pub(super) fn is_above_seats(&self) -> bool {
        let loads = self.loads();
        let is_above = |loads: &[u32], room: &[u32]| loads.iter().zip(room).any(|(load, room)| load > room);
        let mut quotas = loads.quotas.iter().zip(&self.room.quotas);
        is_above(&loads.seats, &self.room.seats) || quotas.any(|(loads, room)| is_above(loads, room))
    }

    /// Takes one more child into the plan, on the free seat that keeps the plan best.
    pub(super) fn seat_where_cheapest(&mut self, child: ApplicantIdx) {
        let loads = self.loads();
        let before = self.before_longest.map_or(self.entries(), |before| 1 + before);
        let longest = self.longest();
        let quota = self.quota(child);
        let is_free = |school: IntakeIdx| {
            let at = school.at();
            loads.seats[at] < self.room.seats[at]
                && quota.is_none_or(|quota| loads.quotas[at][quota] < self.room.quotas[at][quota])
        };
        let seats = self
            .register
            .range(child)
            .filter(|pair| is_free(self.register.pairs[*pair].school));
        let rated = seats.filter_map(|pair| {
            let cost = self.cost(child, pair)?;
            let metres = self.register.pairs[pair].metres.max(longest);
            Some((cost.first(before), metres, cost, Some(pair)))
        });
        let no_seat = (Vector::no_seat(), longest, Vector::no_seat(), None);
        let best = rated.chain([no_seat]).min();
        let at = self.given.partition_point(|(known, _)| *known < child);
        self.given.insert(at, (child, best.and_then(|(.., pair)| pair)));
    }

    /// How many entries vectors have.
    pub(super) fn entries(&self) -> usize {
        1 + self.sums.len()
    }

    /// What it costs that a child sits somewhere; none where it cannot.
    pub(super) fn cost(&self, child: ApplicantIdx, pair: usize) -> Option<Vector> {
        let tier = self.keys[pair]?.tier();
        let way = self.register.pairs[pair];
        let values = self.sums.iter().map(|level| match level {
            Level::OverCap => i128::from(way.metres > self.register.rules.cap_metres),
            Level::Crossings => i128::from(way.crossings.unwrap_or(0)),
            Level::TierViolations => i128::from(tier - self.best_tiers[child.at()].unwrap_or(tier)),
            Level::Metres => i128::from(way.metres),
            Level::Placed | Level::Longest => 0,
        });
        Some(Vector::of([0].into_iter().chain(values)))
    }

    /// What a child costs where it sits, or without a seat.
    pub(super) fn own_cost(&self, child: ApplicantIdx, given: Option<usize>) -> Vector {
        given
            .and_then(|pair| self.cost(child, pair))
            .unwrap_or(Vector::no_seat())
    }

    /// What the whole plan costs.
    pub(super) fn total(&self) -> Vector {
        let costs = self
            .given
            .par_iter()
            .map(|(child, given)| self.own_cost(*child, *given));
        costs.reduce(|| Vector::ZERO, Vector::plus)
    }

    /// The longest way of the plan.
    pub(super) fn longest(&self) -> u32 {
        let ways = self.given.iter().filter_map(|(_, given)| *given);
        ways.map(|pair| self.register.pairs[pair].metres)
            .max()
            .unwrap_or(0)
    }

    /// The price of a seat for a child; none without a seat.
    pub(super) fn price(&self, prices: &Prices, child: ApplicantIdx, given: Option<usize>) -> Vector {
        let Some(pair) = given else { return Vector::ZERO };
        let school = self.register.pairs[pair].school.at();
        let more = self
            .quota(child)
            .map_or(Vector::ZERO, |quota| prices.quotas[school][quota]);
        prices.seats[school].plus(more)
    }

    /// What it costs with its price that a child sits somewhere; none where it cannot.
    pub(super) fn priced(&self, prices: &Prices, child: ApplicantIdx, pair: usize) -> Option<Vector> {
        Some(
            self.cost(child, pair)?
                .plus(self.price(prices, child, Some(pair))),
        )
    }

    /// The least first entries of a child's places under prices: ways of some lengths only, or no seat.
    pub(super) fn least(
        &self,
        prices: &Prices,
        entries: usize,
        child: ApplicantIdx,
        is_open: impl Fn(u32) -> bool,
    ) -> Vector {
        let range = self.register.range(child);
        let open = range.filter(|pair| is_open(self.register.pairs[*pair].metres));
        let priced = open.filter_map(|pair| Some(self.priced(prices, child, pair)?.first(entries)));
        priced
            .min()
            .map_or(Vector::no_seat(), |least| least.min(Vector::no_seat()))
    }

    /// The value of prices as a dual: no plan that uses these ways only costs less.
    pub(super) fn dual(
        &self,
        prices: &Prices,
        entries: usize,
        is_open: impl Fn(u32) -> bool + Sync,
    ) -> Vector {
        let children = self.given.par_iter();
        let children = children.map(|(child, _)| self.least(prices, entries, *child, &is_open));
        let children = children.reduce(|| Vector::ZERO, Vector::plus);
        let rents = |prices: &[Vector], room: &[u32]| {
            let each = prices.iter().zip(room).map(|(price, seats)| price.times(*seats));
            each.fold(Vector::ZERO, Vector::plus)
        };
        let of_quotas = prices.quotas.iter().zip(&self.room.quotas);
        let of_quotas = of_quotas
            .map(|(prices, room)| rents(prices, room))
            .fold(Vector::ZERO, Vector::plus);
        children
            .minus(rents(&prices.seats, &self.room.seats))
            .minus(of_quotas)
    }
}

/// Prices by school: of a seat, and what a seat of each quota costs more.
pub(super) struct Prices {
    pub(super) seats: Vec<Vector>,
    pub(super) quotas: Vec<Vec<Vector>>,
}

/// The prices of a certificate in the form that explanations need.
pub(super) struct PlanPrices<'a, 'f> {
    case: &'a PlanCase<'a, 'f>,
    prices: Prices,
    given: Vec<Option<usize>>,
}

impl PlanPrices<'_, '_> {
    /// By how much, level by level, every plan is worse that gives a child this seat.
    pub(super) fn worse_by(&self, child: ApplicantIdx, pair: usize) -> Vec<i64> {
        let priced = |given| {
            let cost = self.case.own_cost(child, given);
            cost.plus(self.case.price(&self.prices, child, given))
        };
        let worse = priced(Some(pair)).minus(priced(self.given[child.at()]));
        worse.to_entries(self.case.entries())
    }
}

/// Checks prices against the plan; none where they have not the form of prices.
pub(super) fn check_prices<'a, 'f>(
    case: &'a PlanCase<'a, 'f>,
    certificate: &Certificate,
    found: &mut Diagnostics,
) -> Option<PlanPrices<'a, 'f>> {
    let path = "certificate.prices";
    let given = (certificate.prices.as_slice(), certificate.quota_prices.as_slice());
    let prices = prices_of(given, case, case.entries(), "certificate", found)?;
    let longest = case.before_longest.map_or(u32::MAX, |_| case.longest());
    tell_free(case, &prices, found);
    let dear: Vec<Diagnostic> = case
        .given
        .par_iter()
        .filter_map(|(child, given)| cheaper_seat(case, &prices, (*child, *given), longest))
        .collect();
    for breach in dear {
        found.push(breach);
    }
    let (total, dual) = (
        case.total(),
        case.dual(&prices, case.entries(), |metres| metres <= longest),
    );
    if total != dual {
        let entries = case.entries();
        let sentence = format!(
            "The prices prove {:?}, and the plan comes to {:?}.",
            dual.to_entries(entries),
            total.to_entries(entries)
        );
        found.push(breach("audit/dual_value", OUTCOME, sentence).at_object(path));
    }
    let mut given = vec![None; case.register.fixed.len()];
    for (child, pair) in &case.given {
        given[child.at()] = *pair;
    }
    Some(PlanPrices { case, prices, given })
}

/// Tells prices of what is not all taken.
fn tell_free(case: &PlanCase<'_, '_>, prices: &Prices, found: &mut Diagnostics) {
    let loads = case.loads();
    let mut tell = |at: usize, what: &str, path: String| {
        let code = case.register.code(IntakeIdx::from_usize(at));
        let sentence = format!("A seat{what} is free at `{code}`, and its price is not zero.");
        found.push(breach("audit/price_of_free_seat", OUTCOME, sentence).at_object(path));
    };
    for at in 0..prices.seats.len() {
        if loads.seats[at] < case.room.seats[at] && prices.seats[at] != Vector::ZERO {
            tell(at, "", format!("certificate.prices[{at}]"));
        }
        for (quota, price) in prices.quotas[at].iter().enumerate() {
            if loads.quotas[at][quota] < case.room.quotas[at][quota] && *price != Vector::ZERO {
                tell(
                    at,
                    " of a quota",
                    format!("certificate.quota_prices[{at}][{quota}]"),
                );
            }
        }
    }
}

/// A seat that costs a child less than its own.
fn cheaper_seat(
    case: &PlanCase<'_, '_>,
    prices: &Prices,
    (child, given): (ApplicantIdx, Option<usize>),
    longest: u32,
) -> Option<Diagnostic> {
    let own = case.own_cost(child, given).plus(case.price(prices, child, given));
    let name = case.register.name(child);
    let tell = |what: String| {
        let sentence = format!("Under the prices {what} costs `{name}` less than its own place.");
        breach_at("audit/price_of_child", PLACEMENTS, child.at(), sentence)
    };
    if own > Vector::no_seat() {
        return Some(tell("no seat at all".to_owned()));
    }
    let pairs = case
        .register
        .range(child)
        .filter(|pair| case.register.pairs[*pair].metres <= longest);
    let mut seats = pairs.filter_map(|pair| {
        let cost = case.priced(prices, child, pair)?;
        Some((cost, pair))
    });
    let (_, cheaper) = seats.find(|(cost, _)| *cost < own)?;
    let code = case.register.code(case.register.pairs[cheaper].school);
    Some(tell(format!("a seat at `{code}`")))
}

/// Prices as vectors; none where there are too many or too few, and those below zero are told. A certificate without
/// prices of quotas has none above zero.
pub(super) fn prices_of(
    (seats, quotas): (&[Vec<i64>], &[Vec<Vec<i64>>]),
    case: &PlanCase<'_, '_>,
    entries: usize,
    path: &str,
    found: &mut Diagnostics,
) -> Option<Prices> {
    let of_seats = vectors_of(
        seats,
        case.room.seats.len(),
        entries,
        &format!("{path}.prices"),
        found,
    )?;
    let rooms = &case.room.quotas;
    if rooms.iter().all(Vec::is_empty) && quotas.is_empty() {
        return Some(Prices {
            seats: of_seats,
            quotas: vec![Vec::new(); rooms.len()],
        });
    }
    let path = format!("{path}.quota_prices");
    if quotas.len() != rooms.len() {
        let sentence = differs("The number of prices", quotas.len(), rooms.len());
        found.push(breach("audit/prices", OUTCOME, sentence).at_object(path));
        return None;
    }
    let mut of_quotas = Vec::with_capacity(rooms.len());
    for (at, (prices, room)) in quotas.iter().zip(rooms).enumerate() {
        of_quotas.push(vectors_of(
            prices,
            room.len(),
            entries,
            &format!("{path}[{at}]"),
            found,
        )?);
    }
    Some(Prices {
        seats: of_seats,
        quotas: of_quotas,
    })
}

fn vectors_of(
    prices: &[Vec<i64>],
    expected: usize,
    entries: usize,
    path: &str,
    found: &mut Diagnostics,
) -> Option<Vec<Vector>> {
    if prices.len() != expected {
        let sentence = differs("The number of prices", prices.len(), expected);
        found.push(breach("audit/prices", OUTCOME, sentence).at_object(path));
        return None;
    }
    let mut vectors = Vec::with_capacity(expected);
    for (at, price) in prices.iter().enumerate() {
        let mut tell = |code, sentence: String| {
            found.push(breach(code, OUTCOME, sentence).at_object(format!("{path}[{at}]")));
        };
        if price.len() != entries {
            tell(
                "audit/prices",
                differs("The number of entries", price.len(), entries),
            );
            return None;
        }
        let vector = Vector::of(price.iter().map(|entry| i128::from(*entry)));
        if vector < Vector::ZERO {
            tell(
                "audit/price_below_zero",
                format!("The price {price:?} is below zero."),
            );
        }
        vectors.push(vector);
    }
    Some(vectors)
}
