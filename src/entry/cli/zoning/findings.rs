//! Findings of `zoning check` as lines and as GeoJSON points.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::base::geom::LonLat;
use crate::domain::catchment::{CoverFault, CoverFinding};

/// A finding as it is written.
pub(super) struct Line {
    /// A stable code.
    pub(super) code: &'static str,
    /// Whose zone, several joined by a plus sign; empty for gaps.
    pub(super) zones: String,
    pub(super) area_m2: Option<f64>,
    pub(super) width_metres: Option<f64>,
    pub(super) at: Option<LonLat>,
    pub(super) is_breach: bool,
    /// A sentence for what has no area.
    pub(super) says: String,
}

impl Line {
    /// A finding about the cover.
    pub(super) fn of_cover(finding: &CoverFinding, name: impl Fn(usize) -> String) -> Self {
        let (code, zones) = match finding.fault {
            CoverFault::Gap => ("gap", String::new()),
            CoverFault::Overlap(one, other) => ("overlap", format!("{} + {}", name(one), name(other))),
            CoverFault::Beyond(zone) => ("beyond_boundary", name(zone)),
            CoverFault::Island(zone) => ("island", name(zone)),
            CoverFault::ThinPart(zone) => ("thin_part", name(zone)),
            CoverFault::Empty(zone) => ("empty_zone", name(zone)),
        };
        Self {
            code,
            zones,
            area_m2: Some(finding.area_m2),
            width_metres: Some(finding.width_metres),
            at: finding.at,
            is_breach: !finding.is_harmless(),
            says: String::new(),
        }
    }

    fn to_feature(&self) -> Value {
        let round = |metres: Option<f64>| metres.map(|metres| (metres * 100.0).round() / 100.0);
        json!({
            "type": "Feature",
            "geometry": self.at.map(|at| json!({"type": "Point", "coordinates": [at.lon, at.lat]})),
            "properties": {
                "code": self.code,
                "zones": self.zones,
                "area_m2": round(self.area_m2),
                "width_metres": round(self.width_metres),
                "breach": self.is_breach,
                "sentence": self.says,
            },
        })
    }

    fn text(&self) -> String {
        let mut words = vec![
            if self.is_breach { "breach" } else { "sliver" }.to_owned(),
            self.code.to_owned(),
        ];
        words.extend(Some(self.zones.clone()).filter(|zones| !zones.is_empty()));
        words.extend(self.area_m2.map(|area| format!("{area:.2} m²")));
        words.extend(self.width_metres.map(|width| format!("{width:.2} m wide")));
        words.extend(self.at.map(|at| format!("at {:.6}, {:.6}", at.lon, at.lat)));
        words.extend(Some(self.says.clone()).filter(|says| !says.is_empty()));
        words.join("  ")
    }
}

/// Most slivers that are written as lines; all are in the GeoJSON.
const SHOWN_SLIVERS: usize = 5;

/// Writes breaches, a few slivers and the sums.
pub(super) fn write_lines(out: &mut dyn Write, lines: &[Line], sums: &str) -> io::Result<()> {
    let (breaches, slivers): (Vec<&Line>, Vec<&Line>) = lines.iter().partition(|line| line.is_breach);
    for line in breaches.iter().chain(slivers.iter().take(SHOWN_SLIVERS)) {
        writeln!(out, "{}", line.text())?;
    }
    if slivers.len() > SHOWN_SLIVERS {
        writeln!(out, "sliver  and {} more", slivers.len() - SHOWN_SLIVERS)?;
    }
    writeln!(
        out,
        "{} breaches, {} slivers; {sums}",
        breaches.len(),
        slivers.len()
    )
}

/// Writes all findings as GeoJSON.
pub(super) fn write_geojson(out: &mut dyn Write, lines: &[Line]) -> io::Result<()> {
    let features: Vec<Value> = lines.iter().map(Line::to_feature).collect();
    serde_json::to_writer(
        &mut *out,
        &json!({"type": "FeatureCollection", "features": features}),
    )?;
    writeln!(out)
}
