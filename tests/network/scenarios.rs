//! What if: modifications of drawn and random towns, against brute force where the answer is not known by arithmetic.

use truonggan::adapters::import::shipped_profiles;
use truonggan::base::calendar::ClockTime;
use truonggan::base::geom::LonLat;
use truonggan::base::progress::Silent;
use truonggan::domain::network::{RawRestriction, Tags, Timetable, TurnVia};
use truonggan::domain::schools::{Level, Seats};
use truonggan::snapshot::dataset::{Dataset, DatasetMeta, LayerSource, StagedCampus, StagedLayer};
use truonggan::snapshot::query::{Ranking, Snapshot};
use truonggan::snapshot::scenario::{
    Change, EdgeReference, JoinRule, MergedSeats, Modification, ModificationStep, NewCampus, NewWay,
    Question, WayKind, WayReference, Worlds, apply_modifications, compare_homes, compare_pairs,
    tally_campuses, tally_homes,
};

use crate::support::town::{Town, assert_length, at};

pub fn campus(id: &str, east: f64, north: f64) -> StagedCampus {
    StagedCampus {
        school_id: format!("S-{id}"),
        campus_id: id.to_owned(),
        name: format!("Trường {id}"),
        campus_name: None,
        at: at(east, north),
        gates: Vec::new(),
        levels: vec![Level::Primary],
        levels_guessed: false,
        commune: None,
        seats: Some(Seats {
            count: 100,
            synthetic: false,
        }),
        operator: None,
        source: "drawn".to_owned(),
    }
}

pub fn world(town: &Town, campuses: Vec<StagedCampus>) -> Snapshot {
    world_with(town, campuses, Timetable::default(), Vec::new())
}

pub fn world_with(
    town: &Town,
    campuses: Vec<StagedCampus>,
    timetable: Timetable,
    restrictions: Vec<RawRestriction>,
) -> Snapshot {
    let mut network = town.raw().clone();
    network.restrictions.extend(restrictions);
    let layers = [
        StagedLayer::Network(network),
        StagedLayer::Water(town.water().clone()),
        StagedLayer::Schools(campuses),
        StagedLayer::Timetable(timetable),
    ];
    let layers = layers.map(|layer| (layer, LayerSource::default()));
    let (dataset, _) = Dataset::build(layers.to_vec(), DatasetMeta::default()).unwrap();
    Snapshot::build(dataset, shipped_profiles(), &Silent)
}

pub fn steps(modifications: Vec<Modification>) -> Vec<ModificationStep> {
    let step = |(number, modification)| ModificationStep {
        modification,
        number,
        line: None,
    };
    (1..).zip(modifications).map(step).collect()
}

#[track_caller]
pub fn apply(baseline: &Snapshot, modifications: Vec<Modification>) -> Worlds<'_> {
    let applied = apply_modifications(baseline, &steps(modifications), DatasetMeta::default());
    let (datasets, _) = applied.unwrap_or_else(|findings| panic!("{findings:#?}"));
    Worlds::build(baseline, datasets, &Silent)
}

/// Codes of the errors, each as often as it is told.
pub fn faults(baseline: &Snapshot, modifications: Vec<Modification>) -> Vec<(String, String)> {
    let refused = apply_modifications(baseline, &steps(modifications), DatasetMeta::default());
    let findings = refused.expect_err("the modifications are faulty");
    let mut told: Vec<(String, String)> = findings
        .findings()
        .flat_map(|(_, finding)| &finding.examples)
        .filter(|example| example.severity == truonggan::base::diagnostic::Severity::Error)
        .map(|example| {
            (
                example.place.object.clone().unwrap_or_default(),
                example.code.to_owned(),
            )
        })
        .collect();
    told.sort();
    told
}

pub fn on_foot(world: &Snapshot) -> Question {
    Question {
        profile: world.index.find_profile("walk").unwrap(),
        level: Level::Primary,
        rank: Ranking::Metres,
        day: "2026-11-23".parse().unwrap(),
        bell: ClockTime::at(7, 0),
    }
}

pub fn new_campus(id: &str, east: f64, north: f64) -> NewCampus {
    NewCampus {
        id: id.to_owned(),
        school: None,
        name: Some(format!("Trường {id}")),
        campus_name: None,
        levels: vec![Level::Primary],
        at: at(east, north),
        seats: Some(50),
    }
}

pub fn new_way(kind: WayKind, places: &[(f64, f64)]) -> NewWay {
    let tags = match kind {
        WayKind::Road => Tags::new([("highway", "residential")]),
        WayKind::Bridge => Tags::new([("highway", "residential"), ("bridge", "yes")]),
        WayKind::Ferry => Tags::new([("route", "ferry"), ("name", "Phà Mới"), ("duration", "5")]),
    };
    NewWay {
        kind,
        tags,
        line: places.iter().map(|(x, y)| at(*x, *y)).collect(),
        join: JoinRule::Ends,
        reach_metres: 50.0,
    }
}

