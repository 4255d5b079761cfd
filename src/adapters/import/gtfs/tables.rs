//! Where the tables of a feed are: in a folder or a `.zip`, at its top or in one folder inside it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use zip::ZipArchive;

use crate::adapters::import::table::Table;
use crate::adapters::import::{ImportError, file_name};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};

/// A table larger than this is refused: a small `.zip` can hold one that fills the memory.
const LARGEST_TABLE_BYTES: u64 = 2 << 30;

/// A file that every feed has, by which the folder of the tables is found.
const LANDMARK: &str = "stop_times.txt";

/// The tables of a feed, by name in lower case.
pub(super) struct FeedTables {
    name: String,
    places: BTreeMap<String, Place>,
    used: BTreeSet<String>,
    archive: Option<ZipArchive<File>>,
}

enum Place {
    File(PathBuf),
    Entry(usize),
}

impl FeedTables {
    /// Looks into a folder or `.zip`; without tables where it has none, with an error that says so.
    pub(super) fn open(path: &Path, diagnostics: &mut Diagnostics) -> Result<Self, ImportError> {
        let mut tables = Self {
            name: file_name(path),
            places: BTreeMap::new(),
            used: BTreeSet::new(),
            archive: None,
        };
        if path.is_dir() {
            tables.places = of_folder(path)?;
        } else {
            let file = File::open(path).map_err(|source| ImportError::Open {
                path: path.to_owned(),
                source,
            })?;
            match ZipArchive::new(file) {
                Ok(archive) => {
                    tables.places = of_archive(&archive);
                    tables.archive = Some(archive);
                }
                Err(problem) => {
                    diagnostics.push(tables.damaged(&problem.to_string()));
                    return Ok(tables);
                }
            }
        }
        if tables.places.is_empty() {
            let sentence = format!(
                "There is no `{LANDMARK}` in it, nor in a single folder inside it; give the folder or `.zip` that \
                 holds the tables of a GTFS timetable."
            );
            let error = Diagnostic::new(Severity::Error, "gtfs/no_tables", sentence);
            diagnostics.push(error.in_file(&tables.name));
        }
        Ok(tables)
    }

    /// The name of the folder or file.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether nothing was found.
    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Reads a table, or none where the feed has none of this name or it cannot be unpacked.
    pub(super) fn read(
        &mut self,
        table: &str,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<Table>, ImportError> {
        self.used.insert(table.to_owned());
        let bytes = match self.places.get(table) {
            None => return Ok(None),
            Some(Place::File(path)) => fs::read(path).map_err(|source| ImportError::Read {
                path: path.clone(),
                source,
            })?,
            Some(Place::Entry(entry)) => match self.unpack(*entry) {
                Ok(bytes) => bytes,
                Err(problem) => {
                    diagnostics.push(self.damaged(&format!("{table}: {problem}")));
                    return Ok(None);
                }
            },
        };
        let mut of_table = Diagnostics::new();
        let file = format!("{}/{table}", self.name);
        let read = Table::of_bytes(&file, &bytes, &mut of_table);
        diagnostics.extend(of_table);
        Ok(Some(read))
    }

    /// An error for a table that must be there.
    pub(super) fn missing(&self, table: &str) -> Diagnostic {
        let sentence = format!("The timetable has no `{table}`; add it.");
        Diagnostic::new(Severity::Error, "gtfs/table_missing", sentence).in_file(&self.name)
    }

    /// A note for each table that nobody asked for.
    pub(super) fn note_unread(&self, diagnostics: &mut Diagnostics) {
        for table in self.places.keys().filter(|table| !self.used.contains(*table)) {
            let note = Diagnostic::new(Severity::Note, "gtfs/table_unread", "The table is not read.");
            diagnostics.push(note.in_file(&format!("{}/{table}", self.name)));
        }
    }

    fn unpack(&mut self, entry: usize) -> Result<Vec<u8>, String> {
        let archive = self.archive.as_mut().ok_or("it is gone")?;
        let packed = archive.by_index(entry).map_err(|error| error.to_string())?;
        let mut bytes = Vec::new();
        packed
            .take(LARGEST_TABLE_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| error.to_string())?;
        if bytes.len() as u64 > LARGEST_TABLE_BYTES {
            return Err("it is larger than 2 GB".to_owned());
        }
        Ok(bytes)
    }

    fn damaged(&self, problem: &str) -> Diagnostic {
        let sentence = format!("The file cannot be unpacked ({problem}); make the `.zip` again.");
        Diagnostic::new(Severity::Error, "gtfs/damaged", sentence).in_file(&self.name)
    }
}

fn of_folder(path: &Path) -> Result<BTreeMap<String, Place>, ImportError> {
    let (files, folders) = listed(path)?;
    if files.contains_key(LANDMARK) {
        return Ok(files);
    }
    let mut inside = Vec::new();
    for folder in folders {
        let (files, _) = listed(&folder)?;
        if files.contains_key(LANDMARK) {
            inside.push(files);
        }
    }
    Ok(if inside.len() == 1 {
        inside.remove(0)
    } else {
        BTreeMap::new()
    })
}

/// Tables and folders of a folder, hidden ones left out.
fn listed(path: &Path) -> Result<(BTreeMap<String, Place>, Vec<PathBuf>), ImportError> {
    let failed = |source| ImportError::Read {
        path: path.to_owned(),
        source,
    };
    let mut files = BTreeMap::new();
    let mut folders = Vec::new();
    for entry in fs::read_dir(path).map_err(failed)? {
        let inner = entry.map_err(failed)?.path();
        let name = file_name(&inner);
        if is_clutter(&name) {
            continue;
        }
        if inner.is_dir() {
            folders.push(inner);
        } else if let Some(table) = table_name(&name) {
            files.insert(table, Place::File(inner));
        }
    }
    Ok((files, folders))
}

fn of_archive(archive: &ZipArchive<File>) -> BTreeMap<String, Place> {
    let mut by_folder: BTreeMap<String, BTreeMap<String, Place>> = BTreeMap::new();
    for entry in 0..archive.len() {
        let Some(Ok(path)) = archive.name_for_index(entry) else {
            continue;
        };
        // Some programs under Windows write their own separator.
        let path = path.replace('\\', "/");
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        if path.split('/').any(is_clutter) || folder.contains('/') {
            continue;
        }
        if let Some(table) = table_name(name) {
            let of_folder = by_folder.entry(folder.to_owned()).or_default();
            of_folder.insert(table, Place::Entry(entry));
        }
    }
    by_folder.retain(|_, tables| tables.contains_key(LANDMARK));
    // Of several folders none is more right than the others, but the top is.
    if by_folder.len() > 1 && !by_folder.contains_key("") {
        return BTreeMap::new();
    }
    by_folder.into_values().next().unwrap_or_default()
}

/// What systems add to folders and archives by themselves.
fn is_clutter(name: &str) -> bool {
    name.starts_with('.') || name == "__MACOSX"
}

fn table_name(name: &str) -> Option<String> {
    let name = name.to_lowercase();
    matches!(name.rsplit_once('.'), Some((_, "txt" | "geojson"))).then_some(name)
}
