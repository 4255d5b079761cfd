//! Lists in CSV: schools and points.

use truonggan::adapters::import::{ListedPoint, read_points};
use truonggan::base::diagnostic::Diagnostics;
use truonggan::base::geom::LonLat;
use truonggan::domain::schools::{Level, Seats};
use truonggan::snapshot::dataset::Layer;

use super::files::{Files, campuses, errors, read_text, told};

fn points(content: impl AsRef<[u8]>) -> (Vec<ListedPoint>, Diagnostics) {
    let files = Files::new();
    read_points(&files.write("points.csv", content)).unwrap()
}

#[test]
fn points_are_found_by_the_names_of_their_columns() {
    let (list, diagnostics) =
        points("\u{FEFF}Zone;LAT;Lon;note;ID\r\nZ1;10.5;106.7;x;a\r\n;10.6;106.8;;b\r\n");
    assert_eq!(
        list,
        [
            ListedPoint {
                id: "a".to_owned(),
                at: LonLat::new(106.7, 10.5),
                zone: Some("Z1".to_owned()),
            },
            ListedPoint {
                id: "b".to_owned(),
                at: LonLat::new(106.8, 10.6),
                zone: None,
            },
        ]
    );
    assert!(diagnostics.is_empty(), "{}", told(&diagnostics));
}

#[test]
fn every_bad_row_is_told_at_once_with_its_column_and_a_remedy() {
    let (list, diagnostics) = points(
        "id,lon,lat\na,106.7,10.5\na,106.7,10.5\nb,abc,10.5\nc,10.5,106.7\n,106.7,10.5\nd,0,0\ne,\"106,7\",10.5\nf,106.7\ng,601234,1201234\n",
    );
    assert_eq!(list.len(), 1);
    let mut found = errors(&diagnostics);
    found.sort_by_key(|(_, row)| *row);
    assert_eq!(
        found,
        [
            ("points/id_twice", Some(3)),
            ("coordinates/not_a_number", Some(4)),
            ("coordinates/swapped", Some(5)),
            ("table/cell_empty", Some(6)),
            ("coordinates/zero", Some(7)),
            ("coordinates/not_a_number", Some(8)),
            ("table/row_length", Some(9)),
            ("coordinates/out_of_range", Some(10)),
        ]
    );
    let text = told(&diagnostics);
    assert!(
        text.contains("points.csv, row 4, column lon: `abc` is not a number; write decimal degrees."),
        "{text}"
    );
    assert!(
        text.contains("row 8, column lon: `106,7` is not a number; write a decimal point, not a comma."),
        "{text}"
    );
}

#[test]
fn a_missing_column_an_empty_file_and_a_wrong_encoding_are_told() {
    let check = |content: &[u8], expect: &[(&str, Option<u64>)]| {
        let (_, diagnostics) = points(content);
        assert_eq!(errors(&diagnostics), expect, "{}", told(&diagnostics));
    };
    check(
        b"id,x,y\n1,2,3\n",
        &[
            ("table/column_missing", Some(1)),
            ("table/column_missing", Some(1)),
        ],
    );
    check(b"", &[("table/empty", Some(1))]);
    check(b"id,lon,lat\n", &[("points/none", Some(1))]);
    check(
        b"id,lon,lat\n\xD0\x1A,106.7,10.5\n",
        &[("table/not_utf8", Some(2))],
    );
    check(b"\xFF\xFEi\0d\0", &[("table/not_utf8", Some(1))]);
}

#[test]
fn an_exchanged_pair_is_recognised_by_the_other_rows() {
    let (_, diagnostics) =
        points("id,lon,lat\na,7.41,43.71\nb,7.42,43.72\nc,43.73,7.43\nd,7.44,43.74\ne,2.3,48.8\n");
    assert_eq!(
        errors(&diagnostics),
        [("coordinates/swapped", Some(4))],
        "{}",
        told(&diagnostics)
    );
    assert_eq!(diagnostics.count("coordinates/far_away"), 1);
}

