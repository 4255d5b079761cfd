//! The south-west study of Baltimore County's schools, 2015: our plan beside those that a committee drew.

use std::collections::BTreeMap;
use std::path::Path;

use truonggan::adapters::import::{BlockFields, read_blocks};
use truonggan::base::geom::LonLat;
use truonggan::base::ids::{BlockIdx, CampusId, ZoneIdx};
use truonggan::base::progress::Silent;
use truonggan::domain::catchment::{
    Adjacency, AdjacencyRules, BlockSet, CostTable, Rebalanced, SearchEffort, Task, ZoneSchool, ZoneSchools,
    Zoning, ZoningMeasures, measure_zoning, pieces_of, rebalance,
};

use crate::support::real_data;

/// The properties that hold the committee's plans, in the order of their dates.
const PLANS: [&str; 23] = [
    "ES1516",
    "Opt1",
    "Opt11617",
    "Opt2",
    "Opt2201617",
    "Opt3",
    "Opt3201617",
    "OptA",
    "OptB",
    "OptC",
    "OptD",
    "OptE",
    "OptF",
    "OptG",
    "OptH",
    "OptI",
    "OptJ",
    "OptK",
    "OptL",
    "NovOpt1",
    "NovOpt2",
    "NovOpt3",
    "NovOpt4",
];

/// The study with everything that a zoning needs.
struct Study {
    blocks: BlockSet,
    schools: ZoneSchools,
    costs: CostTable,
    adjacency: Adjacency,
    homes: Vec<Option<BlockIdx>>,
    plans: BTreeMap<&'static str, Zoning>,
}

impl Study {
    /// None where the data are absent.
    fn read() -> Option<Self> {
        let folder = real_data::file("schools-bcps")?;
        let schools = ZoneSchools::new(schools_of(&folder)).unwrap();
        let fields = BlockFields {
            id: "PBID".to_owned(),
            pupils: "K5LiveAtt".to_owned(),
            plans: PLANS.map(str::to_owned).to_vec(),
        };
        let (read, diagnostics) = read_blocks(&folder.join("151118.geo.json"), &fields).unwrap();
        assert!(!diagnostics.has_errors(), "{diagnostics:?}");
        let blocks = BlockSet::new(read.blocks).unwrap();
        let plans = PLANS.iter().zip(&read.plans).map(|(name, rows)| {
            let rows = rows
                .iter()
                .map(|row| (row.row, row.block.as_str(), row.school.as_str()));
            let (zoning, faults) = Zoning::from_codes(rows, &blocks, &schools);
            assert!(faults.is_empty(), "{faults:?}");
            (*name, zoning)
        });
        Some(Self {
            plans: plans.collect(),
            costs: CostTable::straight(&blocks, &schools),
            adjacency: Adjacency::find(&blocks, &AdjacencyRules::default(), &[], &[]),
            homes: schools
                .schools()
                .iter()
                .map(|school| blocks.block_at(school.at))
                .collect(),
            blocks,
            schools,
        })
    }

    fn measure(&self, zoning: &Zoning) -> ZoningMeasures {
        measure_zoning(&self.blocks, &self.schools, &self.costs, &self.adjacency, zoning)
    }

    /// Each school's own block belongs to it.
    fn fixed(&self) -> Vec<Option<ZoneIdx>> {
        let mut fixed = vec![None; self.blocks.len()];
        for (zone, home) in self.homes.iter().enumerate() {
            fixed[home.unwrap().at()] = Some(ZoneIdx::from_usize(zone));
        }
        fixed
    }

    fn rebalance(&self, effort: &SearchEffort) -> Rebalanced {
        let pupils: Vec<u32> = self.blocks.blocks().iter().map(|block| block.pupils).collect();
        let task = Task {
            pupils: &pupils,
            adjacency: &self.adjacency,
            costs: &self.costs,
            seats: &self.schools.seats(),
            fixed: &self.fixed(),
            start: None,
        };
        rebalance(&task, effort, |block| format!("{block:?}"), &Silent).unwrap()
    }
}

/// The eleven schools with their seats; the new building of Catonsville stands where the old one did.
fn schools_of(folder: &Path) -> Vec<ZoneSchool> {
    let text = std::fs::read_to_string(folder.join("schoolLocations.geo.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut schools: BTreeMap<String, (LonLat, u32)> = BTreeMap::new();
    let mut old_place = None;
    for feature in json["features"].as_array().unwrap() {
        let name = feature["properties"]["NAME"].as_str().unwrap();
        let at = &feature["geometry"]["coordinates"];
        let at = LonLat::new(at[0].as_f64().unwrap(), at[1].as_f64().unwrap());
        if name == "Old Catonsville ES" {
            old_place = Some(at);
        } else if let Some(seats) = feature["properties"]["SRC"].as_str() {
            let name = name.replace("NewCat", "Cat").replace("Edmonson", "Edmondson");
            schools.insert(name, (at, seats.parse().unwrap()));
        }
    }
    schools.get_mut("Catonsville ES").unwrap().0 = old_place.unwrap();
    let schools = schools.into_iter();
    let school = |(name, (at, seats)): (String, (LonLat, u32))| ZoneSchool {
        id: CampusId::new(&name),
        at,
        seats: Some(seats),
    };
    schools.map(school).collect()
}

fn mean(measures: &ZoningMeasures) -> f64 {
    measures.distances.mean_metres().unwrap()
}

#[test]
fn the_plans_of_the_committee_measure_as_published() {
    let Some(study) = Study::read() else { return };
    assert_eq!((study.blocks.len(), study.blocks.pupils()), (182, 5443));
    let seats: u32 = study.schools.seats().into_iter().flatten().sum();
    assert_eq!((study.schools.len(), seats), (11, 5565));
    let best = study.measure(&study.plans["OptA"]);
    assert!((mean(&best) - 1078.3).abs() < 0.1, "{}", mean(&best));
    assert_eq!(best.n_overloaded(), 4);
    for (name, plan) in &study.plans {
        let measures = study.measure(plan);
        println!(
            "{name:>12} {:7.1} m, {} schools over by {}, {} extra pieces, cut {}",
            mean(&measures),
            measures.n_overloaded(),
            measures.excess(),
            measures.extra_pieces(),
            measures.cut_borders
        );
        assert!(measures.n_overloaded() >= 3, "every plan exceeds a capacity");
    }
}

#[test]
fn our_plan_keeps_every_capacity_in_one_piece_and_is_nearer_than_the_best_of_the_committee() {
    let Some(study) = Study::read() else { return };
    let started = std::time::Instant::now();
    let ours = study.rebalance(&SearchEffort::default());
    let measures = study.measure(&ours.zoning);
    let bound = |sum: u64| sum as f64 / 100.0 / 5443.0;
    println!(
        "ours {:.2} m; bounds: split {:.2}, whole {:.2}; gap {:.3} %; {:?}",
        mean(&measures),
        bound(ours.bounds.split_blocks.unwrap()),
        bound(ours.bounds.whole_blocks.unwrap()),
        100.0 * ours.gap(),
        started.elapsed()
    );
    assert!(ours.keeps_the_rules());
    assert_eq!(measures.excess(), 0);
    assert_eq!(
        pieces_of(&study.blocks, &study.adjacency, &ours.zoning, &study.homes),
        []
    );
    // A mixed-integer program with cuts for contiguity (HiGHS) proves 1,066.12 m to be the least.
    assert!(
        mean(&measures) >= 1066.1 && mean(&measures) <= 1070.0,
        "{}",
        mean(&measures)
    );
    assert!(bound(ours.bounds.whole_blocks.unwrap()) <= 1066.13);
}
