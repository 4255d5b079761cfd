//! What a zoning asks of children and schools: distances, loads, compactness, the border between zones.

use geo::MultiPolygon;

use super::adjacency::Adjacency;
use super::block::BlockSet;
use super::cost_table::CostTable;
use super::shape::{Compactness, join};
use super::zoning::{ZoneSchools, Zoning};
use crate::base::ids::{BlockIdx, ZoneIdx};
use crate::base::units::Centimetres;

/// Holes thinner than so many metres in a zone's joined blocks are seams of the drawing.
const SEAM_METRES: f64 = 2.0;
const NEAR: Centimetres = Centimetres(100_000);
const FAR: Centimetres = Centimetres(400_000);

/// How far pupils have to their school. Pupils of blocks without a zone or without a way are counted, not measured.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Distances {
    /// Lengths with their pupils, the shortest first.
    lengths: Vec<(Centimetres, u64)>,
    /// Pupils without a school or without a way to it.
    pub unreached: u64,
}

impl Distances {
    fn add(&mut self, length: Option<Centimetres>, pupils: u32) {
        match length {
            Some(length) if pupils > 0 => self.lengths.push((length, u64::from(pupils))),
            Some(_) => {}
            None => self.unreached += u64::from(pupils),
        }
    }

    fn sort(&mut self) {
        self.lengths.sort_unstable();
    }

    /// Pupils with a way.
    pub fn pupils(&self) -> u64 {
        self.lengths.iter().map(|(_, pupils)| pupils).sum()
    }

    /// Centimetres summed over pupils.
    pub fn pupil_centimetres(&self) -> u64 {
        self.lengths
            .iter()
            .map(|(length, pupils)| u64::from(length.0) * pupils)
            .sum()
    }

    /// The mean length, in metres; none where there are no pupils.
    pub fn mean_metres(&self) -> Option<f64> {
        let pupils = self.pupils();
        (pupils > 0).then(|| self.pupil_centimetres() as f64 / 100.0 / pupils as f64)
    }

    /// The least length that so many hundredths of the pupils do not exceed.
    pub fn percentile(&self, hundredths: u64) -> Option<Centimetres> {
        let wanted = (self.pupils() * hundredths).div_ceil(100).max(1);
        let mut seen = 0;
        let mut lengths = self.lengths.iter();
        lengths
            .find(|(_, pupils)| {
                seen += pupils;
                seen >= wanted
            })
            .map(|(length, _)| *length)
    }

    /// The share of pupils within a length, of those with a way.
    pub fn share_within(&self, limit: Centimetres) -> Option<f64> {
        let within = self.lengths.iter().take_while(|(length, _)| *length <= limit);
        let within: u64 = within.map(|(_, pupils)| pupils).sum();
        let pupils = self.pupils();
        (pupils > 0).then(|| within as f64 / pupils as f64)
    }

    /// The share within one kilometre.
    pub fn share_within_1_km(&self) -> Option<f64> {
        self.share_within(NEAR)
    }

    /// The share within four kilometres.
    pub fn share_within_4_km(&self) -> Option<f64> {
        self.share_within(FAR)
    }
}

/// The measures of a zone.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneMeasures {
    /// How many blocks.
    pub n_blocks: usize,
    /// Its pupils.
    pub pupils: u64,
    /// The seats of its school.
    pub seats: Option<u32>,
    /// How far they have.
    pub distances: Distances,
    /// Pieces that do not hang together.
    pub pieces: usize,
    /// Its joined area, in square metres.
    pub area_m2: f64,
    /// The length of its outline, in metres.
    pub outline_metres: f64,
    /// 4π × area / outline², 1 for a circle (D. D. Polsby and R. D. Popper, Yale Law & Policy Review 9, 1991, 301-353);
    /// none for a zone without area.
    pub polsby_popper: Option<f64>,
    /// Area over that of the smallest circle around it, 1 for a circle (E. C. Reock, Midwest Journal of Political
    /// Science 5, 1961, 70-74); none for a zone without area.
    pub reock: Option<f64>,
}

impl ZoneMeasures {
    /// Pupils beyond the seats.
    pub fn excess(&self) -> u64 {
        self.seats
            .map_or(0, |seats| self.pupils.saturating_sub(u64::from(seats)))
    }
}

