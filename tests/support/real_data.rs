//! Finds the real data that lie beside the repository and are no part of it.

use std::path::PathBuf;

/// The path of a real file, or none where the folder is absent and not required; the reason is printed.
pub fn real_data(relative: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("TRUONGGAN_REAL_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        PathBuf::from,
    );
    let path = folder.join(relative);
    if path.exists() {
        return Some(path);
    }
    let is_required = std::env::var_os("TRUONGGAN_REQUIRE_REAL_DATA").is_some_and(|value| value == "1");
    assert!(
        !is_required,
        "real data are required and absent at {}",
        path.display()
    );
    println!("skipped: no real data at {}", path.display());
    None
}
