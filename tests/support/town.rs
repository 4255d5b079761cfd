//! Towns in metres: streets, ferries and water on a plane around one place, known by arithmetic.

use std::collections::BTreeMap;

use truonggan::adapters::import::shipped_profiles;
use truonggan::base::geom::{FixedLonLat, LineString, LonLat, MultiPolygon, Polygon, Ruler};
use truonggan::base::ids::CampusIdx;
use truonggan::base::units::Centimetres;
use truonggan::domain::network::{
    GateSet, GateSite, LabelTable, Measure, Network, Profile, ProfileGraph, RawNetwork, RawPoint,
    RawRestriction, RawWay, Reached, SegmentIndex, Snap, SnapRefusal, Snapper, Tags, TurnVia, WaterArea,
    WaterBarrier, WaterLayer, WaterLine, nearest_from,
};

/// Where (0, 0) is.
const ORIGIN: LonLat = LonLat::new(106.8, 10.5);

/// A place in metres east and north of the origin.
pub fn at(east: f64, north: f64) -> LonLat {
    let ruler = Ruler::at(ORIGIN.lat);
    LonLat::new(
        ORIGIN.lon + ruler.lon_degrees(east),
        ORIGIN.lat + ruler.lat_degrees(north),
    )
}

/// A town being drawn.
#[derive(Default)]
pub struct Town {
    raw: RawNetwork,
    water: WaterLayer,
    gates: Vec<GateSite>,
    ids: BTreeMap<FixedLonLat, i64>,
}

impl Town {
    pub fn new() -> Self {
        Self::default()
    }

    /// A way through places in metres; ways that name the same place meet there.
    pub fn way(mut self, tags: &[(&str, &str)], places: &[(f64, f64)]) -> Self {
        let shape: Vec<FixedLonLat> = places
            .iter()
            .map(|(x, y)| FixedLonLat::from(at(*x, *y)))
            .collect();
        let points = shape.iter().map(|place| self.point_id(*place)).collect();
        let id = i64::try_from(self.raw.ways.len()).expect("few ways") + 1;
        self.raw.ways.push(RawWay {
            id,
            points,
            shape,
            tags: Tags::new(tags.iter().copied()),
        });
        self
    }

    /// A residential street.
    pub fn street(self, name: &str, places: &[(f64, f64)]) -> Self {
        self.way(&[("highway", "residential"), ("name", name)], places)
    }

    /// A ferry with a crossing time and an interval in minutes.
    pub fn ferry(self, name: &str, minutes: u32, interval: u32, places: &[(f64, f64)]) -> Self {
        let (minutes, interval) = (minutes.to_string(), interval.to_string());
        self.way(
            &[
                ("route", "ferry"),
                ("name", name),
                ("duration", &minutes),
                ("interval", &interval),
            ],
            places,
        )
    }

    /// Tags on a point of a way.
    pub fn point(mut self, tags: &[(&str, &str)], east: f64, north: f64) -> Self {
        let id = self.point_id(FixedLonLat::from(at(east, north)));
        self.raw.points.push(RawPoint {
            id,
            tags: Tags::new(tags.iter().copied()),
        });
        self
    }

    /// A turn restriction between ways, numbered from 1 as they were drawn, over a place where they meet.
    pub fn restriction(mut self, tags: &[(&str, &str)], from: i64, over: (f64, f64), to: i64) -> Self {
        let via = TurnVia::Point(self.point_id(FixedLonLat::from(at(over.0, over.1))));
        self.restrict(tags, from, via, to)
    }

    /// A turn restriction between ways over other ways.
    pub fn restriction_over(self, tags: &[(&str, &str)], from: i64, over: &[i64], to: i64) -> Self {
        self.restrict(tags, from, TurnVia::Ways(over.to_vec()), to)
    }

    fn restrict(mut self, tags: &[(&str, &str)], from: i64, via: TurnVia, to: i64) -> Self {
        let id = i64::try_from(self.raw.restrictions.len()).expect("few restrictions") + 1;
        self.raw.restrictions.push(RawRestriction {
            id,
            tags: Tags::new(tags.iter().copied()),
            from: vec![from],
            via,
            to: vec![to],
        });
        self
    }

