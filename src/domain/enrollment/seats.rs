//! Seats of the first grade from rooms, sessions and the classes of the other grades.

use super::rule_set::SeatRule;

/// What a school has, and what is taken of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SeatParts {
    /// Rooms for classes.
    pub rooms: u32,
    /// Classes that one room serves, in thousandths: 1000 where each class has its own.
    pub sessions_thousandths: u32,
    /// Classes of grades 2 to 5.
    pub classes_2_to_5: u32,
    /// Children who repeat the first grade.
    pub repeaters: u32,
    /// Seats kept back.
    pub reserved: u32,
    /// Children in a class here; that of the rule set where none.
    pub class_cap: Option<u32>,
}

/// Seats: the cap times (⌊rooms × sessions⌋ − classes of grades 2 to 5), less repeaters and reserved seats; none where
/// more is taken than there is, with a sentence that says what.
///
/// Source: `35 × classes` follows Circular 28/2020, article 16; the number itself is the rule set's.
pub fn seats_of(rule: &SeatRule, parts: &SeatParts) -> Result<u32, String> {
    let classes = u64::from(parts.rooms) * u64::from(parts.sessions_thousandths) / 1000;
    let cap = parts.class_cap.unwrap_or(rule.class_cap);
    if cap > rule.class_cap {
        return Err(format!(
            "class_cap is {cap}, above the {} of the rule set; more needs an override with its reason.",
            rule.class_cap
        ));
    }
    let Some(first_grade) = classes.checked_sub(u64::from(parts.classes_2_to_5)) else {
        return Err(format!(
            "{} classes of grades 2 to 5 stand against room for {classes}; correct rooms, sessions or classes_2_to_5.",
            parts.classes_2_to_5
        ));
    };
    let offered = first_grade * u64::from(cap);
    let taken = u64::from(parts.repeaters) + u64::from(parts.reserved);
    let left = offered
        .checked_sub(taken)
        .and_then(|seats| u32::try_from(seats).ok());
    left.ok_or_else(|| {
        format!("repeaters and reserved take {taken} of {offered} seats; correct them, or rooms and classes.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: SeatRule = SeatRule {
        class_cap: 35,
        multigrade_cap: 15,
    };

    #[test]
    fn seats_follow_from_rooms() {
        let parts = SeatParts {
            rooms: 10,
            sessions_thousandths: 1500,
            classes_2_to_5: 11,
            repeaters: 3,
            reserved: 2,
            class_cap: None,
        };
        assert_eq!(seats_of(&RULE, &parts), Ok(4 * 35 - 5));
        let small = SeatParts {
            class_cap: Some(15),
            ..parts
        };
        assert_eq!(seats_of(&RULE, &small), Ok(4 * 15 - 5));
    }

    #[test]
    fn more_taken_than_there_is_is_told() {
        let parts = SeatParts {
            rooms: 4,
            sessions_thousandths: 1000,
            classes_2_to_5: 5,
            ..SeatParts::default()
        };
        assert!(seats_of(&RULE, &parts).unwrap_err().contains("5 classes"));
        let full = SeatParts {
            classes_2_to_5: 4,
            reserved: 1,
            ..parts
        };
        assert!(seats_of(&RULE, &full).unwrap_err().contains("1 of 0 seats"));
        let crowded = SeatParts {
            class_cap: Some(40),
            ..full
        };
        assert!(seats_of(&RULE, &crowded).unwrap_err().contains("override"));
    }
}
