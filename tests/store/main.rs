//! The store through its port: what is staged comes back, what is published is whole, and a file that is not ours or
//! not sound is refused with a sentence that says what to do.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on stops where it stands"
)]
#![expect(clippy::print_stdout, reason = "a skipped test says so")]

mod crash;
mod files;
mod generate;
mod importing;
mod publishing;
mod rows;
mod saved_index;
mod support;
mod watching;

#[path = "../support/real_data.rs"]
mod real_data;
