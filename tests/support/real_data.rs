//! Real data that live beside the repository and are never part of it.

use std::path::{Path, PathBuf};

/// A file of the real data, or none where they are absent; with `TRUONGGAN_REQUIRE_REAL_DATA=1` their absence fails.
pub fn file(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("TRUONGGAN_REAL_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        PathBuf::from,
    );
    let path = folder.join(name);
    if path.exists() {
        return Some(path);
    }
    let required = std::env::var("TRUONGGAN_REQUIRE_REAL_DATA").is_ok_and(|required| required == "1");
    assert!(!required, "no real data at {}", path.display());
    println!("skipped: no real data at {}", path.display());
    None
}
