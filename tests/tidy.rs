//! Rules that no compiler checks: floors and rooms, sizes, heads, words that must not stand, personal data, links.
//! Each rule is a function from text to breaches; it is tried on a wrong example below and then on the repository.

#[path = "tidy/floors.rs"]
mod floors;
#[path = "tidy/source.rs"]
mod source;
#[path = "tidy/text.rs"]
mod text;
#[path = "tidy/tree.rs"]
mod tree;
#[path = "tidy/vertices.rs"]
mod vertices;

use std::path::Path;

use source::{named_paths, test_only_modules, tokens, without_comments_and_literals};
use tree::{File, Tree};

const MOST_LINES: usize = 600;
const MOST_LINES_OF_A_COMPONENT: usize = 250;

/// The module path of a file under `src/`.
fn module_of(path: &str) -> Vec<String> {
    let inner = path.trim_start_matches("src/").trim_end_matches(".rs");
    let mut module: Vec<String> = inner.split('/').map(str::to_owned).collect();
    if matches!(module.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        module.pop();
    }
    module
}

/// Whether a path has this extension.
fn has_ending(path: &str, ending: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|extension| extension == ending)
}

/// Whether a path has one of these endings.
fn ends_with_any(path: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| path.ends_with(ending))
}

/// Breaches of the floor table in one file.
fn floor_breaches(path: &str, content: &str, crates: &[String], test_only: bool) -> Vec<String> {
    let module = module_of(path);
    let words = tokens(&without_comments_and_literals(content));
    let mut out: Vec<String> = floors::room_breach(&module)
        .map(|breach| format!("{path}: {breach}"))
        .into_iter()
        .collect();
    for mut named in named_paths(&words, &module) {
        named.in_test |= test_only;
        if let Some(breach) = floors::path_breach(&module, &named, crates) {
            out.push(format!("{path}:{}: {breach}", named.line));
        }
    }
    out
}

/// Breaches of the rules for a Rust file that look at words only.
fn rust_breaches(path: &str, content: &str) -> Vec<String> {
    let mut out = Vec::new();
    if !content.starts_with("//!") {
        out.push(format!(
            "{path}: begin with `//!`: what the file holds and what it must not know"
        ));
    }
    let words = tokens(&without_comments_and_literals(content));
    for (at, word) in words.iter().enumerate() {
        let say = match word.text.as_str() {
            "unsafe" => "`unsafe` has no place yet",
            "ignore" if at > 1 && words[at - 1].text == "[" => "`#[ignore]`: mend the test or remove it",
            "should_panic" => "`should_panic`: return a value and look at it",
            "use" if at > 0 && words[at - 1].text == "pub" && glob_in_use(&words[at..]) => {
                "a glob re-export: name what is handed on"
            }
            _ => continue,
        };
        out.push(format!("{path}:{}: {say}", word.line));
    }
    out
}

/// Names of places in code: what holds for one city is data, and belongs under `data/`.
fn place_breaches(path: &str, content: &str) -> Vec<String> {
    const PLACES: [&str; 8] = [
        "Cần Giờ",
        "Can Gio",
        "Hồ Chí Minh",
        "Ho Chi Minh",
        "HCMC",
        "Hà Nội",
        "Hanoi",
        "Saigon",
    ];
    let code = content.split("#[cfg(test)]").next().unwrap_or_default();
    text::lines_with(code, &PLACES)
        .map(|(line, word)| format!("{path}:{line}: `{word}`: what holds for one place is data, not code"))
        .collect()
}

fn glob_in_use(words: &[source::Token]) -> bool {
    words
        .iter()
        .take_while(|word| word.text != ";")
        .any(|word| word.text == "*")
}

/// Breaches of the size limits.
fn size_breach(path: &str, content: &str) -> Option<String> {
    let most = match path {
        _ if path.ends_with(".gen.ts") => return None,
        _ if path.ends_with(".svelte") => MOST_LINES_OF_A_COMPONENT,
        _ if ends_with_any(path, &[".rs", ".ts", ".mjs", ".js", ".py", ".sh", ".css"]) => MOST_LINES,
        _ => return None,
    };
    let lines = content.lines().count();
    (lines > most).then(|| format!("{path}: {lines} lines; split it by idea, at most {most}"))
}

