//! The vocabulary that every floor speaks: identifiers, quantities, diagnostics, progress, text and geometry.
//! It knows nothing of schools, roads or files.

pub mod bytes;
pub mod calendar;
pub mod diagnostic;
pub mod geom;
pub mod ids;
pub mod progress;
pub mod text;
pub mod units;
