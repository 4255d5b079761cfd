//! The travel matrix: exact costs between many homes and all gates of a set, one exact row a campus.

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::gates::GateSet;
use super::graph::{Cost, Measure, ProfileGraph};
use super::labels::LabelTable;
use super::nearest::{NearestSearch, reach_gate};
use super::row::RowSearch;
use super::snap::Snap;
use crate::base::ids::CampusIdx;
use crate::base::units::Centimetres;

/// One cell of a travel matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MatrixCell {
    /// The whole cost, both legs included.
    pub cost: Cost,
    /// Both legs.
    pub access: Centimetres,
}

/// Costs to each campus, a column a campus in the order of campuses, a row a home; none where unreachable.
///
/// # Units
/// As in `Cost`; `access` is the sum of the legs at both ends.
pub fn travel_matrix(
    graph: &ProfileGraph,
    gates: &GateSet,
    homes: &[Option<Snap>],
    measure: Measure,
    advance: impl Fn() + Sync,
) -> Vec<(CampusIdx, Vec<Option<MatrixCell>>)> {
    let mut campuses: Vec<CampusIdx> = gates.gates().iter().map(|gate| gate.campus).collect();
    campuses.dedup();
    let column = |search: &mut RowSearch<'_>, campus: &CampusIdx| {
        let gates = gates.of_campuses(|other| other == *campus);
        let row = search.run(&gates);
        let cell = |home: &Option<Snap>| {
            let home = home.as_ref()?;
            let reached = reach_gate(graph, &gates, row, home)?;
            Some(MatrixCell {
                cost: reached.cost,
                access: home.leg + gates.gate(reached.gate).snap.leg,
            })
        };
        let cells = homes.iter().map(cell).collect();
        advance();
        (*campus, cells)
    };
    campuses
        .par_iter()
        .map_init(|| RowSearch::new(graph, measure), column)
        .collect()
}

/// The `k` nearest campuses of each home from access labels, best first; `k` is at most the table's K.
pub fn nearest_matrix(
    graph: &ProfileGraph,
    gates: &GateSet,
    table: &LabelTable,
    homes: &[Option<Snap>],
    k: usize,
) -> Vec<Vec<(CampusIdx, MatrixCell)>> {
    let rows = homes.par_iter().map_init(NearestSearch::default, |search, home| {
        let mut cells = Vec::new();
        if let Some(home) = home {
            cells.reserve(k);
            search.run(graph, gates, table, home, k, |near| {
                let cell = MatrixCell {
                    cost: near.cost,
                    access: home.leg + gates.gate(near.gate).snap.leg,
                };
                cells.push((near.campus, cell));
            });
        }
        cells
    });
    rows.collect()
}
