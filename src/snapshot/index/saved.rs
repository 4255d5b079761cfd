//! An Index as the bytes of a file, so that a restart does not build it again.
//!
//! # Format
//!
//! Little-endian, without gaps:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `TGINDEX` and a zero byte |
//! | 4 | version of the format |
//! | 32 | BLAKE3 of all that follows |
//! | 32 | what the index was made by: BLAKE3 of the sources of the engine |
//! | 32 | what it was made of: BLAKE3 of the dataset's hash |
//! | 32 | what it was made for: BLAKE3 of the profiles |
//! | 8 | length of the rest |
//! | … | network; for each profile its graph, its gates and those that meet no road, or nothing; sets of labels |
//!
//! What is quicker made than read is not in it: the grid of road segments and the shores.
//!
//! Versions:
//! 1. The first.
//!
//! A file is used only where all of this is as it should be; whatever else it is, it is refused and never mended.
//! The checksum notices damage, not malice: who may write beside the store may write the store too. Even so no count in
//! it is believed before the bytes for it are there, and no position before it is known to exist.

use std::sync::{Arc, OnceLock};

use super::{Index, LabelKey, LevelLabels, ProfileLayer};
use crate::base::bytes::{ByteReader, ByteWriter, DecodeError};
use crate::base::ids::ProfileIdx;
use crate::domain::network::{GateSet, GateSite, LabelTable, Measure, Network, Profile, ProfileGraph};
use crate::domain::schools::Level;
use crate::snapshot::dataset::Dataset;

const MAGIC: &[u8; 8] = b"TGINDEX\0";

/// The version that is written, and the only one that is read.
pub const INDEX_FORMAT: u32 = 1;

/// Where the checksum stands, and where the bytes that it is of begin.
const CHECKSUM_AT: usize = MAGIC.len() + 4;
const CHECKED_FROM: usize = CHECKSUM_AT + blake3::OUT_LEN;

/// The sources that make an index out of records; another engine may make another one.
const ENGINE: &str = env!("TRUONGGAN_ENGINE");

/// Why the bytes of an index are not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IndexRefusal {
    /// They begin otherwise.
    #[error("it is not an index")]
    NotAnIndex,
    /// They are of another version.
    #[error("its format is version {found}, this program reads {INDEX_FORMAT}")]
    OtherVersion {
        /// Which.
        found: u32,
    },
    /// They end early, go on too long, or are not those that were written.
    #[error("it is damaged")]
    Damaged,
    /// Another build of the program made it.
    #[error("it was made by another engine")]
    OtherEngine,
    /// It is of another dataset.
    #[error("it is of another dataset")]
    OtherDataset,
    /// It is for other profiles or other limits of snapping.
    #[error("it is for other profiles")]
    OtherProfiles,
    /// They say something that cannot be.
    #[error("it contradicts itself")]
    Malformed(#[from] DecodeError),
}

/// What an index was made by, of and for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Origin {
    engine: [u8; 32],
    dataset: [u8; 32],
    profiles: [u8; 32],
}

impl Origin {
    fn of(dataset: &Dataset, profiles: &[Profile]) -> Self {
        // The printed form names every field, also those that are added later, and every digit of a number.
        let profiles = format!("{profiles:?}");
        Self {
            engine: *blake3::hash(ENGINE.as_bytes()).as_bytes(),
            dataset: *blake3::hash(dataset.manifest().hash.as_bytes()).as_bytes(),
            profiles: *blake3::hash(profiles.as_bytes()).as_bytes(),
        }
    }

    fn refuse_others(&self, expected: &Self) -> Result<(), IndexRefusal> {
        if self.engine != expected.engine {
            return Err(IndexRefusal::OtherEngine);
        }
        if self.dataset != expected.dataset {
            return Err(IndexRefusal::OtherDataset);
        }
        if self.profiles != expected.profiles {
            return Err(IndexRefusal::OtherProfiles);
        }
        Ok(())
    }
}

impl Index {
    /// The bytes of what has been built so far.
    pub fn encode(&self, dataset: &Dataset) -> Vec<u8> {
        let mut body = ByteWriter::new();
        self.network.encode(&mut body);
        for layer in &self.layers {
            let layer = layer.get();
            body.u8(u8::from(layer.is_some()));
            if let Some(layer) = layer {
                encode_layer(layer, &mut body);
            }
        }
        let labels = self.labels.built();
        body.count(labels.len());
        for (key, labels) in labels {
            encode_key(key, &mut body);
            labels.table.encode(&mut body);
        }
        let body = body.finish();
        let mut out = ByteWriter::new();
        out.bytes(MAGIC);
        out.u32(INDEX_FORMAT);
        out.bytes(&[0; 32]);
        let origin = Origin::of(dataset, &self.profiles);
        for hash in [origin.engine, origin.dataset, origin.profiles] {
            out.bytes(&hash);
        }
        out.count(body.len());
        out.bytes(&body);
        let mut bytes = out.finish();
        let checksum = blake3::hash(&bytes[CHECKED_FROM..]);
        bytes[CHECKSUM_AT..CHECKED_FROM].copy_from_slice(checksum.as_bytes());
        bytes
    }

