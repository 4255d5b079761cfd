//! All road segments of a network in one R-tree, nearest first.

use rstar::{AABB, PointDistance, RTree, RTreeObject};

use super::topology::Network;
use crate::base::geom::{LonLat, Planar, PlanarFrame, SegmentFoot, foot_on_segment};
use crate::base::ids::EdgeIdx;

/// One straight segment in the plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PlaneSegment {
    pub(super) edge: EdgeIdx,
    pub(super) number: u32,
    ends: [[f64; 2]; 2],
}

impl PlaneSegment {
    /// The nearest point of the segment.
    pub(super) fn foot(&self, at: Planar) -> SegmentFoot {
        let [a, b] = self.ends.map(|[x, y]| Planar { x, y });
        foot_on_segment(at, a, b)
    }
}

impl RTreeObject for PlaneSegment {
    type Envelope = AABB<[f64; 2]>;

    // Loading in bulk asks for it at every comparison.
    #[inline]
    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.ends[0], self.ends[1])
    }
}

impl PointDistance for PlaneSegment {
    fn distance_2(&self, point: &[f64; 2]) -> f64 {
        self.foot(Planar {
            x: point[0],
            y: point[1],
        })
        .distance_2
    }
}

/// The R-tree of segments.
#[derive(Debug, Clone, Default)]
pub struct SegmentIndex(RTree<PlaneSegment>);

impl SegmentIndex {
    /// All segments of the edges that are wanted.
    pub fn build(network: &Network, wanted: impl Fn(EdgeIdx) -> bool) -> Self {
        let mut segments = Vec::new();
        for edge in (0..network.n_edges())
            .map(EdgeIdx::from_usize)
            .filter(|edge| wanted(*edge))
        {
            let plane = network
                .shape(edge)
                .iter()
                .map(|point| PlanarFrame::project(LonLat::from(*point)));
            let plane: Vec<[f64; 2]> = plane.map(|at| [at.x, at.y]).collect();
            let pairs = plane.windows(2).enumerate();
            segments.extend(pairs.map(|(number, pair)| PlaneSegment {
                edge,
                number: number as u32,
                ends: [pair[0], pair[1]],
            }));
        }
        Self(RTree::bulk_load(segments))
    }

    /// How many segments there are.
    pub fn len(&self) -> usize {
        self.0.size()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.size() == 0
    }

    /// Segments by distance from a place in the plane, with the squared distance.
    pub(super) fn by_distance(&self, at: Planar) -> impl Iterator<Item = (&PlaneSegment, f64)> + '_ {
        self.0.nearest_neighbor_iter_with_distance_2(&[at.x, at.y])
    }
}
