//! A first-grade round at the size of a city: seats by rule, by proposals and by plan, and the reasons of all children.
//!
//! `TRUONGGAN_ROUND_WRITE` names a folder to which the round is written as files for `truonggan allocate`, in place of
//! the benches.
#![expect(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

#[path = "support/city.rs"]
#[allow(dead_code, reason = "a bench uses a part")]
mod city;
#[path = "support/city_round.rs"]
mod city_round;
#[path = "../tests/support/flow_instance.rs"]
#[allow(dead_code, reason = "a bench uses a part")]
mod flow_instance;
#[path = "../tests/support/random.rs"]
#[allow(dead_code, reason = "a bench uses a part")]
mod random;

use std::path::Path;
use std::time::Duration;

use city::{CitySize, city};
use criterion::{Criterion, criterion_group};
use truonggan::domain::enrollment::{
    Allocation, KeyTable, Lists, Mode, Round, RuleSet, SeatsLeft, freeze, match_by_one_sort,
    match_by_proposals,
};

const CITY: CitySize = CitySize {
    children: 197_500,
    schools: 781,
    nearest: 20,
};
const SEED: &[u8] = b"bench";

fn whole_city() -> (RuleSet, Round) {
    let rules = city_round::rules();
    let rows = city_round::rows(&city(CITY, 1), &rules, 2);
    let round = city_round::round(&rules, rows);
    (rules, round)
}

fn rounds(criterion: &mut Criterion) {
    let (rules, round) = whole_city();
    let mut group = criterion.benchmark_group("city round");
    group.bench_function("rule, keys and lists and one sort", |bench| {
        bench.iter(|| {
            let table = KeyTable::build(&rules, &round, SEED);
            let lists = Lists::by_rule(&rules, &round, &table);
            let left = SeatsLeft::count(&rules, &round);
            let matching = match_by_one_sort(&round, &table, &lists, &left).unwrap();
            assert!(matching.seat_of.iter().flatten().count() > 150_000);
        });
    });
    group.bench_function("rule, the same by proposals", |bench| {
        let table = KeyTable::build(&rules, &round, SEED);
        let lists = Lists::by_rule(&rules, &round, &table);
        let left = SeatsLeft::count(&rules, &round);
        bench.iter(|| {
            let matching = match_by_proposals(&round, &table, &lists, &left);
            assert!(matching.seat_of.iter().flatten().count() > 150_000);
        });
    });
    group.bench_function("rule, with the reasons of all children", |bench| {
        bench.iter(|| {
            let allocation = Allocation::run(&rules, &round, SEED, Mode::Rule).unwrap();
            let placements = allocation.placements();
            assert_eq!(allocation.explanations(&placements).len(), CITY.children);
        });
    });
    group.bench_function("cap-first, six levels with their proof", |bench| {
        bench.iter(|| {
            let allocation = Allocation::run(&rules, &round, SEED, Mode::CapFirst).unwrap();
            assert!(allocation.plan().unwrap().seat_of.iter().flatten().count() > 150_000);
        });
    });
    group.finish();
}

/// The round as files; a frozen file has what a given one needs.
fn write(folder: &Path) {
    let (rules, round) = whole_city();
    for file in freeze(&rules, &round) {
        let path = folder.join(file.file.trim_start_matches("inputs/"));
        std::fs::write(path, file.text).unwrap();
    }
    std::fs::write(folder.join("rules.yaml"), city_round::rules_text()).unwrap();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(5))
        .configure_from_args();
    targets = rounds
}

fn main() {
    if let Some(folder) = std::env::var_os("TRUONGGAN_ROUND_WRITE") {
        return write(Path::new(&folder));
    }
    benches();
    Criterion::default().configure_from_args().final_summary();
}