    /// An index from its bytes, where they are those of this dataset, these profiles and this engine.
    pub fn decode(bytes: &[u8], dataset: &Dataset, profiles: Vec<Profile>) -> Result<Self, IndexRefusal> {
        let mut reader = ByteReader::new(open(bytes, &Origin::of(dataset, &profiles))?);
        let raw = dataset.network();
        let n_campuses = dataset.schools().campuses().len();
        let network = Network::decode(&mut reader, raw.ways.len())?;
        let mut layers = Vec::with_capacity(profiles.len());
        for _ in &profiles {
            let layer = match reader.u8()? {
                0 => OnceLock::new(),
                1 => OnceLock::from(decode_layer(&mut reader, &network, n_campuses)?),
                _ => return Err(DecodeError::Impossible("such a layer").into()),
            };
            layers.push(layer);
        }
        let mut index = Self::around(|| network, dataset, profiles);
        index.layers = layers;
        let n_sets = reader.count(1)?;
        for _ in 0..n_sets {
            let (key, labels) = index.decode_labels(&mut reader)?;
            index.labels.put(key, labels);
        }
        if reader.rest().is_empty() {
            Ok(index)
        } else {
            Err(DecodeError::Impossible("more than there is to say").into())
        }
    }

    fn decode_labels(
        &self,
        reader: &mut ByteReader<'_>,
    ) -> Result<(LabelKey, Arc<LevelLabels>), DecodeError> {
        let key = decode_key(reader)?;
        let layer = self.layers.get(key.profile.at()).and_then(OnceLock::get);
        let Some(layer) = layer else {
            return Err(DecodeError::Impossible("labels without a graph"));
        };
        let gates = self.gates_of_level(layer, key.level);
        let table = LabelTable::decode(reader, &layer.graph, &gates)?;
        if table.measure() != key.measure || table.k() != super::LABELS_PER_STATE {
            return Err(DecodeError::Impossible("labels of another kind"));
        }
        Ok((key, Arc::new(LevelLabels { gates, table })))
    }
}

/// The body of a file that is whole and of the expected origin.
fn open<'b>(bytes: &'b [u8], expected: &Origin) -> Result<&'b [u8], IndexRefusal> {
    let damaged = |_too_short| IndexRefusal::Damaged;
    let mut reader = ByteReader::new(bytes);
    if reader.array::<8>().ok().as_ref() != Some(MAGIC) {
        return Err(IndexRefusal::NotAnIndex);
    }
    let found = reader.u32().map_err(damaged)?;
    if found != INDEX_FORMAT {
        return Err(IndexRefusal::OtherVersion { found });
    }
    let checksum: [u8; 32] = reader.array().map_err(damaged)?;
    if *blake3::hash(reader.rest()).as_bytes() != checksum {
        return Err(IndexRefusal::Damaged);
    }
    let origin = Origin {
        engine: reader.array().map_err(damaged)?,
        dataset: reader.array().map_err(damaged)?,
        profiles: reader.array().map_err(damaged)?,
    };
    origin.refuse_others(expected)?;
    let length = reader.count(1).map_err(damaged)?;
    if length != reader.rest().len() {
        return Err(IndexRefusal::Damaged);
    }
    Ok(reader.rest())
}

fn encode_layer(layer: &ProfileLayer, out: &mut ByteWriter) {
    layer.graph.encode(out);
    layer.gates.encode(out);
    out.count(layer.ungated.len());
    for (site, refusal) in &layer.ungated {
        site.encode_refused(refusal, out);
    }
}

fn decode_layer(
    reader: &mut ByteReader<'_>,
    network: &Network,
    n_campuses: usize,
) -> Result<ProfileLayer, DecodeError> {
    Ok(ProfileLayer {
        graph: ProfileGraph::decode(reader, network)?,
        gates: GateSet::decode(reader, network, n_campuses)?,
        ungated: reader.list(21, |reader| GateSite::decode_refused(reader, network, n_campuses))?,
    })
}

fn encode_key(key: LabelKey, out: &mut ByteWriter) {
    out.u32(key.profile.0);
    out.text(key.level.as_str());
    out.u8(match key.measure {
        Measure::Length => 0,
        Measure::Time => 1,
    });
}

fn decode_key(reader: &mut ByteReader<'_>) -> Result<LabelKey, DecodeError> {
    Ok(LabelKey {
        profile: ProfileIdx(reader.u32()?),
        level: reader
            .text()?
            .parse::<Level>()
            .map_err(|_unknown| DecodeError::Impossible("such a level"))?,
        measure: match reader.u8()? {
            0 => Measure::Length,
            1 => Measure::Time,
            _ => return Err(DecodeError::Impossible("such a measure")),
        },
    })
}
