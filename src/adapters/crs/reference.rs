//! The coordinate system that a file or a person names: by code, by meridian, or as well-known text.

use super::operation::CrsError;
use super::vn2000::{FALSE_EASTING, GEOGRAPHIC, Tm3Zone};

/// A coordinate system.
#[derive(Debug, Clone, PartialEq)]
pub struct Crs {
    /// Its name for people.
    pub name: String,
    pub(super) kind: Kind,
}

/// What is known of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// WGS 84 in degrees.
    Wgs84,
    /// VN-2000 in degrees.
    Vn2000Degrees,
    /// A zone of VN-2000, metres.
    Vn2000(Tm3Zone),
    /// Anything else, as PROJ reads it.
    Other(String),
}

impl Crs {
    /// WGS 84, longitude first.
    pub fn wgs84() -> Self {
        Self {
            name: "WGS 84".to_owned(),
            kind: Kind::Wgs84,
        }
    }

    /// A zone of VN-2000.
    pub fn vn2000(zone: Tm3Zone) -> Self {
        Self {
            name: format!("{} (EPSG:{})", zone.name(), zone.code),
            kind: Kind::Vn2000(zone),
        }
    }

    /// What a code or word means: `EPSG:9210`, `9210`, `urn:ogc:def:crs:EPSG::9210`, `CRS84`, `VN-2000 105-45`.
    ///
    /// # Errors
    /// Where PROJ knows no such code.
    pub fn of_code(text: &str) -> Result<Self, CrsError> {
        let text = text.trim();
        let upper = text.to_uppercase();
        if upper.ends_with("CRS84") || upper == "WGS84" || upper == "WGS 84" {
            return Ok(Self::wgs84());
        }
        if let Some(zone) = zone_of_words(&upper) {
            return Ok(Self::vn2000(zone));
        }
        let last = upper.rsplit(':').next().unwrap_or(&upper);
        let is_epsg = upper.contains("EPSG") || upper == last;
        match last.parse::<u32>() {
            Ok(4326) if is_epsg => Ok(Self::wgs84()),
            Ok(GEOGRAPHIC) if is_epsg => Ok(Self::vn2000_degrees()),
            Ok(code) if is_epsg => match Tm3Zone::of_code(code) {
                Some(zone) => Ok(Self::vn2000(zone)),
                None => Self::other(format!("EPSG:{code}"), &format!("EPSG:{code}")),
            },
            _ => Err(CrsError::Unknown(text.to_owned())),
        }
    }

    /// What a well-known text means, such as that of a `.prj` file.
    ///
    /// # Errors
    /// Where PROJ cannot read it.
    pub fn of_wkt(wkt: &str) -> Result<Self, CrsError> {
        let bare: String = wkt
            .to_uppercase()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        let is_projected = bare.starts_with("PROJ");
        if bare.contains("VN2000") || bare.contains("VIETNAM2000") {
            if !is_projected {
                return Ok(Self::vn2000_degrees());
            }
            let number = |name| parameter(wkt, name);
            let zone = number("central_meridian").zip(number("scale_factor"));
            let zone = zone.and_then(|(meridian, scale)| Tm3Zone::of_parameters(meridian, scale));
            let is_usual = number("false_easting") == Some(FALSE_EASTING)
                && number("false_northing").unwrap_or(0.0) == 0.0
                && number("latitude_of_origin").unwrap_or(0.0) == 0.0;
            return match zone.filter(|_| is_usual) {
                Some(zone) => Ok(Self::vn2000(zone)),
                None => Err(CrsError::UnusualZone(name_of(wkt))),
            };
        }
        let is_wgs84 =
            bare.contains("WGS84") || bare.contains("WGS1984") || bare.contains("WORLDGEODETICSYSTEM1984");
        if !is_projected && is_wgs84 && bare.starts_with("GEOG") {
            return Ok(Self::wgs84());
        }
        Self::other(wkt.trim().to_owned(), &name_of(wkt))
    }

    fn vn2000_degrees() -> Self {
        Self {
            name: format!("VN-2000 (EPSG:{GEOGRAPHIC})"),
            kind: Kind::Vn2000Degrees,
        }
    }

