//! What a gate answers, a verdict or that there is none yet, and what follows from it.

use serde::Serialize;

use super::plan::PlanRun;
use super::verdict::{CheckPending, Verdict};
use super::word::VerdictKind;

/// A verdict, or a check that is not over.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum CheckAnswer {
    /// The run, or the budgets, are judged.
    Verdict(Box<Verdict>),
    /// The run is still being judged: ask for it with [`Client::get_check`](crate::Client::get_check).
    Pending(CheckPending),
}

impl CheckAnswer {
    /// Gives the verdict, if there is one.
    pub fn verdict(&self) -> Option<&Verdict> {
        match self {
            Self::Verdict(verdict) => Some(verdict),
            Self::Pending(_) => None,
        }
    }

    /// Whether a release may go on; not as long as there is no verdict.
    pub fn passes(&self) -> bool {
        self.verdict().is_some_and(Verdict::passes)
    }

    /// How a command exits that asked: as [`Verdict::exit_code`], and 3 as long as there is none.
    pub fn exit_code(&self) -> u8 {
        self.verdict().map_or(INCONCLUSIVE, Verdict::exit_code)
    }
}

const INCONCLUSIVE: u8 = 3;

impl VerdictKind {
    /// Whether a release may go on: on PASS and WARNING. A verdict that is not known never passes.
    pub fn passes(&self) -> bool {
        matches!(self, Self::Pass | Self::Warning)
    }

    /// How a command exits that asked: 0 on PASS and WARNING, 1 on FAIL, 4 on ERROR, else 3.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Pass | Self::Warning => 0,
            Self::Fail => 1,
            Self::Error => 4,
            Self::Inconclusive | Self::Other(_) => INCONCLUSIVE,
        }
    }
}

impl Verdict {
    /// Whether a release may go on; see [`VerdictKind::passes`].
    pub fn passes(&self) -> bool {
        self.verdict.passes()
    }

    /// How a command exits that asked; see [`VerdictKind::exit_code`].
    pub fn exit_code(&self) -> u8 {
        self.verdict.exit_code()
    }
}

impl PlanRun {
    /// Whether it is over, whatever it came to.
    pub fn has_ended(&self) -> bool {
        self.ended_at.is_some()
    }

    /// Whether a release may go on; not as long as there is no verdict.
    pub fn passes(&self) -> bool {
        self.verdict.as_ref().is_some_and(VerdictKind::passes)
    }

    /// How a command exits that ran it: as [`VerdictKind::exit_code`], and 3 as long as there is none.
    pub fn exit_code(&self) -> u8 {
        self.verdict.as_ref().map_or(INCONCLUSIVE, VerdictKind::exit_code)
    }
}
