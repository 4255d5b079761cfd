//! One pass over an OSM PBF file, blocks side by side: what a layer may need is kept, by id.
//!
//! Every node's place and every way's points are held until the relations at the end of the file are known: 16 bytes
//! a node and 8 a reference, which is cheaper in time than unpacking the file again.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use osmpbf::{Blob, BlobDecode, BlobReader, Element, PrimitiveBlock, RelMemberType};
use rayon::prelude::*;

use super::filter::{self, Wanted};
use crate::adapters::import::ImportError;
use crate::adapters::import::file_name;
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::geom::FixedLonLat;
use crate::base::progress::Progress;
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

/// Reads a file.
pub(super) fn scan(
    path: &Path,
    wanted: Wanted<'_>,
    progress: &dyn Progress,
) -> Result<(OsmData, Diagnostics), ImportError> {
    let open = |source| ImportError::Open {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(open)?;
    let bytes = file.metadata().map_err(open)?.len();
    progress.stage(&format!("Reading {}", file_name(path)), Some(bytes));
    let reader = BufReader::with_capacity(1 << 18, Counted { file, progress });
    let mut pieces: Vec<(usize, osmpbf::Result<Piece>)> = BlobReader::new(reader)
        .enumerate()
        .par_bridge()
        .map(|(order, blob)| (order, blob.and_then(|blob| piece_of(&blob, wanted))))
        .collect();
    pieces.sort_unstable_by_key(|(order, _)| *order);
    gather(path, pieces)
}

/// A file that tells how much of it has been read.
struct Counted<'p> {
    file: File,
    progress: &'p dyn Progress,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_bytes = self.file.read(buffer)?;
        self.progress.advance(n_bytes as u64);
        Ok(n_bytes)
    }
}

/// What one block of the file holds.
#[derive(Debug, Default)]
struct Piece {
    is_header: bool,
    nodes: Vec<(i64, FixedLonLat)>,
    tagged: Vec<OsmNode>,
    ways: Vec<OsmWay>,
    relations: Vec<OsmRelation>,
    restrictions: Vec<OsmRestriction>,
    diagnostics: Diagnostics,
}

fn piece_of(blob: &Blob, wanted: Wanted<'_>) -> osmpbf::Result<Piece> {
    let mut piece = Piece::default();
    match blob.decode()? {
        BlobDecode::OsmHeader(header) => {
            piece.is_header = true;
            for feature in header.required_features() {
                if feature != "OsmSchema-V0.6" && feature != "DenseNodes" {
                    piece.diagnostics.push(Diagnostic::new(
                        Severity::Error,
                        "osm/unknown_feature",
                        format!("The file needs a reader with `{feature}`; export it without that."),
                    ));
                }
            }
        }
        BlobDecode::OsmData(block) => piece.read(&block, wanted),
        BlobDecode::Unknown(kind) => piece.diagnostics.push(Diagnostic::new(
            Severity::Warning,
            "osm/unknown_block",
            format!("A block of the unknown kind `{kind}` is left out."),
        )),
    }
    Ok(piece)
}

impl Piece {
    fn read(&mut self, block: &PrimitiveBlock, wanted: Wanted<'_>) {
        if block
            .raw_stringtable()
            .iter()
            .any(|text| std::str::from_utf8(text).is_err())
        {
            self.diagnostics.push(Diagnostic::new(
                Severity::Warning,
                "osm/text_not_utf8",
                "A block of the file has text that is not UTF-8; objects with that text lose tags.",
            ));
        }
        let mut tags: Vec<(&str, &str)> = Vec::new();
        for element in block.elements() {
            tags.clear();
            match element {
                Element::DenseNode(node) => {
                    tags.extend(node.tags());
                    self.node(node.id(), node.nano_lon(), node.nano_lat(), &tags, wanted);
                }
                Element::Node(node) => {
                    tags.extend(node.tags());
                    self.node(node.id(), node.nano_lon(), node.nano_lat(), &tags, wanted);
                }
                Element::Way(way) => {
                    tags.extend(way.tags());
                    self.way(way.id(), way.refs().collect(), &tags, wanted);
                }
                Element::Relation(relation) => {
                    tags.extend(relation.tags());
                    self.relation(&relation, &tags, wanted);
                }
            }
        }
    }