    fn other(definition: String, name: &str) -> Result<Self, CrsError> {
        super::operation::check_known(&definition)?;
        Ok(Self {
            name: name.to_owned(),
            kind: Kind::Other(definition),
        })
    }

    /// Whether coordinates are degrees of WGS 84 already.
    pub fn is_wgs84(&self) -> bool {
        self.kind == Kind::Wgs84
    }

    /// The zone, where it is one of VN-2000.
    pub fn zone(&self) -> Option<Tm3Zone> {
        match self.kind {
            Kind::Vn2000(zone) => Some(zone),
            _ => None,
        }
    }
}

/// A zone by its central meridian, such as `VN-2000 105-45`, `VN2000 / TM-3 105°45'` or `VN2000 105.75`.
fn zone_of_words(upper: &str) -> Option<Tm3Zone> {
    let rest = upper
        .strip_prefix("VN-2000")
        .or_else(|| upper.strip_prefix("VN2000"))
        .or_else(|| upper.strip_prefix("VN_2000"))?;
    let rest = rest.replace("TM-3", "").replace("TM3", "").replace("ZONE", "");
    let numbers: Vec<f64> = rest
        .split(|c: char| !(c.is_ascii_digit() || c == '.'))
        .filter_map(|word| word.parse().ok())
        .collect();
    let meridian = match numbers.as_slice() {
        [degrees] => *degrees,
        [degrees, minutes] => degrees + minutes / 60.0,
        _ => return None,
    };
    Tm3Zone::of_parameters(meridian, 0.9999)
}

/// The number of a parameter of a well-known text, whatever the case of its name.
fn parameter(wkt: &str, name: &str) -> Option<f64> {
    let lower = wkt.to_lowercase();
    let known_as: &[&str] = match name {
        "central_meridian" => &[
            "central_meridian",
            "longitude of natural origin",
            "longitude_of_center",
        ],
        "scale_factor" => &["scale_factor", "scale factor at natural origin"],
        "latitude_of_origin" => &["latitude_of_origin", "latitude of natural origin"],
        "false_easting" => &["false_easting", "false easting"],
        _ => &["false_northing", "false northing"],
    };
    known_as.iter().find_map(|known| {
        let (_, after) = lower.split_once(&format!("\"{known}\""))?;
        let number: String = after
            .trim_start_matches([',', ' '])
            .chars()
            .take_while(|c| c.is_ascii_digit() || ".-+e".contains(*c))
            .collect();
        number.parse().ok()
    })
}

/// The first name in a well-known text.
fn name_of(wkt: &str) -> String {
    wkt.split('"')
        .nth(1)
        .unwrap_or("the coordinate system of the file")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_of(crs: &Crs) -> Option<u32> {
        crs.zone().map(|zone| zone.code)
    }

    #[test]
    fn a_zone_is_known_by_code_by_words_and_by_its_text() {
        for text in [
            "EPSG:9210",
            "epsg:9210",
            "9210",
            "urn:ogc:def:crs:EPSG::9210",
            "VN-2000 105-45",
            "VN2000 / TM-3 105°45'",
            "vn2000 105.75",
        ] {
            assert_eq!(code_of(&Crs::of_code(text).unwrap()), Some(9210), "{text}");
        }
        let wkt = r#"PROJCS["VN_2000_TM3_105_45",GEOGCS["GCS_VN_2000",DATUM["D_Vietnam_2000",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",105.75],PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#;
        assert_eq!(code_of(&Crs::of_wkt(wkt).unwrap()), Some(9210));
        let odd = wkt.replace("500000.0", "200000.0");
        assert!(matches!(Crs::of_wkt(&odd), Err(CrsError::UnusualZone(_))));
        assert!(Crs::of_wkt(r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#).unwrap().is_wgs84());
        assert!(Crs::of_code("OGC:CRS84").unwrap().is_wgs84());
        assert!(matches!(Crs::of_code("EPSG:99999"), Err(CrsError::Unknown(_))));
        assert!(matches!(Crs::of_code("somewhere"), Err(CrsError::Unknown(_))));
    }
}
