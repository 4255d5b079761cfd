//! The operation that takes coordinates to WGS 84 and back: one for a whole file, named.

use proj::Proj;

use super::reference::{Crs, Kind};
use super::vn2000::{ACCURACY_M, FALSE_EASTING, HELMERT, OPERATION, Tm3Zone};
use crate::base::geom::LonLat;

/// Why a coordinate system cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CrsError {
    /// Nobody knows it.
    #[error(
        "`{0}` is no coordinate system that is known; give a code such as EPSG:9210, or VN-2000 105-45 by its central meridian"
    )]
    Unknown(String),
    /// A zone of VN-2000 that is none of the official ones.
    #[error(
        "`{0}` is in VN-2000 with a meridian, scale or origin of its own; say which official zone it is with --crs, or transform it first"
    )]
    UnusualZone(String),
}

/// An operation between a coordinate system and WGS 84. It is made once a file, in about 20 ms, and stays in its thread.
pub struct Operation {
    /// What it is called, for manifests.
    pub name: String,
    /// How far results may be off, metres; none where PROJ does not say.
    pub accuracy_m: Option<f64>,
    forward: Option<Proj>,
    back: Option<Proj>,
}

impl Operation {
    /// The operation of a coordinate system.
    ///
    /// PROJ left to itself chooses between two operations for VN-2000, point by point, with a step of 0.8 m between
    /// them in the south of Viet Nam; so VN-2000 has one fixed pipeline, that of EPSG:6960.
    ///
    /// # Errors
    /// Where PROJ has no way between the two.
    pub fn of(crs: &Crs) -> Result<Self, CrsError> {
        let known =
            |definition: &str| Proj::new(definition).map_err(|_said| CrsError::Unknown(crs.name.clone()));
        Ok(match &crs.kind {
            Kind::Wgs84 => Self {
                name: "none: the file is in WGS 84".to_owned(),
                accuracy_m: Some(0.0),
                forward: None,
                back: None,
            },
            Kind::Vn2000Degrees => Self {
                name: OPERATION.to_owned(),
                accuracy_m: Some(ACCURACY_M),
                forward: Some(known(&to_wgs84(&degrees_to_radians()))?),
                back: Some(known(&from_wgs84(&radians_to_degrees()))?),
            },
            Kind::Vn2000(zone) => Self {
                name: OPERATION.to_owned(),
                accuracy_m: Some(ACCURACY_M),
                forward: Some(known(&to_wgs84(&format!("+step +inv {}", projection(*zone))))?),
                back: Some(known(&from_wgs84(&format!("+step {}", projection(*zone))))?),
            },
            Kind::Other(definition) => {
                let between = |from: &str, to: &str| {
                    Proj::new_known_crs(from, to, None).map_err(|_said| CrsError::Unknown(crs.name.clone()))
                };
                let forward = between(definition, "OGC:CRS84")?;
                Self {
                    name: forward
                        .proj_info()
                        .description
                        .unwrap_or_else(|| "as PROJ chooses".to_owned()),
                    accuracy_m: Some(forward.proj_info().accuracy).filter(|accuracy| *accuracy >= 0.0),
                    back: Some(between("OGC:CRS84", definition)?),
                    forward: Some(forward),
                }
            }
        })
    }

    /// Coordinates, easting first, as WGS 84; none where the operation has no answer.
    pub fn to_wgs84(&self, x: f64, y: f64) -> Option<LonLat> {
        let Some(forward) = &self.forward else {
            return Some(LonLat::new(x, y));
        };
        let (lon, lat) = forward.convert((x, y)).ok()?;
        (lon.is_finite() && lat.is_finite()).then(|| LonLat::new(lon, lat))
    }

    /// A place in the coordinate system, easting first.
    pub fn from_wgs84(&self, at: LonLat) -> Option<(f64, f64)> {
        let Some(back) = &self.back else {
            return Some((at.lon, at.lat));
        };
        let (x, y) = back.convert((at.lon, at.lat)).ok()?;
        (x.is_finite() && y.is_finite()).then_some((x, y))
    }
}

/// Whether PROJ can read a definition.
pub(super) fn check_known(definition: &str) -> Result<(), CrsError> {
    let known = Proj::new_known_crs(definition, "OGC:CRS84", None);
    known
        .map(|_| ())
        .map_err(|_said| CrsError::Unknown(definition.chars().take(80).collect()))
}

fn projection(zone: Tm3Zone) -> String {
    let Tm3Zone { meridian, scale, .. } = zone;
    format!("+proj=tmerc +lat_0=0 +lon_0={meridian} +k={scale} +x_0={FALSE_EASTING} +y_0=0 +ellps=WGS84")
}

fn degrees_to_radians() -> String {
    "+step +proj=unitconvert +xy_in=deg +xy_out=rad".to_owned()
}

fn radians_to_degrees() -> String {
    "+step +proj=unitconvert +xy_in=rad +xy_out=deg".to_owned()
}

/// Heights are set aside: a place without one lies on the ellipsoid before and after.
fn to_wgs84(first: &str) -> String {
    let last = radians_to_degrees();
    format!(
        "+proj=pipeline {first} +step +proj=push +v_3 +step +proj=cart +ellps=WGS84 +step {HELMERT} \
         +step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3 {last}"
    )
}

fn from_wgs84(last: &str) -> String {
    let first = degrees_to_radians();
    format!(
        "+proj=pipeline {first} +step +proj=push +v_3 +step +proj=cart +ellps=WGS84 +step +inv {HELMERT} \
         +step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3 {last}"
    )
}
