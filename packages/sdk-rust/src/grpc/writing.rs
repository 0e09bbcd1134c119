//! How a question becomes a message.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::error::Error;
use crate::types::reading::member;
use crate::types::{LowerCase, Seconds};

/// A question cannot be asked over gRPC; `place` says which part of it.
#[derive(Debug)]
pub(crate) struct Unwritable {
    place: String,
    why: &'static str,
}

impl Unwritable {
    /// Says why, of something that has no place yet.
    pub(crate) fn new(why: &'static str) -> Self {
        Self { place: String::new(), why }
    }
}

impl From<Unwritable> for Error {
    fn from(unwritable: Unwritable) -> Self {
        let message = format!("{}: {}", unwritable.place, unwritable.why);
        Self::invalid(Some(&unwritable.place), message)
    }
}

/// Something that can be written as what gRPC is asked with.
pub(crate) trait Write<P> {
    /// Writes it.
    fn write(&self) -> Result<P, Unwritable>;
}

/// Writes a field.
pub(crate) fn field<P, T: Write<P>>(value: &T, name: &'static str) -> Result<P, Unwritable> {
    value.write().map_err(|mut unwritable| {
        let joint = if unwritable.place.is_empty() { "" } else { "." };
        unwritable.place = format!("{}{joint}{}", member(name), unwritable.place);
        unwritable
    })
}

macro_rules! as_it_is {
    ($($kind:ty),*) => {
        $(impl Write<$kind> for $kind {
            fn write(&self) -> Result<$kind, Unwritable> {
                Ok(self.clone())
            }
        })*
    };
}

as_it_is! { bool, f64, i64, String, BTreeMap<String, String> }

impl Write<i32> for u64 {
    fn write(&self) -> Result<i32, Unwritable> {
        (*self).try_into().map_err(|_| Unwritable::new("it is more than gRPC can ask for"))
    }
}

impl Write<f64> for Seconds {
    fn write(&self) -> Result<f64, Unwritable> {
        Ok(self.0)
    }
}

impl Write<i32> for LowerCase {
    fn write(&self) -> Result<i32, Unwritable> {
        self.0.write()
    }
}

impl Write<prost_types::Timestamp> for Timestamp {
    fn write(&self) -> Result<prost_types::Timestamp, Unwritable> {
        let second = self.as_second();
        let nanos = self.subsec_nanosecond();
        let borrowed = i64::from(nanos < 0); // jiff counts down from the second before 1970
        let nanos = if nanos < 0 { nanos + 1_000_000_000 } else { nanos };
        Ok(prost_types::Timestamp { seconds: second - borrowed, nanos })
    }
}

impl Write<Option<prost_types::Timestamp>> for Timestamp {
    fn write(&self) -> Result<Option<prost_types::Timestamp>, Unwritable> {
        Write::<prost_types::Timestamp>::write(self).map(Some)
    }
}

impl<P, T: Write<P>> Write<Option<P>> for Option<T> {
    fn write(&self) -> Result<Option<P>, Unwritable> {
        self.as_ref().map(T::write).transpose()
    }
}

impl<P, T: Write<P>> Write<Vec<P>> for Vec<T> {
    fn write(&self) -> Result<Vec<P>, Unwritable> {
        self.iter().map(T::write).collect()
    }
}

/// An empty list would ask about every SLO: gRPC cannot tell it from one that is left out.
impl Write<Vec<String>> for Option<Vec<String>> {
    fn write(&self) -> Result<Vec<String>, Unwritable> {
        match self.as_deref() {
            Some([]) => Err(Unwritable::new("name at least one, or leave it out for all")),
            names => Ok(names.unwrap_or_default().to_vec()),
        }
    }
}
