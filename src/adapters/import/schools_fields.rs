//! The fields of a campus, the same for tables and for features: names of columns, levels, seats.

use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::geom::LonLat;
use crate::base::text::fold;
use crate::domain::schools::{Level, Seats, guess_levels};
use crate::snapshot::dataset::StagedCampus;

/// The names by which each field is found, our own first, without accents and with `_` between words.
pub(super) const SCHOOL_ID: &[&str] = &["school_id", "ma_truong", "school_code"];
pub(super) const CAMPUS_ID: &[&str] = &["campus_id", "id", "osm_id", "ma_diem_truong", "ma_co_so", "ma"];
pub(super) const NAME: &[&str] = &["name", "ten_truong", "ten", "school_name"];
pub(super) const CAMPUS_NAME: &[&str] = &["campus_name", "ten_diem_truong", "diem_truong"];
pub(super) const LEVEL: &[&str] = &["level", "levels", "cap_hoc", "bac_hoc", "cap"];
pub(super) const COMMUNE: &[&str] = &["commune", "commune_code", "ma_xa", "xa", "phuong_xa"];
pub(super) const GATES: &[&str] = &["gates"];
pub(super) const CAPACITY: &[&str] = &["capacity", "suc_chua", "so_cho"];
pub(super) const CAPACITY_SYNTHETIC: &[&str] = &["capacity_synthetic"];
pub(super) const OPERATOR: &[&str] = &["operator"];
pub(super) const SOURCE: &[&str] = &["source"];

/// Finds the text of a field by its names.
pub(super) trait Fields {
    /// The text of the first name that has one.
    fn field(&self, names: &[&str]) -> Option<String>;
}

/// A campus out of fields, with findings that the caller places; none where a field that must be there is not.
pub(super) fn campus(
    fields: &impl Fields,
    at: LonLat,
    file: &str,
) -> (Option<StagedCampus>, Vec<(&'static str, Diagnostic)>) {
    let mut findings = Vec::new();
    let campus_id = fields.field(CAMPUS_ID).or_else(|| fields.field(SCHOOL_ID));
    let name = fields.field(NAME);
    for (column, value) in [("campus_id", &campus_id), ("name", &name)] {
        if value.is_none() {
            let sentence = format!("The campus has no `{column}`; give it one.");
            findings.push((
                column,
                Diagnostic::new(Severity::Error, "schools/field_missing", sentence),
            ));
        }
    }
    let gates = gates(fields, &mut findings);
    let seats = seats(fields, &mut findings);
    let (levels, levels_guessed) = levels(fields, name.as_deref().unwrap_or_default(), &mut findings);
    let (Some(campus_id), Some(name)) = (campus_id, name) else {
        return (None, findings);
    };
    let campus = StagedCampus {
        school_id: fields.field(SCHOOL_ID).unwrap_or_else(|| campus_id.clone()),
        campus_id,
        name,
        campus_name: fields.field(CAMPUS_NAME),
        at,
        gates,
        levels,
        levels_guessed,
        commune: fields.field(COMMUNE),
        seats,
        operator: fields.field(OPERATOR),
        source: fields.field(SOURCE).unwrap_or_else(|| file.to_owned()),
    };
    (Some(campus), findings)
}

/// Gates as the field lists them: longitude and latitude of each, several joined by `;`.
fn gates(fields: &impl Fields, findings: &mut Vec<(&'static str, Diagnostic)>) -> Vec<LonLat> {
    let text = fields.field(GATES).unwrap_or_default();
    let mut gates = Vec::new();
    for pair in text.split(';').map(str::trim).filter(|pair| !pair.is_empty()) {
        let numbers = pair.split([' ', ',']).filter(|number| !number.is_empty());
        let numbers: Option<Vec<f64>> = numbers.map(|number| number.parse().ok()).collect();
        match numbers.as_deref() {
            Some([lon, lat]) if LonLat::new(*lon, *lat).is_on_earth() => gates.push(LonLat::new(*lon, *lat)),
            _ => findings.push((
                "gates",
                Diagnostic::new(
                    Severity::Error,
                    "schools/gates",
                    format!(
                        "`{pair}` is no gate; write longitude, a space and latitude, several joined by `;`, such as \
                         `106.7875 10.6422; 106.7881 10.6425`."
                    ),
                ),
            )),
        }
    }
    gates
}

/// Levels as the field says, several joined by `;`; where it is empty, as the name says, marked as a guess.
fn levels(
    fields: &impl Fields,
    name: &str,
    findings: &mut Vec<(&'static str, Diagnostic)>,
) -> (Vec<Level>, bool) {
    let Some(text) = fields.field(LEVEL) else {
        let guessed = guess_levels(name);
        let is_guess = !guessed.is_empty();
        if is_guess {
            let finding = Diagnostic::new(
                Severity::Note,
                "schools/level_guessed",
                "The level is guessed from the name.",
            );
            findings.push(("level", finding));
        }
        return (guessed, is_guess);
    };
    let mut levels = Vec::new();
    for word in text
        .split([';', ',', '|'])
        .map(str::trim)
        .filter(|word| !word.is_empty())
    {
        match levels_of_word(word) {
            Some(of_word) => levels.extend(of_word),
            None => findings.push((
                "level",
                Diagnostic::new(
                    Severity::Error,
                    "schools/level_unknown",
                    format!(
                        "`{word}` is not a level; write preschool, primary, lower_secondary or upper_secondary, \
                         several joined by `;`, or `other` for none of them."
                    ),
                ),
            )),
        }
    }
    levels.sort_unstable();
    levels.dedup();
    (levels, false)
}

/// The levels of a word: ours in any case, with hyphens or spaces, a Vietnamese name, or `other` for none.
fn levels_of_word(word: &str) -> Option<Vec<Level>> {
    let bare = fold(word).replace(['-', ' '], "_");
    if bare == "other" || bare == "khac" {
        return Some(Vec::new());
    }
    if let Ok(level) = bare.parse::<Level>() {
        return Some(vec![level]);
    }
    Some(guess_levels(word)).filter(|guessed| guessed.len() == 1)
}

fn seats(fields: &impl Fields, findings: &mut Vec<(&'static str, Diagnostic)>) -> Option<Seats> {
    let text = fields.field(CAPACITY)?;
    let synthetic = match fields.field(CAPACITY_SYNTHETIC).as_deref().map(fold).as_deref() {
        None | Some("false" | "no" | "0") => Some(false),
        Some("true" | "yes" | "1") => Some(true),
        Some(_) => None,
    };
    let count = text.parse::<u32>().ok();
    if count.is_none() {
        let sentence = format!("`{text}` is not a number of seats; write a whole number or leave it empty.");
        findings.push((
            "capacity",
            Diagnostic::new(Severity::Error, "schools/capacity", sentence),
        ));
    }
    if synthetic.is_none() {
        findings.push((
            "capacity_synthetic",
            Diagnostic::new(
                Severity::Error,
                "schools/capacity_synthetic",
                "Write `true` where the capacity is made up and `false` where it is real.",
            ),
        ));
    }
    Some(Seats {
        count: count?,
        synthetic: synthetic?,
    })
}
