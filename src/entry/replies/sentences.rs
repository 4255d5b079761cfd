//! The words with which a refusal, a doubt or an empty answer is told to a family.

use super::Bilingual;
use super::nearest::Reason;
use crate::snapshot::query::{Confidence, Doubt, PinRefusal, Unreached};

/// Why a pin is refused, and what to do.
pub(in crate::entry) fn explain_pin(refusal: PinRefusal) -> Bilingual {
    match refusal {
        PinRefusal::OutOfRange => Bilingual::new(
            "Kinh độ (lon) phải từ -180 đến 180 và vĩ độ (lat) từ -90 đến 90; hãy kiểm tra lại hai số.",
            "Longitude (lon) must be from -180 to 180 and latitude (lat) from -90 to 90; check both numbers.",
        ),
        PinRefusal::Swapped => Bilingual::new(
            "Kinh độ và vĩ độ bị đổi chỗ cho nhau; hãy ghi kinh độ vào lon và vĩ độ vào lat.",
            "Longitude and latitude are exchanged; put the longitude into lon and the latitude into lat.",
        ),
        PinRefusal::OutsideMap { metres } => Bilingual::new(
            format!(
                "Vị trí nằm ngoài bản đồ khoảng {} km; hãy chọn một điểm trong vùng dữ liệu.",
                kilometres(metres)
            ),
            format!(
                "The pin lies about {} km outside the map; choose a place inside the area of the data.",
                kilometres(metres)
            ),
        ),
        PinRefusal::FarFromRoad { metres, limit_metres } => far_from_road(metres, limit_metres),
    }
}

fn far_from_road(metres: Option<f64>, limit_metres: f64) -> Bilingual {
    match metres {
        Some(metres) => Bilingual::new(
            format!(
                "Vị trí cách đường gần nhất {metres:.0} m, quá {limit_metres:.0} m; hãy dời ghim đến cửa nhà hoặc lối đi gần nhất."
            ),
            format!(
                "The pin is {metres:.0} m from the nearest road, more than {limit_metres:.0} m; move it to the door of the home or to the nearest path."
            ),
        ),
        None => Bilingual::new(
            "Quanh vị trí này không có đường nào đi được; hãy dời ghim đến cửa nhà hoặc chọn cách đi khác.",
            "No road near the pin can be used this way; move it to the door of the home or choose another way to travel.",
        ),
    }
}

fn kilometres(metres: f64) -> String {
    format!("{:.0}", (metres / 1000.0).ceil())
}

pub(in crate::entry) fn explain_unreached(why: Unreached) -> Reason {
    match why {
        Unreached::Island => Reason::new(
            "island",
            "Đường ở vị trí này không nối với trường nào theo cách đi đã chọn; hãy thử cách đi khác hoặc dời ghim.",
            "The roads at the pin lead to no campus by this way of travel; try another way to travel or move the pin.",
        ),
        Unreached::NoCampus => Reason::new(
            "no_campus",
            "Bộ dữ liệu không có điểm trường nào của cấp học này.",
            "The dataset has no campus of this level.",
        ),
        Unreached::NotThatDay => Reason::new(
            "unreachable_before_bell",
            "Ngày này không có tàu, phà hoặc xe nào đưa đến trường trước giờ vào học; hãy chọn ngày khác hoặc cách đi khác.",
            "Unreachable before the bell: no boat or bus of that day leads from the pin to a campus; choose another day or another way to travel.",
        ),
    }
}

pub(in crate::entry) fn explain_doubt(confidence: Confidence) -> Option<Reason> {
    match confidence {
        Confidence::High => None,
        Confidence::Low(Doubt::LegCrossesWater) => Some(Reason::new(
            "leg_crosses_water",
            "Mọi lối thẳng từ vị trí này ra đường đều cắt qua sông, kênh; hãy kiểm tra ghim hoặc hỏi người tại chỗ.",
            "Every straight leg from the pin to a road crosses water; check the pin or ask someone who knows the place.",
        )),
    }
}
