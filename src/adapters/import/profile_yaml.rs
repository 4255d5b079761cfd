//! Travel profiles from their data files.
//! A file that leaves a number without a source is refused.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::ids::ProfileId;
use crate::domain::network::{
    AccessRules, BarrierRules, FerryRules, LineMode, Profile, RideRules, RoadClass, RoadRules, SnapChoice,
    SnapLimits, SnapRules, TurnRules,
};

/// The shipped profiles, in the order in which people are offered them.
const SHIPPED: [(&str, &str); 5] = [
    ("walk.yaml", include_str!("../../../data/profiles/walk.yaml")),
    (
        "bicycle.yaml",
        include_str!("../../../data/profiles/bicycle.yaml"),
    ),
    (
        "motorbike.yaml",
        include_str!("../../../data/profiles/motorbike.yaml"),
    ),
    ("car.yaml", include_str!("../../../data/profiles/car.yaml")),
    (
        "osrm-foot.yaml",
        include_str!("../../../data/profiles/osrm-foot.yaml"),
    ),
];

/// The profiles that the binary ships.
pub fn shipped_profiles() -> Vec<Profile> {
    SHIPPED
        .iter()
        .map(|(file, text)| read_profile(file, text).expect("shipped profiles are valid, a test reads them"))
        .collect()
}

/// Reads one profile.
pub fn read_profile(file: &str, text: &str) -> Result<Profile, Diagnostics> {
    let parsed: ProfileFile = serde_saphyr::from_str(text).map_err(|error| {
        let sentence = format!("The profile cannot be read: {error}. Mend the line it names.");
        one_error("profile/syntax", file, sentence)
    })?;
    let mut problems = Diagnostics::new();
    for (section, source) in parsed.sources() {
        if source.trim().is_empty() {
            let sentence = format!("The section `{section}` has no source. Say where its numbers come from.");
            problems.push(Diagnostic::new(Severity::Error, "profile/source", sentence).in_file(file));
        }
    }
    let profile = parsed.into_profile(file, &mut problems);
    if problems.has_errors() {
        Err(problems)
    } else {
        Ok(profile)
    }
}

