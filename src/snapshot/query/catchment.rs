//! Service areas: which campus is nearest from where, as pieces of road and as areas that share their borders.

use super::ground::Ground;
use super::nearest::{labels_of, travel_of};
use super::pin::{check_pin, pin_answer, snap_pin};
use super::{PinAnswer, PinRefusal, Ranking, Snapshot, Travel, Unreached};
use crate::base::geom::{Bounds, LineString, LonLat, MultiPolygon, Polygon, Ruler, square_metres};
use crate::base::ids::{CampusIdx, EdgeIdx, ProfileIdx};
use crate::base::progress::Progress;
use crate::base::units::Centimetres;
use crate::domain::catchment::{
    Fineness, Holder, Land, Nobody, Reading, RoadSpot, ServicePiece, service_pieces, tile,
};
use crate::domain::network::{Snap, nearest_from};
use crate::domain::schools::{AdminUnit, Level};

/// A question for service areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CatchmentRequest {
    /// How children travel.
    pub profile: ProfileIdx,
    /// The level of the campuses.
    pub level: Level,
    /// Near by what.
    pub rank: Ranking,
}

/// Land divided by nearest campus: the areas and the water fill the boundary without gaps or overlaps.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceAreas {
    /// Who holds what, campuses first, by code.
    pub areas: Vec<ServiceArea>,
}

/// One service area, or land that no campus holds.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceArea {
    /// Who holds it.
    pub holder: Holder,
    /// The area in degrees, water taken out.
    pub area: MultiPolygon<f64>,
    /// How large it is.
    pub square_metres: f64,
}

/// How finely service areas are drawn where nothing else is asked for.
pub const SERVICE_AREA_FINENESS: Fineness = Fineness {
    cell_metres: 20.0,
    border_metres: 1.0,
};

/// How far around the roads the map is taken to reach where there are no units.
const MARGIN_METRES: f64 = 500.0;

/// Divides the land of a boundary by nearest campus.
pub fn service_areas(
    snapshot: &Snapshot,
    request: &CatchmentRequest,
    boundary: &MultiPolygon<f64>,
    fineness: &Fineness,
    progress: &dyn Progress,
) -> Result<ServiceAreas, Unreached> {
    let labels = labels_of(snapshot, request.profile, request.level, request.rank);
    if labels.gates.gates().is_empty() {
        return Err(Unreached::NoCampus);
    }
    progress.stage("Taking the water out of the boundary", None);
    let water = snapshot.dataset.water().areas.iter().map(|water| &water.area);
    let Some(land) = Land::new(boundary, water) else {
        return Ok(ServiceAreas { areas: Vec::new() });
    };
    progress.stage("Asking for the nearest campus all over the land", None);
    let ground = Ground::new(snapshot, request.profile, &labels);
    let read = |at: LonLat| -> Reading<Holder> {
        ground.read(at, |snap| match snap {
            Ok(snap) => nearest_from(ground.graph, &labels.gates, &labels.table, snap, 1)
                .first()
                .map_or(Holder::Nobody(Nobody::Island), |near| Holder::Campus(near.campus)),
            Err(why) => Holder::Nobody(why),
        })
    };
    let spots = spots(snapshot, *request, &ground, fineness);
    let tiling = tile(land, fineness, &spots, read);
    progress.stage("Drawing the areas", None);
    let area = |(holder, area): (Holder, MultiPolygon<f64>)| ServiceArea {
        holder,
        square_metres: square_metres(&area),
        area,
    };
    Ok(ServiceAreas {
        areas: tiling.areas().into_iter().map(area).collect(),
    })
}

/// What is known on the roads without asking.
fn spots(
    snapshot: &Snapshot,
    request: CatchmentRequest,
    ground: &Ground<'_>,
    fineness: &Fineness,
) -> Vec<RoadSpot<Holder>> {
    let pieces = service_area_pieces(snapshot, &request);
    let apart = fineness.cell_metres;
    let mut spots = Vec::new();
    let mut held = vec![false; ground.graph.n_edges()];
    for piece in &pieces {
        held[piece.edge.at()] = true;
        let holder = Holder::Campus(piece.campus);
        ground.push_spots(piece.edge, [piece.from, piece.to], apart, holder, &mut spots);
    }
    let network = snapshot.index.network();
    for edge in (0..held.len()).map(EdgeIdx::from_usize) {
        if !held[edge.at()] && ground.graph.is_snap_target(edge) {
            let whole = [Centimetres::ZERO, network.length(edge)];
            let nobody = Holder::Nobody(Nobody::Island);
            ground.push_spots(edge, whole, apart, nobody, &mut spots);
        }
    }
    spots
}

