//! Enrollment: which child is offered which school's seat, and the proof that the offer is what the rules ask for.

pub mod flow;
