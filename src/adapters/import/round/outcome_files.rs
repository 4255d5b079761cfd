//! The folder of an outcome, read for its audit: all files as bytes, and what they say. Whatever is not exactly in the
//! form of `docs/outcome-format.md` is a breach, not an error; an error is a folder that cannot be read.

use std::fs;
use std::path::Path;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::frozen_tables::{FrozenTexts, frozen_tables, placements};
use super::rules_yaml::rules_of_text;
use crate::adapters::import::ImportError;
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::domain::enrollment::audit::{FolderContents, FoundFile, OutcomeFolder};
use crate::domain::enrollment::{Explanation, Outcome, PublicRound, RuleSet};

/// The file without which a folder is no outcome.
const OUTCOME: &str = "outcome.json";

/// Reads a folder, with the breaches that reading finds.
pub fn read_outcome(folder: &Path) -> Result<(OutcomeFolder, Diagnostics), ImportError> {
    let mut files = Vec::new();
    walk(folder, "", &mut files)?;
    if !files.iter().any(|file| file.path == OUTCOME) {
        return Err(ImportError::Open {
            path: folder.join(OUTCOME),
            source: std::io::ErrorKind::NotFound.into(),
        });
    }
    Ok(outcome_of_files(files))
}

/// The same of files that are in memory already.
pub fn outcome_of_files(mut files: Vec<FoundFile>) -> (OutcomeFolder, Diagnostics) {
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let mut found = Diagnostics::new();
    let outcome = document::<Outcome>(&files, OUTCOME, &mut found);
    let contents = contents(&files, &mut found);
    let folder = OutcomeFolder {
        files,
        outcome,
        contents,
    };
    (folder, found)
}

/// Takes up all files of a folder and of those within it.
fn walk(folder: &Path, prefix: &str, files: &mut Vec<FoundFile>) -> Result<(), ImportError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| ImportError::Read { path, source }
    };
    for entry in fs::read_dir(folder).map_err(failed(folder))? {
        let entry = entry.map_err(failed(folder))?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            walk(&entry.path(), &format!("{path}/"), files)?;
        } else {
            let bytes = fs::read(entry.path()).map_err(failed(&entry.path()))?;
            files.push(FoundFile { path, bytes });
        }
    }
    Ok(())
}

/// What the files beside `outcome.json` say; none where any of them cannot be read.
fn contents(files: &[FoundFile], found: &mut Diagnostics) -> Option<FolderContents> {
    let mut faults = Diagnostics::new();
    let rules = rules(files, &mut faults);
    let public = document::<PublicRound>(files, "public.json", &mut faults);
    let explanations = explanations(files, &mut faults);
    let placements = text(files, "placements.csv", &mut faults).map(|text| placements(text, &mut faults));
    let texts = frozen_texts(files, &mut faults);
    let tables = rules
        .as_ref()
        .zip(texts)
        .map(|(rules, texts)| frozen_tables(&texts, rules, &mut faults));
    let is_whole = !faults.has_errors();
    found.extend(faults);
    let contents = FolderContents {
        rules: rules?,
        tables: tables?,
        placements: placements?,
        explanations: explanations?,
        public: public?,
    };
    is_whole.then_some(contents)
}

fn frozen_texts<'f>(files: &'f [FoundFile], found: &mut Diagnostics) -> Option<FrozenTexts<'f>> {
    let mut input = |name: &str| text(files, &format!("inputs/{name}.csv"), found);
    let (applicants, intakes, costs) = (input("applicants"), input("intakes"), input("costs"));
    let (complete, fixed, overrides) = (input("complete"), input("fixed"), input("overrides"));
    Some(FrozenTexts {
        preferences: input("preferences"),
        applicants: applicants?,
        intakes: intakes?,
        costs: costs?,
        complete: complete?,
        fixed: fixed?,
        overrides: overrides?,
    })
}

/// The text of a file; none where it is missing, which the audit tells, or not UTF-8.
fn text<'f>(files: &'f [FoundFile], path: &str, found: &mut Diagnostics) -> Option<&'f str> {
    let file = files.iter().find(|file| file.path == path)?;
    let text = std::str::from_utf8(&file.bytes).ok();
    if text.is_none() {
        found.push(unreadable(path, "The text is not UTF-8.".to_owned()));
    }
    text
}

fn unreadable(path: &str, sentence: String) -> Diagnostic {
    Diagnostic::new(Severity::Error, "audit/unreadable", sentence).in_file(path)
}

fn not_canonical(path: &str) -> Diagnostic {
    let sentence = "The text is not in the one form that such files have.";
    Diagnostic::new(Severity::Error, "audit/not_canonical", sentence).in_file(path)
}

fn rules(files: &[FoundFile], found: &mut Diagnostics) -> Option<RuleSet> {
    let path = "rules.yaml";
    let text = text(files, path, found)?;
    let (rules, more) = rules_of_text(text.trim_start_matches('\u{FEFF}'));
    for (_, finding) in more.findings() {
        for example in finding
            .examples
            .iter()
            .filter(|example| example.severity == Severity::Error)
        {
            found.push(unreadable(path, example.sentence.clone()));
        }
    }
    rules
}

/// A JSON file of one document.
fn document<T: DeserializeOwned + Serialize>(
    files: &[FoundFile],
    path: &str,
    found: &mut Diagnostics,
) -> Option<T> {
    let text = text(files, path, found)?;
    let document: T = match serde_json::from_str(text) {
        Ok(document) => document,
        Err(error) => {
            found.push(unreadable(path, format!("It cannot be read: {error}.")));
            return None;
        }
    };
    let again = serde_json::to_string_pretty(&document).expect("plain data can be written");
    if text.strip_suffix('\n') != Some(again.as_str()) {
        found.push(not_canonical(path));
    }
    Some(document)
}

/// The lines of `explanations.jsonl`.
fn explanations(files: &[FoundFile], found: &mut Diagnostics) -> Option<Vec<Explanation>> {
    let path = "explanations.jsonl";
    let text = text(files, path, found)?;
    if !text.is_empty() && !text.ends_with('\n') {
        found.push(not_canonical(path));
    }
    let lines: Vec<&str> = text.split_terminator('\n').collect();
    let read: Vec<Result<Explanation, Box<Diagnostic>>> = lines.into_par_iter().map(explanation).collect();
    let mut explanations = Vec::with_capacity(read.len());
    for (row, line) in (1..).zip(read) {
        match line {
            Ok(explanation) => explanations.push(explanation),
            Err(fault) => found.push(fault.in_file(path).at_row(row)),
        }
    }
    Some(explanations)
}

fn explanation(line: &str) -> Result<Explanation, Box<Diagnostic>> {
    let explanation: Explanation = serde_json::from_str(line)
        .map_err(|error| unreadable("", format!("It cannot be read: {error}.")))
        .map_err(Box::new)?;
    let again = serde_json::to_string(&explanation).expect("plain data can be written");
    if again == line {
        Ok(explanation)
    } else {
        Err(Box::new(not_canonical("")))
    }
}
