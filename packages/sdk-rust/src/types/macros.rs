//! How messages and words are declared: once, for both transports.

/// Declares a message: what it holds, and how it is read from JSON and from gRPC.
///
/// Written out rather than derived because of two rules of the contract: what a field is that is not
/// there follows from its type, and a list is never taken for a message.
macro_rules! message {
    ($(#[$about:meta])* $name:ident { $($(#[$meaning:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize)]
        #[non_exhaustive]
        pub struct $name { $($(#[$meaning])* pub $field: $kind,)* }

        message! { @read $name as $name { $($field: $kind,)* } }
        crate::answer::answer! { $name }
    };
    (@hidden $(#[$about:meta])* $name:ident as $told:ident { $($field:ident: $kind:ty,)* }) => {
        $(#[$about])*
        #[derive(Debug)]
        struct $name { $($field: $kind,)* }

        message! { @read $name as $told { $($field: $kind,)* } }
    };
    (@read $name:ident as $told:ident { $($field:ident: $kind:ty,)* }) => {
        message! { @json $name { $($field: $kind,)* } }

        #[cfg(feature = "grpc")]
        impl crate::grpc::reading::Read<crate::grpc::told::$told> for $name {
            fn read(
                told: crate::grpc::told::$told,
            ) -> Result<Self, crate::grpc::reading::Unread> {
                Ok(Self {
                    $($field: crate::grpc::reading::field(told.$field, stringify!($field))?,)*
                })
            }
        }

        #[cfg(feature = "grpc")]
        crate::grpc::reading::read_needed! { $name from $told }
    };
    (@json $name:ident { $($field:ident: $kind:ty,)* }) => {
        impl crate::types::reading::Absent for $name {}

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                #[allow(non_camel_case_types, reason = "they are the fields")]
                enum Field { $($field,)* }

                const NAMES: &[&str] = &[$(crate::types::reading::member(stringify!($field)),)*];

                struct Members;

                impl<'de> serde::de::Visitor<'de> for Members {
                    type Value = $name;

                    fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        to.write_str("a mapping")
                    }

                    fn visit_map<A: serde::de::MapAccess<'de>>(
                        self,
                        mut members: A,
                    ) -> Result<$name, A::Error> {
                        use crate::types::reading::{Known, given};
                        $(let mut $field: Option<$kind> = None;)*
                        while let Some(name) = members.next_key_seed(Known(NAMES))? {
                            match name {
                                $(Some(at) if at == Field::$field as usize => {
                                    $field = Some(members.next_value()?);
                                })*
                                _ => {
                                    members.next_value::<serde::de::IgnoredAny>()?;
                                }
                            }
                        }
                        Ok($name { $($field: given($field, stringify!($field))?,)* })
                    }
                }

                from.deserialize_map(Members)
            }
        }
    };
}

/// Reads one of several kinds of thing by way of what all of them may have.
macro_rules! by_parts {
    ($name:ident from $parts:ident) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                Self::try_from($parts::deserialize(from)?).map_err(serde::de::Error::custom)
            }
        }

        #[cfg(feature = "grpc")]
        impl crate::grpc::reading::Read<crate::grpc::told::$name> for $name {
            fn read(told: crate::grpc::told::$name) -> Result<Self, crate::grpc::reading::Unread> {
                Ok(Self::try_from($parts::read(told)?)?)
            }
        }

        #[cfg(feature = "grpc")]
        crate::grpc::reading::read_needed! { $name from $name }
    };
}

/// Declares an enum to which words may be added; one that is not known is kept as it came.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($variant:ident = $word:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = concat!("`", $word, "`")] $variant,)*
            /// A word that this version does not know, as it came.
            Other(String),
        }

        impl $name {
            #[cfg(test)]
            pub(crate) const WORDS: &'static [&'static str] = &[$($word),*];

            /// Gives the word of the contract.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Other(word) => word,
                }
            }
        }

        impl From<&str> for $name {
            fn from(word: &str) -> Self {
                match word {
                    $($word => Self::$variant,)*
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                to.pad(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                struct Word;

                impl serde::de::Visitor<'_> for Word {
                    type Value = $name;

                    fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        to.write_str("a word")
                    }

                    fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<$name, E> {
                        Ok($name::from(word))
                    }
                }

                from.deserialize_str(Word)
            }
        }

        impl crate::types::reading::Absent for $name {}

        #[cfg(feature = "grpc")]
        crate::grpc::words::numbered! { $name }
    };
}
