//! The frozen inputs, resolved: names become positions, and every row must stand where the one form has it.

use super::breach::{
    APPLICANTS, COMPLETE, COSTS, FIXED, INTAKES, OVERRIDES, PREFERENCES, breach_at, differs,
};
use super::folder::{FrozenTables, IntakeLine};
use crate::base::diagnostic::{Diagnostic, Diagnostics};
use crate::base::ids::{ApplicantIdx, IntakeIdx};
use crate::domain::enrollment::rule_set::{AttributeKind, RuleSet};

/// A child and a school that it can reach.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub(super) school: IntakeIdx,
    pub(super) metres: u32,
    pub(super) seconds: Option<u32>,
    pub(super) crossings: Option<u16>,
    pub(super) bounds: Option<(u32, u32)>,
}

/// A round as the frozen inputs have it.
pub(super) struct Register<'f> {
    pub(super) rules: &'f RuleSet,
    pub(super) tables: &'f FrozenTables,
    /// By child and school.
    pub(super) pairs: Vec<Pair>,
    /// Where the pairs of each child begin; one more at the end.
    pub(super) offsets: Vec<usize>,
    /// Whether the list of each child leaves out schools.
    pub(super) leaves_out: Vec<bool>,
    /// What each child's parents ranked, best first; none where nobody was asked.
    pub(super) ranked: Option<Vec<Vec<IntakeIdx>>>,
    /// Where each child is placed already.
    pub(super) fixed: Vec<Option<IntakeIdx>>,
    /// The position of the decision about each child.
    pub(super) decided: Vec<Option<u32>>,
    /// Where each decision places a child.
    pub(super) decisions: Vec<(ApplicantIdx, IntakeIdx)>,
    /// The quota in which each child counts.
    pub(super) quotas: Vec<Option<usize>>,
}

impl<'f> Register<'f> {
    /// Resolves the tables; none where a row stands wrong or names what is not there.
    pub(super) fn of(rules: &'f RuleSet, tables: &'f FrozenTables, found: &mut Diagnostics) -> Option<Self> {
        let mut faults = Vec::new();
        let names = |line: &'f super::folder::ApplicantLine| line.applicant.as_str();
        tell_disorder(APPLICANTS, tables.applicants.iter().map(names), &mut faults);
        let codes = tables.intakes.iter().map(|line| line.school.as_str());
        tell_disorder(INTAKES, codes, &mut faults);
        check_cells(rules, tables, &mut faults);
        let mut reading = Reading { tables, faults };
        if reading.faults.iter().any(|fault| fault.code == "audit/order") {
            reading.faults.into_iter().for_each(|fault| found.push(fault));
            return None;
        }
        let (pairs, offsets) = reading.pairs();
        let leaves_out = reading.leaves_out();
        let ranked = reading.ranked(&pairs, &offsets);
        let fixed = reading.fixed();
        let (decisions, decided) = reading.decisions();
        let is_whole = reading.faults.is_empty();
        reading.faults.into_iter().for_each(|fault| found.push(fault));
        is_whole.then(|| Self {
            rules,
            tables,
            pairs,
            offsets,
            leaves_out,
            ranked,
            fixed,
            decided,
            decisions,
            quotas: quotas(rules, tables),
        })
    }

    /// All children.
    pub(super) fn children(&self) -> impl Iterator<Item = ApplicantIdx> + use<> {
        (0..self.fixed.len()).map(ApplicantIdx::from_usize)
    }

    /// All schools.
    pub(super) fn schools(&self) -> impl Iterator<Item = IntakeIdx> + use<> {
        (0..self.tables.intakes.len()).map(IntakeIdx::from_usize)
    }

    /// A child's pseudonym.
    pub(super) fn name(&self, child: ApplicantIdx) -> &'f str {
        &self.tables.applicants[child.at()].applicant
    }

    /// What a school offers.
    pub(super) fn intake(&self, school: IntakeIdx) -> &'f IntakeLine {
        &self.tables.intakes[school.at()]
    }

    /// A school's code.
    pub(super) fn code(&self, school: IntakeIdx) -> &'f str {
        &self.intake(school).school
    }

    /// Where a child's pairs stand.
    pub(super) fn range(&self, child: ApplicantIdx) -> std::ops::Range<usize> {
        self.offsets[child.at()]..self.offsets[child.at() + 1]
    }

    /// The position of the pair of a child and a school.
    pub(super) fn pair(&self, child: ApplicantIdx, school: IntakeIdx) -> Option<usize> {
        let range = self.range(child);
        let at = self.pairs[range.clone()]
            .binary_search_by_key(&school, |pair| pair.school)
            .ok()?;
        Some(range.start + at)
    }

    /// The child of a pseudonym.
    pub(super) fn find_child(&self, name: &str) -> Option<ApplicantIdx> {
        find_child(self.tables, name)
    }

    /// The school of a code.
    pub(super) fn find_school(&self, code: &str) -> Option<IntakeIdx> {
        find_school(self.tables, code)
    }

    /// Whether a child may be placed by the rules.
    pub(super) fn is_eligible(&self, child: ApplicantIdx) -> bool {
        self.tables.applicants[child.at()].state.is_empty()
    }

    /// Whom the allocator places: children who may be placed and of whom nothing is settled.
    pub(super) fn is_free(&self, child: ApplicantIdx) -> bool {
        self.is_eligible(child) && self.fixed[child.at()].is_none() && self.decided[child.at()].is_none()
    }
}