fn one_error(code: &'static str, file: &str, sentence: String) -> Diagnostics {
    let mut problems = Diagnostics::new();
    problems.push(Diagnostic::new(Severity::Error, code, sentence).in_file(file));
    problems
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileFile {
    id: String,
    title: Title,
    offered: bool,
    access: AccessSection,
    roads: RoadSection,
    turns: TurnSection,
    barriers: BarrierSection,
    ferries: FerrySection,
    rides: Option<RideSection>,
    snapping: SnapSection,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Title {
    vi: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AccessSection {
    keys: Vec<String>,
    closed: Vec<String>,
    #[serde(default)]
    ends_only: Vec<String>,
    open: Vec<String>,
    #[serde(default)]
    closing_tags: BTreeMap<String, String>,
    oneway_keys: Vec<String>,
    oneway_implied: bool,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoadSection {
    source: String,
    /// Classes by speed, as people write and compare them.
    kmh: BTreeMap<String, Vec<String>>,
    only_if_opened: Option<OpenedSection>,
    surfaces: Option<SurfaceSection>,
    widths: Option<WidthSection>,
    #[serde(default)]
    obeys_maxspeed: bool,
    #[serde(default)]
    major: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenedSection {
    kmh: f64,
    classes: Vec<String>,
    /// The keys that open them; all access keys where none is named.
    #[serde(default)]
    by: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WidthSection {
    narrowest_metres: f64,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SurfaceSection {
    source: String,
    factor: BTreeMap<String, f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TurnSection {
    obeys: bool,
    modes: Vec<String>,
    turns_round: bool,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BarrierSection {
    closed: Vec<String>,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FerrySection {
    obeys_access: bool,
    kmh: f64,
    wait_minutes: f64,
    boarding_minutes: f64,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RideSection {
    #[serde(default)]
    with_bicycle: bool,
    boarding_minutes: BTreeMap<ModeWord, f64>,
    source: String,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
enum ModeWord {
    Boat,
    Bus,
    Other,
}

impl From<ModeWord> for LineMode {
    fn from(word: ModeWord) -> Self {
        match word {
            ModeWord::Boat => Self::Boat,
            ModeWord::Bus => Self::Bus,
            ModeWord::Other => Self::Other,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SnapSection {
    choice: Choice,
    leg_metres: Option<f64>,
    detour_metres: Option<f64>,
    detour_ratio: Option<f64>,
    access_kmh: f64,
    source: String,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Choice {
    NearestDry,
    LargePart,
}

impl ProfileFile {
    fn sources(&self) -> Vec<(&'static str, &str)> {
        let mut sources = vec![
            ("access", &*self.access.source),
            ("roads", &*self.roads.source),
            ("turns", &*self.turns.source),
            ("barriers", &*self.barriers.source),
            ("ferries", &*self.ferries.source),
            ("snapping", &*self.snapping.source),
        ];
        sources.extend(
            self.roads
                .surfaces
                .as_ref()
                .map(|surfaces| ("surfaces", &*surfaces.source)),
        );
        let widths = self.roads.widths.as_ref();
        sources.extend(widths.map(|widths| ("widths", &*widths.source)));
        sources.extend(self.rides.as_ref().map(|rides| ("rides", &*rides.source)));
        sources
    }

    fn into_profile(self, file: &str, problems: &mut Diagnostics) -> Profile {
        let roads = self.roads.into_rules(file, problems);
        let limits = SnapLimits::default();
        let choice = match self.snapping.choice {
            Choice::NearestDry => SnapChoice::NearestDry(SnapLimits {
                leg_metres: self.snapping.leg_metres.unwrap_or(limits.leg_metres),
                detour_metres: self.snapping.detour_metres.unwrap_or(limits.detour_metres),
                detour_ratio: self.snapping.detour_ratio.unwrap_or(limits.detour_ratio),
            }),
            Choice::LargePart => SnapChoice::LargePart,
        };
        for (name, kmh) in [
            ("ferries.kmh", self.ferries.kmh),
            ("snapping.access_kmh", self.snapping.access_kmh),
        ] {
            check_above_zero(name, kmh, file, problems);
        }
        let with_bicycle = self.rides.as_ref().is_some_and(|rides| rides.with_bicycle);
        let boarding = self.rides.map(|rides| rides.boarding_minutes).unwrap_or_default();
        for minutes in boarding
            .values()
            .filter(|minutes| !(0.0..=240.0).contains(*minutes))
        {
            let sentence = format!("`rides.boarding_minutes` has {minutes}. Write minutes from 0 to 240.");
            problems.push(Diagnostic::new(Severity::Error, "profile/boarding", sentence).in_file(file));
        }
        Profile {
            id: ProfileId::new(&self.id),
            title_vi: self.title.vi,
            title_en: self.title.en,
            offered: self.offered,
            access: AccessRules {
                keys: self.access.keys,
                closed: self.access.closed,
                ends_only: self.access.ends_only,
                open: self.access.open,
                closing_tags: self.access.closing_tags.into_iter().collect(),
                oneway_keys: self.access.oneway_keys,
                oneway_implied: self.access.oneway_implied,
            },
            roads,
            turns: TurnRules {
                obeys: self.turns.obeys,
                modes: self.turns.modes,
                turns_round: self.turns.turns_round,
            },
            barriers: BarrierRules {
                closed: self.barriers.closed,
            },
            ferries: FerryRules {
                obeys_access: self.ferries.obeys_access,
                kmh: self.ferries.kmh,
                wait_minutes: self.ferries.wait_minutes,
                boarding_minutes: self.ferries.boarding_minutes,
            },
            rides: RideRules {
                with_bicycle,
                boarding_minutes: boarding
                    .into_iter()
                    .map(|(mode, minutes)| (mode.into(), minutes))
                    .collect(),
            },
            snapping: SnapRules {
                choice,
                access_kmh: self.snapping.access_kmh,
            },
        }
    }
}

impl RoadSection {
    fn into_rules(self, file: &str, problems: &mut Diagnostics) -> RoadRules {
        let mut classes = BTreeMap::new();
        let mut listed = Vec::new();
        for (kmh, names) in &self.kmh {
            match kmh.parse::<f64>() {
                Ok(kmh) => listed.extend(names.iter().map(|name| (name, kmh, false))),
                Err(_not_a_number) => {
                    let sentence = format!("`{kmh}` is not a speed. Write km/h, such as `3.6`.");
                    problems.push(Diagnostic::new(Severity::Error, "profile/speed", sentence).in_file(file));
                }
            }
        }
        let mut opening_keys = Vec::new();
        if let Some(opened) = &self.only_if_opened {
            listed.extend(opened.classes.iter().map(|name| (name, opened.kmh, true)));
            opening_keys.clone_from(&opened.by);
        }
        for (name, kmh, only_if_opened) in listed {
            check_above_zero(name, kmh, file, problems);
            if classes
                .insert(name.clone(), RoadClass { kmh, only_if_opened })
                .is_some()
            {
                let sentence = format!("The class `{name}` is listed twice. Keep one.");
                problems
                    .push(Diagnostic::new(Severity::Error, "profile/class_twice", sentence).in_file(file));
            }
        }
        let surfaces = self.surfaces.map(|surfaces| surfaces.factor).unwrap_or_default();
        for (surface, factor) in &surfaces {
            check_above_zero(&format!("surfaces.{surface}"), *factor, file, problems);
        }
        let narrowest_metres = self.widths.map(|widths| widths.narrowest_metres);
        if let Some(metres) = narrowest_metres {
            check_above_zero("widths.narrowest_metres", metres, file, problems);
        }
        RoadRules {
            classes,
            surfaces,
            opening_keys,
            narrowest_metres,
            obeys_maxspeed: self.obeys_maxspeed,
            major: self.major,
        }
    }
}

fn check_above_zero(name: &str, value: f64, file: &str, problems: &mut Diagnostics) {
    if !(value.is_finite() && value > 0.0) {
        let sentence = format!("`{name}` is {value}. Write a number above zero.");
        problems.push(Diagnostic::new(Severity::Error, "profile/speed", sentence).in_file(file));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_profile_reads_and_cites_its_sources() {
        let ids: Vec<String> = shipped_profiles()
            .iter()
            .map(|profile| profile.id.to_string())
            .collect();
        assert_eq!(ids, ["walk", "bicycle", "motorbike", "car", "osrm-foot"]);
    }

    #[test]
    fn a_profile_without_a_source_or_with_a_silly_speed_is_refused_with_all_problems_at_once() {
        let text = SHIPPED[0].1.replace("source: As on", "x: As on");
        let text = text.replace("kmh: 10\n", "kmh: -1\n").replace(
            "source: The project's snapping rule, see ARCHITECTURE.md.",
            "source: ''",
        );
        let problems = read_profile("walk.yaml", &text).unwrap_err();
        assert_eq!(problems.count("profile/speed"), 1);
        assert_eq!(problems.count("profile/source"), 1);
    }

    #[test]
    fn a_misspelt_key_is_refused_with_its_line() {
        let text = SHIPPED[0].1.replace("offered: true", "oferred: true");
        let problems = read_profile("walk.yaml", &text).unwrap_err();
        let (_, finding) = problems.findings().next().unwrap();
        assert!(
            finding.examples[0].sentence.contains("oferred"),
            "{}",
            finding.examples[0]
        );
    }
}
