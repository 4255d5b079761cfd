//! The smallest circle around some places of a plane.

use geo::{ConvexHull as _, Coord, MultiPoint, MultiPolygon};

/// A circle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Circle {
    center: Coord<f64>,
    radius: f64,
}

impl Circle {
    /// Its area in square metres.
    pub(super) fn area(&self) -> f64 {
        std::f64::consts::PI * self.radius * self.radius
    }

    fn of_two(a: Coord<f64>, b: Coord<f64>) -> Self {
        let center = Coord {
            x: f64::midpoint(a.x, b.x),
            y: f64::midpoint(a.y, b.y),
        };
        Self {
            center,
            radius: distance(center, a).max(distance(center, b)),
        }
    }

    /// The circle through three places, or the one around the two that are farthest apart where they lie on a line.
    fn of_three(a: Coord<f64>, b: Coord<f64>, c: Coord<f64>) -> Self {
        let (u, v) = (b - a, c - a);
        let twice_area = 2.0 * (u.x * v.y - u.y * v.x);
        if twice_area == 0.0 {
            let pairs = [Self::of_two(a, b), Self::of_two(a, c), Self::of_two(b, c)];
            return pairs.into_iter().fold(
                pairs[0],
                |most, one| if one.radius > most.radius { one } else { most },
            );
        }
        let (uu, vv) = (u.x * u.x + u.y * u.y, v.x * v.x + v.y * v.y);
        let offset = Coord {
            x: (v.y * uu - u.y * vv) / twice_area,
            y: (u.x * vv - v.x * uu) / twice_area,
        };
        Self {
            center: a + offset,
            radius: offset.x.hypot(offset.y),
        }
    }

    fn holds(&self, at: Coord<f64>) -> bool {
        distance(self.center, at) <= self.radius * (1.0 + 1e-12) + 1e-9
    }
}

fn distance(a: Coord<f64>, b: Coord<f64>) -> f64 {
    (a.x - b.x).hypot(a.y - b.y)
}

/// The smallest circle around an area, or none around an empty one.
///
/// Cost: O(h³) at worst for h corners of the convex hull, and about O(h) usually.
///
/// Source: E. Welzl, Smallest enclosing disks, LNCS 555, 1991, in its iterative form, on the corners of the hull.
pub(super) fn smallest_circle(area: &MultiPolygon<f64>) -> Option<Circle> {
    let corners = area
        .iter()
        .flat_map(|polygon| polygon.exterior().0.iter().copied());
    let corners: MultiPoint<f64> = corners.map(geo::Point::from).collect();
    let hull = corners.convex_hull();
    let corners = &hull.exterior().0;
    let mut circle = Circle::of_two(*corners.first()?, *corners.first()?);
    for i in 1..corners.len() {
        if circle.holds(corners[i]) {
            continue;
        }
        circle = Circle::of_two(corners[0], corners[i]);
        for j in 0..i {
            if circle.holds(corners[j]) {
                continue;
            }
            circle = Circle::of_two(corners[j], corners[i]);
            for k in 0..j {
                if !circle.holds(corners[k]) {
                    circle = Circle::of_three(corners[k], corners[j], corners[i]);
                }
            }
        }
    }
    Some(circle)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn radius(corners: &[(f64, f64)]) -> f64 {
        let polygon = geo::Polygon::new(corners.to_vec().into(), vec![]);
        smallest_circle(&MultiPolygon(vec![polygon])).unwrap().radius
    }

    #[test]
    fn the_circle_is_the_smallest_one() {
        assert!((radius(&[(0., 0.), (4., 0.), (4., 4.), (0., 4.)]) - 8f64.sqrt()).abs() < 1e-9);
        assert!((radius(&[(0., 0.), (10., 0.), (5., 1.)]) - 5.0).abs() < 1e-9);
        let equilateral = radius(&[(0., 0.), (6., 0.), (3., 27f64.sqrt())]);
        assert!((equilateral - 12f64.sqrt()).abs() < 1e-9);
    }
}