pub fn close(id: &str) -> Modification {
    Modification::CloseCampus {
        campus: id.to_owned(),
    }
}

pub fn remove_ferry(name: &str) -> Modification {
    Modification::RemoveWay {
        kind: WayKind::Ferry,
        which: WayReference::Name(name.to_owned()),
    }
}

/// Two banks with a street each, joined by a ferry, and a school on either:
///
/// ```text
///   north   0 ──A──────────── 2000
///                 :  river, 400 wide
///   south   0 ─────────────B─ 2000
/// ```
pub fn two_banks() -> Town {
    Town::new()
        .street("Bờ Bắc", &[(0., 400.), (1000., 400.), (2000., 400.)])
        .street("Bờ Nam", &[(0., 0.), (1000., 0.), (2000., 0.)])
        .ferry("Phà", 5, 10, &[(1000., 0.), (1000., 400.)])
        .lake(-100., 30., 2100., 370.)
}

pub fn banks_world() -> Snapshot {
    world(
        &two_banks(),
        vec![campus("A", 200., 400.), campus("B", 1800., 0.)],
    )
}

#[test]
fn an_empty_scenario_changes_nothing_and_has_the_hash_of_its_baseline() {
    let baseline = banks_world();
    let worlds = apply(&baseline, vec![]);
    let manifest = worlds.scenario.dataset.manifest();
    assert_eq!(manifest.hash, baseline.dataset.manifest().hash);
    assert_eq!(
        manifest.baseline.as_ref(),
        Some(&baseline.dataset.manifest().hash)
    );
    let homes: Vec<LonLat> = (0..20).map(|n| at(f64::from(n) * 100., 10.)).collect();
    let changes = compare_homes(&worlds, &on_foot(&baseline), &homes);
    assert!(
        changes
            .iter()
            .all(|home| home.change == Change::Same && home.before == home.after)
    );
    assert_eq!(compare_pairs(&worlds, &on_foot(&baseline), &homes), []);
}

#[test]
fn closing_moving_merging_and_seats_are_counted_campus_by_campus() {
    let baseline = banks_world();
    let homes = [at(1500., 0.), at(300., 400.)];
    let question = on_foot(&baseline);

    let closed = apply(&baseline, vec![close("B")]);
    let changes = compare_homes(&closed, &question, &homes);
    assert_eq!(
        [changes[0].change, changes[1].change],
        [Change::Farther, Change::Same]
    );
    // 500 m to the pier, 400 m of water, 800 m on the other bank.
    let way = changes[0].after.way().unwrap();
    assert_eq!((way.campus.as_str(), way.travel.crossings), ("A", 1));
    assert_length(way.travel.metres, 1700.);
    let totals = tally_homes(&question, &changes);
    assert_eq!(
        totals.added.max,
        way.travel.metres.0 - changes[0].before.way().unwrap().travel.metres.0
    );
    let tallies = tally_campuses(&closed, Level::Primary, &changes);
    let b = tallies.iter().find(|tally| tally.campus.as_str() == "B").unwrap();
    assert_eq!(
        (b.exists, b.homes, b.lost, b.gained),
        ([true, false], [1, 0], 1, 0)
    );

    let merged = apply(
        &baseline,
        vec![Modification::MergeCampuses {
            from: "A".to_owned(),
            into: "B".to_owned(),
            seats: MergedSeats::Move,
        }],
    );
    let schools = merged.scenario.schools();
    assert_eq!(schools.campuses().len(), 1);
    assert_eq!(schools.campuses()[0].seats.unwrap().count, 200);

    let moved = apply(
        &baseline,
        vec![
            Modification::MoveCampus {
                campus: "A".to_owned(),
                to: at(500., 400.),
            },
            Modification::ChangeSeats {
                campus: "A".to_owned(),
                seats: 7,
            },
        ],
    );
    let changes = compare_homes(&moved, &question, &homes);
    assert_eq!(
        [changes[0].change, changes[1].change],
        [Change::Same, Change::Farther]
    );
    assert_length(changes[1].after.way().unwrap().travel.metres, 200.);
    let found = moved.scenario.schools().find_campus("A").unwrap();
    assert_eq!(moved.scenario.schools().campus(found).seats.unwrap().count, 7);
    assert_ne!(
        moved.scenario.dataset.manifest().hash,
        baseline.dataset.manifest().hash
    );
}

