//! `truonggan matrix` with a travel profile from a file, so that one rule at a time can be changed and its effect
//! counted. `against_osrm.py` calls it; people have no use for it.
//!
//! `matrix_by_rules PROFILE.yaml --network … --from … --to … --profile ID --out …`

use std::process::ExitCode;

use clap::Parser as _;
use truonggan::adapters::import::read_profile;
use truonggan::base::progress::Silent;
use truonggan::entry::cli::{self, Arguments, Failure, Verb};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            cli::report_failure(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run() -> Result<(), Failure> {
    let mut words = std::env::args().skip(1);
    let file = words
        .next()
        .ok_or_else(|| Failure::Usage("name a profile file".to_owned()))?;
    let text =
        std::fs::read_to_string(&file).map_err(|error| Failure::Usage(format!("`{file}`: {error}")))?;
    let profile = read_profile(&file, &text).map_err(Failure::Input)?;
    let typed = ["truonggan".to_owned(), "matrix".to_owned()]
        .into_iter()
        .chain(words);
    match Arguments::parse_from(typed).verb {
        Verb::Matrix(arguments) => cli::matrix(&arguments, vec![profile], &Silent),
        _ => Err(Failure::Usage("only `matrix` is asked for here".to_owned())),
    }
}