/// Breaches of the rules for file names.
fn name_breach(path: &str) -> Option<String> {
    const EMPTY_NAMES: [&str; 7] = [
        "utils", "util", "helpers", "common", "models", "manager", "errors",
    ];
    let name = path.rsplit('/').next()?;
    let stem = name.split('.').next()?;
    let is_code = ends_with_any(name, &[".rs", ".ts", ".svelte"]);
    (is_code && EMPTY_NAMES.contains(&stem)).then(|| format!("{path}: name it by what it holds"))
}

/// Rooms that were opened and have nothing in them.
fn empty_room_breaches(paths: &[&str]) -> Vec<String> {
    paths
        .iter()
        .filter(|path| path.starts_with("src/") && path.ends_with("/mod.rs"))
        .filter(|path| {
            let folder = path.trim_end_matches("mod.rs");
            !paths
                .iter()
                .any(|other| other != *path && other.starts_with(folder) && has_ending(other, "rs"))
        })
        .map(|path| format!("{path}: an empty room; open it when something moves in"))
        .collect()
}

/// Tests of the page that are switched off, or that switch all others off.
fn page_test_breaches(path: &str, content: &str) -> Vec<String> {
    const SWITCHES: [&str; 7] = [
        "test.skip",
        "it.skip",
        "describe.skip",
        "test.fixme",
        "test.only",
        "it.only",
        "describe.only",
    ];
    text::lines_with(content, &SWITCHES)
        .map(|(line, word)| format!("{path}:{line}: `{word}`: mend the test or remove it"))
        .collect()
}

/// Names of the crates in `Cargo.toml`, as code writes them, and the standard ones.
fn crates_of(manifest: &str) -> Vec<String> {
    let mut out: Vec<String> = ["std", "core", "alloc"].map(str::to_owned).to_vec();
    let mut in_dependencies = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            in_dependencies = line.trim_end().ends_with("dependencies]");
        } else if let (true, Some((name, _))) = (in_dependencies, line.split_once('=')) {
            out.push(name.trim().replace('-', "_"));
        }
    }
    out
}

