//! The items of all pages of each list.

use crate::client::Client;
use crate::items::Items;
use crate::types::{
    Alert, Annotation, CheckSummary, Exclusion, ListAlertHistory, ListAlerts, ListAnnotations,
    ListChecks, ListExclusions, ListPlanRuns, ListPlans, ListSlos, Plan, PlanRun, Status,
    Transition,
};

/// Declares methods that ask for page after page.
macro_rules! every_page {
    ($($all:ident: $list:ident($question:ident) -> $item:ident of $items:ident;)*) => {
        /// The items of all pages, asked for one page after the other.
        impl Client {
            $(
                #[doc = concat!(
                    "Gives the items of all pages of [`", stringify!($list), "`](Self::",
                    stringify!($list), "), from the page of the question on."
                )]
                pub fn $all(&self, question: $question) -> Items<$item> {
                    let client = self.clone();
                    Items::paged(move |cursor| {
                        let (client, mut question) = (client.clone(), question.clone());
                        question.cursor = cursor.or(question.cursor);
                        async move {
                            let page = client.$list(question).await?;
                            Ok((page.$items, page.next_cursor))
                        }
                    })
                }
            )*
        }
    };
}

every_page! {
    all_slos: list_slos(ListSlos) -> Status of slos;
    all_checks: list_checks(ListChecks) -> CheckSummary of checks;
    all_alerts: list_alerts(ListAlerts) -> Alert of alerts;
    all_alert_history: list_alert_history(ListAlertHistory) -> Transition of transitions;
    all_annotations: list_annotations(ListAnnotations) -> Annotation of annotations;
    all_exclusions: list_exclusions(ListExclusions) -> Exclusion of exclusions;
    all_plans: list_plans(ListPlans) -> Plan of plans;
    all_plan_runs: list_plan_runs(ListPlanRuns) -> PlanRun of runs;
}
