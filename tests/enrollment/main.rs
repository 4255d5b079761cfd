//! Enrollment: the rules as an algorithm, judged by exhaustive search, by independent readings and by invariants.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on fails, and says what it skips"
)]

#[path = "../support/mod.rs"]
mod support;

mod audit;
mod chance;
mod eligibility;
mod exhaustive;
mod flow_files;
mod invariants;
mod oracle;
mod rounds;
mod rules;
