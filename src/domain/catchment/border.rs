//! Borders between different readings of a mesh: found exactly on the sides of the smallest cells, joined to lines that
//! two areas share, and straightened once for both.

use std::collections::{BTreeMap, BTreeSet};

use geo::SimplifyIdx as _;
use rayon::prelude::*;
use rstar::{AABB, RTree, RTreeObject};

use super::mesh::{Answer, Fineness, Mesh, Node, Reading};
use crate::base::geom::{Coord, FixedLonLat, LineString, LonLat, Ruler};

/// A line with one answer on its left and another on its right; beyond the rim of the mesh there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Border<T> {
    pub(super) line: Vec<FixedLonLat>,
    pub(super) left: Option<T>,
    pub(super) right: Option<T>,
}

/// All borders of a mesh, in a fixed order.
///
/// In each smallest cell whose corners differ, the places where its sides change their answer are joined: two by a
/// straight line, more by lines to their middle (the dual of marching squares, Lorensen and Cline, SIGGRAPH 1987, for
/// any number of answers).
pub(super) fn borders<T: Answer>(
    mesh: &Mesh<T>,
    fineness: &Fineness,
    read: &(impl Fn(LonLat) -> Reading<T> + Sync),
) -> Vec<Border<T>> {
    let crossings = Crossings::find(mesh, read);
    let inner = mesh
        .mixed
        .iter()
        .flat_map(|corner| segments_in(mesh, &crossings, *corner));
    let chains = chain(inner.collect());
    let mut borders = straighten(chains, fineness, mesh.lattice.ruler());
    borders.extend(rim(mesh, &crossings));
    borders
}

/// Where the sides of smallest cells change their answer.
struct Crossings(BTreeMap<(Node, Node), FixedLonLat>);

impl Crossings {
    fn find<T: Answer>(mesh: &Mesh<T>, read: &(impl Fn(LonLat) -> Reading<T> + Sync)) -> Self {
        let mut sides: Vec<(Node, Node)> = mesh
            .mixed
            .iter()
            .flat_map(|corner| corners(*corner).into_iter().zip(next_corners(*corner)))
            .map(|(a, b)| (a.min(b), a.max(b)))
            .collect();
        sides.par_sort_unstable();
        sides.dedup();
        let found = sides.par_iter().filter_map(|(a, b)| {
            let (from, to) = (mesh.reading(*a)?, mesh.reading(*b)?);
            (from.value != to.value).then(|| ((*a, *b), crossing(mesh, [*a, *b], [from, to], read)))
        });
        Self(found.collect::<Vec<_>>().into_iter().collect())
    }

    fn between(&self, a: Node, b: Node) -> Option<FixedLonLat> {
        self.0.get(&(a.min(b), a.max(b))).copied()
    }
}

/// The place between two nodes where the answer of the first ends, by halving; it is neither of the nodes.
/// Where one node is wet, water on the way counts as land of the dry one, so that the border lies in the water and not
/// beside its shore.
fn crossing<T: Answer>(
    mesh: &Mesh<T>,
    [a, b]: [Node; 2],
    [from, to]: [Reading<T>; 2],
    read: &(impl Fn(LonLat) -> Reading<T> + Sync),
) -> FixedLonLat {
    let (start, end) = (mesh.lattice.place(a), mesh.lattice.place(b));
    let at = |share: i32| FixedLonLat {
        lon_e7: start.lon_e7 + if a.1 == b.1 { share } else { 0 },
        lat_e7: start.lat_e7 + if a.1 == b.1 { 0 } else { share },
    };
    let whole = (end.lon_e7 - start.lon_e7).max(end.lat_e7 - start.lat_e7);
    let (mut low, mut high) = (0, whole);
    while high - low > mesh.lattice.border_step.max(1) {
        let middle = i32::midpoint(low, high);
        let there = read(at(middle).into());
        let is_like_first = match (there.wet, from.wet, to.wet) {
            (true, true, false) => false,
            (true, false, true) => true,
            _ => there.value == from.value,
        };
        if is_like_first {
            low = middle;
        } else {
            high = middle;
        }
    }
    at(i32::midpoint(low, high).clamp(1, whole - 1))
}

/// The corners of a smallest cell against the clock.
const fn corners((column, row): Node) -> [Node; 4] {
    [
        (column, row),
        (column + 1, row),
        (column + 1, row + 1),
        (column, row + 1),
    ]
}

const fn next_corners(corner: Node) -> [Node; 4] {
    let [a, b, c, d] = corners(corner);
    [b, c, d, a]
}

/// A straight piece of a border, with the lesser answer on its left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Segment<T> {
    from: FixedLonLat,
    to: FixedLonLat,
    left: T,
    right: T,
}

impl<T: Answer> Segment<T> {
    fn new(from: FixedLonLat, to: FixedLonLat, left: T, right: T) -> Self {
        if left < right {
            Self {
                from,
                to,
                left,
                right,
            }
        } else {
            Self {
                from: to,
                to: from,
                left: right,
                right: left,
            }
        }
    }
}

