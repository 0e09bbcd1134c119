//! The client: how a question becomes an answer, or a stream.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::answer::Answer;
use crate::builder::Builder;
use crate::call::Call;
use crate::error::Error;
use crate::follow::Following;
use crate::http::{Events, Http};
use crate::items::Items;
use crate::operation::Operation;
use crate::question::{Question, Streamed};
use crate::retry::asked;

const TIMEOUT: Duration = Duration::from_secs(30);

/// A client of one service; cheap to clone, and all clones share their connections.
///
/// Dropping the future of a call gives it up; a write may then have been carried out, or not.
/// Questions that cannot do anything twice are repeated where that may help, before they fail.
///
/// # Errors
///
/// Every method can fail with an [`Error`], whose [`ErrorKind`](crate::ErrorKind) says of what sort
/// the failure is. What each of them says besides is only that which is its own.
#[derive(Clone)]
pub struct Client {
    pub(crate) transport: Arc<Transport>,
    pub(crate) timeout: Option<Duration>,
}

/// How the service is spoken with.
#[derive(Debug)]
pub(crate) enum Transport {
    Http(Http),
    #[cfg(feature = "grpc")]
    Grpc(Box<crate::grpc::Grpc>),
}

impl Client {
    /// Begins a client of the service at this URL, such as `https://slo.example`.
    pub fn builder(url: impl Into<String>) -> Builder {
        Builder::new(url.into())
    }

    /// The same client with another limit: so long each of its calls takes at most, in all.
    ///
    /// Without one it is 30 s, but for checks that wait for a run, which have none. Streams have none
    /// in any case. What takes longer fails with [`ErrorKind::Timeout`](crate::ErrorKind::Timeout).
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        Self { transport: Arc::clone(&self.transport), timeout: Some(timeout) }
    }

    pub(crate) async fn ask<A: Answer>(
        &self,
        operation: &'static Operation,
        question: &impl Question,
    ) -> Result<A, Error> {
        let call = Call::of(operation, question)?;
        let deadline = self.deadline(&call);
        let repeats = call.may_be_repeated();
        match &*self.transport {
            Transport::Http(http) => {
                let answered = asked(repeats, deadline, || http.ask(&call)).await?;
                A::of_body(answered.status, &answered.body)
            }
            #[cfg(feature = "grpc")]
            Transport::Grpc(grpc) => {
                let told = question.told()?;
                let ask = || grpc.ask(&call, &told);
                crate::grpc::answered(&asked(repeats, deadline, ask).await?)
            }
        }
    }

    /// When the answer has to be there; never, if nobody waits for less than a run takes.
    fn deadline(&self, call: &Call) -> Option<Instant> {
        let by_default = (!call.waits_for_run()).then_some(TIMEOUT);
        Instant::now().checked_add(self.timeout.or(by_default)?)
    }

    pub(crate) fn follow<Q: Streamed>(
        &self,
        operation: &'static Operation,
        question: Q,
        after_id: Option<i64>,
    ) -> Items<Q::Item> {
        let call = match Call::of(operation, &question) {
            Ok(call) => call,
            Err(error) => return Items::failed(error),
        };
        match &*self.transport {
            Transport::Http(http) => {
                Items::followed(Following::new(Events::new(http.clone(), call), after_id))
            }
            #[cfg(feature = "grpc")]
            Transport::Grpc(grpc) => {
                Items::followed(Following::new(grpc.listen(call, question), after_id))
            }
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let transport = match &*self.transport {
            Transport::Http(_) => "HTTP",
            #[cfg(feature = "grpc")]
            Transport::Grpc(_) => "gRPC",
        };
        to.debug_struct("Client").field("transport", &transport).finish_non_exhaustive()
    }
}
