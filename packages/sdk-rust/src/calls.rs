//! The operations: a method of the client for each one of the contract.

use serde_json::Value;

use crate::client::Client;
use crate::error::Error;
use crate::items::Items;
use crate::operation::*;
use crate::types::*;

/// The operations, as the contract has them.
impl Client {
    /// List the statuses of the newest evaluation, ordered by id.
    ///
    /// `GET /slos`, gRPC `ListSlos`.
    ///
    /// # Errors
    ///
    /// `UNAVAILABLE` before the first evaluation.
    pub async fn list_slos(&self, question: ListSlos) -> Result<StatusList, Error> {
        self.ask(&LIST_SLOS, &question).await
    }

    /// Show one status with its definition and the queries that read its events.
    ///
    /// `GET /slos/{id}`, gRPC `GetSlo`.
    ///
    /// # Errors
    ///
    /// `NOT_FOUND` if there is no such SLO; `UNAVAILABLE` before the first evaluation.
    pub async fn get_slo(&self, id: &str) -> Result<StatusDetail, Error> {
        self.ask(&GET_SLO, &ById::new(id)).await
    }

    /// Show events, burn rate and what was left of the budget over time, and what was noted.
    ///
    /// `GET /slos/{id}/history`, gRPC `GetSloHistory`.
    ///
    /// # Errors
    ///
    /// `NOT_FOUND` if there is no such SLO; `INVALID` if the times or the step cannot be.
    pub async fn get_slo_history(
        &self,
        question: impl Into<GetSloHistory>,
    ) -> Result<History, Error> {
        self.ask(&GET_SLO_HISTORY, &question.into()).await
    }

    /// May we ship? With a `window`, or a `start`: how did this run go? Budgets are judged as they
    /// stand. A run's events are read from Prometheus, and the verdict is kept, unless `keep` is
    /// false; that is a write.
    ///
    /// A run that is kept is given an idempotency key if the question has none.
    ///
    /// `POST /slo/check`, gRPC `CheckSlos`.
    ///
    /// # Errors
    ///
    /// `NOT_FOUND` if there is no such SLO or baseline; `INVALID` if another question was asked under
    /// the same key. Of a run, `SOURCE` if Prometheus cannot be read:
    /// [`Error::verdict`] then has the verdict that says so.
    pub async fn check_slos(&self, question: CheckQuestion) -> Result<CheckAnswer, Error> {
        self.ask(&CHECK_SLOS, &question).await
    }

    /// List the verdicts on runs that are kept, the one that was asked for last first.
    ///
    /// `GET /slo/checks`, gRPC `ListChecks`.
    ///
    /// # Errors
    ///
    /// `INVALID` if the cursor is none.
    pub async fn list_checks(&self, question: ListChecks) -> Result<CheckList, Error> {
        self.ask(&LIST_CHECKS, &question).await
    }

    /// Show the verdict on a run, whatever it is, or say that it is not there yet.
    ///
    /// `GET /slo/checks/{id}`, gRPC `GetCheck`.
    ///
    /// # Errors
    ///
    /// `NOT_FOUND` if no such check is kept.
    pub async fn get_check(&self, id: &str) -> Result<CheckAnswer, Error> {
        self.ask(&GET_CHECK, &ById::new(id)).await
    }

    /// List the alerts that fire, ordered by id; those of an expired evaluation as they did then.
    ///
    /// `GET /alerts`, gRPC `ListAlerts`.
    ///
    /// # Errors
    ///
    /// `UNAVAILABLE` before the first evaluation.
    pub async fn list_alerts(&self, question: ListAlerts) -> Result<AlertList, Error> {
        self.ask(&LIST_ALERTS, &question).await
    }

    /// List the changes of alerts' states, the last one first, as long as they are kept.
    ///
    /// `GET /alerts/history`, gRPC `ListAlertHistory`.
    ///
    /// # Errors
    ///
    /// `INVALID` if the times or the cursor cannot be.
    pub async fn list_alert_history(
        &self,
        question: ListAlertHistory,
    ) -> Result<TransitionList, Error> {
        self.ask(&LIST_ALERT_HISTORY, &question).await
    }