    fn node(&mut self, id: i64, nano_lon: i64, nano_lat: i64, tags: &[(&str, &str)], wanted: Wanted<'_>) {
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

    fn way(&mut self, id: i64, refs: Vec<i64>, tags: &[(&str, &str)], wanted: Wanted<'_>) {
        let network = filter::network_way_tags(id, tags, wanted, &mut self.diagnostics);
        let feature = filter::feature_way_tags(id, tags, wanted, &mut self.diagnostics);
        self.ways.push(OsmWay {
            id,
            refs,
            network,
            feature,
        });
    }

    fn relation(&mut self, relation: &osmpbf::Relation<'_>, tags: &[(&str, &str)], wanted: Wanted<'_>) {
        if let Some(kept) = filter::restriction_tags(tags, wanted) {
            self.restriction(relation, kept);
            return;
        }
        let Some(kept) = filter::relation_tags(tags, wanted) else {
            return;
        };
        let ways = relation
            .members()
            .filter(|member| member.member_type == RelMemberType::Way)
            .map(|member| Member {
                way: member.member_id,
                inner: member.role().is_ok_and(|role| role == "inner"),
            })
            .collect();
        self.relations.push(OsmRelation {
            id: relation.id(),
            tags: kept,
            ways,
        });
    }
}

impl Piece {
    fn restriction(&mut self, relation: &osmpbf::Relation<'_>, tags: Tags) {
        let mut restriction = OsmRestriction {
            id: relation.id(),
            tags,
            ..OsmRestriction::default()
        };
        for member in relation.members() {
            let list = match (member.role(), member.member_type) {
                (Ok("from"), RelMemberType::Way) => &mut restriction.from,
                (Ok("to"), RelMemberType::Way) => &mut restriction.to,
                (Ok("via"), RelMemberType::Way) => &mut restriction.via_ways,
                (Ok("via"), RelMemberType::Node) => &mut restriction.via_nodes,
                _ => continue,
            };
            list.push(member.member_id);
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

fn gather(
    path: &Path,
    pieces: Vec<(usize, osmpbf::Result<Piece>)>,
) -> Result<(OsmData, Diagnostics), ImportError> {
    let mut data = OsmData::default();
    let mut diagnostics = Diagnostics::new();
    let has_header = matches!(pieces.first(), Some((_, Ok(piece))) if piece.is_header);
    for (order, piece) in pieces {
        match piece {
            Ok(piece) => {
                data.nodes.0.extend(piece.nodes);
                data.tagged.extend(piece.tagged);
                data.ways.extend(piece.ways);
                data.relations.extend(piece.relations);
                data.restrictions.extend(piece.restrictions);
                diagnostics.extend(piece.diagnostics);
            }
            Err(error) => diagnostics.push(trouble(path, order, error)?),
        }
    }
    if !has_header && !diagnostics.has_errors() {
        diagnostics.push(not_pbf(path));
    }
    put_in_order(&mut data, &mut diagnostics);
    Ok((data, diagnostics))
}

fn trouble(path: &Path, order: usize, error: osmpbf::Error) -> Result<Diagnostic, ImportError> {
    match error.into_kind() {
        osmpbf::ErrorKind::Io(source) if source.kind() != io::ErrorKind::UnexpectedEof => {
            Err(ImportError::Read {
                path: path.to_owned(),
                source,
            })
        }
        _ if order == 0 => Ok(not_pbf(path)),
        _ => Ok(Diagnostic::new(
            Severity::Error,
            "osm/broken_block",
            "The file is damaged or was cut off on its way; fetch it again.",
        )
        .in_file(&file_name(path))
        .at_object(format!("block {order}"))),
    }
}

fn not_pbf(path: &Path) -> Diagnostic {
    Diagnostic::new(
        Severity::Error,
        "osm/not_pbf",
        "This is not an OSM PBF file; export it as `.osm.pbf`, for instance with `osmium cat`.",
    )
    .in_file(&file_name(path))
}

/// Files are nearly always in the order of the ids already, so that looking first is cheap.
fn put_in_order(data: &mut OsmData, diagnostics: &mut Diagnostics) {
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