    /// A rectangle of water.
    pub fn lake(mut self, west: f64, south: f64, east: f64, north: f64) -> Self {
        let ring = [
            (west, south),
            (east, south),
            (east, north),
            (west, north),
            (west, south),
        ];
        let polygon = Polygon::new(line(&ring), vec![]);
        let id = format!("lake{}", self.water.areas.len());
        let area = MultiPolygon::new(vec![polygon]);
        self.water.areas.push(WaterArea {
            id,
            name: None,
            kind: "lake".into(),
            area,
        });
        self
    }

    /// A brook.
    pub fn brook(mut self, places: &[(f64, f64)]) -> Self {
        let id = format!("brook{}", self.water.lines.len());
        let brook = WaterLine {
            id,
            name: None,
            kind: "stream".into(),
            underground: false,
            line: line(places),
        };
        self.water.lines.push(brook);
        self
    }

    /// A gate of a campus; campuses are numbered as in code order.
    pub fn gate(mut self, campus: u32, east: f64, north: f64) -> Self {
        self.gates.push(GateSite {
            campus: CampusIdx(campus),
            at: at(east, north),
        });
        self
    }

    fn point_id(&mut self, place: FixedLonLat) -> i64 {
        let fresh = i64::try_from(self.ids.len()).expect("few points") + 1;
        *self.ids.entry(place).or_insert(fresh)
    }

    pub fn raw(&self) -> &RawNetwork {
        &self.raw
    }

    pub fn water(&self) -> &WaterLayer {
        &self.water
    }

    /// The town under a shipped profile, with labels of K.
    pub fn built(mut self, profile: &str, k: usize, measure: Measure) -> Built {
        self.raw.sort();
        let profile = shipped_profiles()
            .into_iter()
            .find(|p| p.id.as_str() == profile)
            .unwrap();
        let network = Network::build(&self.raw);
        let segments = SegmentIndex::build(&network, |_| true);
        let water = WaterBarrier::build(&self.water);
        let graph = ProfileGraph::build(&network, &self.raw, &profile);
        let snapper = Snapper {
            network: &network,
            segments: &segments,
            water: &water,
        };
        let (gates, refused) = GateSet::snap(&snapper, &graph, &profile, &self.gates);
        let table = LabelTable::build(&graph, &gates, k, measure);
        Built {
            raw: self.raw,
            network,
            segments,
            water,
            profile,
            graph,
            gates,
            refused,
            table,
        }
    }
}

fn line(places: &[(f64, f64)]) -> LineString<f64> {
    places
        .iter()
        .map(|(x, y)| at(*x, *y))
        .map(|place| (place.lon, place.lat))
        .collect()
}

/// A town with everything derived from it.
pub struct Built {
    pub raw: RawNetwork,
    pub network: Network,
    pub segments: SegmentIndex,
    pub water: WaterBarrier,
    pub profile: Profile,
    pub graph: ProfileGraph,
    pub gates: GateSet,
    pub refused: Vec<(GateSite, SnapRefusal)>,
    pub table: LabelTable,
}

impl Built {
    pub fn snapper(&self) -> Snapper<'_> {
        Snapper {
            network: &self.network,
            segments: &self.segments,
            water: &self.water,
        }
    }

    /// The snap of a home, as a question for the nearest campuses makes it.
    pub fn snap(&self, home: LonLat) -> Result<Snap, SnapRefusal> {
        let leads = |point| self.table.leads(&self.graph, &self.gates, point);
        self.snapper()
            .snap(&self.graph, &self.profile.snapping, home, leads)
    }

    /// The nearest campuses of a home.
    pub fn nearest(&self, home: LonLat, k: usize) -> Vec<Reached> {
        let snap = self.snap(home).expect("the home is on the network");
        nearest_from(&self.graph, &self.gates, &self.table, &snap, k)
    }

    /// Campus and metres of the nearest campuses.
    pub fn metres(&self, home: LonLat, k: usize) -> Vec<(u32, f64)> {
        self.nearest(home, k)
            .iter()
            .map(|near| (near.campus.0, near.cost.length.metres()))
            .collect()
    }
}

/// Fails unless two lengths agree to a few centimetres: places are rounded to 10⁻⁷ degree, about a centimetre.
#[track_caller]
pub fn assert_metres(got: f64, expect: f64) {
    assert!((got - expect).abs() < 0.08, "{got} m instead of {expect} m");
}

/// The same in centimetres.
#[track_caller]
pub fn assert_length(got: Centimetres, expect: f64) {
    assert_metres(got.metres(), expect);
}