fn find_child(tables: &FrozenTables, name: &str) -> Option<ApplicantIdx> {
    let at = tables
        .applicants
        .binary_search_by(|line| line.applicant.as_str().cmp(name));
    at.ok().map(ApplicantIdx::from_usize)
}

fn find_school(tables: &FrozenTables, code: &str) -> Option<IntakeIdx> {
    let at = tables
        .intakes
        .binary_search_by(|line| line.school.as_str().cmp(code));
    at.ok().map(IntakeIdx::from_usize)
}

/// Tells names that do not ascend byte by byte.
fn tell_disorder<'a>(file: &str, names: impl Iterator<Item = &'a str>, faults: &mut Vec<Diagnostic>) {
    let mut last: Option<&str> = None;
    for (at, name) in names.enumerate() {
        if name.is_empty() {
            faults.push(breach_at("audit/order", file, at, "The name is empty."));
        }
        if let Some(last) = last.filter(|last| *last >= name) {
            let sentence = format!("`{name}` stands after `{last}`; each stands once, ascending.");
            faults.push(breach_at("audit/order", file, at, sentence));
        }
        last = Some(name);
    }
}

/// Tells cells of applicants that are not in the one form of their attribute.
fn check_cells(rules: &RuleSet, tables: &FrozenTables, faults: &mut Vec<Diagnostic>) {
    for (at, line) in tables.applicants.iter().enumerate() {
        for (attribute, cell) in rules.attributes.iter().zip(&line.cells) {
            let Some(cell) = cell.as_deref() else { continue };
            let is_right = match &attribute.kind {
                AttributeKind::Text => true,
                AttributeKind::Word(words) => words.iter().any(|word| word == cell),
                AttributeKind::Flag => matches!(cell, "true" | "false"),
                AttributeKind::Schools => {
                    let codes: Vec<&str> = cell.split(';').collect();
                    codes.is_sorted_by(|one, next| one < next) && !codes.contains(&"")
                }
            };
            if !is_right {
                let sentence = format!("`{cell}` is not in the one form that such cells have.");
                let fault = breach_at("audit/cell", APPLICANTS, at, sentence);
                faults.push(fault.in_column(&attribute.name));
            }
        }
    }
}

fn quotas(rules: &RuleSet, tables: &FrozenTables) -> Vec<Option<usize>> {
    let quota_of = |line: &super::folder::ApplicantLine| {
        let has_flag = |attribute: usize| line.cells[attribute].as_deref() == Some("true");
        rules.quotas.iter().position(|quota| has_flag(quota.attribute))
    };
    tables.applicants.iter().map(quota_of).collect()
}

/// Tables while their names are looked up.
struct Reading<'f> {
    tables: &'f FrozenTables,
    faults: Vec<Diagnostic>,
}

