//! `import`: findings, exit codes, and a store that only good files change.

use std::process::Stdio;

use crate::demo;
use crate::program::{Desk, Done};
use crate::server::Server;
use crate::support::real_data;

fn import(desk: &Desk, kind: &str, file: &str, more: &[&str]) -> Done {
    desk.run(["import", kind, file].iter().chain(more))
}

#[test]
fn bad_files_are_refused_with_every_finding_and_no_store_is_made() {
    let desk = Desk::new();
    desk.file("empty.csv", "");
    desk.file("empty.geojson", "");
    desk.file("text.geojson", "roads");
    desk.file("picture.png", [0x89, b'P', b'N', b'G']);
    desk.file(
        "rows.csv",
        "school_id,name,lon,lat,level\n\
         A,Trường A,x,10.5,primary\n\
         B,,106.8,10.5,primary\n\
         C,Trường C,106.8,99,primary\n\
         D,Trường D,10.5,106.8,college\n\
         E,Trường E,106.8\n",
    );
    let files = desk.names();
    for (kind, file, findings) in [
        ("schools", "none.csv", &["cannot open none.csv", "because: "][..]),
        ("schools", "empty.csv", &["[table/empty] empty.csv"]),
        ("network", "empty.geojson", &["[geojson/syntax] empty.geojson"]),
        ("units", "text.geojson", &["[geojson/syntax] text.geojson"]),
        ("network", "picture.png", &["picture.png"]),
        (
            "schools",
            "rows.csv",
            &[
                "rows.csv, row 2, column lon: `x` is not a number",
                "rows.csv, row 3, column name",
                "rows.csv, row 4, column lon, lat",
                "rows.csv, row 5, column lon, lat: Longitude and latitude are exchanged",
                "rows.csv, row 5, column level: `college` is not a level",
                "rows.csv, row 6: The row has 3 cells and the header 5",
            ],
        ),
    ] {
        let said = import(&desk, kind, file, &[]).failed(1);
        for finding in findings {
            assert!(said.contains(finding), "`{finding}` is missing from:\n{said}");
        }
        assert_eq!(desk.names(), files, "{file} makes no store");
    }
}

#[test]
fn a_bad_timetable_is_refused_with_every_finding_and_a_good_one_is_published() {
    let desk = Desk::new();
    let folder = desk.path("boats");
    std::fs::create_dir(&folder).unwrap();
    for table in std::fs::read_dir(demo::file("timetable")).unwrap() {
        let table = table.unwrap();
        let text = std::fs::read_to_string(table.path()).unwrap();
        let text = match table.file_name().to_str().unwrap() {
            "stop_times.txt" => text.replace("05:30:00,05:30:00", "05.30,05.30"),
            "frequencies.txt" => text.replace(",2700,", ",0,"),
            "trips.txt" => text.replace("TAU-THANH-AN,NGAY-CO-TAU", "TAU-THANH-AN,NGAY-KHAC"),
            _ => text,
        };
        std::fs::write(folder.join(table.file_name()), text).unwrap();
    }
    let said = import(&desk, "timetable", "boats", &[]).failed(1);
    for finding in [
        "[gtfs/time] boats/stop_times.txt, row ",
        "column departure_time: `05.30` cannot be read",
        "[gtfs/headway] boats/frequencies.txt, row 2, column headway_secs: The interval is 0 seconds",
        "[gtfs/unknown_code] boats/trips.txt, row 4, column service_id: There is no `NGAY-KHAC`",
        "Nothing was written.",
    ] {
        assert!(said.contains(finding), "`{finding}` is missing from:\n{said}");
    }
    assert_eq!(desk.names(), ["boats"]);
    let good = demo::file("timetable");
    let said = import(&desk, "timetable", good.to_str().unwrap(), &[]).well();
    assert!(said.contains("timetable: 48 rows, revision 1"), "{said}");
}

#[test]
fn a_bad_file_leaves_the_published_dataset_as_it_was() {
    let desk = Desk::new();
    demo::import_into(&desk);
    let ask = [
        "nearest",
        "--at",
        "106.7875,10.6422",
        "--profile",
        "walk",
        "--level",
        "primary",
    ];
    let before = desk.run(ask).json();
    desk.file(
        "rows.csv",
        "id,name,lon,lat,level\nA,Trường A,106.8,10.6,primary\nB,Trường B,x,10.5,primary\n",
    );
    let said = import(&desk, "schools", "rows.csv", &[]).failed(1);
    assert!(said.contains("Nothing was written."), "{said}");
    assert_eq!(desk.run(ask).json(), before);
}

