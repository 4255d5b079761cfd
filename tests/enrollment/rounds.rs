//! Random rounds: a few schools, children with ties, tiers that depend on the school, quotas, fixed children, decisions.

use truonggan::domain::enrollment::{
    ApplicantRow, CompleteRow, Completeness, CostRow, CostRows, IntakeRow, OverrideRow, PlacedRow,
    PreferenceRow, Round, RoundRows, RuleSet, Sheet, assemble,
};

use crate::support::random::Random;

/// What kinds of round are wanted.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is one dimension of a test")]
pub struct Shape {
    pub children: usize,
    pub schools: usize,
    pub tiers: bool,
    pub quotas: bool,
    pub distance_lists: bool,
    pub earlier: bool,
}

impl Shape {
    /// A round of plain distances.
    pub const fn plain(children: usize, schools: usize) -> Self {
        Self {
            children,
            schools,
            tiers: false,
            quotas: false,
            distance_lists: false,
            earlier: false,
        }
    }
}

/// Rules with everything that a shape asks for.
pub fn rules(shape: Shape) -> RuleSet {
    let mut text = include_str!("../../data/rules/plain.yaml").to_owned();
    if shape.tiers {
        let attributes = "attributes:\n  zone: {kind: text}\n  residence: {kind: word, words: [permanent, temporary]}\n  preschool: {kind: schools}\n  sibling_at: {kind: schools}\n  disability: {kind: flag}\n  late_ground: {kind: flag}\nsibling: sibling_at\n";
        text = text.replace("attributes: {}\n", attributes);
        text = text.replace(
            "normal_age: 6\n",
            "normal_age: 6\n  late_ages: [7, 9]\n  late_ground: late_ground\n",
        );
        let tiers = "tiers:\n  - {tier: 1, text: {vi: a, en: a}, clause: nearest, when: [{attribute: zone, matches: zone_of_school}], order: [[{attribute: residence, is: permanent}], [{attribute: residence, is: temporary}]]}\n  - {tier: 2, text: {vi: b, en: b}, clause: nearest, when: [{attribute: preschool, matches: school}]}\n  - {tier: 3, text: {vi: c, en: c}, clause: nearest}\n";
        let begin = text.find("tiers:\n").unwrap();
        let end = text.find("list: ").unwrap();
        text.replace_range(begin..end, tiers);
    }
    if shape.quotas {
        text.push_str("quotas: [{id: inclusive, attribute: disability, per: inclusive_classes, each: 1}]\n");
    }
    if shape.distance_lists {
        text = text.replace("order: key", "order: distance");
    }
    let (rules, found) = truonggan::adapters::import::rules_of_text(&text);
    rules.unwrap_or_else(|| panic!("{:?}", found.findings().collect::<Vec<_>>()))
}

/// Rows of a round of a shape.
pub fn rows(shape: Shape, rules: &RuleSet, random: &mut Random) -> RoundRows {
    let mut rows = RoundRows {
        name: "1".to_owned(),
        ..RoundRows::default()
    };
    let school = |at: usize| format!("S{at}");
    for at in 0..shape.schools {
        rows.intakes.rows.push(IntakeRow {
            row: at as u64 + 2,
            school: school(at),
            zone: (random.below(3) > 0).then(|| format!("z{}", random.below(3))),
            seats: Some(random.below(shape.children / shape.schools + 2) as u32),
            parts: None,
            quota_units: rules
                .quotas
                .iter()
                .map(|_| Some(random.below(2) as u32))
                .collect(),
        });
    }
    "costs.csv".clone_into(&mut rows.costs.file);
    for at in 0..shape.children {
        let name = format!("p{at:03}");
        rows.applicants
            .rows
            .push(applicant(&name, at, rules, shape, random));
        add_costs(&mut rows.costs, &name, shape, random);
    }
    if random.below(2) == 0 {
        let short = rows.applicants.rows.iter().filter(|_| random.below(4) == 0);
        let complete = short.filter_map(|row| {
            Some(CompleteRow {
                row: row.row,
                applicant: row.applicant.clone()?,
                completeness: Completeness::Incomplete(None),
            })
        });
        rows.complete = Some(Sheet {
            file: "complete.csv".to_owned(),
            rows: complete.collect(),
        });
    }
    if shape.earlier {
        add_earlier(&mut rows, random);
    }
    rows
}

