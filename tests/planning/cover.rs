//! Cover checks, neighbors and measures on drawn towns whose areas are known by arithmetic.

use truonggan::base::geom::{LonLat, MultiPolygon, Polygon};
use truonggan::base::ids::{BlockId, BlockIdx, CampusId, ZoneIdx};
use truonggan::base::units::Centimetres;
use truonggan::domain::catchment::{
    Adjacency, AdjacencyRules, Block, BlockSet, CostTable, CoverFault, CoverLimits, CoverReport, DrawnZone,
    ZoneSchool, ZoneSchools, Zoning, check_cover, measure_zoning, pieces_of,
};

use crate::support::town::at;

/// A rectangle in metres east and north.
fn rectangle(west: f64, south: f64, east: f64, north: f64) -> MultiPolygon<f64> {
    let corners = [
        (west, south),
        (east, south),
        (east, north),
        (west, north),
        (west, south),
    ];
    let ring = corners.map(|(x, y)| at(x, y)).map(|place| (place.lon, place.lat));
    MultiPolygon(vec![Polygon::new(ring.to_vec().into(), vec![])])
}

fn zone(name: &str, areas: &[MultiPolygon<f64>]) -> DrawnZone {
    DrawnZone {
        name: name.to_owned(),
        area: areas.iter().flat_map(|area| area.0.clone()).collect(),
    }
}

fn check(zones: &[DrawnZone], boundary: Option<&MultiPolygon<f64>>) -> CoverReport {
    check_cover(zones, boundary, &CoverLimits::default())
}

#[track_caller]
fn assert_m2(got: f64, expect: f64) {
    assert!(
        (got - expect).abs() < expect * 2e-4 + 0.1,
        "{got} m² instead of {expect} m²"
    );
}

fn is_near(place: Option<LonLat>, east: f64, north: f64) -> bool {
    let wanted = at(east, north);
    place.is_some_and(|place| (place.lon - wanted.lon).abs() < 1e-5 && (place.lat - wanted.lat).abs() < 1e-5)
}

#[test]
fn two_zones_that_meet_cover_their_ground_once() {
    let zones = [
        zone("a", &[rectangle(0., 0., 1000., 1000.)]),
        zone("b", &[rectangle(1000., 0., 2000., 1000.)]),
    ];
    let report = check(&zones, Some(&rectangle(0., 0., 2000., 1000.)));
    assert_eq!(report.findings, []);
    assert_m2(report.covered_m2, 2_000_000.0);
    assert_m2(report.ground_m2, 2_000_000.0);
}

#[test]
fn a_gap_an_overlap_and_what_lies_beyond_are_told_with_area_and_place() {
    let zones = [
        zone("a", &[rectangle(0., 0., 1000., 1000.)]),
        zone("b", &[rectangle(900., 0., 2000., 900.)]),
    ];
    let report = check(&zones, Some(&rectangle(0., 0., 1900., 1000.)));
    let faults: Vec<CoverFault> = report.findings.iter().map(|finding| finding.fault).collect();
    assert_eq!(
        faults,
        [CoverFault::Gap, CoverFault::Overlap(0, 1), CoverFault::Beyond(1)]
    );
    let [gap, overlap, beyond] = &report.findings[..] else {
        panic!()
    };
    assert_m2(gap.area_m2, 900.0 * 100.0);
    assert!(is_near(gap.at, 1450., 950.), "{gap:?}");
    assert_m2(overlap.area_m2, 100.0 * 900.0);
    assert!(is_near(overlap.at, 950., 450.), "{overlap:?}");
    assert_m2(beyond.area_m2, 100.0 * 900.0);
    assert!((beyond.width_metres - 100.0).abs() < 0.1);
    assert_eq!(report.n_breaches(), 3);
}

#[test]
fn without_a_boundary_only_holes_are_gaps() {
    let zones = [
        zone(
            "a",
            &[rectangle(0., 0., 1000., 400.), rectangle(0., 600., 1000., 1000.)],
        ),
        zone(
            "b",
            &[
                rectangle(0., 400., 400., 600.),
                rectangle(600., 400., 1000., 600.),
            ],
        ),
    ];
    let report = check(&zones, None);
    let gaps: Vec<f64> = report
        .findings
        .iter()
        .filter(|finding| finding.fault == CoverFault::Gap)
        .map(|finding| finding.area_m2)
        .collect();
    assert_eq!(gaps.len(), 1);
    assert_m2(gaps[0], 200.0 * 200.0);
}

