//! OpenStreetMap XML says what PBF says: an extract written anew as XML gives the same layers.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use osmpbf::{Element, ElementReader, RelMemberType};
use truonggan::adapters::import::read_layer;
use truonggan::base::progress::Silent;
use truonggan::snapshot::dataset::{Layer, layer_hash};

use super::files::{errors, read_text, told};
use super::real_data;

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

fn with_tags<'t>(out: &mut String, tags: impl Iterator<Item = (&'t str, &'t str)>, name: &str) {
    for (key, value) in tags {
        writeln!(out, "    <tag k=\"{}\" v=\"{}\"/>", escaped(key), escaped(value)).unwrap();
    }
    writeln!(out, "  </{name}>").unwrap();
}

fn node<'t>(
    out: &mut String,
    (id, lon, lat): (i64, i64, i64),
    tags: impl Iterator<Item = (&'t str, &'t str)>,
) {
    let degrees = |nano: i64| format!("{:.9}", nano as f64 / 1e9);
    writeln!(
        out,
        "  <node id=\"{id}\" lon=\"{}\" lat=\"{}\">",
        degrees(lon),
        degrees(lat)
    )
    .unwrap();
    with_tags(out, tags, "node");
}

/// An extract as XML.
fn xml_of(pbf: &Path) -> String {
    let mut out = "<?xml version='1.0' encoding='UTF-8'?>\n<osm version=\"0.6\">\n".to_owned();
    let reader = ElementReader::from_path(pbf).unwrap();
    let write = |element: Element<'_>| match element {
        Element::DenseNode(one) => node(&mut out, (one.id(), one.nano_lon(), one.nano_lat()), one.tags()),
        Element::Node(one) => node(&mut out, (one.id(), one.nano_lon(), one.nano_lat()), one.tags()),
        Element::Way(way) => {
            writeln!(out, "  <way id=\"{}\">", way.id()).unwrap();
            for id in way.refs() {
                writeln!(out, "    <nd ref=\"{id}\"/>").unwrap();
            }
            with_tags(&mut out, way.tags(), "way");
        }
        Element::Relation(relation) => {
            writeln!(out, "  <relation id=\"{}\">", relation.id()).unwrap();
            for member in relation.members() {
                let kind = match member.member_type {
                    RelMemberType::Node => "node",
                    RelMemberType::Way => "way",
                    RelMemberType::Relation => "relation",
                };
                let (id, role) = (member.member_id, escaped(member.role().unwrap()));
                writeln!(out, "    <member type=\"{kind}\" ref=\"{id}\" role=\"{role}\"/>").unwrap();
            }
            with_tags(&mut out, relation.tags(), "relation");
        }
    };
    reader.for_each(write).unwrap();
    out + "</osm>\n"
}

#[test]
fn a_city_is_the_same_from_xml() {
    let Some(pbf) = real_data::file("osm/hcm_2018.osm.pbf") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let packed = folder.path().join("city.osm.gz");
    let mut encoder = GzEncoder::new(File::create(&packed).unwrap(), Compression::fast());
    encoder.write_all(xml_of(&pbf).as_bytes()).unwrap();
    encoder.finish().unwrap();
    let (expected, _) = read_layer(Layer::Network, &[pbf], &Silent).unwrap();
    let (found, diagnostics) = read_layer(Layer::Network, &[packed], &Silent).unwrap();
    assert!(!diagnostics.has_errors(), "{}", told(&diagnostics));
    let hashes = |staged: &truonggan::snapshot::dataset::Staged| {
        let of_layer = staged
            .layers
            .iter()
            .map(|rows| (rows.layer(), rows.rows(), layer_hash(rows)));
        of_layer.collect::<Vec<_>>()
    };
    assert_eq!(expected.layers.len(), 5);
    assert_eq!(hashes(&found), hashes(&expected));
}

#[test]
fn a_file_that_is_cut_off_or_something_else_is_told() {
    let whole = "<osm><node id=\"1\" lon=\"106.7\" lat=\"10.6\"/><node id=\"2\" lon=\"106.71\" lat=\"10.6\"/>\
                 <way id=\"3\"><nd ref=\"1\"/><nd ref=\"2\"/><tag k=\"highway\" v=\"residential\"/></way></osm>";
    let (staged, diagnostics) = read_text(Layer::Network, "map.osm", whole);
    assert_eq!(
        (staged.layers.len(), errors(&diagnostics)),
        (1, vec![]),
        "{}",
        told(&diagnostics)
    );
    for broken in [
        &whole[..whole.len() - 6],
        &whole[..120],
        "<gpx></gpx>",
        "nothing",
        "",
    ] {
        let (_, diagnostics) = read_text(Layer::Network, "map.osm", broken);
        assert_eq!(
            diagnostics.count("osm/broken_xml"),
            1,
            "{broken}: {}",
            told(&diagnostics)
        );
    }
}
