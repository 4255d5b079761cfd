//! `explain`: a letter's sentences for one family, or the proof that it can check by itself.

mod proof;

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Failure, output};
use crate::adapters::import::{find_explanation, read_decided_round, shipped_letter};
use crate::entry::replies::{Language, LetterContext, letter};

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// The folder of an outcome.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// The child, by its pseudonym.
    #[arg(long, value_name = "ID")]
    pub applicant: String,
    /// The language of the letter.
    #[arg(long, value_enum, default_value = "vi")]
    pub lang: LanguageWord,
    /// Names of schools: school,name; codes stand where there is none.
    #[arg(long, value_name = "FILE")]
    pub names: Option<PathBuf>,
    /// The numbers and codes as JSON instead of sentences.
    #[arg(long, conflicts_with = "proof")]
    pub json: bool,
    /// The family's own leaf and the cut-off's with their paths, as JSON, instead of sentences.
    #[arg(long)]
    pub proof: bool,
}

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LanguageWord {
    /// Vietnamese.
    Vi,
    /// English.
    En,
}

/// Writes the letter.
pub fn explain(arguments: &ExplainArguments) -> Result<(), Failure> {
    let decided = read_decided_round(&arguments.folder)?;
    let Some(explanation) = find_explanation(&arguments.folder, &arguments.applicant)? else {
        let sentence = format!(
            "there is no applicant `{}` in this outcome; pseudonyms change each round",
            arguments.applicant
        );
        return Err(Failure::Refused(sentence));
    };
    if arguments.json {
        return output::write_json_pretty(&explanation);
    }
    if arguments.proof {
        return output::write_json_pretty(&proof::proof(&arguments.folder, &decided.outcome, &explanation)?);
    }
    let names = match &arguments.names {
        Some(path) => proof::names(path)?,
        None => BTreeMap::new(),
    };
    let sentences = shipped_letter();
    let context = LetterContext {
        sentence: &|name| sentences.get(name),
        rules: &decided.rules,
        round: &decided.outcome.round,
        school_name: &|code| {
            let by_code = || match arguments.lang {
                LanguageWord::Vi => format!("trường {code}"),
                LanguageWord::En => format!("school {code}"),
            };
            names.get(code).cloned().unwrap_or_else(by_code)
        },
        language: match arguments.lang {
            LanguageWord::Vi => Language::Vietnamese,
            LanguageWord::En => Language::English,
        },
    };
    for sentence in letter(&context, &explanation) {
        output::announce(&sentence);
    }
    Ok(())
}
