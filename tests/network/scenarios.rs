//! What if: modifications of drawn and random towns, against brute force where the answer is not known by arithmetic.

use std::collections::BTreeSet;

use truonggan::adapters::import::shipped_profiles;
use truonggan::base::calendar::{ClockTime, Day};
use truonggan::base::geom::{LonLat, Ruler};
use truonggan::base::ids::{LineIdx, ServiceIdx, StopIdx};
use truonggan::base::progress::Silent;
use truonggan::domain::network::{
    Call, Carriage, Line, LineMode, RawRestriction, Service, Stop, Tags, Timetable, Trip, TurnVia,
};
use truonggan::domain::schools::{Bells, Level, Seats};
use truonggan::snapshot::dataset::{Dataset, DatasetMeta, LayerSource, StagedCampus, StagedLayer};
use truonggan::snapshot::query::{LegKind, Ranking, RouteRequest, Snapshot, Travel, matrix, route};
use truonggan::snapshot::scenario::{
    Change, EdgeReference, JoinRule, MergedSeats, Modification, ModificationStep, NewBoat, NewCall,
    NewCampus, NewSailing, NewWay, Question, SailingReference, WayKind, WayReference, Worlds,
    apply_modifications, compare_homes, compare_pairs, tally_campuses, tally_homes,
};

use crate::support::random::{Random, cases};
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

fn world(town: &Town, campuses: Vec<StagedCampus>) -> Snapshot {
    world_with(town, campuses, Timetable::default(), Vec::new())
}

fn world_with(
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

fn steps(modifications: Vec<Modification>) -> Vec<ModificationStep> {
    let step = |(number, modification)| ModificationStep {
        modification,
        number,
        line: None,
    };
    (1..).zip(modifications).map(step).collect()
}

#[track_caller]
fn apply(baseline: &Snapshot, modifications: Vec<Modification>) -> Worlds<'_> {
    let applied = apply_modifications(baseline, &steps(modifications), DatasetMeta::default());
    let (datasets, _) = applied.unwrap_or_else(|findings| panic!("{findings:#?}"));
    Worlds::build(baseline, datasets, &Silent)
}

