//! Who may use what, how fast.

use truonggan::adapters::import::shipped_profiles;
use truonggan::domain::network::{PointRule, Tags, point_rule, way_rule};

/// Speeds along and against a way for the four offered profiles: walk, bicycle, motorbike, car.
#[track_caller]
fn check(tags: &[(&str, &str)], expect: [(f64, f64); 4]) {
    let tags = Tags::new(tags.iter().copied());
    let speeds: Vec<(f64, f64)> = shipped_profiles()
        .iter()
        .filter(|profile| profile.offered)
        .map(|profile| way_rule(profile, &tags))
        .map(|rule| (rule.forward_kmh.unwrap_or(0.0), rule.backward_kmh.unwrap_or(0.0)))
        .collect();
    assert_eq!(speeds, expect, "{tags:?}");
}

const SHUT: (f64, f64) = (0.0, 0.0);

#[test]
fn classes_open_to_whom_they_should() {
    check(
        &[("highway", "residential")],
        [(3.6, 3.6), (12.0, 12.0), (18.0, 18.0), (18.0, 18.0)],
    );
    check(&[("highway", "motorway")], [SHUT, SHUT, SHUT, (80.0, 0.0)]);
    check(&[("highway", "footway")], [(3.6, 3.6), (6.0, 6.0), SHUT, SHUT]);
    check(&[("highway", "steps")], [(2.0, 2.0), SHUT, SHUT, SHUT]);
    check(
        &[("highway", "path")],
        [(3.6, 3.6), (8.0, 8.0), (10.0, 10.0), SHUT],
    );
    check(
        &[("highway", "service"), ("service", "alley")],
        [(3.6, 3.6), (12.0, 12.0), (12.0, 12.0), (10.0, 10.0)],
    );
    check(&[("highway", "proposed")], [SHUT; 4]);
    check(&[("highway", "proposed"), ("access", "yes")], [SHUT; 4]);
    check(&[("building", "yes")], [SHUT; 4]);
}

#[test]
fn one_way_streets_bind_vehicles_and_not_people_on_foot() {
    let street = ("highway", "residential");
    check(
        &[street, ("oneway", "yes")],
        [(3.6, 3.6), (12.0, 0.0), (18.0, 0.0), (18.0, 0.0)],
    );
    check(
        &[street, ("oneway", "-1")],
        [(3.6, 3.6), (0.0, 12.0), (0.0, 18.0), (0.0, 18.0)],
    );
    check(
        &[street, ("oneway", "yes"), ("oneway:motorcycle", "no")],
        [(3.6, 3.6), (12.0, 0.0), (18.0, 18.0), (18.0, 0.0)],
    );
    check(
        &[street, ("junction", "roundabout")],
        [(3.6, 3.6), (12.0, 0.0), (18.0, 0.0), (18.0, 0.0)],
    );
}

#[test]
fn the_most_specific_access_tag_wins() {
    let street = ("highway", "residential");
    check(&[street, ("access", "no")], [SHUT; 4]);
    check(
        &[street, ("access", "no"), ("foot", "yes")],
        [(3.6, 3.6), SHUT, SHUT, SHUT],
    );
    check(
        &[street, ("motor_vehicle", "no"), ("motorcycle", "yes")],
        [(3.6, 3.6), (12.0, 12.0), (18.0, 18.0), SHUT],
    );
    check(
        &[street, ("access", "destination")],
        [(3.6, 3.6), (12.0, 12.0), (18.0, 18.0), (18.0, 18.0)],
    );
    check(
        &[("highway", "primary"), ("motorroad", "yes")],
        [SHUT, SHUT, SHUT, (35.0, 35.0)],
    );
}

#[test]
fn surfaces_and_signs_slow_vehicles_only() {
    let road = ("highway", "primary");
    check(
        &[road, ("surface", "sand")],
        [(3.6, 3.6), (6.0, 6.0), (16.0, 16.0), (17.5, 17.5)],
    );
    check(
        &[road, ("maxspeed", "20")],
        [(3.6, 3.6), (12.0, 12.0), (20.0, 20.0), (20.0, 20.0)],
    );
    check(
        &[road, ("maxspeed", "none")],
        [(3.6, 3.6), (12.0, 12.0), (32.0, 32.0), (35.0, 35.0)],
    );
}

#[test]
fn ferries_carry_everyone_unless_the_data_say_no() {
    check(&[("route", "ferry")], [(10.0, 10.0); 4]);
    check(
        &[("route", "ferry"), ("motorcar", "no")],
        [(10.0, 10.0), (10.0, 10.0), (10.0, 10.0), SHUT],
    );
}

#[test]
fn barriers_stop_whom_they_should() {
    let rules = |tags: &[(&str, &str)]| -> Vec<PointRule> {
        let tags = Tags::new(tags.iter().copied());
        shipped_profiles()
            .iter()
            .filter(|profile| profile.offered)
            .map(|profile| point_rule(profile, &tags))
            .collect()
    };
    let blocked = |tags: &[(&str, &str)]| -> Vec<bool> {
        let rules = rules(tags).into_iter();
        rules.map(|rule| rule == PointRule::Closed).collect()
    };
    assert_eq!(blocked(&[("barrier", "bollard")]), [false, false, false, true]);
    assert_eq!(blocked(&[("barrier", "wall")]), [true; 4]);
    assert_eq!(blocked(&[("barrier", "gate")]), [false; 4]);
    assert_eq!(blocked(&[("barrier", "gate"), ("access", "no")]), [true; 4]);
    assert_eq!(
        rules(&[("barrier", "gate"), ("access", "private")]),
        [PointRule::EndsOnly; 4]
    );
    assert_eq!(
        blocked(&[("barrier", "wall"), ("foot", "yes")]),
        [false, true, true, true]
    );
    assert_eq!(blocked(&[("highway", "crossing")]), [false; 4]);
}
