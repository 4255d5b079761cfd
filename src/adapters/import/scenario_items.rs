//! The words of a scenario's file, and the modifications that they stand for.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::Deserializer;

use crate::base::calendar::ClockTime;
use crate::base::geom::LonLat;
use crate::domain::network::Tags;
use crate::domain::schools::Level;
use crate::snapshot::scenario::{
    EdgeReference, JoinRule, MergedSeats, Modification, NewBoat, NewCall, NewCampus, NewSailing, NewWay,
    SailingReference, WayKind, WayReference,
};

/// One modification as it is written.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Item {
    AddCampus(AddCampus),
    CloseCampus(CloseCampus),
    MoveCampus(MoveCampus),
    MergeCampuses(MergeCampuses),
    ChangeSeats(ChangeSeats),
    AddRoad(AddRoad),
    AddBridge(AddRoad),
    AddFerry(AddFerry),
    RemoveRoad(RemoveWay),
    RemoveBridge(RemoveWay),
    RemoveFerry(RemoveWay),
    CloseEdge(CloseEdge),
    AddBoat(AddBoat),
    RemoveBoat(RemoveBoat),
    AddSailing(AddSailing),
    RemoveSailing(RemoveSailing),
}

/// Longitude and latitude.
type Position = [f64; 2];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AddCampus {
    #[serde(deserialize_with = "text")]
    id: String,
    #[serde(default, deserialize_with = "maybe_text")]
    school: Option<String>,
    #[serde(default, deserialize_with = "maybe_text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "maybe_text")]
    campus_name: Option<String>,
    levels: Vec<String>,
    at: Position,
    seats: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CloseCampus {
    #[serde(deserialize_with = "text")]
    campus: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MoveCampus {
    #[serde(deserialize_with = "text")]
    campus: String,
    to: Position,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MergeCampuses {
    #[serde(deserialize_with = "text")]
    from: String,
    #[serde(deserialize_with = "text")]
    into: String,
    #[serde(default)]
    seats: SeatsWord,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "snake_case")]
enum SeatsWord {
    #[default]
    Move,
    Drop,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeSeats {
    #[serde(deserialize_with = "text")]
    campus: String,
    seats: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AddRoad {
    class: String,
    #[serde(default, deserialize_with = "maybe_text")]
    name: Option<String>,
    line: Vec<Position>,
    #[serde(default)]
    tags: BTreeMap<String, Text>,
    #[serde(default)]
    join: JoinWord,
    reach_metres: Option<f64>,
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum JoinWord {
    #[default]
    Ends,
    EveryVertex,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AddFerry {
    #[serde(deserialize_with = "text")]
    name: String,
    line: Vec<Position>,
    minutes: f64,
    interval_minutes: Option<f64>,
    #[serde(default)]
    tags: BTreeMap<String, Text>,
    reach_metres: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RemoveWay {
    way: Option<i64>,
    #[serde(default, deserialize_with = "maybe_text")]
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CloseEdge {
    way: Option<i64>,
    points: Option<[usize; 2]>,
    between: Option<[Position; 2]>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AddBoat {
    #[serde(deserialize_with = "text")]
    id: String,
    #[serde(deserialize_with = "text")]
    name: String,
    calls: Vec<CallItem>,
    #[serde(default)]
    sailings: Vec<String>,
    #[serde(default)]
    return_sailings: Vec<String>,
    #[serde(default, deserialize_with = "maybe_text")]
    service: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CallItem {
    #[serde(deserialize_with = "text")]
    stop: String,
    #[serde(default, deserialize_with = "maybe_text")]
    name: Option<String>,
    at: Option<Position>,
    #[serde(default)]
    minutes: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RemoveBoat {
    #[serde(deserialize_with = "text")]
    line: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AddSailing {
    #[serde(deserialize_with = "text")]
    line: String,
    departs: String,
    #[serde(default, deserialize_with = "maybe_text")]
    from: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RemoveSailing {
    #[serde(default, deserialize_with = "maybe_text")]
    trip: Option<String>,
    #[serde(default, deserialize_with = "maybe_text")]
    line: Option<String>,
    departs: Option<String>,
    #[serde(default, deserialize_with = "maybe_text")]
    from: Option<String>,
}

/// A text, also where it looks like a number or like yes and no.
#[derive(Deserialize)]
#[serde(untagged)]
enum Text {
    Bool(bool),
    Integer(i64),
    Decimal(f64),
    Word(String),
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        match text {
            Text::Bool(true) => "yes".to_owned(),
            Text::Bool(false) => "no".to_owned(),
            Text::Integer(number) => number.to_string(),
            Text::Decimal(number) => number.to_string(),
            Text::Word(text) => text,
        }
    }
}

fn text<'de, D: Deserializer<'de>>(value: D) -> Result<String, D::Error> {
    Text::deserialize(value).map(String::from)
}

fn maybe_text<'de, D: Deserializer<'de>>(value: D) -> Result<Option<String>, D::Error> {
    Option::<Text>::deserialize(value).map(|text| text.map(String::from))
}

impl Item {
    /// The modification, or what is wrong with its words.
    pub(super) fn into_modification(self) -> Result<Modification, String> {
        Ok(match self {
            Self::AddCampus(item) => Modification::AddCampus(item.into_campus()?),
            Self::CloseCampus(item) => Modification::CloseCampus { campus: item.campus },
            Self::MoveCampus(item) => Modification::MoveCampus {
                campus: item.campus,
                to: place(item.to),
            },
            Self::MergeCampuses(item) => Modification::MergeCampuses {
                from: item.from,
                into: item.into,
                seats: match item.seats {
                    SeatsWord::Move => MergedSeats::Move,
                    SeatsWord::Drop => MergedSeats::Drop,
                },
            },
            Self::ChangeSeats(item) => Modification::ChangeSeats {
                campus: item.campus,
                seats: item.seats,
            },
            Self::AddRoad(item) => Modification::AddWay(item.into_way(WayKind::Road)?),
            Self::AddBridge(item) => Modification::AddWay(item.into_way(WayKind::Bridge)?),
            Self::AddFerry(item) => Modification::AddWay(item.into_way()?),
            Self::RemoveRoad(item) => item.into_removal(WayKind::Road)?,
            Self::RemoveBridge(item) => item.into_removal(WayKind::Bridge)?,
            Self::RemoveFerry(item) => item.into_removal(WayKind::Ferry)?,
            Self::CloseEdge(item) => item.into_closure()?,
            Self::AddBoat(item) => Modification::AddBoat(item.into_boat()?),
            Self::RemoveBoat(item) => Modification::RemoveBoat { line: item.line },
            Self::AddSailing(item) => Modification::AddSailing(NewSailing {
                line: item.line,
                departs: time(&item.departs)?,
                from: item.from,
            }),
            Self::RemoveSailing(item) => Modification::RemoveSailing(item.into_reference()?),
        })
    }
}

const fn place([lon, lat]: Position) -> LonLat {
    LonLat::new(lon, lat)
}

fn time(text: &str) -> Result<ClockTime, String> {
    text.parse().map_err(|error| format!("{error}"))
}

fn times(texts: &[String]) -> Result<Vec<ClockTime>, String> {
    texts.iter().map(|text| time(text)).collect()
}

impl AddCampus {
    fn into_campus(self) -> Result<NewCampus, String> {
        let levels: Result<Vec<Level>, String> = self
            .levels
            .iter()
            .map(|word| word.parse().map_err(|error| format!("{error}")))
            .collect();
        Ok(NewCampus {
            id: self.id,
            school: self.school,
            name: self.name,
            campus_name: self.campus_name,
            levels: levels?,
            at: place(self.at),
            seats: self.seats,
        })
    }
}

/// How far from a road an end may lie where the file does not say it.
const REACH_METRES: f64 = 50.0;
/// The farthest that a file may ask for; more is a slip of the pen.
const MOST_REACH_METRES: f64 = 1_000.0;

fn reach(asked: Option<f64>) -> Result<f64, String> {
    let metres = asked.unwrap_or(REACH_METRES);
    if metres > 0.0 && metres <= MOST_REACH_METRES {
        Ok(metres)
    } else {
        Err(format!(
            "`reach_metres` is {metres}; write a number above 0 and at most {MOST_REACH_METRES}"
        ))
    }
}

/// Tags, those of the file set over the usual ones.
fn tags(usual: Vec<(&str, String)>, said: BTreeMap<String, Text>) -> Tags {
    let usual = usual.into_iter().map(|(key, value)| (key.to_owned(), value));
    let said = said.into_iter().map(|(key, value)| (key, String::from(value)));
    Tags::new(usual.chain(said))
}

impl AddRoad {
    fn into_way(self, kind: WayKind) -> Result<NewWay, String> {
        let mut usual = vec![("highway", self.class)];
        usual.extend(self.name.map(|name| ("name", name)));
        if kind == WayKind::Bridge {
            usual.push(("bridge", "yes".to_owned()));
        }
        Ok(NewWay {
            kind,
            tags: tags(usual, self.tags),
            line: self.line.into_iter().map(place).collect(),
            join: match self.join {
                JoinWord::Ends => JoinRule::Ends,
                JoinWord::EveryVertex => JoinRule::EveryVertex,
            },
            reach_metres: reach(self.reach_metres)?,
        })
    }
}

/// A time between two piers or sailings, as a tag.
fn minutes(name: &str, minutes: f64) -> Result<String, String> {
    if minutes > 0.0 && minutes <= 24.0 * 60.0 {
        Ok(minutes.to_string())
    } else {
        Err(format!(
            "`{name}` is {minutes}; write minutes above 0 and at most a day"
        ))
    }
}

impl AddFerry {
    fn into_way(self) -> Result<NewWay, String> {
        let mut usual = vec![
            ("route", "ferry".to_owned()),
            ("name", self.name),
            ("duration", minutes("minutes", self.minutes)?),
        ];
        if let Some(interval) = self.interval_minutes {
            usual.push(("interval", minutes("interval_minutes", interval)?));
        }
        Ok(NewWay {
            kind: WayKind::Ferry,
            tags: tags(usual, self.tags),
            line: self.line.into_iter().map(place).collect(),
            join: JoinRule::Ends,
            reach_metres: reach(self.reach_metres)?,
        })
    }
}

impl RemoveWay {
    fn into_removal(self, kind: WayKind) -> Result<Modification, String> {
        let which = match (self.way, self.name) {
            (Some(id), None) => WayReference::Id(id),
            (None, Some(name)) => WayReference::Name(name),
            _ => return Err("write either `way` or `name`".to_owned()),
        };
        Ok(Modification::RemoveWay { kind, which })
    }
}

impl CloseEdge {
    fn into_closure(self) -> Result<Modification, String> {
        let between = match (self.points, self.between) {
            (Some(points), None) => EdgeReference::Points(points),
            (None, Some(places)) => EdgeReference::Places(places.map(place)),
            _ => return Err("write either `between` with two places, or `way` and `points`".to_owned()),
        };
        Ok(Modification::CloseEdge {
            way: self.way,
            between,
        })
    }
}

impl AddBoat {
    fn into_boat(self) -> Result<NewBoat, String> {
        let call = |call: CallItem| {
            let new_stop = match (call.name, call.at) {
                (Some(name), Some(at)) => Some((name, place(at))),
                (None, None) => None,
                _ => {
                    return Err(format!(
                        "the call at `{}` has only one of `name` and `at`; a new wharf needs both",
                        call.stop
                    ));
                }
            };
            Ok(NewCall {
                stop: call.stop,
                new_stop,
                minutes: call.minutes,
            })
        };
        Ok(NewBoat {
            id: self.id,
            name: self.name,
            calls: self.calls.into_iter().map(call).collect::<Result<_, String>>()?,
            sailings: times(&self.sailings)?,
            return_sailings: times(&self.return_sailings)?,
            service: self.service,
        })
    }
}

impl RemoveSailing {
    fn into_reference(self) -> Result<SailingReference, String> {
        match (self.trip, self.line, self.departs, self.from) {
            (Some(trip), None, None, None) => Ok(SailingReference::Trip(trip)),
            (None, Some(line), Some(departs), from) => Ok(SailingReference::Departure {
                line,
                departs: time(&departs)?,
                from,
            }),
            _ => Err("write either `trip`, or `line` and `departs`".to_owned()),
        }
    }
}
