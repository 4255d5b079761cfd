//! Administrative units as features: areas with `code`, `name` and `kind`.

use std::path::Path;

use super::ImportError;
use super::features::{ReadOptions, read_features};
use crate::base::diagnostic::{Diagnostics, Severity};
use crate::base::ids::UnitCode;
use crate::domain::schools::AdminUnit;

/// Reads units.
pub(super) fn read(
    path: &Path,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<AdminUnit>, ImportError> {
    let mut units = Vec::new();
    for feature in read_features(path, options, diagnostics)? {
        let area = feature.area(diagnostics);
        let code = feature.text("code").or_else(|| feature.id());
        let name = feature.text("name");
        for (column, value) in [("code", &code), ("name", &name)] {
            if value.is_none() {
                let sentence = format!("The unit has no `{column}`; give it one.");
                diagnostics.push(
                    feature
                        .finding(Severity::Error, "units/field_missing", sentence)
                        .in_column(column),
                );
            }
        }
        if let (Some(area), Some(code), Some(name)) = (area, code, name) {
            units.push(AdminUnit {
                code: UnitCode::new(&code),
                kind: feature.text("kind").unwrap_or_else(|| "commune".to_owned()),
                name,
                area,
            });
        }
    }
    Ok(units)
}
