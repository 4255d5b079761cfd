//! Schools as a transportation problem sees them: one node of seats each, or several where a quota can bind, so that
//! seats within seats stay a transportation problem.
//!
//! A school with S seats and at most Q children of a quota is one node of Q seats that is open to all, and one of S − Q
//! that is open to children outside the quota only.

use super::flow::SeatPrices;
use super::key::KeyTable;
use super::matching::SeatsLeft;
use super::round::Round;
use super::rule_set::RuleSet;
use crate::base::ids::{ApplicantIdx, IntakeIdx};

/// Nodes of seats, grouped by school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatNodes {
    /// Seats of each node.
    pub seats: Vec<u32>,
    /// The school of each node.
    pub intake: Vec<IntakeIdx>,
    /// First node of each school; one more at the end.
    first: Vec<u32>,
    n_quotas: usize,
}

impl SeatNodes {
    /// Splits the schools at which more children of a quota could sit than there is room for them.
    pub fn of(rules: &RuleSet, round: &Round, table: &KeyTable, left: &SeatsLeft) -> Self {
        let n_quotas = rules.quotas.len();
        let wanting = wanting(round, table, left, n_quotas);
        let mut nodes = Self {
            seats: Vec::with_capacity(round.intakes.len()),
            intake: Vec::with_capacity(round.intakes.len()),
            first: vec![0],
            n_quotas,
        };
        for (at, seats) in left.seats.iter().copied().enumerate() {
            let rooms: Vec<u32> = left.quotas[at].iter().map(|room| (*room).min(seats)).collect();
            let can_bind = rooms
                .iter()
                .zip(&wanting[at])
                .any(|(room, wanting)| wanting > room);
            let rest = seats.checked_sub(rooms.iter().sum());
            match rest.filter(|_| can_bind) {
                Some(rest) => nodes.seats.extend(rooms.into_iter().chain([rest])),
                None => nodes.seats.push(seats),
            }
            nodes.intake.resize(nodes.seats.len(), IntakeIdx::from_usize(at));
            nodes.first.push(nodes.seats.len() as u32);
        }
        nodes
    }

    /// The nodes of a school that are open to a child.
    pub fn open_to(&self, intake: IntakeIdx, quota: Option<usize>) -> std::ops::Range<u32> {
        let nodes = self.nodes_of(intake);
        match quota {
            Some(quota) if nodes.len() > 1 => nodes.start + quota as u32..nodes.start + quota as u32 + 1,
            _ => nodes,
        }
    }

    fn nodes_of(&self, intake: IntakeIdx) -> std::ops::Range<u32> {
        self.first[intake.at()]..self.first[intake.at() + 1]
    }

    /// What a seat costs at each school: the cheapest node that has one. Where there is none, the dearest, so that a
    /// quota that has room is not what keeps children out.
    pub fn seat_prices(&self, prices: &SeatPrices) -> Vec<Vec<i64>> {
        let schools = (0..self.first.len() - 1).map(IntakeIdx::from_usize);
        schools.map(|intake| self.seat_price(intake, prices)).collect()
    }

    fn seat_price(&self, intake: IntakeIdx, prices: &SeatPrices) -> Vec<i64> {
        let nodes = self.nodes_of(intake);
        let with_seats = nodes.clone().filter(|node| self.seats[*node as usize] > 0);
        let cheapest = with_seats.map(|node| prices.of(node)).min();
        let cheapest = cheapest.or_else(|| nodes.map(|node| prices.of(node)).max());
        cheapest.unwrap_or_default().to_vec()
    }

    /// What a seat of each quota costs more than a seat, by school and quota.
    pub fn quota_prices(&self, prices: &SeatPrices) -> Vec<Vec<Vec<i64>>> {
        let schools = (0..self.first.len() - 1).map(IntakeIdx::from_usize);
        let more = |intake: IntakeIdx| {
            let (nodes, seat) = (self.nodes_of(intake), self.seat_price(intake, prices));
            let of_quota = |quota: usize| -> Vec<i64> {
                let has_seats = nodes.clone().any(|node| self.seats[node as usize] > 0);
                if nodes.len() == 1 || !has_seats {
                    return vec![0; seat.len()];
                }
                let own = prices.of(nodes.start + quota as u32);
                own.iter().zip(&seat).map(|(own, seat)| own - seat).collect()
            };
            (0..self.n_quotas).map(of_quota).collect()
        };
        schools.map(more).collect()
    }
}

/// How many free children of each quota have a key at each school.
fn wanting(round: &Round, table: &KeyTable, left: &SeatsLeft, n_quotas: usize) -> Vec<Vec<u32>> {
    let mut wanting = vec![vec![0; n_quotas]; round.intakes.len()];
    let counted =
        |applicant: ApplicantIdx| left.quota_of[applicant.at()].filter(|_| round.is_free(applicant));
    for applicant in round.applicant_idxs() {
        if let Some(quota) = counted(applicant) {
            for key in table.keys[round.range_of(applicant)].iter().flatten() {
                wanting[key.intake().at()][quota] += 1;
            }
        }
    }
    wanting
}
