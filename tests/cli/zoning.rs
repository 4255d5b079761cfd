//! `zoning` from files: a drawn town with every breach, a plan of our own, and blocks of the demonstration's four
//! communes by walking metres.

use std::fmt::Write as _;
use std::fs;

use geo::{BooleanOps as _, BoundingRect as _, Contains as _, MultiPolygon, Point, Rect};
use geojson::{FeatureCollection, GeometryValue};

use crate::demo;
use crate::program::Desk;

/// A row of four blocks of 0.001°, `gap` degrees between the second and the third.
fn blocks(pupils: [&str; 4], gap: f64) -> String {
    let feature = |at: usize| {
        let west = 106.8 + 0.001 * at as f64 + if at > 1 { gap } else { 0.0 };
        let (east, south, north) = (west + 0.001, 10.5, 10.501);
        format!(
            r#"{{"type":"Feature","properties":{{"id":"b{at}","pupils":{},"drawn":"{}"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]}}}}"#,
            pupils[at],
            if at == 1 { "y" } else { "x" }
        )
    };
    let features: Vec<String> = (0..4).map(feature).collect();
    format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.join(",")
    )
}

const SCHOOLS: &str = "school,lon,lat,capacity\nx,106.8005,10.5005,20\ny,106.8035,10.5005,20\n";

#[test]
fn a_check_lists_every_breach_and_ends_with_3() {
    let desk = Desk::new();
    desk.file("blocks.geojson", blocks(["10", "10", "10", "10"], 0.0002));
    desk.file("schools.csv", SCHOOLS);
    let words = "zoning check --blocks blocks.geojson --schools schools.csv --plan-property drawn --out found.geojson";
    let boundary = r#"{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[106.8,10.5],[106.8042,10.5],[106.8042,10.501],[106.8,10.501],[106.8,10.5]]]}}"#;
    desk.file("boundary.geojson", boundary);
    let done = desk.run(words.split(' ').chain(["--boundary", "boundary.geojson"]));
    assert_eq!(done.code, Some(3), "{}", done.stderr);
    for said in [
        "breach  gap",
        "breach  detached_piece  x",
        "breach  over_capacity  x",
        "30 pupils for 20 seats",
        "breach  school_outside_zone  y",
        "4 breaches, 0 slivers",
    ] {
        assert!(done.stdout.contains(said), "{said}: {}", done.stdout);
    }
    let found: FeatureCollection = fs::read_to_string(desk.path("found.geojson"))
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(found.features.len(), 4);
}

#[test]
fn a_rebalanced_plan_passes_the_check_and_is_the_same_for_blocks_in_any_order() {
    let desk = Desk::new();
    let text = blocks(["10", "10", "10", "10"], 0.0);
    let mut turned: FeatureCollection = text.parse().unwrap();
    turned.features.reverse();
    desk.file("blocks.geojson", text);
    desk.file("turned.geojson", turned.to_string());
    desk.file("schools.csv", SCHOOLS);
    let plan = |file: &str| {
        let words = [
            "zoning",
            "rebalance",
            "--blocks",
            file,
            "--schools",
            "schools.csv",
            "--steps",
            "2000",
        ];
        desk.run(words).well()
    };
    let ours = plan("blocks.geojson");
    assert_eq!(ours, "block,school\nb0,x\nb1,x\nb2,y\nb3,y\n");
    assert_eq!(ours, plan("turned.geojson"));
    desk.file("plan.csv", ours);
    let check = "zoning check --blocks blocks.geojson --schools schools.csv --plan plan.csv";
    assert!(
        desk.run(check.split(' '))
            .well()
            .starts_with("0 breaches, 0 slivers")
    );
    let measure = "zoning measure --blocks blocks.geojson --schools schools.csv --plan plan.csv --json";
    let json = desk.run(measure.split(' ')).json();
    assert_eq!(json["plans"][0]["overloaded_schools"], 0);
    assert_eq!(json["plans"][0]["zones"][1]["pupils"], 20);
}