#[test]
fn without_its_ferry_a_bank_without_a_school_reaches_none_and_by_a_bridge_it_does_again() {
    let baseline = world(&two_banks(), vec![campus("A", 200., 400.)]);
    let question = on_foot(&baseline);
    let homes = [at(1500., 0.), at(300., 400.)];
    let without = apply(&baseline, vec![remove_ferry("Phà")]);
    let changes = compare_homes(&without, &question, &homes);
    assert_eq!(
        [changes[0].change, changes[1].change],
        [Change::Lost, Change::Same]
    );
    let with_bridge = apply(
        &baseline,
        vec![
            remove_ferry("phà"),
            Modification::AddWay(new_way(WayKind::Bridge, &[(1500., 0.), (1500., 400.)])),
        ],
    );
    let changes = compare_homes(&with_bridge, &question, &homes);
    let way = changes[0].after.way().unwrap();
    assert_eq!(way.travel.crossings, 0);
    assert_length(way.travel.metres, 400. + 1300.);
    // Without the ferry it was 500 + 400 + 800 m: the bridge is as long, and the way another one.
    assert_eq!(changes[0].change, Change::Otherwise);
    assert_eq!(changes[1].change, Change::Same);
}

#[test]
fn a_new_road_cuts_the_road_it_meets_and_nobody_else_notices() {
    let baseline = banks_world();
    // It meets both banks in mid-segment, 7 m off on the south bank.
    let bridge = new_way(WayKind::Bridge, &[(333.3, 7.), (333.3, 400.)]);
    let worlds = apply(&baseline, vec![Modification::AddWay(bridge)]);
    let question = on_foot(&baseline);
    let homes: Vec<LonLat> = (0..60)
        .flat_map(|n| [at(f64::from(n) * 33., 2.), at(f64::from(n) * 33., 398.)])
        .collect();
    let pairs = compare_pairs(&worlds, &question, &homes);
    assert!(!pairs.is_empty());
    for pair in &pairs {
        assert_eq!(pair.change, Change::Nearer, "{pair:?}");
        assert_eq!(pair.after.as_ref().unwrap().travel.crossings, 0, "{pair:?}");
        assert_eq!(pair.before.as_ref().unwrap().travel.crossings, 1, "{pair:?}");
    }
    let end = worlds
        .scenario
        .raw()
        .ways
        .iter()
        .find(|way| way.tags.is("bridge", "yes"))
        .unwrap();
    assert!(end.id < 0, "no file has such an id");
    assert_eq!(
        end.points.len(),
        3,
        "the road goes on from the given end to the street"
    );
}

#[test]
fn a_closed_edge_is_walked_around_and_its_way_keeps_its_other_parts() {
    // A square of streets; the south side is closed between 400 and 600 m.
    let town = Town::new()
        .street("Nam", &[(0., 0.), (1000., 0.)])
        .street("Vòng", &[(0., 0.), (0., 1000.), (1000., 1000.), (1000., 0.)]);
    let baseline = world(&town, vec![campus("A", 900., 0.)]);
    let homes = [at(100., 0.), at(800., 0.), at(0., 500.), at(1000., 500.)];
    for between in [
        EdgeReference::Places([at(400., 3.), at(600., -3.)]),
        EdgeReference::Places([at(600., 0.), at(400., 0.)]),
    ] {
        let worlds = apply(&baseline, vec![Modification::CloseEdge { way: None, between }]);
        let changes = compare_homes(&worlds, &on_foot(&baseline), &homes);
        let words: Vec<Change> = changes.iter().map(|home| home.change).collect();
        assert_eq!(
            words,
            [Change::Farther, Change::Same, Change::Farther, Change::Same]
        );
        assert_length(changes[0].after.way().unwrap().travel.metres, 100. + 3000. + 100.);
        let named = worlds.scenario.raw().ways.iter();
        assert_eq!(named.filter(|way| way.tags.is("name", "Nam")).count(), 2);
    }
    let by_points = Modification::CloseEdge {
        way: Some(1),
        between: EdgeReference::Points([0, 1]),
    };
    let worlds = apply(&baseline, vec![by_points]);
    assert_eq!(worlds.scenario.raw().ways.len(), 1, "the whole way is closed");
}

