//! Random rows of every layer, with odd names on purpose.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use truonggan::base::calendar::{ClockTime, Day};
use truonggan::base::geom::{Coord, FixedLonLat, LineString, LonLat, MultiPolygon, Polygon};
use truonggan::base::ids::{LineIdx, ServiceIdx, StopIdx, UnitCode};
use truonggan::base::units::Deciseconds;
use truonggan::domain::network::{
    Call, Carriage, Line, LineMode, RawNetwork, RawPoint, RawRestriction, RawWay, Service, ServiceWindow,
    Stop, Tags, Timetable, Trip, TurnVia, WaterArea, WaterLayer, WaterLine,
};
use truonggan::domain::schools::{AdminUnit, Level, Seats};
use truonggan::snapshot::dataset::{Place, StagedCampus, StagedLayer};

/// Any layer.
pub fn layer() -> impl Strategy<Value = StagedLayer> {
    prop_oneof![
        network().prop_map(StagedLayer::Network),
        vec(campus(), 0..30).prop_map(StagedLayer::Schools),
        vec(unit(), 0..10).prop_map(StagedLayer::Units),
        water().prop_map(StagedLayer::Water),
        vec(place(), 0..30).prop_map(StagedLayer::Places),
        timetable().prop_map(StagedLayer::Timetable),
    ]
}

fn network() -> impl Strategy<Value = RawNetwork> {
    let points = vec((any::<i64>(), tags()), 0..10);
    let parts = (vec(way(), 0..40), points, vec(restriction(), 0..8));
    parts.prop_map(|(ways, points, restrictions)| RawNetwork {
        ways,
        points: points
            .into_iter()
            .map(|(id, tags)| RawPoint { id, tags })
            .collect(),
        restrictions,
    })
}

fn restriction() -> impl Strategy<Value = RawRestriction> {
    let ids = || vec(any::<i64>(), 1..4);
    let via = prop_oneof![
        any::<i64>().prop_map(TurnVia::Point),
        ids().prop_map(TurnVia::Ways),
    ];
    (any::<i64>(), tags(), ids(), via, ids()).prop_map(|(id, tags, from, via, to)| RawRestriction {
        id,
        tags,
        from,
        via,
        to,
    })
}

fn way() -> impl Strategy<Value = RawWay> {
    (any::<i64>(), vec((any::<i64>(), fixed()), 2..20), tags()).prop_map(|(id, points, tags)| {
        let (points, shape) = points.into_iter().unzip();
        RawWay {
            id,
            points,
            shape,
            tags,
        }
    })
}

fn fixed() -> impl Strategy<Value = FixedLonLat> {
    (-1_800_000_000..=1_800_000_000_i32, -900_000_000..=900_000_000_i32)
        .prop_map(|(lon_e7, lat_e7)| FixedLonLat { lon_e7, lat_e7 })
}

fn tags() -> impl Strategy<Value = Tags> {
    vec((text(), text()), 0..6).prop_map(Tags::new)
}

fn campus() -> impl Strategy<Value = StagedCampus> {
    let who = (
        text(),
        text(),
        text(),
        option::of(text()),
        lonlat(),
        vec(lonlat(), 0..3),
    );
    let what = (
        subsequence(Level::ALL.to_vec(), 0..=4),
        any::<bool>(),
        option::of(text()),
        option::of((any::<u32>(), any::<bool>())),
        option::of(text()),
        text(),
    );
    (who, what).prop_map(
        |(
            (school_id, campus_id, name, campus_name, at, gates),
            (levels, levels_guessed, commune, seats, operator, source),
        )| {
            StagedCampus {
                school_id,
                campus_id,
                name,
                campus_name,
                at,
                gates,
                levels,
                levels_guessed,
                commune,
                seats: seats.map(|(count, synthetic)| Seats { count, synthetic }),
                operator,
                source,
            }
        },
    )
}

fn unit() -> impl Strategy<Value = AdminUnit> {
    (text(), text(), text(), area()).prop_map(|(code, name, kind, area)| AdminUnit {
        code: UnitCode::new(&code),
        name,
        kind,
        area,
    })
}

fn water() -> impl Strategy<Value = WaterLayer> {
    let area = (text(), option::of(text()), text(), area()).prop_map(|(id, name, kind, area)| WaterArea {
        id,
        name,
        kind,
        area,
    });
    let line = (text(), option::of(text()), text(), any::<bool>(), line(0)).prop_map(
        |(id, name, kind, underground, line)| WaterLine {
            id,
            name,
            kind,
            underground,
            line,
        },
    );
    (vec(area, 0..10), vec(line, 0..10)).prop_map(|(areas, lines)| WaterLayer { areas, lines })
}

fn place() -> impl Strategy<Value = Place> {
    (text(), text(), any::<u8>(), lonlat()).prop_map(|(name, kind, rank, at)| Place { name, kind, rank, at })
}

