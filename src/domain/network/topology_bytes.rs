//! A network as bytes.

use super::raw::Tags;
use super::topology::{Edge, Network};
use crate::base::bytes::{ByteReader, ByteWriter, DecodeError};
use crate::base::geom::FixedLonLat;
use crate::base::ids::{VertexIdx, WayIdx};

impl Network {
    /// Writes it down.
    pub fn encode(&self, out: &mut ByteWriter) {
        encode_places(&self.vertices, out);
        out.count(self.tagged.len());
        for (vertex, tags) in &self.tagged {
            out.u32(vertex.0);
            out.count(tags.iter().count());
            for (key, value) in tags.iter() {
                out.text(key);
                out.text(value);
            }
        }
        out.count(self.vertex_of_point.len());
        for (point, vertex) in &self.vertex_of_point {
            out.i64(*point);
            out.u32(vertex.0);
        }
        out.count(self.edges.len());
        for edge in &self.edges {
            for number in [edge.from.0, edge.to.0, edge.way.0, edge.first_point] {
                out.u32(number);
            }
        }
        encode_places(&self.points, out);
        out.count(self.along_cm.len());
        self.along_cm.iter().for_each(|along| out.u32(*along));
    }

    /// Reads it back; every position in it is checked, those of ways against how many ways there are.
    pub fn decode(reader: &mut ByteReader<'_>, n_ways: usize) -> Result<Self, DecodeError> {
        let network = Self {
            vertices: decode_places(reader)?,
            tagged: reader.list(12, |reader| {
                let vertex = VertexIdx(reader.u32()?);
                let tags = reader.list(16, |reader| Ok((reader.text()?, reader.text()?)))?;
                Ok((vertex, Tags::new(tags)))
            })?,
            vertex_of_point: reader.list(12, |reader| Ok((reader.i64()?, VertexIdx(reader.u32()?))))?,
            edges: reader.list(16, |reader| {
                Ok(Edge {
                    from: VertexIdx(reader.u32()?),
                    to: VertexIdx(reader.u32()?),
                    way: WayIdx(reader.u32()?),
                    first_point: reader.u32()?,
                })
            })?,
            points: decode_places(reader)?,
            along_cm: reader.list(4, ByteReader::u32)?,
        };
        network.check(n_ways).map(|()| network)
    }

    fn check(&self, n_ways: usize) -> Result<(), DecodeError> {
        let is_vertex = |vertex: VertexIdx| vertex.at() < self.vertices.len();
        let tagged = self.tagged.iter().map(|(vertex, _)| *vertex);
        let of_points = self.vertex_of_point.iter().map(|(_, vertex)| *vertex);
        let ends = self.edges.iter().flat_map(|edge| [edge.from, edge.to]);
        if !tagged.chain(of_points).chain(ends).all(is_vertex) {
            return Err(DecodeError::Impossible("a junction that is not there"));
        }
        if self.edges.iter().any(|edge| edge.way.at() >= n_ways) {
            return Err(DecodeError::Impossible("an edge of no way"));
        }
        let starts = self.edges.iter().map(|edge| edge.first_point as usize);
        let ends = starts.clone().skip(1).chain([self.points.len()]);
        let first = self
            .edges
            .first()
            .map_or(self.points.len(), |edge| edge.first_point as usize);
        if first != 0 || self.along_cm.len() != self.points.len() {
            return Err(DecodeError::Impossible("points of no edge"));
        }
        for (start, end) in starts.zip(ends) {
            let along = self.along_cm.get(start..end).filter(|along| along.len() >= 2);
            if !along.is_some_and(|along| along[0] == 0 && along.is_sorted()) {
                return Err(DecodeError::Impossible("an edge without a shape"));
            }
        }
        Ok(())
    }
}

fn encode_places(places: &[FixedLonLat], out: &mut ByteWriter) {
    out.count(places.len());
    for place in places {
        out.i32(place.lon_e7);
        out.i32(place.lat_e7);
    }
}

fn decode_places(reader: &mut ByteReader<'_>) -> Result<Vec<FixedLonLat>, DecodeError> {
    reader.list(8, |reader| {
        Ok(FixedLonLat {
            lon_e7: reader.i32()?,
            lat_e7: reader.i32()?,
        })
    })
}
