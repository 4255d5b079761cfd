//! A rule set from a YAML file: what is wrong with any part is told at once, each with its line.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_saphyr::Spanned;

use super::rules_items::{
    AttributeItem, ClauseItem, ConditionItem, EligibilityItem, MeasureItem, PendingItem, QuotaItem, Text,
    TierItem, Whole,
};
use crate::adapters::import::{ImportError, file_name};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::domain::enrollment::{
    AgeRule, Attribute, AttributeKind, Bilingual, Clause, Condition, Level, ListOrder, MeasureRule,
    PendingRule, Quota, RuleSet, SeatRule, Test, Tier, check_rules,
};

/// Reads a rule set and checks it; none where it has errors. The text itself is what is frozen and hashed.
pub fn read_rules(path: &Path) -> Result<(Option<(RuleSet, String)>, Diagnostics), ImportError> {
    let bytes = fs::read(path).map_err(|source| ImportError::Open {
        path: path.to_owned(),
        source,
    })?;
    let (rules, found) = match String::from_utf8(bytes) {
        Ok(text) => {
            let (rules, found) = rules_of_text(text.trim_start_matches('\u{FEFF}'));
            (rules.map(|rules| (rules, text)), found)
        }
        Err(_not_text) => {
            let sentence = "The text is not UTF-8; save the file as UTF-8.";
            let mut found = Diagnostics::new();
            found.push(Diagnostic::new(Severity::Error, "rules/not_utf8", sentence));
            (None, found)
        }
    };
    Ok((rules, found.in_file(&file_name(path))))
}

/// The same of a text.
pub fn rules_of_text(text: &str) -> (Option<RuleSet>, Diagnostics) {
    let mut reading = Reading::default();
    let rules = match serde_saphyr::from_str::<Whole>(text) {
        Ok(whole) => reading.rules(whole),
        Err(error) => {
            reading.tell(
                None,
                "rules/syntax",
                format!("The rules cannot be read: {error}. Mend the line it names."),
            );
            None
        }
    };
    let mut found = reading.found;
    // What could not be read at a line would only be told again as missing there.
    let told: BTreeSet<Option<u64>> = found
        .findings()
        .flat_map(|(_, finding)| &finding.examples)
        .map(|example| example.place.row)
        .collect();
    // Nor can anything be said about who reaches a tier whose conditions are not all known.
    let reach_unknown = found.has_errors();
    for finding in rules.iter().flat_map(check_rules) {
        let is_moot = reach_unknown && finding.code.starts_with("rules/unreachable");
        if !is_moot && !told.contains(&finding.place.row) {
            found.push(finding);
        }
    }
    (rules.filter(|_| !found.has_errors()), found)
}

/// What has been read so far, for names to be looked up.
#[derive(Default)]
struct Reading {
    attributes: Vec<Attribute>,
    clauses: Vec<Clause>,
    found: Diagnostics,
}

impl Reading {
    fn tell(&mut self, line: Option<u64>, code: &'static str, sentence: String) {
        let finding = Diagnostic::new(Severity::Error, code, sentence);
        self.found.push(match line {
            Some(line) => finding.at_row(line),
            None => finding,
        });
    }

    /// An item of its words; a slip is told at its line.
    fn item<T: DeserializeOwned>(&mut self, value: Spanned<Value>, what: &str) -> Option<(u64, T)> {
        let line = value.referenced.line();
        match serde_json::from_value(value.value) {
            Ok(item) => Some((line, item)),
            Err(error) => {
                self.tell(
                    Some(line),
                    "rules/item",
                    format!("The {what} cannot be read: {error}. Mend it."),
                );
                None
            }
        }
    }

