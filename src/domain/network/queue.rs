//! The queue of the searches: keys leave it in order, and none that enters is before the last one that left.
//! It knows nothing of what the keys stand for.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::mem;

/// A radix heap over coarse steps of the quantity; the keys of the present step stand in a small binary heap in front,
/// which puts them in the whole order.
///
/// Source: Ahuja, Mehlhorn, Orlin and Tarjan, Faster algorithms for the shortest path problem, JACM 37 (1990),
/// section 2; a key moves at most once for each bit of its step, and nearly all moves are along arrays.
#[derive(Debug)]
pub(super) struct SearchQueue {
    /// The keys of the present step.
    front: BinaryHeap<Reverse<u128>>,
    /// Keys of later steps, by the highest bit in which their step differs from the present one.
    later: [Vec<u128>; BITS],
    step: u32,
}

/// A step is 256 units of the quantity, 2.56 m or 25.6 s: few enough keys for the heap in front to stay in the
/// nearest cache.
const STEP_BITS: u32 = 8;
const BITS: usize = (u32::BITS - STEP_BITS) as usize;

impl SearchQueue {
    pub(super) fn new() -> Self {
        Self {
            front: BinaryHeap::new(),
            later: [const { Vec::new() }; BITS],
            step: 0,
        }
    }

    /// Adds a key, whose step is not less than that of the last key that left.
    pub(super) fn push(&mut self, key: u128) {
        let differing = step_of(key) ^ self.step;
        match differing.checked_ilog2() {
            None => self.front.push(Reverse(key)),
            Some(bit) => self.later[bit as usize].push(key),
        }
    }

    /// Takes the least key.
    pub(super) fn pop(&mut self) -> Option<u128> {
        if self.front.is_empty() {
            self.advance();
        }
        self.front.pop().map(|Reverse(key)| key)
    }

    /// Goes on to the next step that has keys.
    fn advance(&mut self) {
        let Some(bit) = self.later.iter().position(|keys| !keys.is_empty()) else {
            return;
        };
        let mut keys = mem::take(&mut self.later[bit]);
        let steps = keys.iter().map(|key| step_of(*key));
        self.step = steps.min().unwrap_or(self.step);
        for key in keys.drain(..) {
            self.push(key);
        }
        // Its room is kept for the keys to come.
        self.later[bit] = keys;
    }
}

/// The step of the quantity that a search is ordered by, which is the highest 32 bits of its keys.
const fn step_of(key: u128) -> u32 {
    (key >> 96) as u32 >> STEP_BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look random, always the same (Knuth, The Art of Computer Programming 2, 3.3.4, line 26).
    fn scattered() -> impl Iterator<Item = u64> {
        std::iter::successors(Some(1_u64), |x| {
            Some(x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1))
        })
    }

    #[test]
    fn keys_leave_in_the_order_of_a_plain_heap() {
        let mut numbers = scattered();
        let mut queue = SearchQueue::new();
        let mut plain = BinaryHeap::new();
        let mut last = 0_u128;
        for round in 0..20_000 {
            for ahead in numbers.by_ref().take(1 + round % 3) {
                let key = last + (u128::from(ahead >> 48) << 96) + u128::from(ahead & 0xff);
                queue.push(key);
                plain.push(Reverse(key));
            }
            let least = queue.pop();
            assert_eq!(least, plain.pop().map(|Reverse(key)| key));
            last = least.unwrap_or(last) >> 96 << 96;
        }
        while let Some(Reverse(key)) = plain.pop() {
            assert_eq!(queue.pop(), Some(key));
        }
        assert_eq!(queue.pop(), None);
    }
}
