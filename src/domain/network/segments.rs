//! All road segments of a network by the cells of a grid, nearest first.

use std::iter;

use super::cell_grid::{CellGrid, GridSegment, Near};
use super::topology::Network;
use crate::base::geom::{LonLat, Planar, PlanarFrame};
use crate::base::ids::EdgeIdx;

/// Which segment of which edge; the order breaks ties between equally near ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RoadSegment {
    pub(super) edge: EdgeIdx,
    /// Its number on the edge, from 0.
    pub(super) number: u32,
}

/// The road segments of a network by place.
#[derive(Debug, Clone, Default)]
pub struct SegmentIndex {
    grid: CellGrid<RoadSegment>,
    n_segments: usize,
}

impl SegmentIndex {
    /// All segments of the edges that are wanted.
    pub fn build(network: &Network, wanted: impl Fn(EdgeIdx) -> bool) -> Self {
        let mut segments: Vec<GridSegment<RoadSegment>> = Vec::new();
        for edge in (0..network.n_edges())
            .map(EdgeIdx::from_usize)
            .filter(|edge| wanted(*edge))
        {
            let mut plane = network
                .shape(edge)
                .iter()
                .map(|point| PlanarFrame::project(LonLat::from(*point)));
            let mut from = plane.next();
            segments.extend(plane.zip(0..).map(|(to, number)| GridSegment {
                ends: [from.replace(to).unwrap_or(to), to],
                what: RoadSegment { edge, number },
            }));
        }
        Self {
            grid: CellGrid::build(&segments),
            n_segments: segments.len(),
        }
    }

    /// How many segments there are.
    pub const fn len(&self) -> usize {
        self.n_segments
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.n_segments == 0
    }

    /// The nearest segment of the edges that are wanted.
    pub(super) fn nearest(&self, at: Planar, wanted: impl Fn(EdgeIdx) -> bool) -> Option<Near<RoadSegment>> {
        self.grid.nearest(at, |segment| wanted(segment.edge))
    }

    /// Segments of the edges that are wanted up to a distance in the plane, nearest first; looked for farther and
    /// farther away as they are taken.
    pub(super) fn by_distance<'s>(
        &'s self,
        at: Planar,
        farthest: f64,
        wanted: impl Fn(EdgeIdx) -> bool + 's,
    ) -> impl Iterator<Item = Near<RoadSegment>> + 's {
        let radii = iter::successors(Some(FIRST_RADIUS.min(farthest)), move |radius| {
            (*radius < farthest).then_some((radius * 2.0).min(farthest))
        });
        let mut nearer_2 = -1.0;
        radii.flat_map(move |radius| {
            let mut ring = self.grid.within(at, radius, |segment| wanted(segment.edge));
            // What the smaller circle held has been given already.
            ring.retain(|near| near.foot.distance_2 > nearer_2);
            nearer_2 = radius * radius;
            ring
        })
    }

    /// All segments of the edges that are wanted whose nearest point is one place.
    pub(super) fn meeting_at<'s>(
        &'s self,
        at: Planar,
        place: Planar,
        mut visit: impl FnMut(Near<RoadSegment>) + 's,
    ) {
        self.grid.any_near_box(place, place, |segment| {
            let near = segment.near(at);
            if near.foot.at == place {
                visit(near);
            }
            false
        });
    }
}

/// The first circle that is searched, in units of the plane.
const FIRST_RADIUS: f64 = 64.0;
