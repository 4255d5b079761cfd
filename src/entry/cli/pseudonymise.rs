//! `pseudonymise`: the registry's list becomes a list that may be allocated, ordered by pseudonyms that change each round.
#![expect(
    clippy::doc_markdown,
    reason = "the comments of arguments are the help that people read on a terminal"
)]

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::{Failure, output};
use crate::adapters::import::{RegistryRow, read_registry, read_rules};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::domain::enrollment::{RuleSet, from_hex, pseudonym, to_hex};

/// Bytes of a new key.
const KEY_LENGTH: usize = 32;

/// Arguments of `pseudonymise`.
#[derive(Debug, Args)]
pub struct PseudonymiseArguments {
    /// The registry's list: personal_id, birth_year or birth_date, the attributes of the rule set, lon and lat.
    #[arg(long, value_name = "FILE")]
    pub applicants: PathBuf,
    /// The rule set; only its attributes are kept.
    #[arg(long, value_name = "FILE")]
    pub rules: PathBuf,
    /// The secret key, as hexadecimal digits; made where there is none. It stays where only the registrar reads.
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
    /// Name of the round: pseudonyms of two rounds cannot be laid side by side.
    #[arg(long, value_name = "ID", default_value = "1")]
    pub round: String,
    /// The column of the identifier, where it is none of the known ones.
    #[arg(long, value_name = "COLUMN")]
    pub id_column: Option<String>,
    /// Where to write the applicants.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Where to write homes for `matrix`: id,lon,lat.
    #[arg(long, value_name = "FILE")]
    pub homes: Option<PathBuf>,
    /// Where to write which identifier has which pseudonym, for the registrar alone.
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
}

/// Writes the pseudonymous files.
pub fn pseudonymise(arguments: &PseudonymiseArguments) -> Result<(), Failure> {
    let (rules, mut found) = read_rules(&arguments.rules)?;
    let Some((rules, _)) = rules else {
        return Err(Failure::Input(found));
    };
    let (rows, more) = read_registry(&arguments.applicants, &rules, arguments.id_column.as_deref())?;
    found.extend(more);
    if found.has_errors() {
        return Err(Failure::Input(found));
    }
    let key = key_of(&arguments.key)?;
    let mut people: Vec<(String, &RegistryRow)> = rows
        .iter()
        .map(|row| (named(&key, row, &arguments.round), row))
        .collect();
    // The order of pseudonyms is a shuffle that says nothing of the list that it came from.
    people.sort_by(|one, other| {
        (&one.0, &one.1.birth_year, &one.1.cells).cmp(&(&other.0, &other.1.birth_year, &other.1.cells))
    });
    tell(&people, arguments.homes.is_some(), &mut found);
    output::list(&found);
    output::write_result(Some(&arguments.out), |out| write_people(out, &rules, &people))?;
    if let Some(path) = &arguments.homes {
        output::write_result(Some(path), |out| write_homes(out, &people))?;
    }
    if let Some(path) = &arguments.mapping {
        close_to_others(path)?;
        output::write_result(Some(path), |out| write_mapping(out, &people))?;
    }
    output::remark(format_args!(
        "{} applicants of round {}",
        people.len(),
        arguments.round
    ));
    Ok(())
}

fn named(key: &[u8], row: &RegistryRow, round: &str) -> String {
    row.identifier
        .as_ref()
        .map_or_else(String::new, |id| pseudonym(key, id, round))
}

/// Says how many wait, without saying who.
fn tell(people: &[(String, &RegistryRow)], with_homes: bool, found: &mut Diagnostics) {
    let mut doubt = |count: usize, code, what: &str| {
        if count > 0 {
            found.push(Diagnostic::new(
                Severity::Warning,
                code,
                format!("{count} {what}"),
            ));
        }
    };
    let nameless = people.iter().filter(|(name, _)| name.is_empty()).count();
    doubt(
        nameless,
        "registry/missing_id",
        "rows have no identifier; these applications will wait for a person.",
    );
    let twice = people
        .windows(2)
        .filter(|two| !two[0].0.is_empty() && two[0].0 == two[1].0)
        .count();
    doubt(
        twice,
        "registry/duplicate_id",
        "rows repeat an identifier; these applications will wait for a person.",
    );
    if with_homes {
        let homeless = people.iter().filter(|(_, row)| row.home.is_none()).count();
        doubt(
            homeless,
            "registry/no_pin",
            "rows have no pin on the home; they will be in no distance.",
        );
    }
}

/// The key of a file; a new one, that only its owner may read, where there is none.
fn key_of(path: &Path) -> Result<Vec<u8>, Failure> {
    if path.exists() {
        let text = fs::read_to_string(path).map_err(|source| Failure::Write {
            target: path.display().to_string(),
            source,
        })?;
        return from_hex(text.trim())
            .filter(|key| key.len() >= 16)
            .ok_or_else(|| {
                let sentence = format!(
                    "{} is no key: it must hold at least 32 hexadecimal digits",
                    path.display()
                );
                Failure::Refused(sentence)
            });
    }
    let mut key = vec![0; KEY_LENGTH];
    getrandom::fill(&mut key)
        .map_err(|error| Failure::Refused(format!("the machine gives no random numbers: {error}")))?;
    close_to_others(path)?;
    output::write_result(Some(path), |out| writeln!(out, "{}", to_hex(&key)))?;
    output::remark(format_args!(
        "{} is a new key; keep it where only the registrar reads",
        path.display()
    ));
    Ok(key)
}

/// Makes a file that only its owner may read, before anything is written into it.
fn close_to_others(path: &Path) -> Result<(), Failure> {
    let failed = |source| Failure::Write {
        target: path.display().to_string(),
        source,
    };
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
        options.mode(0o600);
        let file = options.open(path).map_err(failed)?;
        file.set_permissions(fs::Permissions::from_mode(0o600))
            .map_err(failed)
    }
    #[cfg(not(unix))]
    options.open(path).map(|_| ()).map_err(failed)
}

fn write_people(out: &mut dyn Write, rules: &RuleSet, people: &[(String, &RegistryRow)]) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let names = rules.attributes.iter().map(|attribute| attribute.name.as_str());
    csv.write_record(["applicant", "birth_year"].into_iter().chain(names))?;
    for (name, row) in people {
        let fixed = [name.as_str(), row.birth_year.as_deref().unwrap_or_default()];
        csv.write_record(fixed.into_iter().chain(row.cells.iter().map(String::as_str)))?;
    }
    csv.flush()
}

fn write_homes(out: &mut dyn Write, people: &[(String, &RegistryRow)]) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(["id", "lon", "lat"])?;
    let mut last = "";
    for (name, row) in people {
        if let Some(home) = row.home.filter(|_| !name.is_empty() && name != last) {
            csv.write_record([name.as_str(), &home.lon.to_string(), &home.lat.to_string()])?;
            last = name;
        }
    }
    csv.flush()
}

fn write_mapping(out: &mut dyn Write, people: &[(String, &RegistryRow)]) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(["applicant", "personal_id"])?;
    for (name, row) in people {
        if let Some(identifier) = &row.identifier {
            csv.write_record([name, identifier])?;
        }
    }
    csv.flush()
}
