//! Random rounds as tables: ties, tiers, zones, siblings, rankings, quotas, earlier placements, decisions, short lists,
//! and rows that are pending for every reason.

use std::fmt::Write as _;

use super::desk::{Inputs, plain, tiers};
use crate::support::random::Random;

/// What a round is like.
#[derive(Debug, Clone, Copy)]
pub struct Like {
    pub mode: &'static str,
    pub children: usize,
    pub schools: usize,
    /// Whether nobody is pending, refused, placed already or by decision.
    pub all_free: bool,
}

/// A random round.
pub fn round(like: Like, random: &mut Random) -> Inputs {
    let (rules, is_plain) = rules(random);
    let schools: Vec<String> = (0..like.schools).map(|at| format!("s{at}")).collect();
    let mut seats: Vec<usize> = schools
        .iter()
        .map(|_| random.below(2 * like.children / like.schools + 2))
        .collect();
    let mut inputs = Inputs::new(like.mode, rules, &[]);
    let mut intakes = "school,zone,seats,inclusive_classes\n".to_owned();
    for (school, seats) in schools.iter().zip(&seats) {
        let (zone, classes) = (
            one_of(random, &["z1", "z2", ""]),
            one_of(random, &["0", "1", "1", ""]),
        );
        writeln!(intakes, "{school},{zone},{seats},{classes}").unwrap();
    }
    let mut names: Vec<String> = (0..like.children)
        .map(|at| format!("{}-{at}", random.below(90)))
        .collect();
    random.shuffle(&mut names);
    let mut applicants = "applicant,birth_year,zone,residence_kind,preschool,guardian_works,sibling_at,late_ground,pin_grade,disability\n".to_owned();
    let (mut costs, mut ranks) = (
        "applicant,school,metres,seconds,crossings,metres_lo,metres_hi\n".to_owned(),
        "applicant,rank,school\n".to_owned(),
    );
    let mut complete = "applicant,complete,next_metres\n".to_owned();
    for name in &names {
        let cells = applicant(like, &schools, random);
        writeln!(applicants, "{name},{cells}").unwrap();
        if !like.all_free && random.below(15) == 0 {
            let cells = applicant(like, &schools, random);
            writeln!(applicants, "{name},{cells}").unwrap();
        }
        if !like.all_free && random.below(15) == 0 {
            writeln!(applicants, ",{cells}").unwrap();
        }
        let mut reached = schools.clone();
        random.shuffle(&mut reached);
        reached.truncate(random.below(like.schools + 1).max(random.below(3)));
        for school in &reached {
            writeln!(costs, "{name},{school},{}", way(random)).unwrap();
        }
        if random.below(4) == 0 {
            writeln!(complete, "{name},false,{}", one_of(random, &["", "5000"])).unwrap();
        }
        random.shuffle(&mut reached);
        reached.truncate(random.below(reached.len() + 1));
        for (rank, school) in (1..).zip(&reached) {
            writeln!(ranks, "{name},{},{school}", 3 * rank).unwrap();
        }
    }
    inputs.tables.insert("applicants", applicants);
    inputs.tables.insert("intakes", intakes);
    inputs.tables.insert("costs", costs);
    if random.below(3) > 0 {
        inputs.tables.insert("complete", complete);
    }
    if like.mode == "preference" || random.below(3) == 0 {
        inputs.tables.insert("preferences", ranks);
    }
    if !like.all_free && (random.below(3) > 0 || is_plain) {
        settle(&mut inputs, &names, &schools, &mut seats, random);
    }
    inputs
}

fn one_of<'a>(random: &mut Random, words: &[&'a str]) -> &'a str {
    words[random.below(words.len())]
}