    fn rules(&mut self, whole: Whole) -> Option<RuleSet> {
        for clause in whole.clauses {
            let clause = self.item::<ClauseItem>(clause, "clause");
            self.clauses
                .extend(clause.map(|(line, item)| clause_of(line, item)));
        }
        for (name, value) in whole.attributes {
            let attribute = self.item::<AttributeItem>(value, "attribute");
            if let Some((line, item)) = attribute {
                self.attribute(name, line, item);
            }
        }
        let first_year = self.first_year(&whole.school_year);
        let ages = self.item::<EligibilityItem>(whole.eligibility, "eligibility");
        let ages = ages.map(|(line, item)| self.ages(line, item));
        let tiers = whole
            .tiers
            .into_iter()
            .filter_map(|tier| self.item::<TierItem>(tier, "tier"));
        let tiers: Vec<(u64, TierItem)> = tiers.collect();
        let tiers = tiers
            .into_iter()
            .map(|(line, item)| self.tier(line, item))
            .collect();
        let sibling = whole
            .sibling
            .and_then(|name| self.find_attribute(&name.value, name.referenced.line()));
        let quotas: Vec<(u64, QuotaItem)> = whole
            .quotas
            .into_iter()
            .filter_map(|quota| self.item(quota, "quota"))
            .collect();
        let quotas = quotas
            .into_iter()
            .filter_map(|(line, item)| self.quota(line, item))
            .collect();
        let levels = whole
            .levels
            .into_iter()
            .filter_map(|word| self.level(&word))
            .collect();
        let list_order = self.list_order(&whole.list.order);
        let (ages, pending) = ages?;
        Some(RuleSet {
            id: whole.id,
            version: whole.version,
            place: bilingual(whole.place),
            first_year: first_year?,
            measure: self.measure(whole.measure),
            clauses: std::mem::take(&mut self.clauses),
            attributes: std::mem::take(&mut self.attributes),
            ages,
            pending,
            tiers,
            sibling,
            list_order: list_order?,
            list_nearest: whole.list.nearest,
            seats: SeatRule {
                class_cap: whole.seats.class_cap,
                multigrade_cap: whole.seats.multigrade_cap,
            },
            quotas,
            cap_metres: whole.cap_metres,
            levels,
        })
    }

    fn first_year(&mut self, text: &str) -> Option<i32> {
        let year = |text: &str| text.trim().parse::<i32>().ok();
        let years = text
            .split_once(['-', '–'])
            .and_then(|(first, second)| Some((year(first)?, year(second)?)));
        match years {
            Some((first, second)) if second == first + 1 => Some(first),
            _ => {
                let sentence = format!("`{text}` is not a school year; write two years such as 2026-2027.");
                self.tell(None, "rules/school_year", sentence);
                None
            }
        }
    }

    fn list_order(&mut self, word: &str) -> Option<ListOrder> {
        match word {
            "key" => Some(ListOrder::Key),
            "distance" => Some(ListOrder::Distance),
            other => {
                let sentence = format!("A list is not ordered by `{other}`; write key or distance.");
                self.tell(None, "rules/list_order", sentence);
                None
            }
        }
    }

    fn measure(&mut self, item: MeasureItem) -> MeasureRule {
        let ferry_metres = match item.ferry_metres {
            Value::String(word) => word,
            other => other.to_string(),
        };
        let is_factor = ferry_metres
            .parse::<f64>()
            .is_ok_and(|factor| factor.is_finite() && factor >= 0.0);
        if !matches!(ferry_metres.as_str(), "drawn" | "zero") && !is_factor {
            let sentence = format!("ferry_metres is `{ferry_metres}`; write drawn, zero or a factor.");
            self.tell(None, "rules/measure", sentence);
        }
        if !matches!(item.rank.as_str(), "metres" | "minutes") {
            let sentence = format!("rank is `{}`; write metres or minutes.", item.rank);
            self.tell(None, "rules/measure", sentence);
        }
        MeasureRule {
            profile: item.profile,
            rank: item.rank,
            ferry_metres,
            water_penalty_m: item.water_penalty_m,
            include_access_leg: item.include_access_leg,
        }
    }

    fn attribute(&mut self, name: String, line: u64, item: AttributeItem) {
        let kind = match (item.kind.as_str(), item.words) {
            ("text", _) => AttributeKind::Text,
            ("flag", _) => AttributeKind::Flag,
            ("schools", _) => AttributeKind::Schools,
            ("word", words) if !words.is_empty() => AttributeKind::Word(words),
            (other, _) => {
                let sentence = format!(
                    "Attribute `{name}` is of kind `{other}`; write text, flag, schools, or word with its words."
                );
                self.tell(Some(line), "rules/attribute_kind", sentence);
                AttributeKind::Text
            }
        };
        self.attributes.push(Attribute { name, kind, line });
    }

    fn find_attribute(&mut self, name: &str, line: u64) -> Option<usize> {
        let found = self.attributes.iter().position(|known| known.name == name);
        if found.is_none() {
            let known: Vec<&str> = self.attributes.iter().map(|known| known.name.as_str()).collect();
            let sentence = format!(
                "There is no attribute `{name}`; the attributes are: {}. Add it or mend the name.",
                known.join(", ")
            );
            self.tell(Some(line), "rules/unknown_attribute", sentence);
        }
        found
    }

