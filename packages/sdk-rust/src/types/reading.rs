//! What becomes of a field that is not there.
//!
//! Null if it may be null, empty if it is a list or a mapping; any other has to be there.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde::Deserializer;
use serde::de::{self, DeserializeSeed, Visitor};

/// A kind of field, and what it is where it is not there.
pub(crate) trait Absent: Sized {
    /// Gives what stands for a field that is not there; none if it has to be.
    fn absent() -> Option<Self> {
        None
    }
}

impl<T> Absent for Option<T> {
    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T> Absent for Vec<T> {
    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

impl<K, V> Absent for BTreeMap<K, V> {
    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

impl Absent for bool {}
impl Absent for f64 {}
impl Absent for i64 {}
impl Absent for u64 {}
impl Absent for String {}
impl Absent for Timestamp {}

/// A field has to be there, and is not; or it says something that this version cannot take.
#[derive(Debug)]
pub(crate) struct Lacking {
    /// Which field.
    pub name: &'static str,
    /// Why it is wrong.
    pub why: &'static str,
}

impl Lacking {
    /// What a message says before the name, which stands between backticks.
    pub(crate) const SAID: &'static str = "wrong field ";

    /// It is not there.
    pub(crate) fn missing(name: &'static str) -> Self {
        Self { name, why: "it is missing" }
    }

    /// It names a kind of thing that this version does not know.
    pub(crate) fn unknown(name: &'static str) -> Self {
        Self { name, why: "it is not known" }
    }
}

impl fmt::Display for Lacking {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}`{}`: {}", Self::SAID, self.name, self.why)
    }
}

/// Takes a field that this kind of thing has to have.
pub(crate) fn needed<T>(found: Option<T>, name: &'static str) -> Result<T, Lacking> {
    found.ok_or(Lacking::missing(name))
}

/// Takes what was found of a field, or what stands for it.
pub(crate) fn given<T: Absent, E: de::Error>(found: Option<T>, name: &'static str) -> Result<T, E> {
    match found.or_else(T::absent) {
        Some(value) => Ok(value),
        None => Err(E::custom(Lacking::missing(member(name)))),
    }
}

/// Gives the name that a field has on the wire.
pub(crate) const fn member(field: &'static str) -> &'static str {
    match field.as_bytes() {
        [b'r', b'#', ..] => field.split_at(2).1,
        _ => field,
    }
}

/// Reads the name of a member: which of these it is, if it is one of them.
pub(crate) struct Known(pub(crate) &'static [&'static str]);

impl<'de> DeserializeSeed<'de> for Known {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Option<usize>, D::Error> {
        from.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Known {
    type Value = Option<usize>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("the name of a member")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Option<usize>, E> {
        Ok(self.0.iter().position(|known| *known == name))
    }
}