impl Reading<'_> {
    fn tell(&mut self, code: &'static str, file: &str, at: usize, sentence: String) {
        self.faults.push(breach_at(code, file, at, sentence));
    }

    fn child(&mut self, file: &str, at: usize, name: &str) -> Option<ApplicantIdx> {
        let child = find_child(self.tables, name);
        if child.is_none() {
            let sentence = format!("There is no applicant `{name}`.");
            self.tell("audit/unknown_applicant", file, at, sentence);
        }
        child
    }

    fn school(&mut self, file: &str, at: usize, code: &str) -> Option<IntakeIdx> {
        let school = find_school(self.tables, code);
        if school.is_none() {
            let sentence = format!("There is no school `{code}`.");
            self.tell("audit/unknown_school", file, at, sentence);
        }
        school
    }

    /// The pairs, and where those of each child begin.
    fn pairs(&mut self) -> (Vec<Pair>, Vec<usize>) {
        let costs = &self.tables.costs;
        let children: Vec<_> = costs
            .applicants
            .iter()
            .map(|name| find_child(self.tables, name))
            .collect();
        let schools: Vec<_> = costs
            .schools
            .iter()
            .map(|code| find_school(self.tables, code))
            .collect();
        let mut pairs = Vec::with_capacity(costs.rows.len());
        let mut offsets = vec![0; self.tables.applicants.len() + 1];
        let mut last = None;
        for (at, row) in costs.rows.iter().enumerate() {
            let (child, school) = (children[row.applicant as usize], schools[row.school as usize]);
            let (Some(child), Some(school)) = (child, school) else {
                let _ = self.child(COSTS, at, &costs.applicants[row.applicant as usize]);
                let _ = self.school(COSTS, at, &costs.schools[row.school as usize]);
                continue;
            };
            if last >= Some((child, school)) {
                let sentence = "The pair does not stand after the one before it.".to_owned();
                self.tell("audit/order", COSTS, at, sentence);
            }
            last = Some((child, school));
            if row
                .bounds
                .is_some_and(|(least, most)| !(least..=most).contains(&row.metres))
            {
                let sentence = format!("{} metres do not lie within their own bounds.", row.metres);
                self.tell("audit/bounds", COSTS, at, sentence);
            }
            offsets[child.at() + 1] += 1;
            pairs.push(Pair {
                school,
                metres: row.metres,
                seconds: row.seconds,
                crossings: row.crossings,
                bounds: row.bounds,
            });
        }
        for at in 1..offsets.len() {
            offsets[at] += offsets[at - 1];
        }
        (pairs, offsets)
    }

    /// Children in a table that has each at most once.
    fn each_once<'a>(
        &mut self,
        file: &str,
        names: impl Iterator<Item = &'a str>,
    ) -> Vec<Option<ApplicantIdx>> {
        let names: Vec<&str> = names.collect();
        tell_disorder(file, names.iter().copied(), &mut self.faults);
        let children = names
            .iter()
            .enumerate()
            .map(|(at, name)| self.child(file, at, name));
        children.collect()
    }

    fn leaves_out(&mut self) -> Vec<bool> {
        let lines = &self.tables.complete;
        let children = self.each_once(COMPLETE, lines.iter().map(|line| line.applicant.as_str()));
        let mut leaves_out = vec![false; self.tables.applicants.len()];
        for (at, (line, child)) in lines.iter().zip(children).enumerate() {
            if line.complete {
                let sentence = "Only lists that leave out schools stand here.".to_owned();
                self.tell("audit/complete", COMPLETE, at, sentence);
            }
            if let Some(child) = child {
                leaves_out[child.at()] = true;
            }
        }
        leaves_out
    }

    fn ranked(&mut self, pairs: &[Pair], offsets: &[usize]) -> Option<Vec<Vec<IntakeIdx>>> {
        let lines = self.tables.preferences.as_ref()?;
        let mut ranked = vec![Vec::new(); self.tables.applicants.len()];
        let mut last = None;
        for (at, line) in lines.iter().enumerate() {
            let child = self.child(PREFERENCES, at, &line.applicant);
            let school = self.school(PREFERENCES, at, &line.school);
            let (Some(child), Some(school)) = (child, school) else {
                continue;
            };
            if last > Some(child) {
                let sentence = format!("`{}` does not stand after the child before it.", line.applicant);
                self.tell("audit/order", PREFERENCES, at, sentence);
            }
            last = Some(child);
            let choices: &mut Vec<IntakeIdx> = &mut ranked[child.at()];
            let rank = choices.len() + 1;
            let is_twice = choices.contains(&school);
            choices.push(school);
            if line.rank as usize != rank {
                self.tell(
                    "audit/ranks",
                    PREFERENCES,
                    at,
                    differs("The rank", line.rank, rank),
                );
            }
            if is_twice {
                let sentence = format!("School `{}` is ranked twice.", line.school);
                self.tell("audit/ranks", PREFERENCES, at, sentence);
            }
            let of_child = pairs.get(offsets[child.at()]..offsets[child.at() + 1]);
            if !of_child.is_some_and(|pairs| pairs.iter().any(|pair| pair.school == school)) {
                let sentence = format!("The costs have no way to school `{}`.", line.school);
                self.tell("audit/ranks", PREFERENCES, at, sentence);
            }
        }
        Some(ranked)
    }

    fn fixed(&mut self) -> Vec<Option<IntakeIdx>> {
        let lines = &self.tables.fixed;
        let children = self.each_once(FIXED, lines.iter().map(|line| line.applicant.as_str()));
        let mut fixed = vec![None; self.tables.applicants.len()];
        for (at, (line, child)) in lines.iter().zip(children).enumerate() {
            let school = self.school(FIXED, at, &line.school);
            if let Some(child) = child {
                fixed[child.at()] = school;
            }
        }
        fixed
    }

    fn decisions(&mut self) -> (Vec<(ApplicantIdx, IntakeIdx)>, Vec<Option<u32>>) {
        let lines = &self.tables.overrides;
        let children = self.each_once(OVERRIDES, lines.iter().map(|line| line.applicant.as_str()));
        let mut decided = vec![None; self.tables.applicants.len()];
        let mut decisions = Vec::with_capacity(lines.len());
        for (at, (line, child)) in lines.iter().zip(children).enumerate() {
            let school = self.school(OVERRIDES, at, &line.school);
            if line.author == line.approver {
                let sentence = "Whoever asks for a decision cannot approve it.".to_owned();
                self.tell("audit/approver", OVERRIDES, at, sentence);
            }
            let cells = [&line.author, &line.approver, &line.reason, &line.evidence_hash];
            if cells.iter().any(|cell| cell.is_empty()) {
                let sentence = "A decision says who, who approved it, why, and on what evidence.".to_owned();
                self.tell("audit/decision_cell", OVERRIDES, at, sentence);
            }
            if let (Some(child), Some(school)) = (child, school) {
                decided[child.at()] = Some(decisions.len() as u32);
                decisions.push((child, school));
            }
        }
        (decisions, decided)
    }
}
