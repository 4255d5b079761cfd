//! The sentences of letters, from the one template file that is shipped.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::enrollment::Bilingual;

const SHIPPED: &str = include_str!("../../../../data/letters/decision.yaml");

/// Sentences by name, with words in braces to be filled in.
pub type Letter = BTreeMap<String, Bilingual>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentence {
    vi: String,
    en: String,
}

/// The shipped sentences.
pub fn shipped_letter() -> Letter {
    let read: BTreeMap<String, Sentence> =
        serde_saphyr::from_str(SHIPPED).expect("the shipped letter is valid, a test reads it");
    read.into_iter()
        .map(|(name, sentence)| {
            let both = Bilingual {
                vi: sentence.vi,
                en: sentence.en,
            };
            (name, both)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::shipped_letter;

    #[test]
    fn both_languages_fill_in_the_same_words() {
        for (name, sentence) in shipped_letter() {
            let words = |text: &str| {
                let mut words: Vec<String> = text
                    .split('{')
                    .skip(1)
                    .map(|rest| rest.split('}').next().unwrap().to_owned())
                    .collect();
                words.sort();
                words
            };
            assert_eq!(words(&sentence.vi), words(&sentence.en), "{name}");
        }
    }
}
