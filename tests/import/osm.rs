//! OpenStreetMap extracts, one behaviour each.

use truonggan::base::diagnostic::Diagnostics;
use truonggan::base::geom::LonLat;
use truonggan::domain::network::TurnVia;
use truonggan::domain::schools::Level;
use truonggan::snapshot::dataset::{Layer, Staged};

use super::files::{campuses, errors, network, places, read_text, told, units, water};
use super::pbf_writer::{Member, PbfWriter};

/// Node `10 * x + y` lies x and y hundredths of a degree from (106, 10).
fn grid() -> PbfWriter {
    let mut writer = PbfWriter::new();
    for id in 0..100 {
        let (x, y) = ((id / 10) as f64, (id % 10) as f64);
        writer = writer.node(id, 106.0 + x / 100.0, 10.0 + y / 100.0, &[]);
    }
    writer
}

fn read(writer: PbfWriter) -> (Staged, Diagnostics) {
    read_text(Layer::Network, "map.osm.pbf", writer.finish())
}

const ROAD: &[(&str, &str)] = &[("highway", "residential")];
const LAKE: &[(&str, &str)] = &[("natural", "water"), ("water", "lake")];
const RIVER_RELATION: &[(&str, &str)] = &[("type", "multipolygon"), ("natural", "water"), ("water", "river")];

#[test]
fn roads_ferries_and_walkable_outlines_are_kept_with_their_travel_tags_only() {
    let (staged, diagnostics) = read(
        grid()
            .way(
                1,
                &[11, 12],
                &[
                    ("highway", "residential"),
                    ("name", "Đươ\u{300}ng  A"),
                    ("source", "survey"),
                ],
            )
            .way(2, &[12, 13], &[("route", "ferry"), ("duration", "00:10")])
            .way(3, &[13, 14, 24, 13], &[("man_made", "pier")])
            .way(4, &[14, 15], &[("highway", "proposed")])
            .way(5, &[15, 16], &[("highway", "services")])
            .way(6, &[16, 17], &[("building", "yes")]),
    );
    let network = network(&staged);
    assert_eq!(
        network.ways.iter().map(|way| way.id).collect::<Vec<_>>(),
        [1, 2, 3]
    );
    assert_eq!(network.ways[0].tags.get("name"), Some("Đường A"));
    assert_eq!(network.ways[0].tags.get("source"), None);
    assert_eq!(network.ways[0].shape[1].lat_e7, 100_200_000);
    assert_eq!(diagnostics.count("osm/highway_not_built"), 1);
    assert_eq!(diagnostics.count("osm/highway_not_a_way"), 1);
}

#[test]
fn barriers_and_crossings_are_kept_where_a_way_passes_them() {
    let (staged, _) = read(
        grid()
            .node(200, 106.5, 10.5, &[("barrier", "gate"), ("foot", "yes")])
            .node(201, 106.6, 10.5, &[("barrier", "gate")])
            .node(202, 106.7, 10.5, &[("highway", "street_lamp")])
            .way(1, &[11, 200, 202], ROAD),
    );
    let points = &network(&staged).points;
    assert_eq!(points.iter().map(|point| point.id).collect::<Vec<_>>(), [200]);
    assert!(points[0].tags.is("foot", "yes"));
}

#[test]
fn a_way_that_leaves_the_extract_keeps_its_pieces_inside() {
    let (staged, diagnostics) = read(
        grid()
            .way(7, &[11, 12, 999, 13, 14, 998, 15], ROAD)
            .way(8, &[21, 999], ROAD)
            .way(9, &[22], ROAD)
            .way(10, &[31, 31, 32], ROAD),
    );
    let shapes: Vec<(i64, &[i64])> = network(&staged)
        .ways
        .iter()
        .map(|way| (way.id, way.points.as_slice()))
        .collect();
    assert_eq!(
        shapes,
        [(-14_001, [13, 14].as_slice()), (7, &[11, 12]), (10, &[31, 32])]
    );
    assert_eq!(diagnostics.count("osm/way_cut"), 1);
    assert_eq!(diagnostics.count("osm/way_outside"), 1);
    assert_eq!(diagnostics.count("osm/way_too_short"), 1);
    assert_eq!(diagnostics.count("osm/point_repeated"), 1);
}