/// The borders inside a smallest cell.
fn segments_in<T: Answer>(mesh: &Mesh<T>, crossings: &Crossings, corner: Node) -> Vec<Segment<T>> {
    let sides = corners(corner).into_iter().zip(next_corners(corner));
    let changes: Vec<(FixedLonLat, T, T)> = sides
        .filter_map(|(a, b)| {
            let place = crossings.between(a, b)?;
            Some((place, mesh.reading(a)?.value, mesh.reading(b)?.value))
        })
        .collect();
    if let [(first, outer, inner), (second, ..)] = changes[..] {
        return vec![Segment::new(second, first, inner, outer)];
    }
    let mean = |coordinate: fn(&FixedLonLat) -> i32| {
        let (sum, n) = changes.iter().fold((0_i64, 0_i64), |(sum, n), (place, ..)| {
            (sum + i64::from(coordinate(place)), n + 1)
        });
        (sum / n.max(1)) as i32
    };
    let middle = FixedLonLat {
        lon_e7: mean(|place| place.lon_e7),
        lat_e7: mean(|place| place.lat_e7),
    };
    let spoke = |(place, before, after): &(FixedLonLat, T, T)| Segment::new(middle, *place, *after, *before);
    changes.iter().map(spoke).collect()
}

/// Joins segments to lines that end only where more than two areas meet, or at the rim.
fn chain<T: Answer>(mut segments: Vec<Segment<T>>) -> Vec<Border<T>> {
    segments.sort_unstable();
    let mut ends: BTreeMap<FixedLonLat, (u32, u32)> = BTreeMap::new();
    for segment in &segments {
        ends.entry(segment.from).or_default().0 += 1;
        ends.entry(segment.to).or_default().1 += 1;
    }
    let passes = |place: &FixedLonLat| ends[place] == (1, 1);
    let starting_at = |place: FixedLonLat| segments.partition_point(|segment| segment.from < place);
    let mut used = vec![false; segments.len()];
    let mut follow = |first: usize| {
        let mut line = vec![segments[first].from];
        let mut at = first;
        loop {
            used[at] = true;
            let segment = segments[at];
            line.push(segment.to);
            let next = starting_at(segment.to);
            let goes_on = passes(&segment.to)
                && segments.get(next).is_some_and(|next| {
                    next.from == segment.to && (next.left, next.right) == (segment.left, segment.right)
                })
                && !used[next];
            if !goes_on {
                break;
            }
            at = next;
        }
        Border {
            line,
            left: Some(segments[first].left),
            right: Some(segments[first].right),
        }
    };
    let mut lines = Vec::new();
    let begins = |segment: &Segment<T>| !passes(&segment.from);
    let firsts: Vec<usize> = (0..segments.len()).filter(|at| begins(&segments[*at])).collect();
    for first in firsts {
        lines.push(follow(first));
    }
    // What is left runs in rings.
    let mut done: BTreeSet<FixedLonLat> = lines.iter().flat_map(|line| line.line.iter().copied()).collect();
    for (first, segment) in segments.iter().enumerate() {
        if passes(&segment.from) && !done.contains(&segment.from) {
            let ring = follow(first);
            done.extend(ring.line.iter().copied());
            lines.push(ring);
        }
    }
    lines
}

/// The outer sides of the widest cells that have no neighbour, each side with its answers on its left.
fn rim<T: Answer>(mesh: &Mesh<T>, crossings: &Crossings) -> Vec<Border<T>> {
    let side = mesh.lattice.widest();
    let mut found = Vec::new();
    for (column, row) in mesh.widest.iter().copied() {
        let (east, north) = (column + side, row + side);
        for (neighbour, from, to) in [
            ((column, row - side), (column, row), (east, row)),
            ((east, row), (east, row), (east, north)),
            ((column, north), (east, north), (column, north)),
            ((column - side, row), (column, north), (column, row)),
        ] {
            if mesh.widest.binary_search(&neighbour).is_err() {
                push_side(mesh, crossings, &mesh.along(from, to), &mut found);
            }
        }
    }
    found
}

/// Cuts one outer side where its answer changes.
fn push_side<T: Answer>(mesh: &Mesh<T>, crossings: &Crossings, nodes: &[Node], found: &mut Vec<Border<T>>) {
    let mut line = vec![mesh.lattice.place(nodes[0])];
    let mut push = |line: Vec<FixedLonLat>, node: Node| {
        found.push(Border {
            line,
            left: mesh.reading(node).map(|reading| reading.value),
            right: None,
        });
    };
    for pair in nodes.windows(2) {
        if let Some(change) = crossings.between(pair[0], pair[1]) {
            line.push(change);
            push(std::mem::replace(&mut line, vec![change]), pair[0]);
        }
    }
    let last = nodes[nodes.len() - 1];
    line.push(mesh.lattice.place(last));
    push(line, last);
}

