//! The reach of a campus: from where its gates lie within so many metres or minutes, as pieces of road and as areas.
//! Children travel to school, so it is read off the search that ends at the gates.

use super::catchment::box_around;
use super::ground::Ground;
use super::nearest::{labels_of, measure_of};
use super::{Ranking, Snapshot};
use crate::base::geom::{Bounds, LonLat, MultiPolygon, square_metres};
use crate::base::ids::{CampusIdx, EdgeIdx, ProfileIdx};
use crate::base::progress::Progress;
use crate::base::units::{Centimetres, Deciseconds};
use crate::domain::catchment::{Fineness, Land, RoadSpot, tile};
use crate::domain::network::{
    Measure, ReachPiece, SnapChoice, cut, exact_row, reach_gate, reach_pieces, sailed_edges,
};
use crate::snapshot::index::LevelLabels;

/// A question for the reach of a campus.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct IsochroneRequest {
    /// Which campus.
    pub campus: CampusIdx,
    /// How children travel.
    pub profile: ProfileIdx,
    /// How far, at least one limit.
    pub limits: Limits,
}

/// The limits in metres where none are asked for.
pub const USUAL_REACH_METRES: [f64; 4] = [500.0, 1_000.0, 2_000.0, 4_000.0];

/// Limits of one quantity.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limits {
    /// By the way of fewest metres.
    Metres(Vec<Centimetres>),
    /// By the way of fewest minutes.
    Minutes(Vec<Deciseconds>),
}

impl Limits {
    /// By which quantity ways are ranked.
    pub const fn rank(&self) -> Ranking {
        match self {
            Self::Metres(_) => Ranking::Metres,
            Self::Minutes(_) => Ranking::Minutes,
        }
    }

    /// The limits as plain numbers, rising, each once.
    fn numbers(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = match self {
            Self::Metres(limits) => limits.iter().map(|limit| limit.0).collect(),
            Self::Minutes(limits) => limits.iter().map(|limit| limit.0).collect(),
        };
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

/// The reach of a campus on the roads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The limits, rising; centimetres or deciseconds.
    pub limits: Vec<u32>,
    /// Pieces of road, each with the least limit that holds it.
    pub pieces: Vec<ReachPiece>,
    /// For each limit the ferry edges that are sailed within it and not within a lesser one.
    pub ferries: Vec<Vec<EdgeIdx>>,
}

/// The reach of a campus as areas, each inside the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Isochrone {
    /// The areas by rising limit.
    pub areas: Vec<IsochroneArea>,
}

/// From where a campus lies within one limit.
#[derive(Debug, Clone, PartialEq)]
pub struct IsochroneArea {
    /// The limit, in centimetres or deciseconds.
    pub limit: u32,
    /// The area in degrees, water taken out.
    pub area: MultiPolygon<f64>,
    /// How large it is.
    pub square_metres: f64,
}

/// The ways to one campus.
struct Ways<'a> {
    snapshot: &'a Snapshot,
    request: &'a IsochroneRequest,
    /// Its gates, and the exact row of the nearest of them.
    to_gates: LevelLabels,
}

impl<'a> Ways<'a> {
    fn new(snapshot: &'a Snapshot, request: &'a IsochroneRequest) -> Self {
        let layer = snapshot.index.layer(snapshot.raw(), request.profile);
        let gates = layer.gates.of_campuses(|campus| campus == request.campus);
        let row = exact_row(&layer.graph, &gates, measure_of(request.limits.rank()));
        Self {
            snapshot,
            request,
            to_gates: LevelLabels { gates, table: row },
        }
    }

    fn reach(&self) -> Reach {
        let graph = &self
            .snapshot
            .index
            .layer(self.snapshot.raw(), self.request.profile)
            .graph;
        let limits = self.request.limits.numbers();
        let mut known: Vec<EdgeIdx> = Vec::new();
        let mut ferries = Vec::new();
        for limit in &limits {
            let mut sailed = sailed_edges(graph, &self.to_gates.table, *limit);
            sailed.retain(|edge| !known.contains(edge));
            known.extend(&sailed);
            ferries.push(sailed);
        }
        Reach {
            pieces: reach_pieces(graph, &self.to_gates.gates, &self.to_gates.table, &limits),
            limits,
            ferries,
        }
    }
}

