//! How questions are declared: what is asked, how it is set, and how it is written.

/// Declares a question: what it must say, what it may say, and what only HTTP can be told besides.
///
/// A field that may be said has a method that sets it: `set` takes it as it is, `text` anything that
/// becomes text, `made` something that it is made from, `add` one more of a list, `put` one more of a
/// mapping.
macro_rules! question {
    (
        $(#[$about:meta])* $name:ident as $told:ident
        ($($need:ident: $needed:ty),*)
        { $($(#[$meaning:meta])* $field:ident: $kind:ty => $how:ident $setter:ident $(($taken:ty))?;)* }
        $(aside { $($(#[$said:meta])* $aside:ident: $sort:ty => $way:ident $by:ident $(($given:ty))?;)* })?
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $(pub(crate) $need: $needed,)*
            $(
                #[serde(default, skip_serializing_if = "crate::types::writing::LeftOut::is_left_out")]
                pub(crate) $field: $kind,
            )*
            $($(
                #[serde(default, skip_serializing_if = "crate::types::writing::LeftOut::is_left_out")]
                pub(crate) $aside: $sort,
            )*)?
        }

        impl $name {
            /// Begins with what has to be said.
            #[allow(clippy::new_without_default, reason = "some questions have nothing by default")]
            pub fn new($($need: impl Into<$needed>),*) -> Self {
                Self {
                    $($need: $need.into(),)*
                    $($field: Default::default(),)*
                    $($($aside: Default::default(),)*)?
                }
            }

            $(setter! { $(#[$meaning])* $how $setter $field $(($taken))? })*
            $($(setter! { $(#[$said])* $way $by $aside $(($given))? })*)?
        }

        #[cfg(feature = "grpc")]
        impl crate::grpc::writing::Write<crate::grpc::told::$told> for $name {
            fn write(&self) -> Result<crate::grpc::told::$told, crate::grpc::writing::Unwritable> {
                Ok(crate::grpc::told::$told {
                    $($need: crate::grpc::writing::field(&self.$need, stringify!($need))?,)*
                    $($field: crate::grpc::writing::field(&self.$field, stringify!($field))?,)*
                })
            }
        }

        crate::question::asked! { $name as $told }
    };
}

macro_rules! setter {
    ($(#[$meaning:meta])* set $setter:ident $field:ident ($taken:ty)) => {
        $(#[$meaning])*
        #[must_use]
        pub fn $setter(mut self, $field: $taken) -> Self {
            self.$field = Some($field);
            self
        }
    };
    ($(#[$meaning:meta])* text $setter:ident $field:ident) => {
        $(#[$meaning])*
        #[must_use]
        pub fn $setter(mut self, $field: impl Into<String>) -> Self {
            self.$field = Some($field.into());
            self
        }
    };
    ($(#[$meaning:meta])* made $setter:ident $field:ident ($taken:ty)) => {
        $(#[$meaning])*
        #[must_use]
        pub fn $setter(mut self, $field: $taken) -> Self {
            self.$field = Some($field.into());
            self
        }
    };
    ($(#[$meaning:meta])* add $setter:ident $field:ident ($taken:ty)) => {
        $(#[$meaning])*
        #[must_use]
        pub fn $setter(mut self, one: impl Into<$taken>) -> Self {
            self.$field.push(one.into());
            self
        }
    };
    ($(#[$meaning:meta])* put $setter:ident $field:ident) => {
        $(#[$meaning])*
        #[must_use]
        pub fn $setter(mut self, label: impl Into<String>, value: impl Into<String>) -> Self {
            self.$field.insert(label.into(), value.into());
            self
        }
    };
    ($(#[$meaning:meta])* some $setter:ident $field:ident) => {
        $(#[$meaning])*
        #[must_use]
        pub fn $setter(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
            self.$field = Some(names.into_iter().map(Into::into).collect());
            self
        }
    };
}
