//! The binary: it reads the command line and starts one entry.

fn main() {}