/// Straightens lines without moving their ends, as Ramer (1972) and Douglas and Peucker (1973) do; lines that would
/// then meet others keep their points, so that areas stay next to each other and never overlap.
fn straighten<T: Answer>(lines: Vec<Border<T>>, fineness: &Fineness, ruler: Ruler) -> Vec<Border<T>> {
    let per_degree = [1.0 / ruler.lon_degrees(1.0), 1.0 / ruler.lat_degrees(1.0)];
    let mut straight: Vec<Vec<FixedLonLat>> = lines
        .par_iter()
        .map(|border| straightened(&border.line, per_degree, fineness.border_metres))
        .collect();
    loop {
        let meeting = meeting_lines(&straight);
        let bent: Vec<usize> = meeting
            .into_iter()
            .filter(|at| straight[*at].len() < lines[*at].line.len())
            .collect();
        if bent.is_empty() {
            break;
        }
        for at in bent {
            straight[at].clone_from(&lines[at].line);
        }
    }
    lines
        .into_iter()
        .zip(straight)
        .map(|(border, line)| Border { line, ..border })
        .filter(|border| border.line.len() > 2 || border.line[0] != border.line[border.line.len() - 1])
        .collect()
}

fn straightened(line: &[FixedLonLat], per_degree: [f64; 2], metres: f64) -> Vec<FixedLonLat> {
    let on_ground: LineString<f64> = line
        .iter()
        .map(|at| Coord {
            x: f64::from(at.lon_e7 - line[0].lon_e7) / 1e7 * per_degree[0],
            y: f64::from(at.lat_e7 - line[0].lat_e7) / 1e7 * per_degree[1],
        })
        .collect();
    let kept = on_ground.simplify_idx(metres);
    let is_ring = line[0] == line[line.len() - 1];
    if is_ring && kept.len() < 4 {
        // A ring of less than the exactness of borders is nothing.
        return vec![line[0], line[0]];
    }
    kept.into_iter().map(|at| line[at]).collect()
}

/// A straight piece of one of several lines.
#[derive(Debug, Clone, Copy)]
struct Piece {
    line: usize,
    number: usize,
    ends: [FixedLonLat; 2],
}

impl RTreeObject for Piece {
    type Envelope = AABB<[i32; 2]>;

    fn envelope(&self) -> Self::Envelope {
        let [a, b] = self.ends.map(|at| [at.lon_e7, at.lat_e7]);
        AABB::from_corners(a, b)
    }
}

/// The lines that meet another, or themselves, elsewhere than at their common ends.
fn meeting_lines(lines: &[Vec<FixedLonLat>]) -> BTreeSet<usize> {
    let pieces: Vec<Piece> = lines
        .iter()
        .enumerate()
        .flat_map(|(line, places)| {
            let pieces = places
                .windows(2)
                .enumerate()
                .filter(|(_, pair)| pair[0] != pair[1]);
            pieces.map(move |(number, pair)| Piece {
                line,
                number,
                ends: [pair[0], pair[1]],
            })
        })
        .collect();
    let tree = RTree::bulk_load(pieces.clone());
    let meets_another = |piece: &&Piece| {
        tree.locate_in_envelope_intersecting(&piece.envelope())
            .any(|other| (other.line, other.number) != (piece.line, piece.number) && overlap(piece, other))
    };
    let meeting: Vec<usize> = pieces
        .par_iter()
        .filter(meets_another)
        .map(|piece| piece.line)
        .collect();
    meeting.into_iter().collect()
}

/// Whether two pieces share more than a common end.
fn overlap(one: &Piece, other: &Piece) -> bool {
    let ([a, b], [c, d]) = (one.ends, other.ends);
    let shared = [a, b].into_iter().find(|end| *end == c || *end == d);
    let on = |place: FixedLonLat, [from, to]: [FixedLonLat; 2]| {
        let within = |value: i32, x: i32, y: i32| (x.min(y)..=x.max(y)).contains(&value);
        turn(from, to, place) == 0
            && within(place.lon_e7, from.lon_e7, to.lon_e7)
            && within(place.lat_e7, from.lat_e7, to.lat_e7)
    };
    if let Some(shared) = shared {
        let far = |ends: [FixedLonLat; 2]| if ends[0] == shared { ends[1] } else { ends[0] };
        let (mine, others) = (far(one.ends), far(other.ends));
        return mine == others || on(mine, other.ends) || on(others, one.ends);
    }
    if [a, b].into_iter().any(|end| on(end, other.ends)) || [c, d].into_iter().any(|end| on(end, one.ends)) {
        return true;
    }
    let differ = |x: i64, y: i64| (x > 0 && y < 0) || (x < 0 && y > 0);
    differ(turn(a, b, c), turn(a, b, d)) && differ(turn(c, d, a), turn(c, d, b))
}

/// Twice the area of the triangle of three places, positive where they run against the clock.
fn turn(a: FixedLonLat, b: FixedLonLat, c: FixedLonLat) -> i64 {
    let minus = |p: i32, q: i32| i64::from(p) - i64::from(q);
    minus(b.lon_e7, a.lon_e7) * minus(c.lat_e7, a.lat_e7)
        - minus(b.lat_e7, a.lat_e7) * minus(c.lon_e7, a.lon_e7)
}
