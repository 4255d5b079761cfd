//! The words of a rule file, each item with its line; what they mean is said in `rules_yaml`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use serde_saphyr::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Whole {
    pub(super) id: String,
    pub(super) version: String,
    pub(super) place: Text,
    pub(super) school_year: String,
    pub(super) measure: MeasureItem,
    /// Kept as they stand, so that a slip in one does not hide the next.
    pub(super) clauses: Vec<Spanned<Value>>,
    #[serde(default)]
    pub(super) attributes: BTreeMap<String, Spanned<Value>>,
    pub(super) eligibility: Spanned<Value>,
    pub(super) tiers: Vec<Spanned<Value>>,
    pub(super) sibling: Option<Spanned<String>>,
    pub(super) list: ListItem,
    pub(super) seats: SeatsItem,
    #[serde(default)]
    pub(super) quotas: Vec<Spanned<Value>>,
    pub(super) cap_metres: u32,
    pub(super) levels: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    pub(super) vi: String,
    pub(super) en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MeasureItem {
    pub(super) profile: String,
    pub(super) rank: String,
    pub(super) ferry_metres: Value,
    pub(super) water_penalty_m: u32,
    pub(super) include_access_leg: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClauseItem {
    pub(super) id: String,
    pub(super) text: Text,
    #[serde(default)]
    pub(super) source: String,
    #[serde(default)]
    pub(super) verified: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AttributeItem {
    pub(super) kind: String,
    #[serde(default)]
    pub(super) words: Vec<String>,
    /// What it means, for people who fill in the column.
    #[serde(default, rename = "text")]
    pub(super) _text: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EligibilityItem {
    pub(super) normal_age: u32,
    pub(super) late_ages: Option<(u32, u32)>,
    pub(super) late_ground: Option<String>,
    pub(super) clause: Option<String>,
    #[serde(default)]
    pub(super) unverified: bool,
    #[serde(default)]
    pub(super) pending: Vec<PendingItem>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PendingItem {
    pub(super) reason: String,
    pub(super) when: Vec<ConditionItem>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TierItem {
    pub(super) tier: u8,
    pub(super) text: Text,
    pub(super) clause: Option<String>,
    #[serde(default)]
    pub(super) unverified: bool,
    #[serde(default)]
    pub(super) when: Vec<ConditionItem>,
    #[serde(default)]
    pub(super) order: Vec<Vec<ConditionItem>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConditionItem {
    pub(super) attribute: String,
    pub(super) is: Option<Words>,
    pub(super) is_not: Option<Words>,
    pub(super) matches: Option<String>,
    pub(super) given: Option<bool>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Words {
    One(String),
    Flag(bool),
    Some(Vec<String>),
}

impl Words {
    pub(super) fn into_list(self) -> Vec<String> {
        match self {
            Self::One(word) => vec![word],
            Self::Flag(flag) => vec![flag.to_string()],
            Self::Some(words) => words,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListItem {
    pub(super) order: String,
    pub(super) nearest: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeatsItem {
    pub(super) class_cap: u32,
    pub(super) multigrade_cap: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuotaItem {
    pub(super) id: String,
    pub(super) attribute: String,
    pub(super) per: String,
    pub(super) each: u32,
}
