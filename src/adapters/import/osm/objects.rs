//! What is kept of an OpenStreetMap file while it is read: what a layer may need, by id.
//!
//! Every node's place and every way's points are held until the relations at the end of the file are known: 16 bytes
//! a node and 8 a reference, which is cheaper in time than unpacking the file again.

use rayon::prelude::*;

use super::filter::{self, Wanted};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::geom::FixedLonLat;
use crate::domain::network::Tags;

/// Places of nodes, by id.
#[derive(Debug, Default)]
pub(super) struct Nodes(Vec<(i64, FixedLonLat)>);

impl Nodes {
    /// The place of a node, where the file has it.
    pub(super) fn find(&self, id: i64) -> Option<FixedLonLat> {
        self.0
            .binary_search_by_key(&id, |node| node.0)
            .ok()
            .map(|at| self.0[at].1)
    }
}

/// A node with tags of its own.
#[derive(Debug)]
pub(super) struct OsmNode {
    pub(super) id: i64,
    /// Tags for the network, where it may matter to it.
    pub(super) network: Option<Tags>,
    /// Tags for the other layers, where it may matter to one.
    pub(super) feature: Option<Tags>,
}

/// A way with its points.
#[derive(Debug)]
pub(super) struct OsmWay {
    pub(super) id: i64,
    pub(super) refs: Vec<i64>,
    /// Tags for the network, where it is a road, a ferry or a walkable outline.
    pub(super) network: Option<Tags>,
    /// Tags for the other layers, where it may matter to one.
    pub(super) feature: Option<Tags>,
}

/// A way that a relation names.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) way: i64,
    pub(super) inner: bool,
}

/// A relation that is an area or a ferry line.
#[derive(Debug)]
pub(super) struct OsmRelation {
    pub(super) id: i64,
    pub(super) tags: Tags,
    pub(super) ways: Vec<Member>,
}

/// A relation that restricts turns, its members by role.
#[derive(Debug, Default)]
pub(super) struct OsmRestriction {
    pub(super) id: i64,
    pub(super) tags: Tags,
    pub(super) from: Vec<i64>,
    pub(super) via_nodes: Vec<i64>,
    pub(super) via_ways: Vec<i64>,
    pub(super) to: Vec<i64>,
}

/// What is kept of a file, each part by id.
#[derive(Debug, Default)]
pub(super) struct OsmData {
    pub(super) nodes: Nodes,
    pub(super) tagged: Vec<OsmNode>,
    pub(super) ways: Vec<OsmWay>,
    pub(super) relations: Vec<OsmRelation>,
    pub(super) restrictions: Vec<OsmRestriction>,
}

impl OsmData {
    /// A way by id.
    pub(super) fn way(&self, id: i64) -> Option<&OsmWay> {
        self.ways
            .binary_search_by_key(&id, |way| way.id)
            .ok()
            .map(|at| &self.ways[at])
    }
}

/// What kind of object a member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MemberKind {
    Node,
    Way,
    Relation,
}

/// A member of a relation as the file has it.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawMember<'r> {
    pub(super) kind: MemberKind,
    pub(super) id: i64,
    pub(super) role: &'r str,
}

/// What a part of a file holds.
#[derive(Debug, Default)]
pub(super) struct Piece {
    pub(super) nodes: Vec<(i64, FixedLonLat)>,
    tagged: Vec<OsmNode>,
    ways: Vec<OsmWay>,
    relations: Vec<OsmRelation>,
    restrictions: Vec<OsmRestriction>,
    pub(super) diagnostics: Diagnostics,
}

impl Piece {
    /// A node, in billionths of a degree.
    pub(super) fn node(
        &mut self,
        id: i64,
        nano_lon: i64,
        nano_lat: i64,
        tags: &[(&str, &str)],
        wanted: Wanted<'_>,
    ) {
        let (Some(lon_e7), Some(lat_e7)) = (e7(nano_lon, 180), e7(nano_lat, 90)) else {
            self.diagnostics.push(
                Diagnostic::new(
                    Severity::Warning,
                    "osm/coordinates_out_of_range",
                    "A node that is not on the earth is treated as missing.",
                )
                .at_object(format!("node {id}")),
            );
            return;
        };
        self.nodes.push((id, FixedLonLat { lon_e7, lat_e7 }));
        if tags.is_empty() {
            return;
        }
        let network = filter::network_node_tags(tags, wanted);
        let feature = filter::feature_node_tags(tags, wanted);
        if network.is_some() || feature.is_some() {
            self.tagged.push(OsmNode { id, network, feature });
        }
    }

