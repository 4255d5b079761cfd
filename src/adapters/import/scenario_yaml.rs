//! A list of modifications from a YAML file: what is wrong with any of them is told at once, each with its line.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use serde_saphyr::Spanned;

use super::scenario_items::Item;
use super::{ImportError, file_name};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::text::clean_name;
use crate::snapshot::scenario::ModificationStep;

/// A scenario as its file describes it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ScenarioFile {
    /// Its title in Vietnamese, where the file has one.
    pub title_vi: Option<String>,
    /// Its title in English, where the file has one.
    pub title_en: Option<String>,
    /// Its modifications, in the order in which they take effect.
    pub steps: Vec<ModificationStep>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    #[serde(default)]
    title: Option<Title>,
    /// Kept as they stand, so that a slip in one does not hide the next.
    modifications: Vec<Spanned<Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Title {
    vi: Option<String>,
    en: Option<String>,
}

/// Reads a scenario; where the diagnostics have an error its modifications are not complete.
pub fn read_scenario(path: &Path) -> Result<(ScenarioFile, Diagnostics), ImportError> {
    let bytes = fs::read(path).map_err(|source| ImportError::Open {
        path: path.to_owned(),
        source,
    })?;
    let mut diagnostics = Diagnostics::new();
    let scenario = match std::str::from_utf8(&bytes) {
        Ok(text) => parse(text.trim_start_matches('\u{FEFF}'), &mut diagnostics),
        Err(_not_text) => {
            let sentence = "The text is not UTF-8; save the file as UTF-8.";
            diagnostics.push(Diagnostic::new(Severity::Error, "scenario/not_utf8", sentence));
            ScenarioFile::default()
        }
    };
    Ok((scenario, diagnostics.in_file(&file_name(path))))
}

fn parse(text: &str, diagnostics: &mut Diagnostics) -> ScenarioFile {
    let whole: Whole = match serde_saphyr::from_str(text) {
        Ok(whole) => whole,
        Err(error) => {
            let sentence = format!("The scenario cannot be read: {error}. Mend the line it names.");
            diagnostics.push(Diagnostic::new(Severity::Error, "scenario/syntax", sentence));
            return ScenarioFile::default();
        }
    };
    let (title_vi, title_en) = whole.title.map_or((None, None), |title| (title.vi, title.en));
    let mut scenario = ScenarioFile {
        title_vi: title_vi.as_deref().map(clean_name),
        title_en: title_en.as_deref().map(clean_name),
        steps: Vec::with_capacity(whole.modifications.len()),
    };
    for (number, item) in (1..).zip(whole.modifications) {
        let line = item.referenced.line();
        let read = serde_json::from_value::<Item>(item.value).map_err(|error| error.to_string());
        match read.and_then(Item::into_modification) {
            Ok(modification) => scenario.steps.push(ModificationStep {
                modification,
                number,
                line: Some(line),
            }),
            Err(problem) => diagnostics.push(
                Diagnostic::new(
                    Severity::Error,
                    "scenario/item",
                    format!("The modification cannot be read: {problem}. docs/scenarios.md lists the words."),
                )
                .at_row(line)
                .at_object(format!("modification {number}")),
            ),
        }
    }
    scenario
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::calendar::ClockTime;
    use crate::base::geom::LonLat;
    use crate::snapshot::scenario::{Modification, WayKind};

    fn read(text: &str) -> (ScenarioFile, Vec<String>) {
        let mut diagnostics = Diagnostics::new();
        let scenario = parse(text, &mut diagnostics);
        let lines = diagnostics.findings().flat_map(|(_, finding)| &finding.examples);
        (scenario, lines.map(ToString::to_string).collect())
    }

    #[test]
    fn every_verb_is_read_with_its_line() {
        let text = include_str!("../../../tests/fixtures/scenarios/every_verb.yaml");
        let (scenario, problems) = read(text);
        assert_eq!(problems, [""; 0]);
        let words: Vec<&str> = scenario
            .steps
            .iter()
            .map(|step| step.modification.as_str())
            .collect();
        assert_eq!(
            words,
            [
                "add_campus",
                "close_campus",
                "move_campus",
                "merge_campuses",
                "change_seats",
                "add_road",
                "add_bridge",
                "add_ferry",
                "remove_road",
                "remove_bridge",
                "remove_ferry",
                "close_edge",
                "close_edge",
                "add_boat",
                "remove_boat",
                "add_sailing",
                "remove_sailing",
                "remove_sailing",
            ]
        );
        assert_eq!(scenario.title_en.as_deref(), Some("Every verb"));
        assert_eq!(scenario.steps[0].line, Some(8));
        let Modification::AddWay(ferry) = &scenario.steps[7].modification else {
            panic!("a ferry")
        };
        assert_eq!(ferry.kind, WayKind::Ferry);
        assert_eq!(ferry.tags.get("route"), Some("ferry"));
        assert_eq!(ferry.tags.get("duration"), Some("10"));
        assert_eq!(ferry.tags.get("motorcar"), Some("no"));
        assert_eq!(ferry.line[0], LonLat::new(106.8, 10.5));
        let Modification::AddBoat(boat) = &scenario.steps[13].modification else {
            panic!("a boat")
        };
        assert_eq!(boat.sailings, [ClockTime::at(5, 30), ClockTime::at(11, 0)]);
    }

    #[test]
    fn all_faulty_items_are_told_at_once_with_their_lines() {
        let text = "modifications:\n  - add_brige: {class: primary}\n  - close_campus: {campus: A}\n  - move_campus: {campus: B}\n  - remove_road: {way: 1, name: x}\n  - add_sailing: {line: L, departs: noon}\n";
        let (scenario, problems) = read(text);
        assert_eq!(scenario.steps.len(), 1);
        assert_eq!(problems.len(), 4, "{problems:#?}");
        for (problem, parts) in problems.iter().zip([
            ["row 2, modification 1", "add_brige"],
            ["row 4, modification 3", "`to`"],
            ["row 5, modification 4", "either `way` or `name`"],
            ["row 6, modification 5", "noon"],
        ]) {
            for part in parts {
                assert!(problem.contains(part), "{problem}");
            }
        }
    }

    #[test]
    fn a_file_that_is_no_list_of_modifications_is_refused() {
        for text in [
            "",
            "modifications: 3",
            "modifcations: []",
            "title: {vi: x}",
            "modifications: [",
            "- a\n- b",
        ] {
            let (_, problems) = read(text);
            assert_eq!(problems.len(), 1, "{text}: {problems:?}");
        }
        assert_eq!(read("modifications: []").1, [""; 0]);
    }
}