#[test]
fn bad_files_are_told_all_at_once_and_nothing_is_written() {
    let desk = Desk::new();
    desk.file("blocks.geojson", blocks(["10", "-3", "\"many\"", "10"], 0.0));
    desk.file("schools.csv", "school,lon,lat,capacity\nx,106.8,10.5,twenty\n");
    let words = "zoning rebalance --blocks blocks.geojson --schools schools.csv --out plan.csv";
    let said = desk.run(words.split(' ')).failed(1);
    assert_eq!(said.matches("[blocks/pupils]").count(), 2, "{said}");
    assert!(
        said.contains("[zoning/seats] schools.csv, row 2, column capacity"),
        "{said}"
    );
    desk.file("blocks.geojson", blocks(["10", "10", "10", "10"], 0.0));
    desk.file("schools.csv", SCHOOLS);
    desk.file("plan.csv", "block,school\nb0,x\nb0,y\nb9,x\nb1,z\n");
    let words = "zoning measure --blocks blocks.geojson --schools schools.csv --plan plan.csv";
    let said = desk.run(words.split(' ')).failed(1);
    for code in [
        "zoning/block_twice",
        "zoning/unknown_block",
        "zoning/unknown_school",
    ] {
        assert!(said.contains(code), "{code}: {said}");
    }
    let words = "zoning rebalance --blocks blocks.geojson --schools schools.csv --costs walk";
    assert!(desk.run(words.split(' ')).failed(2).contains("needs --network"));
}

/// Blocks of the demonstration: cells of 0.01° cut by the communes, each with the homes in it as pupils.
fn commune_blocks() -> String {
    let units: FeatureCollection = fs::read_to_string(demo::file("units.geojson"))
        .unwrap()
        .parse()
        .unwrap();
    let homes: Vec<Point<f64>> = fs::read_to_string(demo::file("homes.csv"))
        .unwrap()
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            Point::new(cells[1].parse().unwrap(), cells[2].parse().unwrap())
        })
        .collect();
    let mut text = String::from(r#"{"type":"FeatureCollection","features":["#);
    for unit in units.features {
        let code = unit.property("code").unwrap().as_str().unwrap().to_owned();
        let area: geo::Geometry<f64> = unit.geometry.unwrap().value.try_into().unwrap();
        let area = match area {
            geo::Geometry::Polygon(polygon) => MultiPolygon(vec![polygon]),
            geo::Geometry::MultiPolygon(area) => area,
            other => panic!("{other:?}"),
        };
        let bounds = area.bounding_rect().unwrap();
        let cells = |from: f64, to: f64| (from * 100.0).floor() as i32..(to * 100.0).ceil() as i32;
        for column in cells(bounds.min().x, bounds.max().x) {
            for row in cells(bounds.min().y, bounds.max().y) {
                let corner = |column: i32, row: i32| (f64::from(column) / 100.0, f64::from(row) / 100.0);
                let cell = Rect::new(corner(column, row), corner(column + 1, row + 1)).to_polygon();
                for (part, polygon) in area.intersection(&cell).into_iter().enumerate() {
                    let inside: Vec<_> = homes.iter().filter(|home| polygon.contains(*home)).collect();
                    let place = inside.first().map_or_else(String::new, |home| {
                        format!(r#","lon":{},"lat":{}"#, home.x(), home.y())
                    });
                    let pupils = inside.len();
                    let comma = if text.ends_with('[') { "" } else { "," };
                    let shape = geojson::Geometry::new(GeometryValue::from(&polygon));
                    write!(
                        text,
                        r#"{comma}{{"type":"Feature","properties":{{"id":"{code}-{column}-{row}-{part}","pupils":{pupils}{place}}},"geometry":{shape}}}"#
                    )
                    .unwrap();
                }
            }
        }
    }
    text + "]}"
}

#[test]
fn the_four_communes_are_zoned_by_walking_metres_with_a_bound() {
    let desk = Desk::new();
    desk.file("blocks.geojson", commune_blocks());
    let (network, schools) = (demo::file("roads.geojson"), demo::file("schools.csv"));
    let started = std::time::Instant::now();
    let done = desk.run([
        "zoning",
        "rebalance",
        "--blocks",
        "blocks.geojson",
        "--level",
        "primary",
        "--schools",
        schools.to_str().unwrap(),
        "--costs",
        "walk",
        "--network",
        network.to_str().unwrap(),
        "--out",
        "plan.csv",
    ]);
    println!("{:.1?}\n{}\n{}", started.elapsed(), done.stdout, done.stderr);
    assert!(matches!(done.code, Some(0 | 3)));
    assert!(
        done.stdout.contains("no plan of whole blocks is below"),
        "{}",
        done.stdout
    );
}
