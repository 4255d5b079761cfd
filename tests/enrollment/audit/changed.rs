//! Every cell, every leaf and every row changed in turn: as it stands, and with all hashes and the seal made to fit.

use serde_json::Value;
use truonggan::domain::enrollment::{Explanation, Outcome, PublicRound};

use super::desk::{Folder, Inputs};
use super::town::{Like, round};
use crate::support::random::{Random, cases};

const MODES: [&str; 3] = ["rule", "preference", "cap-first"];

/// A small honest outcome in which something of each kind stands.
fn outcome(mode: &'static str) -> Folder {
    for seed in 0.. {
        let mut random = Random::new(seed);
        let like = Like {
            mode,
            children: 12,
            schools: 4,
            all_free: false,
        };
        let inputs: Inputs = round(like, &mut random);
        let Ok(folder) = inputs.try_allocate() else {
            continue;
        };
        let rows = |path: &str| folder.files.get(path).map_or(0, |text| text.lines().count());
        let reasons = folder.text("placements.csv");
        if rows("inputs/fixed.csv") > 1
            && rows("inputs/overrides.csv") > 1
            && rows("inputs/complete.csv") > 1
            && rows("inputs/preferences.csv") > 1
            && reasons.matches(",placed").count() > 3
            && reasons.contains("no_seat_left")
            && reasons.contains("pending_")
            && folder.codes().is_empty()
        {
            println!("{mode}: seed {seed}");
            return folder;
        }
    }
    unreachable!("seeds do not end");
}

/// A changed folder, and what was changed.
type Change = (String, Folder);

/// Another word of the same kind.
fn other_cell(cell: &str) -> String {
    match cell {
        "" => "1".to_owned(),
        "true" => "false".to_owned(),
        "false" => "true".to_owned(),
        number if number.parse::<u64>().is_ok() => (number.parse::<u64>().unwrap() + 1).to_string(),
        word => format!("{word}x"),
    }
}

