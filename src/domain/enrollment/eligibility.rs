//! Who may be placed: by calendar year, with grounds for late entry, and whom a person must look at first.

use super::round::Attributes;
use super::rule_set::{AttributeKind, Condition, RuleSet, Test};
use crate::base::ids::ApplicantIdx;

/// Whether an applicant may be placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Eligibility {
    /// Of the normal age.
    Eligible,
    /// Older, with a ground.
    Late,
    /// A person must look at it first.
    Pending(Pending),
    /// Too young; there is no early entry by rule.
    TooYoung,
    /// Older, without a ground.
    LateWithoutGround,
}

/// Why a person must look at an application first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pending {
    /// No pseudonym.
    MissingId,
    /// Several rows with one pseudonym.
    DuplicateId,
    /// No birth year.
    MissingBirthYear,
    /// Above the greatest age of late entry.
    AgeByHand,
    /// A rule of the rule set, by its reason.
    Rule(String),
}

impl Eligibility {
    /// Whether it may be placed.
    pub const fn is_eligible(&self) -> bool {
        matches!(self, Self::Eligible | Self::Late)
    }

    /// The code of the reason, empty where eligible.
    pub fn reason(&self) -> &str {
        match self {
            Self::Eligible | Self::Late => "",
            Self::Pending(pending) => pending.reason(),
            Self::TooYoung => "too_young",
            Self::LateWithoutGround => "late_without_ground",
        }
    }
}

impl Pending {
    fn reason(&self) -> &str {
        match self {
            Self::MissingId => "pending_missing_id",
            Self::DuplicateId => "pending_duplicate_id",
            Self::MissingBirthYear => "pending_missing_birth_year",
            Self::AgeByHand => "pending_age_by_hand",
            Self::Rule(reason) => reason,
        }
    }
}

/// Judges an applicant; the age is the school year's first calendar year less the birth year.
pub fn judge(
    rules: &RuleSet,
    attributes: &Attributes,
    applicant: ApplicantIdx,
    birth_year: Option<i32>,
) -> Eligibility {
    let Some(birth_year) = birth_year else {
        return Eligibility::Pending(Pending::MissingBirthYear);
    };
    let age = rules.first_year - birth_year;
    let by_age = judge_age(rules, attributes, applicant, age);
    if !matches!(by_age, Eligibility::Eligible | Eligibility::Late) {
        return by_age;
    }
    let waits = rules.pending.iter().find(|rule| {
        rule.when
            .iter()
            .all(|condition| holds_of_applicant(condition, attributes, applicant) == Some(true))
    });
    waits.map_or(by_age, |rule| {
        Eligibility::Pending(Pending::Rule(rule.reason.clone()))
    })
}

fn judge_age(rules: &RuleSet, attributes: &Attributes, applicant: ApplicantIdx, age: i32) -> Eligibility {
    let normal = rules.ages.normal.cast_signed();
    let (least, greatest) = rules.ages.late.map_or((normal + 1, normal), |(least, greatest)| {
        (least.cast_signed(), greatest.cast_signed())
    });
    if age < normal {
        Eligibility::TooYoung
    } else if age == normal {
        Eligibility::Eligible
    } else if age > greatest.max(normal) || age < least {
        Eligibility::Pending(Pending::AgeByHand)
    } else if has_ground(rules, attributes, applicant) {
        Eligibility::Late
    } else {
        Eligibility::LateWithoutGround
    }
}

/// A flag must be set; of any other kind the ground must be given.
fn has_ground(rules: &RuleSet, attributes: &Attributes, applicant: ApplicantIdx) -> bool {
    rules
        .ages
        .late_ground
        .is_some_and(|ground| match rules.attributes[ground].kind {
            AttributeKind::Flag => attributes.is_set(ground, applicant),
            _ => attributes.get(ground, applicant).is_some(),
        })
}

/// Whether a condition holds whatever the school; none where it asks about the school.
pub fn holds_of_applicant(
    condition: &Condition,
    attributes: &Attributes,
    applicant: ApplicantIdx,
) -> Option<bool> {
    let cell = attributes.get(condition.attribute, applicant);
    let is_one_of = |words: &[String]| cell.is_some_and(|cell| words.iter().any(|word| word == cell));
    match &condition.test {
        Test::Is(words) => Some(is_one_of(words)),
        Test::IsNot(words) => Some(!is_one_of(words)),
        Test::Given => Some(cell.is_some()),
        Test::Missing => Some(cell.is_none()),
        Test::ZoneOfSchool | Test::ThisSchool => None,
    }
}
