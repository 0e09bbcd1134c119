//! What an operation is asked with.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::answer::Answer;
use crate::follow::Followed;
use crate::types::{ById, Event, ListenToEvents, PlanRun};

/// A question: members under the names of the contract, or a message.
pub(crate) trait Question: Serialize + Send + Sync {
    /// The message that gRPC is asked with.
    #[cfg(feature = "grpc")]
    type Told: prost::Message + Default + Clone + 'static;

    /// Gives the message.
    #[cfg(feature = "grpc")]
    fn told(&self) -> Result<Self::Told, crate::error::Error>;
}

/// Says that an operation can be asked with this.
macro_rules! asked {
    ($name:ident as $told:ident) => {
        impl crate::question::Question for $name {
            #[cfg(feature = "grpc")]
            type Told = crate::grpc::told::$told;

            #[cfg(feature = "grpc")]
            fn told(&self) -> Result<Self::Told, crate::error::Error> {
                Ok(crate::grpc::writing::Write::write(self)?)
            }
        }
    };
}
pub(crate) use asked;

/// A question that a stream answers.
pub(crate) trait Streamed: Question + 'static {
    /// What the stream tells.
    type Item: Answer + Followed + DeserializeOwned + 'static;

    /// The same question, to go on after an id.
    #[cfg(feature = "grpc")]
    fn after(&self, id: Option<i64>) -> Self;
}

impl Streamed for ListenToEvents {
    type Item = Event;

    #[cfg(feature = "grpc")]
    fn after(&self, id: Option<i64>) -> Self {
        Self { after_id: id, ..self.clone() }
    }
}

impl Streamed for ById {
    type Item = PlanRun;

    #[cfg(feature = "grpc")]
    fn after(&self, _: Option<i64>) -> Self {
        self.clone()
    }
}
