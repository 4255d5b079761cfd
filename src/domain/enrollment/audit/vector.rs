//! Values level by level, compared from the first: exact, since every entry comes of 64 bits and there are fewer than
//! 2^60 of them in any sum.

/// A place for children without a seat and one for each level that is a sum.
const ENTRIES: usize = 6;

/// A vector; entries beyond the levels in use are zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Vector([i128; ENTRIES]);

impl Vector {
    pub(super) const ZERO: Self = Self([0; ENTRIES]);

    /// The cost of a child without a seat.
    pub(super) const fn no_seat() -> Self {
        let mut entries = [0; ENTRIES];
        entries[0] = 1;
        Self(entries)
    }

    /// A vector of its first entries.
    pub(super) fn of(entries: impl IntoIterator<Item = i128>) -> Self {
        let mut vector = Self::ZERO;
        for (at, entry) in vector.0.iter_mut().zip(entries) {
            *at = entry;
        }
        vector
    }

    pub(super) fn plus(self, other: Self) -> Self {
        self.with(other, i128::checked_add)
    }

    pub(super) fn minus(self, other: Self) -> Self {
        self.with(other, i128::checked_sub)
    }

    pub(super) fn times(self, count: u32) -> Self {
        self.with(Self([i128::from(count); ENTRIES]), i128::checked_mul)
    }

    /// Its first entries, the others zero.
    pub(super) fn first(self, entries: usize) -> Self {
        Self::of(self.0.into_iter().take(entries))
    }

    /// Its first entries as files have them.
    pub(super) fn to_entries(self, entries: usize) -> Vec<i64> {
        let clamp = |entry: i128| entry.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64;
        self.0.into_iter().take(entries).map(clamp).collect()
    }

    fn with(self, other: Self, by: impl Fn(i128, i128) -> Option<i128>) -> Self {
        let entry = |at: usize| by(self.0[at], other.0[at]).expect("sums of entries of 64 bits fit into 128");
        Self(std::array::from_fn(entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_entry_that_differs_decides() {
        let small = Vector::of([1, -5, 9]);
        let great = Vector::of([1, -4, 0]);
        assert!(small < great && Vector::ZERO < small && Vector::of([0, -1]) < Vector::ZERO);
        assert_eq!(great.minus(small), Vector::of([0, 1, -9]));
        assert_eq!(small.times(3).plus(small), Vector::of([4, -20, 36]));
        assert_eq!(small.first(2).to_entries(3), [1, -5, 0]);
        let most = Vector::of([i128::from(i64::MAX)]).times(u32::MAX);
        assert_eq!(most.to_entries(1), [i64::MAX]);
    }
}
