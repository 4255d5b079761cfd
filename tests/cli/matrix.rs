//! `matrix`: towns known by arithmetic, the same numbers as `nearest`, and files that are whole or not there.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};

use truonggan::base::geom::LonLat;

use crate::demo::{self, Demo};
use crate::drawn;
use crate::program::{Desk, Done};
use crate::support::ascii_map::AsciiMap;
use crate::support::real_data;
use crate::support::town::{Town, assert_metres, at};

const HEADER: &str = "from,to,metres,access_metres,seconds,crossings";

/// Runs over the files of a desk.
fn matrix(desk: &Desk, more: &[&str]) -> Done {
    let files = [
        "--network",
        "roads.geojson",
        "--from",
        "homes.csv",
        "--to",
        "campuses.csv",
    ];
    desk.run(
        ["matrix"]
            .iter()
            .chain(&files)
            .chain(&["--profile", "walk"])
            .chain(more),
    )
}

fn draw(map: &AsciiMap, homes: &str, campuses: &str) -> Desk {
    let desk = Desk::new();
    let named = |names: &str| -> Vec<(String, LonLat)> {
        names
            .chars()
            .map(|name| (name.to_string(), map.place(name)))
            .collect()
    };
    drawn::network(&desk, "roads.geojson", &map.town);
    drawn::points(&desk, "homes.csv", named(homes));
    drawn::points(&desk, "campuses.csv", named(campuses));
    drawn::schools(&desk, "schools.csv", named(campuses));
    desk
}

/// Streets of 400, 400 and twice 200 m, a ferry of 400 m, and streets that lead nowhere else.
fn village() -> Desk {
    let map = AsciiMap::draw(
        "
a---b---c   x-y
|       |
d       e===f-g
",
    );
    draw(&map, "adx", "cgby")
}

/// A row: from, to, and what stands in the cells.
fn rows(csv: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let cells = |row: csv::StringRecord| row.iter().map(str::to_owned).collect();
    reader.records().map(|row| cells(row.unwrap())).collect()
}

/// A ferry takes ten minutes, half of a twenty-minute interval and three minutes to board; a metre on foot a second.
const FERRY_SECONDS: f64 = 600.0 + 600.0 + 180.0;

#[test]
fn a_village_has_the_distances_that_arithmetic_gives() {
    let csv = matrix(&village(), &[]).well();
    assert_eq!(csv.lines().next(), Some(HEADER));
    let expect = [
        ("a", "c", Some((800.0, 0))),
        ("a", "g", Some((800.0 + 200.0 + 400.0 + 200.0, 1))),
        ("a", "b", Some((400.0, 0))),
        ("a", "y", None),
        ("d", "c", Some((200.0 + 800.0, 0))),
        ("d", "g", Some((200.0 + 800.0 + 200.0 + 400.0 + 200.0, 1))),
        ("d", "b", Some((200.0 + 400.0, 0))),
        ("d", "y", None),
        ("x", "c", None),
        ("x", "g", None),
        ("x", "b", None),
        ("x", "y", Some((200.0, 0))),
    ];
    let got = rows(&csv);
    assert_eq!(got.len(), expect.len());
    for (row, (from, to, cell)) in got.iter().zip(expect) {
        assert_eq!((row[0].as_str(), row[1].as_str()), (from, to));
        let Some((metres, crossings)) = cell else {
            assert_eq!(row[2..], ["", "", "", ""], "{from} to {to}");
            continue;
        };
        assert_metres(row[2].parse().unwrap(), metres);
        assert_metres(row[3].parse().unwrap(), 0.0);
        let walked = if crossings == 0 { metres } else { metres - 400.0 };
        let seconds: f64 = row[4].parse().unwrap();
        assert!(
            (seconds - walked - f64::from(crossings) * FERRY_SECONDS).abs() <= 1.0,
            "{row:?}"
        );
        assert_eq!(row[5], crossings.to_string());
    }
}

