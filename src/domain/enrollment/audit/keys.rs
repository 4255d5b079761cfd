//! The strict order of all pairs: tier, group, metres, sibling, lot, child, school, packed so that one comparison of
//! numbers is one comparison of keys.

use std::num::NonZeroU128;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::lots::Lots;
use super::register::Register;
use super::states::{all_hold, names_school};
use crate::base::ids::{ApplicantIdx, IntakeIdx};
use crate::domain::enrollment::outcome::KeyDoc;

/// The key of a pair; smaller stands before greater.
/// From the highest bits: 8 of the tier, 8 of the group, 32 of metres, 8 for not being a sibling, 32 for the place of the
/// child by lot and pseudonym, 32 for the school.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key(NonZeroU128);

impl Key {
    fn new(tier: u8, group: u8, metres: u32, is_sibling: bool, place: u32, school: IntakeIdx) -> Self {
        let standing = u128::from(tier) << 112 | u128::from(group) << 104 | u128::from(metres) << 72;
        let tie = u128::from(!is_sibling) << 64 | u128::from(place) << 32 | u128::from(school.0);
        Self(NonZeroU128::new(standing | tie).expect("tiers are numbered from 1"))
    }

    const fn bits(self) -> u128 {
        self.0.get()
    }

    pub(super) const fn tier(self) -> u8 {
        (self.bits() >> 112) as u8
    }

    pub(super) const fn group(self) -> u8 {
        (self.bits() >> 104) as u8
    }

    pub(super) const fn metres(self) -> u32 {
        (self.bits() >> 72) as u32
    }

    pub(super) const fn is_sibling(self) -> bool {
        (self.bits() >> 64) as u8 == 0
    }

    /// The place of the child by lot.
    const fn place(self) -> usize {
        (self.bits() >> 32) as u32 as usize
    }

    pub(super) const fn school(self) -> IntakeIdx {
        IntakeIdx(self.bits() as u32)
    }

    /// The child of the key.
    pub(super) fn child(self, lots: &Lots) -> ApplicantIdx {
        lots.order[self.place()]
    }

    /// The same child with another distance.
    pub(super) fn at_metres(self, metres: u32) -> Self {
        let place = self.place() as u32;
        Self::new(
            self.tier(),
            self.group(),
            metres,
            self.is_sibling(),
            place,
            self.school(),
        )
    }

    /// Tier and group alone.
    pub(super) const fn standing(self) -> (u8, u8) {
        (self.tier(), self.group())
    }

    /// The key as documents have it.
    pub(super) fn to_doc(self, lots: &Lots) -> KeyDoc {
        KeyDoc {
            tier: self.tier(),
            order: self.group(),
            metres: self.metres(),
            sibling: self.is_sibling(),
            lot: lots.hex(self.child(lots)),
        }
    }
}

/// The keys of all pairs, in the order of the pairs; none where no tier takes the child at the school.
pub(super) fn all_keys(register: &Register<'_>, lots: &Lots) -> Vec<Option<Key>> {
    let children = register.offsets.len() - 1;
    let keys_of = |child: usize| {
        let child = ApplicantIdx::from_usize(child);
        let pairs = register.pairs[register.range(child)].iter();
        pairs.map(move |pair| {
            let (tier, group) = standing(register, child, pair.school)?;
            let is_sibling = is_sibling(register, child, pair.school);
            let place = lots.places[child.at()];
            Some(Key::new(tier, group, pair.metres, is_sibling, place, pair.school))
        })
    };
    (0..children).into_par_iter().flat_map_iter(keys_of).collect()
}

/// Tier and group of a child at a school, wherever it is.
pub(super) fn standing(register: &Register<'_>, child: ApplicantIdx, school: IntakeIdx) -> Option<(u8, u8)> {
    let line = &register.tables.applicants[child.at()];
    let intake = Some(register.intake(school));
    let tiers = &register.rules.tiers;
    let tier = tiers.iter().find(|tier| all_hold(&tier.when, line, intake))?;
    let group = tier.order.iter().position(|group| all_hold(group, line, intake));
    let group = group.unwrap_or(tier.order.len());
    Some((tier.number, u8::try_from(group).unwrap_or(u8::MAX)))
}

fn is_sibling(register: &Register<'_>, child: ApplicantIdx, school: IntakeIdx) -> bool {
    register.rules.sibling.is_some_and(|attribute| {
        let cell = register.tables.applicants[child.at()].cells[attribute].as_deref();
        names_school(cell, register.code(school))
    })
}
