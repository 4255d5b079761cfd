//! Blocks of a zoning in GeoJSON: areas with a code, pupils and, where people drew plans, the school of each plan.

use std::path::Path;

use super::coordinates::place;
use super::features::{FileFeature, ReadOptions, read_features};
use super::{ImportError, file_name};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::geom::{LonLat, MultiPolygon, area_contains};
use crate::base::ids::BlockId;
use crate::domain::catchment::Block;

/// The properties that a file keeps its fields in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockFields {
    /// The code.
    pub id: String,
    /// The number of pupils.
    pub pupils: String,
    /// Plans: each names the block's school.
    pub plans: Vec<String>,
}

/// What a file of blocks holds.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadBlocks {
    /// The blocks in the order of the file.
    pub blocks: Vec<Block>,
    /// By plan that was asked for: block and school, where the property has one.
    pub plans: Vec<Vec<PlanRow>>,
}

/// One row of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    /// Its number in the file, for what is said about it.
    pub row: u64,
    /// The code of the block.
    pub block: String,
    /// The code of the school.
    pub school: String,
}

/// Reads blocks; the properties `lon` and `lat` say where the homes of a block stand, a point inside of the area where
/// it has none.
pub fn read_blocks(path: &Path, fields: &BlockFields) -> Result<(ReadBlocks, Diagnostics), ImportError> {
    let mut diagnostics = Diagnostics::new();
    let mut read = ReadBlocks {
        blocks: Vec::new(),
        plans: vec![Vec::new(); fields.plans.len()],
    };
    for feature in read_features(path, &ReadOptions::default(), &mut diagnostics)? {
        let area = feature.area(&mut diagnostics);
        let id = feature.text(&fields.id);
        if id.is_none() {
            let sentence = "The block has no code here; fill it in, or name the property that holds it.";
            let finding = feature.finding(Severity::Error, "blocks/field_missing", sentence);
            diagnostics.push(finding.in_column(&fields.id));
        }
        let pupils = pupils_of(&feature, &fields.pupils, &mut diagnostics);
        let (Some(area), Some(id), Some(pupils)) = (area, id, pupils) else {
            continue;
        };
        let homes = homes_of(&feature, &area, &mut diagnostics);
        for (plan, rows) in fields.plans.iter().zip(&mut read.plans) {
            rows.extend(feature.text(plan).map(|school| PlanRow {
                row: feature.row,
                block: id.clone(),
                school,
            }));
        }
        match Block::new(BlockId::new(&id), area, pupils, homes) {
            Some(block) => read.blocks.push(block),
            None => diagnostics.push(feature.finding(
                Severity::Error,
                "blocks/no_inside",
                "The area has no inside; draw it again or take it out.",
            )),
        }
    }
    tell_empty_plans(fields, &read, &mut diagnostics);
    Ok((read, diagnostics.in_file(&file_name(path))))
}

fn pupils_of(feature: &FileFeature, property: &str, diagnostics: &mut Diagnostics) -> Option<u32> {
    let text = feature.text(property);
    let count = text.as_deref().and_then(whole_number);
    if count.is_none() {
        let found = text.map_or_else(|| "Nothing".to_owned(), |text| format!("`{text}`"));
        let sentence =
            format!("{found} is no number of pupils; write a whole number, 0 where there are none.");
        let finding = feature.finding(Severity::Error, "blocks/pupils", sentence);
        diagnostics.push(finding.in_column(property));
    }
    count
}

/// Where the homes of a block stand, if it says so: a place inside of its area.
fn homes_of(
    feature: &FileFeature,
    area: &MultiPolygon<f64>,
    diagnostics: &mut Diagnostics,
) -> Option<LonLat> {
    let [lon, lat] = ["lon", "lat"].map(|property| feature.text(property));
    if lon.is_none() && lat.is_none() {
        return None;
    }
    let degrees = |text: Option<String>| text.and_then(|text| text.parse().ok()).unwrap_or(f64::NAN);
    match place(degrees(lon), degrees(lat)) {
        Ok(homes) if area_contains(area, homes) => return Some(homes),
        Ok(_) => diagnostics.push(feature.finding(
            Severity::Error,
            "blocks/homes_outside",
            "`lon` and `lat` are outside of the block; give the middle of its homes, or leave both away.",
        )),
        Err(no_place) => {
            let why = no_place.diagnostic();
            diagnostics.push(feature.finding(Severity::Error, why.code, why.sentence));
        }
    }
    None
}

/// A whole number, also one that a program wrote with decimals that are zero.
pub(super) fn whole_number(text: &str) -> Option<u32> {
    let digits = match text.split_once('.') {
        Some((digits, decimals)) if decimals.bytes().all(|digit| digit == b'0') => digits,
        _ => text,
    };
    digits.parse().ok()
}

fn tell_empty_plans(fields: &BlockFields, read: &ReadBlocks, diagnostics: &mut Diagnostics) {
    let plans = fields.plans.iter().zip(&read.plans);
    for (plan, _) in plans.filter(|(_, rows)| rows.is_empty()) {
        let sentence = "No block has this property; mend the name of the plan.";
        diagnostics.push(Diagnostic::new(Severity::Error, "blocks/plan_missing", sentence).in_column(plan));
    }
}
