//! Planning: zonings on drawn towns with known areas, small cases against exhaustive search, and a real study against
//! the plans that a committee drew.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on fails, and says what it skips"
)]

#[path = "../support/mod.rs"]
mod support;

mod bcps;
mod cover;
mod rebalance;
