//! Access labels as bytes: those that states have, without the room for those that they could have.

use super::gates::GateSet;
use super::graph::{Measure, ProfileGraph};
use super::labels::{ARRIVES, Label, LabelTable};
use crate::base::bytes::{ByteReader, ByteWriter, DecodeError};
use crate::base::ids::StateIdx;

const LABEL_BYTES: usize = 12;

impl LabelTable {
    /// Writes it down.
    pub fn encode(&self, out: &mut ByteWriter) {
        out.u8(self.k() as u8);
        out.u8(match self.measure() {
            Measure::Length => 0,
            Measure::Time => 1,
        });
        out.count(self.counts.len());
        out.bytes(&self.counts);
        for state in (0..self.counts.len()).map(StateIdx::from_usize) {
            for label in self.at(state) {
                out.u32(label.length_cm);
                out.u32(label.time_ds);
                out.u16(label.gate);
                out.u8(label.crossings);
                out.u8(label.parent);
            }
        }
    }

    /// Reads it back for the graph and gates that it was made of.
    pub fn decode(
        reader: &mut ByteReader<'_>,
        graph: &ProfileGraph,
        gates: &GateSet,
    ) -> Result<Self, DecodeError> {
        let k = usize::from(reader.u8()?);
        let measure = match reader.u8()? {
            0 => Measure::Length,
            1 => Measure::Time,
            _ => return Err(DecodeError::Impossible("such a measure")),
        };
        let n_states = reader.count(1)?;
        let counts = reader.bytes(n_states)?;
        let fits = |count: &u8| usize::from(*count) <= k;
        if k == 0 || n_states != graph.n_states() || !counts.iter().all(fits) {
            return Err(DecodeError::Impossible("labels of another graph"));
        }
        let mut table = Self::empty(n_states, k, measure);
        table.counts.copy_from_slice(counts);
        let n_gates = gates.gates().len();
        for (state, count) in counts.iter().enumerate() {
            let degree = graph.out_degree(StateIdx::from_usize(state));
            let first = state * k;
            let bytes = reader.bytes(usize::from(*count) * LABEL_BYTES)?;
            let labels = &mut table.labels[first..first + usize::from(*count)];
            for (label, bytes) in labels.iter_mut().zip(bytes.chunks_exact(LABEL_BYTES)) {
                *label = decode_label(bytes)?;
                let arc = u32::from(label.parent & !ARRIVES);
                if usize::from(label.gate) >= n_gates || arc >= degree {
                    return Err(DecodeError::Impossible("a label that leads nowhere"));
                }
            }
        }
        Ok(table)
    }
}

fn decode_label(bytes: &[u8]) -> Result<Label, DecodeError> {
    let mut reader = ByteReader::new(bytes);
    Ok(Label {
        length_cm: reader.u32()?,
        time_ds: reader.u32()?,
        gate: reader.u16()?,
        crossings: reader.u8()?,
        parent: reader.u8()?,
    })
}
