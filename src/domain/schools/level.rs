//! Education levels, and the guess of a level from a school's name.

use std::fmt;
use std::str::FromStr;

use crate::base::text::fold;

/// An education level (cấp học).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Mầm non: before grade 1.
    Preschool,
    /// Tiểu học: grades 1 to 5.
    Primary,
    /// Trung học cơ sở: grades 6 to 9.
    LowerSecondary,
    /// Trung học phổ thông: grades 10 to 12.
    UpperSecondary,
}

impl Level {
    /// All levels, youngest first.
    pub const ALL: [Self; 4] = [
        Self::Preschool,
        Self::Primary,
        Self::LowerSecondary,
        Self::UpperSecondary,
    ];

    /// The word for it in files and interfaces.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Preschool => "preschool",
            Self::Primary => "primary",
            Self::LowerSecondary => "lower_secondary",
            Self::UpperSecondary => "upper_secondary",
        }
    }

    /// Its name in Vietnamese.
    pub const fn title_vi(self) -> &'static str {
        match self {
            Self::Preschool => "Mầm non",
            Self::Primary => "Tiểu học",
            Self::LowerSecondary => "THCS",
            Self::UpperSecondary => "THPT",
        }
    }

    /// Its name in English.
    pub const fn title_en(self) -> &'static str {
        match self {
            Self::Preschool => "Preschool",
            Self::Primary => "Primary",
            Self::LowerSecondary => "Lower secondary",
            Self::UpperSecondary => "Upper secondary",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Level {
    type Err = UnknownLevel;

    fn from_str(word: &str) -> Result<Self, UnknownLevel> {
        Self::ALL
            .into_iter()
            .find(|level| level.as_str() == word)
            .ok_or_else(|| UnknownLevel(word.to_owned()))
    }
}

/// A word that names no level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownLevel(pub String);

impl fmt::Display for UnknownLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a level; write preschool, primary, lower_secondary or upper_secondary",
            self.0
        )
    }
}

impl std::error::Error for UnknownLevel {}

/// The levels that a school's name speaks of, youngest first; empty where it speaks of none.
///
/// Whole words only, without regard to case or accents: `TH` is primary, `THCS` is not.
pub fn guess_levels(name: &str) -> Vec<Level> {
    let bare = fold(name);
    let padded: String = std::iter::once(' ')
        .chain(bare.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }))
        .chain(std::iter::once(' '))
        .collect();
    let padded = format!(" {} ", padded.split_whitespace().collect::<Vec<_>>().join(" "));
    Level::ALL
        .into_iter()
        .filter(|level| {
            words_of(*level)
                .iter()
                .any(|word| padded.contains(&format!(" {word} ")))
        })
        .collect()
}

/// Folded words and phrases by which names say a level.
const fn words_of(level: Level) -> &'static [&'static str] {
    match level {
        Level::Preschool => &[
            "mam non",
            "mau giao",
            "nha tre",
            "mn",
            "mg",
            "kindergarten",
            "preschool",
            "nursery",
        ],
        Level::Primary => &["tieu hoc", "th", "cap 1", "cap i", "primary", "elementary"],
        Level::LowerSecondary => &[
            "trung hoc co so",
            "thcs",
            "ptcs",
            "cap 2",
            "cap ii",
            "lower secondary",
            "middle school",
        ],
        Level::UpperSecondary => &[
            "trung hoc pho thong",
            "thpt",
            "ptth",
            "cap 3",
            "cap iii",
            "high school",
            "upper secondary",
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expect: &[Level]) {
        assert_eq!(guess_levels(name), expect, "{name}");
    }

    #[test]
    fn names_speak_of_their_levels() {
        use Level::{LowerSecondary, Preschool, Primary, UpperSecondary};
        check("Trường Tiểu học Bình Phước", &[Primary]);
        check("TRƯỜNG TIỂU HỌC Thạnh An", &[Primary]);
        check("TH Doi Lầu", &[Primary]);
        check("Truong tieu hoc Hoa Binh", &[Primary]);
        check("THCS Long Hoà", &[LowerSecondary]);
        check(
            "Trường Trung học cơ sở và Trung học phổ thông Thạnh An",
            &[LowerSecondary, UpperSecondary],
        );
        check(
            "Trường TH, THCS & THPT Việt Úc",
            &[Primary, LowerSecondary, UpperSecondary],
        );
        check("Trường Mầm Non Doi Lầu", &[Preschool]);
        check("Lê Hồng Phong High School", &[UpperSecondary]);
        check("Trung tâm Bồi Dưỡng Chính Trị", &[]);
        check("Thể thao", &[]);
    }
}