    /// List what was noted, the one that began last first, as long as it is kept.
    ///
    /// `GET /annotations`, gRPC `ListAnnotations`.
    ///
    /// # Errors
    ///
    /// `NOT_FOUND` if it is asked about an SLO that is not there.
    pub async fn list_annotations(
        &self,
        question: ListAnnotations,
    ) -> Result<AnnotationList, Error> {
        self.ask(&LIST_ANNOTATIONS, &question).await
    }

    /// Note a deploy, an incident or anything else that explains what the figures do.
    ///
    /// A key is made up if there is none.
    ///
    /// `POST /annotations`, gRPC `AddAnnotation`.
    ///
    /// # Errors
    ///
    /// `FORBIDDEN` if the token may not write; `INVALID` if another note was made under
    /// the same key.
    pub async fn add_annotation(&self, note: AnnotationNote) -> Result<Annotation, Error> {
        self.ask(&ADD_ANNOTATION, &note).await
    }

    /// Show what was noted.
    ///
    /// `GET /annotations/{id}`, gRPC `GetAnnotation`.
    ///
    /// # Errors
    ///
    /// `NOT_FOUND` if it is not kept.
    pub async fn get_annotation(&self, id: &str) -> Result<Annotation, Error> {
        self.ask(&GET_ANNOTATION, &ById::new(id)).await
    }

    /// List the exclusions of the files and those that were asked for, ordered by id.
    ///
    /// `GET /exclusions`, gRPC `ListExclusions`.
    ///
    /// # Errors
    ///
    /// `INVALID` if the cursor is none.
    pub async fn list_exclusions(&self, question: ListExclusions) -> Result<ExclusionList, Error> {
        self.ask(&LIST_EXCLUSIONS, &question).await
    }

    /// Leave a time out of the figures, from the next step on; it may lie in the past. Where an
    /// edge in the past cuts a cell of the account, that cell is read from Prometheus again; if
    /// Prometheus no longer has it, the call fails and names times that would work.
    ///
    /// `POST /exclusions`, gRPC `CreateExclusion`.
    ///
    /// # Errors
    ///
    /// `FORBIDDEN` if the token may not write; `INVALID` if Prometheus no longer has what would have
    /// to be read again; `SOURCE` if it cannot be read.
    pub async fn create_exclusion(&self, question: ExclusionQuestion) -> Result<Exclusion, Error> {
        self.ask(&CREATE_EXCLUSION, &question).await
    }

    /// Count a time again, in the past too; one of a file can only be removed there.
    ///
    /// `DELETE /exclusions/{id}`, gRPC `DeleteExclusion`.
    ///
    /// # Errors
    ///
    /// `NOT_FOUND` if there is none; `FORBIDDEN` if the token may not write; `SOURCE` if Prometheus
    /// cannot be read.
    pub async fn delete_exclusion(&self, id: &str) -> Result<(), Error> {
        self.ask(&DELETE_EXCLUSION, &ById::new(id)).await
    }

    /// List the plans in force, ordered by name, each with its last run.
    ///
    /// `GET /plans`, gRPC `ListPlans`.
    ///
    /// # Errors
    ///
    /// `INVALID` if the cursor is none.
    pub async fn list_plans(&self, question: ListPlans) -> Result<PlanList, Error> {
        self.ask(&LIST_PLANS, &question).await
    }

    /// Show one plan with its last run.
    ///
    /// `GET /plans/{name}`, gRPC `GetPlan`.
    ///
    /// # Errors
    ///
    /// `NOT_FOUND` if there is no such plan.
    pub async fn get_plan(&self, name: &str) -> Result<Plan, Error> {
        self.ask(&GET_PLAN, &ByName::new(name)).await
    }

