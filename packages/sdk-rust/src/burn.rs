//! Figures that follow from counts, as the service works them out.
//!
//! What has no value is `None`: the share of nothing, the burn rate of no events. Pure functions;
//! nothing is asked.

use crate::types::Basis;

/// The most decimals that a double can tell apart.
const MOST_DECIMALS: usize = 15;

/// The share of events that must be good, between 0 and 1, kept exactly.
///
/// ```
/// use slo_monitor::burn::{Target, burn_rate};
///
/// let target: Target = "0.999".parse().map_err(|_| "no target")?;
/// assert_eq!(burn_rate(target, 999.0, 1000.0), Some(1.0));
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// `1 − target` as a fraction: bad events that are allowed, of so many.
    allowed: f64,
    of: f64,
}

/// A text is no target: it is not a decimal number between 0 and 1 with at most 15 decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoTarget;

impl std::fmt::Display for NoTarget {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("a target is a decimal number between 0 and 1, such as 0.999")
    }
}

impl std::error::Error for NoTarget {}

impl std::str::FromStr for Target {
    type Err = NoTarget;

    fn from_str(text: &str) -> Result<Self, NoTarget> {
        let decimals = text.strip_prefix("0.").unwrap_or_default();
        let is_decimal = decimals.bytes().all(|digit| digit.is_ascii_digit());
        if decimals.is_empty() || decimals.len() > MOST_DECIMALS || !is_decimal {
            return Err(NoTarget);
        }
        let promised: u64 = decimals.parse().map_err(|_| NoTarget)?;
        let of = decimals.bytes().fold(1_u64, |of, _| of * 10);
        if promised == 0 {
            return Err(NoTarget);
        }
        Ok(Self { allowed: (of - promised) as f64, of: of as f64 })
    }
}

/// What is allowed of bad events, and what became of it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct BudgetFigures {
    /// How many bad events are allowed.
    pub events: f64,
    /// What the budget is a share of.
    pub basis: Basis,
    /// Share that is spent; above 1 when more than all of it is.
    pub consumed_ratio: Option<f64>,
    /// Share that is left; below 0 when more than all of it is spent.
    pub remaining_ratio: Option<f64>,
}

/// The share of good events: `good ÷ total`.
pub fn sli(good: f64, total: f64) -> Option<f64> {
    (total > 0.0).then(|| good / total)
}

/// How fast the budget is spent: `((total − good) ÷ total) ÷ (1 − target)`; 1 spends it in a period.
pub fn burn_rate(target: Target, good: f64, total: f64) -> Option<f64> {
    (total > 0.0).then(|| (total - good) / total * target.of / target.allowed)
}

/// The budget of a period: `(1 − target) × max(total, previous_total)`.
///
/// `previous_total` are the events of the calendar period before; none for a rolling one.
pub fn budget(target: Target, good: f64, total: f64, previous_total: Option<f64>) -> BudgetFigures {
    let previous = previous_total.filter(|previous| *previous > total);
    let events = target.allowed * previous.unwrap_or(total) / target.of;
    let consumed_ratio = (events > 0.0).then(|| (total - good) / events);
    BudgetFigures {
        events,
        basis: if previous.is_some() { Basis::PreviousPeriod } else { Basis::Period },
        consumed_ratio,
        remaining_ratio: consumed_ratio.map(|consumed| 1.0 - consumed),
    }
}

/// The burn rate that spends a share of the budget within a window:
/// `budget_share × period_seconds ÷ long_window_seconds`.
pub fn factor(budget_share: f64, period_seconds: f64, long_window_seconds: f64) -> f64 {
    budget_share * period_seconds / long_window_seconds
}
