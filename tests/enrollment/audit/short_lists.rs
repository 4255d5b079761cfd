//! Where an outcome says that it holds for all pairs, longer lists change nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::desk::{Inputs, plain, tiers};
use crate::support::random::{Random, cases};

/// A town in which every child reaches every school, and the same with lists that end early.
fn towns(mode: &'static str, random: &mut Random) -> (Inputs, Inputs) {
    let (n_children, n_schools) = (1 + random.below(16), 2 + random.below(5));
    let mut rules = if random.below(3) == 0 { plain() } else { tiers() };
    if random.below(3) == 0 {
        rules = rules.replace("order: key", "order: distance");
    }
    let all = "placed, over_cap, crossings, longest, metres, tier_violations";
    let levels = [
        all,
        "placed, over_cap, crossings, longest, metres",
        "placed, metres",
        "placed, longest",
    ];
    rules = rules.replace(all, levels[random.below(4)]);
    let zone = |random: &mut Random| ["z1", "z2"][random.below(2)];
    let mut intakes = "school,zone,seats,inclusive_classes\n".to_owned();
    for school in 0..n_schools {
        let (zone, seats) = (zone(random), random.below(2 * n_children / n_schools + 3));
        writeln!(intakes, "s{school},{zone},{seats},1").unwrap();
    }
    let header = "applicant,birth_year,zone,residence_kind,preschool,guardian_works,sibling_at,late_ground,pin_grade,disability";
    let mut applicants = format!("{header}\n");
    let costs = "applicant,school,metres,crossings\n".to_owned();
    let (mut whole, mut short) = (costs.clone(), costs);
    let (mut complete, mut ranks) = (
        "applicant,next_metres\n".to_owned(),
        "applicant,rank,school\n".to_owned(),
    );
    for child in 0..n_children {
        let preschool = format!("s{}", random.below(n_schools));
        let disabled = random.below(6) == 0;
        let zone = zone(random);
        writeln!(
            applicants,
            "c{child},2020,{zone},permanent,{preschool},,,,a,{disabled}"
        )
        .unwrap();
        let mut ways: Vec<(usize, usize, usize)> = (0..n_schools)
            .map(|school| (1 + 500 * random.below(12), school, random.below(2)))
            .collect();
        ways.sort_unstable();
        let kept = 1 + random.below(n_schools);
        for (at, (metres, school, crossings)) in ways.iter().enumerate() {
            let line = format!("c{child},s{school},{metres},{crossings}\n");
            whole.push_str(&line);
            if at < kept {
                short.push_str(&line);
            }
        }
        if let Some((metres, ..)) = ways.get(kept) {
            writeln!(complete, "c{child},{}", metres - random.below(2).min(*metres)).unwrap();
        }
        let mut ranked: Vec<usize> = ways[..kept].iter().map(|way| way.1).collect();
        random.shuffle(&mut ranked);
        ranked.truncate(random.below(kept + 1));
        for (rank, school) in ranked.iter().enumerate() {
            writeln!(ranks, "c{child},{},s{school}", rank + 1).unwrap();
        }
    }
    let mut tables = vec![("applicants", applicants.as_str()), ("intakes", intakes.as_str())];
    if mode == "preference" {
        tables.push(("preferences", &ranks));
    }
    let with = |more: &[(&'static str, &str)]| {
        let all: Vec<_> = tables.iter().chain(more).copied().collect();
        Inputs::new(mode, rules.clone(), &all)
    };
    (
        with(&[("costs", &whole)]),
        with(&[("costs", &short), ("complete", &complete)]),
    )
}

#[test]
fn what_holds_for_all_pairs_stays_when_lists_are_whole() {
    let mut said: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for seed in 0..cases(150) {
        for mode in ["rule", "preference", "cap-first"] {
            let (whole, short) = towns(mode, &mut Random::new(seed));
            let (whole, short) = (whole.allocate(), short.allocate());
            short.assert_holds();
            let outcome = short.outcome();
            *said.entry((mode, outcome.pairs.clone())).or_default() += 1;
            if outcome.pairs == "listed" {
                continue;
            }
            if mode == "cap-first" {
                let levels = |folder: &super::desk::Folder| folder.outcome().certificate.unwrap().levels;
                assert_eq!(levels(&short), levels(&whole), "seed {seed}");
            } else {
                let placements = |folder: &super::desk::Folder| folder.text("placements.csv").to_owned();
                assert_eq!(placements(&short), placements(&whole), "seed {seed}, {mode}");
            }
        }
    }
    println!("{said:?}");
    for mode in ["rule", "preference", "cap-first"] {
        let all = said[&(mode, "all".to_owned())];
        let listed = said[&(mode, "listed".to_owned())];
        assert!(
            all >= 10 && listed >= 10,
            "{mode}: {all} for all, {listed} for the listed"
        );
    }
}
