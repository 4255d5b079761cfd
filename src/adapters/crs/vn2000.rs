//! VN-2000, the national system of Viet Nam: its zones of three and six degrees, and its tie to WGS 84.
//!
//! Source: Circular 973/2001/TT-TCĐC for the projections; EPSG dataset for codes; Decision 05/2007/QĐ-BTNMT for the
//! seven parameters, which EPSG has as operation 6960.

/// A zone of the Transverse Mercator projection.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tm3Zone {
    /// EPSG code.
    pub code: u32,
    /// Central meridian, degrees east.
    pub meridian: f64,
    /// Scale on it: 0.9999 in zones of three degrees, 0.9996 in those of six.
    pub scale: f64,
}

const fn tm3(code: u32, meridian: f64) -> Tm3Zone {
    Tm3Zone {
        code,
        meridian,
        scale: 0.9999,
    }
}

const fn utm(code: u32, meridian: f64) -> Tm3Zone {
    Tm3Zone {
        code,
        meridian,
        scale: 0.9996,
    }
}

/// All zones that EPSG knows, those of three degrees first.
pub const TM3_ZONES: [Tm3Zone; 20] = [
    tm3(5896, 102.0),
    tm3(9205, 103.0),
    tm3(9206, 104.0),
    tm3(9207, 104.5),
    tm3(9208, 104.75),
    tm3(5897, 105.0),
    tm3(9209, 105.5),
    tm3(9210, 105.75),
    tm3(9211, 106.0),
    tm3(9212, 106.25),
    tm3(9213, 106.5),
    tm3(9214, 107.0),
    tm3(9215, 107.25),
    tm3(9216, 107.5),
    tm3(5899, 107.75),
    tm3(5898, 108.0),
    tm3(9217, 108.25),
    tm3(9218, 108.5),
    utm(3405, 105.0),
    utm(3406, 111.0),
];

/// Easting of the central meridian, metres.
pub(super) const FALSE_EASTING: f64 = 500_000.0;

/// The code of VN-2000 in degrees.
pub(super) const GEOGRAPHIC: u32 = 4756;

/// EPSG:6960, "VN-2000 to WGS 84 (2)", as a step of a PROJ pipeline between geocentric coordinates.
pub(super) const HELMERT: &str = "+proj=helmert +x=-191.90441429 +y=-39.30318279 +z=-111.45032835 +rx=-0.00928836 +ry=0.01975479 +rz=-0.00427372 +s=0.252906278 +convention=coordinate_frame";

/// The name of that operation, for manifests.
pub(super) const OPERATION: &str = "VN-2000 to WGS 84 (2) (EPSG:6960)";

/// Its accuracy, metres.
pub(super) const ACCURACY_M: f64 = 1.0;

impl Tm3Zone {
    /// The zone of a code.
    pub(super) fn of_code(code: u32) -> Option<Self> {
        TM3_ZONES.into_iter().find(|zone| zone.code == code)
    }

    /// The zone of a meridian and a scale, to what a file's text can have lost.
    pub(super) fn of_parameters(meridian: f64, scale: f64) -> Option<Self> {
        let fits = |zone: &Self| (zone.meridian - meridian).abs() < 1e-4 && (zone.scale - scale).abs() < 1e-6;
        TM3_ZONES.into_iter().find(fits)
    }

    /// Its name as people say it, such as `VN-2000 / TM-3 105-45`.
    pub fn name(self) -> String {
        if self.scale < 0.9999 {
            let zone = if self.meridian < 108.0 { "48N" } else { "49N" };
            return format!("VN-2000 / UTM zone {zone}");
        }
        let degrees = self.meridian.floor();
        let minutes = (self.meridian - degrees) * 60.0;
        format!("VN-2000 / TM-3 {degrees:.0}-{minutes:02.0}")
    }
}