    /// A way.
    pub(super) fn way(&mut self, id: i64, refs: Vec<i64>, tags: &[(&str, &str)], wanted: Wanted<'_>) {
        let network = filter::network_way_tags(id, tags, wanted, &mut self.diagnostics);
        let feature = filter::feature_way_tags(id, tags, wanted, &mut self.diagnostics);
        self.ways.push(OsmWay {
            id,
            refs,
            network,
            feature,
        });
    }

    /// A relation.
    pub(super) fn relation<'r>(
        &mut self,
        id: i64,
        members: impl Iterator<Item = RawMember<'r>>,
        tags: &[(&str, &str)],
        wanted: Wanted<'_>,
    ) {
        if let Some(kept) = filter::restriction_tags(tags, wanted) {
            self.restriction(id, members, kept);
            return;
        }
        let Some(tags) = filter::relation_tags(tags, wanted) else {
            return;
        };
        let ways = members
            .filter(|member| member.kind == MemberKind::Way)
            .map(|member| Member {
                way: member.id,
                inner: member.role == "inner",
            })
            .collect();
        self.relations.push(OsmRelation { id, tags, ways });
    }

    fn restriction<'r>(&mut self, id: i64, members: impl Iterator<Item = RawMember<'r>>, tags: Tags) {
        let mut restriction = OsmRestriction {
            id,
            tags,
            ..OsmRestriction::default()
        };
        for member in members {
            let list = match (member.role, member.kind) {
                ("from", MemberKind::Way) => &mut restriction.from,
                ("to", MemberKind::Way) => &mut restriction.to,
                ("via", MemberKind::Way) => &mut restriction.via_ways,
                ("via", MemberKind::Node) => &mut restriction.via_nodes,
                _ => continue,
            };
            list.push(member.id);
        }
        self.restrictions.push(restriction);
    }
}

/// Ten-millionths of a degree from billionths, where within so many degrees.
fn e7(nano: i64, limit_degrees: i64) -> Option<i32> {
    let limit = limit_degrees * 1_000_000_000;
    (-limit..=limit)
        .contains(&nano)
        .then(|| i32::try_from(nano.div_euclid(100) + i64::from(nano.rem_euclid(100) >= 50)).ok())
        .flatten()
}

impl OsmData {
    /// Takes what a part holds; findings go where the others are.
    pub(super) fn take(&mut self, piece: Piece, diagnostics: &mut Diagnostics) {
        self.nodes.0.extend(piece.nodes);
        self.tagged.extend(piece.tagged);
        self.ways.extend(piece.ways);
        self.relations.extend(piece.relations);
        self.restrictions.extend(piece.restrictions);
        diagnostics.extend(piece.diagnostics);
    }
}

/// Files are nearly always in the order of the ids already, so that looking first is cheap.
pub(super) fn put_in_order(data: &mut OsmData, diagnostics: &mut Diagnostics) {
    if !data.nodes.0.is_sorted_by_key(|node| node.0) {
        data.nodes.0.par_sort_by_key(|node| node.0);
    }
    data.tagged.sort_by_key(|node| node.id);
    data.ways.sort_by_key(|way| way.id);
    data.relations.sort_by_key(|relation| relation.id);
    data.restrictions.sort_by_key(|restriction| restriction.id);
    data.restrictions.dedup_by_key(|restriction| restriction.id);
    let n_before = data.nodes.0.len() + data.ways.len() + data.relations.len();
    data.nodes.0.dedup_by_key(|node| node.0);
    data.tagged.dedup_by_key(|node| node.id);
    data.ways.dedup_by_key(|way| way.id);
    data.relations.dedup_by_key(|relation| relation.id);
    let n_twice = n_before - (data.nodes.0.len() + data.ways.len() + data.relations.len());
    for _ in 0..n_twice {
        diagnostics.push(Diagnostic::new(
            Severity::Warning,
            "osm/object_twice",
            "An object stands in the file twice; its first version is used.",
        ));
    }
}
