//! The graph of a profile as bytes: its arcs and states; what only orders them anew is derived again.

use super::graph::{ALIGHT, BOARD, GraphArc, MAX_OUT_DEGREE, NUMBER, ProfileGraph};
use super::topology::Network;
use crate::base::bytes::{ByteReader, ByteWriter, DecodeError};
use crate::base::ids::EdgeIdx;

impl ProfileGraph {
    /// Writes it down.
    pub fn encode(&self, out: &mut ByteWriter) {
        out.count(self.blocked.len());
        self.blocked.iter().for_each(|blocked| out.u8(u8::from(*blocked)));
        out.count(self.n_edges());
        for edge in (0..self.n_edges()).map(EdgeIdx::from_usize) {
            out.u8(u8::from(self.is_snap_target(edge)));
        }
        out.count(self.arcs.len());
        for arc in &self.arcs {
            for number in [arc.tail, arc.head, arc.length_cm, arc.time_ds, arc.what] {
                out.u32(number);
            }
        }
    }

    /// Reads it back for the network that it was made of.
    pub fn decode(reader: &mut ByteReader<'_>, network: &Network) -> Result<Self, DecodeError> {
        let blocked = reader.list(1, flag)?;
        let no_target = reader.list(1, |reader| flag(reader).map(|is_target| !is_target))?;
        let arcs = reader.list(20, |reader| {
            Ok(GraphArc {
                tail: reader.u32()?,
                head: reader.u32()?,
                length_cm: reader.u32()?,
                time_ds: reader.u32()?,
                what: reader.u32()?,
            })
        })?;
        if no_target.len() != network.n_edges() || blocked.len() < network.n_vertices() {
            return Err(DecodeError::Impossible("a graph of another network"));
        }
        check_arcs(&arcs, blocked.len(), network)?;
        Ok(Self::compress(network.n_edges(), &arcs, blocked, &no_target))
    }
}

fn flag(reader: &mut ByteReader<'_>) -> Result<bool, DecodeError> {
    match reader.u8()? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(DecodeError::Impossible("a flag other than yes and no")),
    }
}

fn check_arcs(arcs: &[GraphArc], n_states: usize, network: &Network) -> Result<(), DecodeError> {
    let mut degree = vec![0_u32; n_states];
    for arc in arcs {
        if arc.tail as usize >= n_states || arc.head as usize >= n_states {
            return Err(DecodeError::Impossible("an arc to a state that is not there"));
        }
        degree[arc.tail as usize] += 1;
        if degree[arc.tail as usize] > MAX_OUT_DEGREE {
            return Err(DecodeError::Impossible("a state with so many arcs"));
        }
        if arc.what & (BOARD | ALIGHT) == 0 {
            let edge = EdgeIdx((arc.what & NUMBER) >> 1);
            if edge.at() >= network.n_edges() || network.length(edge).0 != arc.length_cm {
                return Err(DecodeError::Impossible("an arc along an edge of another length"));
            }
        }
    }
    Ok(())
}
