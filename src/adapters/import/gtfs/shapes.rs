//! Table `shapes.txt`: the ways of trips on the map. It is optional, and a trip without a way is as good.

use std::collections::BTreeMap;

use super::cells::needed;
use super::tables::FeedTables;
use crate::adapters::import::ImportError;
use crate::base::diagnostic::Diagnostics;
use crate::base::geom::FixedLonLat;

const FILE: &str = "shapes.txt";

/// Ways by code.
pub(super) type Shapes = BTreeMap<String, Vec<FixedLonLat>>;

/// Reads the table; none where the feed has none.
pub(super) fn read(
    tables: &mut FeedTables,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Shapes>, ImportError> {
    let Some(table) = tables.read(FILE, diagnostics)? else {
        return Ok(None);
    };
    let id = table.needed_column(&["shape_id"], diagnostics);
    let lon = table.needed_column(&["shape_pt_lon"], diagnostics);
    let lat = table.needed_column(&["shape_pt_lat"], diagnostics);
    let sequence = table.needed_column(&["shape_pt_sequence"], diagnostics);
    let (Some(id), Some(lon), Some(lat), Some(sequence)) = (id, lon, lat, sequence) else {
        return Ok(None);
    };
    let mut points: BTreeMap<String, BTreeMap<u32, FixedLonLat>> = BTreeMap::new();
    for row in table.rows() {
        let code = table.needed_text(row, id, diagnostics);
        let at = table.place(row, (lon, lat), diagnostics);
        let number = needed::<u32>(&table, row, sequence, diagnostics);
        let (Some(code), Some(number)) = (code, number) else {
            continue;
        };
        let of_shape = points.entry(code.to_owned()).or_default();
        if let Some(at) = at
            && of_shape.insert(number, FixedLonLat::from(at)).is_some()
        {
            let sentence = format!("The point {number} of `{code}` stands there twice; number each once.");
            diagnostics.push(
                table
                    .finding(row.number, "gtfs/sequence_twice", sentence)
                    .in_column(table.heading(sequence)),
            );
        }
    }
    let in_order = |points: BTreeMap<u32, FixedLonLat>| {
        let mut shape: Vec<FixedLonLat> = points.into_values().collect();
        shape.dedup();
        shape
    };
    Ok(Some(
        points
            .into_iter()
            .map(|(code, points)| (code, in_order(points)))
            .collect(),
    ))
}
