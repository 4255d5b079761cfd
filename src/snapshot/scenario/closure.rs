//! Closing a piece of a road between two places.

use super::draft::{Applied, Draft, Refused};
use super::joint::{Foot, Joint, foot_on_way, nearest_foot};
use super::modification::{EdgeReference, WayKind};
use super::restriction::divide_in_restrictions;
use super::way::{described, kind_of, position_of};
use crate::base::geom::LonLat;
use crate::domain::network::RawWay;

/// How far from the road a place of it may be given.
const REACH_METRES: f64 = 25.0;

/// A place so near to a point of the road is that point.
const POINT_METRES: f64 = 1.0;

impl Draft<'_> {
    /// Cuts the piece out of its way: the part before it keeps the way's identifier, the part after it is a way of
    /// its own.
    pub(super) fn close_edge(&mut self, way: Option<i64>, between: EdgeReference) -> Applied {
        let (id, joints) = match (way, between) {
            (Some(way), EdgeReference::Points(points)) => (way, self.joints_at_points(way, points)?),
            (Some(way), EdgeReference::Places(places)) => (way, self.joints_at_places(way, places)?),
            (None, EdgeReference::Places(places)) => {
                let way = self.find_road_under(places)?;
                (way, self.joints_at_places(way, places)?)
            }
            (None, EdgeReference::Points(_)) => {
                let sentence = "Points are counted on a way; name the `way`, or give two places.";
                return self.refuse("scenario/way_missing", sentence);
            }
        };
        if joints[0].at() == joints[1].at() {
            let sentence =
                "Both places lie at the same point of the road; give the two ends of the piece that closes.";
            return self.refuse("scenario/ends_meet", sentence);
        }
        let cut = self.cut_both(id, joints);
        self.close_between(id, cut);
        Ok(())
    }

    fn find_road(&mut self, id: i64) -> Result<usize, Refused> {
        let Some(position) = position_of(&self.network, id) else {
            let sentence =
                format!("There is no way {id}; write the id of a way as the network's file has it.");
            return self.refuse("scenario/unknown_way", sentence);
        };
        let way = &self.network.ways[position];
        if kind_of(way) == WayKind::Ferry {
            let sentence = format!(
                "The {} is a ferry and has no edge to close; write remove_ferry.",
                described(way)
            );
            return self.refuse("scenario/other_kind", sentence);
        }
        Ok(position)
    }

    fn joints_at_points(&mut self, id: i64, points: [usize; 2]) -> Result<[Joint; 2], Refused> {
        let position = self.find_road(id)?;
        let way = &self.network.ways[position];
        let last = way.points.len() - 1;
        if points.iter().any(|point| *point > last) {
            let sentence = format!(
                "The {} has the points 0 to {last}; write two of these numbers.",
                described(way)
            );
            return self.refuse("scenario/unknown_point", sentence);
        }
        Ok(points.map(|point| Joint::Point {
            id: way.points[point],
            at: way.shape[point],
        }))
    }

    fn joints_at_places(&mut self, id: i64, places: [LonLat; 2]) -> Result<[Joint; 2], Refused> {
        let position = self.find_road(id)?;
        let checks = places.map(|place| self.check_place(place));
        if checks.contains(&Err(Refused)) {
            return Err(Refused);
        }
        let feet = places.map(|place| foot_on_way(&self.network, position, place));
        if let Some(foot) = feet.iter().flatten().find(|foot| foot.metres > REACH_METRES) {
            let way = described(&self.network.ways[position]);
            let sentence = format!(
                "A place is {:.0} m from {way}; give places on the road, at most {REACH_METRES:.0} m from it.",
                foot.metres
            );
            return self.refuse("scenario/place_off_way", sentence);
        }
        let [Some(a), Some(b)] = feet else {
            return Err(Refused);
        };
        Ok([a, b].map(|foot| Joint::of(&self.network, &foot, POINT_METRES)))
    }

    /// The road on which both places lie, the one that is nearest to both.
    fn find_road_under(&mut self, places: [LonLat; 2]) -> Result<i64, Refused> {
        let checks = places.map(|place| self.check_place(place));
        if checks.contains(&Err(Refused)) {
            return Err(Refused);
        }
        let feet = |at: LonLat| -> Vec<(usize, Foot)> {
            (0..self.network.ways.len())
                .filter(|way| kind_of(&self.network.ways[*way]) != WayKind::Ferry)
                .filter_map(|way| Some((way, one_way_foot(&self.network.ways[way], at)?)))
                .filter(|(_, foot)| foot.metres <= REACH_METRES)
                .collect()
        };
        let first = feet(places[0]);
        let second = feet(places[1]);
        let both = first.iter().filter_map(|(way, a)| {
            let (_, b) = second.iter().find(|(other, _)| other == way)?;
            Some((a.metres + b.metres, *way))
        });
        let nearest = both.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        if let Some((_, way)) = nearest {
            return Ok(self.network.ways[way].id);
        }
        let named = |feet: &[(usize, Foot)]| {
            let nearest = feet.iter().min_by(|a, b| a.1.metres.total_cmp(&b.1.metres));
            nearest.map_or_else(
                || "no road".to_owned(),
                |(way, _)| described(&self.network.ways[*way]),
            )
        };
        let sentence = format!(
            "The two places lie on {} and {}; give two places on one way, at most {REACH_METRES:.0} m from it, and close a longer road way by way.",
            named(&first),
            named(&second)
        );
        self.refuse("scenario/not_one_way", sentence)
    }

    /// Cuts a way at two joints and tells the points there.
    fn cut_both(&mut self, way: i64, joints: [Joint; 2]) -> [i64; 2] {
        let second = joints[1];
        let (first, first_at) = self.cut(joints[0]);
        // The first cut may have divided the segment in which the second one lies.
        let second = match (joints[0], second) {
            (Joint::Between { points, .. }, Joint::Between { points: others, at })
                if points == others || points == [others[1], others[0]] =>
            {
                let position = position_of(&self.network, way);
                let foot = position.and_then(|way| foot_on_way(&self.network, way, at.into()));
                foot.map_or(second, |foot| match Joint::of(&self.network, &foot, 0.0) {
                    Joint::Between { points, .. } => Joint::Between { points, at },
                    point @ Joint::Point { .. } => point,
                })
            }
            _ => second,
        };
        debug_assert!(second.at() != first_at, "two joints at two places");
        let (second, _) = self.cut(second);
        [first, second]
    }

    fn close_between(&mut self, id: i64, cut: [i64; 2]) {
        let Some(position) = position_of(&self.network, id) else {
            return;
        };
        let way = self.network.ways[position].clone();
        let place = |point: i64| way.points.iter().position(|known| *known == point).unwrap_or(0);
        let (from, to) = (place(cut[0]).min(place(cut[1])), place(cut[0]).max(place(cut[1])));
        let part = |range: std::ops::RangeInclusive<usize>, id: i64| {
            (range.end() > range.start()).then(|| RawWay {
                id,
                points: way.points[range.clone()].to_vec(),
                shape: way.shape[range].to_vec(),
                tags: way.tags.clone(),
            })
        };
        let before = part(0..=from, id);
        let after = part(to..=way.points.len() - 1, id);
        self.network.ways.remove(position);
        let has_before = before.is_some();
        let mut pieces: Vec<RawWay> = before.into_iter().collect();
        if let Some(mut after) = after {
            if has_before {
                after.id = self.ids.way();
            }
            pieces.push(after);
        }
        let dropped = divide_in_restrictions(&mut self.network, id, &pieces);
        self.tell_dropped(dropped);
        self.network.ways.extend(pieces);
        self.keep_junctions(way.points[from..=to].to_vec());
        self.network.sort();
    }
}

/// The nearest place on a way by itself.
fn one_way_foot(way: &RawWay, at: LonLat) -> Option<Foot> {
    let alone = std::slice::from_ref(way);
    nearest_foot(alone, at, |_| true)
}
