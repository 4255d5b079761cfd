//! What is written where: results to standard output, findings and failures to standard error.

use std::error::Error as _;
use std::ffi::OsString;
use std::fmt;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::Failure;
use crate::base::diagnostic::{Diagnostics, Severity};

/// How many examples of a note or warning are shown; errors are all shown.
const SHOWN_EXAMPLES: usize = 3;

/// Writes a line of a result.
pub fn announce(line: &str) {
    say(io::stdout(), line);
}

/// Writes a remark beside the result.
pub(super) fn remark(line: impl fmt::Display) {
    say(io::stderr(), line);
}

/// A reader who went away must not end the work, as `println!` would by its panic.
fn say(mut to: impl Write, line: impl fmt::Display) {
    let _ = writeln!(to, "{line}");
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
            remark(example);
        }
        let more = finding.count - finding.examples.len().min(shown) as u64;
        if more > 0 {
            remark(format_args!(
                "{} [{code}] and {more} more, {} in all",
                finding.severity.as_str(),
                finding.count
            ));
        }
    }
}

/// Writes why a command failed, with its causes, and all findings where the input is to blame.
pub fn report_failure(failure: &Failure) {
    if let Failure::Input(diagnostics) = failure {
        list(diagnostics);
    }
    remark(format_args!("error: {failure}"));
    let mut cause = failure.source();
    while let Some(error) = cause {
        remark(format_args!("  because: {error}"));
        cause = error.source();
    }
}

/// Writes a result to a file, or to standard output; a reader who has seen enough is no failure.
pub(super) fn write_result(
    out: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let target = out.map_or_else(|| "standard output".to_owned(), |path| path.display().to_string());
    let done = match out {
        Some(path) if is_device(path) => File::create(path).and_then(|file| write_through(file, write)),
        Some(path) => write_file(path, write),
        None => write_through(io::stdout().lock(), write),
    };
    match done {
        Err(source) if source.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|source| Failure::Write { target, source }),
    }
}

/// Writes one answer as JSON that people read, to standard output.
pub(super) fn write_json_pretty(reply: &impl Serialize) -> Result<(), Failure> {
    write_result(None, |out| {
        serde_json::to_writer_pretty(&mut *out, reply)?;
        writeln!(out)
    })
}

/// Writes a long answer as compact JSON, to a file or to standard output.
pub(super) fn write_json(out: Option<&Path>, reply: &impl Serialize) -> Result<(), Failure> {
    write_result(out, |out| {
        serde_json::to_writer(&mut *out, reply)?;
        writeln!(out)
    })
}

/// What is there but is no file, such as a pipe, cannot be replaced by one.
fn is_device(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|there| !there.is_file())
}

fn write_through<W: Write>(to: W, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut to = BufWriter::new(to);
    write(&mut to)?;
    to.flush()
}

/// Writes beside the file and puts the whole in its place, so that nobody ever reads half a result.
fn write_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    // A link stays one: the file that it leads to is replaced.
    let path = fs::canonicalize(path).unwrap_or_else(|_absent| path.to_owned());
    let before = permissions_of(&path)?;
    let part = part_of(&path);
    let _ = fs::remove_file(&part);
    let written = File::create_new(&part).and_then(|file| {
        if let Some(before) = before {
            file.set_permissions(before)?;
        }
        write_through(&file, write)?;
        file.sync_all()?;
        fs::rename(&part, &path)
    });
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written
}

/// The permissions of a file that is there; a file that may not be written is not replaced either.
fn permissions_of(path: &Path) -> io::Result<Option<Permissions>> {
    match OpenOptions::new().write(true).open(path) {
        Ok(file) => Ok(Some(file.metadata()?.permissions())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The name of a file while it is written; processes that write the same one do not meet.
fn part_of(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.part", std::process::id()));
    path.with_file_name(name)
}
