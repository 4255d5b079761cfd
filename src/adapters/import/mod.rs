//! Readers: files become staged rows and diagnostics; nothing is decided here.
