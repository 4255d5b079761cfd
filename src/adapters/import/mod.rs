//! Readers: files become staged rows and diagnostics; nothing is decided here.

mod profile_yaml;

pub use profile_yaml::{read_profile, shipped_profiles};
