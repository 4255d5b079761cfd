//! The closed sets of words in requests and answers.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::schools::Level;
use crate::snapshot::query::{Confidence, Distinct, Ranking};

/// An education level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LevelWord {
    /// Mầm non.
    Preschool,
    /// Tiểu học.
    Primary,
    /// Trung học cơ sở.
    LowerSecondary,
    /// Trung học phổ thông.
    UpperSecondary,
}

impl From<Level> for LevelWord {
    fn from(level: Level) -> Self {
        match level {
            Level::Preschool => Self::Preschool,
            Level::Primary => Self::Primary,
            Level::LowerSecondary => Self::LowerSecondary,
            Level::UpperSecondary => Self::UpperSecondary,
        }
    }
}

impl From<LevelWord> for Level {
    fn from(word: LevelWord) -> Self {
        match word {
            LevelWord::Preschool => Self::Preschool,
            LevelWord::Primary => Self::Primary,
            LevelWord::LowerSecondary => Self::LowerSecondary,
            LevelWord::UpperSecondary => Self::UpperSecondary,
        }
    }
}

/// By which quantity campuses are near.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RankWord {
    /// By metres.
    #[default]
    Metres,
    /// By minutes.
    Minutes,
}

impl From<Ranking> for RankWord {
    fn from(rank: Ranking) -> Self {
        match rank {
            Ranking::Metres => Self::Metres,
            Ranking::Minutes => Self::Minutes,
        }
    }
}

impl From<RankWord> for Ranking {
    fn from(word: RankWord) -> Self {
        match word {
            RankWord::Metres => Self::Metres,
            RankWord::Minutes => Self::Minutes,
        }
    }
}

/// What counts as one result.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DistinctWord {
    /// Each campus.
    #[default]
    Campus,
    /// Each school, by its nearest campus.
    School,
}

impl From<DistinctWord> for Distinct {
    fn from(word: DistinctWord) -> Self {
        match word {
            DistinctWord::Campus => Self::Campus,
            DistinctWord::School => Self::School,
        }
    }
}

/// Whether the place where a pin meets the road can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConfidenceWord {
    /// It can.
    High,
    /// It should be checked, for a reason.
    Low,
}

impl From<Confidence> for ConfidenceWord {
    fn from(confidence: Confidence) -> Self {
        match confidence {
            Confidence::High => Self::High,
            Confidence::Low(_) => Self::Low,
        }
    }
}
