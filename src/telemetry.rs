//! Logs: sentences on standard error for people, JSON lines for machines.

use std::io::{self, IsTerminal as _};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::TryInitError;

/// How log lines are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// One line of text an event, coloured on a terminal.
    #[default]
    Text,
    /// One JSON object an event.
    Json,
}

impl LogFormat {
    /// From the value of `TRUONGGAN_LOG_FORMAT`; anything but `json` is text.
    pub fn from_setting(value: Option<&str>) -> Self {
        match value {
            Some(value) if value.trim().eq_ignore_ascii_case("json") => Self::Json,
            _ => Self::Text,
        }
    }
}

/// Starts logging as `TRUONGGAN_LOG_FORMAT` and `TRUONGGAN_LOG` say; the latter holds directives such as
/// `info` or `truonggan=debug`. Fails where logging was started before.
pub fn start() -> Result<(), TryInitError> {
    let setting = |name| std::env::var(name).ok();
    let format = LogFormat::from_setting(setting("TRUONGGAN_LOG_FORMAT").as_deref());
    start_with(format, setting("TRUONGGAN_LOG").as_deref())
}

/// Starts logging to standard error.
pub fn start_with(format: LogFormat, directives: Option<&str>) -> Result<(), TryInitError> {
    use tracing_subscriber::util::SubscriberInitExt as _;

    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter(directives))
        .with_target(false)
        .with_writer(io::stderr);
    match format {
        LogFormat::Text => builder.with_ansi(io::stderr().is_terminal()).finish().try_init(),
        LogFormat::Json => builder.json().flatten_event(true).finish().try_init(),
    }
}

/// Directives that cannot be read leave the default, so that a typing error never silences the log.
fn filter(directives: Option<&str>) -> EnvFilter {
    directives
        .and_then(|directives| EnvFilter::try_new(directives).ok())
        .unwrap_or_else(|| EnvFilter::new("info"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_text_unless_json_is_asked_for() {
        assert_eq!(LogFormat::from_setting(None), LogFormat::Text);
        assert_eq!(LogFormat::from_setting(Some("pretty")), LogFormat::Text);
        assert_eq!(LogFormat::from_setting(Some(" JSON ")), LogFormat::Json);
    }

    #[test]
    fn a_filter_that_cannot_be_read_is_the_default() {
        assert_eq!(filter(Some("truonggan=debug")).to_string(), "truonggan=debug");
        assert_eq!(filter(Some("!!")).to_string(), "info");
        assert_eq!(filter(None).to_string(), "info");
    }
}
