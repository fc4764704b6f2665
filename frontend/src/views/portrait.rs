//! A face for a person without a photograph: drawn from their slug, always the same, and plainly a drawing.

use leptos::prelude::*;

use super::markup::Markup;

/// A head and shoulders in a circle; hidden from screen readers, because the name stands beside it.
pub(crate) fn portrait(slug: &str) -> impl IntoView + use<> {
    let mut markup = Markup::default();
    let seed = slug.bytes().fold(2_166_136_261_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(16_777_619));
    let pick = |shift: u32, sides: u32| (seed >> shift) % sides;
    let (shoulders, hair, tilt) = (pick(3, 8), pick(7, 5), pick(11, 5));
    markup.raw("<svg class=\"portrait\" viewBox=\"0 0 64 64\" width=\"64\" height=\"64\" aria-hidden=\"true\"><circle class=\"ground\" cx=\"32\" cy=\"32\" r=\"31\"></circle>");
    // The shoulders end where the circle does.
    markup.raw("<path class=\"body\" d=\"M").number(12 + shoulders / 2).raw(" 55c2-11 9-14 20-14s18 3 ").number(20 - shoulders / 2).raw(" 14a31 31 0 0 1-40 0z\"></path>");
    markup.raw("<ellipse class=\"head\" cx=\"").number(30 + tilt).raw("\" cy=\"27\" rx=\"11\" ry=\"13\"></ellipse>");
    markup.raw(match hair {
        0 => "<path class=\"hair\" d=\"M20 27c-2-14 8-18 13-18 8 0 13 6 11 17-3-7-7-9-12-9s-9 3-12 10z\"></path>",
        1 => "<path class=\"hair\" d=\"M19 40c-4-20 2-31 13-31s17 11 13 31c-2-8-2-14-4-19-6-2-12-2-18 0-2 5-2 11-4 19z\"></path>",
        2 => "<path class=\"hair\" d=\"M21 24c0-9 5-14 12-14s12 5 11 14c-5-5-17-6-23 0zM32 10a6 5 0 1 0 0-9 6 5 0 0 0 0 9z\"></path>",
        3 => "<path class=\"hair\" d=\"M20 26c-3-3-2-8 1-9 0-5 5-7 8-6 3-4 10-3 11 1 5 0 7 6 4 9 1 2 1 4 0 6-3-6-6-8-12-8s-9 2-12 7z\"></path>",
        _ => "<path class=\"hair\" d=\"M22 22c2-8 6-11 11-11s9 3 10 11c-6-4-14-4-21 0zM24 34c3 9 14 9 17 0-2 12-14 13-17 0z\"></path>",
    });
    markup.raw("</svg>");
    markup.into_element()
}
