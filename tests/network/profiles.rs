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

#[test]
fn of_several_access_values_the_most_permissive_counts() {
    let street = ("highway", "residential");
    let open = [(3.6, 3.6), (12.0, 12.0), (18.0, 18.0), (18.0, 18.0)];
    check(&[street, ("motor_vehicle", "no;yes")], open);
    check(&[street, ("motor_vehicle", "no; destination")], open);
    check(
        &[street, ("motor_vehicle", "agricultural;forestry")],
        [open[0], open[1], SHUT, SHUT],
    );
}

#[test]
fn roads_for_buses_police_or_soldiers_are_closed_to_families() {
    let street = ("highway", "service");
    check(
        &[street, ("motor_vehicle", "official")],
        [(3.6, 3.6), (12.0, 12.0), SHUT, SHUT],
    );
    check(&[street, ("access", "psv")], [(3.6, 3.6), SHUT, SHUT, SHUT]);
    check(&[street, ("access", "military")], [SHUT; 4]);
    check(
        &[street, ("service", "emergency_access")],
        [(3.6, 3.6), (12.0, 12.0), SHUT, SHUT],
    );
}

#[test]
fn a_car_needs_its_width() {
    let lane = ("highway", "residential");
    let all = [(3.6, 3.6), (12.0, 12.0), (18.0, 18.0), (18.0, 18.0)];
    let but_cars = [all[0], all[1], all[2], SHUT];
    check(&[lane, ("width", "1.5")], but_cars);
    check(&[lane, ("maxwidth", "1.8 m"), ("width", "4")], but_cars);
    check(&[lane, ("width", "1,9m")], but_cars);
    for unread in ["2", "2.5 m", "13'8\"", "narrow", "-1"] {
        check(&[lane, ("width", unread)], all);
    }
}

#[test]
fn signs_open_ways_of_others_and_access_alone_does_not() {
    let campus = ("highway", "pedestrian");
    check(
        &[campus, ("motor_vehicle", "yes")],
        [(3.6, 3.6), (8.0, 8.0), (10.0, 10.0), (10.0, 10.0)],
    );
    check(&[campus, ("access", "yes")], [(3.6, 3.6), (8.0, 8.0), SHUT, SHUT]);
}

#[test]
fn reversible_roads_and_roads_that_are_being_built_are_closed_to_vehicles() {
    let road = ("highway", "tertiary");
    check(&[road, ("oneway", "reversible")], [(3.6, 3.6), SHUT, SHUT, SHUT]);
    check(&[road, ("construction", "yes")], [(3.6, 3.6), SHUT, SHUT, SHUT]);
    check(
        &[road, ("construction", "secondary")],
        [(3.6, 3.6), (12.0, 12.0), (25.0, 25.0), (25.0, 25.0)],
    );
}

#[test]
fn a_ramp_is_one_way_where_it_says_so() {
    let ramp = ("highway", "motorway_link");
    check(&[ramp], [SHUT, SHUT, SHUT, (45.0, 45.0)]);
    check(&[ramp, ("oneway", "yes")], [SHUT, SHUT, SHUT, (45.0, 0.0)]);
}
