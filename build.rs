//! Tells cargo that a release binary carries `map-ui/dist`, so that it is built again when the page is.
//! In other profiles the page is read from the disk, and nothing needs building.
//! It also tells the program which engine it has, so that an index that another one saved is built again.

use std::fs::{self, create_dir_all};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

const PAGE: &str = "map-ui/dist";

/// What an index is made by.
const ENGINE: [&str; 4] = ["Cargo.lock", "src/base", "src/domain", "src/snapshot"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // A path that is missing counts as changed at every build; an empty folder does not.
    let is_release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    if is_release && create_dir_all(PAGE).is_ok() {
        println!("cargo::rerun-if-changed={PAGE}");
    }
    println!("cargo::rustc-env=TRUONGGAN_ENGINE={:016x}", engine());
}

/// A hash over the names and contents of the engine's sources.
fn engine() -> u64 {
    let mut hasher = DefaultHasher::new();
    for root in ENGINE {
        println!("cargo::rerun-if-changed={root}");
        for file in files_under(Path::new(root)) {
            file.hash(&mut hasher);
            fs::read(&file).unwrap_or_default().hash(&mut hasher);
        }
    }
    hasher.finish()
}

/// A file itself, or the files of a folder and of those in it, in order.
fn files_under(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(path) else {
        return vec![path.to_owned()];
    };
    let mut inside: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    inside.sort();
    inside.iter().flat_map(|path| files_under(path)).collect()
}
