//! The solver against exhaustive search on thousands of small instances, and its proofs on larger ones.

mod levels;
mod town;
mod transport;
