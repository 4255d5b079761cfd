//! Real files: what is read and what diagnostics account for add up to what the files hold.

use std::collections::BTreeSet;
use std::path::PathBuf;

use truonggan::adapters::import::{read_layer, read_points};
use truonggan::base::diagnostic::Diagnostics;
use truonggan::base::geom::Ruler;
use truonggan::base::progress::Silent;
use truonggan::base::text::clean_name;
use truonggan::domain::schools::Level;
use truonggan::snapshot::dataset::{
    Dataset, DatasetMeta, Layer, LayerSource, Staged, StagedCampus, StagedLayer,
};

use super::files::{campuses, network, told, units, water};
use crate::real_data;

fn read(layer: Layer, path: PathBuf) -> (Staged, Diagnostics) {
    let (staged, diagnostics) = read_layer(layer, &[path], &Silent).unwrap();
    assert!(!diagnostics.has_errors(), "{}", told(&diagnostics));
    (staged, diagnostics)
}

/// Ways tagged `highway` that were kept, plus those that diagnostics say were left out.
fn highways(staged: &Staged, diagnostics: &Diagnostics) -> u64 {
    let ways = &network(staged).ways;
    let kept = ways
        .iter()
        .filter(|way| way.id > 0 && way.tags.get("highway").is_some())
        .count() as u64;
    let left_out = [
        "osm/highway_not_built",
        "osm/highway_not_a_way",
        "osm/way_outside",
        "osm/way_too_short",
    ];
    kept + left_out
        .into_iter()
        .map(|code| diagnostics.count(code))
        .sum::<u64>()
}

fn ferries(staged: &Staged) -> usize {
    network(staged)
        .ways
        .iter()
        .filter(|way| way.tags.is("route", "ferry"))
        .count()
}

/// Schools kept, plus those that diagnostics say were left out or collapsed.
fn schools(staged: &Staged, diagnostics: &Diagnostics) -> u64 {
    let left_out = ["osm/school_twice", "osm/school_without_place"];
    campuses(staged).len() as u64
        + left_out
            .into_iter()
            .map(|code| diagnostics.count(code))
            .sum::<u64>()
}

#[test]
fn ho_chi_minh_city_adds_up() {
    let Some(path) = real_data::file("osm/hcm_2018.osm.pbf") else {
        return;
    };
    let (staged, diagnostics) = read(Layer::Network, path);
    assert_eq!(highways(&staged, &diagnostics), 33_044);
    assert_eq!(ferries(&staged), 10);
    // 859 objects are `amenity=school` and 60 more are `amenity=kindergarten`.
    assert_eq!(schools(&staged, &diagnostics), 859 + 60);
    let turns = network(&staged).restrictions.len() as u64
        + diagnostics.count("osm/restriction_incomplete")
        + diagnostics.count("osm/restriction_at_times");
    assert_eq!(turns, 69);
    let water = water(&staged);
    assert!(water.areas.len() > 500 && water.lines.len() > 200);
    assert!(!units(&staged).is_empty());
    for campus in campuses(&staged) {
        assert_eq!(campus.name, clean_name(&campus.name));
    }
    for way in &network(&staged).ways {
        assert!(
            way.tags.get("name").is_none_or(|name| name == clean_name(name)),
            "way {}",
            way.id
        );
    }
}

#[test]
fn the_203_primary_schools_of_the_reference_list_are_found() {
    let (Some(map), Some(list)) = (
        real_data::file("osm/hcm_2018.osm.pbf"),
        real_data::file("reference/hcm_2018/schools.csv"),
    ) else {
        return;
    };
    let (staged, _) = read(Layer::Schools, map);
    let (listed, _) = read(Layer::Schools, list);
    let listed = campuses(&listed);
    assert_eq!(listed.len(), 203);
    let found: Vec<&StagedCampus> = listed
        .iter()
        .filter_map(|want| {
            let is_same =
                |have: &&StagedCampus| have.name == want.name && Ruler::between(have.at, want.at) < 300.0;
            campuses(&staged).iter().find(is_same)
        })
        .collect();
    assert_eq!(found.len(), 203);
    // The list was made by letters of the name, and two schools have `iểu` in `Chiểu` only.
    let other: BTreeSet<&str> = found
        .iter()
        .filter(|campus| !campus.levels.contains(&Level::Primary))
        .map(|campus| campus.name.as_str())
        .collect();
    let expected = ["Trường Khiếm thị Nguyễn Đình Chiểu", "Trường THCS Bình Chiểu"];
    assert_eq!(other, BTreeSet::from(expected));
}

#[test]
fn monaco_and_baltimore_add_up() {
    if let Some(path) = real_data::file("osm/monaco.osm.pbf") {
        let (staged, diagnostics) = read(Layer::Network, path);
        assert_eq!(highways(&staged, &diagnostics), 2_927);
    }
    if let Some(path) = real_data::file("osm/baltimore.osm.pbf") {
        let (staged, diagnostics) = read(Layer::Network, path);
        assert_eq!(ferries(&staged), 13);
        assert_eq!(schools(&staged, &diagnostics), 74);
    }
}

#[test]
fn an_extract_is_a_dataset_with_the_same_hash_each_time() {
    let Some(path) = real_data::file("osm/baltimore.osm.pbf") else {
        return;
    };
    let build = |reverse: bool| {
        let (staged, _) = read(Layer::Network, path.clone());
        let mut layers: Vec<(StagedLayer, LayerSource)> = staged
            .layers
            .into_iter()
            .map(|rows| (rows, LayerSource::default()))
            .collect();
        if reverse {
            layers.reverse();
            for (rows, _) in &mut layers {
                if let StagedLayer::Network(network) = rows {
                    network.ways.reverse();
                    network.points.reverse();
                }
            }
        }
        Dataset::build(layers, DatasetMeta::default()).unwrap().0
    };
    assert_eq!(build(false), build(true));
}

#[test]
fn the_schools_of_can_gio_are_read_from_their_list() {
    let Some(path) = real_data::file("cangio/cangio_schools_osm_20260731.csv") else {
        return;
    };
    let (staged, diagnostics) = read(Layer::Schools, path);
    assert_eq!(campuses(&staged).len(), 23);
    let of = |level| {
        campuses(&staged)
            .iter()
            .filter(|c| c.levels.contains(&level))
            .count()
    };
    assert_eq!(
        (
            of(Level::Preschool),
            of(Level::Primary),
            of(Level::LowerSecondary)
        ),
        (1, 10, 6)
    );
    assert_eq!(diagnostics.count("table/column_unused"), 1);
}

#[test]
fn the_communes_are_read_and_their_outlines_are_as_valid_as_geos_finds_them() {
    let Some(path) = real_data::file("boundaries/osm_hcmc_168_communes_20260731.geojson") else {
        return;
    };
    let (staged, diagnostics) = read(Layer::Units, path);
    // 168 communes and the city itself; GEOS 3.11 finds all 169 valid.
    assert_eq!(units(&staged).len(), 169);
    assert_eq!(
        diagnostics.count("geometry/invalid_area"),
        0,
        "{}",
        told(&diagnostics)
    );
}

#[test]
fn the_homes_of_the_matrix_are_read() {
    let Some(path) = real_data::file("reference/hcm_2018/homes.csv") else {
        return;
    };
    let (homes, diagnostics) = read_points(&path).unwrap();
    assert_eq!(homes.len(), 2_000);
    assert!(diagnostics.is_empty(), "{}", told(&diagnostics));
}
