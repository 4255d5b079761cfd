//! Turns that a profile must not take, as sequences of directed edges, and the automaton that notices them on the way.
//!
//! A restriction over a point forbids a sequence of two directed edges, one over ways a longer one; a restriction that
//! allows one turn only forbids all others. An automaton over these sequences (Aho and Corasick, Efficient string
//! matching, CACM 18, 1975) remembers of a way only what can still become forbidden, so that nearly every junction
//! needs one state: only those that are reached within a sequence are split.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::profile::{Profile, TurnRules};
use super::raw::{RawNetwork, RawRestriction, Tags, TurnVia};
use super::street::Streets;
use super::topology::DirectedEdge;
use crate::base::ids::{VertexIdx, WayIdx};

/// What a restriction says to a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TurnWord {
    Forbidden,
    Only,
}

/// What is remembered of the way so far; 0 is nothing.
pub(super) type TurnMemory = u32;

/// The forbidden sequences of one profile.
#[derive(Debug, Clone, Default)]
pub(super) struct Turns {
    next: BTreeMap<(TurnMemory, DirectedEdge), TurnMemory>,
    /// The longest proper suffix of each node that begins a sequence.
    fallback: Vec<TurnMemory>,
    /// Whether a sequence ends at a node.
    ends: Vec<bool>,
}

/// A forbidden sequence of directed edges, two at least.
type Sequence = Vec<DirectedEdge>;

impl Turns {
    /// All that a profile must not do on its streets.
    pub(super) fn of(streets: &Streets<'_>, raw: &RawNetwork, profile: &Profile) -> Self {
        let mut sequences = BTreeSet::new();
        // Restrictions of one turn that share a beginning allow what any of them allows.
        let mut only: BTreeMap<Sequence, BTreeSet<DirectedEdge>> = BTreeMap::new();
        for restriction in &raw.restrictions {
            let Some(word) = turn_word(&profile.turns, &restriction.tags) else {
                continue;
            };
            for (beginning, into) in sequences_of(streets, raw, restriction) {
                if word == TurnWord::Only {
                    only.entry(beginning).or_default().extend(into);
                } else {
                    sequences.extend(into.into_iter().map(|last| extended(&beginning, last)));
                }
            }
        }
        for (beginning, allowed) in only {
            let others =
                departures_after(streets, &beginning).filter(|departure| !allowed.contains(departure));
            sequences.extend(others.map(|last| extended(&beginning, last)));
        }
        if !profile.turns.turns_round {
            let evasions = turning_round_within(&sequences);
            sequences.extend(mid_road_u_turns(streets, &sequences));
            sequences.extend(evasions);
        }
        sequences.extend(through_private_gates(streets));
        Self::automaton(&sequences)
    }

    /// Whether nothing is forbidden.
    pub(super) fn is_empty(&self) -> bool {
        self.next.is_empty()
    }

    /// What is remembered after one edge more; none where the turn is forbidden.
    pub(super) fn after(&self, mut memory: TurnMemory, directed: DirectedEdge) -> Option<TurnMemory> {
        loop {
            match self.next.get(&(memory, directed)) {
                Some(next) if self.ends[*next as usize] => return None,
                Some(next) => return Some(*next),
                None if memory == 0 => return Some(0),
                None => memory = self.fallback[memory as usize],
            }
        }
    }

    fn automaton(sequences: &BTreeSet<Sequence>) -> Self {
        let mut turns = Self {
            next: BTreeMap::new(),
            fallback: vec![0],
            ends: vec![false],
        };
        for sequence in sequences {
            let mut node = 0;
            for directed in sequence {
                let fresh = turns.ends.len() as TurnMemory;
                node = *turns.next.entry((node, *directed)).or_insert(fresh);
                if node == fresh {
                    turns.fallback.push(0);
                    turns.ends.push(false);
                }
            }
            turns.ends[node as usize] = true;
        }
        turns.link();
        turns
    }

    /// Finds the fallbacks, nodes near the root first.
    fn link(&mut self) {
        let mut children: BTreeMap<TurnMemory, Vec<(DirectedEdge, TurnMemory)>> = BTreeMap::new();
        for ((node, directed), child) in &self.next {
            children.entry(*node).or_default().push((*directed, *child));
        }
        let mut queue: VecDeque<TurnMemory> = [0].into();
        while let Some(node) = queue.pop_front() {
            for (directed, child) in children.remove(&node).unwrap_or_default() {
                let mut fallback = self.fallback[node as usize];
                let suffix = loop {
                    match self.next.get(&(fallback, directed)) {
                        Some(next) if node != 0 => break *next,
                        _ if fallback == 0 => break 0,
                        _ => fallback = self.fallback[fallback as usize],
                    }
                };
                self.fallback[child as usize] = suffix;
                self.ends[child as usize] |= self.ends[suffix as usize];
                queue.push_back(child);
            }
        }
    }
}