fn assert_none(mut breaches: Vec<String>) {
    breaches.sort();
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

fn rust_files(tree: &Tree) -> impl Iterator<Item = (&File, &str)> {
    tree.files
        .iter()
        .filter(|file| has_ending(&file.path, "rs"))
        .filter_map(|file| Some((file, file.text.as_deref()?)))
}

// --- the repository ---

#[test]
fn every_room_imports_only_what_the_floor_table_allows() {
    let tree = Tree::read();
    let crates = crates_of(tree.text("Cargo.toml"));
    let sources = || rust_files(&tree).filter(|(file, _)| file.path.starts_with("src/"));
    assert!(sources().count() > 10, "the walk must find the sources");
    // A file that its parent declares under `#[cfg(test)]` is test code as a whole.
    let test_only: Vec<Vec<String>> = sources()
        .flat_map(|(file, content)| {
            let module = module_of(&file.path);
            test_only_modules(&tokens(&without_comments_and_literals(content)))
                .into_iter()
                .map(move |name| module.iter().cloned().chain([name]).collect())
        })
        .collect();
    let breaches = sources().flat_map(|(file, content)| {
        let module = module_of(&file.path);
        let is_test = test_only.iter().any(|test| module.starts_with(test));
        floor_breaches(&file.path, content, &crates, is_test)
    });
    assert_none(breaches.collect());
}

#[test]
fn rust_files_have_heads_and_none_of_the_words_that_must_not_stand() {
    let tree = Tree::read();
    assert_none(
        rust_files(&tree)
            .flat_map(|(file, content)| rust_breaches(&file.path, content))
            .collect(),
    );
}

#[test]
fn no_place_is_named_in_the_code() {
    let tree = Tree::read();
    let sources = rust_files(&tree).filter(|(file, _)| file.path.starts_with("src/"));
    assert_none(
        sources
            .flat_map(|(file, content)| place_breaches(&file.path, content))
            .collect(),
    );
}

#[test]
fn files_are_short_and_well_named_and_no_room_is_empty() {
    let tree = Tree::read();
    let paths: Vec<&str> = tree.files.iter().map(|file| file.path.as_str()).collect();
    let mut breaches = empty_room_breaches(&paths);
    for file in &tree.files {
        breaches.extend(name_breach(&file.path));
        breaches.extend(file.text.as_ref().and_then(|text| size_breach(&file.path, text)));
    }
    assert_none(breaches);
}

#[test]
fn tests_of_the_page_are_all_switched_on() {
    let tree = Tree::read();
    let tests = tree.files.iter().filter(|file| {
        file.path.starts_with("map-ui/") && ends_with_any(&file.path, &[".ts", ".mjs", ".js"])
    });
    let breaches = tests
        .filter_map(|file| Some((&file.path, file.text.as_ref()?)))
        .flat_map(|(path, content)| page_test_breaches(path, content));
    assert_none(breaches.collect());
}

#[test]
fn no_file_holds_what_looks_like_a_persons_number() {
    let tree = Tree::read();
    let breaches = tree
        .files
        .iter()
        .filter(|file| {
            !ends_with_any(
                &file.path,
                &["Cargo.lock", "package-lock.json", "tests/tidy.rs", ".svg"],
            )
        })
        .filter_map(|file| Some((&file.path, file.text.as_ref()?)))
        .flat_map(|(path, content)| {
            text::personal_numbers(content)
                .into_iter()
                .map(move |(line, kind)| {
                    format!("{path}:{line}: looks like {kind}; make the example shorter")
                })
        });
    assert_none(breaches.collect());
}

#[test]
fn links_in_markdown_lead_somewhere() {
    let tree = Tree::read();
    let mut breaches = Vec::new();
    for file in tree.files.iter().filter(|file| has_ending(&file.path, "md")) {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (line, target) in text::relative_links(file.text.as_deref().unwrap_or_default()) {
            if !tree.root.join(folder).join(&target).exists() {
                breaches.push(format!("{}:{line}: `{target}` is not there", file.path));
            }
        }
    }
    assert_none(breaches);
}

#[test]
fn no_file_is_a_copy_of_the_real_data() {
    let tree = Tree::read();
    let Some(real) = tree::real_data_files() else {
        return;
    };
    let ours = tree
        .files
        .iter()
        .map(|file| (file.path.as_str(), file.bytes.as_slice()));
    assert_none(copies_of(ours, &real));
}

#[test]
fn no_vertex_of_the_demonstration_is_a_node_of_a_real_extract() {
    let tree = Tree::read();
    let Some(real) = tree::real_data_files() else {
        return;
    };
    let extract = real.iter().find(|file| file.name == "hcm_2018.osm.pbf");
    let taken = vertices::of_extract(&extract.expect("the real data have this extract").path);
    assert!(taken.len() > 300_000, "the extract has many nodes");
    let mut breaches = Vec::new();
    for file in tree
        .files
        .iter()
        .filter(|file| file.path.starts_with("data/demo/") && !has_ending(&file.path, "md"))
    {
        let ours = vertices::of_text(file.text.as_deref().unwrap_or_default());
        breaches.extend(
            ours.intersection(&taken)
                .map(|vertex| format!("{}: {vertex:?}", file.path)),
        );
    }
    assert_none(breaches);
}

/// Files that equal one of the real data, or bear the name of one that is not an everyday name.
fn copies_of<'a>(ours: impl Iterator<Item = (&'a str, &'a [u8])>, real: &[tree::RealFile]) -> Vec<String> {
    const EVERYDAY: [&str; 3] = ["README.md", "schools.csv", "homes.csv"];
    let mut out = Vec::new();
    for (path, bytes) in ours {
        let name = path.rsplit('/').next().unwrap_or(path);
        let same_name = |file: &&tree::RealFile| file.name == name && !EVERYDAY.contains(&name);
        let same_bytes = |file: &&tree::RealFile| {
            file.length == bytes.len() as u64
                && !bytes.is_empty()
                && std::fs::read(&file.path).is_ok_and(|theirs| theirs == bytes)
        };
        if let Some(file) = real.iter().find(|file| same_name(file) || same_bytes(file)) {
            out.push(format!(
                "{path}: stands in the real data as {}",
                file.path.display()
            ));
        }
    }
    out
}

// --- wrong examples, each seen to fail ---

