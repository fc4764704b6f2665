//! Addresses that search engines ask for.

use core::fmt::{Display, Formatter, Result};

/// What robots may do.
pub const ROBOTS: &str = "/robots.txt";
const INDEX: &str = "/sitemap.xml";
const PARTS: &str = "/sitemaps/";
const FIXED: &str = "/sitemaps/pages.xml";

/// A sitemap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SitemapPath {
    /// The list of all others.
    Index,
    /// Pages that are there whatever the data.
    Fixed,
    /// A part of the pages that the data has.
    Part(SitemapPart),
}

/// One of 256 parts of the pages that the data has, `00` to `ff`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SitemapPart(u8);

impl SitemapPart {
    pub fn all() -> impl Iterator<Item = Self> {
        (0..=u8::MAX).map(Self)
    }

    /// Two lower-case hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        u8::from_str_radix(text, 16).ok().map(Self).filter(|part| part.to_string() == text)
    }

    pub const fn number(self) -> u8 {
        self.0
    }
}

impl Display for SitemapPart {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{:02x}", self.0)
    }
}

impl SitemapPath {
    pub fn path(self) -> String {
        match self {
            Self::Index => INDEX.to_owned(),
            Self::Fixed => FIXED.to_owned(),
            Self::Part(part) => format!("{PARTS}{part}.xml"),
        }
    }

    pub fn parse(path: &str) -> Option<Self> {
        match path {
            INDEX => Some(Self::Index),
            FIXED => Some(Self::Fixed),
            _ => path.strip_prefix(PARTS)?.strip_suffix(".xml").and_then(SitemapPart::parse).map(Self::Part),
        }
    }
}
