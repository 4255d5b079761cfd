//! How far many homes have to all campuses of a level.

use super::nearest::{labels_of, measure_of, travel_of};
use super::pin::{check_pin, snap_pin};
use super::{Ranking, Snapshot, Travel};
use crate::base::geom::LonLat;
use crate::base::ids::{CampusIdx, ProfileIdx};
use crate::domain::network::{Snap, travel_matrix};
use crate::domain::schools::Level;

/// Exact ways from each home to each campus of a level, a column a campus in the order of campuses; none where there is
/// no way, or where the home meets no road.
/// The metres of a pair equal those of `nearest` and `route` to the centimetre.
pub fn matrix(
    snapshot: &Snapshot,
    (profile, level, rank): (ProfileIdx, Level, Ranking),
    homes: &[LonLat],
) -> Vec<(CampusIdx, Vec<Option<Travel>>)> {
    let labels = labels_of(snapshot, profile, level, rank);
    let graph = &snapshot.index.layer(snapshot.raw(), profile).graph;
    let leads = |point| labels.table.leads(graph, &labels.gates, point);
    let snap = |at: &LonLat| -> Option<Snap> {
        check_pin(snapshot, *at).ok()?;
        snap_pin(snapshot, profile, *at, leads).ok()?.ok()
    };
    let snaps: Vec<Option<Snap>> = homes.iter().map(snap).collect();
    let columns = travel_matrix(graph, &labels.gates, &snaps, measure_of(rank), || ());
    let travels = columns.into_iter().map(|(campus, cells)| {
        let cells = cells.into_iter();
        let travels = cells.map(|cell| cell.map(|cell| travel_of(cell.cost, cell.access)));
        (campus, travels.collect())
    });
    travels.collect()
}
