//! What would become of definition files.

use super::word::FindingSeverity;

message! {
    /// Something that is to be said of a definition, and where it stands.
    Finding {
        /// The file, by the path that it was sent under.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The character of the line, from 1; null if the definition that begins there is meant.
        column: Option<u64>,
        /// The field, such as `slos[0].objective`; null if it is none, or more than one.
        field: Option<String>,
        /// ERROR: the definitions cannot be used; WARNING: they can, and perhaps mean something
        /// else.
        severity: FindingSeverity,
        /// What it is, and what would be right.
        message: String,
    }
}

message! {
    /// What would become of definition files; they are taken whole or not at all.
    Validation {
        /// Whether they could be used: no finding is an ERROR.
        valid: bool,
        /// By file and place; at most 100 errors are told of one file.
        findings: Vec<Finding>,
        /// Whether there are more findings than `limit`; errors are told before warnings then.
        has_more: bool,
        /// Names of the definitions, in order; empty unless they are valid.
        slos: Vec<String>,
    }
}
