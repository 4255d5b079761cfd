//! Formats that GDAL reads: its `ogr2ogr` makes a GeoPackage of the file, as a program of its own with limits on time and
//! memory, so that a hostile file cannot do more than end it.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::super::ImportError;
use super::{FileCrs, Found, ReadOptions, geopackage};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};

/// Seconds of work that GDAL has for a file.
const MOST_SECONDS: u32 = 600;
/// Memory that it has, kilobytes.
const MOST_KILOBYTES: u32 = 4 << 20;
/// Bytes of its messages that are kept.
const MOST_SAID: u64 = 1 << 14;
/// The most that it may write, blocks of 512 bytes: 8 gigabytes.
const MOST_BLOCKS: u32 = 16 << 20;

/// A folder that is gone with the value.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> std::io::Result<Self> {
        let name = format!("truonggan-gdal-{}", uuid::Uuid::now_v7());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Reads a file by way of GDAL.
pub(super) fn read(
    path: &Path,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> Result<Found, ImportError> {
    let failed = |source| ImportError::Read {
        path: path.to_owned(),
        source,
    };
    let mut refused = |code, sentence: String| {
        diagnostics.push(Diagnostic::new(Severity::Error, code, sentence));
        Ok(Found {
            features: Vec::new(),
            crs: FileCrs::Unsaid,
        })
    };
    let scratch = Scratch::new().map_err(failed)?;
    let out = scratch.0.join("layer.gpkg");
    let limits = format!("ulimit -t {MOST_SECONDS}; ulimit -v {MOST_KILOBYTES}; ulimit -f {MOST_BLOCKS}");
    let child = Command::new("sh")
        .arg("-c")
        .arg(format!("{limits}; exec ogr2ogr \"$@\""))
        .args(["sh", "-f", "GPKG", "-nlt", "CONVERT_TO_LINEAR"])
        .arg(&out)
        .arg(path)
        .args(&options.layer)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = child.map_err(failed)?;
    let mut said = Vec::new();
    if let Some(mut stderr) = child.stderr.take() {
        // The rest is read and thrown away: a program whose pipe is closed ends before its work is done.
        let _ = stderr.by_ref().take(MOST_SAID).read_to_end(&mut said);
        let _ = std::io::copy(&mut stderr, &mut std::io::sink());
    }
    let said = String::from_utf8_lossy(&said);
    let done = child.wait().map_err(failed)?;
    if done.code() == Some(127) {
        let sentence = "This kind of file is read by GDAL, which is not installed; install it (on Debian: apt install \
                        gdal-bin), or export the layer as GeoPackage.";
        return refused("gdal/missing", sentence.to_owned());
    }
    if !done.success() {
        let line = said
            .lines()
            .find(|line| line.starts_with("ERROR"))
            .unwrap_or("it was stopped at its limits");
        let sentence =
            format!("GDAL cannot read the file: {line}. Export the layer as GeoPackage, or mend the file.");
        return refused("gdal/failed", sentence);
    }
    let found = geopackage::read(&out, options, diagnostics)?;
    if !said.trim().is_empty() {
        let first = said.lines().next().unwrap_or_default();
        let sentence = format!("GDAL says of the file: {first}");
        diagnostics.push(Diagnostic::new(Severity::Note, "gdal/said", sentence));
    }
    Ok(found)
}
