//! Progress on a terminal: one line that says what is being done and how far it is.

use std::io::{self, IsTerminal as _};
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::base::progress::Progress;

/// A progress line on standard error; nothing where that is no terminal.
#[derive(Debug, Default)]
pub struct TerminalProgress(Mutex<Option<ProgressBar>>);

impl TerminalProgress {
    /// Nothing to show yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn with(&self, act: impl FnOnce(&mut Option<ProgressBar>)) {
        if io::stderr().is_terminal() {
            act(&mut self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        }
    }
}

impl Progress for TerminalProgress {
    fn stage(&self, name: &str, total: Option<u64>) {
        self.with(|bar| {
            if let Some(bar) = bar.take() {
                bar.finish_and_clear();
            }
            let (fresh, template) = match total {
                Some(total) => (ProgressBar::new(total), "{msg} {bar:30} {percent} %, {eta} left"),
                None => (ProgressBar::new_spinner(), "{spinner} {msg} {elapsed}"),
            };
            if let Ok(style) = ProgressStyle::with_template(template) {
                fresh.set_style(style);
            }
            fresh.set_message(name.to_owned());
            fresh.enable_steady_tick(Duration::from_millis(120));
            *bar = Some(fresh);
        });
    }

    fn advance(&self, steps: u64) {
        self.with(|bar| {
            if let Some(bar) = bar {
                bar.inc(steps);
            }
        });
    }
}

impl Drop for TerminalProgress {
    fn drop(&mut self) {
        self.with(|bar| {
            if let Some(bar) = bar.take() {
                bar.finish_and_clear();
            }
        });
    }
}
