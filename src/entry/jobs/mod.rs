//! Long work: imports, and the next Snapshot.
