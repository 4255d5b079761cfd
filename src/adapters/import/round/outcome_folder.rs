//! What `explain` reads of an outcome's folder: one child's line, and the rules that decided it.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use super::rules_yaml::rules_of_text;
use crate::adapters::import::ImportError;
use crate::domain::enrollment::{Explanation, Outcome, RuleSet};

/// A round's results, as far as one family's letter needs them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedRound {
    /// Sums, schools and proofs.
    pub outcome: Outcome,
    /// The rules.
    pub rules: RuleSet,
}

/// Reads `outcome.json` and `rules.yaml` of a folder.
pub fn read_decided_round(folder: &Path) -> Result<DecidedRound, ImportError> {
    let text = |name: &str| {
        let path = folder.join(name);
        fs::read_to_string(&path).map_err(|source| ImportError::Open { path, source })
    };
    let broken = |name: &str, why: String| ImportError::Content {
        path: folder.join(name),
        why,
    };
    let outcome = serde_json::from_str(&text("outcome.json")?)
        .map_err(|error| broken("outcome.json", error.to_string()))?;
    let (rules, _) = rules_of_text(text("rules.yaml")?.trim_start_matches('\u{FEFF}'));
    let rules = rules.ok_or_else(|| broken("rules.yaml", "the rules have errors".to_owned()))?;
    Ok(DecidedRound { outcome, rules })
}

/// Finds a child's line in `explanations.jsonl`; none where there is none.
pub fn find_explanation(folder: &Path, applicant: &str) -> Result<Option<Explanation>, ImportError> {
    let path = folder.join("explanations.jsonl");
    let open = |source| ImportError::Open {
        path: path.clone(),
        source,
    };
    // Lines begin with the pseudonym, so that others need not be parsed.
    let name = serde_json::to_string(applicant).expect("text can be written");
    let begins = format!("{{\"applicant\":{name},");
    for line in BufReader::new(fs::File::open(&path).map_err(open)?).lines() {
        let line = line.map_err(open)?;
        if line.starts_with(&begins) {
            return serde_json::from_str(&line)
                .map(Some)
                .map_err(|error| ImportError::Content {
                    path: path.clone(),
                    why: error.to_string(),
                });
        }
    }
    Ok(None)
}
