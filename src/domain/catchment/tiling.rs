//! Land divided by the answers to a question: areas that share their borders exactly, without gaps or overlaps.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::border::{Border, borders};
use super::land::Land;
use super::mesh::{Answer, Fineness, Mesh, Reading, RoadSpot};
use crate::base::geom::{FixedLonLat, LonLat, MultiPolygon};

/// Land divided by answers.
#[derive(Debug)]
pub struct Tiling<T> {
    land: Land,
    borders: Vec<Border<T>>,
}

/// Divides land by the answers that are read on it.
///
/// The question itself is asked at the nodes of a mesh that is refined where neighbours or the roads between them
/// differ, so that the areas follow whatever the answers follow, water and one-way streets included.
/// Where a border crosses a side of a smallest cell is found by asking again; inside the cell it is straight.
/// Answers on roads are known beforehand and given as `spots`: no area that holds a road is overlooked.
///
/// Source: restricted quadtree triangulation of a function (Von Herzen and Barr, SIGGRAPH 1987), with labels for
/// heights; cost: about two questions for each smallest cell along a border, and one for each widest cell elsewhere.
pub fn tile<T: Answer>(
    land: Land,
    fineness: &Fineness,
    spots: &[RoadSpot<T>],
    read: impl Fn(LonLat) -> Reading<T> + Sync,
) -> Tiling<T> {
    let mesh = Mesh::build(&land, fineness, spots, &read);
    let borders = borders(&mesh, fineness, &read);
    Tiling { land, borders }
}

impl<T: Answer> Tiling<T> {
    /// The land that was divided.
    pub const fn land(&self) -> &Land {
        &self.land
    }

    /// Each answer with its area; those that have none are left out.
    pub fn areas(&self) -> BTreeMap<T, MultiPolygon<f64>> {
        let answers: BTreeSet<T> = self
            .borders
            .iter()
            .flat_map(|border| [border.left, border.right])
            .flatten()
            .collect();
        let areas: Vec<(T, MultiPolygon<f64>)> = answers
            .into_par_iter()
            .map(|answer| (answer, self.area_where(|other| other == answer)))
            .collect();
        areas.into_iter().filter(|(_, area)| !area.0.is_empty()).collect()
    }

    /// The area of all answers for which something is true.
    pub fn area_where(&self, is_inside: impl Fn(T) -> bool) -> MultiPolygon<f64> {
        let inside = |answer: Option<T>| answer.is_some_and(&is_inside);
        let mut starting_at: BTreeMap<FixedLonLat, Vec<Vec<FixedLonLat>>> = BTreeMap::new();
        for border in &self.borders {
            let mut line = border.line.clone();
            match (inside(border.left), inside(border.right)) {
                (true, false) => {}
                (false, true) => line.reverse(),
                _ => continue,
            }
            starting_at.entry(line[0]).or_default().push(line);
        }
        self.land.inside(&loops(starting_at))
    }
}

/// Lines joined end to end to closed ones. Which of several is taken where more than one goes on does not change what
/// the closed lines go around.
fn loops(mut starting_at: BTreeMap<FixedLonLat, Vec<Vec<FixedLonLat>>>) -> Vec<Vec<FixedLonLat>> {
    let mut closed = Vec::new();
    while let Some((start, mut lines)) = starting_at.pop_first() {
        let Some(mut whole) = lines.pop() else { continue };
        if !lines.is_empty() {
            starting_at.insert(start, lines);
        }
        while let Some(end) = whole.last().copied().filter(|end| *end != start) {
            let Some(next) = starting_at.get_mut(&end).and_then(Vec::pop) else {
                break;
            };
            whole.extend(next.into_iter().skip(1));
        }
        whole.pop();
        closed.push(whole);
    }
    closed
}
