//! A whole round at the size of a city: the children, schools and ways of a drawn city with zones, tiers and
//! pseudonyms.

use truonggan::adapters::import::rules_of_text;
use truonggan::domain::enrollment::{
    ApplicantRow, CompleteRow, Completeness, CostRow, IntakeRow, Round, RoundRows, RuleSet, Sheet, assemble,
    pseudonym,
};

use crate::city::City;
use crate::random::Random;

const ATTRIBUTES: &str = "attributes:\n  zone: {kind: text}\n  residence: {kind: word, words: [permanent, temporary]}\n  preschool: {kind: text}\n";
const TIERS: &str = "tiers:\n  - {tier: 1, text: {vi: x, en: x}, clause: nearest, when: [{attribute: zone, matches: zone_of_school}], order: [[{attribute: residence, is: permanent}]]}\n  - {tier: 2, text: {vi: x, en: x}, clause: nearest, when: [{attribute: preschool, matches: zone_of_school}]}\n  - {tier: 3, text: {vi: x, en: x}, clause: nearest}\n";

/// How many schools share a zone.
const SCHOOLS_A_ZONE: u32 = 5;

/// Three tiers over zones; lists in the order of keys.
pub fn rules() -> RuleSet {
    rules_of_text(&rules_text()).0.unwrap()
}

/// The file of these rules.
pub fn rules_text() -> String {
    let plain = include_str!("../../data/rules/plain.yaml").replace("attributes: {}\n", ATTRIBUTES);
    let (begin, end) = (plain.find("tiers:\n").unwrap(), plain.find("list: ").unwrap());
    format!("{}{TIERS}{}", &plain[..begin], &plain[end..])
}

/// The rows of a city's round: lists hold the nearest schools, and say how far the next one is.
pub fn rows(city: &City, rules: &RuleSet, seed: u64) -> RoundRows {
    let mut random = Random::new(seed);
    let instance = &city.six_levels;
    let mut rows = RoundRows {
        name: "1".to_owned(),
        ..RoundRows::default()
    };
    let code = |school: u32| format!("S{school:04}");
    let zone = |school: u32| format!("z{:03}", school / SCHOOLS_A_ZONE);
    for (school, seats) in (0..).zip(&instance.seats) {
        rows.intakes.rows.push(IntakeRow {
            row: u64::from(school) + 2,
            school: code(school),
            zone: Some(zone(school)),
            seats: Some(*seats),
            parts: None,
            quota_units: Vec::new(),
        });
    }
    let (crossings, metres) = (instance.levels[1].values(), instance.levels[3].values());
    let mut complete = Vec::new();
    for child in 0..instance.offsets.len() - 1 {
        let name = pseudonym(b"bench", &child.to_string(), "1");
        let applicant = rows.costs.applicants.keep(&name, u32::MAX);
        let arcs = instance.offsets[child]..instance.offsets[child + 1];
        let near = instance.school[arcs.start + random.below(3)];
        let cells = [
            zone(near),
            ["permanent", "temporary"][random.below(2)].to_owned(),
            zone(instance.school[arcs.start + random.below(5)]),
        ];
        let names = ["zone", "residence", "preschool"];
        rows.applicants.rows.push(ApplicantRow {
            row: child as u64 + 2,
            applicant: Some(name.clone()),
            birth_year: Some(rules.first_year - 6),
            cells: rules
                .attributes
                .iter()
                .map(|attribute| {
                    let at = names.iter().position(|name| *name == attribute.name)?;
                    Some(cells[at].as_str().into())
                })
                .collect(),
        });
        complete.push(CompleteRow {
            row: child as u64 + 2,
            applicant: name,
            completeness: Completeness::Incomplete(Some(metres[arcs.end - 1])),
        });
        for arc in arcs {
            rows.costs.rows.push(CostRow {
                row: arc as u32 + 2,
                applicant,
                school: rows.costs.schools.keep(&code(instance.school[arc]), u32::MAX),
                metres: metres[arc],
                seconds: Some(metres[arc]),
                crossings: Some(crossings[arc] as u16),
                bounds: Some((metres[arc].saturating_sub(30), metres[arc] + 30)),
            });
        }
    }
    rows.complete = Some(Sheet {
        file: "complete.csv".to_owned(),
        rows: complete,
    });
    rows
}

/// The round of rows.
pub fn round(rules: &RuleSet, rows: RoundRows) -> Round {
    match assemble(rules, rows) {
        Ok((round, _)) => round,
        Err(found) => panic!("{:?}", found.findings().next()),
    }
}
