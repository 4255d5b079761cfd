//! Turn restrictions when the ways that they name are taken out or cut in two.
//!
//! A point that is put into a way changes none of them: the way keeps its identifier and the points that it had.

use std::collections::BTreeSet;

use crate::domain::network::{RawNetwork, RawRestriction, RawWay, TurnVia};

/// Takes ways out of all restrictions. One that is left without a way to turn from, over or into is dropped; how many
/// are is given back.
pub(super) fn drop_restrictions(network: &mut RawNetwork, gone: &BTreeSet<i64>) -> usize {
    let before = network.restrictions.len();
    network.restrictions.retain_mut(|restriction| {
        let over_gone = match &restriction.via {
            TurnVia::Point(_) => false,
            TurnVia::Ways(ways) => ways.iter().any(|way| gone.contains(way)),
        };
        for ways in [&mut restriction.from, &mut restriction.to] {
            ways.retain(|way| !gone.contains(way));
        }
        !over_gone && !restriction.from.is_empty() && !restriction.to.is_empty()
    });
    before - network.restrictions.len()
}

/// Lets restrictions that name a way name the pieces that are left of it: the one that meets the turn. A restriction
/// over the way itself, or whose turn lay on the closed piece, is dropped; how many are is given back.
pub(super) fn divide_in_restrictions(network: &mut RawNetwork, way: i64, pieces: &[RawWay]) -> usize {
    let mut restrictions = std::mem::take(&mut network.restrictions);
    let before = restrictions.len();
    restrictions.retain_mut(|restriction| {
        if !names(restriction, way) {
            return true;
        }
        if matches!(&restriction.via, TurnVia::Ways(ways) if ways.contains(&way)) {
            return false;
        }
        let [first, last] = ends_of_turn(network, restriction);
        divide(&mut restriction.from, way, pieces, &first);
        divide(&mut restriction.to, way, pieces, &last);
        !restriction.from.is_empty() && !restriction.to.is_empty()
    });
    let dropped = before - restrictions.len();
    network.restrictions = restrictions;
    dropped
}

fn names(restriction: &RawRestriction, way: i64) -> bool {
    let over = matches!(&restriction.via, TurnVia::Ways(ways) if ways.contains(&way));
    over || restriction.from.contains(&way) || restriction.to.contains(&way)
}

/// The points at which a turn can be begun and ended.
fn ends_of_turn(network: &RawNetwork, restriction: &RawRestriction) -> [BTreeSet<i64>; 2] {
    let points = |way: Option<&i64>| -> BTreeSet<i64> {
        let way = way.and_then(|id| network.ways.iter().find(|way| way.id == *id));
        way.into_iter().flat_map(|way| &way.points).copied().collect()
    };
    match &restriction.via {
        TurnVia::Point(point) => [[*point].into(), [*point].into()],
        TurnVia::Ways(ways) => [points(ways.first()), points(ways.last())],
    }
}

/// Puts the pieces that meet a turn in the place of a way.
fn divide(list: &mut Vec<i64>, way: i64, pieces: &[RawWay], turn: &BTreeSet<i64>) {
    let Some(place) = list.iter().position(|id| *id == way) else {
        return;
    };
    let meeting = pieces
        .iter()
        .filter(|piece| piece.points.iter().any(|point| turn.contains(point)));
    list.splice(place..=place, meeting.map(|piece| piece.id));
}