#[test]
fn the_shorter_way_is_by_ferry_and_the_quicker_one_on_foot() {
    let map = AsciiMap::draw(
        "
p===q
|   |
+---+
",
    );
    let desk = draw(&map, "p", "q");
    for (rank, metres, seconds, crossings) in [
        ("metres", 400.0, FERRY_SECONDS, "1"),
        ("minutes", 800.0, 800.0, "0"),
    ] {
        let row = rows(&matrix(&desk, &["--rank", rank]).well()).remove(0);
        assert_metres(row[2].parse().unwrap(), metres);
        assert!((row[4].parse::<f64>().unwrap() - seconds).abs() <= 1.0, "{row:?}");
        assert_eq!(row[5], crossings);
    }
}

#[test]
fn the_nearest_few_are_the_least_of_all_cells_and_stand_best_first() {
    let desk = village();
    let near = rows(&matrix(&desk, &["--nearest", "2"]).well());
    let ends: Vec<[&str; 2]> = near
        .iter()
        .map(|row| [row[0].as_str(), row[1].as_str()])
        .collect();
    assert_eq!(ends, [["a", "b"], ["a", "c"], ["d", "b"], ["d", "c"], ["x", "y"]]);
    let all = rows(&matrix(&desk, &[]).well());
    assert!(near.iter().all(|row| all.contains(row)), "the cells are the same");
}

#[test]
fn a_pin_that_may_be_off_has_a_least_and_a_greatest_distance() {
    let town = Town::new().street("Đường Dài", &[(-1000.0, 0.0), (2000.0, 0.0)]);
    let desk = Desk::new();
    drawn::network(&desk, "roads.geojson", &town);
    drawn::points(&desk, "homes.csv", [("h", at(0.0, 0.0))]);
    drawn::points(&desk, "campuses.csv", [("c", at(1500.0, 0.0))]);
    let csv = matrix(&desk, &["--pin-error", "50"]).well();
    assert_eq!(
        csv.lines().next(),
        Some(format!("{HEADER},metres_lo,metres_hi").as_str())
    );
    let row = rows(&csv).remove(0);
    assert_metres(row[2].parse().unwrap(), 1500.0);
    assert_metres(row[6].parse().unwrap(), 1500.0 - 50.0);
    // Halfway between along and across, both the road and the leg to it grow.
    assert_metres(row[7].parse().unwrap(), 1500.0 + 50.0 * f64::sqrt(2.0));
    for wrong in ["0", "-1", "NaN", "5000"] {
        matrix(&desk, &["--pin-error", wrong]).failed(2);
    }
}

#[test]
fn bad_rows_of_both_lists_are_told_at_once_and_nothing_is_written() {
    let desk = village();
    desk.file(
        "homes.csv",
        "id,lon,lat\nh1,106.8,10.5\nh2,x,10.5\n,106.8,10.5\nh1,106.8,10.5\n",
    );
    desk.file("campuses.csv", "id,lon,lat\nc1,106.8,\nc2,10.5,106.8\n");
    let files = desk.names();
    let said = matrix(&desk, &["--out", "m.csv"]).failed(1);
    for finding in [
        "homes.csv, row 3, column lon",
        "homes.csv, row 4, column id",
        "homes.csv, row 5, column id: The id stands in row 2 already",
        "campuses.csv, row 2, column lat",
        "campuses.csv, row 3, column lon, lat",
    ] {
        assert!(said.contains(finding), "`{finding}` is missing from:\n{said}");
    }
    assert_eq!(desk.names(), files);
    desk.file("homes.csv", "name,lon\nA,106.8\n");
    let said = matrix(&desk, &[]).failed(1);
    assert!(
        said.contains("column id") && said.contains("column lat"),
        "{said}"
    );
}

