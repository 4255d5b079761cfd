//! Whether chances are true: held against rounds from the same generator, and from shifted ones.

use truonggan::base::ids::ApplicantIdx;
use truonggan::domain::enrollment::{
    ApplicantRow, CostRow, Forecast, IntakeRow, Round, RoundRows, RuleSet, chances, probability, simulate,
};

use crate::rounds::{Shape, round, rules};
use crate::support::random::{Random, cases};

const GROUPS: usize = 24;
const SCHOOLS: usize = 5;
const EXPECTED: f64 = 6.0;
const RUNS: u32 = 100;

/// How the world differs from what the forecast thinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shift {
    None,
    More,
    Less,
    Clusters,
    Tiers,
    AClassShort,
}

/// A town of hamlets and schools on a plane of 6 km, as many seats as children and 3 % more.
fn town(rules: &RuleSet, random: &mut Random, shift: Shift) -> Forecast {
    let spot = |random: &mut Random| (random.unit() * 6000.0, random.unit() * 6000.0);
    let schools: Vec<(f64, f64)> = (0..SCHOOLS).map(|_| spot(random)).collect();
    let hamlets: Vec<(f64, f64)> = (0..5).map(|_| spot(random)).collect();
    let seats = (GROUPS as f64 * EXPECTED * 1.03 / SCHOOLS as f64).round() as u32;
    let mut rows = RoundRows {
        name: "1".to_owned(),
        ..RoundRows::default()
    };
    for at in 0..SCHOOLS {
        rows.intakes.rows.push(IntakeRow {
            row: 2,
            school: format!("S{at}"),
            zone: Some(format!("z{}", at % 3)),
            seats: Some(seats),
            parts: None,
            quota_units: Vec::new(),
        });
    }
    for at in 0..GROUPS {
        let (x, y) = hamlets[random.below(hamlets.len())];
        let home = (x + random.unit() * 900.0, y + random.unit() * 900.0);
        let zone = format!("z{}", random.below(3));
        let name = format!("g{at:02}");
        for (school, to) in schools.iter().enumerate() {
            let metres = (1.3 * f64::hypot(home.0 - to.0, home.1 - to.1)).round() as u32;
            rows.costs.rows.push(CostRow {
                row: 2,
                applicant: rows.costs.applicants.keep(&name, 0),
                school: rows.costs.schools.keep(&format!("S{school}"), 0),
                metres,
                seconds: None,
                crossings: None,
                bounds: None,
            });
        }
        let zone = if shift == Shift::Tiers && random.below(5) == 0 {
            "z9".to_owned()
        } else {
            zone
        };
        let cells = rules
            .attributes
            .iter()
            .map(|attribute| (attribute.name == "zone").then(|| zone.as_str().into()));
        rows.applicants.rows.push(ApplicantRow {
            row: 2,
            applicant: Some(name),
            birth_year: Some(2020),
            cells: cells.collect(),
        });
    }
    if shift == Shift::AClassShort {
        let row = &mut rows.intakes.rows[0];
        row.seats = row.seats.map(|seats| seats.saturating_sub(15));
    }
    let factor = match shift {
        Shift::More => 1.1,
        Shift::Less => 0.9,
        _ => 1.0,
    };
    Forecast {
        groups: round(rules, rows),
        expected: vec![EXPECTED * factor; GROUPS],
        spread: vec![if shift == Shift::Clusters { 0.5 } else { 0.15 }; GROUPS],
        common_spread: 0.06,
    }
}

/// Statements by tenths of the predicted probability: how many, what was predicted in sum, and how many came true.
#[derive(Default)]
struct Reliability {
    bins: [(u32, f64, u32); 10],
    brier: f64,
}

impl Reliability {
    fn add(&mut self, predicted: f64, came_true: bool) {
        let bin = &mut self.bins[((predicted * 10.0) as usize).min(9)];
        bin.0 += 1;
        bin.1 += predicted;
        bin.2 += u32::from(came_true);
        self.brier += (predicted - f64::from(u8::from(came_true))).powi(2);
    }

    fn count(&self) -> u32 {
        self.bins.iter().map(|bin| bin.0).sum()
    }

    fn print(&self, shift: Shift) {
        println!(
            "{shift:?}: {} statements, Brier score {:.4}",
            self.count(),
            self.brier / f64::from(self.count())
        );
        for (at, (count, predicted, came_true)) in self.bins.iter().enumerate() {
            let (n, of) = (f64::from((*count).max(1)), f64::from(*came_true));
            println!(
                "  {:>3} to {:>3} %: {count:>6} statements, said {:5.1} %, came true {:5.1} %",
                at * 10,
                at * 10 + 10,
                predicted / n * 100.0,
                of / n * 100.0
            );
        }
    }
}

fn statements(rules: &RuleSet, seed: u64, shift: Shift, reliability: &mut Reliability) {
    let forecast = town(rules, &mut Random::new(seed), Shift::None);
    let world = town(rules, &mut Random::new(seed), shift);
    let key = seed.to_be_bytes();
    let runs = simulate(rules, &forecast, RUNS, &key);
    let truth = simulate(rules, &world, 1, &[&key[..], b"truth"].concat());
    let homes: &Round = &forecast.groups;
    for child in homes.applicant_idxs() {
        let said = chances(rules, homes, child, &runs, &key);
        let came = chances(rules, &world.groups, child, &truth, b"lot");
        for school in said.schools.iter().take(4) {
            let true_there = came.schools.iter().find(|known| known.intake == school.intake);
            let Some(true_there) = true_there else { continue };
            reliability.add(probability(school.admitted, said.runs), true_there.admitted == 1);
        }
    }
}

#[test]
fn chances_come_true_as_often_as_they_say() {
    let shape = Shape {
        tiers: true,
        ..Shape::plain(1, 1)
    };
    let rules = rules(shape);
    let mut brier = Vec::new();
    for shift in [
        Shift::None,
        Shift::More,
        Shift::Less,
        Shift::Clusters,
        Shift::Tiers,
        Shift::AClassShort,
    ] {
        let mut reliability = Reliability::default();
        for seed in 0..cases(150) {
            statements(&rules, seed, shift, &mut reliability);
        }
        reliability.print(shift);
        if shift == Shift::None {
            for (count, predicted, came_true) in reliability.bins.iter().filter(|bin| bin.0 >= 1000) {
                let gap = (predicted - f64::from(*came_true)) / f64::from(*count);
                assert!(
                    gap.abs() < 0.05,
                    "said {predicted} came true {came_true} of {count}"
                );
            }
        }
        brier.push(reliability.brier / f64::from(reliability.count()));
    }
    // A statement without knowledge, one half for everything, would score 0.25.
    assert!(brier.iter().all(|score| *score < 0.15), "{brier:?}");
}

#[test]
fn the_same_seed_gives_the_same_chances_on_any_number_of_threads() {
    let rules = rules(Shape {
        tiers: true,
        ..Shape::plain(1, 1)
    });
    let forecast = town(&rules, &mut Random::new(7), Shift::None);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| simulate(&rules, &forecast, 20, b"seed"))
    };
    assert_eq!(on(1), on(2));
    let all = on(2);
    let child = ApplicantIdx(3);
    assert_eq!(
        chances(&rules, &forecast.groups, child, &all, b"a"),
        chances(&rules, &forecast.groups, child, &all, b"a")
    );
}
