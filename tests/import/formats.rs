//! The same twelve schools from every format, written by GDAL: the same rows, whatever the file.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use truonggan::adapters::crs::{Crs, Operation};
use truonggan::adapters::import::{ReadOptions, read_layer_as};
use truonggan::base::diagnostic::Diagnostics;
use truonggan::base::geom::{Bounds, LonLat, Ruler};
use truonggan::base::progress::Silent;
use truonggan::snapshot::dataset::{Layer, StagedCampus, StagedLayer};

use super::files::told;

/// EPSG:6960 backwards and the zone 105-45 of VN-2000, named, since GDAL left to itself takes another for the south; latitudes
/// come first.
const TO_VN2000: &str = "+proj=pipeline +step +proj=axisswap +order=2,1 +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=push +v_3 \
    +step +proj=cart +ellps=WGS84 +step +inv +proj=helmert +x=-191.90441429 +y=-39.30318279 +z=-111.45032835 \
    +rx=-0.00928836 +ry=0.01975479 +rz=-0.00427372 +s=0.252906278 +convention=coordinate_frame \
    +step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3 \
    +step +proj=tmerc +lat_0=0 +lon_0=105.75 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84";

pub struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    /// Twelve campuses of the demonstration in a table and in GeoJSON.
    pub fn new() -> Self {
        let desk = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let list = include_str!("../../data/demo/schools.csv");
        let lines: Vec<&str> = list.lines().take(13).collect();
        std::fs::write(desk.path("twelve.csv"), lines.join("\n")).unwrap();
        let open = [
            "-oo",
            "X_POSSIBLE_NAMES=lon",
            "-oo",
            "Y_POSSIBLE_NAMES=lat",
            "-a_srs",
            "EPSG:4326",
        ];
        desk.write(
            "twelve.csv",
            "twelve.geojson",
            &[&open[..], &["-f", "GeoJSON"]].concat(),
        );
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Has GDAL write a file from another.
    pub fn write(&self, from: &str, to: &str, arguments: &[&str]) {
        let done = Command::new("ogr2ogr")
            .args(arguments)
            .arg(self.path(to))
            .arg(self.path(from))
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "{to}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
    }

    fn read(&self, name: &str, options: &ReadOptions) -> (Vec<StagedCampus>, Diagnostics) {
        read(&self.path(name), options)
    }
}

fn read(path: &Path, options: &ReadOptions) -> (Vec<StagedCampus>, Diagnostics) {
    let (mut staged, diagnostics) =
        read_layer_as(Layer::Schools, &[path.to_owned()], options, &Silent).unwrap();
    let campuses = match staged.layers.pop() {
        Some(StagedLayer::Schools(campuses)) => campuses,
        _ => Vec::new(),
    };
    (campuses, diagnostics)
}

/// What must be the same: identifiers, names, levels, seats; places to a centimetre.
fn assert_same(found: &[StagedCampus], expected: &[StagedCampus], name: &str, told: &str) {
    assert_eq!(found.len(), expected.len(), "{name}: {told}");
    for (is, must) in found.iter().zip(expected) {
        let off = Ruler::between(is.at, must.at);
        assert!(off < 0.01, "{name}: {} is {off} m off", is.campus_id);
        let rest = |campus: &StagedCampus| StagedCampus {
            at: must.at,
            source: String::new(),
            ..campus.clone()
        };
        assert_eq!(rest(is), rest(must), "{name}");
    }
}

fn options(crs: Option<&str>) -> ReadOptions {
    ReadOptions {
        crs: crs.map(str::to_owned),
        ..ReadOptions::default()
    }
}

#[test]
fn twelve_schools_are_the_same_from_every_format() {
    let desk = Desk::new();
    let (expected, said) = desk.read("twelve.csv", &ReadOptions::default());
    assert_eq!(expected.len(), 12, "{}", told(&said));
    let in_degrees = [
        ("twelve.geojsonl", &["-f", "GeoJSONSeq"][..]),
        ("twelve.shp", &["-lco", "ENCODING=UTF-8"]),
        ("packed.shz", &["-f", "ESRI Shapefile", "-lco", "ENCODING=UTF-8"]),
        ("twelve.gpkg", &[]),
        ("twelve.fgb", &[]),
        ("twelve.kml", &["-f", "KML"]),
        ("twelve.gml", &["-f", "GML"]),
        ("twelve.gdb", &["-f", "OpenFileGDB"]),
        ("twelve.xlsx", &["-f", "XLSX"]),
    ];
    let mut names = vec!["twelve.geojson"];
    for (name, arguments) in in_degrees {
        // A table keeps places in columns only.
        let from = if name == "twelve.xlsx" {
            "twelve.csv"
        } else {
            "twelve.geojson"
        };
        desk.write(from, name, arguments);
        names.push(name);
    }
    for name in names {
        let (found, said) = desk.read(name, &ReadOptions::default());
        assert_same(&found, &expected, name, &told(&said));
    }
}