#[test]
fn thin_gaps_and_overlaps_are_slivers_and_no_breach() {
    let zones = [
        zone("a", &[rectangle(0., 0., 1000., 1000.)]),
        zone("b", &[rectangle(1002., 0., 2000., 1000.)]),
        zone("c", &[rectangle(1997., 0., 3000., 1000.)]),
    ];
    let report = check(&zones, Some(&rectangle(0., 0., 3000., 1000.)));
    assert_eq!(report.findings.len(), 2);
    assert!(report.findings.iter().all(|finding| finding.is_sliver));
    assert_m2(report.findings[0].area_m2, 2000.0);
    assert!((report.findings[0].width_metres - 2.0).abs() < 0.01);
    assert_m2(report.findings[1].area_m2, 3000.0);
    assert_eq!(report.n_breaches(), 0);
}

#[test]
fn detached_parts_are_islands_and_thin_ones_are_named_as_such() {
    let zones = [zone(
        "a",
        &[
            rectangle(0., 0., 1000., 1000.),
            rectangle(1000.5, 0., 1500., 1000.),
            rectangle(3000., 0., 3200., 100.),
            rectangle(4000., 0., 4003., 500.),
        ],
    )];
    let report = check(&zones, None);
    let found: Vec<(CoverFault, f64)> = report
        .findings
        .iter()
        .map(|finding| (finding.fault, finding.area_m2))
        .collect();
    let faults: Vec<CoverFault> = found.iter().map(|(fault, _)| *fault).collect();
    assert_eq!(
        faults,
        [
            CoverFault::Island(0),
            CoverFault::Island(0),
            CoverFault::ThinPart(0)
        ]
    );
    assert_m2(found[0].1, 20_000.0);
    assert_m2(found[1].1, 1_500.0);
    assert_eq!(report.n_breaches(), 3);
}

#[test]
fn a_ring_that_crosses_itself_and_a_zone_without_area_do_not_end_the_check() {
    let bow = [(0., 0.), (100., 100.), (100., 0.), (0., 100.), (0., 0.)].map(|(x, y)| at(x, y));
    let ring: Vec<(f64, f64)> = bow.iter().map(|place| (place.lon, place.lat)).collect();
    let bow = MultiPolygon(vec![Polygon::new(ring.into(), vec![])]);
    let report = check(&[zone("bow", &[bow]), zone("none", &[])], None);
    assert_m2(report.covered_m2, 5_000.0);
    assert!(
        report
            .findings
            .iter()
            .any(|finding| finding.fault == CoverFault::Empty(1))
    );
}

/// Blocks named by their letters, each a rectangle with pupils.
fn blocks(of: &[(&str, MultiPolygon<f64>, u32)]) -> BlockSet {
    let blocks = of
        .iter()
        .map(|(id, area, pupils)| Block::new(BlockId::new(id), area.clone(), *pupils, None).unwrap());
    BlockSet::new(blocks.collect()).unwrap()
}

fn neighbors(set: &BlockSet, adjacency: &Adjacency) -> Vec<(String, String)> {
    let id = |block: BlockIdx| set.block(block).id.to_string();
    adjacency
        .pairs()
        .map(|(one, other)| (id(one), id(other.block)))
        .collect()
}

fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter()
        .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
        .collect()
}

#[test]
fn neighbors_share_a_border_and_not_only_a_corner_also_across_a_seam() {
    let set = blocks(&[
        ("a", rectangle(0., 0., 100., 100.), 1),
        ("b", rectangle(100.4, 0., 200., 100.), 1),
        ("c", rectangle(100., 100., 200., 200.), 1),
        ("d", rectangle(203., 0., 300., 100.), 1),
        ("e", rectangle(99.9, 50., 100.1, 50.2), 0),
    ]);
    let adjacency = Adjacency::find(&set, &AdjacencyRules::default(), &[], &[]);
    assert_eq!(
        neighbors(&set, &adjacency),
        pairs(&[("a", "b"), ("a", "e"), ("b", "c"), ("b", "e")])
    );
    assert_eq!(adjacency.alone(), [set.find("d").unwrap()]);
    let border = adjacency.of(BlockIdx(0))[0].border_metres.unwrap();
    assert!((border - 100.0).abs() < 3.0, "{border}");
}

#[test]
fn a_border_in_a_river_joins_nobody_until_people_tie_the_banks() {
    let set = blocks(&[
        ("a", rectangle(0., 0., 100., 100.), 1),
        ("b", rectangle(100., 0., 200., 100.), 1),
        ("c", rectangle(0., 100., 200., 200.), 1),
    ]);
    let river = [rectangle(90., -50., 110., 100.5)];
    let rules = AdjacencyRules::default();
    let apart = Adjacency::find(&set, &rules, &river, &[]);
    assert_eq!(neighbors(&set, &apart), pairs(&[("a", "c"), ("b", "c")]));
    let tied = Adjacency::find(&set, &rules, &river, &[(BlockIdx(1), BlockIdx(0))]);
    assert_eq!(
        neighbors(&set, &tied),
        pairs(&[("a", "b"), ("a", "c"), ("b", "c")])
    );
    assert_eq!(tied.of(BlockIdx(0))[0].border_metres, None);
}

