//! A client for programs without async: the same questions, each waited for.

use std::fmt;
use std::iter::FusedIterator;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

use serde_json::Value;
use tokio::runtime::{Handle, Runtime};
use tokio::task::unconstrained;

use crate::error::Error;
use crate::items;
use crate::types::{
    Alert, AlertList, Annotation, AnnotationList, AnnotationNote, CheckAnswer, CheckList,
    CheckQuestion, CheckSummary, Event, Exclusion, ExclusionList, ExclusionQuestion, GetSloHistory,
    History, ListAlertHistory, ListAlerts, ListAnnotations, ListChecks, ListExclusions,
    ListPlanRuns, ListPlans, ListSlos, ListenToEvents, Plan, PlanList, PlanRun, PlanRunList,
    RunPlan, Status, StatusDetail, StatusList, Transition, TransitionList, Validation,
    ValidationQuestion,
};

/// A client that waits for each answer; cheap to clone, and for any number of threads.
///
/// ```no_run
/// # fn main() -> Result<(), slo_monitor::Error> {
/// use slo_monitor::blocking::Client;
///
/// let client = Client::new(slo_monitor::Client::builder("http://127.0.0.1:8080").build()?)?;
/// println!("{}", client.get_slo("checkout-latency")?.state);
/// # Ok(())
/// # }
/// ```
///
/// It may be used from within an async runtime too, as in `spawn_blocking`; in a task it would hold
/// up the thread for as long as it waits: use [`crate::Client`] there.
#[derive(Clone)]
pub struct Client {
    client: crate::Client,
    place: Arc<Place>,
}

impl Client {
    /// Makes a client that waits out of one that does not.
    ///
    /// # Errors
    ///
    /// `INVALID` if the system gives no thread to wait with.
    pub fn new(client: crate::Client) -> Result<Self, Error> {
        Ok(Self { client, place: Arc::new(Place::new()?) })
    }

    /// The same client with another limit; see [`crate::Client::with_timeout`].
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        Self { client: self.client.with_timeout(timeout), place: Arc::clone(&self.place) }
    }

    fn items<T>(&self, items: items::Items<T>) -> Items<T> {
        Items { items, place: Arc::clone(&self.place) }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.client.fmt(to)
    }
}

/// Things that come one after the other; each `next` waits.
#[derive(Debug)]
#[must_use = "nothing is asked before the first item is"]
pub struct Items<T> {
    items: items::Items<T>,
    place: Arc<Place>,
}

impl<T: Send + 'static> Iterator for Items<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.place.wait(self.items.next())
    }
}

impl<T: Send + 'static> FusedIterator for Items<T> {}

/// Where a client waits; it may be left anywhere, inside an async runtime too.
#[derive(Debug)]
struct Place {
    handle: Handle,
    runtime: Option<Runtime>,
}

impl Place {
    fn new() -> Result<Self, Error> {
        // A thread of its own sees that the service has closed a connection, while nobody waits.
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("slo-monitor")
            .enable_all()
            .build()
            .map_err(|error| Error::invalid(None, format!("there is no runtime: {error}")))?;
        Ok(Self { handle: runtime.handle().clone(), runtime: Some(runtime) })
    }

    /// Waits on this thread, wherever that is; `block_on` would refuse to inside another runtime.
    fn wait<T>(&self, asking: impl Future<Output = T>) -> T {
        let _inside = self.handle.enter();
        // A task around this has a budget that is not for what is waited for here.
        let mut asking = pin!(unconstrained(asking));
        let waker = Waker::from(Arc::new(Waiting(thread::current())));
        let mut context = Context::from_waker(&waker);
        loop {
            if let Poll::Ready(answer) = asking.as_mut().poll(&mut context) {
                return answer;
            }
            thread::park();
        }
    }
}

/// A thread that waits, and goes on when it is woken.
struct Waiting(Thread);

impl Wake for Waiting {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.unpark();
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Declares the methods that wait for what the async client asks.
macro_rules! waiting {
    ($($method:ident($($name:ident: $kind:ty),*) -> $answer:ty;)*) => {
        impl Client {
            $(
                #[doc = concat!("As [`crate::Client::", stringify!($method), "`].")]
                ///
                /// # Errors
                ///
                /// As there.
                pub fn $method(&self, $($name: $kind),*) -> Result<$answer, Error> {
                    self.place.wait(self.client.$method($($name),*))
                }
            )*
        }
    };
}

macro_rules! one_by_one {
    ($($method:ident($($name:ident: $kind:ty),*) -> $item:ty;)*) => {
        impl Client {
            $(
                #[doc = concat!("As [`crate::Client::", stringify!($method), "`].")]
                pub fn $method(&self, $($name: $kind),*) -> Items<$item> {
                    self.items(self.client.$method($($name),*))
                }
            )*
        }
    };
}

waiting! {
    list_slos(question: ListSlos) -> StatusList;
    get_slo(id: &str) -> StatusDetail;
    get_slo_history(question: impl Into<GetSloHistory>) -> History;
    check_slos(question: CheckQuestion) -> CheckAnswer;
    list_checks(question: ListChecks) -> CheckList;
    get_check(id: &str) -> CheckAnswer;
    list_alerts(question: ListAlerts) -> AlertList;
    list_alert_history(question: ListAlertHistory) -> TransitionList;
    list_annotations(question: ListAnnotations) -> AnnotationList;
    add_annotation(note: AnnotationNote) -> Annotation;
    get_annotation(id: &str) -> Annotation;
    list_exclusions(question: ListExclusions) -> ExclusionList;
    create_exclusion(question: ExclusionQuestion) -> Exclusion;
    delete_exclusion(id: &str) -> ();
    list_plans(question: ListPlans) -> PlanList;
    get_plan(name: &str) -> Plan;
    run_plan(plan: impl Into<RunPlan>) -> PlanRun;
    list_plan_runs(question: ListPlanRuns) -> PlanRunList;
    get_plan_run(id: &str) -> PlanRun;
    cancel_plan_run(id: &str) -> PlanRun;
    validate_definitions(question: ValidationQuestion) -> Validation;
    definition_schema() -> Value;
}

one_by_one! {
    all_slos(question: ListSlos) -> Status;
    all_checks(question: ListChecks) -> CheckSummary;
    all_alerts(question: ListAlerts) -> Alert;
    all_alert_history(question: ListAlertHistory) -> Transition;
    all_annotations(question: ListAnnotations) -> Annotation;
    all_exclusions(question: ListExclusions) -> Exclusion;
    all_plans(question: ListPlans) -> Plan;
    all_plan_runs(question: ListPlanRuns) -> PlanRun;
    listen_to_events(question: ListenToEvents) -> Event;
    listen_to_plan_run(id: &str) -> PlanRun;
}
