//! Rounds given to the built binary, and the folders that it writes, held in memory so that they can be changed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use sha2::{Digest as _, Sha256};
use truonggan::adapters::import::outcome_of_files;
use truonggan::domain::enrollment::audit::{FoundFile, Verdict, audit};
use truonggan::domain::enrollment::{Explanation, FileRef, Outcome, PublicRound, to_hex};

/// What `allocate` is given.
#[derive(Debug, Clone)]
pub struct Inputs {
    pub mode: &'static str,
    pub rules: String,
    /// Texts by the name of their argument.
    pub tables: BTreeMap<&'static str, String>,
}

/// A folder of an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    pub files: BTreeMap<String, String>,
}

/// The rule set of the fixtures, with everything that one can ask for.
pub fn tiers() -> String {
    include_str!("../../fixtures/rules/tiers.yaml").to_owned()
}

/// The shipped rule set of metres alone.
pub fn plain() -> String {
    include_str!("../../../data/rules/plain.yaml").to_owned()
}

impl Inputs {
    pub fn new(mode: &'static str, rules: String, tables: &[(&'static str, &str)]) -> Self {
        let tables = tables.iter().map(|(name, text)| (*name, (*text).to_owned()));
        Self {
            mode,
            rules,
            tables: tables.collect(),
        }
    }

    /// The outcome, or what was said instead.
    pub fn try_allocate(&self) -> Result<Folder, String> {
        let desk = tempfile::tempdir().unwrap();
        let path = |name: &str| desk.path().join(name);
        fs::write(path("rules.yaml"), &self.rules).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_truonggan"));
        command.args([
            "allocate",
            "--mode",
            self.mode,
            "--seed",
            "00ff",
            "--public-draw",
            "aabb",
        ]);
        command.args(["--commitment", &sha256(&[0x00, 0xff]), "--round", "1b"]);
        command
            .arg("--rules")
            .arg(path("rules.yaml"))
            .arg("--out")
            .arg(path("out"));
        for (name, text) in &self.tables {
            fs::write(path(name), text).unwrap();
            command.arg(format!("--{name}")).arg(path(name));
        }
        let done = command.output().unwrap();
        if done.status.success() {
            let mut files = BTreeMap::new();
            read(&path("out"), "", &mut files);
            Ok(Folder { files })
        } else {
            Err(String::from_utf8(done.stderr).unwrap())
        }
    }

    /// The outcome.
    #[track_caller]
    pub fn allocate(&self) -> Folder {
        self.try_allocate().unwrap()
    }
}

fn read(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            read(&path, &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read_to_string(path).unwrap());
        }
    }
}

fn sha256(bytes: &[u8]) -> String {
    to_hex(&Sha256::digest(bytes))
}

fn pretty(document: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(document).unwrap() + "\n"
}

impl Folder {
    pub fn text(&self, path: &str) -> &str {
        &self.files[path]
    }

    /// Replaces one text within a file.
    #[track_caller]
    /// What `outcome.json` says.
    pub fn outcome(&self) -> Outcome {
        serde_json::from_str(self.text("outcome.json")).unwrap()
    }

    pub fn replace(&mut self, path: &str, from: &str, to: &str) {
        let text = self.files.get_mut(path).unwrap();
        assert_eq!(text.matches(from).count(), 1, "{path} has `{from}` once:\n{text}");
        *text = text.replace(from, to);
    }

    /// Changes `outcome.json`.
    pub fn edit(&mut self, change: impl FnOnce(&mut Outcome)) {
        let mut outcome: Outcome = serde_json::from_str(self.text("outcome.json")).unwrap();
        change(&mut outcome);
        self.files.insert("outcome.json".to_owned(), pretty(&outcome));
    }

    /// Changes `public.json`.
    pub fn edit_public(&mut self, change: impl FnOnce(&mut PublicRound)) {
        let mut public: PublicRound = serde_json::from_str(self.text("public.json")).unwrap();
        change(&mut public);
        self.files.insert("public.json".to_owned(), pretty(&public));
    }

    /// Changes a child's line of `explanations.jsonl`.
    pub fn edit_explanation(&mut self, child: &str, change: impl FnOnce(&mut Explanation)) {
        let text = self.text("explanations.jsonl");
        let mut lines: Vec<Explanation> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        change(lines.iter_mut().find(|line| line.applicant == child).unwrap());
        let lines: String = lines
            .iter()
            .map(|line| serde_json::to_string(line).unwrap() + "\n")
            .collect();
        self.files.insert("explanations.jsonl".to_owned(), lines);
    }

    /// Makes all hashes and the seal fit what the files say now, as whoever forges would.
    #[must_use]
    pub fn resealed(mut self) -> Self {
        let hash = |files: &BTreeMap<String, String>, path: &str| sha256(files[path].as_bytes());
        if serde_json::from_str::<Outcome>(self.text("outcome.json")).is_err() {
            return self;
        }
        let files = self.files.clone();
        let renewed = |refs: &mut Vec<FileRef>| {
            for item in refs.iter_mut().filter(|item| files.contains_key(&item.file)) {
                item.sha256 = hash(&files, &item.file);
            }
        };
        self.edit(|outcome| {
            renewed(&mut outcome.inputs);
            renewed(&mut outcome.files);
            outcome.seal = String::new();
        });
        let seal = hash(&self.files, "outcome.json");
        self.edit(|outcome| outcome.seal = seal);
        self
    }

    pub fn audited(&self) -> Verdict {
        let files = self.files.iter().map(|(path, text)| FoundFile {
            path: path.clone(),
            bytes: text.clone().into_bytes(),
        });
        let (folder, found) = outcome_of_files(files.collect());
        audit(&folder, found)
    }

    /// Codes of all breaches.
    pub fn codes(&self) -> Vec<&'static str> {
        self.audited().breaches.findings().map(|(code, _)| code).collect()
    }

    /// All breaches as people read them.
    pub fn breaches(&self) -> Vec<String> {
        let verdict = self.audited();
        let findings = verdict
            .breaches
            .findings()
            .flat_map(|(_, finding)| &finding.examples);
        findings.map(ToString::to_string).collect()
    }

    #[track_caller]
    pub fn assert_holds(&self) {
        assert_eq!(self.breaches(), [""; 0]);
        assert!(self.audited().is_whole);
    }

    /// Asserts that the audit fails with all these codes, though all hashes and the seal are right.
    #[track_caller]
    pub fn assert_breaches(self, codes: &[&str]) -> Self {
        let forged = self.resealed();
        let found = forged.codes();
        for code in codes {
            assert!(
                found.contains(code),
                "{code} is not told: {:#?}",
                forged.breaches()
            );
        }
        for code in ["audit/seal", "audit/file_hash"] {
            assert!(codes.contains(&code) || !found.contains(&code), "{code} is told");
        }
        forged
    }
}
