//! The one error of the client: what failed, why, and whether asking again may help.

use std::error::Error as Source;
use std::fmt;
use std::time::Duration;

use crate::types::Verdict;

macro_rules! kinds {
    ($($(#[$meaning:meta])* $kind:ident = $word:literal,)*) => {
        /// What sort of failure it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ErrorKind {
            $($(#[$meaning])* $kind,)*
        }

        impl ErrorKind {
            #[cfg(test)]
            pub(crate) const WORDS: &'static [&'static str] = &[$($word),*];

            /// Gives the word of the contract, such as `NOT_FOUND`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => $word,)*
                }
            }
        }
    };
}

kinds! {
    /// The question is wrong; [`Error::field`] may say where. Asking again does not help.
    Invalid = "INVALID",
    /// A token is needed, or the one that was sent is not known.
    Unauthenticated = "UNAUTHENTICATED",
    /// The token is known, and may not do this.
    Forbidden = "FORBIDDEN",
    /// There is nothing of that name or id.
    NotFound = "NOT_FOUND",
    /// Something that is under way stands in the way.
    Conflict = "CONFLICT",
    /// Too much was asked; [`Error::retry_after`] says when to come back.
    RateLimited = "RATE_LIMITED",
    /// The service could not read Prometheus.
    Source = "SOURCE",
    /// The service cannot answer now, or something in front of it does not reach it.
    Unavailable = "UNAVAILABLE",
    /// The service failed.
    Internal = "INTERNAL",
    /// The answer is not what was asked for, or a redirect, which is not followed.
    Protocol = "PROTOCOL",
    /// There was no connection, or it ended before there was an answer.
    Unreachable = "UNREACHABLE",
    /// The time for the call was over.
    Timeout = "TIMEOUT",
    /// The other side gave the call up. A call that the caller gives up, by dropping its future,
    /// gives nothing.
    Cancelled = "CANCELLED",
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.pad(self.as_str())
    }
}

impl serde::Serialize for ErrorKind {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

/// Why there is no answer.
///
/// No token is ever part of it.
///
/// ```
/// # async fn status(client: slo_monitor::Client) -> Result<(), slo_monitor::Error> {
/// use slo_monitor::ErrorKind;
///
/// match client.get_slo("checkout-latency").await {
///     Ok(status) => println!("{}", status.state),
///     Err(error) if error.kind() == ErrorKind::NotFound => println!("no such SLO"),
///     Err(error) => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Error(Box<Parts>);

/// What an error is made of.
#[derive(Debug)]
pub(crate) struct Parts {
    pub kind: ErrorKind,
    pub code: Option<String>,
    pub message: String,
    pub field: Option<String>,
    pub path: Option<String>,
    pub is_retryable: bool,
    pub retry_after: Option<Duration>,
    pub verdict: Option<Verdict>,
    pub source: Option<Box<dyn Source + Send + Sync>>,
}

impl Error {
    /// What sort of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The stable code of the service, such as `UNKNOWN_SLO`; none if it is no problem of its own.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// What a person is told: the service's own words, or those of this crate.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The field of the question that is wrong.
    pub fn field(&self) -> Option<&str> {
        self.0.field.as_deref()
    }

    /// Where an answer is not what was asked for, such as `slos[1].budget.events`.
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// Whether the same question may be answered later; never once the time for it is over.
    pub fn is_retryable(&self) -> bool {
        self.0.is_retryable
    }

    /// After how long to ask again, if the service said so.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The verdict under the problem of a run that could not be judged.
    pub fn verdict(&self) -> Option<&Verdict> {
        self.0.verdict.as_ref()
    }

    /// How a command exits that asked the gate.
    ///
    /// 2 if the question is at fault (`INVALID`, `UNAUTHENTICATED`, `FORBIDDEN`, `NOT_FOUND`,
    /// `CONFLICT`), else 4: there is no answer.
    pub fn exit_code(&self) -> u8 {
        match self.0.kind {
            ErrorKind::Invalid
            | ErrorKind::Unauthenticated
            | ErrorKind::Forbidden
            | ErrorKind::NotFound
            | ErrorKind::Conflict => 2,
            _ => 4,
        }
    }

    pub(crate) fn new(parts: Parts) -> Self {
        Self(Box::new(parts))
    }

    /// A question is wrong, and was not asked.
    pub(crate) fn invalid(field: Option<&str>, message: impl Into<String>) -> Self {
        let field = field.map(str::to_owned);
        Self::new(Parts { field, ..Parts::of(ErrorKind::Invalid, message) })
    }

    /// Nothing answered.
    pub(crate) fn unreachable(source: Box<dyn Source + Send + Sync>) -> Self {
        let message = format!("the service cannot be reached: {}", innermost(source.as_ref()));
        let parts = Parts::of(ErrorKind::Unreachable, message);
        Self::new(Parts { is_retryable: true, source: Some(source), ..parts })
    }

    /// The time that the caller has is over.
    pub(crate) fn timeout() -> Self {
        Self::new(Parts::of(ErrorKind::Timeout, "there was no answer in time"))
    }

    /// An answer has a field that is missing, or of another type.
    pub(crate) fn misshapen(
        path: String,
        source: impl Into<Box<dyn Source + Send + Sync>>,
    ) -> Self {
        let place = if path.is_empty() { "as a whole".to_owned() } else { format!("at {path}") };
        let message = format!("the answer is not what was asked for, {place}");
        let parts = Parts::of(ErrorKind::Protocol, message);
        Self::new(Parts { path: Some(path), source: Some(source.into()), ..parts })
    }

    /// An answer below 400 is none that was asked for; nothing of it is shown.
    pub(crate) fn no_answer_of_ours(
        status: u16,
        source: Option<Box<dyn Source + Send + Sync>>,
    ) -> Self {
        let parts = Parts::of(ErrorKind::Protocol, format!("HTTP {status}"));
        Self::new(Parts { source, ..parts })
    }
}

impl Parts {
    /// An error of which nothing else is known.
    pub(crate) fn of(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            code: None,
            message: message.into(),
            field: None,
            path: None,
            is_retryable: false,
            retry_after: None,
            verdict: None,
            source: None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{} ({})", self.0.message, self.code().unwrap_or(self.0.kind.as_str()))
    }
}

impl Source for Error {
    fn source(&self) -> Option<&(dyn Source + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

fn innermost<'a>(error: &'a (dyn Source + 'static)) -> &'a (dyn Source + 'static) {
    let mut found = error;
    while let Some(source) = found.source() {
        found = source;
    }
    found
}