#[test]
fn formats_without_a_coordinate_system_come_by_way_of_gdal() {
    let desk = Desk::new();
    let (expected, _) = desk.read("twelve.csv", &ReadOptions::default());
    desk.write("twelve.geojson", "twelve.tab", &["-f", "MapInfo File"]);
    desk.write("twelve.geojson", "twelve.mif", &["-f", "MapInfo File"]);
    for name in ["twelve.tab", "twelve.mif"] {
        let (found, said) = desk.read(name, &options(Some("EPSG:4326")));
        assert_same(&found, &expected, name, &told(&said));
    }
    desk.write("twelve.geojson", "twelve.dxf", &["-f", "DXF"]);
    let (_, said) = desk.read("twelve.dxf", &ReadOptions::default());
    assert_eq!(said.count("crs/unsaid"), 1, "{}", told(&said));
    std::fs::write(desk.path("broken.tab"), "no table").unwrap();
    let (_, said) = desk.read("broken.tab", &ReadOptions::default());
    assert_eq!(said.count("gdal/failed"), 1, "{}", told(&said));
}

#[test]
fn a_zone_of_vn2000_comes_back_to_the_same_places() {
    let desk = Desk::new();
    let (expected, _) = desk.read("twelve.csv", &ReadOptions::default());
    let projected = ["-t_srs", "EPSG:9210", "-ct", TO_VN2000];
    let shapefile = [&projected[..], &["-lco", "ENCODING=UTF-8"]].concat();
    desk.write("twelve.geojson", "zone.shp", &shapefile);
    desk.write("twelve.geojson", "zone.gpkg", &projected);
    desk.write("twelve.geojson", "zone.fgb", &projected);
    desk.write(
        "twelve.geojson",
        "zone.geojson",
        &[&projected[..], &["-f", "GeoJSON", "-lco", "RFC7946=NO"]].concat(),
    );
    let table = [
        &projected[..],
        &["-f", "CSV", "-lco", "GEOMETRY=AS_XY", "-select"],
    ]
    .concat();
    let fields = "school_id,campus_id,name,campus_name,level,commune,capacity,capacity_synthetic";
    desk.write("twelve.geojson", "zone.csv", &[&table[..], &[fields]].concat());
    for name in ["zone.shp", "zone.gpkg", "zone.fgb", "zone.geojson", "zone.csv"] {
        let said = if name == "zone.csv" {
            Some("EPSG:9210")
        } else {
            None
        };
        let (found, diagnostics) = desk.read(name, &options(said));
        assert_same(&found, &expected, name, &told(&diagnostics));
        assert_eq!(diagnostics.count("crs/transformed"), 1, "{name}");
    }
    std::fs::remove_file(desk.path("zone.prj")).unwrap();
    let (found, diagnostics) = desk.read("zone.shp", &ReadOptions::default());
    assert_eq!((found.len(), diagnostics.count("crs/unsaid")), (0, 1));
    let (found, _) = desk.read("zone.shp", &options(Some("VN-2000 105-45")));
    assert_same(&found, &expected, "zone.shp with --crs", "");
}

/// Bytes as `iconv` has them.
fn encoded(text: &str, encoding: &str) -> Vec<u8> {
    let mut child = Command::new("iconv")
        .args(["-f", "UTF-8", "-t", encoding])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "{text}");
    done.stdout
}

/// A table of text (dBase III): columns by name and width, cells as bytes.
fn dbf(columns: &[(&str, u8)], rows: &[Vec<Vec<u8>>]) -> Vec<u8> {
    let width = |column: &(&str, u8)| usize::from(column.1);
    let head = 32 * (1 + columns.len()) + 1;
    let record = 1 + columns.iter().map(width).sum::<usize>();
    let mut file = vec![3, 100, 1, 1];
    file.extend((rows.len() as u32).to_le_bytes());
    file.extend((head as u16).to_le_bytes());
    file.extend((record as u16).to_le_bytes());
    file.resize(32, 0);
    for (at, (name, width)) in columns.iter().enumerate() {
        file.extend(name.bytes());
        file.resize(32 * (at + 1) + 11, 0);
        file.push(b'C');
        file.resize(32 * (at + 1) + 16, 0);
        file.push(*width);
        file.resize(32 * (at + 2), 0);
    }
    file.push(0x0D);
    for row in rows {
        file.push(b' ');
        for (cell, column) in row.iter().zip(columns) {
            let end = file.len() + width(column);
            file.extend(cell);
            file.resize(end, b' ');
        }
    }
    file.push(0x1A);
    file
}

