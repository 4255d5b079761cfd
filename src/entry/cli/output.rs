//! What is written where: results to standard output, findings and failures to standard error.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the one file of the library that speaks to a terminal"
)]

use std::error::Error as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use super::Failure;
use crate::base::diagnostic::{Diagnostics, Severity};

/// How many examples of a note or warning are shown; errors are all shown.
const SHOWN_EXAMPLES: usize = 3;

/// Writes a line of a result.
pub fn announce(line: &str) {
    println!("{line}");
}

/// Writes a remark beside the result.
pub(super) fn remark(line: &str) {
    eprintln!("{line}");
}

/// Writes findings: each error on a line of its own, of the others the count and a few examples.
pub(super) fn list(diagnostics: &Diagnostics) {
    for (code, finding) in diagnostics.findings() {
        let shown = if finding.severity == Severity::Error {
            usize::MAX
        } else {
            SHOWN_EXAMPLES
        };
        for example in finding.examples.iter().take(shown) {
            eprintln!("{example}");
        }
        let more = finding.count - finding.examples.len().min(shown) as u64;
        if more > 0 {
            eprintln!(
                "{} [{code}] and {more} more, {} in all",
                finding.severity.as_str(),
                finding.count
            );
        }
    }
}

/// Writes why a command failed, with its causes, and all findings where the input is to blame.
pub fn report_failure(failure: &Failure) {
    if let Failure::Input(diagnostics) = failure {
        list(diagnostics);
    }
    eprintln!("error: {failure}");
    let mut cause = failure.source();
    while let Some(error) = cause {
        eprintln!("  because: {error}");
        cause = error.source();
    }
}

/// Writes a result to a file, or to standard output; a reader who has seen enough is no failure.
pub(super) fn write_result(
    out: Option<&Path>,
    write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> Result<(), Failure> {
    if let Some(path) = out {
        let target = path.display().to_string();
        return write_file(path, write).map_err(|source| Failure::Write { target, source });
    }
    let mut stdout = BufWriter::new(io::stdout().lock());
    match write(&mut stdout).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done.map_err(|source| Failure::Write {
            target: "standard output".to_owned(),
            source,
        }),
    }
}

/// Writes beside the file and moves it into place when it is whole, so that nobody finds half a result.
fn write_file(path: &Path, write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = path.with_file_name(name);
    let done = File::create(&part).map(BufWriter::new).and_then(|mut file| {
        write(&mut file)?;
        file.flush()
    });
    let moved = done.and_then(|()| fs::rename(&part, path));
    if moved.is_err() {
        // The first failure is the one to tell; the part may never have been made.
        let _ = fs::remove_file(&part);
    }
    moved
}
