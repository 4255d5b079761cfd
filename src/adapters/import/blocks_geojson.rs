//! Blocks of a zoning in GeoJSON: areas with a code, pupils and, where people drew plans, the school of each plan.

use std::path::Path;

use super::geojson_features::{FileFeature, read_features};
use super::{ImportError, file_name};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
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

/// Reads blocks; one point inside each area stands for its homes.
pub fn read_blocks(path: &Path, fields: &BlockFields) -> Result<(ReadBlocks, Diagnostics), ImportError> {
    let mut diagnostics = Diagnostics::new();
    let mut read = ReadBlocks {
        blocks: Vec::new(),
        plans: vec![Vec::new(); fields.plans.len()],
    };
    for feature in read_features(path, &mut diagnostics)? {
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
        for (plan, rows) in fields.plans.iter().zip(&mut read.plans) {
            rows.extend(feature.text(plan).map(|school| PlanRow {
                row: feature.row,
                block: id.clone(),
                school,
            }));
        }
        match Block::with_point_inside(BlockId::new(&id), area, pupils) {
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
