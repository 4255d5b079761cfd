//! The demonstration data in a store, imported by the binary, and served by it.
//! Tests that run side by side share one store and one server, which end with the last of them.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::program::Desk;
use crate::server::Server;

/// A file of the demonstration.
pub fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo").join(name)
}

/// Imports the demonstration into the store of a desk.
pub fn import_into(desk: &Desk) {
    for (kind, name) in [
        ("units", "units.geojson"),
        ("water", "water.geojson"),
        ("places", "places.geojson"),
        ("schools", "schools.csv"),
        ("network", "roads.geojson"),
        ("timetable", "timetable"),
    ] {
        let path = file(name);
        let said = desk
            .run(["import", kind, path.to_str().unwrap(), "--synthetic"])
            .well();
        assert!(said.contains("published dataset"), "{said}");
    }
}

/// A desk whose store holds the demonstration, and a server over it.
pub struct Demo {
    // Dropped before the folder that it serves from.
    pub server: Server,
    pub desk: Desk,
}

impl Demo {
    pub fn new() -> Self {
        let desk = Desk::new();
        import_into(&desk);
        let server = Server::start(&desk, &[]);
        Self { server, desk }
    }

    /// The one that tests at work now share.
    pub fn shared() -> Arc<Self> {
        static SHARED: Mutex<Weak<Demo>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(demo) = shared.upgrade() {
            return demo;
        }
        let demo = Arc::new(Self::new());
        *shared = Arc::downgrade(&demo);
        demo
    }
}

/// A home of the demonstration, with its coordinates as the file writes them.
pub struct Home {
    pub id: String,
    pub lon: String,
    pub lat: String,
}

impl Home {
    pub fn at(&self) -> (f64, f64) {
        (self.lon.parse().unwrap(), self.lat.parse().unwrap())
    }
}

pub fn homes() -> Vec<Home> {
    rows("homes.csv")
        .iter()
        .map(|row| Home {
            id: row[0].to_owned(),
            lon: row[1].to_owned(),
            lat: row[2].to_owned(),
        })
        .collect()
}

/// Codes of the campuses of a level.
pub fn campuses(level: &str) -> Vec<String> {
    rows("schools.csv")
        .iter()
        .filter(|row| row[4].split(';').any(|taught| taught == level))
        .map(|row| row[1].to_owned())
        .collect()
}

fn rows(name: &str) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_path(file(name)).unwrap();
    reader.records().map(Result::unwrap).collect()
}