/// The measures of a zoning.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoningMeasures {
    /// All pupils.
    pub pupils: u64,
    /// How far they have.
    pub distances: Distances,
    /// Blocks without a zone.
    pub n_unzoned: usize,
    /// By zone.
    pub zones: Vec<ZoneMeasures>,
    /// Neighbors that are in different zones.
    pub cut_borders: usize,
    /// The border between zones, in metres, on land.
    pub cut_metres: f64,
}

impl ZoningMeasures {
    /// Schools with more pupils than seats.
    pub fn n_overloaded(&self) -> usize {
        self.zones.iter().filter(|zone| zone.excess() > 0).count()
    }

    /// Pupils beyond the seats, over all schools.
    pub fn excess(&self) -> u64 {
        self.zones.iter().map(ZoneMeasures::excess).sum()
    }

    /// Pieces of zones beside the first of each.
    pub fn extra_pieces(&self) -> usize {
        self.zones.iter().map(|zone| zone.pieces.saturating_sub(1)).sum()
    }

    /// The mean Polsby–Popper score of the zones that have an area.
    pub fn mean_polsby_popper(&self) -> Option<f64> {
        mean(self.zones.iter().filter_map(|zone| zone.polsby_popper))
    }

    /// The mean Reock score of the zones that have an area.
    pub fn mean_reock(&self) -> Option<f64> {
        mean(self.zones.iter().filter_map(|zone| zone.reock))
    }
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

/// Measures a zoning.
pub fn measure_zoning(
    blocks: &BlockSet,
    schools: &ZoneSchools,
    costs: &CostTable,
    adjacency: &Adjacency,
    zoning: &Zoning,
) -> ZoningMeasures {
    let mut distances = Distances::default();
    for (at, block) in blocks.blocks().iter().enumerate() {
        let idx = BlockIdx::from_usize(at);
        let length = zoning.zone_of(idx).and_then(|zone| costs.get(idx, zone));
        distances.add(length, block.pupils);
    }
    distances.sort();
    let zones = (0..schools.len()).map(ZoneIdx::from_usize);
    let of_zone = |zone| measure_zone(blocks, schools, costs, adjacency, zoning, zone);
    let cut = || {
        let pairs = adjacency.pairs();
        pairs.filter(|(block, neighbor)| zoning.zone_of(*block) != zoning.zone_of(neighbor.block))
    };
    ZoningMeasures {
        pupils: blocks.pupils(),
        distances,
        n_unzoned: zoning.unzoned().len(),
        zones: zones.map(of_zone).collect(),
        cut_borders: cut().count(),
        cut_metres: cut().filter_map(|(_, neighbor)| neighbor.border_metres).sum(),
    }
}

fn measure_zone(
    blocks: &BlockSet,
    schools: &ZoneSchools,
    costs: &CostTable,
    adjacency: &Adjacency,
    zoning: &Zoning,
    zone: ZoneIdx,
) -> ZoneMeasures {
    let members = zoning.blocks_of(zone);
    let mut distances = Distances::default();
    for block in &members {
        distances.add(costs.get(*block, zone), blocks.block(*block).pupils);
    }
    distances.sort();
    let compactness = Compactness::of(&joined(blocks, &members));
    ZoneMeasures {
        n_blocks: members.len(),
        pupils: members
            .iter()
            .map(|block| u64::from(blocks.block(*block).pupils))
            .sum(),
        seats: schools.school(zone).seats,
        distances,
        pieces: adjacency.parts(&members).len(),
        area_m2: compactness.map_or(0.0, |of| of.area_m2),
        outline_metres: compactness.map_or(0.0, |of| of.outline_metres),
        polsby_popper: compactness.map(|of| of.polsby_popper),
        reock: compactness.map(|of| of.reock),
    }
}

fn joined(blocks: &BlockSet, members: &[BlockIdx]) -> MultiPolygon<f64> {
    join(members.iter().map(|block| blocks.flat_area(*block)), SEAM_METRES)
}

/// The joined area of some blocks, in degrees, as a map shows a zone.
pub fn zone_area(blocks: &BlockSet, members: &[BlockIdx]) -> MultiPolygon<f64> {
    blocks.plane().unproject_area(&joined(blocks, members))
}