#[test]
fn turn_restrictions_name_the_ways_that_the_network_has_and_incomplete_ones_are_told() {
    use Member::{Node, Way};
    let no_left: &[(&str, &str)] = &[
        ("type", "restriction"),
        ("restriction", "no_left_turn"),
        ("except", "bus"),
        ("note", "seen"),
    ];
    let at_times: &[(&str, &str)] = &[
        ("type", "restriction"),
        ("restriction:conditional", "no_left_turn @ (06:00-08:00)"),
    ];
    let file = grid()
        .way(1, &[11, 12], ROAD)
        .way(2, &[12, 13], ROAD)
        .way(3, &[13, 14, 999, 24, 25], ROAD)
        .relation_of(
            50,
            &[(Way(1), "from"), (Node(12), "via"), (Way(2), "to")],
            no_left,
        )
        .relation_of(51, &[(Way(1), "from"), (Way(2), "via"), (Way(3), "to")], no_left)
        .relation_of(
            52,
            &[(Way(1), "from"), (Node(12), "via"), (Way(77), "to")],
            no_left,
        )
        .relation_of(53, &[(Way(1), "from"), (Way(2), "to")], no_left)
        .relation_of(
            54,
            &[(Way(1), "from"), (Node(12), "via"), (Way(2), "to")],
            at_times,
        );
    let (staged, diagnostics) = read(file);
    let restrictions = &network(&staged).restrictions;
    let ids: Vec<i64> = restrictions.iter().map(|restriction| restriction.id).collect();
    assert_eq!(ids, [50, 51]);
    assert_eq!(restrictions[0].via, TurnVia::Point(12));
    assert_eq!(
        (&*restrictions[0].from, &*restrictions[0].to),
        (&[1][..], &[2][..])
    );
    assert!(restrictions[0].tags.is("except", "bus"));
    assert_eq!(restrictions[0].tags.get("note"), None);
    assert_eq!(restrictions[1].via, TurnVia::Ways(vec![2]));
    assert_eq!(
        restrictions[1].to,
        [3, -6001],
        "both pieces of a way that the extract cuts"
    );
    assert_eq!(diagnostics.count("osm/restriction_incomplete"), 2);
    assert_eq!(diagnostics.count("osm/restriction_at_times"), 1);
}

#[test]
fn a_ferry_line_that_is_tagged_on_the_relation_only_is_a_ferry() {
    let (staged, diagnostics) = read(grid().way(1, &[11, 12], ROAD).way(2, &[12, 13], &[]).relation(
        5,
        &[(2, "")],
        &[("type", "route"), ("route", "ferry"), ("name", "Phà B")],
    ));
    let ferry = &network(&staged).ways[1];
    assert!(ferry.tags.is("route", "ferry") && ferry.tags.is("name", "Phà B"));
    assert_eq!(ferry.tags.get("type"), None);
    assert_eq!(diagnostics.count("osm/ferry_from_relation"), 1);
}

#[test]
fn lakes_rivers_with_islands_and_watercourses_are_water() {
    let (staged, diagnostics) = read(
        grid()
            .way(1, &[11, 12], ROAD)
            .way(2, &[20, 30, 31, 21, 20], LAKE)
            .way(3, &[40, 90, 99], &[])
            .way(4, &[99, 49, 40], &[])
            .way(5, &[55, 65, 66, 56, 55], &[])
            .way(6, &[1, 2], &[("waterway", "stream"), ("tunnel", "culvert")])
            .way(7, &[2, 3], &[("waterway", "weir")])
            .way(8, &[4, 5], &[("natural", "coastline")])
            .relation(9, &[(3, "outer"), (4, "outer"), (5, "inner")], RIVER_RELATION),
    );
    let water = water(&staged);
    let areas: Vec<(&str, &str)> = water
        .areas
        .iter()
        .map(|a| (a.id.as_str(), a.kind.as_str()))
        .collect();
    assert_eq!(areas, [("r9", "river"), ("w2", "lake")]);
    assert_eq!(water.areas[0].area.0[0].interiors().len(), 1);
    let lines: Vec<(&str, bool)> = water
        .lines
        .iter()
        .map(|l| (l.kind.as_str(), l.underground))
        .collect();
    assert_eq!(lines, [("stream", true), ("coastline", false)]);
    assert_eq!(diagnostics.count("osm/waterway_not_water"), 1);
    assert_eq!(diagnostics.count("osm/coastline_as_line"), 1);
}

#[test]
fn a_shore_that_does_not_close_stays_a_barrier_as_a_line() {
    let (staged, diagnostics) = read(
        grid()
            .way(1, &[11, 12], ROAD)
            .way(3, &[40, 90, 99], &[])
            .way(5, &[55, 65, 66, 56, 55], &[])
            .relation(8, &[(3, "outer"), (777, "outer"), (5, "inner")], RIVER_RELATION)
            .relation(9, &[(3, "outer")], RIVER_RELATION),
    );
    let water = water(&staged);
    assert!(water.areas.is_empty(), "the island must not become water");
    let lines: Vec<(&str, &str)> = water
        .lines
        .iter()
        .map(|l| (l.id.as_str(), l.kind.as_str()))
        .collect();
    assert_eq!(lines, [("r8-0", "bank"), ("r9-0", "bank")]);
    assert_eq!(diagnostics.count("osm/area_cut"), 1);
    assert_eq!(diagnostics.count("osm/area_not_closed"), 1);
    assert_eq!(diagnostics.count("osm/hole_outside"), 1);
}

