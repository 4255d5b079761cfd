//! Whether drawn zones cover their ground once: gaps, overlaps, parts beyond the boundary, slivers and islands, each with
//! its area and a place where it can be seen.

use geo::{Area as _, BooleanOps as _, BoundingRect as _, MultiPolygon, Polygon};

use super::adjacency::{Adjacency, AdjacencyRules};
use super::shape::{clean, is_thinner_than, join, mean_width_metres, place_inside};
use crate::base::geom::{Bounds, EqualAreaPlane, LonLat, area_bounds};
use crate::base::ids::BlockIdx;

/// A zone as it was drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnZone {
    /// How people call it.
    pub name: String,
    /// Its area in degrees; one of several polygons is looked at for islands.
    pub area: MultiPolygon<f64>,
}

/// From which size findings count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoverLimits {
    /// What is thinner everywhere is a sliver, in metres.
    pub sliver_metres: f64,
    /// What is smaller is not told, in square metres; drawing programs leave as much by rounding.
    pub least_m2: f64,
    /// When the parts of a zone hang together.
    pub adjacency: AdjacencyRules,
}

impl Default for CoverLimits {
    fn default() -> Self {
        Self {
            sliver_metres: 5.0,
            least_m2: 0.01,
            adjacency: AdjacencyRules::default(),
        }
    }
}

/// What is wrong at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CoverFault {
    /// No zone covers it.
    Gap,
    /// Two zones cover it; the positions are those of the zones as given.
    Overlap(usize, usize),
    /// A zone reaches beyond the boundary here.
    Beyond(usize),
    /// A part of a zone that does not hang together with its largest.
    Island(usize),
    /// A part of a zone, or a whole zone, that is thinner than the limit everywhere.
    ThinPart(usize),
    /// A zone without any area.
    Empty(usize),
}

/// A finding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoverFinding {
    /// What is wrong.
    pub fault: CoverFault,
    /// How much of it, in square metres.
    pub area_m2: f64,
    /// How wide a strip of this area and outline is, in metres.
    pub width_metres: f64,
    /// Whether it is thinner than the limit everywhere.
    pub is_sliver: bool,
    /// A place inside; none for a zone without any area.
    pub at: Option<LonLat>,
}

/// All findings, gaps first, then by zone, the largest first.
#[derive(Debug, Clone, PartialEq)]
pub struct CoverReport {
    /// What is wrong.
    pub findings: Vec<CoverFinding>,
    /// What the zones cover together, each place once, in square metres.
    pub covered_m2: f64,
    /// The area within the boundary, in square metres; where none is given, within the outer ring of the cover.
    pub ground_m2: f64,
}

impl CoverReport {
    /// Findings that are more than slivers between neighbors.
    pub fn n_breaches(&self) -> usize {
        self.findings
            .iter()
            .filter(|finding| !finding.is_harmless())
            .count()
    }

    /// Square metres of the findings of a kind.
    pub fn sum_m2(&self, of_kind: impl Fn(CoverFault) -> bool) -> f64 {
        let findings = self.findings.iter().filter(|finding| of_kind(finding.fault));
        findings.map(|finding| finding.area_m2).sum()
    }
}

impl CoverFinding {
    /// Thin gaps and overlaps between neighbors and along the boundary come of drawing; nobody lives in them.
    pub fn is_harmless(&self) -> bool {
        let between = matches!(
            self.fault,
            CoverFault::Gap | CoverFault::Overlap(..) | CoverFault::Beyond(_)
        );
        between && self.is_sliver
    }
}

/// Checks zones against a boundary; without one, only holes inside the cover are gaps.
///
/// Cost: one union of all zones, and one intersection for each two whose boxes meet.
pub fn check_cover(
    zones: &[DrawnZone],
    boundary: Option<&MultiPolygon<f64>>,
    limits: &CoverLimits,
) -> CoverReport {
    let areas = zones.iter().map(|zone| &zone.area).chain(boundary);
    let Some(bounds) = areas.filter_map(area_bounds).reduce(Bounds::union) else {
        return CoverReport {
            findings: (0..zones.len()).map(empty_zone).collect(),
            covered_m2: 0.0,
            ground_m2: 0.0,
        };
    };
    let plane = EqualAreaPlane::for_region(bounds);
    let flat: Vec<MultiPolygon<f64>> = zones
        .iter()
        .map(|zone| clean(&plane.project_area(&zone.area)))
        .collect();
    let cover = join(&flat, 0.0);
    let ground = boundary.map_or_else(
        || without_holes(&cover),
        |boundary| clean(&plane.project_area(boundary)),
    );
    let check = Check { plane, limits };
    let mut findings = check.findings(CoverFault::Gap, &ground.difference(&cover));
    for (at, zone) in flat.iter().enumerate() {
        if boundary.is_some() {
            findings.extend(check.findings(CoverFault::Beyond(at), &zone.difference(&ground)));
        }
        findings.extend(check.overlaps(at, &flat));
        findings.extend(check.parts(at, zone));
    }
    findings.sort_by(|a, b| {
        let place = |finding: &CoverFinding| finding.at.map_or((0.0, 0.0), |at| (at.lon, at.lat));
        let ((a_lon, a_lat), (b_lon, b_lat)) = (place(a), place(b));
        (a.fault.cmp(&b.fault))
            .then(b.area_m2.total_cmp(&a.area_m2))
            .then(a_lon.total_cmp(&b_lon))
            .then(a_lat.total_cmp(&b_lat))
    });
    CoverReport {
        findings,
        covered_m2: cover.unsigned_area(),
        ground_m2: ground.unsigned_area(),
    }
}