#[test]
fn degrees_that_are_said_to_be_metres_are_refused_with_advice() {
    let desk = Desk::new();
    let schools = demo::file("schools.csv");
    let schools = schools.to_str().unwrap();
    let said = import(&desk, "schools", schools, &["--crs", "EPSG:9210"]).failed(1);
    assert!(
        said.contains("crs/degrees") && said.contains("give --crs EPSG:4326"),
        "{said}"
    );
    assert_eq!(desk.names(), [""; 0]);
    import(&desk, "schools", schools, &["--crs", "epsg:4326"]).well();
}

#[test]
fn what_is_only_staged_is_not_served_until_it_is_published() {
    let desk = Desk::new();
    let schools = demo::file("schools.csv");
    let schools = schools.to_str().unwrap();
    let said = import(&desk, "schools", schools, &["--stage-only"]).well();
    assert!(
        said.contains("schools: 23 rows, revision 1") && said.contains("staged, not published"),
        "{said}"
    );
    let ask = [
        "nearest",
        "--at",
        "106.7875,10.6422",
        "--profile",
        "walk",
        "--level",
        "primary",
    ];
    let refused = desk.run(ask).failed(1);
    assert!(refused.contains("nothing is published in the store"), "{refused}");
    let said = import(&desk, "schools", schools, &[]).well();
    assert!(said.contains("published dataset"), "{said}");
}

#[test]
fn the_same_file_twice_is_nothing_new() {
    let desk = Desk::new();
    let schools = demo::file("schools.csv");
    let schools = schools.to_str().unwrap();
    import(&desk, "schools", schools, &[]).well();
    let done = import(&desk, "schools", schools, &[]);
    assert!(done.stderr.contains("import/unchanged"), "{}", done.stderr);
    assert!(
        done.well()
            .contains("nothing new; the published dataset is still")
    );
}

#[test]
fn a_reader_who_goes_away_does_not_stop_an_import() {
    let desk = Desk::new();
    let schools = demo::file("schools.csv");
    let mut child = desk
        .command(["import", "schools", schools.to_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop((child.stdout.take(), child.stderr.take()));
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(
        desk.names(),
        ["truonggan.gpkg"],
        "the log is folded into the file"
    );
    let again = import(&desk, "schools", schools.to_str().unwrap(), &[]).well();
    assert!(again.contains("nothing new"), "{again}");
}

#[test]
fn a_city_is_imported_and_a_home_in_it_gets_its_nearest_schools() {
    let Some(city) = real_data::file("osm/hcm_2018.osm.pbf") else {
        return;
    };
    let desk = Desk::new();
    let done = import(&desk, "network", city.to_str().unwrap(), &[]);
    assert!(
        done.stderr.contains("[osm/level_guessed] and "),
        "counts are told: {}",
        done.stderr
    );
    let said = done.well();
    for part in [
        "network: ",
        "schools: ",
        "units: ",
        "water: ",
        "published dataset ",
        "took ",
        "peak memory ",
    ] {
        assert!(said.contains(part), "`{part}` is missing from:\n{said}");
    }
    let ask = [
        "nearest",
        "--at",
        "106.74,10.69",
        "--profile",
        "motorbike",
        "--level",
        "primary",
    ];
    let answer = desk.run(ask).json();
    let results = answer["results"].as_array().unwrap();
    assert_eq!(results.len(), 5);
    for found in results {
        let metres = found["metres"].as_f64().unwrap();
        assert!(
            metres >= found["straight_metres"].as_f64().unwrap() - 1.0,
            "{found}"
        );
        assert!(metres < 20_000.0, "{found}");
    }
    let server = Server::start(&desk, &[]);
    let about = server.get("/api/v1/dataset").json();
    assert!(about["attribution"].to_string().contains("OpenStreetMap"));
    assert!(about["counts"]["schools"].as_u64().unwrap() > 800, "{about}");
    // The tile of zoom 12 around 106.7 degrees east and 10.77 degrees north.
    for layer in ["roads", "schools", "water"] {
        let tile = server.get(&format!("/tiles/{layer}/12/3262/1925"));
        assert!(
            tile.status == 200 && tile.body.len() > 500,
            "{layer}: {}",
            tile.body.len()
        );
    }
}
