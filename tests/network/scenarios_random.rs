//! What if in random towns of two banks, against brute force and on one and two threads.

use std::collections::BTreeSet;

use truonggan::base::geom::{LonLat, Ruler};
use truonggan::base::units::Centimetres;
use truonggan::domain::network::Tags;
use truonggan::domain::schools::{Bells, Level};
use truonggan::snapshot::dataset::StagedCampus;
use truonggan::snapshot::query::{LegKind, Ranking, RouteRequest, Snapshot, Travel, matrix, route};
use truonggan::snapshot::scenario::{
    Change, Modification, WayKind, compare_homes, compare_pairs, tally_campuses,
};

use crate::scenarios::*;
use crate::support::random::{Random, cases};
use crate::support::town::{Town, at};

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
    let (mut checked, mut moved) = (0, 0);
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
        let bridge =
            Centimetres::from_metres(Ruler::between(at(ends[0].0, ends[0].1), at(ends[1].0, ends[1].1))).0;
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
                checked += 1;
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
                        // Streets that led to no school are led to one by the bridge, and the nearest of them is taken.
                        if before.is_none() && after + 3 < best {
                            moved += 1;
                            continue;
                        }
                        assert!(after.abs_diff(best) <= 3, "{context}");
                        // As long, but with fewer crossings, is shorter in the order of answers.
                        let is_shorter = |before: u32| after < before || pair.change == Change::Otherwise;
                        assert!(before.is_none_or(is_shorter), "{context}");
                    }
                }
            }
        }
    }
    println!("{checked} pairs, {moved} at another road");
    assert!(checked > 1_000 && moved * 50 < checked, "{moved} of {checked}");
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
