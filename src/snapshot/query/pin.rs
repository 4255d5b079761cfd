//! Is a pin on the map, and where does it meet the network.

use super::{Confidence, Doubt, PinAnswer, PinRefusal, Snapshot};
use crate::base::geom::LonLat;
use crate::base::ids::ProfileIdx;
use crate::domain::network::{Snap, SnapDoubt, SnapPoint, SnapRefusal};

/// How far outside the map a pin may lie.
const MARGIN_METRES: f64 = 5_000.0;

/// Refuses a pin that is no place, has longitude and latitude exchanged, or lies off the map.
pub fn check_pin(snapshot: &Snapshot, at: LonLat) -> Result<(), PinRefusal> {
    let off = |place: LonLat| snapshot.index.bounds().map(|bounds| bounds.metres_outside(place));
    let exchanged = LonLat::new(at.lat, at.lon);
    let is_near =
        |place: LonLat| place.is_on_earth() && off(place).is_some_and(|metres| metres <= MARGIN_METRES);
    if is_near(at) {
        return Ok(());
    }
    if is_near(exchanged) {
        return Err(PinRefusal::Swapped);
    }
    if !at.is_on_earth() {
        return Err(PinRefusal::OutOfRange);
    }
    match off(at) {
        Some(metres) => Err(PinRefusal::OutsideMap { metres }),
        None => Err(PinRefusal::FarFromRoad {
            metres: None,
            limit_metres: 0.0,
        }),
    }
}

/// Where a pin meets a profile's network; the second form where the roads there lead nowhere.
pub(super) fn snap_pin(
    snapshot: &Snapshot,
    profile: ProfileIdx,
    at: LonLat,
    leads: impl Fn(SnapPoint) -> bool,
) -> Result<Result<Snap, Snap>, PinRefusal> {
    let layer = snapshot.index.layer(snapshot.raw(), profile);
    let rules = &snapshot.index.profile(profile).snapping;
    let snapper = snapshot.index.snapper();
    let snapped = snapper.snap(&layer.graph, rules, at, leads);
    match snapped {
        Ok(snap) => Ok(Ok(snap)),
        Err(SnapRefusal::TooFar { metres, limit_metres }) => {
            Err(PinRefusal::FarFromRoad { metres, limit_metres })
        }
        Err(SnapRefusal::Island(_)) => match snapper.snap(&layer.graph, rules, at, |_| true) {
            Ok(snap) => Ok(Err(snap)),
            Err(SnapRefusal::TooFar { metres, limit_metres }) => {
                Err(PinRefusal::FarFromRoad { metres, limit_metres })
            }
            Err(SnapRefusal::Island(_)) => Err(PinRefusal::FarFromRoad {
                metres: None,
                limit_metres: 0.0,
            }),
        },
    }
}

/// A snap as people read it.
pub(super) fn pin_answer(snapshot: &Snapshot, snap: &Snap) -> PinAnswer {
    let way = snapshot.index.network().edge(snap.point.edge).way;
    let name = snapshot.raw().ways[way.at()].tags.get("name");
    PinAnswer {
        access: snap.leg,
        confidence: confidence_of(snap),
        road: name.map(str::to_owned),
        road_point: snap.at,
    }
}

/// Whether a snap can be trusted.
pub(super) const fn confidence_of(snap: &Snap) -> Confidence {
    match snap.doubt {
        None => Confidence::High,
        Some(SnapDoubt::LegCrossesWater) => Confidence::Low(Doubt::LegCrossesWater),
    }
}
