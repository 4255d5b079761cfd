//! The floor table: which room of `src/` may import which, and what it must never name.
//! It reads paths that `source` found; it knows nothing of files.

use crate::source::{NamedPath, Root};

/// The floors, lowest first: each may import from those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Floor {
    Base,
    Domain,
    Snapshot,
    Adapters,
    Entry,
    Root,
}

/// One row of the table.
struct Room {
    floor: Floor,
    name: &'static str,
    /// Rooms of its own floor that it may import.
    may_import: &'static [&'static str],
    /// Paths that it must never name.
    never: &'static [&'static str],
}

const fn room(
    floor: Floor,
    name: &'static str,
    may_import: &'static [&'static str],
    never: &'static [&'static str],
) -> Room {
    Room {
        floor,
        name,
        may_import,
        never,
    }
}

const ROOMS: &[Room] = &[
    room(Floor::Domain, "schools", &[], IMPURE),
    room(Floor::Domain, "network", &[], IMPURE),
    room(Floor::Domain, "catchment", &["schools", "network"], IMPURE),
    room(
        Floor::Domain,
        "enrollment",
        &["schools", "catchment", "network::matrix"],
        IMPURE,
    ),
    room(
        Floor::Domain,
        "projection",
        &["schools", "catchment", "network::matrix"],
        IMPURE,
    ),
    room(Floor::Snapshot, "dataset", &[], IMPURE),
    room(Floor::Snapshot, "index", &["dataset"], IMPURE),
    room(Floor::Snapshot, "query", &["dataset", "index"], IMPURE),
    room(
        Floor::Snapshot,
        "scenario",
        &["dataset", "index", "query"],
        IMPURE,
    ),
    room(Floor::Snapshot, "tiles", &["dataset", "query"], IMPURE),
    room(Floor::Adapters, "crs", &[], NO_WEB),
    room(Floor::Adapters, "import", &["crs"], NO_WEB_NO_ANSWERS),
    room(Floor::Adapters, "export", &["crs"], NO_WEB),
    room(Floor::Adapters, "store", &[], NO_WEB),
    room(Floor::Adapters, "auth", &[], NO_WEB),
    room(Floor::Entry, "jobs", &[], &[]),
    room(
        Floor::Entry,
        "replies",
        &[],
        &["axum", "sqlx", "proj", "std::fs", "tokio"],
    ),
    room(
        Floor::Entry,
        "http",
        &["jobs::queue", "replies"],
        &["sqlx", "proj", "std::fs", "tokio::fs"],
    ),
    room(Floor::Entry, "cli", &["jobs", "replies"], &[]),
];

/// What a pure floor must not reach: files, the environment, the clock, the network, unseeded random.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::io::stdin",
    "std::io::stdout",
    "std::io::stderr",
    "std::time::SystemTime",
    "std::time::Instant",
    "std::hash::RandomState",
    "std::collections::hash_map::RandomState",
];
const NO_WEB: &[&str] = &["axum"];
/// A reader gives staged rows; it knows neither the index nor the answers that come of them.
const NO_WEB_NO_ANSWERS: &[&str] = &[
    "axum",
    "crate::snapshot::index",
    "crate::snapshot::query",
    "crate::snapshot::tiles",
];

/// The crates that a pure floor may name; each may name those of the floors before it too.
const CRATES: [(Floor, &[&str]); 3] = [
    (
        Floor::Base,
        &[
            "std",
            "core",
            "alloc",
            "geo",
            "unicode_normalization",
            "thiserror",
        ],
    ),
    (
        Floor::Domain,
        &[
            "rstar",
            "rayon",
            "i_overlay",
            "hmac",
            "rand_chacha",
            "rand_distr",
            "serde",
            "sha2",
        ],
    ),
    (Floor::Snapshot, &["fast_mvt", "blake3", "rstar"]),
];

/// The floor of a module path or of a path into our crate; anything at the top that is no floor is the root.
pub fn floor_of(path: &[String]) -> Floor {
    match path.first().map(String::as_str) {
        Some("base") => Floor::Base,
        Some("domain") => Floor::Domain,
        Some("snapshot") => Floor::Snapshot,
        Some("adapters") => Floor::Adapters,
        Some("entry") => Floor::Entry,
        _ => Floor::Root,
    }
}

/// What is wrong with the place of a module itself: a room that the table does not have.
pub fn room_breach(module: &[String]) -> Option<String> {
    let floor = floor_of(module);
    let name = module.get(1)?;
    let known = match floor {
        Floor::Base | Floor::Root => true,
        _ => find_room(floor, name).is_some(),
    };
    (!known).then(|| format!("the floor table has no room `{}::{name}`", module[0]))
}

fn find_room(floor: Floor, name: &str) -> Option<&'static Room> {
    ROOMS.iter().find(|room| room.floor == floor && room.name == name)
}

/// What is wrong with a path that a module names; `crates` are the names of all other crates that there are.
pub fn path_breach(module: &[String], path: &NamedPath, crates: &[String]) -> Option<String> {
    match path.root {
        Root::Ours => import_breach(module, &path.segments).or_else(|| never_breach(module, path)),
        Root::Name if path.in_test => None,
        Root::Name => crate_breach(module, path, crates).or_else(|| never_breach(module, path)),
    }
}

fn import_breach(module: &[String], target: &[String]) -> Option<String> {
    let (from, to) = (floor_of(module), floor_of(target));
    if from == Floor::Root {
        return None;
    }
    let shown = target.join("::");
    if to > from {
        return Some(format!(
            "`{}` must not import `{shown}`, which lies above it",
            module[0]
        ));
    }
    if to < from || from == Floor::Base {
        return None;
    }
    // The floor's own `mod.rs` lists its rooms.
    let own = module.get(1)?;
    let Some(other) = target.get(1) else {
        return Some(format!("name the room: `{shown}` is the whole floor"));
    };
    let inside = target[1..].join("::");
    let is_allowed = |allowed: &&str| inside == **allowed || inside.starts_with(&format!("{allowed}::"));
    let allowed =
        own == other || find_room(from, own).is_some_and(|room| room.may_import.iter().any(is_allowed));
    (!allowed).then(|| format!("`{}::{own}` must not import `{shown}`", module[0]))
}

fn crate_breach(module: &[String], path: &NamedPath, crates: &[String]) -> Option<String> {
    let name = &path.segments[0];
    if !crates.contains(name) {
        return None;
    }
    let floor = floor_of(module);
    let allowed = floor > Floor::Snapshot
        || CRATES
            .iter()
            .any(|(from, names)| *from <= floor && names.contains(&name.as_str()));
    (!allowed).then(|| format!("`{}` must not name the crate `{name}`", module.join("::")))
}

fn never_breach(module: &[String], path: &NamedPath) -> Option<String> {
    let floor = floor_of(module);
    let never = match module.get(1).and_then(|name| find_room(floor, name)) {
        Some(room) => room.never,
        None if floor <= Floor::Snapshot => IMPURE,
        None => return None,
    };
    let full = match path.root {
        Root::Ours => format!("crate::{}", path.segments.join("::")),
        Root::Name => path.segments.join("::"),
    };
    let forbidden = never
        .iter()
        .find(|word| full == **word || full.starts_with(&format!("{word}::")))?;
    Some(format!("`{}` must never name `{forbidden}`", module.join("::")))
}