fn breaches_in(path: &str, content: &str) -> Vec<String> {
    let manifest = "[dependencies]\naxum = \"0.8\"\nserde_json = \"1\"\nsqlx = { version = \"0\" }\ncsv = \"1\"\n\
                    [dev-dependencies]\nproptest = \"1\"\n";
    floor_breaches(path, content, &crates_of(manifest), false)
}

#[test]
fn the_table_refuses_an_import_from_a_higher_floor() {
    for (path, content) in [
        ("src/base/units.rs", "use crate::domain::schools::School;"),
        ("src/domain/network/graph.rs", "use crate::snapshot::query;"),
        (
            "src/domain/network/graph.rs",
            "fn f() { crate::adapters::store::open() }",
        ),
        ("src/snapshot/index/mod.rs", "use {crate::entry::http, std::fmt};"),
        ("src/adapters/import/csv.rs", "use crate::config::Config;"),
        (
            "src/domain/network/graph.rs",
            "use super::super::super::snapshot::index::Index;",
        ),
        (
            "src/domain/network/graph.rs",
            "mod inner { use super::super::super::super::entry::cli; }",
        ),
    ] {
        assert_eq!(breaches_in(path, content).len(), 1, "{path}: {content}");
    }
}

#[test]
fn the_table_refuses_a_sibling_room_that_is_not_listed() {
    for (path, content) in [
        (
            "src/domain/network/labels.rs",
            "use crate::domain::schools::Level;",
        ),
        (
            "src/domain/network/labels.rs",
            "use super::super::schools::Level;",
        ),
        (
            "src/domain/enrollment/rules.rs",
            "use crate::domain::network::Graph;",
        ),
        (
            "src/snapshot/dataset/build.rs",
            "use crate::{base::ids, snapshot::index::Index};",
        ),
        (
            "src/adapters/store/port.rs",
            "use crate::adapters::import::read_layer;",
        ),
        (
            "src/adapters/import/mod.rs",
            "use crate::snapshot::query::nearest;",
        ),
        ("src/entry/http/page.rs", "use crate::entry::cli::Arguments;"),
        ("src/entry/http/page.rs", "use crate::entry::jobs::import;"),
        ("src/domain/network/labels.rs", "use crate::domain;"),
        ("src/domain/astrology/stars.rs", ""),
    ] {
        assert_eq!(breaches_in(path, content).len(), 1, "{path}: {content}");
    }
}

#[test]
fn the_table_refuses_crates_and_paths_by_floor() {
    for (path, content) in [
        ("src/base/text.rs", "use csv::Reader;"),
        ("src/domain/network/profile.rs", "use serde_json::Value;"),
        (
            "src/domain/network/profile.rs",
            "fn f() { serde_json::json!(1); }",
        ),
        ("src/domain/network/profile.rs", "fn f() { ::std::fs::read(x); }"),
        (
            "src/snapshot/query/nearest.rs",
            "use std::{fmt, time::{Duration, Instant}};",
        ),
        ("src/snapshot/query/mod.rs", "use std::env;"),
        ("src/adapters/store/port.rs", "use axum::Router;"),
        ("src/entry/http/schools.rs", "fn f() { sqlx::query(x); }"),
        ("src/entry/http/schools.rs", "use tokio::fs::read;"),
    ] {
        assert_eq!(breaches_in(path, content).len(), 1, "{path}: {content}");
    }
}

#[test]
fn the_table_lets_pass_what_is_right() {
    for (path, content) in [
        (
            "src/domain/network/graph.rs",
            "use crate::base::{geom::LonLat, ids::{A, B}};\nuse super::raw::RawWay;",
        ),
        (
            "src/domain/enrollment/rules.rs",
            "use crate::domain::network::matrix::Matrix;",
        ),
        (
            "src/snapshot/query/mod.rs",
            "use crate::snapshot::{dataset::Dataset, index::Index};",
        ),
        ("src/domain/mod.rs", "pub mod network; pub use network::Graph;"),
        (
            "src/entry/http/mod.rs",
            "use crate::entry::jobs::queue::Queue; use axum::Router;",
        ),
        ("src/entry/http/mod.rs", "pub(in crate::entry) fn f() {}"),
        ("src/app.rs", "use crate::entry::cli; use sqlx::Pool;"),
        (
            "src/domain/network/graph.rs",
            "// use crate::entry::cli;\n/* axum::Router */ const A: &str = \"sqlx::query\";",
        ),
        (
            "src/domain/network/graph.rs",
            "const A: &str = r#\"use std::fs;\"#; const B: char = '\"'; struct C<'a>(&'a u8);",
        ),
        (
            "src/domain/network/graph.rs",
            "#[cfg(test)]\nmod tests { use super::*; use proptest::prelude::*; use std::fs; }",
        ),
        (
            "src/domain/network/graph.rs",
            "#[cfg(test)]\nuse std::time::Instant;\nfn f() {}",
        ),
    ] {
        assert_eq!(breaches_in(path, content), Vec::<String>::new(), "{path}");
    }
}

