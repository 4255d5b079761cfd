//! Refusals as problems: each with its stable code.

use super::problem::{Problem, ProblemCode};
use crate::entry::replies::{Bilingual, explain_pin, explain_unreached};
use crate::snapshot::query::{PinRefusal, RouteRefusal};

pub(super) fn refuse_pin(refusal: PinRefusal) -> Problem {
    let code = match refusal {
        PinRefusal::OutOfRange => ProblemCode::CoordinatesOutOfRange,
        PinRefusal::Swapped => ProblemCode::CoordinatesSwapped,
        PinRefusal::OutsideMap { .. } => ProblemCode::OutsideMap,
        PinRefusal::FarFromRoad { .. } => ProblemCode::PinFarFromRoad,
    };
    Problem::new(code, explain_pin(refusal))
}

pub(super) fn refuse_route(refusal: RouteRefusal) -> Problem {
    match refusal {
        RouteRefusal::Pin(refusal) => refuse_pin(refusal),
        RouteRefusal::Unreached(why) => {
            let reason = explain_unreached(why);
            Problem::new(ProblemCode::Unreachable, Bilingual::new(reason.vi, reason.en))
        }
    }
}
