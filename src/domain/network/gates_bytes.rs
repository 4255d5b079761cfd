//! Gates on a network as bytes.

use super::gates::{Gate, GateSet, GateSite, MAX_GATES};
use super::snap::{Snap, SnapDoubt, SnapPoint, SnapRefusal};
use super::topology::Network;
use crate::base::bytes::{ByteReader, ByteWriter, DecodeError};
use crate::base::geom::LonLat;
use crate::base::ids::{CampusIdx, EdgeIdx};
use crate::base::units::{Centimetres, Deciseconds};

impl GateSet {
    /// Writes it down.
    pub fn encode(&self, out: &mut ByteWriter) {
        out.count(self.gates().len());
        for gate in self.gates() {
            out.u32(gate.campus.0);
            encode_place(gate.at, out);
            encode_snap(&gate.snap, out);
        }
    }

    /// Reads it back for the network that it stands on, with so many campuses.
    pub fn decode(
        reader: &mut ByteReader<'_>,
        network: &Network,
        n_campuses: usize,
    ) -> Result<Self, DecodeError> {
        let gates = reader.list(GATE_BYTES, |reader| {
            Ok(Gate {
                campus: decode_campus(reader, n_campuses)?,
                at: decode_place(reader)?,
                snap: decode_snap(reader, network)?,
            })
        })?;
        if gates.len() >= MAX_GATES {
            return Err(DecodeError::Impossible("so many gates"));
        }
        Ok(Self::from_gates(gates))
    }
}

/// The least that a gate takes.
const GATE_BYTES: usize = 4 + 16 + 8 + 8 + 8 + 16 + 1;

impl GateSite {
    /// Writes down a gate that meets no road, and why.
    pub fn encode_refused(&self, refusal: &SnapRefusal, out: &mut ByteWriter) {
        out.u32(self.campus.0);
        encode_place(self.at, out);
        match refusal {
            SnapRefusal::Island(point) => {
                out.u8(0);
                encode_point(*point, out);
            }
            SnapRefusal::TooFar { metres, limit_metres } => {
                out.u8(if metres.is_some() { 2 } else { 1 });
                out.f64(metres.unwrap_or_default());
                out.f64(*limit_metres);
            }
        }
    }

    /// Reads them back.
    pub fn decode_refused(
        reader: &mut ByteReader<'_>,
        network: &Network,
        n_campuses: usize,
    ) -> Result<(Self, SnapRefusal), DecodeError> {
        let site = Self {
            campus: decode_campus(reader, n_campuses)?,
            at: decode_place(reader)?,
        };
        let refusal = match reader.u8()? {
            0 => SnapRefusal::Island(decode_point(reader, network)?),
            kind @ (1 | 2) => {
                let metres = reader.f64()?;
                SnapRefusal::TooFar {
                    metres: (kind == 2).then_some(metres),
                    limit_metres: reader.f64()?,
                }
            }
            _ => return Err(DecodeError::Impossible("such a refusal")),
        };
        Ok((site, refusal))
    }
}

fn decode_campus(reader: &mut ByteReader<'_>, n_campuses: usize) -> Result<CampusIdx, DecodeError> {
    let campus = CampusIdx(reader.u32()?);
    if campus.at() < n_campuses {
        Ok(campus)
    } else {
        Err(DecodeError::Impossible("a campus that is not there"))
    }
}

fn encode_place(at: LonLat, out: &mut ByteWriter) {
    out.f64(at.lon);
    out.f64(at.lat);
}

fn decode_place(reader: &mut ByteReader<'_>) -> Result<LonLat, DecodeError> {
    Ok(LonLat::new(reader.f64()?, reader.f64()?))
}

fn encode_point(point: SnapPoint, out: &mut ByteWriter) {
    out.u32(point.edge.0);
    out.u32(point.offset.0);
}

fn decode_point(reader: &mut ByteReader<'_>, network: &Network) -> Result<SnapPoint, DecodeError> {
    let point = SnapPoint {
        edge: EdgeIdx(reader.u32()?),
        offset: Centimetres(reader.u32()?),
    };
    if point.edge.at() < network.n_edges() && point.offset <= network.length(point.edge) {
        Ok(point)
    } else {
        Err(DecodeError::Impossible("a place beyond its edge"))
    }
}

fn encode_snap(snap: &Snap, out: &mut ByteWriter) {
    encode_point(snap.point, out);
    out.count(snap.twins.len());
    snap.twins.iter().for_each(|twin| encode_point(*twin, out));
    out.u32(snap.leg.0);
    out.u32(snap.leg_time.0);
    encode_place(snap.at, out);
    out.u8(match snap.doubt {
        None => 0,
        Some(SnapDoubt::LegCrossesWater) => 1,
    });
}

fn decode_snap(reader: &mut ByteReader<'_>, network: &Network) -> Result<Snap, DecodeError> {
    Ok(Snap {
        point: decode_point(reader, network)?,
        twins: reader.list(8, |reader| decode_point(reader, network))?,
        leg: Centimetres(reader.u32()?),
        leg_time: Deciseconds(reader.u32()?),
        at: decode_place(reader)?,
        doubt: match reader.u8()? {
            0 => None,
            1 => Some(SnapDoubt::LegCrossesWater),
            _ => return Err(DecodeError::Impossible("such a doubt")),
        },
    })
}
