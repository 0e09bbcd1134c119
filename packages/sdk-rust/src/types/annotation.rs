//! What was noted.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::word::AnnotationKind;

message! {
    /// Something that happened, at a time or for a while.
    Annotation {
        /// Names it.
        id: String,
        /// What it was.
        kind: AnnotationKind,
        /// What it was, for people.
        text: String,
        /// When it happened, or began.
        start: Timestamp,
        /// When it ended; null if it happened at once, or goes on.
        end: Option<Timestamp>,
        /// It belongs to the SLOs that have them all among service, labels and group.
        labels: BTreeMap<String, String>,
        /// Who noted it.
        created_by: String,
        /// When it was noted.
        created_at: Timestamp,
    }
}

message! {
    /// Annotations, the one that began last first.
    AnnotationList {
        /// By begin, the last one first.
        annotations: Vec<Annotation>,
        /// Ask with it for the next page; null on the last.
        next_cursor: Option<String>,
    }
}
