//! Rings out of pieces of line that name their points, and areas out of rings.
//! Points are compared by id, so there is no tolerance and no doubt; it must know nothing of tags.

use std::collections::{BTreeMap, HashSet};

use geo::{Area as _, BoundingRect as _, Contains as _, Intersects as _};

use crate::base::geom::{Coord, LineString, MultiPolygon, Polygon};

/// A piece of outline: its points, and whether its source calls it the outline of a hole.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) points: Vec<i64>,
    pub(super) inner: bool,
}

/// A closed ring of points, the first repeated at the end.
#[derive(Debug)]
struct Ring {
    points: Vec<i64>,
    inner: bool,
}

/// What pieces of outline make.
#[derive(Debug, Default)]
pub(super) struct Outline {
    rings: Vec<Ring>,
    /// Chains that no other piece closes.
    pub(super) open: Vec<Piece>,
}

/// Joins pieces end to end, each used once, in the order given; rings that touch themselves come apart.
///
/// Cost: O(n log n) in the number of pieces.
pub(super) fn join(pieces: Vec<Piece>) -> Outline {
    let mut outline = Outline::default();
    let (closed, pieces): (Vec<Piece>, Vec<Piece>) = pieces
        .into_iter()
        .filter(|piece| piece.points.len() > 1)
        .partition(|piece| piece.points.first() == piece.points.last());
    for piece in closed {
        outline.push_ring(piece);
    }
    let mut by_end: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (at, piece) in pieces.iter().enumerate() {
        for end in [piece.points.first(), piece.points.last()].into_iter().flatten() {
            by_end.entry(*end).or_default().push(at);
        }
    }
    let mut is_used = vec![false; pieces.len()];
    for start in 0..pieces.len() {
        if is_used[start] {
            continue;
        }
        is_used[start] = true;
        let mut chain = pieces[start].clone();
        extend(&mut chain, &pieces, &by_end, &mut is_used);
        if chain.points.first() != chain.points.last() {
            chain.points.reverse();
            extend(&mut chain, &pieces, &by_end, &mut is_used);
        }
        if chain.points.first() == chain.points.last() {
            outline.push_ring(chain);
        } else {
            outline.open.push(chain);
        }
    }
    outline
}

/// Adds pieces to the end of a chain until it closes or nothing fits.
fn extend(chain: &mut Piece, pieces: &[Piece], by_end: &BTreeMap<i64, Vec<usize>>, is_used: &mut [bool]) {
    while let (Some(first), Some(last)) = (chain.points.first(), chain.points.last()) {
        if first == last {
            return;
        }
        let next = by_end
            .get(last)
            .and_then(|candidates| candidates.iter().find(|at| !is_used[**at]));
        let Some(&next) = next else {
            return;
        };
        is_used[next] = true;
        let piece = &pieces[next];
        chain.inner &= piece.inner;
        if piece.points.first() == Some(last) {
            chain.points.extend(&piece.points[1..]);
        } else {
            chain.points.extend(piece.points.iter().rev().skip(1));
        }
    }
}

impl Outline {
    /// Takes a closed chain in; where it passes a point twice it is two rings.
    fn push_ring(&mut self, chain: Piece) {
        let mut walked: Vec<i64> = Vec::with_capacity(chain.points.len());
        let mut is_on_walk: HashSet<i64> = HashSet::with_capacity(chain.points.len());
        for point in chain.points {
            if is_on_walk.contains(&point) {
                let from = walked.iter().rposition(|p| *p == point).unwrap_or_default();
                let mut points = walked.split_off(from);
                for left in &points {
                    is_on_walk.remove(left);
                }
                points.push(point);
                if points.len() > 3 {
                    self.rings.push(Ring {
                        points,
                        inner: chain.inner,
                    });
                }
            }
            is_on_walk.insert(point);
            walked.push(point);
        }
    }
}

/// An area, and what did not fit into it.
#[derive(Debug)]
pub(super) struct Assembled {
    pub(super) area: MultiPolygon<f64>,
    /// Rings that their source calls holes and that lie in nothing.
    pub(super) n_stray_holes: usize,
}