#[test]
fn an_outline_with_the_tags_of_its_relation_is_water_once() {
    let (staged, diagnostics) = read(
        grid()
            .way(1, &[11, 12], ROAD)
            .way(3, &[40, 90, 99, 49, 40], LAKE)
            .way(5, &[55, 65, 66, 56, 55], &[])
            .relation(9, &[(3, "outer"), (5, "inner")], RIVER_RELATION),
    );
    assert_eq!(water(&staged).areas.len(), 1);
    assert_eq!(diagnostics.count("osm/area_twice"), 1);
}

#[test]
fn schools_are_points_and_areas_with_levels_by_tag_or_by_name() {
    let (staged, diagnostics) = read(
        grid()
            .way(1, &[11, 12], ROAD)
            .node(300, 106.5, 10.5, &[("amenity", "school"), ("name", "Tiểu học A")])
            .node(
                301,
                106.6,
                10.5,
                &[
                    ("amenity", "school"),
                    ("name", "School B"),
                    ("isced:level", "1-2"),
                ],
            )
            .node(
                302,
                106.7,
                10.5,
                &[("amenity", "kindergarten"), ("name", "Hoa Mai")],
            )
            .node(303, 106.8, 10.5, &[("amenity", "school")])
            .node(304, 106.9, 10.5, &[("amenity", "university"), ("name", "U")])
            .way(
                3,
                &[40, 42, 62, 60, 40],
                &[("amenity", "school"), ("name", "THCS C")],
            ),
    );
    let found: Vec<(&str, &str, &[Level], bool)> = campuses(&staged)
        .iter()
        .map(|c| {
            (
                c.campus_id.as_str(),
                c.name.as_str(),
                c.levels.as_slice(),
                c.levels_guessed,
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("n300", "Tiểu học A", [Level::Primary].as_slice(), true),
            (
                "n301",
                "School B",
                &[Level::Primary, Level::LowerSecondary],
                false
            ),
            ("n302", "Hoa Mai", &[Level::Preschool], false),
            ("n303", "Trường học", &[], false),
            ("w3", "THCS C", &[Level::LowerSecondary], true),
        ]
    );
    let area = &campuses(&staged)[4];
    assert!((106.04..106.06).contains(&area.at.lon) && (10.0..10.02).contains(&area.at.lat));
    assert_eq!(diagnostics.count("osm/level_guessed"), 2);
    assert_eq!(diagnostics.count("osm/school_without_name"), 1);
    assert_eq!(diagnostics.count("osm/school_without_level"), 1);
}

#[test]
fn a_point_inside_the_area_of_the_same_school_is_collapsed_and_another_school_there_is_not() {
    let (staged, diagnostics) = read(
        grid()
            .way(1, &[11, 12], ROAD)
            .node(
                300,
                106.05,
                10.01,
                &[("amenity", "school"), ("name", "TIỂU HỌC A")],
            )
            .node(
                301,
                106.05,
                10.01,
                &[("amenity", "school"), ("name", "Tiểu học B")],
            )
            .node(
                302,
                106.50,
                10.50,
                &[("amenity", "school"), ("name", "Tiểu học A")],
            )
            .way(
                3,
                &[40, 42, 62, 60, 40],
                &[("amenity", "school"), ("name", "Tiểu học A")],
            ),
    );
    let ids: Vec<&str> = campuses(&staged).iter().map(|c| c.campus_id.as_str()).collect();
    assert_eq!(ids, ["n301", "n302", "w3"]);
    assert_eq!(diagnostics.count("osm/school_twice"), 1);
}

#[test]
fn the_gates_on_a_school_s_outline_are_where_children_come_in() {
    let school: &[(&str, &str)] = &[("amenity", "school"), ("name", "Trường Tiểu học A")];
    let file = grid()
        .node(200, 106.5, 10.5, &[("barrier", "gate")])
        .node(201, 106.5, 10.52, &[("entrance", "main")])
        .node(202, 106.52, 10.52, &[("barrier", "gate"), ("access", "no")])
        .node(203, 106.53, 10.53, &[("barrier", "gate")])
        .way(1, &[11, 12, 203], ROAD)
        .way(2, &[200, 201, 202, 200], school);
    let (staged, _) = read(file);
    let gates = &campuses(&staged)[0].gates;
    assert_eq!(gates, &[LonLat::new(106.5, 10.5), LonLat::new(106.5, 10.52)]);
}

#[test]
fn a_school_with_an_open_outline_stays_in_its_middle() {
    let (staged, diagnostics) = read(
        grid()
            .way(1, &[11, 12], ROAD)
            .way(3, &[40, 42, 62], &[("amenity", "school"), ("name", "Tiểu học A")])
            .way(
                4,
                &[777, 778, 777],
                &[("amenity", "school"), ("name", "Tiểu học B")],
            ),
    );
    assert_eq!(campuses(&staged).len(), 1);
    assert!((campuses(&staged)[0].at.lon - 106.05).abs() < 1e-9);
    assert_eq!(diagnostics.count("osm/school_outline_open"), 2);
    assert_eq!(diagnostics.count("osm/school_without_place"), 1);
}

#[test]
fn units_take_their_kind_from_their_name_and_then_from_their_level() {
    let boundary = |level, name| {
        vec![
            ("type", "boundary"),
            ("boundary", "administrative"),
            ("admin_level", level),
            ("name", name),
        ]
    };
    let (staged, diagnostics) = read(
        grid()
            .way(1, &[11, 12], ROAD)
            .way(3, &[40, 90, 99, 49, 40], &[])
            .way(4, &[40, 90, 99], &[])
            .relation(10, &[(3, "outer")], &boundary("6", "Xã A"))
            .relation(11, &[(3, "outer")], &boundary("6", "Huyện B"))
            .relation(12, &[(3, "outer")], &boundary("8", "Commune C"))
            .relation(13, &[(4, "outer")], &boundary("8", "Commune D"))
            .relation(14, &[(3, "outer")], &boundary("4", "Province E")),
    );
    let found: Vec<(&str, &str)> = units(&staged)
        .iter()
        .map(|u| (u.code.as_str(), u.kind.as_str()))
        .collect();
    assert_eq!(
        found,
        [("r10", "commune"), ("r11", "district"), ("r12", "commune")]
    );
    assert_eq!(diagnostics.count("osm/unit_left_out"), 1);
}

#[test]
fn places_and_wharves_are_labels() {
    let (staged, diagnostics) = read(
        grid()
            .way(1, &[11, 12], ROAD)
            .node(300, 106.5, 10.5, &[("place", "city"), ("name", "A")])
            .node(301, 106.5, 10.5, &[("place", "hamlet"), ("name", "Ấp B")])
            .node(
                302,
                106.5,
                10.5,
                &[("amenity", "ferry_terminal"), ("name", "Bến C")],
            )
            .node(303, 106.5, 10.5, &[("place", "hamlet")])
            .node(304, 106.5, 10.5, &[("place", "locality"), ("name", "D")]),
    );
    let found: Vec<(&str, &str, u8)> = places(&staged)
        .iter()
        .map(|p| (p.name.as_str(), p.kind.as_str(), p.rank))
        .collect();
    assert_eq!(
        found,
        [("A", "city", 1), ("Bến C", "wharf", 5), ("Ấp B", "hamlet", 5)]
    );
    assert_eq!(diagnostics.count("osm/place_without_name"), 1);
    assert_eq!(diagnostics.count("osm/place_not_shown"), 1);
}

#[test]
fn asked_for_schools_an_extract_gives_schools_only() {
    let pbf = grid()
        .way(1, &[11, 12], ROAD)
        .node(300, 106.5, 10.5, &[("amenity", "school"), ("name", "Tiểu học A")])
        .finish();
    let (staged, _) = read_text(Layer::Schools, "map.osm.pbf", pbf);
    assert_eq!(staged.layers.len(), 1);
    assert_eq!(campuses(&staged).len(), 1);
}

#[test]
fn a_file_that_was_cut_off_or_is_something_else_is_refused_with_a_remedy() {
    let pbf = grid().way(1, &[11, 12], ROAD).finish();
    let (_, diagnostics) = read_text(Layer::Network, "cut.osm.pbf", &pbf[..pbf.len() - 20]);
    assert_eq!(
        errors(&diagnostics),
        [("osm/broken_block", None)],
        "{}",
        told(&diagnostics)
    );
    for other in ["<?xml version='1.0'?><osm/>", "", "PK\u{3}\u{4}"] {
        let (_, diagnostics) = read_text(Layer::Network, "other.osm.pbf", other);
        assert_eq!(
            errors(&diagnostics),
            [("osm/not_pbf", None)],
            "{}",
            told(&diagnostics)
        );
    }
    let (_, diagnostics) = read_text(Layer::Network, "empty.osm.pbf", PbfWriter::new().finish());
    assert_eq!(
        errors(&diagnostics),
        [("import/nothing_found", None)],
        "{}",
        told(&diagnostics)
    );
}

#[test]
fn a_node_that_is_not_on_the_earth_is_missing() {
    let (staged, diagnostics) = read(grid().node(300, 206.5, 10.5, &[]).way(1, &[11, 12, 300], ROAD));
    assert_eq!(network(&staged).ways[0].points, [11, 12]);
    assert_eq!(diagnostics.count("osm/coordinates_out_of_range"), 1);
}