/// Codes of the errors, each as often as it is told.
fn faults(baseline: &Snapshot, modifications: Vec<Modification>) -> Vec<(String, String)> {
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

fn on_foot(world: &Snapshot) -> Question {
    Question {
        profile: world.index.find_profile("walk").unwrap(),
        level: Level::Primary,
        rank: Ranking::Metres,
        day: "2026-11-23".parse().unwrap(),
        bell: ClockTime::at(7, 0),
    }
}

fn new_campus(id: &str, east: f64, north: f64) -> NewCampus {
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

fn new_way(kind: WayKind, places: &[(f64, f64)]) -> NewWay {
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

fn close(id: &str) -> Modification {
    Modification::CloseCampus {
        campus: id.to_owned(),
    }
}

fn remove_ferry(name: &str) -> Modification {
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
fn two_banks() -> Town {
    Town::new()
        .street("Bờ Bắc", &[(0., 400.), (1000., 400.), (2000., 400.)])
        .street("Bờ Nam", &[(0., 0.), (1000., 0.), (2000., 0.)])
        .ferry("Phà", 5, 10, &[(1000., 0.), (1000., 400.)])
        .lake(-100., 30., 2100., 370.)
}

fn banks_world() -> Snapshot {
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

/// Streets of a random town on both sides of a river, and homes in it.
struct RandomBanks {
    town: Town,
    campuses: Vec<StagedCampus>,
    homes: Vec<LonLat>,
    /// Junctions of the south and of the north bank.
    junctions: [Vec<(f64, f64)>; 2],
}

const NORTH: f64 = 1600.;

fn random_banks(random: &mut Random, ferry: bool) -> RandomBanks {
    let mut town = Town::new().lake(-500., 900., 1500., NORTH - 100.);
    let mut junctions = [Vec::new(), Vec::new()];
    for (bank, base) in [(0, 0.), (1, NORTH)] {
        let side = 3 + random.below(2);
        let spots: Vec<(f64, f64)> = (0..side * side)
            .map(|n| {
                let jitter = |random: &mut Random| (random.unit() - 0.5) * 60.;
                (
                    (n % side) as f64 * 200. + jitter(random),
                    base + (n / side) as f64 * 200. + jitter(random),
                )
            })
            .collect();
        for (n, spot) in spots.iter().enumerate() {
            if n % side + 1 < side && random.chance(0.9) {
                town = town.street("", &[*spot, spots[n + 1]]);
            }
            if n + side < spots.len() && random.chance(0.9) {
                let middle = (spot.0 + 15., f64::midpoint(spot.1, spots[n + side].1));
                town = town.street("", &[*spot, middle, spots[n + side]]);
            }
        }
        junctions[bank] = spots;
    }
    if ferry {
        let pier = |random: &mut Random, bank: usize| junctions[bank][random.below(junctions[bank].len())];
        town = town.ferry("Phà", 5, 10, &[pier(random, 0), pier(random, 1)]);
    }
    let place = |random: &mut Random| {
        let bank = random.below(2);
        let (x, y) = junctions[bank][random.below(junctions[bank].len())];
        (x + random.unit() * 100., y + random.unit() * 40. - 20.)
    };
    let campuses = (0..2 + random.below(5))
        .map(|n| {
            let (x, y) = place(random);
            campus(&format!("C{n}"), x, y)
        })
        .collect();
    let homes = (0..25)
        .map(|_| {
            let (x, y) = place(random);
            at(x, y)
        })
        .collect();
    RandomBanks {
        town,
        campuses,
        homes,
        junctions,
    }
}

#[test]
fn removing_a_ferry_changes_only_pairs_whose_way_used_it() {
    for seed in 0..cases(60) {
        let mut random = Random::new(seed);
        let banks = random_banks(&mut random, true);
        let baseline = world(&banks.town, banks.campuses);
        let worlds = apply(&baseline, vec![remove_ferry("Phà")]);
        let question = on_foot(&baseline);
        let pairs = compare_pairs(&worlds, &question, &banks.homes);
        let changed: BTreeSet<(usize, String)> = pairs
            .iter()
            .map(|pair| (pair.home, pair.campus.as_str().to_owned()))
            .collect();
        for (home, at) in banks.homes.iter().enumerate() {
            for (idx, campus) in baseline.schools().campuses().iter().enumerate() {
                let request = RouteRequest {
                    at: *at,
                    campus: truonggan::base::ids::CampusIdx::from_usize(idx),
                    profile: question.profile,
                    rank: Ranking::Metres,
                    day: question.day,
                    bells: Bells::default(),
                };
                let sails = route(&baseline, &request)
                    .is_ok_and(|route| route.legs.iter().any(|leg| leg.kind == LegKind::Sail));
                let is_changed = changed.contains(&(home, campus.id.as_str().to_owned()));
                assert_eq!(is_changed, sails, "seed {seed}, home {home}, {}", campus.id);
            }
        }
    }
}

/// The cells of a matrix by campus code.
fn cells(world: &Snapshot, homes: &[LonLat]) -> Vec<(String, Vec<Option<Travel>>)> {
    let question = on_foot(world);
    matrix(world, (question.profile, question.level, question.rank), homes)
        .into_iter()
        .map(|(campus, cells)| (world.schools().campus(campus).id.as_str().to_owned(), cells))
        .collect()
}

#[test]
fn opening_a_bridge_changes_exactly_the_pairs_that_it_shortens() {
    for seed in 0..cases(60) {
        let mut random = Random::new(seed);
        let banks = random_banks(&mut random, seed % 3 != 0);
        let ends = [0, 1].map(|bank| banks.junctions[bank][random.below(banks.junctions[bank].len())]);
        let baseline = world(&banks.town, banks.campuses.clone());
        let mut modification = new_way(WayKind::Bridge, &ends);
        modification.tags = Tags::new([("highway", "residential"), ("bridge", "yes")]);
        let worlds = apply(&baseline, vec![Modification::AddWay(modification)]);
        let pairs = compare_pairs(&worlds, &on_foot(&baseline), &banks.homes);

        // Brute force without the bridge: a way over it is a way to one end, the bridge, and a way from the other.
        let mut with_ends = banks.campuses.clone();
        with_ends.push(campus("end0", ends[0].0, ends[0].1));
        with_ends.push(campus("end1", ends[1].0, ends[1].1));
        let beside = world(&banks.town, with_ends);
        let mut places = banks.homes.clone();
        places.extend(ends.map(|(x, y)| at(x, y)));
        let known = cells(&beside, &places);
        let metres = |campus: &str, home: usize| {
            let (_, column) = known.iter().find(|(id, _)| id == campus)?;
            column[home].map(|travel| travel.metres.0)
        };
        let bridge = truonggan::base::units::Centimetres::from_metres(Ruler::between(
            at(ends[0].0, ends[0].1),
            at(ends[1].0, ends[1].1),
        ))
        .0;
        // A pin beside the new bridge would stand on it, and begin its way there.
        let is_beside = |place: LonLat| {
            let along = (0..=100).map(|n| f64::from(n) / 100.);
            let mut on_bridge = along.map(|part| {
                let between = |a: f64, b: f64| a + (b - a) * part;
                at(between(ends[0].0, ends[1].0), between(ends[0].1, ends[1].1))
            });
            on_bridge.any(|there| Ruler::between(place, there) < 130.)
        };
        let n_homes = banks.homes.len();
        for home in (0..n_homes).filter(|home| !is_beside(banks.homes[*home])) {
            for campus in banks.campuses.iter().filter(|campus| !is_beside(campus.at)) {
                let id = campus.campus_id.as_str();
                let before = metres(id, home);
                let over = |from: usize| {
                    let (there, back) = (format!("end{from}"), n_homes + 1 - from);
                    Some(metres(&there, home)? + bridge + metres(id, back)?)
                };
                let best = [before, over(0), over(1)].into_iter().flatten().min();
                let found = pairs
                    .iter()
                    .find(|pair| pair.home == home && pair.campus.as_str() == id);
                let context = format!("seed {seed}, home {home}, {id}: {before:?} → {best:?}, {found:?}");
                match found {
                    None => assert!(
                        best.zip(before).is_none_or(|(best, before)| best + 3 >= before)
                            && best.is_some() == before.is_some(),
                        "{context}"
                    ),
                    Some(pair) => {
                        let after = pair.after.as_ref().unwrap_or_else(|| panic!("{context}"));
                        let after = after.travel.metres.0;
                        let best = best.unwrap_or_else(|| panic!("{context}"));
                        assert!(after.abs_diff(best) <= 3, "{context}");
                        // As long, but with fewer crossings, is shorter in the order of answers.
                        let is_shorter = |before: u32| after < before || pair.change == Change::Otherwise;
                        assert!(before.is_none_or(is_shorter), "{context}");
                    }
                }
            }
        }
    }
}

#[test]
fn an_added_school_lengthens_nobodys_way_and_a_closed_one_shortens_nobodys() {
    for seed in 0..cases(60) {
        let mut random = Random::new(seed);
        let banks = random_banks(&mut random, true);
        let baseline = world(&banks.town, banks.campuses);
        let (x, y) = banks.junctions[0][random.below(banks.junctions[0].len())];
        let new = Modification::AddCampus(new_campus("NEW", x + random.unit() * 80., y));
        let worlds = apply(&baseline, vec![new]);
        let question = on_foot(&baseline);
        for home in compare_homes(&worlds, &question, &banks.homes) {
            assert!(
                matches!(
                    home.change,
                    Change::Same | Change::Nearer | Change::Reached | Change::Unreached
                ),
                "seed {seed}: {home:?}"
            );
        }
        let closed = apply(&baseline, vec![close("C0")]);
        for home in compare_homes(&closed, &question, &banks.homes) {
            assert!(
                !matches!(home.change, Change::Nearer | Change::Reached),
                "seed {seed}: {home:?}"
            );
        }
    }
}

#[test]
fn one_thread_and_two_give_the_same_comparison() {
    let mut random = Random::new(7);
    let banks = random_banks(&mut random, true);
    let ends = [0, 1].map(|bank| banks.junctions[bank][0]);
    let compared = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| {
            let baseline = world(&banks.town, banks.campuses.clone());
            let bridge = Modification::AddWay(new_way(WayKind::Bridge, &ends));
            let worlds = apply(&baseline, vec![bridge, close("C1")]);
            let question = on_foot(&baseline);
            let homes = compare_homes(&worlds, &question, &banks.homes);
            let tallies = tally_campuses(&worlds, Level::Primary, &homes);
            (homes, tallies, compare_pairs(&worlds, &question, &banks.homes))
        })
    };
    assert_eq!(compared(1), compared(2));
}

/// Boats of one line both ways, twice a day, on all days.
fn boats() -> Timetable {
    let stop = |id: &str, name: &str, north: f64| Stop {
        id: id.to_owned(),
        name: name.to_owned(),
        at: at(1000., north),
    };
    let call = |stop: u32, minute: u32, boards: bool| Call {
        stop: StopIdx(stop),
        arrives: ClockTime::at(0, minute),
        departs: ClockTime::at(0, minute),
        boards,
        alights: !boards,
    };
    let trip = |id: &str, line: u32, stops: [u32; 2], hour: u32| Trip {
        id: id.to_owned(),
        headsign: None,
        line: LineIdx(line),
        service: ServiceIdx(0),
        calls: vec![
            call(stops[0], hour * 60, true),
            call(stops[1], hour * 60 + 5, false),
        ],
        windows: Vec::new(),
        bicycles: Carriage::Unsaid,
        cars: Carriage::Unsaid,
        shape: Vec::new(),
    };
    let line = |id: &str, name: &str| Line {
        id: id.to_owned(),
        name: name.to_owned(),
        operator: None,
        mode: LineMode::Boat,
        pupils_only: false,
    };
    Timetable {
        stops: vec![stop("N", "Bến Bắc", 400.), stop("S", "Bến Nam", 0.)],
        lines: vec![line("L1", "Phà"), line("L2", "Tàu khác")],
        services: vec![Service {
            id: "all".to_owned(),
            weekdays: [true; 7],
            period: Day::new(2026, 1, 1).map(|day| [day, day]),
            added: BTreeSet::new(),
            removed: BTreeSet::new(),
        }],
        trips: vec![
            trip("t1", 0, [0, 1], 6),
            trip("t2", 0, [1, 0], 6),
            trip("t3", 0, [0, 1], 7),
            trip("t4", 1, [0, 1], 8),
        ],
    }
}

fn trip_ids(worlds: &Worlds<'_>) -> Vec<(String, String)> {
    let timetable = worlds.scenario.dataset.timetable();
    timetable
        .trips
        .iter()
        .map(|trip| (trip.id.clone(), timetable.line(trip.line).id.clone()))
        .collect()
}

#[test]
fn boats_and_sailings_come_and_go_with_their_lines() {
    let baseline = world_with(&two_banks(), vec![campus("A", 200., 400.)], boats(), Vec::new());
    let own = |ids: &[(&str, &str)]| -> Vec<(String, String)> {
        ids.iter()
            .map(|(trip, line)| ((*trip).to_owned(), (*line).to_owned()))
            .collect()
    };
    let without = apply(
        &baseline,
        vec![Modification::RemoveBoat {
            line: "Phà".to_owned(),
        }],
    );
    assert_eq!(trip_ids(&without), own(&[("t4", "L2")]));
    let ferries = without.scenario.raw().ways.iter();
    assert_eq!(ferries.filter(|way| way.tags.is("route", "ferry")).count(), 0);
    let changes = compare_homes(&without, &on_foot(&baseline), &[at(1500., 0.)]);
    assert_eq!(changes[0].change, Change::Lost);

    let departure = |from: Option<&str>| {
        Modification::RemoveSailing(SailingReference::Departure {
            line: "L1".to_owned(),
            departs: ClockTime::at(6, 0),
            from: from.map(str::to_owned),
        })
    };
    let fewer = apply(&baseline, vec![departure(Some("bến bắc"))]);
    assert_eq!(trip_ids(&fewer), own(&[("t2", "L1"), ("t3", "L1"), ("t4", "L2")]));
    assert_eq!(
        faults(&baseline, vec![departure(None)])[0].1,
        "scenario/unknown_sailing"
    );

    let sailing = |from: Option<&str>, hour: u32| {
        Modification::AddSailing(NewSailing {
            line: "Phà".to_owned(),
            departs: ClockTime::at(hour, 30),
            from: from.map(str::to_owned),
        })
    };
    let more = apply(&baseline, vec![sailing(Some("S"), 5)]);
    let timetable = more.scenario.dataset.timetable();
    let added = timetable.trips.iter().find(|trip| trip.id == "t2+05:30").unwrap();
    assert_eq!(added.calls[0].departs, ClockTime::at(5, 30));
    assert_eq!(added.calls[1].arrives, ClockTime::at(5, 35));
    assert_eq!(
        faults(&baseline, vec![sailing(None, 5)])[0].1,
        "scenario/direction_missing"
    );

    let boat = NewBoat {
        id: "L0".to_owned(),
        name: "Tàu mới".to_owned(),
        calls: vec![
            NewCall {
                stop: "S".to_owned(),
                new_stop: None,
                minutes: 0.,
            },
            NewCall {
                stop: "E".to_owned(),
                new_stop: Some(("Bến Đông".to_owned(), at(2000., 400.))),
                minutes: 12.5,
            },
        ],
        sailings: vec![ClockTime::at(6, 40)],
        return_sailings: vec![ClockTime::at(11, 0)],
        service: None,
    };
    let added = apply(&baseline, vec![Modification::AddBoat(boat.clone())]);
    let timetable = added.scenario.dataset.timetable();
    let trip = timetable
        .trips
        .iter()
        .find(|trip| trip.id == "L0-R11:00")
        .unwrap();
    assert_eq!(timetable.stop(trip.calls[0].stop).id, "E");
    assert_eq!(trip.calls[1].arrives.0.0, (11 * 3600 + 750) * 10);
    assert_eq!(timetable.line(trip.line).name, "Tàu mới");
    assert_eq!(timetable.trips.len(), 6);
    let told = faults(
        &baseline,
        vec![Modification::AddBoat(NewBoat {
            service: Some("never".to_owned()),
            sailings: vec![],
            return_sailings: vec![],
            ..boat
        })],
    );
    assert_eq!(told.len(), 2, "{told:?}");
}
