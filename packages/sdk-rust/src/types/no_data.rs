//! A word that questions write in small letters.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::word::NoData;

/// What nothing to judge means, as a question writes it.
#[derive(Debug, Clone, PartialEq)]
pub struct LowerCase(pub(crate) NoData);

impl From<NoData> for LowerCase {
    fn from(word: NoData) -> Self {
        Self(word)
    }
}

impl Serialize for LowerCase {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0.as_str().to_ascii_lowercase())
    }
}

impl<'de> Deserialize<'de> for LowerCase {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let word = String::deserialize(from)?;
        Ok(Self(NoData::from(word.to_ascii_uppercase().as_str())))
    }
}
