//! Joining lines end to end, so that a road that its source cut into many ways is one line on the map.

use std::collections::HashMap;

use crate::base::geom::Coord;

/// Joins lines where exactly two ends meet; junctions of three or more stay ends.
///
/// The order of the result follows the first line of each chain, so equal inputs give equal lines.
/// Cost: linear in the number of points.
pub(super) fn join_lines(lines: Vec<&[Coord<f64>]>) -> Vec<Vec<Coord<f64>>> {
    if lines.len() < 2 {
        return lines.into_iter().map(<[_]>::to_vec).collect();
    }
    let ends = Ends::of(&lines);
    let mut used = vec![false; lines.len()];
    let mut joined = Vec::new();
    for start in 0..lines.len() {
        if used[start] {
            continue;
        }
        used[start] = true;
        let mut chain = lines[start].to_vec();
        extend(&mut chain, &lines, &ends, &mut used);
        if chain.first() != chain.last() {
            chain.reverse();
            extend(&mut chain, &lines, &ends, &mut used);
            chain.reverse();
        }
        joined.push(chain);
    }
    joined
}

/// Adds lines at the chain's end as long as exactly one unused line continues it.
fn extend(chain: &mut Vec<Coord<f64>>, lines: &[&[Coord<f64>]], ends: &Ends, used: &mut [bool]) {
    while let Some(end) = chain.last().copied() {
        let Some(next) = ends.pair_at(end).into_iter().flatten().find(|line| !used[*line]) else {
            return;
        };
        used[next] = true;
        let line = lines[next];
        if line.first() == Some(&end) {
            chain.extend(line.iter().skip(1));
        } else {
            chain.extend(line.iter().rev().skip(1));
        }
    }
}

/// Which lines end where.
struct Ends(HashMap<(u64, u64), EndsAt>);

enum EndsAt {
    One(usize),
    Two(usize, usize),
    More,
}

impl Ends {
    fn of(lines: &[&[Coord<f64>]]) -> Self {
        let mut ends = HashMap::with_capacity(lines.len() * 2);
        for (index, line) in lines.iter().enumerate() {
            for end in [line.first(), line.last()].into_iter().flatten() {
                ends.entry(key(*end))
                    .and_modify(|at| {
                        *at = match at {
                            EndsAt::One(other) => EndsAt::Two(*other, index),
                            EndsAt::Two(..) | EndsAt::More => EndsAt::More,
                        };
                    })
                    .or_insert(EndsAt::One(index));
            }
        }
        Self(ends)
    }

    fn pair_at(&self, end: Coord<f64>) -> Option<[usize; 2]> {
        match self.0.get(&key(end)) {
            Some(EndsAt::Two(one, other)) => Some([*one, *other]),
            _ => None,
        }
    }
}

fn key(at: Coord<f64>) -> (u64, u64) {
    (at.x.to_bits(), at.y.to_bits())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(points: &[(i32, i32)]) -> Vec<Coord<f64>> {
        points
            .iter()
            .map(|(x, y)| Coord {
                x: f64::from(*x),
                y: f64::from(*y),
            })
            .collect()
    }

    fn join(lines: &[Vec<Coord<f64>>]) -> Vec<Vec<Coord<f64>>> {
        join_lines(lines.iter().map(Vec::as_slice).collect())
    }

    #[test]
    fn three_pieces_in_any_direction_become_one_line() {
        let pieces = [
            line(&[(1, 0), (2, 0)]),
            line(&[(1, 0), (0, 0)]),
            line(&[(3, 0), (2, 0)]),
        ];
        assert_eq!(join(&pieces), vec![line(&[(0, 0), (1, 0), (2, 0), (3, 0)])]);
    }

    #[test]
    fn a_junction_of_three_stays_a_junction() {
        let star = [
            line(&[(0, 0), (1, 0)]),
            line(&[(0, 0), (0, 1)]),
            line(&[(0, 0), (-1, 0)]),
        ];
        assert_eq!(join(&star).len(), 3);
    }

    #[test]
    fn a_ring_closes_once() {
        let ring = [line(&[(0, 0), (1, 0), (1, 1)]), line(&[(1, 1), (0, 1), (0, 0)])];
        assert_eq!(join(&ring), vec![line(&[(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)])]);
        let loop_alone = [line(&[(0, 0), (1, 0), (0, 0)]), line(&[(5, 5), (6, 6)])];
        assert_eq!(join(&loop_alone).len(), 2);
    }
}
