//! The worked example of docs/enrollment-rules.md: what its table says is what the program gives.

use std::fs;
use std::path::Path;

use crate::program::Desk;

#[test]
fn the_worked_example_of_the_documents_comes_out_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples/twelve-children");
    let file = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let desk = Desk::new();
    let files = ["applicants", "intakes", "costs", "preferences"];
    let mut arguments: Vec<String> = vec!["allocate".to_owned()];
    for name in files {
        arguments.extend([format!("--{name}"), file(&format!("{name}.csv"))]);
    }
    let rest = [
        "--rules",
        &file("rules.yaml"),
        "--seed",
        "770f12edead950c1217283c612248b973269538a180b8bdead3a507a8b0e6085",
    ];
    arguments.extend(rest.map(str::to_owned));
    arguments.extend([
        "--public-draw".to_owned(),
        draw(),
        "--compare".to_owned(),
        "--json".to_owned(),
    ]);
    let reply = desk.run(&arguments).json();
    let modes = reply["modes"].as_array().unwrap();
    let numbers =
        |word: &str| -> Vec<u64> { modes.iter().map(|mode| mode[word].as_u64().unwrap()).collect() };
    assert_eq!(
        modes
            .iter()
            .map(|mode| mode["mode"].as_str().unwrap())
            .collect::<Vec<_>>(),
        ["rule", "cap-first", "preference"]
    );
    for language in ["docs/enrollment-rules.md", "docs/enrollment-rules.vi.md"] {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(language)).unwrap();
        let row = |name: &str| -> Vec<u64> {
            let line = text
                .lines()
                .find(|line| line.starts_with(&format!("| {name} |")))
                .unwrap_or_else(|| panic!("{name}"));
            line.split('|').skip(2).take(3).map(number).collect()
        };
        let (placed, longest, envy) = if language.ends_with(".vi.md") {
            (
                "số em có chỗ",
                "quãng đường dài nhất",
                "em chịu bất công có căn cứ",
            )
        } else {
            (
                "children with a seat",
                "longest way",
                "children with justified envy",
            )
        };
        for (name, word) in [
            (placed, "placed"),
            (longest, "longest_metres"),
            (envy, "justified_envy"),
        ] {
            let [rule, preference, cap_first] = row(name)[..] else {
                panic!("{name} has three cells")
            };
            assert_eq!(numbers(word), [rule, cap_first, preference], "{language}: {name}");
        }
    }
}

/// SHA-256 of the example's draw, as the document computes it.
fn draw() -> String {
    use sha2::Digest as _;
    truonggan::domain::enrollment::to_hex(&sha2::Sha256::digest("2026-06-12 481516"))
}

/// The first number of a cell, its thousands grouped in either language; none is 0.
fn number(cell: &str) -> u64 {
    let word: String = cell
        .trim()
        .chars()
        .take_while(|sign| sign.is_ascii_digit() || matches!(sign, ',' | '.'))
        .filter(char::is_ascii_digit)
        .collect();
    word.parse().unwrap_or(0)
}
