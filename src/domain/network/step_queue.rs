//! The queue of the searches: things leave it in steps of the quantity that a search is ordered by, those of one step
//! in no order that matters.
//! It knows nothing of what the things stand for.

use std::mem;

/// A row of buckets, one a step.
///
/// A search that takes things of one step in any order must be ready to improve what it has found within the step; in
/// return a thing is put down once and taken up once, without a heap.
/// Source: Meyer and Sanders, Delta-stepping: a parallelizable shortest path algorithm, Journal of Algorithms 49
/// (2003), section 2.
#[derive(Debug)]
pub(super) struct StepQueue<T> {
    steps: Vec<Vec<T>>,
    present: usize,
    /// A step is so many bits of the quantity wide.
    bits: u32,
    /// Room of steps that are done, for steps to come: few are in use at a time.
    spare: Vec<Vec<T>>,
}

/// Everything farther stands in one last step, so that one absurd length in the data does not take all memory.
const LAST_STEP: usize = (1 << 18) - 1;

impl<T> StepQueue<T> {
    /// An empty queue whose steps are so many bits of the quantity wide.
    pub(super) const fn new(bits: u32) -> Self {
        Self {
            steps: Vec::new(),
            present: 0,
            bits,
            spare: Vec::new(),
        }
    }

    /// Begins again, with the room of an earlier search.
    pub(super) fn restart(&mut self) {
        self.spare
            .extend(self.steps.drain(..).filter(|step| step.capacity() > 0));
        self.spare.iter_mut().for_each(Vec::clear);
        self.present = 0;
    }

    /// The step of a quantity.
    pub(super) const fn step_of(&self, quantity: u32) -> usize {
        let step = (quantity >> self.bits) as usize;
        if step < LAST_STEP { step } else { LAST_STEP }
    }

    /// The step that is being taken.
    pub(super) const fn present(&self) -> usize {
        self.present
    }

    /// Adds a thing whose step is not before the present one.
    pub(super) fn push(&mut self, quantity: u32, thing: T) {
        let step = self.step_of(quantity);
        debug_assert!(step >= self.present, "a search goes only farther");
        if step >= self.steps.len() {
            self.steps.resize_with(step + 1, Vec::new);
        }
        let things = &mut self.steps[step];
        if things.capacity() == 0 {
            *things = self.spare.pop().unwrap_or_default();
        }
        things.push(thing);
    }

    /// Takes a thing of the nearest step that has any.
    pub(super) fn pop(&mut self) -> Option<T> {
        while let Some(things) = self.steps.get_mut(self.present) {
            if let Some(thing) = things.pop() {
                return Some(thing);
            }
            if things.capacity() > 0 {
                self.spare.push(mem::take(things));
            }
            self.present += 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_leave_in_the_order_of_their_steps_and_none_is_lost() {
        let mut queue = StepQueue::new(4);
        // Numbers that look random, always the same (Knuth, The Art of Computer Programming 2, 3.3.4, line 26).
        let mut numbers = std::iter::successors(Some(1_u64), |x| {
            Some(x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1))
        });
        for _ in 0..2 {
            queue.restart();
            queue.push(0, 0);
            let (mut n_pushed, mut n_popped) = (1, 0);
            let mut last = 0;
            while let Some(quantity) = queue.pop() {
                n_popped += 1;
                assert!(quantity >> 4 >= last >> 4, "{quantity} after {last}");
                last = quantity;
                for ahead in numbers.by_ref().take(if n_pushed < 5_000 { 2 } else { 0 }) {
                    let farther = quantity + (ahead >> 56) as u32;
                    queue.push(farther, farther);
                    n_pushed += 1;
                }
            }
            assert_eq!(n_popped, n_pushed);
        }
    }

    #[test]
    fn the_farthest_quantities_share_one_step() {
        let mut queue = StepQueue::new(4);
        queue.push(u32::MAX, "farthest");
        queue.push(7, "near");
        assert_eq!(queue.pop(), Some("near"));
        assert_eq!(queue.pop(), Some("farthest"));
        assert_eq!(queue.pop(), None);
    }
}
