//! Addresses of operators.

use uuid::Uuid;

use super::{INTERNAL, parse_id, parse_number};
use crate::slug::Slug;

/// What operators call, signed, below [`INTERNAL`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InternalPath {
    /// Raises cache tags at the edge.
    Purge,
    /// Changes a café.
    Cafe(Slug),
    /// Lists what visitors have suggested.
    Suggestions,
    Suggestion(Uuid),
    /// Accepts or declines.
    Decision(Uuid),
    /// How the queue stands.
    Jobs,
    /// Lists jobs that have been given up.
    DeadLetters,
    /// Drops one.
    DeadLetter(u64),
    /// Runs one again.
    Requeue(u64),
}

impl InternalPath {
    pub fn path(&self) -> String {
        match self {
            Self::Purge => format!("{INTERNAL}/purge"),
            Self::Cafe(slug) => format!("{INTERNAL}/cafes/{slug}"),
            Self::Suggestions => format!("{INTERNAL}/suggestions"),
            Self::Suggestion(id) => format!("{INTERNAL}/suggestions/{id}"),
            Self::Decision(id) => format!("{INTERNAL}/suggestions/{id}/decision"),
            Self::Jobs => format!("{INTERNAL}/jobs"),
            Self::DeadLetters => format!("{INTERNAL}/jobs/dead"),
            Self::DeadLetter(id) => format!("{INTERNAL}/jobs/dead/{id}"),
            Self::Requeue(id) => format!("{INTERNAL}/jobs/dead/{id}/requeue"),
        }
    }

    /// The call a path names. `None` where there is none.
    pub fn parse(path: &str) -> Option<Self> {
        let segments: Vec<&str> = path.strip_prefix(INTERNAL)?.strip_prefix('/')?.split('/').collect();
        match segments.as_slice() {
            ["purge"] => Some(Self::Purge),
            ["cafes", slug] => Slug::parse(slug).ok().map(Self::Cafe),
            ["suggestions"] => Some(Self::Suggestions),
            ["suggestions", id] => parse_id(id).map(Self::Suggestion),
            ["suggestions", id, "decision"] => parse_id(id).map(Self::Decision),
            ["jobs"] => Some(Self::Jobs),
            ["jobs", "dead"] => Some(Self::DeadLetters),
            ["jobs", "dead", id] => parse_number(id).map(Self::DeadLetter),
            ["jobs", "dead", id, "requeue"] => parse_number(id).map(Self::Requeue),
            _ => None,
        }
    }
}