#[test]
fn words_that_are_not_known_are_usage() {
    let desk = village();
    let files = [
        "--network",
        "roads.geojson",
        "--from",
        "homes.csv",
        "--to",
        "campuses.csv",
    ];
    let said = desk
        .run(["matrix"].iter().chain(&files).chain(&["--profile", "fly"]))
        .failed(2);
    assert!(said.contains("walk, bicycle, motorbike, car"), "{said}");
    matrix(&desk, &["--rank", "hops"]).failed(2);
    matrix(&desk, &["--nearest", "0"]).failed(2);
}

#[test]
fn a_result_goes_into_a_file_as_it_goes_to_standard_output() {
    let desk = village();
    let printed = matrix(&desk, &[]).well();
    desk.file("m.csv", "an older and much longer result\n".repeat(1000));
    let mut files = desk.names();
    files.push("m.csv.measure".to_owned());
    files.sort();
    assert_eq!(matrix(&desk, &["--out", "m.csv"]).well(), "");
    assert_eq!(fs::read_to_string(desk.path("m.csv")).unwrap(), printed);
    assert_eq!(matrix(&desk, &["--out", "/dev/null"]).well(), "");
    let said = matrix(&desk, &["--out", "none/m.csv"]).failed(1);
    assert!(said.contains("cannot write none/m.csv"), "{said}");
    let said = matrix(&desk, &["--out", "/dev/full"]).failed(1);
    assert!(said.contains("cannot write /dev/full"), "{said}");
    assert_eq!(desk.names(), files, "nothing else is left");
}

#[test]
fn a_result_that_cannot_be_written_whole_leaves_the_older_one() {
    let desk = demo_desk();
    desk.file("m.csv", "older\n");
    let files = desk.names();
    let arguments = [
        "matrix",
        "--network",
        "roads.geojson",
        "--from",
        "homes.csv",
        "--to",
        "campuses.csv",
        "--profile",
        "walk",
        "--out",
        "m.csv",
    ];
    // No file may grow beyond one block.
    let cut = desk
        .command_after("trap '' XFSZ; ulimit -f 1", &arguments)
        .output()
        .unwrap();
    let said = Done::of(cut).failed(1);
    assert!(said.contains("cannot write m.csv"), "{said}");
    assert_eq!(fs::read_to_string(desk.path("m.csv")).unwrap(), "older\n");
    assert_eq!(desk.names(), files, "no part is left");
}

/// The demonstration's roads, some of its homes, and its primary campuses.
fn demo_desk() -> Desk {
    let desk = Desk::new();
    for name in ["roads.geojson", "water.geojson"] {
        fs::copy(demo::file(name), desk.path(name)).unwrap();
    }
    desk.file("homes.csv", list(&demo_homes()));
    desk.file("campuses.csv", list(&demo_campuses()));
    desk
}

fn demo_homes() -> Vec<String> {
    let homes = demo::homes().into_iter().step_by(40);
    homes
        .map(|home| format!("{},{},{}", home.id, home.lon, home.lat))
        .collect()
}

fn demo_campuses() -> Vec<String> {
    let mut reader = csv::Reader::from_path(demo::file("schools.csv")).unwrap();
    let rows = reader.records().map(Result::unwrap);
    rows.filter(|row| row[4].contains("primary"))
        .map(|row| format!("{},{},{}", &row[1], &row[5], &row[6]))
        .collect()
}

fn list(rows: &[String]) -> String {
    format!("id,lon,lat\n{}\n", rows.join("\n"))
}