/// Nests rings: a ring inside an even number of others is land's end, inside an odd number a hole.
/// The role that the source gives is only asked where a ring lies in nothing: a hole of an outline that is not closed
/// must not become an area.
///
/// Cost: O(n²) box tests in the number of rings.
pub(super) fn nest(outline: &Outline, place_of: impl Fn(i64) -> Option<Coord<f64>>) -> Assembled {
    let mut shapes: Vec<Shape> = outline
        .rings
        .iter()
        .filter_map(|ring| Shape::new(ring, &place_of))
        .collect();
    shapes.sort_by(|a, b| b.size.total_cmp(&a.size));
    let around: Vec<Vec<usize>> = (0..shapes.len())
        .map(|at| {
            (0..at)
                .filter(|larger| shapes[*larger].holds(&shapes[at]))
                .collect()
        })
        .collect();
    let mut n_stray_holes = 0;
    let mut holes: BTreeMap<usize, Vec<LineString<f64>>> = BTreeMap::new();
    let mut outers: Vec<usize> = Vec::new();
    for (at, within) in around.iter().enumerate() {
        match within.last() {
            Some(parent) if within.len() % 2 == 1 => {
                holes
                    .entry(*parent)
                    .or_default()
                    .push(shapes[at].polygon.exterior().clone());
            }
            None if shapes[at].ring.inner => n_stray_holes += 1,
            _ => outers.push(at),
        }
    }
    let polygons = outers
        .into_iter()
        .map(|at| {
            Polygon::new(
                shapes[at].polygon.exterior().clone(),
                holes.remove(&at).unwrap_or_default(),
            )
        })
        .collect();
    Assembled {
        area: MultiPolygon(polygons),
        n_stray_holes,
    }
}

/// A ring with its shape.
struct Shape<'r> {
    ring: &'r Ring,
    ids: HashSet<i64>,
    polygon: Polygon<f64>,
    bounds: geo::Rect<f64>,
    size: f64,
}

impl<'r> Shape<'r> {
    fn new(ring: &'r Ring, place_of: impl Fn(i64) -> Option<Coord<f64>>) -> Option<Self> {
        let places: Option<Vec<Coord<f64>>> = ring.points.iter().map(|point| place_of(*point)).collect();
        let polygon = Polygon::new(LineString(places?), Vec::new());
        let size = polygon.unsigned_area();
        Some(Self {
            ring,
            ids: ring.points.iter().copied().collect(),
            bounds: polygon.bounding_rect()?,
            polygon,
            size,
        })
        .filter(|shape| shape.size > 0.0)
    }

    /// Whether the other ring, which is not larger, lies inside, judged by a point that the two do not share.
    fn holds(&self, other: &Self) -> bool {
        if !self.bounds.intersects(&other.bounds) {
            return false;
        }
        let ring = other.polygon.exterior();
        let own = other
            .ring
            .points
            .iter()
            .position(|point| !self.ids.contains(point));
        let witness = match own {
            Some(at) => ring.0[at],
            None => (ring.0[0] + ring.0[1]) / 2.0,
        };
        self.polygon.contains(&geo::Point(witness))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Point `10 * x + y` lies at (x, y).
    #[expect(clippy::unnecessary_wraps, reason = "the shape of a lookup that can fail")]
    fn place(point: i64) -> Option<Coord<f64>> {
        Some(Coord {
            x: (point / 10) as f64,
            y: (point % 10) as f64,
        })
    }

    fn outer(points: &[i64]) -> Piece {
        Piece {
            points: points.to_vec(),
            inner: false,
        }
    }

    fn inner(points: &[i64]) -> Piece {
        Piece {
            points: points.to_vec(),
            inner: true,
        }
    }

    #[test]
    fn pieces_in_any_direction_make_one_ring() {
        let outline = join(vec![outer(&[0, 90]), outer(&[99, 90]), outer(&[0, 9, 99])]);
        assert!(outline.open.is_empty());
        let assembled = nest(&outline, place);
        assert_eq!(assembled.area.unsigned_area(), 81.0);
    }

    #[test]
    fn a_hole_and_an_island_in_the_hole_nest_whatever_their_roles_say() {
        let outline = join(vec![
            outer(&[0, 90, 99, 9, 0]),
            outer(&[22, 72, 77, 27, 22]),
            inner(&[33, 53, 55, 35, 33]),
        ]);
        let assembled = nest(&outline, place);
        assert_eq!(assembled.area.0.len(), 2);
        assert_eq!(assembled.area.unsigned_area(), 81.0 - 25.0 + 4.0);
    }

    #[test]
    fn a_hole_of_an_open_outline_does_not_become_an_area() {
        let outline = join(vec![outer(&[0, 90, 99]), inner(&[33, 53, 55, 35, 33])]);
        assert_eq!(outline.open.len(), 1);
        let assembled = nest(&outline, place);
        assert_eq!((assembled.area.0.len(), assembled.n_stray_holes), (0, 1));
    }

    #[test]
    fn a_ring_that_touches_itself_is_two_rings() {
        let outline = join(vec![outer(&[0, 20, 22, 24, 44, 42, 22, 2, 0])]);
        let assembled = nest(&outline, place);
        assert_eq!(assembled.area.0.len(), 2);
        assert_eq!(assembled.area.unsigned_area(), 8.0);
    }

    #[test]
    fn holes_may_touch_their_outline_at_a_point() {
        let outline = join(vec![outer(&[0, 50, 90, 99, 9, 0]), inner(&[50, 64, 44, 50])]);
        let assembled = nest(&outline, place);
        assert_eq!(assembled.area.0[0].interiors().len(), 1);
    }
}
