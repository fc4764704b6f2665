//! Photos: each in the width and format that a browser wants, with its place kept free until it is there.

use core::fmt::Write as _;

use leptos::prelude::*;
use shared::urls::{PhotoFile, PhotoFormat, PhotoPath};
use shared::wire::places::PhotoLine;
use shared::wire::profiles::PhotoView;

use super::layout::Preview;
use super::markup::Markup;
use super::structured_data::largest;

/// Width of the file for what knows no `srcset`; the next smaller one where there is none.
const PLAIN_WIDTH: u16 = 800;

/// How wide a photo is shown, for the browser's choice of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Over the whole page; it is what is looked at first.
    Top,
    /// Beside others.
    Gallery,
}

impl Place {
    const fn sizes(self) -> &'static str {
        match self {
            Self::Top => "(width < 72rem) 100vw, 72rem",
            Self::Gallery => "(width < 40rem) 100vw, 24rem",
        }
    }
}

/// The photo that stands for a place.
pub(crate) fn top(photo: &PhotoView) -> impl IntoView + use<> {
    let picture = picture(photo, Place::Top);
    view! { <figure class="photo top">{picture}{credit(photo)}</figure> }
}

/// The others.
pub(crate) fn gallery(photos: &[PhotoView]) -> Option<impl IntoView + use<>> {
    let figures: Vec<_> = photos
        .iter()
        .map(|photo| {
            let picture = picture(photo, Place::Gallery);
            view! { <li><figure class="photo">{picture}{credit(photo)}</figure></li> }
        })
        .collect();
    (!figures.is_empty()).then(|| view! { <ul class="gallery">{figures}</ul> })
}

/// The photo as links to its place are shown with it elsewhere.
pub(crate) fn preview(photo: &PhotoView) -> Preview {
    Preview { path: largest(photo), width_px: photo.width, height_px: photo.height, alt: photo.alt.clone() }
}

/// The photo of a card, where a cover would be.
pub(crate) fn write_small(markup: &mut Markup, photo: &PhotoLine<'_>) {
    let path = |format| PhotoPath { id: photo.id, file: PhotoFile::Variant { width: photo.width, format } }.path();
    markup.raw("<picture><source type=\"image/webp\" srcset=\"").text(&path(PhotoFormat::Webp)).raw("\"><img class=\"cover\" src=\"").text(&path(PhotoFormat::Jpeg));
    markup.raw("\" width=\"400\" height=\"150\" loading=\"lazy\" decoding=\"async\" alt=\"").text(&photo.alt).raw("\"></picture>");
}

fn credit(photo: &PhotoView) -> Option<impl IntoView + use<>> {
    photo.credit.clone().map(|name| view! { <figcaption><bdi>{name}</bdi></figcaption> })
}

fn picture(photo: &PhotoView, place: Place) -> impl IntoView + use<> {
    let (loading, priority) = if place == Place::Top { ("eager", Some("high")) } else { ("lazy", None) };
    let plain = photo.widths.iter().copied().filter(|width| *width <= PLAIN_WIDTH).max().unwrap_or(photo.width);
    let plain = PhotoPath { id: photo.id, file: PhotoFile::Variant { width: plain, format: PhotoFormat::Jpeg } }.path();
    view! {
        <picture>
            <source type=PhotoFormat::Webp.media_type() srcset=srcset(photo, PhotoFormat::Webp) sizes=place.sizes()/>
            <img src=plain srcset=srcset(photo, PhotoFormat::Jpeg) sizes=place.sizes() width=photo.width height=photo.height alt=photo.alt.clone() loading=loading decoding="async" fetchpriority=priority/>
        </picture>
    }
}

fn srcset(photo: &PhotoView, format: PhotoFormat) -> String {
    photo.widths.iter().fold(String::new(), |mut set, width| {
        let path = PhotoPath { id: photo.id, file: PhotoFile::Variant { width: *width, format } }.path();
        let comma = if set.is_empty() { "" } else { ", " };
        let _ = write!(set, "{comma}{path} {width}w");
        set
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::to_html;

    #[test]
    fn a_browser_is_offered_every_width_in_both_formats_and_told_the_shape_beforehand() {
        let photo = PhotoView { id: uuid::Uuid::nil(), alt: "A <cup>".to_owned(), credit: None, width: 1_000, height: 700, widths: vec![400, 800, 1_000] };
        let html = to_html(|| top(&photo));
        let base = "/photos/00000000-0000-0000-0000-000000000000";
        assert!(html.contains(&format!("srcset=\"{base}/400.webp 400w, {base}/800.webp 800w, {base}/1000.webp 1000w\"")), "{html}");
        assert!(html.contains(&format!("src=\"{base}/800.jpg\"")) && html.contains("width=\"1000\" height=\"700\" alt=\"A &lt;cup&gt;\""), "{html}");
        assert!(to_html(|| gallery(&[photo])).contains("loading=\"lazy\""));
        assert!(to_html(|| gallery(&[])).is_empty() || !to_html(|| gallery(&[])).contains("gallery"));
    }
}
