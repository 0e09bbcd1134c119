//! A question as it is asked once: which operation, with what, and whether it may be repeated.

use rustls::crypto::ring;
use serde_json::{Map, Value};

use crate::error::Error;
use crate::operation::{CHECK_SLOS, Operation};
use crate::question::Question;

/// What a check has that is about a run.
const OF_A_RUN: [&str; 2] = ["start", "window"];
const KEY: &str = "idempotency_key";
const KEY_BYTES: usize = 16;

/// One question to the service, the same for each time that it is asked.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    /// What is asked.
    pub operation: &'static Operation,
    /// The members of the question, under their names.
    pub members: Map<String, Value>,
    /// The key under which it is carried out once.
    pub key: Option<String>,
}

impl Call {
    /// Takes a question, and makes it repeatable if it can be.
    ///
    /// Refuses a name that no path can hold.
    pub(crate) fn of(
        operation: &'static Operation,
        question: &impl Question,
    ) -> Result<Self, Error> {
        let members = match serde_json::to_value(question) {
            Ok(Value::Object(members)) => members,
            _ => return Err(Error::invalid(None, "the question cannot be written as JSON")),
        };
        let mut call = Self { operation, members, key: None };
        call.key = match call.members.remove(KEY) {
            Some(Value::String(given)) => Some(given),
            _ if call.needs_key() => Some(new_key()?),
            _ => None,
        };
        call.check_name()?;
        Ok(call)
    }

    /// Whether asking changes nothing.
    pub(crate) fn reads(&self) -> bool {
        self.operation.reads || (self.is_check() && !self.is_run())
    }

    /// Whether asking again cannot do anything twice.
    pub(crate) fn may_be_repeated(&self) -> bool {
        self.reads() || self.key.is_some()
    }

    /// Whether the answer takes as long as a run has to be waited for.
    pub(crate) fn waits_for_run(&self) -> bool {
        self.is_run() && self.members.get("wait") != Some(&Value::Bool(false))
    }

    /// Gives the member that stands in the path, if one does.
    pub(crate) fn name(&self) -> Option<(&'static str, &str)> {
        let (_, rest) = self.operation.path.split_once('{')?;
        let (member, _) = rest.split_once('}')?;
        Some((member, self.members.get(member)?.as_str()?))
    }

    fn is_check(&self) -> bool {
        self.operation.name == CHECK_SLOS.name
    }

    fn is_run(&self) -> bool {
        self.is_check() && OF_A_RUN.iter().any(|member| self.members.contains_key(*member))
    }

    fn needs_key(&self) -> bool {
        let is_kept = self.members.get("keep") != Some(&Value::Bool(false));
        self.operation.is_repeatable && (!self.is_check() || (self.is_run() && is_kept))
    }

    fn check_name(&self) -> Result<(), Error> {
        match self.name() {
            Some((member, "")) => Err(Error::invalid(Some(member), format!("{member} is empty"))),
            Some((member, name @ ("." | ".."))) => {
                Err(Error::invalid(Some(member), format!("{member} cannot be {name:?}")))
            }
            _ => Ok(()),
        }
    }
}

/// Makes a key that nobody has used.
fn new_key() -> Result<String, Error> {
    let mut bytes = [0; KEY_BYTES];
    ring::default_provider().secure_random.fill(&mut bytes).map_err(|_| {
        Error::invalid(Some(KEY), "the system gives no random numbers to make one of")
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
