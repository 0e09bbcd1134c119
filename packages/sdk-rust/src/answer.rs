//! How an answer is taken, from HTTP and from gRPC.

use serde_json::Value;

use crate::decode::decode;
use crate::error::Error;
use crate::types::{CheckAnswer, CheckPending, Verdict};

/// What an operation answers with.
pub(crate) trait Answer: Sized + Send {
    /// The message that gRPC answers with.
    #[cfg(feature = "grpc")]
    type Told: prost::Message + Default + Send + 'static;

    /// Takes a body that was answered with success.
    fn of_body(status: u16, body: &[u8]) -> Result<Self, Error>;

    /// Takes a message.
    #[cfg(feature = "grpc")]
    fn of_told(told: Self::Told) -> Result<Self, crate::grpc::reading::Unread>;
}

/// Says that an operation answers with this message.
macro_rules! answer {
    ($name:ident) => {
        impl crate::answer::Answer for $name {
            #[cfg(feature = "grpc")]
            type Told = crate::grpc::told::$name;

            fn of_body(status: u16, body: &[u8]) -> Result<Self, crate::error::Error> {
                crate::decode::decode(status, body)
            }

            #[cfg(feature = "grpc")]
            fn of_told(told: Self::Told) -> Result<Self, crate::grpc::reading::Unread> {
                crate::grpc::reading::Read::read(told)
            }
        }
    };
}
pub(crate) use answer;

const ACCEPTED: u16 = 202;

impl Answer for CheckAnswer {
    #[cfg(feature = "grpc")]
    type Told = crate::grpc::told::CheckSlosResponse;

    fn of_body(status: u16, body: &[u8]) -> Result<Self, Error> {
        if status == ACCEPTED {
            return Ok(Self::Pending(CheckPending::of_body(status, body)?));
        }
        Ok(Self::Verdict(Box::new(Verdict::of_body(status, body)?)))
    }

    #[cfg(feature = "grpc")]
    fn of_told(told: Self::Told) -> Result<Self, crate::grpc::reading::Unread> {
        use crate::grpc::told::check_slos_response::Answer::{CheckPending, Verdict};
        match told.answer {
            Some(Verdict(verdict)) => Ok(Self::Verdict(Box::new(Answer::of_told(verdict)?))),
            Some(CheckPending(pending)) => Ok(Self::Pending(Answer::of_told(pending)?)),
            None => Err(crate::types::reading::Lacking::missing("answer").into()),
        }
    }
}

/// There is nothing to say but that it is done.
impl Answer for () {
    #[cfg(feature = "grpc")]
    type Told = crate::grpc::told::Nothing;

    fn of_body(_: u16, _: &[u8]) -> Result<Self, Error> {
        Ok(())
    }

    #[cfg(feature = "grpc")]
    fn of_told(_: Self::Told) -> Result<Self, crate::grpc::reading::Unread> {
        Ok(())
    }
}

/// A JSON schema is its own description.
impl Answer for Value {
    #[cfg(feature = "grpc")]
    type Told = crate::grpc::told::JsonSchema;

    fn of_body(status: u16, body: &[u8]) -> Result<Self, Error> {
        decode(status, body)
    }

    #[cfg(feature = "grpc")]
    fn of_told(told: Self::Told) -> Result<Self, crate::grpc::reading::Unread> {
        serde_json::from_str(&told.json_schema)
            .map_err(|_| crate::types::reading::Lacking::missing("json_schema").into())
    }
}
