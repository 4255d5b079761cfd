//! What can be set from outside: plain values with defaults, from the environment; the command line sets over them.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;
use std::time::Duration;

use crate::adapters::store::{StoreOptions, StoreUrl};
use crate::base::calendar::ClockTime;
use crate::domain::network::{Profile, SnapChoice};
use crate::domain::schools::Level;
use crate::entry::replies::SchoolTimes;

/// All settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Where records are kept: `TRUONGGAN_STORE`.
    pub store: StoreUrl,
    /// Where HTTP listens: `TRUONGGAN_LISTEN`.
    pub listen: SocketAddr,
    /// How long to wait for another process that writes to the store: `TRUONGGAN_STORE_WAIT_S`.
    pub store_wait: Duration,
    /// How often to look for a newer dataset: `TRUONGGAN_WATCH_S`.
    pub watch_every: Duration,
    /// How long a request may take: `TRUONGGAN_REQUEST_TIMEOUT_S`.
    pub request_timeout: Duration,
    /// How long open requests may go on after the stop signal: `TRUONGGAN_SHUTDOWN_S`.
    pub shutdown_wait: Duration,
    /// Other limits for snapping than the profiles name.
    pub snapping: SnapOverrides,
    /// When school begins, for each level: `TRUONGGAN_BELL_PRESCHOOL`, `TRUONGGAN_BELL_PRIMARY`,
    /// `TRUONGGAN_BELL_LOWER_SECONDARY`, `TRUONGGAN_BELL_UPPER_SECONDARY`; and the local clock, by which today is known:
    /// `TRUONGGAN_UTC_OFFSET_HOURS`.
    pub times: SchoolTimes,
}

/// Limits for snapping that are set over those of every profile; `None` leaves the profile's own.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct SnapOverrides {
    /// A longer leg is refused: `TRUONGGAN_SNAP_LEG_METRES`.
    pub leg_metres: Option<f64>,
    /// The longest leg to another segment where the nearest one leads nowhere: `TRUONGGAN_SNAP_DETOUR_METRES`.
    pub detour_metres: Option<f64>,
    /// How many times longer than the nearest one that leg may be: `TRUONGGAN_SNAP_DETOUR_RATIO`.
    pub detour_ratio: Option<f64>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            store: StoreUrl::default(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            store_wait: Duration::from_secs(30),
            watch_every: Duration::from_secs(2),
            request_timeout: Duration::from_secs(10),
            shutdown_wait: Duration::from_secs(10),
            snapping: SnapOverrides::default(),
            times: SchoolTimes::default(),
        }
    }
}

impl Config {
    /// The settings of the process's environment.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    /// The settings that a lookup by name gives; an empty value counts as none.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut read = Reader {
            lookup,
            problems: Vec::new(),
        };
        let default = Self::default();
        let config = Self {
            store: read.value("TRUONGGAN_STORE").unwrap_or(default.store),
            listen: read.listen().unwrap_or(default.listen),
            store_wait: read
                .seconds("TRUONGGAN_STORE_WAIT_S")
                .unwrap_or(default.store_wait),
            watch_every: read.seconds("TRUONGGAN_WATCH_S").unwrap_or(default.watch_every),
            request_timeout: read
                .seconds("TRUONGGAN_REQUEST_TIMEOUT_S")
                .unwrap_or(default.request_timeout),
            shutdown_wait: read
                .seconds("TRUONGGAN_SHUTDOWN_S")
                .unwrap_or(default.shutdown_wait),
            snapping: SnapOverrides {
                leg_metres: read.number("TRUONGGAN_SNAP_LEG_METRES", 1.0..=10_000.0),
                detour_metres: read.number("TRUONGGAN_SNAP_DETOUR_METRES", 0.0..=10_000.0),
                detour_ratio: read.number("TRUONGGAN_SNAP_DETOUR_RATIO", 1.0..=100.0),
            },
            times: read.times(default.times),
        };
        if read.problems.is_empty() {
            Ok(config)
        } else {
            Err(ConfigError {
                problems: read.problems,
            })
        }
    }

    /// How the store is opened.
    pub const fn store_options(&self) -> StoreOptions {
        StoreOptions {
            busy_timeout: self.store_wait,
        }
    }
}

impl SnapOverrides {
    /// Sets the limits over those of the profiles that have any.
    pub fn apply(&self, profiles: &mut [Profile]) {
        for profile in profiles {
            if let SnapChoice::NearestDry(limits) = &mut profile.snapping.choice {
                limits.leg_metres = self.leg_metres.unwrap_or(limits.leg_metres);
                limits.detour_metres = self.detour_metres.unwrap_or(limits.detour_metres);
                limits.detour_ratio = self.detour_ratio.unwrap_or(limits.detour_ratio);
            }
        }
    }
}

/// Settings that cannot be used, all of them at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// One sentence a setting.
    pub problems: Vec<String>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problems.join("\n"))
    }
}

impl std::error::Error for ConfigError {}