/// A shapefile of an old office: names in an encoding of before Unicode, the northing first, nothing said of either.
fn old_shapefile(desk: &Desk, campuses: &[StagedCampus], encoding: &str) {
    let zone = Operation::of(&Crs::of_code("EPSG:9210").unwrap()).unwrap();
    let columns = [("campus_id", 40), ("name", 80), ("level", 20)];
    let row = |campus: &StagedCampus| {
        let texts = [
            campus.campus_id.clone().into_bytes(),
            encoded(&campus.name, encoding),
        ];
        texts.into_iter().chain([b"primary".to_vec()]).collect()
    };
    let rows: Vec<Vec<Vec<u8>>> = campuses.iter().map(row).collect();
    std::fs::write(desk.path("old.dbf"), dbf(&columns, &rows)).unwrap();
    let places = campuses.iter().map(|campus| zone.from_wgs84(campus.at).unwrap());
    let points: Vec<shapefile::Point> = places.map(|(x, y)| shapefile::Point::new(y, x)).collect();
    let writer = shapefile::ShapeWriter::from_path(desk.path("old.shp")).unwrap();
    writer.write_shapes(&points).unwrap();
}

#[test]
fn an_old_shapefile_is_diagnosed_and_with_the_remedy_right() {
    for encoding in ["TCVN5712-1", "WINDOWS-1258", "UTF-8"] {
        let desk = Desk::new();
        let (expected, _) = desk.read("twelve.csv", &ReadOptions::default());
        old_shapefile(&desk, &expected, encoding);
        let (found, diagnostics) = desk.read("old.shp", &ReadOptions::default());
        assert_eq!((found.len(), diagnostics.count("crs/unsaid")), (0, 1));
        let mut said = options(Some("EPSG:9210"));
        let (found, diagnostics) = desk.read("old.shp", &said);
        assert_eq!(
            (found.len(), diagnostics.count("crs/axes")),
            (0, 1),
            "{}",
            told(&diagnostics)
        );
        said.swap_axes = true;
        let (found, diagnostics) = desk.read("old.shp", &said);
        assert_eq!(found.len(), 12, "{}", told(&diagnostics));
        assert_eq!(diagnostics.count("text/encoding_guessed"), 1);
        for (is, must) in found.iter().zip(&expected) {
            assert_eq!(
                (&is.campus_id, &is.name),
                (&must.campus_id, &must.name),
                "{encoding}"
            );
            assert!(Ruler::between(is.at, must.at) < 0.01);
        }
    }
}

#[test]
fn what_is_the_matter_with_coordinates_is_told_by_where_they_land() {
    let desk = Desk::new();
    let (expected, _) = desk.read("twelve.csv", &ReadOptions::default());
    let zone = Operation::of(&Crs::of_code("EPSG:9210").unwrap()).unwrap();
    let area = Bounds::around(expected.iter().map(|campus| campus.at)).map(|area| Bounds {
        west: area.west - 0.1,
        south: area.south - 0.1,
        east: area.east + 0.1,
        north: area.north + 0.1,
    });
    let table = |change: &dyn Fn(LonLat) -> (f64, f64)| {
        let mut text = "Danh sách trường;;;\n;;;\nMã điểm trường;Tên trường;Tọa độ X;Tọa độ Y\n".to_owned();
        for campus in &expected {
            let (x, y) = change(campus.at);
            writeln!(text, "{};{};{x};{y}", campus.campus_id, campus.name).unwrap();
        }
        std::fs::write(desk.path("danh sách.csv"), text).unwrap();
    };
    let read = |crs: &str, swap_axes| {
        let options = ReadOptions {
            area,
            swap_axes,
            ..options(Some(crs))
        };
        let (found, diagnostics) = desk.read("danh sách.csv", &options);
        let told = diagnostics.findings().map(|(code, _)| code.to_string());
        (
            found.len(),
            told.filter(|code| code.starts_with("crs/")).collect::<Vec<_>>(),
        )
    };
    let as_is = |at| zone.from_wgs84(at).unwrap();
    table(&as_is);
    assert_eq!(read("EPSG:9210", false), (12, vec!["crs/transformed".to_owned()]));
    assert_eq!(read("EPSG:9209", false), (0, vec!["crs/zone".to_owned()]));
    assert_eq!(read("EPSG:9210", true), (0, vec!["crs/axes".to_owned()]));
    assert_eq!(read("EPSG:4326", false), (0, vec!["crs/zone".to_owned()]));
    table(&|at| {
        let (x, y) = as_is(at);
        (x - 500_000.0, y)
    });
    assert_eq!(
        read("EPSG:9210", false),
        (0, vec!["crs/false_easting".to_owned()])
    );
    table(&|at| (at.lon, at.lat));
    assert_eq!(read("EPSG:9210", false), (0, vec!["crs/degrees".to_owned()]));
}
