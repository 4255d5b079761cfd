//! A letter's sentences: numbers and codes of an explanation put into the shipped template.

use crate::domain::enrollment::{Bilingual, Considered, Explanation, RuleSet};

/// The languages of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Vietnamese.
    Vietnamese,
    /// English.
    English,
}

/// What a letter is made of beside the explanation.
pub struct LetterContext<'a> {
    /// Sentences by name.
    pub sentence: &'a dyn Fn(&str) -> Option<&'a Bilingual>,
    /// The rules that decided.
    pub rules: &'a RuleSet,
    /// The round's name.
    pub round: &'a str,
    /// The name of a school by its code.
    pub school_name: &'a dyn Fn(&str) -> String,
    /// In which language.
    pub language: Language,
}

/// Sentences of a letter, in the order in which they are read.
pub fn letter(context: &LetterContext<'_>, explanation: &Explanation) -> Vec<String> {
    let mut letter = Writing {
        context,
        sentences: Vec::new(),
    };
    letter.say(
        "title",
        &[("applicant", &explanation.applicant), ("round", context.round)],
    );
    letter.result(explanation);
    letter.ground(explanation);
    for considered in &explanation.considered {
        letter.considered(considered);
    }
    if let Some(fragility) = explanation
        .fragility
        .as_ref()
        .filter(|_| explanation.school.is_some())
    {
        let flips = fragility.scaled.loses || !fragility.scaled.gains.is_empty();
        letter.say(if flips { "fragile" } else { "firm" }, &[]);
    }
    letter.say("appeal", &[]);
    letter.sentences
}

struct Writing<'w, 'c> {
    context: &'w LetterContext<'c>,
    sentences: Vec<String>,
}

impl Writing<'_, '_> {
    fn text<'t>(&self, both: &'t Bilingual) -> &'t str {
        match self.context.language {
            Language::Vietnamese => &both.vi,
            Language::English => &both.en,
        }
    }

    fn say(&mut self, name: &str, words: &[(&str, &str)]) -> bool {
        let Some(sentence) = (self.context.sentence)(name) else {
            return false;
        };
        let mut text = self.text(sentence).to_owned();
        for (word, value) in words {
            text = text.replace(&format!("{{{word}}}"), value);
        }
        self.sentences.push(capitalized(&text));
        true
    }

    fn number(&self, number: u32) -> String {
        grouped(number, self.context.language)
    }

    fn result(&mut self, explanation: &Explanation) {
        if let Some(school) = &explanation.school {
            let school = (self.context.school_name)(school);
            match explanation.metres {
                Some(metres) => {
                    let metres = self.number(metres);
                    self.say("placed", &[("school", &school), ("metres", &metres)]);
                }
                None => {
                    self.say("placed_unmeasured", &[("school", &school)]);
                }
            }
        }
        if explanation.reason != "placed" && !self.say(&explanation.reason, &[]) {
            self.say("pending", &[("reason", &explanation.reason)]);
        }
    }

    /// Tier, clause, sibling, boardings.
    fn ground(&mut self, explanation: &Explanation) {
        let rules = self.context.rules;
        if let Some(tier) = explanation.tier
            && let Some(rule) = rules.tiers.get(usize::from(tier).saturating_sub(1))
        {
            let text = self.text(&rule.text).to_owned();
            self.say("tier", &[("tier", &tier.to_string()), ("tier_text", &text)]);
            if let Some(clause) = rule.clause.and_then(|clause| rules.clauses.get(clause)) {
                let text = self.text(&clause.text).trim_end_matches('.').to_owned();
                // What follows says what was not read, which the next sentence says in the letter's language.
                let source = clause.source.split(';').next().unwrap_or_default();
                self.say("clause", &[("clause_text", &text), ("source", source)]);
                if !clause.verified {
                    self.say("clause_unverified", &[]);
                }
            }
        }
        if explanation.sibling {
            self.say("sibling", &[]);
        }
        if let Some(crossings) = explanation.crossings.filter(|crossings| *crossings > 0) {
            self.say("crossings", &[("crossings", &crossings.to_string())]);
        }
    }

    fn considered(&mut self, considered: &Considered) {
        let school = (self.context.school_name)(&considered.school);
        let metres = self.number(considered.metres);
        let seats = considered.seats.to_string();
        let ahead = considered.ahead.iter().sum::<u32>().to_string();
        let words = [
            ("school", school.as_str()),
            ("metres", &metres),
            ("seats", &seats),
            ("ahead", &ahead),
        ];
        self.say(&considered.why, &words);
        if considered.why != "full" {
            return;
        }
        if let Some(last) = &considered.last_admitted {
            let metres = self.number(last.metres);
            self.say(
                "last_admitted",
                &[("last_tier", &last.tier.to_string()), ("last_metres", &metres)],
            );
        }
        match considered.needed_metres {
            Some(needed) => {
                let needed = self.number(needed);
                self.say("needed", &[("needed", &needed)]);
            }
            None => {
                self.say("needed_none", &[]);
            }
        }
    }
}

/// A sentence with its first letter large.
fn capitalized(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A number with its thousands grouped as the language does.
fn grouped(number: u32, language: Language) -> String {
    let sign = match language {
        Language::Vietnamese => '.',
        Language::English => ',',
    };
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(sign);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped_as_people_write_them() {
        assert_eq!(grouped(6500, Language::Vietnamese), "6.500");
        assert_eq!(grouped(1_234_567, Language::English), "1,234,567");
        assert_eq!(grouped(500, Language::English), "500");
        assert_eq!(capitalized("đợt này"), "Đợt này");
    }
}