struct Reader<L> {
    lookup: L,
    problems: Vec<String>,
}

impl<L: Fn(&str) -> Option<String>> Reader<L> {
    fn text(&self, name: &str) -> Option<String> {
        (self.lookup)(name).filter(|text| !text.trim().is_empty())
    }

    fn value<T: FromStr<Err: fmt::Display>>(&mut self, name: &str) -> Option<T> {
        match self.text(name)?.trim().parse() {
            Ok(value) => Some(value),
            Err(error) => self.problem(format!("{name}: {error}")),
        }
    }

    fn listen(&mut self) -> Option<SocketAddr> {
        let text = self.text("TRUONGGAN_LISTEN")?;
        match text.trim().parse() {
            Ok(address) => Some(address),
            Err(_refused) => self.problem(format!(
                "TRUONGGAN_LISTEN: `{text}` is not an address; write HOST:PORT with a numeric host, \
                 for example 127.0.0.1:8080"
            )),
        }
    }

    fn times(&mut self, default: SchoolTimes) -> SchoolTimes {
        let mut times = default;
        for level in Level::ALL {
            let name = format!("TRUONGGAN_BELL_{}", level.as_str().to_uppercase());
            match self.value::<ClockTime>(&name) {
                Some(bell) if bell < ClockTime::at(24, 0) => times.bells = times.bells.with(level, bell),
                Some(_) => self
                    .problems
                    .push(format!("{name}: write a time before 24:00, such as 07:00")),
                None => {}
            }
        }
        let offset = self.number("TRUONGGAN_UTC_OFFSET_HOURS", -14.0..=14.0);
        times.utc_offset_minutes =
            offset.map_or(times.utc_offset_minutes, |hours| (hours * 60.0).round() as i32);
        times
    }

    fn seconds(&mut self, name: &str) -> Option<Duration> {
        self.number(name, 0.1..=86_400.0).map(Duration::from_secs_f64)
    }

    fn number(&mut self, name: &str, range: std::ops::RangeInclusive<f64>) -> Option<f64> {
        let text = self.text(name)?;
        match text.trim().parse() {
            Ok(number) if range.contains(&number) => Some(number),
            _ => self.problem(format!(
                "{name}: `{text}` is not a number from {} to {}",
                range.start(),
                range.end()
            )),
        }
    }

    fn problem<T>(&mut self, problem: String) -> Option<T> {
        self.problems.push(problem);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::import::shipped_profiles;

    fn of(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::from_lookup(|name| {
            pairs
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn nothing_set_is_the_default() {
        assert_eq!(of(&[]), Ok(Config::default()));
        assert_eq!(of(&[("TRUONGGAN_STORE", "")]), Ok(Config::default()));
    }

    #[test]
    fn settings_are_read() {
        let config = of(&[
            ("TRUONGGAN_STORE", "sqlite:/srv/hcm.gpkg"),
            ("TRUONGGAN_LISTEN", "0.0.0.0:9000"),
            ("TRUONGGAN_REQUEST_TIMEOUT_S", "2.5"),
            ("TRUONGGAN_BELL_LOWER_SECONDARY", "06:45"),
            ("TRUONGGAN_UTC_OFFSET_HOURS", "8"),
        ])
        .unwrap();
        assert_eq!(config.store.to_string(), "sqlite:/srv/hcm.gpkg");
        assert_eq!(config.listen.port(), 9000);
        assert_eq!(config.request_timeout, Duration::from_millis(2500));
        assert_eq!(config.times.bells.of(Level::LowerSecondary), ClockTime::at(6, 45));
        assert_eq!(config.times.bells.of(Level::Primary), ClockTime::at(7, 0));
        assert_eq!(config.times.utc_offset_minutes, 480);
    }

    #[test]
    fn all_bad_settings_are_said_at_once_without_a_password() {
        let error = of(&[
            ("TRUONGGAN_STORE", "postgres://u:secret@h/d"),
            ("TRUONGGAN_LISTEN", "localhost"),
            ("TRUONGGAN_WATCH_S", "-1"),
            ("TRUONGGAN_SNAP_LEG_METRES", "NaN"),
            ("TRUONGGAN_BELL_PRIMARY", "7 o'clock"),
        ])
        .unwrap_err();
        assert_eq!(error.problems.len(), 5, "{error}");
        assert!(!error.to_string().contains("secret"));
    }

    #[test]
    fn snapping_limits_are_set_over_those_of_the_profiles() {
        let mut profiles = shipped_profiles();
        let config = of(&[("TRUONGGAN_SNAP_LEG_METRES", "300")]).unwrap();
        config.snapping.apply(&mut profiles);
        let legs: Vec<f64> = profiles
            .iter()
            .filter_map(|profile| match profile.snapping.choice {
                SnapChoice::NearestDry(limits) => Some(limits.leg_metres),
                SnapChoice::LargePart => None,
            })
            .collect();
        assert!(!legs.is_empty() && legs.iter().all(|leg| (leg - 300.0).abs() < 1e-9));
    }
}
