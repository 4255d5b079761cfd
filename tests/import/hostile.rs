//! Files that are cut off, flipped or made to hurt: told, never a panic, and within bounds.

use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use truonggan::adapters::import::{ImportError, ReadOptions, read_layer_as};
use truonggan::base::diagnostic::Diagnostics;
use truonggan::base::progress::Silent;
use truonggan::snapshot::dataset::Layer;

use super::files::told;
use super::formats::Desk;
use crate::random::{Random, cases};

fn read(path: &Path) -> Result<Diagnostics, ImportError> {
    let options = ReadOptions::default();
    read_layer_as(Layer::Schools, &[path.to_owned()], &options, &Silent).map(|(_, diagnostics)| diagnostics)
}

/// Reads a damaged file; whatever is said, it must be said.
fn survives(path: &Path, bytes: &[u8], what: &str) -> bool {
    std::fs::write(path, bytes).unwrap();
    let read = catch_unwind(AssertUnwindSafe(|| read(path)));
    assert!(read.is_ok(), "{what} of {} panicked", path.display());
    read.is_ok_and(|read| read.is_ok_and(|diagnostics| !diagnostics.has_errors()))
}

#[test]
fn damaged_files_are_told_whatever_the_damage() {
    let desk = Desk::new();
    let formats = [
        ("a.geojsonl", &["-f", "GeoJSONSeq"][..], ".geojsonl"),
        (
            "b.shz",
            &["-f", "ESRI Shapefile", "-lco", "ENCODING=UTF-8"],
            ".shz",
        ),
        ("c.shp", &["-lco", "ENCODING=UTF-8"], ".shp"),
        ("d.shp", &["-lco", "ENCODING=UTF-8"], ".dbf"),
        ("e.shp", &["-lco", "ENCODING=UTF-8"], ".prj"),
        ("f.gpkg", &[], ".gpkg"),
        ("g.fgb", &[], ".fgb"),
        ("h.kml", &["-f", "KML"], ".kml"),
        ("i.xlsx", &["-f", "XLSX"], ".xlsx"),
    ];
    let mut random = Random::new(1);
    for (name, arguments, damaged) in formats {
        let from = if damaged == ".xlsx" {
            "twelve.csv"
        } else {
            "twelve.geojson"
        };
        desk.write(from, name, arguments);
        let opened = desk.path(name);
        let damaged = opened.with_extension(&damaged[1..]);
        let whole = std::fs::read(&damaged).unwrap();
        let hurt = |bytes: &[u8], what: &str| {
            std::fs::write(&damaged, bytes).unwrap();
            let content = std::fs::read(&opened).unwrap();
            survives(&opened, &content, what)
        };
        assert!(hurt(&whole, "the whole"), "{name}");
        let mut fine = 0;
        let n = cases(40);
        for _ in 0..n {
            fine += u64::from(hurt(&whole[..random.below(whole.len())], "a cut"));
            let mut flipped = whole.clone();
            for _ in 0..=random.below(3) {
                let at = random.below(flipped.len());
                flipped[at] ^= 1 << random.below(8);
            }
            fine += u64::from(hurt(&flipped, "a flip"));
        }
        std::fs::write(&damaged, &whole).unwrap();
        println!(
            "{name}, {}: {} of {} damages told",
            damaged.display(),
            2 * n - fine,
            2 * n
        );
    }
}

#[test]
fn an_archive_that_unpacks_without_end_is_refused() {
    let desk = Desk::new();
    let path = desk.path("bomb.kmz");
    let mut archive = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file("doc.kml", options).unwrap();
    let spaces = vec![b' '; 1 << 20];
    for _ in 0..1100 {
        archive.write_all(&spaces).unwrap();
    }
    archive.finish().unwrap();
    let packed = std::fs::metadata(&path).unwrap().len();
    assert!(packed < 2 << 20, "{packed}");
    let diagnostics = read(&path).unwrap();
    assert_eq!(diagnostics.count("kml/syntax"), 1, "{}", told(&diagnostics));
}

#[test]
fn numbers_that_are_no_places_are_told_by_row() {
    let desk = Desk::new();
    let feature = |id: &str, geometry: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{"id":"{id}","name":"Trường {id}"}},"geometry":{geometry}}}"#
        )
    };
    let lines = [
        feature("a", r#"{"type":"Point","coordinates":[1e999,10.6]}"#),
        feature("b", r#"{"type":"Polygon","coordinates":[[[106.8,10.6]]]}"#),
        feature("c", r#"{"type":"Polygon","coordinates":[]}"#),
        feature("d", "null"),
        feature("e", r#"{"type":"Point","coordinates":[]}"#),
        feature("f", r#"{"type":"Point","coordinates":[106.8,10.6]}"#),
    ];
    let path = desk.path("odd.geojsonl");
    std::fs::write(&path, lines.join("\n")).unwrap();
    let diagnostics = read(&path).unwrap();
    let rows: Vec<Option<u64>> = diagnostics
        .findings()
        .flat_map(|(_, finding)| &finding.examples)
        .filter(|example| example.severity == truonggan::base::diagnostic::Severity::Error)
        .map(|example| example.place.row)
        .collect();
    for row in 1..=5 {
        assert!(rows.contains(&Some(row)), "row {row}: {}", told(&diagnostics));
    }
    assert!(!rows.contains(&Some(6)));
}