#[test]
fn turn_restrictions_follow_the_pieces_of_their_ways_or_go() {
    let town = Town::new()
        .street("Nam", &[(0., 0.), (500., 0.), (1000., 0.)])
        .street("Bắc", &[(500., 0.), (500., 500.)])
        .street("Đông", &[(1000., 0.), (1000., 500.)]);
    let point_at = |way: usize, point: usize| town.raw().ways[way].points[point];
    let restriction = |id: i64, from: i64, via: i64, to: i64| RawRestriction {
        id,
        tags: Tags::new([("restriction", "no_left_turn")]),
        from: vec![from],
        via: TurnVia::Point(via),
        to: vec![to],
    };
    let (middle, east) = (point_at(0, 1), point_at(0, 2));
    let restrictions = vec![restriction(1, 1, middle, 2), restriction(2, 1, east, 3)];
    let baseline = world_with(
        &town,
        vec![campus("A", 900., 0.)],
        Timetable::default(),
        restrictions,
    );
    let closed = Modification::CloseEdge {
        way: Some(1),
        between: EdgeReference::Places([at(700., 0.), at(800., 0.)]),
    };
    let worlds = apply(&baseline, vec![closed]);
    let raw = worlds.scenario.raw();
    let east_piece = raw
        .ways
        .iter()
        .find(|way| way.tags.is("name", "Nam") && way.id != 1)
        .unwrap();
    assert_eq!(raw.restrictions[0].from, [1]);
    assert_eq!(raw.restrictions[1].from, [east_piece.id]);

    let removed = Modification::RemoveWay {
        kind: WayKind::Road,
        which: WayReference::Id(2),
    };
    let worlds = apply(&baseline, vec![removed]);
    let left: Vec<i64> = worlds
        .scenario
        .raw()
        .restrictions
        .iter()
        .map(|known| known.id)
        .collect();
    assert_eq!(left, [2]);
}

#[test]
fn every_fault_is_told_at_once_with_its_number() {
    let baseline = banks_world();
    let far = (5000., 5000.);
    let told = faults(
        &baseline,
        vec![
            close("AA"),
            close("S-A"),
            Modification::MergeCampuses {
                from: "B".to_owned(),
                into: "B".to_owned(),
                seats: MergedSeats::Drop,
            },
            Modification::ChangeSeats {
                campus: "B".to_owned(),
                seats: -1,
            },
            close("B"),
            close("B"),
            Modification::AddCampus(NewCampus {
                seats: Some(-5),
                levels: vec![],
                at: LonLat::new(10.5, 106.8),
                ..new_campus("A", 0., 0.)
            }),
            Modification::AddWay(new_way(WayKind::Road, &[(0., 0.), far])),
            Modification::RemoveWay {
                kind: WayKind::Road,
                which: WayReference::Id(99),
            },
            remove_ferry("Bờ Bắc"),
            Modification::CloseEdge {
                way: None,
                between: EdgeReference::Places([at(0., 0.), at(0., 400.)]),
            },
            Modification::RemoveBoat {
                line: "Tàu".to_owned(),
            },
            Modification::AddWay(NewWay {
                tags: Tags::new([("highway", "proposed")]),
                ..new_way(WayKind::Road, &[(0., 0.), (500., 0.)])
            }),
            Modification::AddWay(new_way(WayKind::Road, &[(0., 0.), (1., 1.)])),
        ],
    );
    let expect = [
        ("modification 1 (close_campus)", "scenario/unknown_campus"),
        ("modification 10 (remove_ferry)", "scenario/unknown_way"),
        ("modification 11 (close_edge)", "scenario/not_one_way"),
        ("modification 12 (remove_boat)", "scenario/unknown_line"),
        ("modification 13 (add_road)", "scenario/way_unusable"),
        ("modification 14 (add_road)", "scenario/ends_meet"),
        ("modification 2 (close_campus)", "scenario/unknown_campus"),
        ("modification 3 (merge_campuses)", "scenario/merged_into_itself"),
        ("modification 4 (change_seats)", "scenario/seats"),
        ("modification 6 (close_campus)", "scenario/campus_closed"),
        ("modification 7 (add_campus)", "scenario/campus_exists"),
        ("modification 7 (add_campus)", "scenario/levels_missing"),
        ("modification 7 (add_campus)", "scenario/place"),
        ("modification 7 (add_campus)", "scenario/seats"),
        ("modification 8 (add_road)", "scenario/end_too_far"),
        ("modification 9 (remove_road)", "scenario/unknown_way"),
    ];
    let expect: Vec<(String, String)> = expect
        .iter()
        .map(|(object, code)| ((*object).to_owned(), (*code).to_owned()))
        .collect();
    assert_eq!(told, expect);
}

#[test]
fn what_an_earlier_modification_made_can_be_changed_and_what_it_failed_to_make_is_told_once() {
    let baseline = banks_world();
    let worlds = apply(
        &baseline,
        vec![
            Modification::AddCampus(new_campus("C", 1000., 0.)),
            Modification::MoveCampus {
                campus: "C".to_owned(),
                to: at(500., 0.),
            },
            close("B"),
        ],
    );
    let ids: Vec<&str> = worlds
        .scenario
        .schools()
        .campuses()
        .iter()
        .map(|campus| campus.id.as_str())
        .collect();
    assert_eq!(ids, ["A", "C"]);
    let told = faults(
        &baseline,
        vec![
            Modification::AddCampus(NewCampus {
                levels: vec![],
                ..new_campus("C", 0., 0.)
            }),
            close("C"),
        ],
    );
    assert_eq!(told.len(), 1, "{told:?}");
}
