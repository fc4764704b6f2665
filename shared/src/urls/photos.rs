//! Addresses of pictures. A photo has an id of its own and its files never change, so that whoever has one never asks again.

use uuid::Uuid;

use super::{parse_id, parse_number};
use crate::limits::{PHOTO_SIDE_PX_MIN, PHOTO_WIDTHS_PX};

/// Prefix of pictures as browsers and apps ask for them.
const PHOTOS: &str = "/photos";

/// A file of a photo, `/photos/{id}/{width}.{format}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PhotoPath {
    pub id: Uuid,
    pub file: PhotoFile,
}

/// Which of a photo's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PhotoFile {
    /// As it was sent to us, with whatever a camera has written into it: kept, and shown to nobody.
    Original,
    Variant {
        /// In pixels.
        width: u16,
        format: PhotoFormat,
    },
}

/// How a variant is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PhotoFormat {
    Webp,
    /// For what reads no WebP.
    Jpeg,
}

impl PhotoFormat {
    pub const ALL: [Self; 2] = [Self::Webp, Self::Jpeg];

    /// As the end of a file's name.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Webp => "webp",
            Self::Jpeg => "jpg",
        }
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Webp => "image/webp",
            Self::Jpeg => "image/jpeg",
        }
    }
}

impl PhotoFile {
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Original => "application/octet-stream",
            Self::Variant { format, .. } => format.media_type(),
        }
    }

    /// Name of the file within its photo, `800.webp`.
    pub fn name(self) -> String {
        match self {
            Self::Original => "original".to_owned(),
            Self::Variant { width, format } => format!("{width}.{}", format.ending()),
        }
    }

    /// Whether any photo can have such a file: a variant is as wide as one of those that are made, or as a picture that is narrower than the widest of
    /// them.
    pub fn is_possible(self) -> bool {
        match self {
            Self::Original => true,
            Self::Variant { width, .. } => u32::from(width) >= PHOTO_SIDE_PX_MIN && PHOTO_WIDTHS_PX.into_iter().any(|made| width <= made),
        }
    }

    pub(super) fn parse(name: &str) -> Option<Self> {
        if name == "original" {
            return Some(Self::Original);
        }
        let (width, ending) = name.split_once('.')?;
        let format = PhotoFormat::ALL.into_iter().find(|format| format.ending() == ending)?;
        Some(Self::Variant { width: u16::try_from(parse_number(width)?).ok()?, format })
    }
}

impl PhotoPath {
    pub fn path(self) -> String {
        format!("{PHOTOS}/{}/{}", self.id, self.file.name())
    }

    /// Where the file lies in the store of pictures.
    pub fn key(self) -> String {
        format!("photos/{}/{}", self.id, self.file.name())
    }

    /// A picture that anybody may see. `None` for the original, and for what names none.
    pub fn parse(path: &str) -> Option<Self> {
        let (id, name) = path.strip_prefix(PHOTOS)?.strip_prefix('/')?.split_once('/')?;
        let file = PhotoFile::parse(name).filter(|file| *file != PhotoFile::Original)?;
        Some(Self { id: parse_id(id)?, file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_variant_is_narrower_than_any_picture_or_wider_than_what_is_made() {
        let is_possible = |width| PhotoFile::Variant { width, format: PhotoFormat::Webp }.is_possible();
        for width in [320, 400, 800, 1_000, 1_600] {
            assert!(is_possible(width), "{width}");
        }
        for width in [0, 319, 1_601, u16::MAX] {
            assert!(!is_possible(width), "{width}");
        }
    }
}
