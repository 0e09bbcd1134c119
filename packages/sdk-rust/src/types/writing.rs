//! What of a question is not written: what nobody has set.

use std::collections::BTreeMap;

/// A field that may be left out.
pub(crate) trait LeftOut {
    /// Whether nobody has set it.
    fn is_left_out(&self) -> bool;
}

impl<T> LeftOut for Option<T> {
    fn is_left_out(&self) -> bool {
        self.is_none()
    }
}

impl<T> LeftOut for Vec<T> {
    fn is_left_out(&self) -> bool {
        self.is_empty()
    }
}

impl<K, V> LeftOut for BTreeMap<K, V> {
    fn is_left_out(&self) -> bool {
        self.is_empty()
    }
}
