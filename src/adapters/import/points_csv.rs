//! Lists of points, such as homes and destinations of a matrix: `id,lon,lat` and, where there is one, `zone`.

use std::collections::BTreeMap;
use std::path::Path;

use super::ImportError;
use super::table::Table;
use crate::base::diagnostic::Diagnostics;
use crate::base::geom::LonLat;

/// A point of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedPoint {
    /// Its identifier, unique in the list.
    pub id: String,
    /// Where it is.
    pub at: LonLat,
    /// The zone that the list gives it.
    pub zone: Option<String>,
}

/// Reads a list, in its own order.
pub fn read_points(path: &Path) -> Result<(Vec<ListedPoint>, Diagnostics), ImportError> {
    let mut diagnostics = Diagnostics::new();
    let table = Table::read(path, &mut diagnostics)?;
    let id_column = table.needed_column(&["id"], &mut diagnostics);
    let place_columns = table.place_columns(&mut diagnostics);
    let zone_column = table.column(&["zone"]);
    let (Some(id_column), Some(place_columns)) = (id_column, place_columns) else {
        return Ok((Vec::new(), diagnostics));
    };
    let mut points = Vec::with_capacity(table.rows().len());
    let mut places = Vec::with_capacity(table.rows().len());
    let mut first_rows: BTreeMap<String, u64> = BTreeMap::new();
    for row in table.rows() {
        let id = table.needed_text(row, id_column, &mut diagnostics);
        let at = table.place(row, place_columns, &mut diagnostics);
        if let Some(id) = id
            && let Some(first) = first_rows.insert(id.to_owned(), row.number)
        {
            first_rows.insert(id.to_owned(), first);
            let sentence = format!("The id stands in row {first} already; give each row its own.");
            diagnostics.push(
                table
                    .finding(row.number, "points/id_twice", sentence)
                    .in_column("id"),
            );
            continue;
        }
        if let (Some(id), Some(at)) = (id, at) {
            places.push((row.number, at));
            points.push(ListedPoint {
                id: id.to_owned(),
                at,
                zone: row.text(zone_column).map(str::to_owned),
            });
        }
    }
    table.tell_strays(&places, &mut diagnostics);
    if points.is_empty() && !diagnostics.has_errors() {
        diagnostics.push(table.finding(1, "points/none", "The list has no rows; add at least one."));
    }
    Ok((points, diagnostics))
}
