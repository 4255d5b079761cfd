//! Modifications that add and remove roads, bridges and ferries.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Applied, Draft, Refused};
use super::joint::{Foot, Joint, insert_point, keep_junction, nearest_foot, uses_of};
use super::modification::{JoinRule, NewWay, WayKind, WayReference};
use super::resemblance::{did_you_mean, near_matches};
use super::restriction::drop_restrictions;
use crate::base::diagnostic::Severity;
use crate::base::geom::{FixedLonLat, LonLat, PlanarFrame};
use crate::base::text::fold;
use crate::domain::network::{Profile, RawNetwork, RawWay, Tags, way_rule};

/// A place so near to a point of a road is that point.
const JUNCTION_METRES: f64 = 5.0;

impl Draft<'_> {
    pub(super) fn add_way(&mut self, new: &NewWay) -> Applied {
        let shape = self.resolve_line(&new.line);
        let users = self.users_of(&new.tags);
        let (shape, users) = (shape?, users?);
        let ends = [shape[0], shape[shape.len() - 1]];
        let feet = [("first", ends[0]), ("last", ends[1])]
            .map(|(which, end)| self.reach_road(which, end, new.reach_metres, &users));
        let [Ok(first), Ok(last)] = feet else {
            return Err(Refused);
        };
        let meets = [first, last].map(|foot| Joint::of(&self.network, &foot, JUNCTION_METRES));
        if meets[0].at() == meets[1].at() {
            let sentence = "Both ends join the network at the same point; move one of them to the road that it is to lead to.";
            return self.refuse("scenario/ends_meet", sentence);
        }
        if new.kind == WayKind::Road {
            self.warn_of_water(&shape);
        }
        let id = self.ids.way();
        let (mut points, mut places) = (Vec::new(), Vec::new());
        for (at, place) in shape.iter().enumerate() {
            let is_end = at == 0 || at == shape.len() - 1;
            let joined = if is_end {
                let which = if at == 0 { "first" } else { "last" };
                self.join_end(which, *place, new, &users)
            } else if new.join == JoinRule::EveryVertex {
                self.join_vertex(*place, &users)
            } else {
                None
            };
            let far = joined.filter(|(_, joint)| metres_between(*joint, *place) > JUNCTION_METRES);
            if let (Some((point, joint)), 0) = (far, at) {
                points.push(point);
                places.push(joint);
            }
            let here = joined.filter(|_| far.is_none());
            let (point, here) = here.unwrap_or_else(|| (self.ids.point(), *place));
            points.push(point);
            places.push(here);
            if let (Some((point, joint)), true) = (far, at > 0) {
                points.push(point);
                places.push(joint);
            }
        }
        self.network.ways.push(RawWay {
            id,
            points,
            shape: places,
            tags: new.tags.clone(),
        });
        Ok(())
    }

    /// The places of a new way, repetitions left out.
    fn resolve_line(&mut self, line: &[LonLat]) -> Result<Vec<FixedLonLat>, Refused> {
        let checks: Vec<Applied> = line.iter().map(|at| self.check_place(*at)).collect();
        if checks.contains(&Err(Refused)) {
            return Err(Refused);
        }
        let mut shape: Vec<FixedLonLat> = line.iter().copied().map(FixedLonLat::from).collect();
        shape.dedup();
        if shape.len() < 2 {
            let sentence = "The line has fewer than two places; name both ends at least.";
            return self.refuse("scenario/line_too_short", sentence);
        }
        Ok(shape)
    }

    /// Positions of the profiles that may use a way with such tags; a way that nobody may use is an error.
    fn users_of(&mut self, tags: &Tags) -> Result<Vec<usize>, Refused> {
        let profiles = self.baseline.index.profiles().iter().enumerate();
        let users: Vec<usize> = profiles
            .filter(|(_, profile)| way_rule(profile, tags).is_open())
            .map(|(at, _)| at)
            .collect();
        if users.is_empty() {
            let class = tags.get("highway").unwrap_or("none");
            let sentence = format!(
                "No profile may use such a way (its class is `{class}`); write a class of road such as residential, footway or primary, and mend its access tags."
            );
            return self.refuse("scenario/way_unusable", sentence);
        }
        Ok(users)
    }

    /// The road that an end of a new way joins, where it is within reach.
    fn reach_road(
        &mut self,
        which: &str,
        end: FixedLonLat,
        reach_metres: f64,
        users: &[usize],
    ) -> Result<Foot, Refused> {
        match self.road_for(end, reach_metres, users) {
            Some(foot) if foot.metres <= reach_metres => Ok(foot),
            Some(foot) => {
                let sentence = format!(
                    "The {which} end is {:.0} m from the nearest road, {}; at most {reach_metres:.0} m are joined. Move the end to the road, or set `reach_metres`.",
                    foot.metres,
                    described(&self.network.ways[foot.way])
                );
                self.refuse("scenario/end_too_far", sentence)
            }
            None => {
                let sentence =
                    format!("There is no road for the {which} end to join; import a network first.");
                self.refuse("scenario/end_too_far", sentence)
            }
        }
    }

    /// The nearest road within reach that all may use whom people are offered, so that nobody is stranded at the end;
    /// where there is none, the nearest one that anybody may use.
    fn road_for(&self, at: FixedLonLat, reach_metres: f64, users: &[usize]) -> Option<Foot> {
        let profiles = self.baseline.index.profiles();
        let offered: Vec<&Profile> = users
            .iter()
            .map(|user| &profiles[*user])
            .filter(|profile| profile.offered)
            .collect();
        let for_all = nearest_foot(&self.network.ways, at.into(), |way| {
            kind_of(way) != WayKind::Ferry && offered.iter().all(|profile| may_use(profile, way))
        });
        let reached = for_all.filter(|foot| foot.metres <= reach_metres && !offered.is_empty());
        reached.or_else(|| self.nearest_road(at, users))
    }

    /// The nearest road that anybody may use.
    fn nearest_road(&self, at: FixedLonLat, users: &[usize]) -> Option<Foot> {
        let profiles = self.baseline.index.profiles();
        nearest_foot(&self.network.ways, at.into(), |way| {
            kind_of(way) != WayKind::Ferry && users.iter().any(|user| may_use(&profiles[*user], way))
        })
    }

    /// Joins an end, which is within reach, and tells where and who cannot go on from there.
    fn join_end(
        &mut self,
        which: &str,
        end: FixedLonLat,
        new: &NewWay,
        users: &[usize],
    ) -> Option<(i64, FixedLonLat)> {
        let foot = self.road_for(end, new.reach_metres, users)?;
        let road = described(&self.network.ways[foot.way]);
        let joint = Joint::of(&self.network, &foot, JUNCTION_METRES);
        let (point, at) = self.cut(joint);
        let sentence = format!("The {which} end joins {road}, {:.0} m away.", foot.metres);
        self.tell(Severity::Note, "scenario/joined", sentence);
        let there: Vec<&RawWay> = self.ways_at(point).collect();
        let profiles = self.baseline.index.profiles();
        let stranded: Vec<&str> = users
            .iter()
            .map(|user| &profiles[*user])
            .filter(|profile| profile.offered && !there.iter().any(|way| may_use(profile, way)))
            .map(|profile| profile.id.as_str())
            .collect();
        if !stranded.is_empty() && new.kind != WayKind::Ferry {
            let sentence = format!(
                "The {which} end joins {road}, which is closed to {}; they cannot go on from there.",
                stranded.join(", ")
            );
            self.tell(Severity::Warning, "scenario/no_way_on", sentence);
        }
        Some((point, at))
    }

    /// Joins an inner place of a way where it lies on a road.
    fn join_vertex(&mut self, at: FixedLonLat, users: &[usize]) -> Option<(i64, FixedLonLat)> {
        let foot = self.nearest_road(at, users)?;
        (foot.metres <= JUNCTION_METRES).then(|| {
            let joint = Joint::of(&self.network, &foot, JUNCTION_METRES);
            self.cut(joint)
        })
    }

    /// Makes a joint a point of the network, and a junction of the baseline that is cut alike; in the scenario a way
    /// is about to end there.
    pub(super) fn cut(&mut self, joint: Joint) -> (i64, FixedLonLat) {
        match joint {
            Joint::Point { id, at } => {
                if uses_of(&self.alike, &[id].into()).get(&id) == Some(&false) {
                    keep_junction(&mut self.alike, id);
                }
                (id, at)
            }
            Joint::Between { points, at } => {
                let id = self.ids.point();
                insert_point(&mut self.network, points, id, at);
                insert_point(&mut self.alike, points, id, at);
                self.cut(Joint::Point { id, at })
            }
        }
    }

    fn ways_at(&self, point: i64) -> impl Iterator<Item = &RawWay> {
        self.network
            .ways
            .iter()
            .filter(move |way| way.points.contains(&point))
    }

    /// A road on the water is probably a bridge.
    fn warn_of_water(&mut self, shape: &[FixedLonLat]) {
        let water = self.baseline.index.snapper().water;
        let plane: Vec<_> = shape
            .iter()
            .map(|at| PlanarFrame::project(LonLat::from(*at)))
            .collect();
        let is_wet = plane.iter().any(|at| water.contains(*at))
            || plane.windows(2).any(|pair| water.is_touched_by(pair[0], pair[1]));
        if is_wet {
            let sentence = "The road crosses water; write add_bridge if it is a bridge, or lead it around.";
            self.tell(Severity::Warning, "scenario/road_in_water", sentence);
        }
    }

    pub(super) fn remove_way(&mut self, kind: WayKind, which: &WayReference) -> Applied {
        let removed = match which {
            WayReference::Id(id) => vec![self.find_way(kind, *id)?],
            WayReference::Name(name) => self.find_ways(kind, name)?,
        };
        self.warn_of_timetable(&removed);
        self.take_ways(&removed);
        Ok(())
    }

    /// A ferry that is taken from the map may go on in the timetable.
    fn warn_of_timetable(&mut self, removed: &[i64]) {
        let ways = self.network.ways.iter().filter(|way| removed.contains(&way.id));
        let names: BTreeSet<String> = ways
            .filter(|way| kind_of(way) == WayKind::Ferry)
            .flat_map(names_of)
            .map(fold)
            .collect();
        let lines = self.timetable.lines.iter();
        let goes_on = lines
            .map(|line| &line.name)
            .find(|name| names.contains(&fold(name)));
        if let Some(name) = goes_on.cloned() {
            let sentence = format!(
                "`{name}` stays in the timetable and runs on; write remove_boat to take it out of both."
            );
            self.tell(Severity::Warning, "scenario/boat_runs_on", sentence);
        }
    }

    fn find_way(&mut self, kind: WayKind, id: i64) -> Result<i64, Refused> {
        let Some(way) = self.network.ways.iter().find(|way| way.id == id) else {
            let sentence =
                format!("There is no way {id}; write the id of a way as the network's file has it.");
            return self.refuse("scenario/unknown_way", sentence);
        };
        let is = kind_of(way);
        // A bridge is a road too.
        if is == kind || (kind, is) == (WayKind::Road, WayKind::Bridge) {
            return Ok(id);
        }
        let sentence = format!(
            "{} is a {}; write remove_{} if it is the one you mean.",
            capitalized(&described(way)),
            is.as_str(),
            is.as_str()
        );
        self.refuse("scenario/other_kind", sentence)
    }

    /// All ways of a kind that go by a name; how many pieces they lie in is told where it is more than one.
    fn find_ways(&mut self, kind: WayKind, name: &str) -> Result<Vec<i64>, Refused> {
        let of_kind = |way: &&RawWay| {
            let is = kind_of(way);
            is == kind || (kind, is) == (WayKind::Road, WayKind::Bridge)
        };
        let named = |is_it: &dyn Fn(&str) -> bool| {
            let ways = self.network.ways.iter().filter(of_kind);
            ways.filter(|way| names_of(way).any(is_it)).collect::<Vec<_>>()
        };
        let mut found = named(&|known| known == name);
        if found.is_empty() {
            let bare = fold(name);
            found = named(&|known| fold(known) == bare);
        }
        if found.is_empty() {
            let known: BTreeSet<&str> = self
                .network
                .ways
                .iter()
                .filter(of_kind)
                .flat_map(names_of)
                .collect();
            let near = near_matches(name, known);
            let sentence = format!(
                "No {} goes by the name `{name}`.{} Write its name or the id of a way.",
                kind.as_str(),
                did_you_mean(&near)
            );
            return self.refuse("scenario/unknown_way", sentence);
        }
        let n_pieces = count_pieces(&found);
        let ids: Vec<i64> = found.iter().map(|way| way.id).collect();
        if n_pieces > 1 {
            let sentence = format!(
                "`{name}` is the name of {} ways that lie in {n_pieces} separate pieces, and all of them are removed; write `way` with an id to remove one: {}.",
                ids.len(),
                listed(&ids)
            );
            self.tell(Severity::Warning, "scenario/name_of_several", sentence);
        }
        Ok(ids)
    }

    /// Takes ways out. Their junctions stay junctions, so that every other road is cut as before.
    pub(super) fn take_ways(&mut self, ids: &[i64]) {
        let (taken, kept) = std::mem::take(&mut self.network.ways)
            .into_iter()
            .partition(|way: &RawWay| ids.contains(&way.id));
        self.network.ways = kept;
        let dropped = drop_restrictions(&mut self.network, &ids.iter().copied().collect());
        self.tell_dropped(dropped);
        let freed: Vec<i64> = taken.into_iter().flat_map(|way: RawWay| way.points).collect();
        self.keep_junctions(freed);
    }

    /// Turn restrictions that went with a way.
    pub(super) fn tell_dropped(&mut self, dropped: usize) {
        if dropped > 0 {
            let sentence = format!("{dropped} turn restrictions name what is taken out, and go with it.");
            self.tell(Severity::Note, "scenario/restrictions_dropped", sentence);
        }
    }

    /// Keeps points junctions that other ways go through.
    pub(super) fn keep_junctions(&mut self, points: Vec<i64>) {
        for (point, is_junction) in uses_of(&self.network, &points.into_iter().collect()) {
            if !is_junction {
                keep_junction(&mut self.network, point);
            }
        }
    }
}

