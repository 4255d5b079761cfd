//! Rule files: every fault is told at once, at its line.

use truonggan::adapters::import::rules_of_text;

const PLAIN: &str = include_str!("../../data/rules/plain.yaml");

/// Codes of findings with their lines.
fn faults(text: &str) -> Vec<(String, Option<u64>)> {
    let (rules, found) = rules_of_text(text);
    assert_eq!(rules.is_none(), found.has_errors());
    let examples = found.findings().flat_map(|(_, finding)| &finding.examples);
    examples
        .map(|example| (example.code.to_owned(), example.place.row))
        .collect()
}

/// The line on which a text begins, from 1.
fn line_of(text: &str, part: &str) -> u64 {
    text[..text.find(part).unwrap()].matches('\n').count() as u64 + 1
}

#[track_caller]
fn check(old: &str, new: &str, code: &str, at: &str) {
    let text = PLAIN.replacen(old, new, 1);
    assert_ne!(text, PLAIN, "nothing replaced");
    let found = faults(&text);
    assert_eq!(
        found.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(),
        [code],
        "{found:?}"
    );
    if !at.is_empty() {
        assert_eq!(found[0].1, Some(line_of(&text, at)), "{found:?}");
    }
}

#[test]
fn the_plain_rules_are_well() {
    assert_eq!(faults(PLAIN), []);
}

#[test]
fn each_fault_has_its_code_and_line() {
    let tier = "  - tier: 1\n    text: {vi: \"Mọi trẻ đúng độ tuổi\", en: \"All children of the right age\"}\n    clause: nearest\n";
    check("    clause: nearest\n", "", "rules/missing_citation", "tier: 1");
    check(
        "    clause: nearest\n",
        "    clause: nearst\n",
        "rules/unknown_clause",
        "tier: 1",
    );
    check(
        "    clause: nearest\n",
        "    clause: nearest\n    when: [{attribute: zone, given: true}]\n",
        "rules/unknown_attribute",
        "tier: 1",
    );
    check(
        "    clause: nearest\n",
        "    clause: age\n",
        "rules/unverified_unmarked",
        "tier: 1",
    );
    check(
        "  unverified: true\n",
        "",
        "rules/unverified_unmarked",
        "normal_age",
    );
    check(
        "    source: \"Truong Gan, data/rules/plain.yaml: a rule of this file, not of any law\"\n",
        "",
        "rules/missing_citation",
        "id: nearest",
    );
    let second = tier.replace("tier: 1", "tier: 2");
    check(
        tier,
        &format!("{tier}{second}"),
        "rules/unreachable_tier",
        "tier: 2",
    );
    check(
        "levels: [placed, over_cap",
        "levels: [over_cap, placed",
        "rules/levels",
        "",
    );
    check(
        "levels: [placed,",
        "levels: [placed, nearest,",
        "rules/level",
        "levels:",
    );
    check("order: key", "order: random", "rules/list_order", "");
    check(
        "school_year: 2026-2027",
        "school_year: 2026-2028",
        "rules/school_year",
        "",
    );
    check(
        "ferry_metres: drawn",
        "ferry_metres: guessed",
        "rules/measure",
        "",
    );
    check("id: plain\n", "", "rules/syntax", "");
}

#[test]
fn ages_must_not_overlap() {
    let late = |ages: &str| {
        let text = PLAIN.replace("attributes: {}", "attributes: {ground: {kind: flag}}");
        faults(&text.replace(
            "normal_age: 6\n",
            &format!("normal_age: 6\n  late_ages: {ages}\n  late_ground: ground\n"),
        ))
    };
    assert_eq!(late("[7, 9]"), []);
    assert_eq!(late("[6, 9]")[0].0, "rules/overlapping_ages");
    assert_eq!(late("[9, 7]")[0].0, "rules/overlapping_ages");
    assert_eq!(late("[8, 9]")[0].0, "rules/ages_gap");
}

#[test]
fn tiers_that_nobody_reaches_are_seen_through_their_conditions() {
    let with = |first: &str, second: &str| {
        let text = PLAIN.replace(
            "attributes: {}",
            "attributes: {zone: {kind: text}, kind: {kind: word, words: [a, b]}, flag: {kind: flag}}",
        );
        let tiers = format!(
            "tiers:\n  - {{tier: 1, text: {{vi: x, en: x}}, clause: nearest, when: {first}}}\n  - {{tier: 2, text: {{vi: x, en: x}}, clause: nearest, when: {second}}}\n"
        );
        let (begin, end) = (text.find("tiers:").unwrap(), text.find("list:").unwrap());
        let text = format!("{}{tiers}{}", &text[..begin], &text[end..]);
        faults(&text)
            .into_iter()
            .map(|(code, _)| code)
            .collect::<Vec<_>>()
    };
    let zone = "[{attribute: zone, matches: zone_of_school}]";
    assert_eq!(with(zone, "[]"), [""; 0]);
    assert_eq!(with("[]", zone), ["rules/unreachable_tier"]);
    assert_eq!(
        with(
            zone,
            "[{attribute: zone, matches: zone_of_school}, {attribute: kind, is: a}]"
        ),
        ["rules/unreachable_tier"]
    );
    assert_eq!(
        with("[{attribute: kind, is: [a, b]}]", "[{attribute: kind, is: a}]"),
        ["rules/unreachable_tier"]
    );
    assert_eq!(
        with(zone, "[{attribute: kind, is: a}, {attribute: kind, is: b}]"),
        ["rules/unreachable_tier"]
    );
    assert_eq!(with("[{attribute: kind, is: c}]", "[]"), ["rules/unknown_word"]);
    assert_eq!(
        with("[{attribute: flag, is: true}]", "[{attribute: flag, is: false}]"),
        [""; 0]
    );
    assert_eq!(with("[{attribute: kind}]", "[]"), ["rules/condition"]);
}

#[test]
fn several_faults_are_told_at_once() {
    let text = PLAIN
        .replace("    clause: nearest\n", "    clause: nowhere\n")
        .replace(
            "    source: \"Truong Gan, data/rules/plain.yaml: a rule of this file, not of any law\"\n",
            "",
        )
        .replace("  normal_age: 6\n", "  normal_age: 6\n  late_ages: [6, 7]\n");
    let codes: Vec<String> = faults(&text).into_iter().map(|(code, _)| code).collect();
    for code in [
        "rules/unknown_clause",
        "rules/missing_citation",
        "rules/overlapping_ages",
        "rules/late_without_ground",
    ] {
        assert!(codes.iter().any(|known| known == code), "{code} in {codes:?}");
    }
}
