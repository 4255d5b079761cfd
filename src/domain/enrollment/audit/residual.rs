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
    let nodes = case.seats.len() + 1;
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

/// The cheapest moves between schools; beyond the schools is one place for children without a seat, which also lends
/// and takes seats: it lends one to any school, and takes one from a school that has one free.
fn arcs(case: &PlanCase<'_, '_>, entries: usize, longest: u32) -> Vec<Arc> {
    let outside = case.seats.len();
    let mut sitting: Vec<Vec<usize>> = vec![Vec::new(); outside + 1];
    for (at, (_, given)) in case.given.iter().enumerate() {
        let school = given.map_or(outside, |pair| case.register.pairs[pair].school.at());
        sitting[school].push(at);
    }
    let mut arcs = Vec::new();
    for (from, children) in sitting.iter().enumerate() {
        let mut cheapest: Vec<Option<Vector>> = vec![None; outside + 1];
        let mut offer = |to: usize, cost: Vector| {
            let known = &mut cheapest[to];
            *known = Some(known.map_or(cost, |known| known.min(cost)));
        };
        for at in children {
            let (child, given) = case.given[*at];
            let own = case.own_cost(child, given).first(entries);
            offer(outside, Vector::no_seat().minus(own));
            for pair in case.register.range(child) {
                let way = case.register.pairs[pair];
                if let (true, Some(cost)) = (way.metres <= longest, case.cost(child, pair)) {
                    offer(way.school.at(), cost.first(entries).minus(own));
                }
            }
        }
        if from < outside {
            arcs.push(Arc {
                from: outside,
                to: from,
                cost: Vector::ZERO,
            });
            if children.len() < case.seats[from] as usize {
                offer(outside, Vector::ZERO);
            }
        }
        let moves = cheapest.into_iter().enumerate().filter(|(to, _)| *to != from);
        arcs.extend(moves.filter_map(|(to, cost)| {
            Some(Arc {
                from,
                to,
                cost: cost?,
            })
        }));
    }
    arcs
}