fn applicant(name: &str, at: usize, rules: &RuleSet, shape: Shape, random: &mut Random) -> ApplicantRow {
    let cell = |attribute: &str, random: &mut Random| -> Option<Box<str>> {
        let text = match attribute {
            "zone" => format!("z{}", random.below(4)),
            "residence" => ["permanent", "temporary", ""][random.below(3)].to_owned(),
            "preschool" | "sibling_at" if random.below(3) == 0 => format!("S{}", random.below(shape.schools)),
            "disability" => ["true", "false"][usize::from(random.below(4) > 0)].to_owned(),
            "late_ground" => ["true", "false"][random.below(2)].to_owned(),
            _ => String::new(),
        };
        (!text.is_empty()).then(|| text.into())
    };
    let odd = random.below(12) == 0;
    let cells = rules
        .attributes
        .iter()
        .map(|attribute| cell(&attribute.name, random));
    ApplicantRow {
        row: at as u64 + 2,
        applicant: Some(name.to_owned()),
        cells: cells.collect(),
        birth_year: if odd {
            Some(2012 + (random.below(10) as u32).cast_signed())
        } else {
            Some(2020)
        },
    }
}

fn add_costs(costs: &mut CostRows, name: &str, shape: Shape, random: &mut Random) {
    let applicant = costs.applicants.keep(name, 0);
    for at in 0..shape.schools {
        if random.below(6) == 0 {
            continue;
        }
        let metres = 100 * (1 + random.below(60) as u32);
        let last = costs.schools.keep(&format!("S{at}"), 0);
        costs.rows.push(CostRow {
            row: costs.rows.len() as u32 + 2,
            applicant,
            school: last,
            metres,
            seconds: (random.below(2) == 0).then_some(metres),
            crossings: (random.below(3) == 0).then(|| random.below(3) as u16),
            bounds: (random.below(2) == 0).then_some((metres - 50, metres + 150)),
        });
    }
}

fn add_earlier(rows: &mut RoundRows, random: &mut Random) {
    let mut left: Vec<u32> = rows
        .intakes
        .rows
        .iter()
        .map(|row| row.seats.unwrap_or(0))
        .collect();
    let (mut placed, mut decided) = (Vec::new(), Vec::new());
    for row in &rows.applicants.rows {
        let (Some(applicant), at) = (row.applicant.clone(), random.below(left.len())) else {
            continue;
        };
        let school = rows.intakes.rows[at].school.clone();
        match random.below(8) {
            0 if left[at] > 0 => {
                left[at] -= 1;
                placed.push(PlacedRow {
                    row: row.row,
                    applicant,
                    school: Some(school),
                });
            }
            1 => decided.push(OverrideRow {
                row: row.row,
                applicant,
                school,
                author: "officer 1".to_owned(),
                approver: "officer 2".to_owned(),
                reason: "a reason, with a comma".to_owned(),
                evidence_hash: "00".to_owned(),
            }),
            _ => {}
        }
    }
    rows.fixed = Some(Sheet {
        file: "fixed.csv".to_owned(),
        rows: placed,
    });
    rows.overrides = Some(Sheet {
        file: "overrides.csv".to_owned(),
        rows: decided,
    });
}

/// Parents' rankings over some of the schools that each child reaches.
pub fn add_preferences(rows: &mut RoundRows, random: &mut Random) {
    let mut ranked = Vec::new();
    for row in &rows.applicants.rows {
        let Some(applicant) = &row.applicant else { continue };
        let name = rows
            .costs
            .applicants
            .texts
            .iter()
            .position(|known| **known == **applicant);
        let reached = rows
            .costs
            .rows
            .iter()
            .filter(|cost| Some(cost.applicant as usize) == name);
        let mut schools: Vec<u32> = reached.map(|cost| cost.school).collect();
        random.shuffle(&mut schools);
        schools.truncate(random.below(schools.len() + 1));
        ranked.extend((1..).zip(schools).map(|(rank, school)| PreferenceRow {
            row: row.row,
            applicant: applicant.clone(),
            rank,
            school: rows.costs.schools.texts[school as usize].to_string(),
        }));
    }
    rows.preferences = Some(Sheet {
        file: "preferences.csv".to_owned(),
        rows: ranked,
    });
}

/// A round of its rows.
pub fn round(rules: &RuleSet, rows: RoundRows) -> Round {
    match assemble(rules, rows) {
        Ok((round, _)) => round,
        Err(found) => panic!("{:?}", found.findings().collect::<Vec<_>>()),
    }
}

/// The shape of a seed: every kind comes up.
pub fn shape_of(seed: u64, random: &mut Random, most_children: usize) -> Shape {
    Shape {
        children: 1 + random.below(most_children),
        schools: 1 + random.below(5),
        tiers: seed.is_multiple_of(2),
        quotas: seed.is_multiple_of(4),
        distance_lists: seed.is_multiple_of(3),
        earlier: seed.is_multiple_of(5),
    }
}