#[test]
fn schools_come_with_campuses_levels_and_seats() {
    let (staged, diagnostics) = read_text(
        Layer::Schools,
        "schools.csv",
        "school_id,campus_id,name,campus_name,level,lon,lat,commune,capacity,capacity_synthetic,operator,source\n\
         S1,S1-A,Tiê\u{309}u học  A,,primary;lower_secondary,106.7,10.5,27676,35,true,,\n\
         S1,S1-B,Tiểu học A,Điểm B,,106.8,10.6,,,,UBND,survey\n",
    );
    let [main, branch] = campuses(&staged) else {
        panic!("{}", told(&diagnostics));
    };
    assert_eq!((main.school_id.as_str(), main.campus_id.as_str()), ("S1", "S1-A"));
    assert_eq!(main.name, "Tiểu học A");
    assert_eq!(main.levels, [Level::Primary, Level::LowerSecondary]);
    assert!(!main.levels_guessed && branch.levels_guessed);
    assert_eq!(
        main.seats,
        Some(Seats {
            count: 35,
            synthetic: true
        })
    );
    assert_eq!(
        (main.commune.as_deref(), main.source.as_str()),
        (Some("27676"), "schools.csv")
    );
    assert_eq!(branch.campus_name.as_deref(), Some("Điểm B"));
    assert_eq!(
        (branch.operator.as_deref(), branch.source.as_str()),
        (Some("UBND"), "survey")
    );
}

#[test]
fn bad_fields_of_schools_are_told_together() {
    let (staged, diagnostics) = read_text(
        Layer::Schools,
        "schools.csv",
        "id,name,lon,lat,level,capacity,phone\n1,,106.7,10.5,primary,x,0\n2,B,106.7,oops,college,3,0\n3,C,106.7,10.5,other,,0\n",
    );
    assert_eq!(campuses(&staged).len(), 1);
    assert!(campuses(&staged)[0].levels.is_empty());
    let mut found = errors(&diagnostics);
    found.sort_by_key(|(_, row)| *row);
    assert_eq!(
        found,
        [
            ("schools/capacity", Some(2)),
            ("schools/field_missing", Some(2)),
            ("coordinates/not_a_number", Some(3)),
            ("schools/level_unknown", Some(3)),
        ],
        "{}",
        told(&diagnostics)
    );
    assert_eq!(diagnostics.count("table/column_unused"), 1);
}

#[test]
fn a_kind_of_file_that_no_reader_knows_is_refused() {
    for (layer, name) in [(Layer::Schools, "schools.docx"), (Layer::Network, "roads.csv")] {
        let (_, diagnostics) = read_text(layer, name, "id,name\n");
        assert_eq!(errors(&diagnostics), [("import/unknown_format", None)]);
    }
}

#[test]
fn a_file_that_is_not_there_is_an_error_that_names_it() {
    let error = read_points(std::path::Path::new("/nowhere/homes.csv")).unwrap_err();
    assert_eq!(error.to_string(), "cannot open /nowhere/homes.csv");
}

#[test]
fn a_campus_is_reached_by_the_gates_that_its_row_lists() {
    let text = "id,name,lon,lat,gates\n\
                A,Trường A,106.787,10.643,\"106.7871 10.6431; 106.7872,10.6429\"\n\
                B,Trường B,106.788,10.644,\n";
    let (staged, diagnostics) = read_text(Layer::Schools, "schools.csv", text);
    assert!(!diagnostics.has_errors(), "{}", told(&diagnostics));
    let campuses = campuses(&staged);
    assert_eq!(
        campuses[0].gates,
        [LonLat::new(106.7871, 10.6431), LonLat::new(106.7872, 10.6429)]
    );
    assert!(campuses[1].gates.is_empty());
    let broken = text.replace("106.7871 10.6431", "106.7871 north");
    let (_, diagnostics) = read_text(Layer::Schools, "schools.csv", broken);
    let told = told(&diagnostics);
    assert!(
        told.contains("row 2, column gates") && told.contains("106.7871 north"),
        "{told}"
    );
}
