//! The one registry of identifiers.
//! Codes are what people and files use; positions are dense indexes into arrays of one Dataset or Index and mean
//! nothing outside it.

use std::fmt;

macro_rules! code {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// Wraps a code as it stands in its source.
            pub fn new(code: &str) -> Self {
                Self(code.into())
            }

            /// The code as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

macro_rules! position {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The position as an array index.
            pub const fn at(self) -> usize {
                self.0 as usize
            }

            /// The position of an array index.
            pub const fn from_usize(index: usize) -> Self {
                Self(index as u32)
            }
        }
    };
}

code!(
    /// Code of a school, unique within a dataset.
    SchoolId
);
code!(
    /// Code of a campus (school site), unique within a dataset; the unit of every answer.
    CampusId
);
code!(
    /// Code of an administrative unit.
    UnitCode
);

code!(
    /// Code of a block (tổ dân phố, thôn, ấp), the smallest thing that a zoning moves.
    BlockId
);

code!(
    /// Code of a travel profile, such as `walk`.
    ProfileId
);

position!(
    /// Dense position of a school in a dataset, ordered by code.
    SchoolIdx
);
position!(
    /// Dense position of a campus in a dataset, ordered by code.
    CampusIdx
);
position!(
    /// Dense position of a block in a set of blocks, ordered by code.
    BlockIdx
);
position!(
    /// Dense position of a zone in a zoning, ordered by the code of its school.
    ZoneIdx
);
position!(
    /// Dense position of a raw way in a dataset, ordered by way id.
    WayIdx
);
position!(
    /// Dense position of a junction of the road network.
    VertexIdx
);
position!(
    /// Dense position of an undirected piece of road or ferry between two junctions.
    EdgeIdx
);
position!(
    /// Dense position of a search state: a junction, a ferry's deck at a pier, and later an arriving edge.
    StateIdx
);
position!(
    /// Dense position of a directed arc of one profile's graph.
    ArcIdx
);
position!(
    /// Dense position of a travel profile in an index, in the order the profiles were given.
    ProfileIdx
);
position!(
    /// Dense position of a wharf or bus stop in a timetable, ordered by code.
    StopIdx
);
position!(
    /// Dense position of a line in a timetable, ordered by code.
    LineIdx
);
position!(
    /// Dense position of a service in a timetable, ordered by code.
    ServiceIdx
);
position!(
    /// Dense position of a trip in a timetable, ordered by code.
    TripIdx
);
position!(
    /// Dense position of an applicant in a round, ordered by pseudonym.
    ApplicantIdx
);
position!(
    /// Dense position of a school's intake in a round, ordered by code.
    IntakeIdx
);