#[test]
fn its_numbers_are_those_of_nearest() {
    let demo = Demo::shared();
    let desk = demo_desk();
    for rank in ["metres", "minutes"] {
        let csv = matrix(&desk, &["--water", "water.geojson", "--rank", rank]).well();
        let mut cells = BTreeMap::new();
        for row in rows(&csv) {
            cells.insert((row[0].clone(), row[1].clone()), row[2..].to_vec());
        }
        let mut compared = 0;
        let homes: Vec<_> = demo::homes().into_iter().step_by(40).collect();
        assert_eq!(cells.len(), homes.len() * demo_campuses().len());
        for home in homes {
            let (lon, lat) = home.at();
            let question = serde_json::json!({"lon": lon, "lat": lat, "profile": "walk",
                "level": "primary", "k": 100, "rank": rank, "day": "2026-11-25"});
            let answer = demo.server.post("/api/v1/schools/nearest", &question).json();
            for found in answer["results"].as_array().unwrap() {
                let campus = found["campus_id"].as_str().unwrap().to_owned();
                // By minutes the nearest go by the timetable, and a matrix by the interval of the boats.
                let rides = found["rides"].as_array().map_or(0, Vec::len);
                if rank == "minutes" && (rides > 0 || found["crossings"] != 0) {
                    continue;
                }
                compared += 1;
                let metres = |name: &str| format!("{:.2}", found[name].as_f64().unwrap());
                let expect = [
                    metres("metres"),
                    metres("access_metres"),
                    found["seconds"].to_string(),
                    found["crossings"].to_string(),
                ];
                assert_eq!(
                    cells[&(home.id.clone(), campus)],
                    expect,
                    "{rank}: {}: {found}",
                    home.id
                );
            }
        }
        assert!(compared > 100, "{compared} pairs by {rank}");
    }
}

#[test]
fn the_order_of_the_rows_changes_nothing_but_their_order() {
    let desk = demo_desk();
    for more in [&["--pin-error", "20"][..], &["--nearest", "3"]] {
        desk.file("homes.csv", list(&demo_homes()));
        desk.file("campuses.csv", list(&demo_campuses()));
        let mut straight = rows(&matrix(&desk, more).well());
        let reversed = |mut rows: Vec<String>| {
            rows.reverse();
            list(&rows)
        };
        desk.file("homes.csv", reversed(demo_homes()));
        desk.file("campuses.csv", reversed(demo_campuses()));
        let mut turned = rows(&matrix(&desk, more).well());
        assert_ne!(straight, turned, "the rows follow the lists");
        assert_eq!(turned.first().unwrap()[0], straight.last().unwrap()[0]);
        straight.sort();
        turned.sort();
        assert_eq!(straight, turned, "{more:?}");
    }
}

#[test]
fn a_city_gives_the_same_bytes_whenever_and_on_however_many_threads() {
    let Some(city) = real_data::file("osm/hcm_2018.osm.pbf") else {
        return;
    };
    let list = |name: &str| real_data::file(&format!("reference/hcm_2018/{name}")).unwrap();
    let desk = Desk::new();
    let (homes, schools) = (list("homes.csv"), list("schools.csv"));
    let start = |out: &str, threads: &str| -> Child {
        let words = |name: &'static str, path: &Path| [name.into(), path.as_os_str().to_owned()];
        desk.command(["matrix", "--profile", "walk", "--out", out])
            .args(words("--network", &city))
            .args(words("--from", &homes))
            .args(words("--to", &schools))
            .env("RAYON_NUM_THREADS", threads)
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    // Zero is as many as there are processors.
    let runs = [("first.csv", "0"), ("second.csv", "0"), ("alone.csv", "1")];
    for mut child in runs.map(|(out, threads)| start(out, threads)) {
        assert!(child.wait().unwrap().success());
    }
    let [first, second, alone] = runs.map(|(out, _)| fs::read(desk.path(out)).unwrap());
    assert!(first == second, "two runs differ");
    assert!(first == alone, "the threads can be seen");
    let lines: Vec<&[u8]> = first
        .strip_suffix(b"\n")
        .unwrap()
        .split(|byte| *byte == b'\n')
        .collect();
    assert_eq!(lines.len(), 2_000 * 203 + 1);
    let reached = lines.iter().filter(|line| !line.ends_with(b",,,,")).count();
    assert!(reached > 390_000, "{reached} rows have a distance");
}