/// Cells of an applicant after its pseudonym.
fn applicant(like: Like, schools: &[String], random: &mut Random) -> String {
    let year = if like.all_free {
        "2020"
    } else {
        one_of(
            random,
            &["2020", "2020", "2020", "2020", "2019", "2017", "2016", "2021", ""],
        )
    };
    let kind = if like.all_free || random.below(8) > 0 {
        one_of(random, &["permanent", "temporary"])
    } else {
        one_of(random, &["unresolved", ""])
    };
    let zone = one_of(
        random,
        if like.all_free {
            &["z1", "z2", "z3"]
        } else {
            &["z1", "z2", "z3", ""]
        },
    );
    let mut listed = |most: usize| {
        let codes: Vec<&str> = (0..random.below(most + 1))
            .map(|_| schools[random.below(schools.len())].as_str())
            .collect();
        codes.join(";")
    };
    let (preschool, sibling) = (listed(2), listed(1));
    let works = one_of(random, &["yes", "no", ""]);
    let ground = one_of(random, &["x", "no", ""]);
    let grade = one_of(random, &["a", "b", "c", ""]);
    let flag = one_of(random, &["true", "", "", "false"]);
    format!("{year},{zone},{kind},{preschool},{works},{sibling},{ground},{grade},{flag}")
}

/// Cells of a pair after its names: metres that are often equal, and what may stand beside them.
fn way(random: &mut Random) -> String {
    let metres = if random.below(2) == 0 {
        100 * (1 + random.below(12))
    } else {
        1 + random.below(4000)
    };
    let seconds = ["", "600"][random.below(2)];
    let crossings = one_of(random, &["", "0", "1", "2"]);
    let bounds = match random.below(3) {
        0 => ",".to_owned(),
        _ => format!(
            "{},{}",
            metres - random.below(200).min(metres),
            metres + random.below(200)
        ),
    };
    format!("{metres},{seconds},{crossings},{bounds}")
}

/// Some children placed in an earlier round, within the seats, and some by decision, also beyond them.
fn settle(
    inputs: &mut Inputs,
    names: &[String],
    schools: &[String],
    seats: &mut [usize],
    random: &mut Random,
) {
    let mut fixed = "applicant,school\n".to_owned();
    let mut overrides = "applicant,school,author,approver,reason,evidence_hash\n".to_owned();
    for name in names {
        let at = random.below(schools.len());
        match random.below(9) {
            0 if seats[at] > 0 => {
                seats[at] -= 1;
                writeln!(fixed, "{name},{}", schools[at]).unwrap();
            }
            1 => {
                let words = "an officer,another,\"for \"\"reasons\"\", two\",c0ffee";
                writeln!(overrides, "{name},{},{words}", schools[at]).unwrap();
            }
            _ => {}
        }
    }
    inputs.tables.insert("fixed", fixed);
    inputs.tables.insert("overrides", overrides);
}

/// Rules that fit: with and without quotas, lists by key and by distance, tiers that take everyone and that do not.
fn rules(random: &mut Random) -> (String, bool) {
    let is_plain = random.below(6) == 0;
    let mut rules = if is_plain { plain() } else { tiers() };
    if random.below(3) == 0 {
        rules = rules.replace("order: key", "order: distance");
    }
    if random.below(3) == 0 {
        rules = without(&rules, "quotas:\n", "cap_metres:");
    }
    if random.below(3) == 0 {
        rules = without(&rules, "  - tier: 4\n", "sibling: ");
    }
    let levels = [
        "placed, over_cap, crossings, longest, metres, tier_violations",
        "placed, longest, crossings",
        "placed, metres, longest, tier_violations",
        "placed, tier_violations",
    ];
    let all = "placed, over_cap, crossings, longest, metres, tier_violations";
    (rules.replace(all, levels[random.below(4)]), is_plain)
}

fn without(rules: &str, from: &str, to: &str) -> String {
    match rules.split_once(from) {
        Some((before, after)) => {
            let end = after.find(to).unwrap();
            format!("{before}{}", &after[end..])
        }
        None => rules.to_owned(),
    }
}
