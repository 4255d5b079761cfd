//! What several test binaries share: drawn networks, seeded random numbers, real data.
#![allow(dead_code, reason = "each test binary uses a part")]

pub mod ascii_map;
pub mod flow_instance;
pub mod random;
pub mod real_data;
pub mod town;
