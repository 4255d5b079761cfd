//! The folder of an outcome: composed in memory, written beside its place, and put there whole.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use sha2::{Digest as _, Sha256};

use super::inputs::Inputs;
use crate::domain::enrollment::{
    Allocation, FORMAT, FileRef, Mode, Outcome, PlanError, RulesRef, Salts, Seed, SeedRef, Trees, freeze,
    placements_csv, public_round, to_hex,
};
use crate::entry::cli::Failure;

/// The file that tells an outcome from any other folder.
pub(super) const OUTCOME: &str = "outcome.json";

/// Files by path, and what the first of them says.
pub(super) struct Folder {
    pub(super) files: Vec<(String, String)>,
    pub(super) outcome: Outcome,
    /// Children whose lists leave out a school that could change the result.
    pub(super) undecided: Vec<String>,
}

/// All files of an outcome.
pub(super) fn compose(
    inputs: &Inputs,
    allocation: &Allocation<'_>,
    mode: Mode,
    seed: &Seed,
) -> Result<Folder, PlanError> {
    let (rules, round) = (&inputs.rules, &inputs.round);
    let frozen = freeze(rules, round);
    let trees = Trees::of(allocation, &Salts::of(&frozen));
    let placements = allocation.placements();
    let lines: Vec<String> = allocation
        .explanations(&placements)
        .par_iter()
        .map(json)
        .collect();
    let mut schools = allocation.schools(&placements);
    trees.sign(&mut schools);
    let undecided = allocation.undecided();
    let mut outcome = Outcome {
        format: FORMAT.to_owned(),
        round: round.name.clone(),
        mode: mode.as_str().to_owned(),
        theorem: allocation.theorem().to_owned(),
        pairs: if undecided.is_empty() { "all" } else { "listed" }.to_owned(),
        rules: RulesRef {
            id: rules.id.clone(),
            version: rules.version.clone(),
            sha256: sha256(&inputs.rules_text),
            measure_sha256: rules.measure.hash(),
            costs_say_measure: inputs.costs_say_measure,
        },
        inputs: Vec::new(),
        seed: seed_ref(seed),
        totals: allocation.totals(&placements),
        schools,
        certificate: allocation.plan().map(|plan| plan.certificate.clone()),
        overrides: allocation.overrides(&seed.key)?,
        files: Vec::new(),
        seal: String::new(),
    };
    let mut files = vec![("rules.yaml".to_owned(), inputs.rules_text.clone())];
    files.extend(frozen.into_iter().map(|file| (file.file, file.text)));
    outcome.inputs = refs(&files);
    let mut results = vec![
        ("placements.csv".to_owned(), placements_csv(&placements)),
        (
            "explanations.jsonl".to_owned(),
            lines.iter().flat_map(|line| [line, "\n"]).collect(),
        ),
        (
            "public.json".to_owned(),
            json_pretty(&public_round(&outcome, &trees)),
        ),
    ];
    outcome.files = refs(&results);
    outcome.seal = sha256(&json_pretty(&outcome));
    files.append(&mut results);
    files.push((OUTCOME.to_owned(), json_pretty(&outcome)));
    let undecided = undecided
        .into_iter()
        .map(|child| round.applicants[child.at()].clone());
    Ok(Folder {
        files,
        outcome,
        undecided: undecided.collect(),
    })
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("plain data can be written")
}

fn json_pretty(value: &impl serde::Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("plain data can be written");
    text.push('\n');
    text
}

fn sha256(text: &str) -> String {
    to_hex(&Sha256::digest(text))
}

fn refs(files: &[(String, String)]) -> Vec<FileRef> {
    let hashes = files.par_iter().map(|(file, text)| FileRef {
        file: file.clone(),
        sha256: sha256(text),
    });
    hashes.collect()
}

fn seed_ref(seed: &Seed) -> SeedRef {
    let hex = |part: &Option<Vec<u8>>| part.as_ref().map(|bytes| to_hex(bytes));
    SeedRef {
        key: to_hex(&seed.key),
        officer_part: hex(&seed.officer_part),
        commitment: hex(&seed.commitment),
        public_draw: hex(&seed.public_draw),
    }
}

/// Writes the files beside the folder and puts the whole in its place; a folder of anything else is left alone.
pub(super) fn write(out: &Path, files: &[(String, String)]) -> Result<(), Failure> {
    let failed = |source| Failure::Write {
        target: out.display().to_string(),
        source,
    };
    let is_empty = match fs::read_dir(out) {
        Ok(mut entries) => entries.next().is_none(),
        Err(_absent) => !out.exists(),
    };
    if !is_empty && !out.join(OUTCOME).is_file() {
        let sentence = format!(
            "{} is there and is no outcome; choose a new or empty folder, nothing was written",
            out.display()
        );
        return Err(Failure::Refused(sentence));
    }
    let (part, old) = (beside(out, "part"), beside(out, "old"));
    let _ = fs::remove_dir_all(&part);
    let written = write_all(&part, files).and_then(|()| {
        if out.exists() {
            let _ = fs::remove_dir_all(&old);
            fs::rename(out, &old)?;
        }
        fs::rename(&part, out)
    });
    if written.is_err() {
        let _ = fs::remove_dir_all(&part);
        if !out.exists() {
            let _ = fs::rename(&old, out);
        }
    }
    let _ = fs::remove_dir_all(&old);
    written.map_err(failed)
}

fn write_all(folder: &Path, files: &[(String, String)]) -> std::io::Result<()> {
    for (file, text) in files {
        let path = folder.join(file);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)?;
    }
    Ok(())
}

fn beside(out: &Path, what: &str) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(out.file_name().unwrap_or_default());
    let mut suffix = String::new();
    let _ = write!(suffix, ".{}.{what}", std::process::id());
    name.push(suffix);
    out.with_file_name(name)
}

/// What came of a round, in a few lines.
pub(super) fn summary(folder: &Folder) -> Vec<String> {
    let outcome = &folder.outcome;
    let totals = &outcome.totals;
    let mut lines = vec![
        format!(
            "{} applicants, {} eligible, {} placed; {} pending, {} not eligible, {} without a seat, {} with too short a list",
            totals.applicants,
            totals.eligible,
            totals.placed,
            totals.pending,
            totals.not_eligible,
            totals.no_seat_left,
            totals.list_too_short
        ),
        format!(
            "longest way {} m, {} beyond the cap, {} crossings, {} metres in all",
            totals.longest, totals.over_cap, totals.crossings, totals.metres
        ),
        format!("relies on: {}, {} pairs", outcome.theorem, outcome.pairs),
    ];
    if !folder.undecided.is_empty() {
        lines.push(told_undecided(&folder.undecided));
    }
    if !outcome.overrides.is_empty() {
        lines.push(format!("{} placed by decision", outcome.overrides.len()));
    }
    lines
}

/// Whose lists are to be made longer before the result holds for all pairs.
fn told_undecided(children: &[String]) -> String {
    const SHOWN: usize = 5;
    let mut names = children[..children.len().min(SHOWN)].join(", ");
    if children.len() > SHOWN {
        names.push_str(", …");
    }
    format!(
        "{} lists leave out schools that could change the result: {names}; ask for more of them, or for their next_metres",
        children.len()
    )
}