fn may_use(profile: &Profile, way: &RawWay) -> bool {
    way_rule(profile, &way.tags).is_open()
}

/// What a way is.
pub(super) fn kind_of(way: &RawWay) -> WayKind {
    if way.tags.is("route", "ferry") {
        WayKind::Ferry
    } else if way.tags.get("bridge").is_some_and(|bridge| bridge != "no") {
        WayKind::Bridge
    } else {
        WayKind::Road
    }
}

/// The names that a way goes by.
pub(super) fn names_of(way: &RawWay) -> impl Iterator<Item = &str> {
    ["name", "bridge:name", "ref"]
        .into_iter()
        .filter_map(|key| way.tags.get(key))
}

/// A way as people know it.
pub(super) fn described(way: &RawWay) -> String {
    match names_of(way).next() {
        Some(name) => format!("way {} `{name}`", way.id),
        None => format!("way {}", way.id),
    }
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Up to ten ids.
fn listed(ids: &[i64]) -> String {
    let shown: Vec<String> = ids.iter().take(10).map(ToString::to_string).collect();
    let more = if ids.len() > shown.len() { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// In how many pieces ways lie that meet at their points.
fn count_pieces(ways: &[&RawWay]) -> usize {
    let mut piece_of: Vec<usize> = (0..ways.len()).collect();
    let mut first_at: BTreeMap<i64, usize> = BTreeMap::new();
    for (at, way) in ways.iter().enumerate() {
        for point in &way.points {
            let other = *first_at.entry(*point).or_insert(at);
            let (a, b) = (piece_of[other], piece_of[at]);
            piece_of
                .iter_mut()
                .filter(|piece| **piece == b)
                .for_each(|piece| *piece = a);
        }
    }
    piece_of.iter().collect::<BTreeSet<_>>().len()
}

fn metres_between(a: FixedLonLat, b: FixedLonLat) -> f64 {
    crate::base::geom::Ruler::between(a.into(), b.into())
}

/// The position of a way in a network.
pub(super) fn position_of(network: &RawNetwork, id: i64) -> Option<usize> {
    network.ways.iter().position(|way| way.id == id)
}