/// Every piece of road with its nearest campus.
pub fn service_area_pieces(snapshot: &Snapshot, request: &CatchmentRequest) -> Vec<ServicePiece> {
    let labels = labels_of(snapshot, request.profile, request.level, request.rank);
    let graph = &snapshot.index.layer(snapshot.raw(), request.profile).graph;
    service_pieces(graph, &labels.gates, &labels.table)
}

/// The boundary of everything: all communes, or else all units, or else a box around the roads.
pub fn whole_boundary(snapshot: &Snapshot) -> MultiPolygon<f64> {
    let units = snapshot.dataset.units();
    let any_commune = units.iter().any(|unit| unit.kind == "commune");
    let counts = |unit: &&AdminUnit| !any_commune || unit.kind == "commune";
    let polygons: Vec<Polygon<f64>> = units
        .iter()
        .filter(counts)
        .flat_map(|unit| unit.area.0.iter().cloned())
        .collect();
    if !polygons.is_empty() {
        return MultiPolygon::new(polygons);
    }
    let Some(bounds) = snapshot.index.bounds() else {
        return MultiPolygon::new(Vec::new());
    };
    box_around(&bounds, MARGIN_METRES)
}

/// A box that reaches so many metres farther on every side.
pub(super) fn box_around(bounds: &Bounds, metres: f64) -> MultiPolygon<f64> {
    let ruler = Ruler::at(bounds.south.abs().max(bounds.north.abs()));
    let (lon, lat) = (ruler.lon_degrees(metres), ruler.lat_degrees(metres));
    let (west, east) = (bounds.west - lon, bounds.east + lon);
    let (south, north) = (bounds.south - lat, bounds.north + lat);
    let ring = vec![
        (west, south),
        (east, south),
        (east, north),
        (west, north),
        (west, south),
    ];
    MultiPolygon::new(vec![Polygon::new(LineString::from(ring), Vec::new())])
}

/// A question for the service area of a home.
#[derive(Debug, Clone, PartialEq)]
pub struct CatchmentAtRequest {
    /// The home.
    pub at: LonLat,
    /// Of which areas.
    pub areas: CatchmentRequest,
}

/// The service area of a home, with the next nearest campus.
#[derive(Debug, Clone, PartialEq)]
pub struct CatchmentAt {
    /// How the pin meets the network.
    pub pin: PinAnswer,
    /// Why it is in no service area, where it is in none.
    pub unreached: Option<Unreached>,
    /// The nearest campus, in whose area the home is, and the next nearest; by labels and never by areas.
    pub near: Vec<HeldBy>,
    /// How much farther the second one is.
    pub margin: Option<Margin>,
}

/// A campus that a home is near to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldBy {
    /// Which.
    pub campus: CampusIdx,
    /// How far.
    pub travel: Travel,
}

/// How much farther the second nearest campus is than the nearest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Margin {
    /// In length along the ways compared; less than nothing where the way of more minutes is shorter.
    pub centimetres: i64,
    /// In time along the ways compared.
    pub deciseconds: i64,
}

/// The service area in which a home lies.
///
/// By minutes, boats count with their usual wait, since an area is not drawn for one day and one bell.
pub fn catchment_at(snapshot: &Snapshot, request: &CatchmentAtRequest) -> Result<CatchmentAt, PinRefusal> {
    check_pin(snapshot, request.at)?;
    let CatchmentRequest { profile, level, rank } = request.areas;
    let labels = labels_of(snapshot, profile, level, rank);
    let graph = &snapshot.index.layer(snapshot.raw(), profile).graph;
    let without = |snap: &Snap, why: Unreached| CatchmentAt {
        pin: pin_answer(snapshot, snap),
        unreached: Some(why),
        near: Vec::new(),
        margin: None,
    };
    if labels.gates.gates().is_empty() {
        let (Ok(snap) | Err(snap)) = snap_pin(snapshot, profile, request.at, |_| true)?;
        return Ok(without(&snap, Unreached::NoCampus));
    }
    let leads = |point| labels.table.leads(graph, &labels.gates, point);
    let snap = match snap_pin(snapshot, profile, request.at, leads)? {
        Ok(snap) => snap,
        Err(snap) => return Ok(without(&snap, Unreached::Island)),
    };
    let near: Vec<HeldBy> = nearest_from(graph, &labels.gates, &labels.table, &snap, 2)
        .iter()
        .map(|near| HeldBy {
            campus: near.campus,
            travel: travel_of(near.cost, snap.leg + labels.gates.gate(near.gate).snap.leg),
        })
        .collect();
    Ok(CatchmentAt {
        pin: pin_answer(snapshot, &snap),
        unreached: None,
        margin: margin_of(&near),
        near,
    })
}

fn margin_of(near: &[HeldBy]) -> Option<Margin> {
    let [first, second] = near else { return None };
    Some(Margin {
        centimetres: i64::from(second.travel.metres.0) - i64::from(first.travel.metres.0),
        deciseconds: i64::from(second.travel.time.0) - i64::from(first.travel.time.0),
    })
}
