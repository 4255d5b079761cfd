//! One pass over an OSM XML file, plain or packed with gzip: objects one by one, as PBF has them by the block.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::filter::Wanted;
use super::objects::{MemberKind, OsmData, Piece, RawMember, put_in_order};
use super::scan::Counted;
use crate::adapters::import::{ImportError, file_name};
use crate::base::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::base::progress::Progress;

/// How a gzip file begins.
const GZIP: [u8; 2] = [0x1F, 0x8B];

/// Reads a file.
pub(super) fn scan_xml(
    path: &Path,
    wanted: Wanted<'_>,
    progress: &dyn Progress,
) -> Result<(OsmData, Diagnostics), ImportError> {
    let open = |source| ImportError::Open {
        path: path.to_owned(),
        source,
    };
    let mut head = Vec::new();
    let file = File::open(path).map_err(open)?;
    file.take(2).read_to_end(&mut head).map_err(open)?;
    let file = File::open(path).map_err(open)?;
    let bytes = file.metadata().map_err(open)?.len();
    progress.stage(&format!("Reading {}", file_name(path)), Some(bytes));
    let counted = BufReader::with_capacity(1 << 18, Counted { file, progress });
    let mut piece = Piece::default();
    let read = if head == GZIP {
        read_all(BufReader::new(MultiGzDecoder::new(counted)), &mut piece, wanted)
    } else {
        read_all(counted, &mut piece, wanted)
    };
    let mut diagnostics = Diagnostics::new();
    let mut data = OsmData::default();
    data.take(piece, &mut diagnostics);
    if let Err(error) = read {
        if let quick_xml::Error::Io(source) = &error
            && source.kind() != io::ErrorKind::UnexpectedEof
            && source.kind() != io::ErrorKind::InvalidInput
        {
            return Err(ImportError::Read {
                path: path.to_owned(),
                source: io::Error::new(source.kind(), source.to_string()),
            });
        }
        let sentence = format!("The file is damaged, cut off or no OSM XML: {error}. Fetch it again.");
        diagnostics
            .push(Diagnostic::new(Severity::Error, "osm/broken_xml", sentence).in_file(&file_name(path)));
    }
    put_in_order(&mut data, &mut diagnostics);
    Ok((data, diagnostics))
}

/// The object that is open.
#[derive(Default)]
struct Open {
    id: i64,
    place: (i64, i64),
    tags: Vec<(String, String)>,
    refs: Vec<i64>,
    members: Vec<(MemberKind, i64, String)>,
    is_deleted: bool,
}

fn read_all(file: impl BufRead, piece: &mut Piece, wanted: Wanted<'_>) -> Result<(), quick_xml::Error> {
    let mut reader = Reader::from_reader(file);
    let (mut buffer, mut open) = (Vec::new(), Open::default());
    let (mut is_osm, mut depth) = (false, 0_usize);
    loop {
        match reader.read_event_into(&mut buffer)? {
            Event::Start(tag) => {
                is_osm |= tag.name().as_ref() == "osm";
                depth += 1;
                open.begin(&tag)?;
            }
            Event::Empty(tag) => {
                open.begin(&tag)?;
                open.end(tag.name().as_ref(), piece, wanted);
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                open.end(tag.name().as_ref(), piece, wanted);
            }
            // Closing tags that do not come are a file that was cut off.
            Event::Eof if depth > 0 || !is_osm => {
                let why = if is_osm {
                    "it ends early"
                } else {
                    "it has no `osm` element"
                };
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, why).into());
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
        buffer.clear();
    }
}

impl Open {
    fn begin(&mut self, tag: &BytesStart<'_>) -> Result<(), quick_xml::Error> {
        let name = tag.name();
        match name.as_ref() {
            "node" | "way" | "relation" => {
                *self = Self {
                    id: number(tag, "id")?.unwrap_or(0),
                    ..Self::default()
                };
                let deleted = (text(tag, "action")?, text(tag, "visible")?);
                self.is_deleted =
                    deleted.0.as_deref() == Some("delete") || deleted.1.as_deref() == Some("false");
                if name.as_ref() == "node" {
                    self.place = (nano(tag, "lon")?, nano(tag, "lat")?);
                }
            }
            "tag" => {
                if let (Some(key), Some(value)) = (text(tag, "k")?, text(tag, "v")?) {
                    self.tags.push((key, value));
                }
            }
            "nd" => self.refs.extend(number(tag, "ref")?),
            "member" => {
                let kind = match text(tag, "type")?.as_deref() {
                    Some("node") => MemberKind::Node,
                    Some("way") => MemberKind::Way,
                    _ => MemberKind::Relation,
                };
                if let Some(id) = number(tag, "ref")? {
                    self.members
                        .push((kind, id, text(tag, "role")?.unwrap_or_default()));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str, piece: &mut Piece, wanted: Wanted<'_>) {
        if !matches!(name, "node" | "way" | "relation") || self.is_deleted {
            return;
        }
        let tags = self
            .tags
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()));
        let tags: Vec<(&str, &str)> = tags.collect();
        match name {
            "node" => piece.node(self.id, self.place.0, self.place.1, &tags, wanted),
            "way" => piece.way(self.id, std::mem::take(&mut self.refs), &tags, wanted),
            _ => {
                let members = self.members.iter().map(|(kind, id, role)| RawMember {
                    kind: *kind,
                    id: *id,
                    role,
                });
                piece.relation(self.id, members, &tags, wanted);
            }
        }
    }
}

fn text(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, quick_xml::Error> {
    let Some(attribute) = tag.try_get_attribute(name)? else {
        return Ok(None);
    };
    let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0)?;
    Ok(Some(value.into_owned()))
}

fn number(tag: &BytesStart<'_>, name: &str) -> Result<Option<i64>, quick_xml::Error> {
    Ok(text(tag, name)?.and_then(|text| text.parse().ok()))
}

/// Billionths of a degree; what is no number is off the earth, which is told.
fn nano(tag: &BytesStart<'_>, name: &str) -> Result<i64, quick_xml::Error> {
    let degrees = text(tag, name)?.and_then(|text| text.parse::<f64>().ok());
    Ok(degrees.map_or(i64::MAX, |degrees| (degrees * 1e9).round() as i64))
}
