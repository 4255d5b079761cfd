//! A rule set as data: what an applicant's attributes are, who is eligible, the tiers and the orders within them.
//! It knows no city, no law and no number of its own; each clause says where it comes from.

use sha2::{Digest as _, Sha256};

use super::hexadecimal::to_hex;

/// A text in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bilingual {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

/// A rule set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSet {
    /// Its short name.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Where it holds.
    pub place: Bilingual,
    /// The first calendar year of its school year.
    pub first_year: i32,
    /// How distances are measured.
    pub measure: MeasureRule,
    /// What the rules rest on.
    pub clauses: Vec<Clause>,
    /// What rules may ask of an applicant.
    pub attributes: Vec<Attribute>,
    /// Ages.
    pub ages: AgeRule,
    /// What leaves an application to a person.
    pub pending: Vec<PendingRule>,
    /// The tiers, best first.
    pub tiers: Vec<Tier>,
    /// The attribute with the schools where a sibling is.
    pub sibling: Option<usize>,
    /// How a child's list is ordered.
    pub list_order: ListOrder,
    /// How many nearest schools a list holds beside those of a better tier; none for all.
    pub list_nearest: Option<u32>,
    /// How seats follow from rooms.
    pub seats: SeatRule,
    /// Seats within the seats.
    pub quotas: Vec<Quota>,
    /// What `cap-first` calls far, in metres.
    pub cap_metres: u32,
    /// What `cap-first` makes best, in order.
    pub levels: Vec<Level>,
}

/// How distances are measured; costs made otherwise are refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasureRule {
    /// Travel profile.
    pub profile: String,
    /// Ranking, `metres` or `minutes`.
    pub rank: String,
    /// How metres on a ferry count: `drawn`, `zero` or a factor.
    pub ferry_metres: String,
    /// Metres added for each boarding.
    pub water_penalty_m: u32,
    /// Whether the leg from the home to the road counts.
    pub include_access_leg: bool,
}

impl MeasureRule {
    /// How `matrix` measures by a profile and a ranking.
    pub fn of_matrix(profile: &str, rank: &str) -> Self {
        Self {
            profile: profile.to_owned(),
            rank: rank.to_owned(),
            ferry_metres: "drawn".to_owned(),
            water_penalty_m: 0,
            include_access_leg: true,
        }
    }

    /// SHA-256 of the one form, as costs and outcomes name it.
    pub fn hash(&self) -> String {
        to_hex(&Sha256::digest(self.canonical()))
    }

    /// The one form that is hashed.
    pub fn canonical(&self) -> String {
        format!(
            "{{\"profile\":\"{}\",\"rank\":\"{}\",\"ferry_metres\":\"{}\",\"water_penalty_m\":{},\"include_access_leg\":{}}}",
            self.profile, self.rank, self.ferry_metres, self.water_penalty_m, self.include_access_leg
        )
    }
}

/// What a rule rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Its name within the file.
    pub id: String,
    /// What it says, in our words.
    pub text: Bilingual,
    /// Where it was read.
    pub source: String,
    /// Whether its own text was read, and not only a report of it.
    pub verified: bool,
    /// Line in the file.
    pub line: u64,
}

/// What rules may ask of an applicant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Column of the list of applicants.
    pub name: String,
    /// What its cells hold.
    pub kind: AttributeKind,
    /// Line in the file.
    pub line: u64,
}

/// What the cells of an attribute hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttributeKind {
    /// Any text.
    Text,
    /// One of some words.
    Word(Vec<String>),
    /// Yes or no.
    Flag,
    /// Codes of schools.
    Schools,
}

/// Ages, counted in calendar years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgeRule {
    /// The age at which children enroll.
    pub normal: u32,
    /// The least and greatest age of late entry.
    pub late: Option<(u32, u32)>,
    /// The attribute that says that a ground for late entry holds.
    pub late_ground: Option<usize>,
    /// Position of its clause.
    pub clause: Option<usize>,
    /// Line in the file.
    pub line: u64,
}

/// What leaves an application to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingRule {
    /// All of which must hold.
    pub when: Vec<Condition>,
    /// The reason's code.
    pub reason: String,
    /// Line in the file.
    pub line: u64,
}

/// A tier of applicants at a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// Its number, from 1.
    pub number: u8,
    /// Who is in it.
    pub text: Bilingual,
    /// Position of its clause; none where the file names none that it has.
    pub clause: Option<usize>,
    /// Whether the file marks its use of an unverified clause.
    pub marked_unverified: bool,
    /// All of which must hold; everyone where empty.
    pub when: Vec<Condition>,
    /// Groups within the tier, best first: the first that holds counts, and whoever is in none comes last.
    pub order: Vec<Vec<Condition>>,
    /// Line in the file.
    pub line: u64,
}

/// Something asked of an applicant, or of an applicant and a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Position of the attribute.
    pub attribute: usize,
    /// What is asked of it.
    pub test: Test,
    /// Line in the file.
    pub line: u64,
}

/// What is asked of an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// It is one of these.
    Is(Vec<String>),
    /// It is something else, or not given.
    IsNot(Vec<String>),
    /// It is the zone of the school.
    ZoneOfSchool,
    /// It names the school.
    ThisSchool,
    /// It is given.
    Given,
    /// It is not given.
    Missing,
}

/// How a child's list of schools is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListOrder {
    /// By the same key by which schools order children.
    Key,
    /// By distance alone.
    Distance,
}

/// How seats follow from rooms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatRule {
    /// Children in a class.
    pub class_cap: u32,
    /// Children in a class of several grades.
    pub multigrade_cap: u32,
}

/// Seats within the seats, for applicants with a flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    /// Its short name.
    pub id: String,
    /// The flag of those who count.
    pub attribute: usize,
    /// The column of the intakes that counts what gives room to them.
    pub per: String,
    /// How many of them each gives room to.
    pub each: u32,
    /// Line in the file.
    pub line: u64,
}

/// One thing that `cap-first` makes best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Most placed.
    Placed,
    /// Fewest beyond the cap.
    OverCap,
    /// Fewest boardings.
    Crossings,
    /// Smallest longest way.
    Longest,
    /// Smallest sum of metres.
    Metres,
    /// Fewest steps between the tier taken and the best tier anywhere.
    TierViolations,
}

impl Level {
    /// All of them, in the order of the specification.
    pub const ALL: [Self; 6] = [
        Self::Placed,
        Self::OverCap,
        Self::Crossings,
        Self::Longest,
        Self::Metres,
        Self::TierViolations,
    ];

    /// Its word in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::OverCap => "over_cap",
            Self::Crossings => "crossings",
            Self::Longest => "longest",
            Self::Metres => "metres",
            Self::TierViolations => "tier_violations",
        }
    }
}