/// The reach of a campus as pieces of road, counted from the road to the gate, the gate's leg included.
pub fn reach(snapshot: &Snapshot, request: &IsochroneRequest) -> Reach {
    Ways::new(snapshot, request).reach()
}

/// The reach of a campus as areas, counted from the home's door, its leg to the road included.
///
/// Homes whose every leg to a road crosses water are left out, since their answer is doubtful.
/// A home is snapped as a question for the first level of the campus snaps it.
pub fn isochrone(snapshot: &Snapshot, request: &IsochroneRequest, progress: &dyn Progress) -> Isochrone {
    let ways = Ways::new(snapshot, request);
    let level = snapshot.schools().campus(request.campus).levels.first();
    let labels = level.map(|level| labels_of(snapshot, request.profile, *level, request.limits.rank()));
    let labels = labels.as_deref().unwrap_or(&ways.to_gates);
    let reach = ways.reach();
    let Some(bounds) = bounds_of(snapshot, request, &reach) else {
        return areas_of(&reach.limits, |_| MultiPolygon::new(Vec::new()));
    };
    let water = snapshot.dataset.water().areas.iter().map(|water| &water.area);
    let Some(land) = Land::new(&bounds, water) else {
        return areas_of(&reach.limits, |_| MultiPolygon::new(Vec::new()));
    };
    progress.stage("Asking for the way to the campus all around it", None);
    let fineness = fineness_of(&bounds);
    let ground = Ground::new(snapshot, request.profile, labels);
    let measure = ways.to_gates.table.measure();
    let to_gates = &ways.to_gates;
    let beyond = reach.limits.len();
    let band_of = |number: u32| reach.limits.partition_point(|limit| *limit < number);
    let read = |at: LonLat| {
        ground.read(at, |snap| {
            let reached = snap
                .ok()
                .and_then(|snap| reach_gate(ground.graph, &to_gates.gates, &to_gates.table, snap));
            reached.map_or(beyond, |reached| band_of(reached.cost.rank(measure).0))
        })
    };
    let mut spots: Vec<RoadSpot<usize>> = Vec::new();
    for piece in &reach.pieces {
        let ends = [piece.from, piece.to];
        ground.push_spots(piece.edge, ends, fineness.cell_metres, piece.band, &mut spots);
    }
    let tiling = tile(land, &fineness, &spots, read);
    areas_of(&reach.limits, |band| tiling.area_where(|other| other <= band))
}

fn areas_of(limits: &[u32], area: impl Fn(usize) -> MultiPolygon<f64>) -> Isochrone {
    let areas = limits.iter().enumerate().map(|(band, limit)| {
        let area = area(band);
        IsochroneArea {
            limit: *limit,
            square_metres: square_metres(&area),
            area,
        }
    });
    Isochrone {
        areas: areas.collect(),
    }
}

/// A box around all places that can lie within the greatest limit: the pieces of road and the longest legs to them.
fn bounds_of(snapshot: &Snapshot, request: &IsochroneRequest, reach: &Reach) -> Option<MultiPolygon<f64>> {
    let network = snapshot.index.network();
    let places = reach
        .pieces
        .iter()
        .flat_map(|piece| cut(network, piece.edge, [piece.from, piece.to]));
    let bounds = Bounds::around(places)?;
    let rules = &snapshot.index.profile(request.profile).snapping;
    let greatest = f64::from(*reach.limits.last()?);
    let within_limit = match measure_of(request.limits.rank()) {
        Measure::Length => greatest / 100.0,
        Measure::Time => greatest / 10.0 * rules.access_kmh / 3.6,
    };
    let longest_leg = match rules.choice {
        SnapChoice::NearestDry(limits) => limits.leg_metres.min(within_limit),
        SnapChoice::LargePart => within_limit,
    };
    Some(box_around(&bounds, longest_leg))
}

/// Cells are a thousandth of the area's side, within reason, so that a far reach takes no longer than a near one.
fn fineness_of(bounds: &MultiPolygon<f64>) -> Fineness {
    const FINEST_METRES: f64 = 5.0;
    let side = square_metres(bounds).sqrt();
    Fineness {
        cell_metres: (side / 1000.0).max(FINEST_METRES),
        border_metres: 1.0,
    }
}