fn table(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let rows = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

fn table_text(rows: &[Vec<String>]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// All changes of one table.
fn table_changes(folder: &Folder, path: &str) -> Vec<Change> {
    let rows = table(folder.text(path));
    let mut changes = Vec::new();
    let mut push = |what: String, rows: &[Vec<String>]| {
        let mut changed = folder.clone();
        changed.files.insert(path.to_owned(), table_text(rows));
        changes.push((format!("{path} {what}"), changed));
    };
    for row in 0..rows.len() {
        for column in 0..rows[row].len() {
            let mut rows = rows.clone();
            rows[row][column] = other_cell(&rows[row][column]);
            push(format!("cell {row},{column}"), &rows);
        }
        let mut fewer = rows.clone();
        fewer.remove(row);
        push(format!("without row {row}"), &fewer);
        let mut more = rows.clone();
        more.insert(row, rows[row].clone());
        push(format!("row {row} twice"), &more);
        if row + 1 < rows.len() {
            let mut swapped = rows.clone();
            swapped.swap(row, row + 1);
            push(format!("row {row} swapped"), &swapped);
        }
    }
    changes
}

/// All documents that differ from one in one leaf, or by one more or less of a list.
fn other_documents(value: &Value, path: &str) -> Vec<(String, Value)> {
    let plain = |value: Value| vec![(path.to_owned(), value)];
    match value {
        Value::Null => [
            Value::from(1),
            Value::from("x"),
            Value::from("00"),
            Value::from(Vec::<i64>::new()),
        ]
        .into_iter()
        .flat_map(plain)
        .collect(),
        Value::Bool(is) => plain(Value::from(!is)),
        Value::Number(number) => plain(Value::from(number.as_i64().unwrap() + 1)),
        Value::String(text) => [Value::from(other_cell(text)), Value::Null]
            .into_iter()
            .flat_map(plain)
            .collect(),
        Value::Array(items) => {
            let mut all = Vec::new();
            for (at, item) in items.iter().enumerate() {
                for (path, other) in other_documents(item, &format!("{path}[{at}]")) {
                    let mut items = items.clone();
                    items[at] = other;
                    all.push((path, Value::from(items)));
                }
            }
            if let Some((last, rest)) = items.split_last() {
                all.push((format!("{path} shorter"), Value::from(rest.to_vec())));
                all.push((
                    format!("{path} longer"),
                    Value::from([items.as_slice(), std::slice::from_ref(last)].concat()),
                ));
            }
            all
        }
        Value::Object(fields) => {
            let mut all = Vec::new();
            for (name, field) in fields {
                for (path, other) in other_documents(field, &format!("{path}.{name}")) {
                    let mut fields = fields.clone();
                    fields.insert(name.clone(), other);
                    all.push((path, Value::from(fields)));
                }
            }
            all
        }
    }
}

/// The text of a document that is still of its type.
fn canonical<T: serde::de::DeserializeOwned + serde::Serialize>(
    value: Value,
    is_line: bool,
) -> Option<String> {
    let document: T = serde_json::from_value(value).ok()?;
    let text = if is_line {
        serde_json::to_string(&document)
    } else {
        serde_json::to_string_pretty(&document)
    };
    Some(text.unwrap() + "\n")
}

/// All changes of one JSON file.
fn document_changes<T: serde::de::DeserializeOwned + serde::Serialize>(
    folder: &Folder,
    path: &str,
) -> Vec<Change> {
    let value: Value = serde_json::from_str(folder.text(path)).unwrap();
    let mut changes = Vec::new();
    for (leaf, other) in other_documents(&value, path) {
        if let Some(text) = canonical::<T>(other, false) {
            let mut changed = folder.clone();
            changed.files.insert(path.to_owned(), text);
            changes.push((leaf, changed));
        }
    }
    changes
}

/// All changes of the explanations.
fn line_changes(folder: &Folder) -> Vec<Change> {
    let path = "explanations.jsonl";
    let lines: Vec<&str> = folder.text(path).lines().collect();
    let mut changes = Vec::new();
    let mut push = |what: String, lines: &[String]| {
        let mut changed = folder.clone();
        changed.files.insert(path.to_owned(), lines.concat());
        changes.push((what, changed));
    };
    let ended: Vec<String> = lines.iter().map(|line| format!("{line}\n")).collect();
    for (at, line) in lines.iter().enumerate() {
        let value: Value = serde_json::from_str(line).unwrap();
        for (leaf, other) in other_documents(&value, &format!("{path}:{at}")) {
            if let Some(text) = canonical::<Explanation>(other, true) {
                let mut lines = ended.clone();
                lines[at] = text;
                push(leaf, &lines);
            }
        }
        let mut fewer = ended.clone();
        fewer.remove(at);
        push(format!("{path} without line {at}"), &fewer);
        let mut more = ended.clone();
        more.insert(at, ended[at].clone());
        push(format!("{path} line {at} twice"), &more);
        let mut swapped = ended.clone();
        swapped.swap(at, (at + 1) % lines.len());
        push(format!("{path} line {at} swapped"), &swapped);
    }
    changes
}

/// All changes of all files.
fn all_changes(folder: &Folder) -> Vec<Change> {
    let mut changes = Vec::new();
    for path in folder.files.keys().filter(|path| path.contains(".csv")) {
        changes.extend(table_changes(folder, path));
    }
    changes.extend(document_changes::<Outcome>(folder, "outcome.json"));
    changes.extend(document_changes::<PublicRound>(folder, "public.json"));
    changes.extend(line_changes(folder));
    changes
}

#[test]
fn whatever_is_changed_is_told() {
    for mode in MODES {
        let folder = outcome(mode);
        let changes = all_changes(&folder);
        println!("{mode}: {} changes", changes.len());
        assert!(changes.len() > 800);
        for (what, changed) in changes {
            assert_ne!(changed, folder, "{what}");
            assert!(!changed.codes().is_empty(), "{mode}: {what} is not told");
        }
    }
}

#[test]
fn whatever_is_changed_is_told_though_all_hashes_fit() {
    // Other prices may prove the same plan, and other plans may be as good as the one without a decision.
    let may_be_right =
        |mode: &str, what: &str| mode == "cap-first" && (what.contains("prices") || what.contains("moves"));
    for mode in MODES {
        let folder = outcome(mode);
        for (what, changed) in all_changes(&folder) {
            let changed = changed.resealed();
            // A changed hash or seal is mended by sealing anew.
            if changed != folder && !may_be_right(mode, &what) {
                let codes = changed.codes();
                assert!(!codes.is_empty(), "{mode}: {what} is not told");
                let by_hash = |code: &&&str| matches!(**code, "audit/seal" | "audit/file_hash");
                let named = codes.iter().find(by_hash);
                assert!(
                    named.is_none() || codes.len() > 1,
                    "{mode}: {what}: the hashes fit: {codes:?}"
                );
            }
        }
    }
}

#[test]
fn other_bytes_with_the_same_meaning_are_told() {
    let folder = outcome("rule");
    for (path, from, to) in [
        ("outcome.json", "  \"round\": ", "  \"round\" : "),
        ("public.json", "  \"mode\": ", "   \"mode\": "),
        ("explanations.jsonl", "}\n", "} \n"),
        ("placements.csv", "school,tier,", "\"school\",tier,"),
        ("inputs/intakes.csv", "\n", "\r\n"),
        ("inputs/applicants.csv", ",2020,", ",02020,"),
    ] {
        let mut changed = folder.clone();
        let text = changed.text(path).replacen(from, to, 1);
        assert_ne!(text, changed.text(path), "{path}");
        changed.files.insert(path.to_owned(), text);
        // `resealed` writes `outcome.json` anew, so its own bytes are looked at as they are.
        let changed = if path == "outcome.json" {
            changed
        } else {
            changed.resealed()
        };
        let codes = changed.codes();
        let expected = ["audit/not_canonical", "audit/cell"];
        assert!(
            expected.iter().any(|code| codes.contains(code)),
            "{path}: {codes:?}"
        );
    }
}

#[test]
fn missing_and_further_files_are_told() {
    let folder = outcome("preference");
    for path in folder.files.keys() {
        let mut fewer = folder.clone();
        fewer.files.remove(path);
        if path != "outcome.json" {
            let codes = fewer.codes();
            assert!(codes.contains(&"audit/file_missing"), "{path}: {codes:?}");
        }
        let mut torn = folder.clone();
        let text = torn.text(path);
        let half: String = text.chars().take(text.chars().count() / 2).collect();
        torn.files.insert(path.clone(), half);
        assert!(!torn.codes().is_empty(), "{path}");
        torn.files.insert(path.clone(), String::new());
        assert!(!torn.resealed().codes().is_empty(), "{path}");
    }
    for name in ["notes.txt", "inputs/more.csv", ".hidden"] {
        let mut more = folder.clone();
        more.files.insert(name.to_owned(), String::new());
        assert_eq!(more.codes().first(), Some(&"audit/file_extra"), "{name}");
    }
}

#[test]
fn no_bytes_stop_the_audit() {
    let folders = MODES.map(outcome);
    for seed in 0..cases(150) {
        let mut random = Random::new(seed);
        let folder = &folders[random.below(3)];
        let paths: Vec<&String> = folder.files.keys().collect();
        let path = paths[random.below(paths.len())].clone();
        let mut text: Vec<char> = folder.text(&path).chars().collect();
        for _ in 0..=random.below(3) {
            let at = random.below(text.len());
            let signs = ['9', '0', '-', ',', '"', '\n', 'x', ']', '}', 'n'];
            let sign = signs[random.below(signs.len())];
            match random.below(3) {
                0 => text[at] = sign,
                1 => text.insert(at, sign),
                _ => drop(text.remove(at)),
            }
        }
        let mut changed = folder.clone();
        changed.files.insert(path.clone(), text.into_iter().collect());
        if changed != *folder {
            assert!(!changed.codes().is_empty(), "seed {seed}: {path}");
            // Whatever is said, it is said, and not a panic.
            let _ = changed.resealed().codes();
        }
    }
}
