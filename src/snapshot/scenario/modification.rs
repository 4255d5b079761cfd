//! What people want to try: modifications as they are asked for, not yet checked against any dataset.

use crate::base::calendar::ClockTime;
use crate::base::geom::LonLat;
use crate::domain::network::Tags;
use crate::domain::schools::Level;

/// A modification and where it was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct ModificationStep {
    /// What is asked for.
    pub modification: Modification,
    /// Its number in the list, from 1.
    pub number: usize,
    /// The line of the file that asks for it, from 1.
    pub line: Option<u64>,
}

/// One change to the records (điều chỉnh); those of a list take effect one after another.
#[derive(Debug, Clone, PartialEq)]
pub enum Modification {
    /// A new campus.
    AddCampus(NewCampus),
    /// A campus that closes.
    CloseCampus {
        /// Its code.
        campus: String,
    },
    /// A campus that moves to another place.
    MoveCampus {
        /// Its code.
        campus: String,
        /// The new place.
        to: LonLat,
    },
    /// A campus that closes in favor of another.
    MergeCampuses {
        /// Code of the one that closes.
        from: String,
        /// Code of the one that stays.
        into: String,
        /// What becomes of the seats.
        seats: MergedSeats,
    },
    /// Another number of seats.
    ChangeSeats {
        /// Code of the campus.
        campus: String,
        /// How many there will be.
        seats: i64,
    },
    /// A new road, bridge or ferry.
    AddWay(NewWay),
    /// A road, bridge or ferry that goes.
    RemoveWay {
        /// What it must be.
        kind: WayKind,
        /// Which.
        which: WayReference,
    },
    /// A piece of a road that is closed.
    CloseEdge {
        /// Which way; none where its places say it.
        way: Option<i64>,
        /// Which piece.
        between: EdgeReference,
    },
    /// A new line of boats.
    AddBoat(NewBoat),
    /// A line of boats that stops running.
    RemoveBoat {
        /// Its code or name.
        line: String,
    },
    /// One more sailing.
    AddSailing(NewSailing),
    /// A sailing that stops.
    RemoveSailing(SailingReference),
}

impl Modification {
    /// The word for it in files and findings.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::AddCampus(_) => "add_campus",
            Self::CloseCampus { .. } => "close_campus",
            Self::MoveCampus { .. } => "move_campus",
            Self::MergeCampuses { .. } => "merge_campuses",
            Self::ChangeSeats { .. } => "change_seats",
            Self::AddWay(way) => match way.kind {
                WayKind::Road => "add_road",
                WayKind::Bridge => "add_bridge",
                WayKind::Ferry => "add_ferry",
            },
            Self::RemoveWay { kind, .. } => match kind {
                WayKind::Road => "remove_road",
                WayKind::Bridge => "remove_bridge",
                WayKind::Ferry => "remove_ferry",
            },
            Self::CloseEdge { .. } => "close_edge",
            Self::AddBoat(_) => "add_boat",
            Self::RemoveBoat { .. } => "remove_boat",
            Self::AddSailing(_) => "add_sailing",
            Self::RemoveSailing(_) => "remove_sailing",
        }
    }
}

/// What becomes of the seats of a campus that merges into another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MergedSeats {
    /// They are added to those of the other.
    Move,
    /// They are lost.
    Drop,
}

/// A campus that does not exist yet.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCampus {
    /// Its code, which no other campus has.
    pub id: String,
    /// Code of its school; none where it is a school of its own, with the same code.
    pub school: Option<String>,
    /// Name of the school; none where the school has one already.
    pub name: Option<String>,
    /// Name of the campus, where it has one of its own.
    pub campus_name: Option<String>,
    /// What is taught there.
    pub levels: Vec<Level>,
    /// Where it is.
    pub at: LonLat,
    /// Seats, where they are known.
    pub seats: Option<i64>,
}

/// What a way is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayKind {
    /// On land.
    Road,
    /// A road on a bridge.
    Bridge,
    /// A ferry or boat.
    Ferry,
}

impl WayKind {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Road => "road",
            Self::Bridge => "bridge",
            Self::Ferry => "ferry",
        }
    }
}

/// A way that does not exist yet.
#[derive(Debug, Clone, PartialEq)]
pub struct NewWay {
    /// What it is.
    pub kind: WayKind,
    /// What it is and who may use it, in the words of OpenStreetMap.
    pub tags: Tags,
    /// Its places, from one end to the other.
    pub line: Vec<LonLat>,
    /// Which of its places join the network.
    pub join: JoinRule,
    /// How far from a road an end may lie, in metres.
    pub reach_metres: f64,
}

/// Which places of a new way join the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JoinRule {
    /// Both ends.
    Ends,
    /// Both ends, and every other place that lies on a road.
    EveryVertex,
}

/// Which way or ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WayReference {
    /// The one with this identifier.
    Id(i64),
    /// All that go by this name.
    Name(String),
}

/// Which piece of a way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum EdgeReference {
    /// Between two of its points, counted from 0 in the order of the way; the way must be named.
    Points([usize; 2]),
    /// Between two places that lie on it.
    Places([LonLat; 2]),
}

/// A line of boats that does not run yet.
#[derive(Debug, Clone, PartialEq)]
pub struct NewBoat {
    /// Its code, which no other line has.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it calls, in order.
    pub calls: Vec<NewCall>,
    /// Departures from the first call.
    pub sailings: Vec<ClockTime>,
    /// Departures of the boats that go the other way, from the last call.
    pub return_sailings: Vec<ClockTime>,
    /// Code of the service whose days it runs on; none for every day.
    pub service: Option<String>,
}

/// A call of a new line.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCall {
    /// Code of the wharf.
    pub stop: String,
    /// Name and place of the wharf, where it is a new one.
    pub new_stop: Option<(String, LonLat)>,
    /// Minutes from the call before, 0 at the first one.
    pub minutes: f64,
}

/// A sailing that does not run yet, with the calls and days of another one of its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSailing {
    /// Code or name of the line.
    pub line: String,
    /// When it departs from its first call.
    pub departs: ClockTime,
    /// Code or name of its first call, where the line has boats of both directions.
    pub from: Option<String>,
}

/// Which sailing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SailingReference {
    /// The trip with this code.
    Trip(String),
    /// The one of a line that departs then.
    Departure {
        /// Code or name of the line.
        line: String,
        /// When it departs from its first call.
        departs: ClockTime,
        /// Code or name of its first call, where two boats depart at once.
        from: Option<String>,
    },
}
