//! What happens, as it happens.

use jiff::Timestamp;

use super::alert::Transition;
use super::plan::PlanRun;
use super::word::ToldKind;

message! {
    /// Something that happened; what stands in `data` of each server-sent event.
    Event {
        /// Its place in the order of all events; go on after it with `after_id`.
        id: i64,
        /// What happened; RESET: events were missed, so whatever is known should be asked for anew.
        kind: ToldKind,
        /// The evaluation in which it happened; null with RESET.
        at: Option<Timestamp>,
        /// Number of the step that was published; null unless that is what happened.
        generation: Option<i64>,
        /// How an alert changed; null unless that is what happened.
        transition: Option<Transition>,
        /// A run of a plan as it was then; null unless that is what happened.
        plan_run: Option<PlanRun>,
    }
}
