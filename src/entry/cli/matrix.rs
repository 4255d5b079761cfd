//! `matrix`: exact distances between many homes and campuses, from files to a file.

use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use rayon::iter::{IntoParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _};

use super::pin_spread::{Spread, spreads};
use super::world::{Files, snapshot};
use super::{Failure, MatrixArguments, output};
use crate::adapters::import::{ListedPoint, read_points};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::ids::{CampusIdx, ProfileIdx};
use crate::base::progress::Progress;
use crate::domain::enrollment::MeasureRule;
use crate::domain::network::{
    GateSet, GateSite, LabelTable, LeadingStates, MatrixCell, Measure, Profile, ProfileGraph, Snap,
    SnapRefusal, nearest_matrix, travel_matrix,
};
use crate::snapshot::dataset::Layer;
use crate::snapshot::query::{Snapshot, measure_of};

/// Writes the matrix and says how long the engine took.
pub fn matrix(
    arguments: &MatrixArguments,
    profiles: Vec<Profile>,
    progress: &dyn Progress,
) -> Result<(), Failure> {
    let (homes, campuses) = read_ends(&arguments.from, &arguments.to)?;
    let mut files = Files::default();
    files.network(&arguments.network, &[Layer::Water], progress)?;
    if let Some(water) = &arguments.water {
        files.layer(Layer::Water, water, progress)?;
    }
    let layers = files.finish()?;
    let started = Instant::now();
    let world = snapshot(layers, profiles, progress)?;
    let profile = find_profile(&world, &arguments.profile)?;
    let engine = Engine::prepare(&world, profile, &campuses, measure_of(arguments.rank));
    let prepared = started.elapsed();
    let mut findings = engine.doubtful_campuses(&campuses);
    // One search for labels keeps one thread busy; the homes find their roads meanwhile.
    let labels = || arguments.nearest.map(|k| engine.labels(usize::from(k)));
    let (labels, (snaps, refused)) = rayon::join(labels, || engine.snap_homes(&homes));
    findings.extend(refused);
    let rows = engine.rows(&snaps, labels.as_ref(), progress);
    let spread = arguments
        .pin_error
        .map(|metres| spreads(&engine, &homes, &rows, metres));
    let whole = started.elapsed();
    output::list(&findings);
    output::write_result(arguments.out.as_deref(), |out| {
        write_rows(out, &homes, &campuses, &rows, spread.as_deref())
    })?;
    if let Some(out) = arguments.out.as_deref().filter(|out| out.is_file()) {
        write_measure(
            out,
            &MeasureRule::of_matrix(&arguments.profile, arguments.rank.as_str()),
        )?;
    }
    output::remark(timing(homes.len(), campuses.len(), whole, prepared));
    Ok(())
}

/// Says beside the distances under which measure they were made, for `allocate` to check.
fn write_measure(out: &Path, measure: &MeasureRule) -> Result<(), Failure> {
    let mut side = out.as_os_str().to_owned();
    side.push(".measure");
    output::write_result(Some(Path::new(&side)), |side| {
        writeln!(side, "# measure: {}", measure.hash())?;
        writeln!(side, "{}", measure.canonical())
    })
}

fn timing(homes: usize, campuses: usize, whole: Duration, prepared: Duration) -> String {
    format!(
        "{homes} homes, {campuses} campuses: engine time {:.3} s, of which {:.3} s to build the network",
        whole.as_secs_f64(),
        prepared.as_secs_f64()
    )
}

/// Both lists; all errors of both at once.
fn read_ends(from: &Path, to: &Path) -> Result<(Vec<ListedPoint>, Vec<ListedPoint>), Failure> {
    let (homes, mut diagnostics) = read_points(from)?;
    let (campuses, more) = read_points(to)?;
    diagnostics.extend(more);
    if diagnostics.has_errors() {
        return Err(Failure::Input(diagnostics));
    }
    output::list(&diagnostics);
    Ok((homes, campuses))
}

pub(super) fn find_profile(world: &Snapshot, id: &str) -> Result<ProfileIdx, Failure> {
    world.index.find_profile(id).ok_or_else(|| {
        let known: Vec<&str> = world
            .index
            .profiles()
            .iter()
            .map(|profile| profile.id.as_str())
            .collect();
        Failure::Usage(format!("`{id}` is not a profile; write {}", known.join(", ")))
    })
}

/// One row of answers: campuses and cells, in the order in which they are written.
pub(super) type Row = Vec<(CampusIdx, Option<MatrixCell>)>;

/// What the cells are computed with.
pub(super) struct Engine<'w> {
    world: &'w Snapshot,
    profile: ProfileIdx,
    graph: &'w ProfileGraph,
    gates: GateSet,
    ungated: Vec<(GateSite, SnapRefusal)>,
    leading: LeadingStates,
    measure: Measure,
}

impl<'w> Engine<'w> {
    /// Snaps the campuses, and finds which roads lead to any of them.
    pub(super) fn prepare(
        world: &'w Snapshot,
        profile: ProfileIdx,
        campuses: &[ListedPoint],
        measure: Measure,
    ) -> Self {
        let graph = &world.index.layer(world.raw(), profile).graph;
        let sites = campuses.iter().enumerate();
        let sites: Vec<GateSite> = sites
            .map(|(idx, point)| GateSite {
                campus: CampusIdx::from_usize(idx),
                at: point.at,
            })
            .collect();
        let rules = world.index.profile(profile);
        let (gates, ungated) = GateSet::snap(&world.index.snapper(), graph, rules, &sites);
        let leading = LeadingStates::find(graph, &gates);
        Self {
            world,
            profile,
            graph,
            gates,
            ungated,
            leading,
            measure,
        }
    }

