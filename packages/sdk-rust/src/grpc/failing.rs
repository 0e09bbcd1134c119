//! What error is made of a call that failed: its status, and the details of `google.rpc` with it.

use std::error::Error as _;
use std::time::Duration;

use prost::{Message, Name};
use prost_types::Any;
use tonic::{Code, Status};

use super::reading::Read;
use super::told;
use crate::error::{Error, ErrorKind, Parts};
use crate::failing::{NEVER_PASSES, OF_SOURCE};
use crate::types::Verdict;

/// Reasons that say of a call that it is wrong, whatever its status.
const INVALID: [&str; 2] = ["CONTENT_TOO_LARGE", "PLAN_UNAVAILABLE"];

/// `google.rpc.Status`, in which details are sent.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Details {
    #[prost(message, repeated, tag = "3")]
    pub details: Vec<Any>,
}

/// `google.rpc.ErrorInfo`, without what nobody needs.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct ErrorInfo {
    #[prost(string, tag = "1")]
    pub reason: String,
}

/// `google.rpc.BadRequest`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct BadRequest {
    #[prost(message, repeated, tag = "1")]
    pub field_violations: Vec<FieldViolation>,
}

/// `google.rpc.BadRequest.FieldViolation`, without what stands in the message.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct FieldViolation {
    #[prost(string, tag = "1")]
    pub field: String,
}

/// `google.rpc.RetryInfo`.
#[derive(Clone, PartialEq, Eq, Message)]
pub(crate) struct RetryInfo {
    #[prost(message, optional, tag = "1")]
    pub retry_delay: Option<prost_types::Duration>,
}

macro_rules! of_google_rpc {
    ($($name:ident),*) => {
        $(impl Name for $name {
            const NAME: &'static str = stringify!($name);
            const PACKAGE: &'static str = "google.rpc";
        })*
    };
}

of_google_rpc! { ErrorInfo, BadRequest, RetryInfo }

/// Makes an error of how a call failed.
pub(crate) fn error_of(status: Status) -> Error {
    if status.source().is_some() {
        return Error::unreachable(Box::new(status)); // it comes from the connection, not from there
    }
    let details = Details::decode(status.details()).unwrap_or_default().details;
    let reason = found::<ErrorInfo>(&details).map(|info| info.reason);
    let kind = kind_of(status.code(), reason.as_deref());
    let violations = found::<BadRequest>(&details).map(|bad| bad.field_violations);
    let delay = found::<RetryInfo>(&details).and_then(|info| info.retry_delay);
    Error::new(Parts {
        is_retryable: may_pass(status.code(), reason.as_deref(), kind),
        kind,
        message: status.message().to_owned(),
        field: violations.and_then(|all| all.into_iter().next()).map(|first| first.field),
        path: None,
        retry_after: delay.and_then(|delay| Duration::try_from(delay).ok()),
        verdict: verdict_in(&details),
        code: reason,
        source: None,
    })
}

fn kind_of(code: Code, reason: Option<&str>) -> ErrorKind {
    if reason.is_some_and(|reason| reason.starts_with(OF_SOURCE)) {
        return ErrorKind::Source;
    }
    if reason.is_some_and(|reason| INVALID.contains(&reason)) {
        return ErrorKind::Invalid;
    }
    match code {
        Code::InvalidArgument => ErrorKind::Invalid,
        Code::Unauthenticated => ErrorKind::Unauthenticated,
        Code::PermissionDenied => ErrorKind::Forbidden,
        Code::NotFound => ErrorKind::NotFound,
        Code::Aborted | Code::AlreadyExists | Code::FailedPrecondition => ErrorKind::Conflict,
        Code::ResourceExhausted => ErrorKind::RateLimited,
        Code::Unavailable => ErrorKind::Unavailable,
        Code::DeadlineExceeded => ErrorKind::Timeout,
        Code::Cancelled => ErrorKind::Cancelled,
        Code::OutOfRange => ErrorKind::Protocol, // an answer that is too large to be taken
        _ => ErrorKind::Internal,
    }
}

fn may_pass(code: Code, reason: Option<&str>, kind: ErrorKind) -> bool {
    let is_hopeless = reason == Some(NEVER_PASSES) || kind == ErrorKind::Invalid;
    let may = matches!(code, Code::Unavailable | Code::ResourceExhausted);
    !is_hopeless && (may || kind == ErrorKind::Source)
}

/// Finds a detail of one kind.
fn found<D: Message + Name + Default>(details: &[Any]) -> Option<D> {
    let name = D::full_name();
    let is_it = |any: &&Any| any.type_url.rsplit('/').next() == Some(name.as_str());
    D::decode(details.iter().find(is_it)?.value.as_slice()).ok()
}

fn verdict_in(details: &[Any]) -> Option<Verdict> {
    Verdict::read(found::<told::Verdict>(details)?).ok()
}

impl Name for told::Verdict {
    const NAME: &'static str = "Verdict";
    const PACKAGE: &'static str = "slo_monitor.v1";
}