/// What a restriction says to a profile, where it says anything.
fn turn_word(rules: &TurnRules, tags: &Tags) -> Option<TurnWord> {
    let names_mode = |list: &str| {
        list.split([';', ','])
            .any(|mode| rules.modes.iter().any(|known| known == mode.trim()))
    };
    let of_mode = rules
        .modes
        .iter()
        .find_map(|mode| tags.get_suffixed("restriction", mode));
    let for_everybody = || {
        let kind = tags.get("type").unwrap_or("restriction");
        let is_for_it = match kind.strip_prefix("restriction:") {
            Some(mode) => names_mode(mode),
            None => rules.obeys,
        };
        let excepted = tags.get("except").is_some_and(names_mode);
        tags.get("restriction").filter(|_| is_for_it && !excepted)
    };
    let value = of_mode.or_else(for_everybody)?;
    if value.starts_with("no_") {
        Some(TurnWord::Forbidden)
    } else if value.starts_with("only_") {
        Some(TurnWord::Only)
    } else {
        None
    }
}

fn extended(beginning: &[DirectedEdge], last: DirectedEdge) -> Sequence {
    beginning.iter().copied().chain([last]).collect()
}

fn departures_after<'s>(
    streets: &'s Streets<'_>,
    beginning: &[DirectedEdge],
) -> impl Iterator<Item = DirectedEdge> + use<'s> {
    let end = beginning.last().map(|last| streets.network().ends(*last)[1]);
    end.into_iter().flat_map(|end| streets.departures(end))
}

/// The beginnings of a restriction's turns, each with the edges into which it is turned.
fn sequences_of(
    streets: &Streets<'_>,
    raw: &RawNetwork,
    restriction: &RawRestriction,
) -> Vec<(Sequence, Vec<DirectedEdge>)> {
    let from = ways(raw, &restriction.from);
    let to = ways(raw, &restriction.to);
    let turns_back = restriction.from == restriction.to;
    let beginnings: Vec<Sequence> = match &restriction.via {
        TurnVia::Point(point) => match streets.network().vertex_at(*point) {
            Some(vertex) => arrivals(streets, &from, vertex)
                .map(|arrival| vec![arrival])
                .collect(),
            None => Vec::new(),
        },
        TurnVia::Ways(via) => match chain(streets, raw, via, &from, &to) {
            Some((start, over)) => arrivals(streets, &from, start)
                .map(|arrival| [&[arrival], &*over].concat())
                .collect(),
            None => Vec::new(),
        },
    };
    let into = |beginning: &Sequence| -> Vec<DirectedEdge> {
        let arrival = beginning[beginning.len() - 1];
        let is_meant = |departure: &DirectedEdge| {
            let is_back = departure.edge() == arrival.edge();
            to.contains(&streets.network().edge(departure.edge()).way)
                && (beginning.len() > 1 || turns_back || !is_back)
        };
        departures_after(streets, beginning).filter(is_meant).collect()
    };
    let turns = beginnings.into_iter().map(|beginning| {
        let into = into(&beginning);
        (beginning, into)
    });
    turns.filter(|(_, into)| !into.is_empty()).collect()
}

fn ways(raw: &RawNetwork, ids: &[i64]) -> BTreeSet<WayIdx> {
    ids.iter().filter_map(|id| raw.find_way(*id)).collect()
}

/// Open directed edges of some ways that reach a junction.
fn arrivals<'s>(
    streets: &'s Streets<'_>,
    ways: &'s BTreeSet<WayIdx>,
    vertex: VertexIdx,
) -> impl Iterator<Item = DirectedEdge> + 's {
    let edges = ways.iter().flat_map(|way| streets.network().edges_of(*way));
    let directed = edges.flat_map(|edge| [true, false].map(|forward| DirectedEdge::new(edge, forward)));
    directed.filter(move |directed| {
        streets.kmh(*directed).is_some() && streets.network().ends(*directed)[1] == vertex
    })
}