    /// The `k` nearest campuses of every state.
    fn labels(&self, k: usize) -> LabelTable {
        LabelTable::build(self.graph, &self.gates, k, self.measure)
    }

    /// Where a home meets the network.
    pub(super) fn snap(&self, home: &ListedPoint) -> Result<Snap, SnapRefusal> {
        let rules = &self.world.index.profile(self.profile).snapping;
        let leads = |point| self.leading.leads(self.graph, &self.gates, point);
        self.world.index.snapper().snap(self.graph, rules, home.at, leads)
    }

    pub(super) fn snap_homes(&self, homes: &[ListedPoint]) -> (Vec<Option<Snap>>, Diagnostics) {
        let mut findings = Diagnostics::new();
        let snapped: Vec<Result<Snap, SnapRefusal>> = homes.par_iter().map(|home| self.snap(home)).collect();
        let snaps = homes.iter().zip(snapped).map(|(home, snapped)| {
            let finding = match &snapped {
                Ok(snap) if snap.doubt.is_some() => Some((
                    "matrix/leg_crosses_water",
                    "every leg to a road crosses water; the row is doubtful",
                )),
                Ok(_) => None,
                Err(SnapRefusal::Island(_)) => Some((
                    "matrix/island",
                    "its roads lead to no campus; the row is left empty",
                )),
                Err(SnapRefusal::TooFar { .. }) => Some((
                    "matrix/far_from_road",
                    "no road is near enough; the row is left empty",
                )),
            };
            if let Some((code, sentence)) = finding {
                findings.push(
                    Diagnostic::new(Severity::Warning, code, sentence).at_object(format!("home {}", home.id)),
                );
            }
            snapped.ok()
        });
        (snaps.collect(), findings)
    }

    pub(super) fn doubtful_campuses(&self, campuses: &[ListedPoint]) -> Diagnostics {
        let mut findings = Diagnostics::new();
        for (site, _) in &self.ungated {
            let sentence = "no road is near enough to the campus; nobody reaches it";
            findings.push(
                Diagnostic::new(Severity::Warning, "matrix/campus_without_road", sentence)
                    .at_object(format!("campus {}", campuses[site.campus.at()].id)),
            );
        }
        findings
    }

    /// Cells of all pairs in the order of the lists, or of the nearest few, best first.
    pub(super) fn rows(
        &self,
        snaps: &[Option<Snap>],
        nearest: Option<&LabelTable>,
        progress: &dyn Progress,
    ) -> Vec<Row> {
        if let Some(labels) = nearest {
            let near = nearest_matrix(self.graph, &self.gates, labels, snaps, labels.k());
            let some = |row: Vec<(CampusIdx, MatrixCell)>| {
                row.into_iter()
                    .map(|(campus, cell)| (campus, Some(cell)))
                    .collect()
            };
            return near.into_par_iter().map(some).collect();
        }
        progress.stage(
            "Searching from every campus",
            Some(self.gates.gates().len() as u64),
        );
        let columns = travel_matrix(self.graph, &self.gates, snaps, self.measure, || {
            progress.advance(1);
        });
        let n_campuses = self.gates.gates().len() + self.ungated.len();
        let mut rows: Vec<Row> = vec![
            (0..n_campuses)
                .map(|campus| (CampusIdx::from_usize(campus), None))
                .collect();
            snaps.len()
        ];
        for (campus, cells) in columns {
            for (row, cell) in rows.iter_mut().zip(cells) {
                row[campus.at()].1 = cell;
            }
        }
        rows
    }
}

fn write_rows(
    out: &mut dyn Write,
    homes: &[ListedPoint],
    campuses: &[ListedPoint],
    rows: &[Row],
    spreads: Option<&[Vec<Spread>]>,
) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let mut header = vec!["from", "to", "metres", "access_metres", "seconds", "crossings"];
    if spreads.is_some() {
        header.extend(["metres_lo", "metres_hi"]);
    }
    csv.write_record(&header)?;
    for (at, (home, row)) in homes.iter().zip(rows).enumerate() {
        for (column, (campus, cell)) in row.iter().enumerate() {
            let mut fields = vec![home.id.clone(), campuses[campus.at()].id.clone()];
            match cell {
                Some(cell) => fields.extend([
                    cell.cost.length.to_string(),
                    cell.access.to_string(),
                    cell.cost.time.whole_seconds().to_string(),
                    cell.cost.crossings.to_string(),
                ]),
                None => fields.extend(std::iter::repeat_n(String::new(), 4)),
            }
            if let Some(spreads) = spreads {
                let spread = &spreads[at][column];
                fields.extend(
                    [&spread.least, &spread.most]
                        .map(|bound| bound.map_or_else(String::new, |metres| metres.to_string())),
                );
            }
            csv.write_record(&fields)?;
        }
    }
    csv.flush()
}
