//! Tells cargo that a release binary carries `map-ui/dist`, so that it is built again when the page is.
//! In other profiles the page is read from the disk, and nothing needs building.

use std::fs::create_dir_all;

const PAGE: &str = "map-ui/dist";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // A path that is missing counts as changed at every build; an empty folder does not.
    let is_release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    if is_release && create_dir_all(PAGE).is_ok() {
        println!("cargo::rerun-if-changed={PAGE}");
    }
}
