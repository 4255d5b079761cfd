//! That the folder is whole: the files that must be there, their hashes, the seal, and what is said about the rules.

use std::collections::BTreeMap;

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use super::breach::{
    APPLICANTS, COMPLETE, COSTS, EXPLANATIONS, FIXED, INTAKES, OUTCOME, OVERRIDES, PLACEMENTS, PREFERENCES,
    PUBLIC, RULES, breach, differs,
};
use super::digests::sha256_hex;
use super::folder::FoundFile;
use crate::base::diagnostic::Diagnostics;
use crate::domain::enrollment::outcome::{FORMAT, FileRef, Outcome};
use crate::domain::enrollment::rule_set::RuleSet;

/// Frozen inputs that every outcome has.
const INPUTS: [&str; 7] = [RULES, APPLICANTS, COMPLETE, COSTS, FIXED, INTAKES, OVERRIDES];
/// Frozen inputs that an outcome may have.
const OPTIONAL_INPUTS: [&str; 1] = [PREFERENCES];
/// Results beside `outcome.json`.
const RESULTS: [&str; 3] = [PLACEMENTS, EXPLANATIONS, PUBLIC];

/// Checks that the files are those that an outcome has.
pub(super) fn check_files(files: &[FoundFile], found: &mut Diagnostics) {
    let is_there = |path: &str| files.iter().any(|file| file.path == path);
    for path in INPUTS.iter().chain(&RESULTS).chain(&[OUTCOME]) {
        if !is_there(path) {
            found.push(breach("audit/file_missing", path, "The file is missing."));
        }
    }
    for file in files {
        let known = INPUTS
            .iter()
            .chain(&OPTIONAL_INPUTS)
            .chain(&RESULTS)
            .chain(&[OUTCOME])
            .any(|path| *path == file.path);
        if !known {
            let sentence = "No outcome has such a file.";
            found.push(breach("audit/file_extra", &file.path, sentence));
        }
    }
}

/// Checks the hashes of all files and the seal.
pub(super) fn check_hashes(files: &[FoundFile], outcome: &Outcome, found: &mut Diagnostics) {
    if outcome.format != FORMAT {
        let sentence = differs("The form", &outcome.format, FORMAT);
        found.push(breach("audit/format", OUTCOME, sentence).at_object("format"));
    }
    let hashes: BTreeMap<&str, String> = files
        .par_iter()
        .map(|file| (file.path.as_str(), sha256_hex(&[&file.bytes])))
        .collect();
    let is_input = |path: &str| path == RULES || path.starts_with("inputs/");
    check_refs("inputs", &outcome.inputs, &hashes, is_input, found);
    let is_result = |path: &str| RESULTS.contains(&path);
    check_refs("files", &outcome.files, &hashes, is_result, found);
    check_seal(files, outcome, found);
}

/// Checks that a list names each file of its kind once, with its hash.
fn check_refs(
    list: &str,
    refs: &[FileRef],
    hashes: &BTreeMap<&str, String>,
    belongs: impl Fn(&str) -> bool,
    found: &mut Diagnostics,
) {
    for (at, item) in refs.iter().enumerate() {
        let path = format!("{list}[{at}]");
        let mut tell = |code, sentence: String| {
            found.push(breach(code, OUTCOME, sentence).at_object(path.clone()));
        };
        if refs[..at].iter().any(|earlier| earlier.file == item.file) {
            tell("audit/file_list", format!("{} stands there twice.", item.file));
        }
        match hashes.get(item.file.as_str()) {
            _ if !belongs(&item.file) => {
                tell("audit/file_list", format!("{} does not belong there.", item.file));
            }
            None => tell(
                "audit/file_missing",
                format!("{} is not in the folder.", item.file),
            ),
            Some(hash) if *hash != item.sha256 => {
                let what = format!("The hash of {}", item.file);
                tell("audit/file_hash", differs(&what, &item.sha256, hash));
            }
            Some(_) => {}
        }
    }
    for path in hashes.keys().filter(|path| belongs(path)) {
        if !refs.iter().any(|item| item.file == **path) {
            let sentence = format!("{path} is in the folder and not in the list.");
            found.push(breach("audit/file_list", OUTCOME, sentence).at_object(list));
        }
    }
}

/// Checks the hash of `outcome.json` with an empty seal.
fn check_seal(files: &[FoundFile], outcome: &Outcome, found: &mut Diagnostics) {
    let file = files.iter().find(|file| file.path == OUTCOME);
    let text = file.and_then(|file| std::str::from_utf8(&file.bytes).ok());
    let sealed = format!("\"seal\": \"{}\"", outcome.seal);
    let Some((before, after)) = text.and_then(|text| text.rsplit_once(&sealed)) else {
        let sentence = "The seal is not written as it must be.";
        found.push(breach("audit/seal", OUTCOME, sentence).at_object("seal"));
        return;
    };
    let expected = sha256_hex(&[before.as_bytes(), b"\"seal\": \"\"", after.as_bytes()]);
    if expected != outcome.seal {
        let sentence = differs("The seal", &outcome.seal, expected);
        found.push(breach("audit/seal", OUTCOME, sentence).at_object("seal"));
    }
}

/// Checks what is said about the rule set.
pub(super) fn check_rules(files: &[FoundFile], rules: &RuleSet, outcome: &Outcome, found: &mut Diagnostics) {
    let text = files.iter().find(|file| file.path == RULES);
    let hash = sha256_hex(&[text.map_or(&[], |file| file.bytes.as_slice())]);
    let measure = sha256_hex(&[rules.measure.canonical().as_bytes()]);
    let said = &outcome.rules;
    for (field, is, must) in [
        ("id", &said.id, &rules.id),
        ("version", &said.version, &rules.version),
        ("sha256", &said.sha256, &hash),
        ("measure_sha256", &said.measure_sha256, &measure),
    ] {
        if is != must {
            let told = breach("audit/rules", OUTCOME, differs("It", is, must));
            found.push(told.at_object(format!("rules.{field}")));
        }
    }
}
