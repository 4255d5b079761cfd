//! Networks drawn in characters, one cell 100 m.
//!
//! Letters and digits are places, `+` a corner without a name. `-` and `|` are streets, `=` and `:` ferries, `>` `<`
//! `v` `^` one-way streets; a stroke joins the places at its two ends. `#` is a square of water.

use std::collections::BTreeMap;

use super::town::{Town, at};
use truonggan::base::geom::LonLat;

const CELL_METRES: f64 = 100.0;

/// A drawn network: the town, and where its named places are.
pub struct AsciiMap {
    pub town: Town,
    places: BTreeMap<char, (f64, f64)>,
}

impl AsciiMap {
    /// Reads a drawing.
    pub fn draw(drawing: &str) -> Self {
        let cells: Vec<Vec<char>> = drawing
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| line.chars().collect())
            .collect();
        let cell = |row: usize, column: usize| {
            cells
                .get(row)
                .and_then(|line| line.get(column))
                .copied()
                .unwrap_or(' ')
        };
        let metres = |row: usize, column: usize| (column as f64 * CELL_METRES, row as f64 * -CELL_METRES);
        let is_place = |c: char| (c.is_alphanumeric() && c != 'v') || c == '+';
        let mut town = Town::new();
        let mut places = BTreeMap::new();
        for (row, line) in cells.iter().enumerate() {
            for (column, c) in line.iter().copied().enumerate() {
                let (x, y) = metres(row, column);
                if c == '#' {
                    town = town.lake(x - 50.0, y - 50.0, x + 50.0, y + 50.0);
                }
                if !is_place(c) {
                    continue;
                }
                if c != '+' {
                    places.insert(c, (x, y));
                }
                for (down, right) in [(0, 1), (1, 0)] {
                    let mut strokes = Vec::new();
                    let (mut r, mut s) = (row + down, column + right);
                    let allowed = if right == 1 { "-=><" } else { "|:v^" };
                    while allowed.contains(cell(r, s)) {
                        strokes.push(cell(r, s));
                        (r, s) = (r + down, s + right);
                    }
                    if !strokes.is_empty() && is_place(cell(r, s)) {
                        town = join(town, &strokes, (x, y), metres(r, s));
                    }
                }
            }
        }
        Self { town, places }
    }

    /// Where a named place is.
    pub fn place(&self, name: char) -> LonLat {
        let (x, y) = self.places[&name];
        at(x, y)
    }

    /// Metres east and north of a named place.
    pub fn metres(&self, name: char) -> (f64, f64) {
        self.places[&name]
    }

    /// Gates at named places, campuses numbered in the order given.
    pub fn with_gates(mut self, names: &str) -> Self {
        for (campus, name) in names.chars().enumerate() {
            let (x, y) = self.places[&name];
            self.town = self.town.gate(campus as u32, x, y);
        }
        self
    }
}

fn join(town: Town, strokes: &[char], from: (f64, f64), to: (f64, f64)) -> Town {
    let has = |marks: &str| strokes.iter().any(|stroke| marks.contains(*stroke));
    if has("=:") {
        town.ferry("", 10, 20, &[from, to])
    } else if has(">v") {
        town.way(&[("highway", "residential"), ("oneway", "yes")], &[from, to])
    } else if has("<^") {
        town.way(&[("highway", "residential"), ("oneway", "yes")], &[to, from])
    } else {
        town.way(&[("highway", "residential")], &[from, to])
    }
}
