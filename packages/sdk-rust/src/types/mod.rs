//! What is asked and answered: the schemas of the contract under their own names.
//!
//! - Answers ([`Status`], [`Verdict`], [`PlanRun`], …) have public fields. What is not known is
//!   `None`: never 0. Fields are added within a version, so that answers cannot be built from
//!   outside; read them from JSON with serde where a test needs one.
//! - Questions ([`ListSlos`], [`CheckQuestion`], [`AnnotationNote`], …) are built step by step.
//!   What is left out is left to the service.
//! - Words ([`State`], [`VerdictKind`], …) are enums that keep a word which this version does not
//!   know, as `Other`.

#[macro_use]
mod macros;
#[macro_use]
mod asking;

pub(crate) mod reading;
pub(crate) mod writing;

mod alert;
mod annotation;
mod check_answer;
mod check_question;
mod definition;
mod event;
mod exclusion;
mod history;
mod indicator;
mod listing;
mod no_data;
mod noting;
mod period;
mod plan;
mod plan_word;
mod seconds;
mod status;
mod validation;
mod verdict;
mod word;

pub use alert::*;
pub use annotation::*;
pub use check_answer::CheckAnswer;
pub use check_question::*;
pub use definition::*;
pub use event::Event;
pub use exclusion::*;
pub use history::*;
pub use indicator::{Indicator, LatencyIndicator, RatioIndicator};
pub(crate) use listing::{ById, ByName, Nothing};
pub use listing::{
    GetSloHistory, ListAlertHistory, ListAlerts, ListAnnotations, ListChecks, ListExclusions,
    ListPlanRuns, ListPlans, ListSlos, ListenToEvents,
};
#[cfg(feature = "grpc")]
pub(crate) use no_data::LowerCase;
pub use noting::*;
pub use period::{CalendarPeriod, Period, RollingPeriod};
pub use plan::*;
pub use plan_word::*;
#[cfg(feature = "grpc")]
pub(crate) use seconds::Seconds;
pub use status::*;
pub use validation::*;
pub use verdict::*;
pub use word::*;

/// A time, as questions take it and answers give it: exact to the nanosecond.
pub use jiff::Timestamp;
