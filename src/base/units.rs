//! Integer quantities: centimetres and deciseconds.
//! Sums of integers do not depend on their order, so equal inputs give equal answers to the last digit.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// Nothing.
            pub const ZERO: Self = Self(0);

            /// The difference, or zero where it would be negative.
            #[must_use]
            pub const fn saturating_sub(self, other: Self) -> Self {
                Self(self.0.saturating_sub(other.0))
            }

            /// The part `numerator / denominator` of the quantity, rounded half up; the whole where the
            /// denominator is zero.
            #[must_use]
            pub fn part(self, numerator: u32, denominator: u32) -> Self {
                if denominator == 0 {
                    return self;
                }
                let doubled = u64::from(self.0) * u64::from(numerator) * 2 + u64::from(denominator);
                Self((doubled / (u64::from(denominator) * 2)) as u32)
            }
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0.saturating_add(other.0))
            }
        }

        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                *self = *self + other;
            }
        }

        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
                iter.fold(Self::ZERO, Add::add)
            }
        }
    };
}

quantity!(
    /// A length in centimetres.
    ///
    /// # Units
    /// Up to 42,949 km.
    Centimetres
);
quantity!(
    /// A duration in tenths of a second.
    ///
    /// # Units
    /// Up to 4,971 days.
    Deciseconds
);

impl Centimetres {
    /// From metres, rounded half away from zero.
    pub fn from_metres(metres: f64) -> Self {
        Self((metres * 100.0).round() as u32)
    }

    /// As metres.
    pub fn metres(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl fmt::Display for Centimetres {
    /// Metres with two decimals, the form of every file and answer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl Deciseconds {
    /// From seconds, rounded half away from zero.
    pub fn from_seconds(seconds: f64) -> Self {
        Self((seconds * 10.0).round() as u32)
    }

    /// From minutes, rounded half away from zero.
    pub fn from_minutes(minutes: f64) -> Self {
        Self::from_seconds(minutes * 60.0)
    }

    /// Whole seconds, half up: the form of every file and answer.
    pub const fn whole_seconds(self) -> u32 {
        (self.0 + 5) / 10
    }

    /// The time to cover a length at a speed, rounded to the nearest decisecond.
    pub fn at_speed(length: Centimetres, speed_kmh: f64) -> Self {
        Self((f64::from(length.0) * 0.36 / speed_kmh).round() as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kilometre_at_walking_pace_takes_a_thousand_seconds() {
        let time = Deciseconds::at_speed(Centimetres::from_metres(1000.0), 3.6);
        assert_eq!(time.whole_seconds(), 1000);
    }

    #[test]
    fn parts_round_half_up_and_of_nothing_are_the_whole() {
        assert_eq!(Centimetres(5).part(1, 2), Centimetres(3));
        assert_eq!(Centimetres(5).part(0, 2), Centimetres(0));
        assert_eq!(Centimetres(5).part(3, 0), Centimetres(5));
    }

    #[test]
    fn lengths_are_written_as_metres_with_two_decimals() {
        assert_eq!(Centimetres(123_405).to_string(), "1234.05");
    }
}
