//! Whether children can change places so that a plan gets better: a cycle of negative cost in the graph of schools
//! (Klein 1967), found by correcting labels (Bellman 1958, Ford 1956). It needs no certificate.

use super::plan::PlanCase;
use super::vector::Vector;

/// A move of one child from one school to another, the cheapest there is.
struct Arc {
    from: usize,
    to: usize,
    cost: Vector,
}

/// Whether another plan of ways up to so many metres costs less in the first entries.
/// Cost: one look at every pair, then rounds over the arcs between schools until no label changes.
pub(super) fn can_be_better(case: &PlanCase<'_, '_>, entries: usize, longest: u32) -> bool {
    let nodes = Nodes::of(case).count();
    let arcs = arcs(case, entries, longest);
    let mut labels = vec![Vector::ZERO; nodes];
    for _round in 0..=nodes {
        let mut changed = false;
        for arc in &arcs {
            let label = labels[arc.from].plus(arc.cost);
            if label < labels[arc.to] {
                labels[arc.to] = label;
                changed = true;
            }
        }
        if !changed {
            return false;
        }
    }
    true
}

/// Places where children sit: a school, within it each of its quotas, and beyond the schools one place for children
/// without a seat.
struct Nodes {
    schools: usize,
    quotas: usize,
}

impl Nodes {
    fn of(case: &PlanCase<'_, '_>) -> Self {
        Self {
            schools: case.room.seats.len(),
            quotas: case.register.rules.quotas.len(),
        }
    }

    fn count(&self) -> usize {
        self.schools * (1 + self.quotas) + 1
    }

    fn outside(&self) -> usize {
        self.count() - 1
    }

    fn seat(&self, school: usize, quota: Option<usize>) -> usize {
        quota.map_or(school, |quota| self.schools * (1 + quota) + school)
    }
}

/// The cheapest moves between places. The place outside also lends and takes seats: it lends one to any school, and
/// takes one from a school that has one free. A child more in a quota is a child more at its school where the quota has
/// room; a child too many at a school may be one of a quota.
fn arcs(case: &PlanCase<'_, '_>, entries: usize, longest: u32) -> Vec<Arc> {
    let nodes = Nodes::of(case);
    let (outside, loads) = (nodes.outside(), case.loads());
    let mut sitting: Vec<Vec<usize>> = vec![Vec::new(); nodes.count()];
    for (at, (child, given)) in case.given.iter().enumerate() {
        let seat = given.map(|pair| nodes.seat(case.register.pairs[pair].school.at(), case.quota(*child)));
        sitting[seat.unwrap_or(outside)].push(at);
    }
    let mut arcs = Vec::new();
    for (from, children) in sitting.iter().enumerate() {
        let cheapest = cheapest_moves(case, &nodes, children, entries, longest);
        let moves = cheapest.into_iter().enumerate().filter(|(to, _)| *to != from);
        arcs.extend(moves.filter_map(|(to, cost)| {
            Some(Arc {
                from,
                to,
                cost: cost?,
            })
        }));
    }
    let mut free = |from, to| {
        arcs.push(Arc {
            from,
            to,
            cost: Vector::ZERO,
        });
    };
    for school in 0..nodes.schools {
        free(outside, school);
        if loads.seats[school] < case.room.seats[school] {
            free(school, outside);
        }
        for quota in 0..nodes.quotas {
            let within = nodes.seat(school, Some(quota));
            if loads.quotas[school][quota] < case.room.quotas[school][quota] {
                free(within, school);
            }
            if loads.quotas[school][quota] > 0 {
                free(school, within);
            }
        }
    }
    arcs
}

/// By place, the least that it costs more to have one of some children there, or without a seat.
fn cheapest_moves(
    case: &PlanCase<'_, '_>,
    nodes: &Nodes,
    children: &[usize],
    entries: usize,
    longest: u32,
) -> Vec<Option<Vector>> {
    let mut cheapest: Vec<Option<Vector>> = vec![None; nodes.count()];
    let mut offer = |to: usize, cost: Vector| {
        let known = &mut cheapest[to];
        *known = Some(known.map_or(cost, |known| known.min(cost)));
    };
    for at in children {
        let (child, given) = case.given[*at];
        let own = case.own_cost(child, given).first(entries);
        offer(nodes.outside(), Vector::no_seat().minus(own));
        for pair in case.register.range(child) {
            let way = case.register.pairs[pair];
            if let (true, Some(cost)) = (way.metres <= longest, case.cost(child, pair)) {
                let seat = nodes.seat(way.school.at(), case.quota(child));
                offer(seat, cost.first(entries).minus(own));
            }
        }
    }
    cheapest
}
