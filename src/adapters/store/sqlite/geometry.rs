//! Geometries as `GeoPackage` keeps them: a short header, then WKB, in WGS 84.
//! Coordinates come back bit for bit.

use geo::{Geometry, LineString, MultiPolygon, Point};
use geo_traits::GeometryTrait as _;
use geo_traits::to_geo::ToGeoGeometry as _;
use wkb::writer::WriteOptions;

use crate::base::geom::{FixedLonLat, LonLat};

/// `GP`, version 1, little-endian without envelope (OGC 12-128r19, clause 2.1.3).
const MAGIC: [u8; 3] = [b'G', b'P', 0];
const FLAGS: u8 = 0b0000_0001;
const FLAG_EMPTY: u8 = 0b0001_0000;
const WGS_84: i32 = 4326;

/// A place.
pub(super) fn encode_place(place: LonLat) -> Vec<u8> {
    let point = Point::new(place.lon, place.lat);
    let mut blob = header(false, 21);
    wkb::writer::write_point(&mut blob, &point, &WriteOptions::default()).expect("memory takes every byte");
    blob
}

/// A line of integer places.
pub(super) fn encode_shape(shape: &[FixedLonLat]) -> Vec<u8> {
    let line: LineString<f64> = shape
        .iter()
        .map(|place| LonLat::from(*place))
        .map(|place| (place.lon, place.lat))
        .collect();
    encode_line(&line)
}

/// A line.
pub(super) fn encode_line(line: &LineString<f64>) -> Vec<u8> {
    let mut blob = header(line.0.is_empty(), wkb::writer::line_string_wkb_size(line));
    wkb::writer::write_line_string(&mut blob, line, &WriteOptions::default())
        .expect("memory takes every byte");
    blob
}

/// An area.
pub(super) fn encode_area(area: &MultiPolygon<f64>) -> Vec<u8> {
    let mut blob = header(area.0.is_empty(), wkb::writer::multi_polygon_wkb_size(area));
    wkb::writer::write_multi_polygon(&mut blob, area, &WriteOptions::default())
        .expect("memory takes every byte");
    blob
}

/// The place in a blob.
pub(super) fn decode_place(blob: &[u8]) -> Result<LonLat, String> {
    match decode(blob)? {
        Geometry::Point(point) => Ok(LonLat::new(point.x(), point.y())),
        other => Err(unexpected("a point", &other)),
    }
}

/// The line of integer places in a blob.
pub(super) fn decode_shape(blob: &[u8]) -> Result<Vec<FixedLonLat>, String> {
    let line = decode_line(blob)?;
    Ok(line
        .coords()
        .map(|at| FixedLonLat::from(LonLat::new(at.x, at.y)))
        .collect())
}

/// The line in a blob.
pub(super) fn decode_line(blob: &[u8]) -> Result<LineString<f64>, String> {
    match decode(blob)? {
        Geometry::LineString(line) => Ok(line),
        other => Err(unexpected("a line", &other)),
    }
}

/// The area in a blob.
pub(super) fn decode_area(blob: &[u8]) -> Result<MultiPolygon<f64>, String> {
    match decode(blob)? {
        Geometry::MultiPolygon(area) => Ok(area),
        Geometry::Polygon(polygon) => Ok(MultiPolygon::new(vec![polygon])),
        other => Err(unexpected("an area", &other)),
    }
}

fn header(empty: bool, wkb_bytes: usize) -> Vec<u8> {
    let mut blob = Vec::with_capacity(8 + wkb_bytes);
    blob.extend(MAGIC);
    blob.push(if empty { FLAGS | FLAG_EMPTY } else { FLAGS });
    blob.extend(WGS_84.to_le_bytes());
    blob
}

fn decode(blob: &[u8]) -> Result<Geometry<f64>, String> {
    let wkb = after_header(blob)?;
    let geometry = wkb::reader::read_wkb(wkb).map_err(|error| format!("its geometry: {error}"))?;
    if geometry.dim() != geo_traits::Dimensions::Xy {
        return Err("its geometry has heights or measures".to_owned());
    }
    geometry
        .try_to_geometry()
        .ok_or_else(|| "its geometry is an empty point".to_owned())
}

/// The WKB behind the header, whose envelope other programs may have written.
fn after_header(blob: &[u8]) -> Result<&[u8], String> {
    let Some((head, rest)) = blob.split_first_chunk::<8>() else {
        return Err("its geometry is shorter than a header".to_owned());
    };
    let [m0, m1, version, flags, s0, s1, s2, s3] = *head;
    if [m0, m1, version] != MAGIC {
        return Err("its geometry is not a GeoPackage blob".to_owned());
    }
    let srs = if flags & 1 == 1 {
        i32::from_le_bytes([s0, s1, s2, s3])
    } else {
        i32::from_be_bytes([s0, s1, s2, s3])
    };
    if srs != WGS_84 {
        return Err(format!("its geometry is in system {srs}, not in WGS 84"));
    }
    let envelope = match (flags >> 1) & 0b111 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return Err("its geometry has an unknown envelope".to_owned()),
    };
    rest.get(envelope..)
        .ok_or_else(|| "its geometry ends in its envelope".to_owned())
}

fn unexpected(wanted: &str, found: &Geometry<f64>) -> String {
    let found = match found {
        Geometry::Point(_) => "a point",
        Geometry::LineString(_) => "a line",
        Geometry::Polygon(_) | Geometry::MultiPolygon(_) => "an area",
        _ => "something else",
    };
    format!("its geometry is {found}, not {wanted}")
}

#[cfg(test)]
mod tests {
    use geo::polygon;

    use super::*;

    #[test]
    fn a_point_is_the_blob_that_the_standard_draws() {
        let blob = encode_place(LonLat::new(106.7875, 10.6422));
        assert_eq!(blob[..8], [0x47, 0x50, 0, 1, 0xE6, 0x10, 0, 0]);
        assert_eq!(blob[8..13], [1, 1, 0, 0, 0]);
        assert_eq!(blob[13..21], 106.7875_f64.to_le_bytes());
        assert_eq!(blob.len(), 29);
    }

    #[test]
    fn integer_places_come_back_exactly() {
        let shape: Vec<FixedLonLat> = (0..20_000_i32)
            .map(|n| FixedLonLat {
                lon_e7: n.wrapping_mul(178_901) % 1_800_000_000,
                lat_e7: n.wrapping_mul(-90_127) % 900_000_000,
            })
            .collect();
        assert_eq!(decode_shape(&encode_shape(&shape)), Ok(shape));
    }

    #[test]
    fn big_endian_blobs_with_an_envelope_are_read() {
        let mut blob = vec![b'G', b'P', 0, 0b0000_0010, 0, 0, 0x10, 0xE6];
        blob.extend([0; 32]);
        blob.extend([0, 0, 0, 0, 1]);
        blob.extend(106.5_f64.to_be_bytes());
        blob.extend(10.5_f64.to_be_bytes());
        assert_eq!(decode_place(&blob), Ok(LonLat::new(106.5, 10.5)));
    }

    #[test]
    fn every_cut_of_a_blob_is_refused() {
        let area = MultiPolygon::new(vec![polygon![
            (x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0), (x: 0.0, y: 0.0)
        ]]);
        let blob = encode_area(&area);
        assert_eq!(decode_area(&blob), Ok(area));
        for end in 0..blob.len() {
            assert!(decode_area(&blob[..end]).is_err(), "{end} bytes");
        }
        assert!(decode_line(&blob).is_err());
        assert!(decode_place(b"PK\x03\x04 not a geometry").is_err());
    }
}
