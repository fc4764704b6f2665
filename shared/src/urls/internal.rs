//! Addresses of operators.

use uuid::Uuid;

use super::photos::{PhotoFile, PhotoPath};
use super::{INTERNAL, parse_id, parse_number};
use crate::limits::{PHOTO_BODY_BYTES_MAX, REQUEST_BODY_BYTES_MAX};
use crate::slug::Slug;
use crate::wire::profiles::PlaceKind;

/// What operators call, signed, below [`INTERNAL`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InternalPath {
    /// Raises cache tags at the edge.
    Purge,
    /// Changes a café.
    Cafe(Slug),
    /// Adds a photo to a café or a roaster.
    Photos(PlaceKind, Slug),
    /// Takes a photo away.
    Photo(Uuid),
    /// Keeps a file of a photo at the edge, or drops it.
    PhotoFile(PhotoPath),
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
            Self::Photos(kind, slug) => format!("{INTERNAL}/{}/{slug}/photos", kind.plural()),
            Self::Photo(id) => format!("{INTERNAL}/photos/{id}"),
            Self::PhotoFile(photo) => format!("{INTERNAL}/photo-files/{}/{}", photo.id, photo.file.name()),
            Self::Suggestions => format!("{INTERNAL}/suggestions"),
            Self::Suggestion(id) => format!("{INTERNAL}/suggestions/{id}"),
            Self::Decision(id) => format!("{INTERNAL}/suggestions/{id}/decision"),
            Self::Jobs => format!("{INTERNAL}/jobs"),
            Self::DeadLetters => format!("{INTERNAL}/jobs/dead"),
            Self::DeadLetter(id) => format!("{INTERNAL}/jobs/dead/{id}"),
            Self::Requeue(id) => format!("{INTERNAL}/jobs/dead/{id}/requeue"),
        }
    }

    /// Longest body that the call may have.
    pub const fn body_bytes_max(&self) -> usize {
        match self {
            Self::Photos(..) | Self::PhotoFile(_) => PHOTO_BODY_BYTES_MAX,
            _ => REQUEST_BODY_BYTES_MAX,
        }
    }

    /// The call a path names. `None` where there is none.
    pub fn parse(path: &str) -> Option<Self> {
        let segments: Vec<&str> = path.strip_prefix(INTERNAL)?.strip_prefix('/')?.split('/').collect();
        match segments.as_slice() {
            ["purge"] => Some(Self::Purge),
            ["cafes", slug] => Slug::parse(slug).ok().map(Self::Cafe),
            ["cafes", slug, "photos"] => Slug::parse(slug).ok().map(|slug| Self::Photos(PlaceKind::Cafe, slug)),
            ["roasters", slug, "photos"] => Slug::parse(slug).ok().map(|slug| Self::Photos(PlaceKind::Roaster, slug)),
            ["photos", id] => parse_id(id).map(Self::Photo),
            ["photo-files", id, name] => Some(Self::PhotoFile(PhotoPath { id: parse_id(id)?, file: PhotoFile::parse(name)? })),
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
