//! How a message becomes an answer; what is not there where something has to be is an error.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;

use crate::types::reading::{Lacking, member};

/// A message is not what was asked for; `place` says where.
#[derive(Debug)]
pub(crate) struct Unread {
    /// Such as `slos[1].budget.events`.
    pub place: String,
    why: &'static str,
}

impl Unread {
    /// Nothing is there.
    pub(crate) fn missing() -> Self {
        Self { place: String::new(), why: "it is missing" }
    }

    fn out_of_range() -> Self {
        Self { place: String::new(), why: "it is out of range" }
    }

    fn within(mut self, outer: String) -> Self {
        let joint = if self.place.is_empty() || self.place.starts_with('[') { "" } else { "." };
        self.place = format!("{outer}{joint}{}", self.place);
        self
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}: {}", self.place, self.why)
    }
}

impl std::error::Error for Unread {}

impl From<Lacking> for Unread {
    fn from(lacking: Lacking) -> Self {
        Self { place: lacking.name.to_owned(), why: lacking.why }
    }
}

/// Something that can be read from what gRPC told.
pub(crate) trait Read<P>: Sized {
    /// Reads it.
    fn read(told: P) -> Result<Self, Unread>;
}

/// Reads a field.
pub(crate) fn field<P, T: Read<P>>(told: P, name: &'static str) -> Result<T, Unread> {
    T::read(told).map_err(|unread| unread.within(member(name).to_owned()))
}

macro_rules! as_it_is {
    ($($kind:ty),*) => {
        $(impl Read<$kind> for $kind {
            fn read(told: $kind) -> Result<Self, Unread> {
                Ok(told)
            }
        })*
    };
}

as_it_is! { bool, f64, i64, String, BTreeMap<String, String> }

impl Read<i32> for u64 {
    fn read(told: i32) -> Result<Self, Unread> {
        told.try_into().map_err(|_| Unread::out_of_range())
    }
}

impl Read<prost_types::Timestamp> for Timestamp {
    fn read(told: prost_types::Timestamp) -> Result<Self, Unread> {
        Self::new(told.seconds, told.nanos).map_err(|_| Unread::out_of_range())
    }
}

impl<P, T: Read<P>> Read<Option<P>> for Option<T> {
    fn read(told: Option<P>) -> Result<Self, Unread> {
        told.map(T::read).transpose()
    }
}

impl<P, T: Read<P>> Read<Vec<P>> for Vec<T> {
    fn read(told: Vec<P>) -> Result<Self, Unread> {
        let each = told.into_iter().enumerate();
        each.map(|(at, one)| T::read(one).map_err(|unread| unread.within(format!("[{at}]"))))
            .collect()
    }
}

/// Reads a message that has to be there.
macro_rules! read_needed {
    ($name:ident from $told:ident) => {
        impl crate::grpc::reading::Read<Option<crate::grpc::told::$told>> for $name {
            fn read(
                told: Option<crate::grpc::told::$told>,
            ) -> Result<Self, crate::grpc::reading::Unread> {
                let told = told.ok_or_else(crate::grpc::reading::Unread::missing)?;
                crate::grpc::reading::Read::read(told)
            }
        }
    };
}
pub(crate) use read_needed;

impl Read<Option<prost_types::Timestamp>> for Timestamp {
    fn read(told: Option<prost_types::Timestamp>) -> Result<Self, Unread> {
        Self::read(told.ok_or_else(Unread::missing)?)
    }
}
