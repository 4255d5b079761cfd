//! Whether another distance would change a child's result, made anew.

use super::keys::Key;
use super::reasons::Reasons;
use crate::base::ids::ApplicantIdx;
use crate::domain::enrollment::outcome::{Flips, Fragility};

/// What the fragilities of all children follow from.
pub(super) struct Fragilities<'a, 'f> {
    reasons: &'a Reasons<'a, 'f>,
    /// By school the smallest key of a free child outside all quotas who wants it more than what it has.
    refused: Vec<Option<Key>>,
}

impl<'a, 'f> Fragilities<'a, 'f> {
    /// Finds the first refused of each school.
    pub(super) fn of(reasons: &'a Reasons<'a, 'f>) -> Self {
        let register = reasons.register;
        let mut refused: Vec<Option<Key>> = vec![None; register.tables.intakes.len()];
        let outside_quotas = register
            .children()
            .filter(|child| register.is_free(*child) && register.quotas[child.at()].is_none());
        for key in outside_quotas.flat_map(|child| wanted_more(reasons, child)) {
            let first = &mut refused[key.school().at()];
            *first = Some(first.map_or(key, |known| known.min(key)));
        }
        Self { reasons, refused }
    }

    /// A child's.
    pub(super) fn of_child(&self, child: ApplicantIdx) -> Fragility {
        let register = self.reasons.register;
        let has_bounds = register.pairs[register.range(child)]
            .iter()
            .any(|pair| pair.bounds.is_some());
        Fragility {
            scaled: self.flips(child, |pair| {
                let metres = register.pairs[pair].metres;
                (percent(metres, 95), percent(metres, 105))
            }),
            pin: has_bounds.then(|| {
                self.flips(child, |pair| {
                    let pair = register.pairs[pair];
                    pair.bounds.unwrap_or((pair.metres, pair.metres))
                })
            }),
        }
    }

    /// What changes if ways lie between a least and a greatest distance.
    fn flips(&self, child: ApplicantIdx, between: impl Fn(usize) -> (u32, u32)) -> Flips {
        let Reasons {
            register,
            seating,
            keys,
            ..
        } = *self.reasons;
        let quota = register.quotas[child.at()];
        let gains = wanted_more(self.reasons, child).filter(|key| {
            let school = key.school();
            let pair = register.pair(child, school);
            let shorter = pair.map_or(key.metres(), |pair| between(pair).0);
            let is_closed = seating.is_full(school) || seating.is_quota_full(school, quota);
            let passes = |bar| key.at_metres(shorter) < bar;
            !is_closed || seating.bar(school, quota).is_some_and(passes)
        });
        let given = seating.seats[child.at()].and_then(|seat| seat.pair);
        let loses = given.and_then(|pair| {
            let longer = keys[pair]?.at_metres(between(pair).1);
            let first = self.refused[register.pairs[pair].school.at()]?;
            Some(first < longer)
        });
        Flips {
            gains: gains.map(|key| register.code(key.school()).to_owned()).collect(),
            loses: loses.unwrap_or(false),
        }
    }
}

/// Keys of a child at the schools that it wants more than what it has.
fn wanted_more<'a>(reasons: &'a Reasons<'_, '_>, child: ApplicantIdx) -> impl Iterator<Item = Key> + use<'a> {
    let given = reasons.seating.seats[child.at()].and_then(|seat| seat.pair);
    let list = reasons.lists.of_child(child).iter().map(|pair| *pair as usize);
    list.take_while(move |pair| Some(*pair) != given)
        .filter_map(|pair| reasons.keys[pair])
}

/// So many percent, rounded half up.
fn percent(metres: u32, percent: u64) -> u32 {
    ((u64::from(metres) * percent + 50) / 100).min(u64::from(u32::MAX)) as u32
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn percents_round_half_up() {
        for (metres, of, expected) in [
            (10, 95, 10),
            (10, 105, 11),
            (30, 95, 29),
            (9, 105, 9),
            (u32::MAX, 105, u32::MAX),
        ] {
            assert_eq!(percent(metres, of), expected, "{metres} {of}");
        }
    }
}
