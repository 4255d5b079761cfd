//! One pass over an OSM PBF file, blocks side by side.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use osmpbf::{Blob, BlobDecode, BlobReader, Element, PrimitiveBlock, RelMemberType};
use rayon::iter::{ParallelBridge as _, ParallelIterator as _};

use super::filter::Wanted;
use super::objects::{MemberKind, OsmData, Piece, RawMember, put_in_order};
use crate::adapters::import::ImportError;
use crate::adapters::import::file_name;
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::progress::Progress;

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
    let mut pieces: Vec<(usize, osmpbf::Result<Part>)> = BlobReader::new(reader)
        .enumerate()
        .par_bridge()
        .map(|(order, blob)| (order, blob.and_then(|blob| piece_of(&blob, wanted))))
        .collect();
    pieces.sort_unstable_by_key(|(order, _)| *order);
    gather(path, pieces)
}

/// A file that tells how much of it has been read.
pub(super) struct Counted<'p> {
    pub(super) file: File,
    pub(super) progress: &'p dyn Progress,
}

impl io::Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_bytes = self.file.read(buffer)?;
        self.progress.advance(n_bytes as u64);
        Ok(n_bytes)
    }
}

/// A part of the file, and whether it is the header.
type Part = (bool, Piece);

fn piece_of(blob: &Blob, wanted: Wanted<'_>) -> osmpbf::Result<Part> {
    let (mut is_header, mut piece) = (false, Piece::default());
    match blob.decode()? {
        BlobDecode::OsmHeader(header) => {
            is_header = true;
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
        BlobDecode::OsmData(block) => read(&mut piece, &block, wanted),
        BlobDecode::Unknown(kind) => piece.diagnostics.push(Diagnostic::new(
            Severity::Warning,
            "osm/unknown_block",
            format!("A block of the unknown kind `{kind}` is left out."),
        )),
    }
    Ok((is_header, piece))
}

/// Reads the objects of a block.
fn read(piece: &mut Piece, block: &PrimitiveBlock, wanted: Wanted<'_>) {
    let mut texts = block.raw_stringtable().iter();
    if texts.any(|text| std::str::from_utf8(text).is_err()) {
        piece.diagnostics.push(Diagnostic::new(
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
                piece.node(node.id(), node.nano_lon(), node.nano_lat(), &tags, wanted);
            }
            Element::Node(node) => {
                tags.extend(node.tags());
                piece.node(node.id(), node.nano_lon(), node.nano_lat(), &tags, wanted);
            }
            Element::Way(way) => {
                tags.extend(way.tags());
                piece.way(way.id(), way.refs().collect(), &tags, wanted);
            }
            Element::Relation(relation) => {
                tags.extend(relation.tags());
                let members = relation.members().map(|member| RawMember {
                    kind: match member.member_type {
                        RelMemberType::Node => MemberKind::Node,
                        RelMemberType::Way => MemberKind::Way,
                        RelMemberType::Relation => MemberKind::Relation,
                    },
                    id: member.member_id,
                    role: member.role().unwrap_or_default(),
                });
                piece.relation(relation.id(), members, &tags, wanted);
            }
        }
    }
}

fn gather(
    path: &Path,
    pieces: Vec<(usize, osmpbf::Result<Part>)>,
) -> Result<(OsmData, Diagnostics), ImportError> {
    let mut data = OsmData::default();
    let mut diagnostics = Diagnostics::new();
    let has_header = matches!(pieces.first(), Some((_, Ok((true, _)))));
    for (order, piece) in pieces {
        match piece {
            Ok((_, piece)) => data.take(piece, &mut diagnostics),
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