/// Rows that refer to one another; codes are odd names with a number, because a timetable has each once.
fn timetable() -> impl Strategy<Value = Timetable> {
    let rows = (
        vec((text(), lonlat()), 1..6),
        vec(line_row(), 1..4),
        vec(service(), 1..4),
    );
    (rows, vec(trip(), 0..20)).prop_map(|((stops, lines, services), trips)| {
        let (n_stops, n_lines, n_services) = (stops.len() as u32, lines.len() as u32, services.len() as u32);
        let mut timetable = Timetable {
            stops: stops
                .into_iter()
                .enumerate()
                .map(|(n, (name, at))| Stop {
                    id: format!("{name} {n}"),
                    name,
                    at,
                })
                .collect(),
            lines,
            services,
            trips,
        };
        for (n, line) in timetable.lines.iter_mut().enumerate() {
            line.id = format!("{} {n}", line.id);
        }
        for (n, service) in timetable.services.iter_mut().enumerate() {
            service.id = format!("{} {n}", service.id);
        }
        for (n, trip) in timetable.trips.iter_mut().enumerate() {
            trip.id = format!("{} {n}", trip.id);
            trip.line.0 %= n_lines;
            trip.service.0 %= n_services;
            trip.calls.iter_mut().for_each(|call| call.stop.0 %= n_stops);
        }
        timetable
    })
}

fn line_row() -> impl Strategy<Value = Line> {
    let mode = select(&[LineMode::Boat, LineMode::Bus, LineMode::Other][..]);
    (text(), text(), option::of(text()), mode, any::<bool>()).prop_map(
        |(id, name, operator, mode, pupils_only)| Line {
            id,
            name,
            operator,
            mode,
            pupils_only,
        },
    )
}

fn service() -> impl Strategy<Value = Service> {
    let days = || proptest::collection::btree_set(day(), 0..4);
    (
        text(),
        any::<[bool; 7]>(),
        option::of([day(), day()]),
        days(),
        days(),
    )
        .prop_map(|(id, weekdays, period, added, removed)| Service {
            id,
            weekdays,
            period,
            added,
            removed,
        })
}

fn day() -> impl Strategy<Value = Day> {
    (-719_162..2_932_896).prop_map(|number| Day::from_number(number).unwrap())
}

fn trip() -> impl Strategy<Value = Trip> {
    let time = || any::<u32>().prop_map(|time| ClockTime(Deciseconds(time)));
    let call = (any::<u32>(), time(), time(), any::<bool>(), any::<bool>()).prop_map(
        |(stop, arrives, departs, boards, alights)| Call {
            stop: StopIdx(stop),
            arrives,
            departs,
            boards,
            alights,
        },
    );
    let window = (time(), time(), any::<u32>()).prop_map(|(from, until, headway)| ServiceWindow {
        from,
        until,
        headway: Deciseconds(headway),
    });
    let carriage = || select(&[Carriage::Unsaid, Carriage::Allowed, Carriage::Refused][..]);
    let shape = prop_oneof![Just(Vec::new()), vec(fixed(), 2..9)];
    let what = (
        text(),
        option::of(text()),
        any::<[u32; 2]>(),
        carriage(),
        carriage(),
    );
    (what, vec(call, 0..6), vec(window, 0..3), shape).prop_map(
        |((id, headsign, [line, service], bicycles, cars), calls, windows, shape)| Trip {
            id,
            headsign,
            line: LineIdx(line),
            service: ServiceIdx(service),
            calls,
            windows,
            bicycles,
            cars,
            shape,
        },
    )
}

fn area() -> impl Strategy<Value = MultiPolygon<f64>> {
    vec((line(0), vec(line(4), 0..3)), 0..4).prop_map(|polygons| {
        polygons
            .into_iter()
            .map(|(outer, holes)| {
                let holes = if outer.0.is_empty() { Vec::new() } else { holes };
                Polygon::new(outer, holes)
            })
            .collect()
    })
}

fn line(at_least: usize) -> impl Strategy<Value = LineString<f64>> {
    vec(lonlat(), at_least..12).prop_map(|places| {
        places
            .into_iter()
            .map(|at| Coord { x: at.lon, y: at.lat })
            .collect()
    })
}

fn lonlat() -> impl Strategy<Value = LonLat> {
    (-180.0..=180.0_f64, -90.0..=90.0_f64).prop_map(|(lon, lat)| LonLat::new(lon, lat))
}

/// Vietnamese names, names that would break quoting, and any text at all.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        select(ODD_NAMES).prop_map(str::to_owned),
        any::<String>(),
        "[A-ZĐa-zđàảãáạăằẳẵắặâầẩẫấậ ]{1,40}",
    ]
}

const ODD_NAMES: &[&str] = &[
    "",
    " ",
    "Trường Tiểu học Thạnh An",
    "Tru\u{31B}o\u{300}ng",
    "O'Reilly; drop table way; --",
    "\"quoted\" and \\backslash\\",
    "a;b,c\td\r\ne",
    "nul\0inside",
    "🏫 学校 школа",
    "null",
    "{\"a\": 1}",
    "1e999",
];
