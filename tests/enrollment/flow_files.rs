//! Questions in files: `scripts/peers/flow_ortools.py` writes them and compares what is printed here with OR-Tools.

use std::path::{Path, PathBuf};

use truonggan::domain::enrollment::flow::{Level, solve_levels};

use crate::support::flow_instance::Instance;

/// The folder whose `*.csv` are to be answered.
const FOLDER: &str = "TRUONGGAN_FLOW_INSTANCES";

#[test]
fn files_of_a_folder_named_by_the_environment_are_answered() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else {
        println!("skipped: {FOLDER} names no folder");
        return;
    };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "csv"));
    paths.sort();
    for path in paths {
        println!("answer {}", answer(&path));
    }
}

/// The name of a file, children without a seat and the total of each level.
fn answer(path: &Path) -> String {
    let instance = Instance::read(path);
    let flow = solve_levels(&instance.task()).unwrap();
    let totals: Vec<String> = std::iter::once(flow.unplaced)
        .chain(flow.totals)
        .map(|total| total.to_string())
        .collect();
    format!(
        "{} {}",
        path.file_stem().unwrap().to_string_lossy(),
        totals.join(" ")
    )
}

#[test]
fn a_question_reads_back_as_written_and_rows_of_many_children_are_many() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("town.csv");
    let instance = Instance {
        offsets: vec![0, 2, 2, 3],
        school: vec![0, 1, 1],
        seats: vec![1, 1],
        levels: vec![Level::Sum(vec![5, 6, 7]), Level::Longest(vec![1, 2, 3])],
    };
    instance.write(&path);
    assert_eq!(Instance::read(&path), instance);
    assert_eq!(answer(&path), "town 1 12 3");
    let text = "# seats 1 1\n# levels sum\n# children 2\n# copies 2 1\n0,0,4\n0,1,9\n1,1,3\n";
    std::fs::write(&path, text).unwrap();
    assert_eq!(Instance::read(&path).offsets, [0, 2, 4, 5]);
    assert_eq!(answer(&path), "town 1 7");
}
