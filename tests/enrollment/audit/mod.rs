//! The audit: it passes every honest outcome, and no other.

mod changed;
mod desk;
mod forged;
mod honest;
mod plans;
mod short_lists;
mod town;