/// The directed edges of ways that are passed in turn, from a junction of `from` to one of `to`, and where they begin.
fn chain(
    streets: &Streets<'_>,
    raw: &RawNetwork,
    via: &[i64],
    from: &BTreeSet<WayIdx>,
    to: &BTreeSet<WayIdx>,
) -> Option<(VertexIdx, Sequence)> {
    let via: Vec<WayIdx> = via.iter().map(|id| raw.find_way(*id)).collect::<Option<_>>()?;
    let whole = |way: WayIdx, forward: bool| -> Sequence {
        let edges = streets.network().edges_of(way);
        let along = edges.map(|edge| DirectedEdge::new(edge, forward));
        if forward {
            along.collect()
        } else {
            along.rev().collect()
        }
    };
    let ends = |over: &Sequence| {
        let (first, last) = (*over.first()?, *over.last()?);
        Some((streets.network().ends(first)[0], streets.network().ends(last)[1]))
    };
    let meets = |ways: &BTreeSet<WayIdx>, vertex: VertexIdx| {
        let edges = ways.iter().flat_map(|way| streets.network().edges_of(*way));
        let edges = edges.map(|edge| streets.network().edge(edge));
        edges
            .into_iter()
            .any(|edge| edge.from == vertex || edge.to == vertex)
    };
    for first_forward in [true, false] {
        let mut over = whole(*via.first()?, first_forward);
        let start = ends(&over)?.0;
        let joined = via[1..].iter().all(|way| {
            let Some((_, end)) = ends(&over) else { return false };
            let next = [true, false]
                .map(|forward| whole(*way, forward))
                .into_iter()
                .find(|next| ends(next).is_some_and(|(begin, _)| begin == end));
            over.extend(next.iter().flatten());
            next.is_some()
        });
        let is_open = over.iter().all(|directed| streets.kmh(*directed).is_some());
        if joined && is_open && meets(from, start) && ends(&over).is_some_and(|(_, end)| meets(to, end)) {
            return Some((start, over));
        }
    }
    None
}

/// Turning round on the ways between the first and the last of a forbidden sequence, which would make one forget that
/// it has begun.
fn turning_round_within(sequences: &BTreeSet<Sequence>) -> Vec<Sequence> {
    let mut found = Vec::new();
    for sequence in sequences {
        for last in 1..sequence.len() - 1 {
            found.push(extended(&sequence[..=last], sequence[last].reversed()));
        }
    }
    found
}

/// Turning round in the middle of a road, where it would lead around a restriction: at the points without a side road
/// on the roads that leave a restricted junction. Elsewhere nobody gains by turning round.
fn mid_road_u_turns(streets: &Streets<'_>, sequences: &BTreeSet<Sequence>) -> Vec<Sequence> {
    let passed = sequences
        .iter()
        .flat_map(|sequence| &sequence[..sequence.len() - 1]);
    let junctions: BTreeSet<VertexIdx> = passed
        .map(|directed| streets.network().ends(*directed)[1])
        .collect();
    if junctions.is_empty() {
        return Vec::new();
    }
    let roads_at = road_counts(streets);
    let mut found: BTreeSet<Sequence> = BTreeSet::new();
    for departure in junctions
        .into_iter()
        .flat_map(|junction| streets.departures(junction))
    {
        let mut along = departure;
        loop {
            let end = streets.network().ends(along)[1];
            if roads_at[end.at()] != 2 {
                break;
            }
            let back = along.reversed();
            if streets.kmh(back).is_some() && !found.insert(vec![along, back]) {
                break;
            }
            match streets.departures(end).find(|next| next.edge() != along.edge()) {
                Some(next) if next != departure => along = next,
                _ => break,
            }
        }
    }
    found.into_iter().collect()
}

/// How many open edges meet at each junction, both ends of a loop counted.
fn road_counts(streets: &Streets<'_>) -> Vec<u32> {
    let mut counts = vec![0; streets.network().n_vertices()];
    let mut last = None;
    for directed in streets.open() {
        if last.replace(directed.edge()) != Some(directed.edge()) {
            for end in streets.network().ends(directed) {
                counts[end.at()] += 1;
            }
        }
    }
    counts
}

/// Passing a private gate from one public road to another.
fn through_private_gates(streets: &Streets<'_>) -> Vec<Sequence> {
    let gates: BTreeSet<VertexIdx> = streets.private_gates().iter().copied().collect();
    if gates.is_empty() {
        return Vec::new();
    }
    let is_public = |directed: &DirectedEdge| !streets.is_ends_only(*directed);
    let mut found = Vec::new();
    for arrival in streets.open().filter(is_public) {
        let end = streets.network().ends(arrival)[1];
        if gates.contains(&end) {
            let onward = streets.departures(end).filter(is_public);
            let onward = onward.filter(|departure| departure.edge() != arrival.edge());
            found.extend(onward.map(|departure| vec![arrival, departure]));
        }
    }
    found
}
