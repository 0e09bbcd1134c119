//! Times outside the promises.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::word::ExclusionSource;

message! {
    /// Events of this time are in no budget, SLI or burn rate of the SLOs that it applies to.
    Exclusion {
        /// Names it.
        id: String,
        /// Names of definitions that it applies to; empty: any.
        slos: Vec<String>,
        /// What an SLO must have, each of them, among its service, labels and group.
        labels: BTreeMap<String, String>,
        /// Whether it applies to every SLO.
        all: bool,
        /// When it begins; if it recurs, when it can at the earliest.
        start: Timestamp,
        /// When it ends; null if it recurs.
        end: Option<Timestamp>,
        /// How it recurs (RFC 5545); null if it does not.
        rrule: Option<String>,
        /// How long each occurrence lasts; null if it does not recur.
        duration_seconds: Option<u64>,
        /// IANA name of the time zone whose clocks the rule follows; null if it does not recur.
        timezone: Option<String>,
        /// Why this time is left out.
        reason: String,
        /// Who asked for it; null if that is not known.
        created_by: Option<String>,
        /// When it was asked for; null if it stands in a file.
        created_at: Option<Timestamp>,
        /// Where it comes from; one of a file can only be changed there.
        source: ExclusionSource,
        /// The file, and the line after a colon; null unless it stands in one.
        file: Option<String>,
    }
}

message! {
    /// Exclusions in force, those that have passed included.
    ExclusionList {
        /// Ordered by id.
        exclusions: Vec<Exclusion>,
        /// Ask with it for the next page; null on the last.
        next_cursor: Option<String>,
    }
}
