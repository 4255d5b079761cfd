//! A point inside an area that stands for all of it, the same that PostGIS and QGIS give ("point on surface").

use geo::{BooleanOps as _, BoundingRect as _, Coord, MultiPolygon, Polygon};

/// The middle of the widest stretch inside the area along a horizontal line about half-way up; unlike the center of
/// gravity it never lies outside.
/// Of several polygons the one with the widest stretch; none where the area has no inside.
///
/// # Units
/// Those of the area.
///
/// Source: JTS, `InteriorPointArea`: the line runs half-way between the two corners next above and next below the middle
/// of the height, so that it meets no corner.
pub(super) fn point_inside(area: &MultiPolygon<f64>) -> Option<Coord<f64>> {
    let widest = |best: Option<Stretch>, polygon: &Polygon<f64>| {
        let stretch = widest_stretch(polygon)?;
        Some(match best {
            Some(best) if best.width() >= stretch.width() => best,
            _ => stretch,
        })
    };
    let best = area
        .iter()
        .fold(None, |best, polygon| widest(best, polygon).or(best))?;
    Some(Coord {
        x: f64::midpoint(best.west, best.east),
        y: best.y,
    })
}

#[derive(Clone, Copy)]
struct Stretch {
    west: f64,
    east: f64,
    y: f64,
}

impl Stretch {
    fn width(&self) -> f64 {
        self.east - self.west
    }
}

fn widest_stretch(polygon: &Polygon<f64>) -> Option<Stretch> {
    let bounds = polygon.bounding_rect()?;
    let middle = f64::midpoint(bounds.min().y, bounds.max().y);
    let (mut below, mut above) = (bounds.min().y, bounds.max().y);
    for corner in polygon.rings().flat_map(|ring| &ring.0) {
        if corner.y <= middle {
            below = below.max(corner.y);
        } else {
            above = above.min(corner.y);
        }
    }
    let y = f64::midpoint(below, above);
    let edges = polygon.rings().flat_map(geo::LineString::lines);
    let crossing = edges.filter(|edge| (edge.start.y > y) != (edge.end.y > y));
    let mut crossings: Vec<f64> = crossing
        .map(|edge| edge.start.x + (y - edge.start.y) / edge.dy() * edge.dx())
        .collect();
    crossings.sort_by(f64::total_cmp);
    let stretches = crossings.chunks_exact(2).map(|ends| Stretch {
        west: ends[0],
        east: ends[1],
        y,
    });
    let wide = stretches.filter(|stretch| stretch.width() > 0.0);
    wide.reduce(|best, next| if next.width() > best.width() { next } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rings: &[&[(f64, f64)]], expect: Option<(f64, f64)>) {
        let mut lines = rings.iter().map(|ring| geo::LineString::from(ring.to_vec()));
        let area = MultiPolygon(vec![Polygon::new(lines.next().unwrap(), lines.collect())]);
        let expect = expect.map(|(x, y)| Coord { x, y });
        assert_eq!(point_inside(&area), expect, "{rings:?}");
    }

    const SQUARE: &[(f64, f64)] = &[(0., 0.), (8., 0.), (8., 8.), (0., 8.)];

    #[test]
    fn the_point_is_in_the_middle_of_the_widest_stretch() {
        check(&[SQUARE], Some((4., 4.)));
        check(
            &[SQUARE, &[(1., 2.), (3., 2.), (3., 6.), (1., 6.)]],
            Some((5.5, 4.)),
        );
        check(
            &[&[(0., 0.), (8., 0.), (8., 1.), (1., 1.), (1., 8.), (0., 8.)]],
            Some((0.5, 4.5)),
        );
        check(&[&[(0., 0.), (8., 0.), (4., 0.)]], None);
    }
}
