//! `import`: files become a published layer, with every finding listed.

use super::{Failure, ImportArguments, output};
use crate::adapters::import::ReadOptions;
use crate::adapters::store::{Store, StoreError};
use crate::base::diagnostic::Diagnostics;
use crate::base::geom::Bounds;
use crate::base::progress::Progress;
use crate::entry::jobs::{ImportOptions, ImportReport, import_files, read_files};

/// Imports files into a store and says what became of them.
/// The store is opened, and made where there is none, only for files that have no errors; where the places of the
/// published dataset lie, which is asked first, leaves it as it is.
pub async fn import(
    open: impl AsyncFnOnce() -> Result<Store, StoreError>,
    area: impl AsyncFnOnce() -> Result<Option<Bounds>, StoreError>,
    arguments: &ImportArguments,
    progress: &dyn Progress,
) -> Result<(), Failure> {
    let options = ImportOptions {
        title_vi: arguments.title.clone(),
        title_en: arguments.title_en.clone(),
        attribution: arguments.attribution.clone(),
        synthetic: arguments.synthetic,
        stage_only: arguments.stage_only,
        reading: ReadOptions {
            crs: arguments.crs.clone(),
            swap_axes: arguments.axes == "northing,easting",
            encoding: arguments.encoding.clone(),
            layer: arguments.layer.clone(),
            area: area().await?,
        },
    };
    let read = read_files(arguments.kind, &arguments.files, &options, progress)?;
    if read.diagnostics.has_errors() {
        return Err(nothing_written(read.diagnostics));
    }
    let store = open().await?;
    let report = import_files(&store, read, &options, progress).await;
    store.close().await;
    let report = report?;
    if report.diagnostics.has_errors() {
        return Err(nothing_written(report.diagnostics));
    }
    output::list(&report.diagnostics);
    for line in lines(&report) {
        output::announce(&line);
    }
    Ok(())
}

fn nothing_written(diagnostics: Diagnostics) -> Failure {
    output::remark("Nothing was written.");
    Failure::Input(diagnostics)
}

/// What was written, as people read it.
fn lines(report: &ImportReport) -> Vec<String> {
    let mut lines: Vec<String> = report
        .staged
        .iter()
        .map(|staged| {
            format!(
                "{}: {} rows, revision {}",
                staged.layer, staged.rows, staged.revision.0
            )
        })
        .collect();
    lines.push(match (&report.published, report.staged.is_empty()) {
        (Some(dataset), true) => format!(
            "nothing new; the published dataset is still {}",
            short(&dataset.hash)
        ),
        (Some(dataset), false) => format!("published dataset {}", short(&dataset.hash)),
        (None, _) => "staged, not published".to_owned(),
    });
    let memory = report
        .peak_memory_bytes
        .map(|bytes| format!(", peak memory {} MB", bytes / 1_000_000));
    lines.push(format!(
        "took {:.2} s{}",
        report.elapsed.as_secs_f64(),
        memory.unwrap_or_default()
    ));
    lines
}

fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}
