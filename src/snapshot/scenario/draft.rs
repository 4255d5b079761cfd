//! The copy of the records on which modifications take effect one after another, and the findings about them.
//! The baseline is only read.

use std::collections::{BTreeMap, BTreeSet};

use super::joint::FreshIds;
use super::modification::{Modification, ModificationStep};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::domain::network::{RawNetwork, Timetable};
use crate::snapshot::dataset::{Dataset, DatasetMeta, StagedCampus, StagedLayer, campus_rows};
use crate::snapshot::query::Snapshot;

/// A faulty modification; its findings have been told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refused;

/// What a modification comes to.
pub(super) type Applied = Result<(), Refused>;

/// Records on their way.
#[derive(Debug)]
pub(super) struct Draft<'b> {
    pub(super) baseline: &'b Snapshot,
    pub(super) campuses: BTreeMap<String, StagedCampus>,
    pub(super) network: RawNetwork,
    /// The baseline's network with the same junctions as the scenario's, so that lengths are rounded alike in both.
    pub(super) alike: RawNetwork,
    pub(super) timetable: Timetable,
    pub(super) ids: FreshIds,
    /// Campuses that an earlier modification closed, with its number.
    pub(super) closed: BTreeMap<String, usize>,
    /// Codes that faulty modifications would have made: what names them is not told a second time.
    pub(super) never_made: BTreeSet<String>,
    touched: BTreeSet<String>,
    step: StepPlace,
    diagnostics: Diagnostics,
}

/// Which modification is looked at.
#[derive(Debug, Clone, Default)]
struct StepPlace {
    number: usize,
    verb: &'static str,
    line: Option<u64>,
}

/// Datasets that differ by the modifications and by nothing else.
#[derive(Debug)]
pub struct ScenarioDatasets {
    /// With the modifications.
    pub scenario: Dataset,
    /// The baseline with the scenario's junctions, where it has others: a cut road is as long as before but for
    /// rounding, and in here it is rounded alike.
    pub alike: Option<Dataset>,
}

/// Resolves modifications against a baseline, each against what the ones before it leave, and applies them to a copy.
/// Where any is faulty there is no dataset, and all findings are given at once.
pub fn apply_modifications(
    baseline: &Snapshot,
    steps: &[ModificationStep],
    meta: DatasetMeta,
) -> Result<(ScenarioDatasets, Diagnostics), Diagnostics> {
    let mut draft = Draft::of(baseline);
    for step in steps {
        draft.step = StepPlace {
            number: step.number,
            verb: step.modification.as_str(),
            line: step.line,
        };
        // The refusal is among the findings, and the next modifications are looked at all the same.
        let _refused = draft.apply(&step.modification);
    }
    draft.finish(meta)
}

impl<'b> Draft<'b> {
    fn of(baseline: &'b Snapshot) -> Self {
        let rows = campus_rows(baseline.schools());
        let network = baseline.raw().clone();
        Self {
            baseline,
            campuses: rows.into_iter().map(|row| (row.campus_id.clone(), row)).collect(),
            ids: FreshIds::beside(&network),
            alike: network.clone(),
            network,
            timetable: baseline.dataset.timetable().clone(),
            closed: BTreeMap::new(),
            never_made: BTreeSet::new(),
            touched: BTreeSet::new(),
            step: StepPlace::default(),
            diagnostics: Diagnostics::new(),
        }
    }

    fn apply(&mut self, modification: &Modification) -> Applied {
        match modification {
            Modification::AddCampus(new) => self.add_campus(new),
            Modification::CloseCampus { campus } => self.close_campus(campus),
            Modification::MoveCampus { campus, to } => self.move_campus(campus, *to),
            Modification::MergeCampuses { from, into, seats } => self.merge_campuses(from, into, *seats),
            Modification::ChangeSeats { campus, seats } => self.change_seats(campus, *seats),
            Modification::AddWay(new) => self.add_way(new),
            Modification::RemoveWay { kind, which } => self.remove_way(*kind, which),
            Modification::CloseEdge { way, between } => self.close_edge(*way, *between),
            Modification::AddBoat(new) => self.add_boat(new),
            Modification::RemoveBoat { line } => self.remove_boat(line),
            Modification::AddSailing(new) => self.add_sailing(new),
            Modification::RemoveSailing(which) => self.remove_sailing(which),
        }
    }

    fn finish(mut self, meta: DatasetMeta) -> Result<(ScenarioDatasets, Diagnostics), Diagnostics> {
        if self.diagnostics.has_errors() {
            return Err(self.diagnostics);
        }
        let dataset = &self.baseline.dataset;
        self.network.sort();
        self.alike.sort();
        let mut exchanged = Vec::new();
        if self.network != *dataset.network() {
            exchanged.push(StagedLayer::Network(self.network));
        }
        let rows: Vec<StagedCampus> = self.campuses.into_values().collect();
        if rows != campus_rows(dataset.schools()) {
            exchanged.push(StagedLayer::Schools(rows));
        }
        let timetable = self.timetable.ordered();
        if timetable != *dataset.timetable() {
            exchanged.push(StagedLayer::Timetable(timetable));
        }
        let (scenario, findings) = dataset.scenario(exchanged, meta.clone())?;
        for (_, finding) in findings.findings() {
            let of_scenario = finding.examples.iter().filter(|example| {
                let object = example.place.object.as_ref();
                object.is_some_and(|object| self.touched.contains(object))
            });
            of_scenario
                .cloned()
                .for_each(|example| self.diagnostics.push(example));
        }
        let alike = if self.alike == *dataset.network() {
            None
        } else {
            Some(dataset.scenario(vec![StagedLayer::Network(self.alike)], meta)?.0)
        };
        Ok((ScenarioDatasets { scenario, alike }, self.diagnostics))
    }

    /// Marks a record as changed: what its dataset says of it is told.
    pub(super) fn touch(&mut self, id: &str) {
        self.touched.insert(id.to_owned());
    }

    /// The number of the modification that is looked at, from 1.
    pub(super) const fn number(&self) -> usize {
        self.step.number
    }

    /// Tells an error and refuses the modification.
    pub(super) fn refuse<T>(
        &mut self,
        code: &'static str,
        sentence: impl Into<String>,
    ) -> Result<T, Refused> {
        self.tell(Severity::Error, code, sentence);
        Err(Refused)
    }

    /// Tells a finding about the modification that is looked at.
    pub(super) fn tell(&mut self, severity: Severity, code: &'static str, sentence: impl Into<String>) {
        let object = format!("modification {} ({})", self.step.number, self.step.verb);
        let mut finding = Diagnostic::new(severity, code, sentence).at_object(object);
        finding.place.row = self.step.line;
        self.diagnostics.push(finding);
    }
}
