//! Words of enums: `HEALTHY` is `STATE_HEALTHY` in a message, and 0 is no word at all.

/// What 0 is called, after the enum's name.
pub(crate) const UNSPECIFIED: &str = "UNSPECIFIED";

/// A number of no word: the service refuses it, and says which words there are.
pub(crate) const NO_WORD: i32 = -1;

/// Reads and writes words as the numbers of the enum of the same name.
macro_rules! numbered {
    ($name:ident) => {
        impl crate::grpc::reading::Read<i32> for $name {
            fn read(number: i32) -> Result<Self, crate::grpc::reading::Unread> {
                use crate::grpc::{told, words::UNSPECIFIED};
                if number == 0 {
                    return Err(crate::grpc::reading::Unread::missing());
                }
                let prefix = told::$name::Unspecified.as_str_name().trim_end_matches(UNSPECIFIED);
                Ok(match told::$name::try_from(number) {
                    Ok(known) => Self::from(known.as_str_name().trim_start_matches(prefix)),
                    Err(_) => Self::Other(number.to_string()),
                })
            }
        }

        impl crate::grpc::writing::Write<i32> for $name {
            fn write(&self) -> Result<i32, crate::grpc::writing::Unwritable> {
                use crate::grpc::{told, words::UNSPECIFIED};
                let prefix = told::$name::Unspecified.as_str_name().trim_end_matches(UNSPECIFIED);
                let known = told::$name::from_str_name(&format!("{prefix}{self}"))
                    .filter(|known| *known != told::$name::Unspecified);
                Ok(known.map_or(crate::grpc::words::NO_WORD, i32::from))
            }
        }
    };
}
pub(crate) use numbered;
