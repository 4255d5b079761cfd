//! The binary: it reads the command line and the environment, and starts one entry.

use std::process::ExitCode;

use clap::Parser as _;
use truonggan::adapters::store::StoreUrlError;
use truonggan::app;
use truonggan::config::Config;
use truonggan::entry::cli::{self, Arguments, Failure, TerminalProgress, Verb};

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            cli::report_failure(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    let mut config = Config::from_env().map_err(|error| Failure::Usage(error.to_string()))?;
    if let Some(store) = arguments.store {
        config.store = store
            .parse()
            .map_err(|error: StoreUrlError| Failure::Usage(format!("--store: {error}")))?;
    }
    let progress = TerminalProgress::new();
    match arguments.verb {
        Verb::Matrix(arguments) => cli::matrix(&arguments, app::profiles(&config), &progress),
        Verb::Allocate(arguments) => cli::allocate(&arguments, &progress),
        Verb::Audit(arguments) => cli::audit(&arguments, &progress),
        Verb::Chance(arguments) => cli::chance(&arguments, &progress),
        Verb::Explain(arguments) => cli::explain(&arguments),
        Verb::Pseudonymise(arguments) => cli::pseudonymise(&arguments),
        Verb::Zoning(arguments) => cli::zoning(&arguments, app::profiles(&config), &progress),
        Verb::Nearest(arguments) => {
            let (files, timetables) = (&arguments.files, arguments.timetable.as_slice());
            app::block_on(app::ask(&config, files, timetables, &progress, |world| {
                cli::nearest(world, &arguments, &config.times)
            }))
        }
        Verb::Isochrone(arguments) => {
            app::block_on(app::ask(&config, &arguments.files, &[], &progress, |world| {
                cli::isochrone(world, &arguments, &progress)
            }))
        }
        Verb::Catchments(arguments) => {
            app::block_on(app::ask(&config, &arguments.files, &[], &progress, |world| {
                cli::catchments(world, &arguments, &progress)
            }))
        }
        Verb::Scenario(arguments) => {
            let (files, timetables) = (&arguments.files, arguments.timetable.as_slice());
            app::block_on(app::ask(&config, files, timetables, &progress, |world| {
                cli::scenario(world, &arguments, &config.times, &progress)
            }))
        }
        Verb::Import(arguments) => app::block_on(app::import(&config, &arguments, &progress)),
        Verb::Serve(arguments) => {
            config.listen = arguments.listen.unwrap_or(config.listen);
            app::block_on(app::serve(&config))
        }
    }
}