fn empty_zone(zone: usize) -> CoverFinding {
    CoverFinding {
        fault: CoverFault::Empty(zone),
        area_m2: 0.0,
        width_metres: 0.0,
        is_sliver: false,
        at: None,
    }
}

fn without_holes(cover: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let filled = cover
        .iter()
        .map(|polygon| Polygon::new(polygon.exterior().clone(), vec![]));
    clean(&join(
        &filled
            .map(|polygon| MultiPolygon(vec![polygon]))
            .collect::<Vec<_>>(),
        0.0,
    ))
}

struct Check<'l> {
    plane: EqualAreaPlane,
    limits: &'l CoverLimits,
}

impl Check<'_> {
    fn finding(&self, fault: CoverFault, part: &Polygon<f64>) -> CoverFinding {
        CoverFinding {
            fault,
            area_m2: part.unsigned_area(),
            width_metres: mean_width_metres(part),
            is_sliver: is_thinner_than(part, self.limits.sliver_metres),
            at: place_inside(part).map(|at| self.plane.unproject(at)),
        }
    }

    fn findings(&self, fault: CoverFault, area: &MultiPolygon<f64>) -> Vec<CoverFinding> {
        let parts = area.iter().map(|part| self.finding(fault, part));
        parts
            .filter(|finding| finding.area_m2 >= self.limits.least_m2)
            .collect()
    }

    fn overlaps(&self, at: usize, zones: &[MultiPolygon<f64>]) -> Vec<CoverFinding> {
        let later = zones.iter().enumerate().skip(at + 1);
        let meeting = later.filter(|(_, other)| boxes_meet(&zones[at], other));
        meeting
            .flat_map(|(other, area)| {
                self.findings(CoverFault::Overlap(at, other), &zones[at].intersection(area))
            })
            .collect()
    }

    /// Parts of a zone that hang together with its largest are no islands; of the others each is told once.
    fn parts(&self, at: usize, zone: &MultiPolygon<f64>) -> Vec<CoverFinding> {
        let parts: Vec<MultiPolygon<f64>> =
            zone.iter().map(|part| MultiPolygon(vec![part.clone()])).collect();
        let adjacency = Adjacency::of_areas(&parts, &self.limits.adjacency, &[], &[]);
        let all: Vec<BlockIdx> = (0..parts.len()).map(BlockIdx::from_usize).collect();
        let mut groups: Vec<MultiPolygon<f64>> = adjacency
            .parts(&all)
            .into_iter()
            .map(|group| {
                group
                    .into_iter()
                    .flat_map(|part| parts[part.at()].0.clone())
                    .collect()
            })
            .collect();
        groups.sort_by(|a, b| b.unsigned_area().total_cmp(&a.unsigned_area()));
        if groups.iter().all(|group| group.unsigned_area() <= 0.0) {
            return vec![empty_zone(at)];
        }
        let mut findings = Vec::new();
        for (rank, group) in groups.iter().enumerate() {
            let Some(largest) = group
                .iter()
                .max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()))
            else {
                continue;
            };
            let of_group = |fault: CoverFault| CoverFinding {
                area_m2: group.unsigned_area(),
                ..self.finding(fault, largest)
            };
            if of_group(CoverFault::Island(at)).area_m2 < self.limits.least_m2 {
                continue;
            }
            if rank > 0 {
                findings.push(of_group(CoverFault::Island(at)));
            }
            if group
                .iter()
                .all(|part| is_thinner_than(part, self.limits.sliver_metres))
            {
                findings.push(of_group(CoverFault::ThinPart(at)));
            }
        }
        findings
    }
}

fn boxes_meet(one: &MultiPolygon<f64>, other: &MultiPolygon<f64>) -> bool {
    let (Some(one), Some(other)) = (one.bounding_rect(), other.bounding_rect()) else {
        return false;
    };
    one.min().x <= other.max().x
        && other.min().x <= one.max().x
        && one.min().y <= other.max().y
        && other.min().y <= one.max().y
}
