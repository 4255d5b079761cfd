//! Files: what is not ours, not sound or not to be written is refused, and left as it is.

use std::fs;

use truonggan::adapters::store::{Store, StoreError, StoreUrl};

use crate::support::{Folder, block_on, impatient, places, publication, stage};

fn sentence(error: &StoreError) -> String {
    let text = error.to_string();
    assert!(!text.ends_with('.'), "{text}");
    text
}

/// A store with one published layer, closed.
async fn published(folder: &Folder) {
    let store = folder.open().await;
    let revision = stage(&store, &places("Ấp", 500), "a").await;
    store.publish(&publication(None, &[revision])).await.unwrap();
    store.close().await;
}

#[test]
fn a_closed_store_is_one_file_that_opens_again() {
    block_on(async {
        let folder = Folder::new();
        published(&folder).await;
        let names: Vec<_> = fs::read_dir(folder.dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(names, [folder.file.file_name().unwrap()]);
        let store = folder.open().await;
        let current = store.current_publication().await.unwrap().unwrap();
        assert_eq!(current.title_vi, "Cần Giờ");
        assert_eq!(current.hash, "ab".repeat(32));
        assert_eq!(
            store.load(current.layers[0].revision).await.unwrap().0,
            places("Ấp", 500)
        );
    });
}

#[test]
fn the_log_and_foreign_keys_are_on() {
    block_on(async {
        let folder = Folder::new();
        published(&folder).await;
        let mut connection = folder.connect().await;
        let mode: String = sqlx::query_scalar("pragma journal_mode")
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(mode, "wal");
        let refused = sqlx::query("delete from revision").execute(&mut connection).await;
        assert!(
            refused.is_err(),
            "a published revision is held by its publication"
        );
    });
}

#[test]
fn a_missing_store_is_made_only_to_be_written() {
    block_on(async {
        let folder = Folder::new();
        let error = Store::open_existing(&folder.url(), impatient())
            .await
            .unwrap_err();
        assert!(matches!(error, StoreError::Missing { .. }));
        assert!(sentence(&error).contains("import into it first"));
        assert!(!folder.file.exists());
        folder.open().await;
        Store::open_existing(&folder.url(), impatient()).await.unwrap();
    });
}

#[test]
fn a_missing_folder_is_said() {
    block_on(async {
        let folder = Folder::new();
        let url = StoreUrl::Sqlite(folder.dir.path().join("không có/truonggan.gpkg"));
        let error = Store::open(&url, impatient()).await.unwrap_err();
        assert!(matches!(error, StoreError::MissingFolder { .. }));
        assert!(sentence(&error).contains("does not exist"));
    });
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_alone() {
    block_on(async {
        let folder = Folder::new();
        for content in [&b"id,name\n1,a\n"[..], b"PK\x03\x04", b"x"] {
            fs::write(&folder.file, content).unwrap();
            let error = folder.try_open().await.unwrap_err();
            assert!(matches!(error, StoreError::NotADatabase { .. }), "{error}");
            assert_eq!(fs::read(&folder.file).unwrap(), content);
        }
        let directory = StoreUrl::Sqlite(folder.dir.path().to_owned());
        let error = Store::open(&directory, impatient()).await.unwrap_err();
        assert!(matches!(error, StoreError::NotADatabase { .. }));
    });
}

#[test]
fn an_empty_file_becomes_a_store() {
    block_on(async {
        let folder = Folder::new();
        fs::write(&folder.file, b"").unwrap();
        published(&folder).await;
    });
}

#[test]
fn the_database_of_another_program_is_refused_and_left_alone() {
    block_on(async {
        let folder = Folder::new();
        folder.run("create table gpkg_contents (table_name text)").await;
        let before = fs::read(&folder.file).unwrap();
        let error = folder.try_open().await.unwrap_err();
        assert!(matches!(error, StoreError::Foreign { .. }), "{error}");
        assert!(sentence(&error).contains("left as it is"));
        assert_eq!(fs::read(&folder.file).unwrap(), before);
    });
}

#[test]
fn the_migrations_of_another_program_are_not_ours() {
    block_on(async {
        let folder = Folder::new();
        let users = "create table _sqlx_migrations (version bigint primary key, description text, \
                     installed_on timestamp, success boolean, checksum blob, execution_time bigint); \
                     insert into _sqlx_migrations values (1, 'users', '2026-01-01', 1, x'00', 1)";
        folder.run(users).await;
        assert!(matches!(folder.try_open().await, Err(StoreError::Foreign { .. })));
    });
}

#[test]
fn a_newer_schema_is_refused_with_both_numbers() {
    block_on(async {
        let folder = Folder::new();
        published(&folder).await;
        folder
            .run("insert into _sqlx_migrations values (9001, 'later', '2030-01-01', 1, x'00', 1)")
            .await;
        let error = folder.try_open().await.unwrap_err();
        assert!(matches!(error, StoreError::NewerSchema { found: 9001, .. }));
        assert!(sentence(&error).contains("9001"));
    });
}

#[test]
fn pages_of_noise_are_a_damaged_store() {
    block_on(async {
        let folder = Folder::new();
        published(&folder).await;
        let mut bytes = fs::read(&folder.file).unwrap();
        for byte in &mut bytes[4096..] {
            *byte = 0xA5;
        }
        fs::write(&folder.file, &bytes).unwrap();
        let failure = match folder.try_open().await {
            Err(error) => error,
            Ok(store) => store.current_publication().await.unwrap_err(),
        };
        assert!(matches!(failure, StoreError::Corrupt { .. }), "{failure}");
        assert!(sentence(&failure).contains("put back a copy"));
    });
}

#[test]
fn a_damaged_row_is_named() {
    block_on(async {
        let folder = Folder::new();
        published(&folder).await;
        folder.run("update place set geom = x'4750' where fid = 7").await;
        let store = folder.open().await;
        let revision = store.published_layers().await.unwrap()[0].revision;
        let error = store.load(revision).await.unwrap_err();
        assert!(matches!(
            error,
            StoreError::DamagedRow {
                table: "place",
                row: 7,
                ..
            }
        ));
    });
}

#[test]
fn a_missing_row_is_noticed() {
    block_on(async {
        let folder = Folder::new();
        published(&folder).await;
        folder.run("delete from place where fid = 7").await;
        let store = folder.open().await;
        let revision = store.published_layers().await.unwrap()[0].revision;
        let error = store.load(revision).await.unwrap_err();
        assert!(sentence(&error).contains("500 rows were written and 499 are there"));
    });
}

#[test]
fn a_read_only_file_is_read_but_not_written() {
    block_on(async {
        let folder = Folder::new();
        published(&folder).await;
        let mut permissions = fs::metadata(&folder.file).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&folder.file, permissions).unwrap();

        let error = folder.try_open().await.unwrap_err();
        assert!(matches!(error, StoreError::ReadOnly { .. }));
        assert!(sentence(&error).contains("read-only"));

        let store = Store::open_existing(&folder.url(), impatient()).await.unwrap();
        let revision = store.published_layers().await.unwrap()[0].revision;
        assert_eq!(store.load(revision).await.unwrap().0, places("Ấp", 500));
        let error = store
            .publish(&publication(store.publication_token().await.unwrap(), &[]))
            .await
            .unwrap_err();
        assert!(matches!(error, StoreError::ReadOnly { .. }), "{error}");
    });
}

#[test]
fn a_store_that_another_process_holds_is_said_to_be_locked() {
    block_on(async {
        let folder = Folder::new();
        published(&folder).await;
        let store = folder.open().await;
        let mut other = folder.connect().await;
        sqlx::query("begin immediate").execute(&mut other).await.unwrap();
        let error = store
            .stage(
                &places("Ấp", 1),
                &crate::support::source("a"),
                &truonggan::base::diagnostic::Diagnostics::new(),
                "00",
            )
            .await
            .unwrap_err();
        assert!(matches!(error, StoreError::Locked { .. }), "{error}");
        assert!(sentence(&error).contains("another program is writing"));
        store.current_publication().await.unwrap().expect("readers go on");
    });
}

#[test]
fn processes_that_open_a_new_store_at_once_make_one_store() {
    block_on(async {
        let folder = Folder::new();
        let url = folder.url();
        let openings: Vec<_> = (0..8)
            .map(|_| {
                let url = url.clone();
                tokio::spawn(async move {
                    Store::open(&url, truonggan::adapters::store::StoreOptions::default()).await
                })
            })
            .collect();
        for opening in openings {
            let store = opening.await.unwrap().unwrap();
            stage(&store, &places("Ấp", 10), "a").await;
        }
    });
}