#[test]
fn code_after_a_test_only_item_is_checked_again() {
    let content = "#[cfg(test)]\nuse std::time::Instant;\nuse std::env;\n#[cfg(test)]\nmod tests { use std::fs; }\nuse std::net;";
    let breaches = breaches_in("src/base/text.rs", content);
    assert_eq!(breaches.len(), 2, "{breaches:?}");
    assert!(
        breaches[0].contains(":3:") && breaches[1].contains(":6:"),
        "{breaches:?}"
    );
}

#[test]
fn a_module_declared_for_tests_is_found() {
    let words = tokens("mod graph;\n#[cfg(test)]\nmod oracle;\nmod raw;");
    assert_eq!(test_only_modules(&words), ["oracle"]);
}

#[test]
fn wrong_rust_files_are_seen() {
    let right = "//! Holds nothing.\n";
    assert_eq!(rust_breaches("src/a.rs", right), Vec::<String>::new());
    for wrong in [
        "fn f() {}",
        "//! Head.\nfn f() { unsafe { g() } }",
        "//! Head.\n#[test]\n#[ignore]\nfn f() {}",
        "//! Head.\n#[test]\n#[ignore = \"slow\"]\nfn f() {}",
        "//! Head.\n#[test]\n#[should_panic]\nfn f() {}",
        "//! Head.\npub use graph::*;",
        "//! Head.\npub use std::{fmt, time::*};",
    ] {
        assert_eq!(rust_breaches("src/a.rs", wrong).len(), 1, "{wrong}");
    }
}

#[test]
fn a_place_in_code_is_seen_and_in_a_test_is_not() {
    assert_eq!(
        place_breaches("src/a.rs", "const A: &str = \"Cần Giờ\";").len(),
        1
    );
    assert!(place_breaches("src/a.rs", "#[cfg(test)]\nmod tests { /* Cần Giờ */ }").is_empty());
}

#[test]
fn wrong_sizes_names_and_rooms_are_seen() {
    let long = "\n".repeat(MOST_LINES + 1);
    assert!(size_breach("src/a.rs", &long).is_some());
    assert!(size_breach("src/a.rs", &"\n".repeat(MOST_LINES)).is_none());
    assert!(
        size_breach(
            "map-ui/src/App.svelte",
            &"\n".repeat(MOST_LINES_OF_A_COMPONENT + 1)
        )
        .is_some()
    );
    assert!(size_breach("map-ui/src/types.gen.ts", &long).is_none());
    assert!(name_breach("src/base/utils.rs").is_some());
    assert!(name_breach("src/adapters/store/error.rs").is_none());
    assert_eq!(
        empty_room_breaches(&["src/a/mod.rs", "src/b/mod.rs", "src/b/c.rs"]).len(),
        1
    );
    assert_eq!(
        page_test_breaches("a.spec.ts", "test('a')\ntest.only('b')").len(),
        1
    );
}

#[test]
fn a_copy_of_the_real_data_is_seen() {
    let real = [tree::RealFile {
        name: "Cargo.toml".to_owned(),
        length: 0,
        path: tree::root().join("Cargo.toml"),
    }];
    let bytes = std::fs::read(&real[0].path).unwrap();
    let real = real.map(|file| tree::RealFile {
        length: bytes.len() as u64,
        ..file
    });
    let ours = [
        ("data/a.csv", bytes.as_slice()),
        ("b/Cargo.toml", b"x"),
        ("README.md", b"y"),
    ];
    assert_eq!(copies_of(ours.into_iter(), &real).len(), 2);
}