    /// Begin a run of a plan, and answer at once; it goes on whoever still listens. Runs of one
    /// plan do not overlap unless it says so.
    ///
    /// A key is made up if there is none.
    ///
    /// `POST /plans/{name}/runs`, gRPC `RunPlan`.
    ///
    /// # Errors
    ///
    /// `NOT_FOUND` if there is no such plan; `CONFLICT` (code `PLAN_BUSY`) if it runs already and does
    /// not overlap; `INVALID` (code `PLAN_UNAVAILABLE`) if it cannot be run there; `FORBIDDEN` if the
    /// token may not write.
    pub async fn run_plan(&self, plan: impl Into<RunPlan>) -> Result<PlanRun, Error> {
        self.ask(&RUN_PLAN, &plan.into()).await
    }

    /// List the runs that are kept, the one that was begun last first.
    ///
    /// `GET /plan-runs`, gRPC `ListPlanRuns`.
    ///
    /// # Errors
    ///
    /// `INVALID` if the cursor is none.
    pub async fn list_plan_runs(&self, question: ListPlanRuns) -> Result<PlanRunList, Error> {
        self.ask(&LIST_PLAN_RUNS, &question).await
    }

    /// Show one run as it stands.
    ///
    /// `GET /plan-runs/{id}`, gRPC `GetPlanRun`.
    ///
    /// # Errors
    ///
    /// `NOT_FOUND` if it is not kept.
    pub async fn get_plan_run(&self, id: &str) -> Result<PlanRun, Error> {
        self.ask(&GET_PLAN_RUN, &ById::new(id)).await
    }

    /// End a run before its verdict, and show how it ended; one that has ended stays as it is.
    ///
    /// `POST /plan-runs/{id}/cancel`, gRPC `CancelPlanRun`.
    ///
    /// # Errors
    ///
    /// `NOT_FOUND` if it is not kept; `FORBIDDEN` if the token may not write.
    pub async fn cancel_plan_run(&self, id: &str) -> Result<PlanRun, Error> {
        self.ask(&CANCEL_PLAN_RUN, &ById::new(id)).await
    }

    /// Say what would become of definition files, without using them; nothing is stored or read.
    /// They are taken as the whole catalog: those in force are not looked at. What only Prometheus
    /// can tell is not found out here.
    ///
    /// `POST /definitions/validate`, gRPC `ValidateDefinitions`.
    ///
    /// # Errors
    ///
    /// `INVALID` if there is too much of them. What is wrong with them is an answer, no error.
    pub async fn validate_definitions(
        &self,
        question: ValidationQuestion,
    ) -> Result<Validation, Error> {
        self.ask(&VALIDATE_DEFINITIONS, &question).await
    }

    /// Give the JSON schema of a definition file, for editors.
    ///
    /// `GET /definitions/schema`, gRPC `DefinitionSchema`.
    pub async fn definition_schema(&self) -> Result<Value, Error> {
        self.ask(&DEFINITION_SCHEMA, &Nothing::new()).await
    }

    /// Be told of what happens as it comes, each event once, until the stream is dropped.
    ///
    /// It is opened again whenever it ends, after the last event that was given on. `RESET` says that
    /// events were missed: whatever is known should be asked for anew.
    ///
    /// `GET /events`, gRPC `ListenToEvents`.
    pub fn listen_to_events(&self, question: ListenToEvents) -> Items<Event> {
        let after_id = question.after_id;
        self.follow(&LISTEN_TO_EVENTS, question, after_id)
    }

    /// Be shown a run as it stands, and then as it goes on, until it has ended.
    ///
    /// It is shown whole each time; changes that come faster than they are taken are left out. The
    /// stream is opened again whenever it ends before the run does.
    ///
    /// `GET /plan-runs/{id}/events`, gRPC `ListenToPlanRun`.
    pub fn listen_to_plan_run(&self, id: &str) -> Items<PlanRun> {
        self.follow(&LISTEN_TO_PLAN_RUN, ById::new(id), None)
    }
}
