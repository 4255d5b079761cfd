//! The contract of the command line as `--help` prints it, and what it never prints.

use crate::program::Desk;

#[test]
fn the_help_of_each_verb_is_the_contract() {
    let desk = Desk::new();
    for (name, words) in [
        ("cli_help", &["--help"][..]),
        ("cli_help_serve", &["serve", "--help"]),
        ("cli_help_import", &["import", "--help"]),
        ("cli_help_nearest", &["nearest", "--help"]),
        ("cli_help_isochrone", &["isochrone", "--help"]),
        ("cli_help_catchments", &["catchments", "--help"]),
        ("cli_help_matrix", &["matrix", "--help"]),
        ("cli_help_zoning", &["zoning", "--help"]),
        ("cli_help_zoning_check", &["zoning", "check", "--help"]),
        ("cli_help_zoning_measure", &["zoning", "measure", "--help"]),
        ("cli_help_zoning_rebalance", &["zoning", "rebalance", "--help"]),
    ] {
        let help = desk.run(words).well();
        insta::with_settings!({snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!(name, help);
        });
    }
    assert_eq!(desk.names(), [""; 0], "help writes nothing");
}

#[test]
fn no_verb_and_unknown_words_are_usage() {
    let desk = Desk::new();
    for words in [
        &[][..],
        &["fly"],
        &["serve", "--listen", "localhost"],
        &["import", "bananas", "a.csv"],
        &["import", "schools"],
        &["matrix", "--profile", "walk"],
        &[
            "nearest",
            "--at",
            "106.8",
            "--profile",
            "walk",
            "--level",
            "primary",
        ],
    ] {
        let said = desk.run(words).failed(2);
        assert!(
            said.contains("Usage:") || said.contains("--help"),
            "{words:?}: {said}"
        );
    }
    let said = desk.run(["import", "bananas", "a.csv"]).failed(2);
    assert!(
        said.contains("write network, schools, units, water, places or timetable"),
        "{said}"
    );
}

#[test]
fn the_address_of_a_store_is_never_repeated() {
    let desk = Desk::new();
    let store = "postgres://u:secret@h/db";
    for words in [
        &["--store", store, "serve"][..],
        &["--store", store, "import", "schools", "a.csv"],
        &[
            "--store",
            store,
            "nearest",
            "--at",
            "1,1",
            "--profile",
            "walk",
            "--level",
            "primary",
        ],
        &["--store", store],
        &["--store", store, "fly"],
        &["--store", store, "serve", "--listen", "here"],
        &["serve", "--store", "mysql://u:secret@h/db"],
    ] {
        let said = desk.run(words).failed(2);
        assert!(!said.contains("secret"), "{said}");
    }
    let set = desk
        .command(["serve"])
        .env("TRUONGGAN_STORE", store)
        .output()
        .unwrap();
    assert_eq!(set.status.code(), Some(2));
    let said = String::from_utf8(set.stderr).unwrap();
    assert!(
        said.contains("TRUONGGAN_STORE") && !said.contains("secret"),
        "{said}"
    );
}

#[test]
fn settings_that_cannot_be_read_are_all_named() {
    let desk = Desk::new();
    let done = desk
        .command(["serve"])
        .envs([("TRUONGGAN_WATCH_S", "soon"), ("TRUONGGAN_LISTEN", "here")])
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(2));
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(
        said.contains("TRUONGGAN_WATCH_S") && said.contains("TRUONGGAN_LISTEN"),
        "{said}"
    );
}
