//! The built binary as people and scripts use it: verbs in, exit codes, files and answers out.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![expect(clippy::print_stdout, reason = "a skipped test says so")]

#[path = "../support/mod.rs"]
mod support;

mod allocate;
mod areas;
mod audit;
mod demo;
mod drawn;
mod ground;
mod help;
mod importing;
mod matrix;
mod nearest;
mod program;
mod scenario;
mod server;
mod serving;
mod timed;
mod twelve_children;
mod zoning;
