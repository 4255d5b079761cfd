//! Coordinate systems, judged by PROJ's own definitions and by values from outside.

use proj::Proj;
use truonggan::adapters::crs::{Crs, Operation, TM3_ZONES};
use truonggan::base::geom::{LonLat, Ruler};

use super::real_data;

#[test]
fn each_zone_is_that_of_its_code() {
    for zone in TM3_ZONES {
        let code = format!("EPSG:{}", zone.code);
        let to_zone = Proj::new_known_crs("EPSG:4756", &code, None).unwrap();
        let to_degrees = Operation::of(&Crs::of_code("EPSG:4756").unwrap()).unwrap();
        let ours = Operation::of(&Crs::of_code(&code).unwrap()).unwrap();
        for (east, lat) in [(-0.4, 8.6), (0.3, 10.4), (1.2, 21.0)] {
            let at = LonLat::new(zone.meridian + east, lat);
            let (x, y) = ours.from_wgs84(at).unwrap();
            let expected: (f64, f64) = to_zone.convert(to_degrees.from_wgs84(at).unwrap()).unwrap();
            let off = (x - expected.0).hypot(y - expected.1);
            assert!(off < 0.0001, "{code} at {at:?}: {off} m");
            let back = Ruler::between(ours.to_wgs84(x, y).unwrap(), at);
            // Heights are set aside on both ways, which is worth a millimetre.
            assert!(
                back < 0.002,
                "{code} at {at:?}: {back} m after going there and back"
            );
        }
    }
}

#[test]
fn known_places_have_their_published_coordinates() {
    let Some(file) = real_data::file("vn2000/proj_reference_cangio.csv") else {
        return println!("skipped: no reference coordinates here");
    };
    let mut compared = 0;
    let mut reader = csv::Reader::from_path(file).unwrap();
    for record in reader.records() {
        let record = record.unwrap();
        if !record[3].contains("EPSG:6960") {
            continue;
        }
        let number = |at: usize| record[at].parse::<f64>().unwrap();
        let at = LonLat::new(number(1), number(2));
        for (code, column) in [("EPSG:9210", 4), ("EPSG:3405", 6)] {
            let operation = Operation::of(&Crs::of_code(code).unwrap()).unwrap();
            assert_eq!(operation.accuracy_m, Some(1.0));
            let (x, y) = operation.from_wgs84(at).unwrap();
            let off = (x - number(column)).hypot(y - number(column + 1));
            assert!(off < 0.001, "{}, {code}: {off} m", &record[0]);
            compared += 1;
        }
    }
    assert!(compared >= 10, "{compared} compared");
}

#[test]
fn other_systems_are_as_proj_has_them() {
    let utm = Operation::of(&Crs::of_code("EPSG:32648").unwrap()).unwrap();
    let at = utm.to_wgs84(500_000.0, 0.0).unwrap();
    assert!((at.lon - 105.0).abs() < 1e-9 && at.lat.abs() < 1e-9);
    let monaco = Operation::of(&Crs::of_code("EPSG:2154").unwrap()).unwrap();
    let (x, y) = monaco.from_wgs84(LonLat::new(3.0, 46.5)).unwrap();
    assert!(
        (x - 700_000.0).hypot(y - 6_600_000.0) < 0.01,
        "the origin of Lambert-93"
    );
    assert!(Crs::of_code("EPSG:1").is_err());
}
