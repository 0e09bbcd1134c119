//! What a promise is made over.

use serde::Serialize;

use super::reading::{Absent, Lacking, needed};
use super::word::{CalendarUnit, PeriodKind};

/// What a promise is made over.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind")]
#[non_exhaustive]
pub enum Period {
    /// The last so many seconds, at any time.
    #[serde(rename = "ROLLING")]
    Rolling(RollingPeriod),
    /// Each calendar unit.
    #[serde(rename = "CALENDAR")]
    Calendar(CalendarPeriod),
}

/// The promise holds over the last so many seconds, at any time.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RollingPeriod {
    /// Length of the period.
    pub seconds: u64,
}

/// The promise holds over each calendar unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CalendarPeriod {
    /// What the calendar is cut into.
    pub unit: CalendarUnit,
    /// IANA name of the time zone whose clocks cut it.
    pub timezone: String,
}

message! {
    @hidden
    /// What a period of any kind may have.
    Parts as Period {
        kind: PeriodKind,
        seconds: Option<u64>,
        unit: Option<CalendarUnit>,
        timezone: Option<String>,
    }
}

impl Absent for Period {}

impl TryFrom<Parts> for Period {
    type Error = Lacking;

    fn try_from(parts: Parts) -> Result<Self, Lacking> {
        Ok(match parts.kind {
            PeriodKind::Rolling => {
                Self::Rolling(RollingPeriod { seconds: needed(parts.seconds, "seconds")? })
            }
            PeriodKind::Calendar => Self::Calendar(CalendarPeriod {
                unit: needed(parts.unit, "unit")?,
                timezone: needed(parts.timezone, "timezone")?,
            }),
            PeriodKind::Other(_) => return Err(Lacking::unknown("kind")),
        })
    }
}

by_parts! { Period from Parts }
