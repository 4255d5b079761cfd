//! The files of the repository as they stand on the disk, without what is built or fetched.

use std::fs;
use std::path::{Path, PathBuf};

/// One file.
pub struct File {
    /// Path from the root, with slashes.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// The same as text, where it is text.
    pub text: Option<String>,
}

/// All files of the repository, by path.
pub struct Tree {
    pub root: PathBuf,
    pub files: Vec<File>,
}

/// Folders whose files nobody here wrote.
const NOT_OURS: [&str; 8] = [
    ".git",
    "target",
    "node_modules",
    "dist",
    ".svelte-kit",
    "test-results",
    "playwright-report",
    "__pycache__",
];

impl Tree {
    /// Reads everything.
    pub fn read() -> Self {
        let root = root();
        let mut files: Vec<File> = paths_under(&root)
            .into_iter()
            .filter_map(|path| file(&root, &path))
            .collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { root, files }
    }

    /// The text of a file that must be there.
    pub fn text(&self, path: &str) -> &str {
        self.files
            .iter()
            .find(|file| file.path == path)
            .and_then(|file| file.text.as_deref())
            .expect("the repository has this text file")
    }
}

/// The root of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn file(root: &Path, path: &Path) -> Option<File> {
    let relative = path.strip_prefix(root).ok()?.to_str()?.replace('\\', "/");
    // A store, a log or a part-written file of someone who works here is not the repository's.
    let is_local = [".gpkg", ".gpkg-wal", ".gpkg-shm", ".sqlite", ".snap.new", ".log"]
        .iter()
        .any(|ending| relative.ends_with(ending));
    if is_local {
        return None;
    }
    let bytes = fs::read(path).ok()?;
    let text = String::from_utf8(bytes.clone()).ok();
    Some(File {
        path: relative,
        bytes,
        text,
    })
}

fn paths_under(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && !NOT_OURS.iter().any(|other| name == **other) => {
                out.extend(paths_under(&path));
            }
            Ok(kind) if kind.is_file() && name != ".git" => out.push(path),
            _ => {}
        }
    }
    out
}

/// One file of the real data.
pub struct RealFile {
    pub name: String,
    pub length: u64,
    pub path: PathBuf,
}

#[expect(
    clippy::print_stdout,
    reason = "a skipped test says so where the runner shows it"
)]
/// The files of the real data; `None`, and a line that says so, where there are none.
pub fn real_data_files() -> Option<Vec<RealFile>> {
    let folder =
        std::env::var_os("TRUONGGAN_REAL_DATA").map_or_else(|| root().join("../shared/data"), PathBuf::from);
    let real: Vec<RealFile> = paths_under(&folder)
        .into_iter()
        .filter_map(|path| {
            Some(RealFile {
                name: path.file_name()?.to_str()?.to_owned(),
                length: path.metadata().ok()?.len(),
                path,
            })
        })
        .collect();
    if !real.is_empty() {
        return Some(real);
    }
    let required = std::env::var("TRUONGGAN_REQUIRE_REAL_DATA").is_ok_and(|value| value == "1");
    assert!(!required, "no real data at {}", folder.display());
    println!("skipped: no real data at {}", folder.display());
    None
}