#[test]
fn measures_of_two_squares_are_those_of_arithmetic() {
    let set = blocks(&[
        ("a", rectangle(0., 0., 1000., 1000.), 30),
        ("b", rectangle(1000., 0., 2000., 1000.), 60),
        ("c", rectangle(2000., 0., 3000., 1000.), 10),
    ]);
    let school = |id: &str, east: f64, seats: u32| ZoneSchool {
        id: CampusId::new(id),
        at: at(east, 500.),
        seats: Some(seats),
    };
    let schools = ZoneSchools::new(vec![school("y", 2500., 5), school("x", 500., 95)]).unwrap();
    let costs = CostTable::straight(&set, &schools);
    let adjacency = Adjacency::find(&set, &AdjacencyRules::default(), &[], &[]);
    let zoning = Zoning::new([0, 0, 1].map(|zone| Some(ZoneIdx(zone))).to_vec());
    let measures = measure_zoning(&set, &schools, &costs, &adjacency, &zoning);
    let mean = measures.distances.mean_metres().unwrap();
    assert!((mean - 600.0).abs() < 0.1, "{mean}");
    let p95 = measures.distances.percentile(95).unwrap();
    assert!(p95.0.abs_diff(100_000) < 20, "{p95}");
    assert_eq!(measures.distances.share_within(Centimetres(50_000)), Some(0.4));
    assert_eq!(measures.distances.share_within_4_km(), Some(1.0));
    assert_eq!((measures.n_overloaded(), measures.excess()), (1, 5));
    assert_eq!((measures.cut_borders, measures.extra_pieces()), (1, 0));
    let first = &measures.zones[0];
    // A rectangle of 2 × 1: 4π·2 / 6², and 2 over the circle of diameter √5.
    let pi = std::f64::consts::PI;
    assert!((first.polsby_popper.unwrap() - 8.0 * pi / 36.0).abs() < 1e-3);
    assert!((first.reock.unwrap() - 2.0 / (pi * 5.0 / 4.0)).abs() < 1e-3);
    assert_m2(first.area_m2, 2_000_000.0);
}

#[test]
fn pieces_beside_the_one_with_the_school_are_told_and_say_whether_they_stand_alone() {
    let set = blocks(&[
        ("a", rectangle(0., 0., 100., 100.), 5),
        ("b", rectangle(100., 0., 200., 100.), 5),
        ("c", rectangle(200., 0., 300., 100.), 50),
        ("d", rectangle(500., 0., 600., 100.), 5),
    ]);
    let adjacency = Adjacency::find(&set, &AdjacencyRules::default(), &[], &[]);
    let zoning = Zoning::new([0, 1, 0, 0].map(|zone| Some(ZoneIdx(zone))).to_vec());
    let pieces = pieces_of(&set, &adjacency, &zoning, &[Some(BlockIdx(0)), None]);
    let told: Vec<(u32, bool)> = pieces
        .iter()
        .map(|piece| (piece.blocks[0].0, piece.stands_alone))
        .collect();
    assert_eq!(told, [(2, false), (3, true)]);
}

#[test]
fn blocks_in_any_order_are_the_same_set_and_codes_are_given_once() {
    let of = |id: &str, west: f64| (id.to_owned(), rectangle(west, 0., west + 100., 100.));
    let list = [of("b", 100.), of("a", 0.), of("c", 200.)];
    let set = |order: [usize; 3]| {
        let blocks = order.map(|at| {
            let (id, area) = &list[at];
            Block::new(BlockId::new(id), area.clone(), 1, None).unwrap()
        });
        BlockSet::new(blocks.to_vec()).unwrap()
    };
    let (one, other) = (set([0, 1, 2]), set([2, 0, 1]));
    assert_eq!(one.blocks(), other.blocks());
    let rules = AdjacencyRules::default();
    assert_eq!(
        Adjacency::find(&one, &rules, &[], &[]),
        Adjacency::find(&other, &rules, &[], &[])
    );
    let twice = BlockSet::new(vec![one.blocks()[0].clone(), one.blocks()[0].clone()]);
    assert_eq!(twice.unwrap_err().count("blocks/id_twice"), 1);
}
