//! Children to schools at the size of a county, of a province and of a city: metres alone, and the usual six levels.
//!
//! `benches/peers/allocation_peers.py` asks this program for the questions as files (`TRUONGGAN_ALLOCATION_WRITE` names a
//! folder) and for one answer with what it takes (`TRUONGGAN_ALLOCATION_SOLVE` names a file), in place of the benches.
#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]
#![expect(clippy::print_stdout, reason = "the peers' script reads the answer")]

#[path = "support/city.rs"]
mod city;
#[path = "../tests/support/flow_instance.rs"]
mod flow_instance;
#[path = "../tests/support/random.rs"]
#[allow(dead_code, reason = "a bench uses a part")]
mod random;

use std::path::Path;
use std::time::{Duration, Instant};

use city::{City, CitySize, city};
use criterion::{Criterion, criterion_group};
use flow_instance::Instance;
use truonggan::domain::enrollment::flow::solve_levels;

struct Case {
    name: &'static str,
    size: CitySize,
    /// Children without a seat and the total of each level, as OR-Tools has them for metres.
    metres: [u64; 2],
    six_levels: [u64; 6],
}

const CASES: [Case; 3] = [
    Case {
        name: "county",
        size: CitySize {
            children: 20_000,
            schools: 60,
            nearest: 10,
        },
        metres: [0, 134_137_879],
        six_levels: [0, 11_217, 5_119, 29_512, 149_100_588, 29_336],
    },
    Case {
        name: "province",
        size: CitySize {
            children: 50_000,
            schools: 200,
            nearest: 20,
        },
        metres: [0, 176_154_892],
        six_levels: [0, 11_957, 8_466, 25_139, 195_807_885, 74_979],
    },
    Case {
        name: "city",
        size: CitySize {
            children: 197_500,
            schools: 781,
            nearest: 20,
        },
        metres: [0, 370_848_252],
        six_levels: [0, 6_923, 11_499, 13_474, 394_990_498, 294_478],
    },
];

fn draw(case: &Case) -> City {
    city(case.size, 1)
}

fn totals(instance: &Instance) -> Vec<u64> {
    let flow = solve_levels(&instance.task()).unwrap();
    std::iter::once(flow.unplaced).chain(flow.totals).collect()
}

fn allocation(criterion: &mut Criterion) {
    for case in &CASES {
        let mut group = criterion.benchmark_group(case.name);
        let city = draw(case);
        group.bench_function("children to schools, metres", |bench| {
            bench.iter(|| assert_eq!(totals(&city.metres), case.metres));
        });
        group.bench_function("children to schools, six levels", |bench| {
            bench.iter(|| assert_eq!(totals(&city.six_levels), case.six_levels));
        });
        group.finish();
    }
}

fn write_all(folder: &Path) {
    for case in &CASES {
        let city = draw(case);
        city.metres
            .write(&folder.join(format!("{}_metres.csv", case.name)));
        city.six_levels
            .write(&folder.join(format!("{}_six_levels.csv", case.name)));
    }
}

/// Prints seconds of one solution, peak memory of this process in megabytes where the system tells it, and the totals.
fn solve_one(path: &Path) {
    let instance = Instance::read(path);
    let started = Instant::now();
    let totals = totals(&instance);
    let seconds = started.elapsed().as_secs_f64();
    println!("solved {seconds:.3} {:.0} {totals:?}", peak_megabytes());
}

fn peak_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(5))
        .configure_from_args();
    targets = allocation
}

fn main() {
    if let Some(folder) = std::env::var_os("TRUONGGAN_ALLOCATION_WRITE") {
        return write_all(Path::new(&folder));
    }
    if let Some(path) = std::env::var_os("TRUONGGAN_ALLOCATION_SOLVE") {
        return solve_one(Path::new(&path));
    }
    benches();
    Criterion::default().configure_from_args().final_summary();
}
