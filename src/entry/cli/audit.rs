//! `audit`: a folder of an outcome, checked from its own files by a reading of its own of the rules.

use std::path::PathBuf;

use clap::Args;

use super::{Failure, output};
use crate::adapters::import::read_outcome;
use crate::base::progress::Progress;
use crate::domain::enrollment::audit::{Verdict, audit as audit_folder};

/// Arguments of `audit`.
#[derive(Debug, Args)]
pub struct AuditArguments {
    /// The folder of an outcome.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

/// Reads the folder, judges it, and lists every breach before the verdict; a breach is a failure of its own.
pub fn audit(arguments: &AuditArguments, progress: &dyn Progress) -> Result<(), Failure> {
    progress.stage("Reading the outcome", None);
    let (folder, found) = read_outcome(&arguments.folder)?;
    progress.stage("Deriving it anew", None);
    let verdict = audit_folder(&folder, found);
    let breaches = list_breaches(&verdict);
    for line in summary(&verdict, breaches) {
        output::announce(&line);
    }
    match breaches {
        0 => Ok(()),
        _ => Err(Failure::Breach(format!("the audit found {breaches} breaches"))),
    }
}

/// Writes a line for each breach, and how many more there are where a kind has very many.
fn list_breaches(verdict: &Verdict) -> u64 {
    let mut breaches = 0;
    for (code, finding) in verdict.breaches.findings() {
        for example in &finding.examples {
            let place = example.place.to_string();
            output::announce(&format!("breach  {code}  {place}: {}", example.sentence));
        }
        let more = finding.count - finding.examples.len() as u64;
        if more > 0 {
            output::announce(&format!(
                "breach  {code}  and {more} more, {} in all",
                finding.count
            ));
        }
        breaches += finding.count;
    }
    breaches
}

/// What was looked at, and the verdict.
fn summary(verdict: &Verdict, breaches: u64) -> Vec<String> {
    let mut lines = vec![format!(
        "{} children, {} pairs, {} schools; relies on: {}",
        verdict.children, verdict.pairs, verdict.schools, verdict.theorem
    )];
    lines.extend(verdict.remarks.iter().map(|remark| (*remark).to_owned()));
    if !verdict.is_whole {
        lines.push("the rest was not judged, since these breaches stand before it".to_owned());
    }
    lines.push(match breaches {
        0 => "the outcome holds: no breach".to_owned(),
        _ => format!("the outcome does not hold: {breaches} breaches"),
    });
    lines
}
