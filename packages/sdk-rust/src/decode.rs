//! How a body becomes a message, or an error that names the place.

use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::types::reading::Lacking;

/// Decodes a body that was answered with success.
///
/// Nothing is shown of a body that is no JSON; of one that is, the place that is wrong.
pub(crate) fn decode<T: DeserializeOwned>(status: u16, body: &[u8]) -> Result<T, Error> {
    match serde_json::from_slice(body) {
        Ok(value) => Ok(value),
        Err(error) if error.is_data() => Err(misshapen::<T>(status, body)),
        Err(error) => Err(Error::no_answer_of_ours(status, Some(Box::new(error)))),
    }
}

/// Reads a body again that is no such message, to say where.
fn misshapen<T: DeserializeOwned>(status: u16, body: &[u8]) -> Error {
    let mut from = serde_json::Deserializer::from_slice(body);
    match serde_path_to_error::deserialize::<_, T>(&mut from) {
        Ok(_) => Error::no_answer_of_ours(status, None),
        Err(error) => Error::misshapen(place(&error), error.into_inner()),
    }
}

/// Writes where something is wrong, such as `slos[1].budget.events`; empty for the whole.
fn place(error: &serde_path_to_error::Error<serde_json::Error>) -> String {
    let found = error.path().to_string();
    let parent = if found == "." { "" } else { &found };
    match lacking(&error.inner().to_string()) {
        Some(name) if parent.is_empty() => name.to_owned(),
        Some(name) => format!("{parent}.{name}"),
        None => parent.to_owned(),
    }
}

/// Finds the name of a field that is not there, as `reading::Lacking` writes it.
fn lacking(message: &str) -> Option<&str> {
    message.strip_prefix(Lacking::SAID)?.split('`').nth(1)
}