    fn find_clause(&mut self, name: Option<&str>, line: u64) -> Option<usize> {
        let name = name?;
        let found = self.clauses.iter().position(|known| known.id == name);
        if found.is_none() {
            self.tell(
                Some(line),
                "rules/unknown_clause",
                format!("There is no clause `{name}`; add it or mend the name."),
            );
        }
        found
    }

    fn ages(&mut self, line: u64, item: EligibilityItem) -> (AgeRule, Vec<PendingRule>) {
        let clause = self.find_clause(item.clause.as_deref(), line);
        match clause {
            None => {
                let sentence = "eligibility rests on no clause; name one as clause.".to_owned();
                self.tell(Some(line), "rules/missing_citation", sentence);
            }
            Some(clause) if !self.clauses[clause].verified && !item.unverified => {
                let sentence = format!(
                    "eligibility rests on clause `{}`, whose text was not read; write unverified: true beside it.",
                    self.clauses[clause].id
                );
                self.tell(Some(line), "rules/unverified_unmarked", sentence);
            }
            Some(_) => {}
        }
        let late_ground = item.late_ground.and_then(|name| self.find_attribute(&name, line));
        let pending = item
            .pending
            .into_iter()
            .map(|rule| self.pending(line, rule))
            .collect();
        let ages = AgeRule {
            normal: item.normal_age,
            late: item.late_ages,
            late_ground,
            clause,
            line,
        };
        (ages, pending)
    }

    fn pending(&mut self, line: u64, item: PendingItem) -> PendingRule {
        PendingRule {
            when: self.conditions(line, item.when),
            reason: format!("pending_{}", item.reason.trim_start_matches("pending_")),
            line,
        }
    }

    fn tier(&mut self, line: u64, item: TierItem) -> Tier {
        Tier {
            number: item.tier,
            text: bilingual(item.text),
            clause: self.find_clause(item.clause.as_deref(), line),
            marked_unverified: item.unverified,
            when: self.conditions(line, item.when),
            order: item
                .order
                .into_iter()
                .map(|group| self.conditions(line, group))
                .collect(),
            line,
        }
    }

    fn quota(&mut self, line: u64, item: QuotaItem) -> Option<Quota> {
        Some(Quota {
            attribute: self.find_attribute(&item.attribute, line)?,
            id: item.id,
            per: item.per,
            each: item.each,
            line,
        })
    }

    fn level(&mut self, word: &Spanned<String>) -> Option<Level> {
        let level = Level::ALL.into_iter().find(|level| level.as_str() == word.value);
        if level.is_none() {
            let words = Level::ALL.map(Level::as_str).join(", ");
            let sentence = format!("`{}` is no level; the levels are {words}.", word.value);
            self.tell(Some(word.referenced.line()), "rules/level", sentence);
        }
        level
    }

    fn conditions(&mut self, line: u64, items: Vec<ConditionItem>) -> Vec<Condition> {
        items
            .into_iter()
            .filter_map(|item| self.condition(line, item))
            .collect()
    }

    fn condition(&mut self, line: u64, item: ConditionItem) -> Option<Condition> {
        let attribute = self.find_attribute(&item.attribute, line)?;
        let tests = [
            item.is.map(|words| Test::Is(words.into_list())),
            item.is_not.map(|words| Test::IsNot(words.into_list())),
            item.given
                .map(|given| if given { Test::Given } else { Test::Missing }),
            match item.matches.as_deref() {
                Some("zone_of_school") => Some(Test::ZoneOfSchool),
                Some("school") => Some(Test::ThisSchool),
                Some(other) => {
                    let sentence =
                        format!("An attribute cannot match `{other}`; write zone_of_school or school.");
                    self.tell(Some(line), "rules/condition", sentence);
                    return None;
                }
                None => None,
            },
        ];
        let mut tests = tests.into_iter().flatten();
        if let (Some(test), None) = (tests.next(), tests.next()) {
            return Some(Condition {
                attribute,
                test,
                line,
            });
        }
        let sentence = format!(
            "The condition on `{}` must ask one thing: is, is_not, matches or given.",
            item.attribute
        );
        self.tell(Some(line), "rules/condition", sentence);
        None
    }
}

fn clause_of(line: u64, item: ClauseItem) -> Clause {
    Clause {
        id: item.id,
        text: bilingual(item.text),
        source: item.source.trim().to_owned(),
        verified: item.verified,
        line,
    }
}

fn bilingual(text: Text) -> Bilingual {
    Bilingual {
        vi: text.vi,
        en: text.en,
    }
}
