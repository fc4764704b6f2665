//! Covers drawn from a slug, so that a place without photos still has a face: a roast curve, a grain, or lines of a landscape.

use leptos::prelude::*;

use super::markup::Markup;

const WIDTH: u32 = 320;
const HEIGHT: u32 = 120;
/// The same, for pens that know no whole numbers.
pub(crate) const SIZE: (f32, f32) = (320.0, 120.0);

/// A small deterministic generator seeded by the slug: the same slug always has the same face.
struct Dice(u32);

impl Dice {
    fn of(slug: &str) -> Self {
        // FNV-1a, 32 bit: http://www.isthe.com/chongo/tech/comp/fnv/
        Self(slug.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)))
    }

    /// 0..`sides`, of at most 65,535: a counter mixed by `lowbias32` (<https://nullprogram.com/blog/2018/07/31/>).
    fn roll(&mut self, sides: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9);
        let mixed = (self.0 ^ (self.0 >> 16)).wrapping_mul(0x7feb_352d);
        let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x846c_a68b);
        let mixed = mixed ^ (mixed >> 16);
        // The upper half, scaled: a division would cost more than all the rest.
        (mixed >> 16).wrapping_mul(sides) >> 16
    }
}

/// The cover as decorative SVG; colours come from the style sheet (`tone-0` to `tone-4`).
pub(crate) fn cover(slug: &str) -> impl IntoView + use<> {
    let mut markup = Markup::with_capacity(1_024);
    write_cover(&mut markup, slug);
    markup.into_element()
}

/// The same where markup is being written.
pub(crate) fn write_cover(markup: &mut Markup, slug: &str) {
    let mut path = Path { bytes: [0; PATH_BYTES_MAX], length: 0 };
    let tone = draw(&mut path, slug);
    markup.raw("<svg class=\"cover tone-").number(tone);
    markup.raw("\" viewBox=\"0 0 320 120\" preserveAspectRatio=\"xMidYMid slice\" aria-hidden=\"true\" focusable=\"false\"><path d=\"");
    markup.ascii(path.bytes.get(..path.length).unwrap_or_default()).raw("\"></path></svg>");
}

/// What covers are drawn with: markup is written by one pen, pixels by another.
pub(crate) trait Pen {
    /// A command of an SVG path, one of `M`, `C`, `S`, `Q`, `T` and `q`, with its numbers, which are below 1000.
    fn command<const COUNT: usize>(&mut self, letter: u8, numbers: [u32; COUNT]);
}

/// Draws the lines of a slug's cover; its tone, 0 to 4.
pub(crate) fn draw(pen: &mut impl Pen, slug: &str) -> u32 {
    let mut dice = Dice::of(slug);
    let tone = dice.roll(5);
    match dice.roll(3) {
        0 => roast_curves(pen, &mut dice),
        1 => grains(pen, &mut dice),
        _ => landscape(pen, &mut dice),
    }
    tone
}

/// Digits of every number that a cover may have, and how many they are.
const DIGITS: [([u8; 4], usize); 1_000] = digits();

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, clippy::indexing_slicing, reason = "numbers below 1000, when this is compiled")]
const fn digits() -> [([u8; 4], usize); 1_000] {
    let mut all = [([b' '; 4], 0); 1_000];
    let mut number = 0;
    while number < 1_000 {
        let (hundreds, tens, ones) = (b'0' + (number / 100) as u8, b'0' + (number / 10 % 10) as u8, b'0' + (number % 10) as u8);
        all[number] = match number {
            0..10 => ([ones, b' ', b' ', b' '], 1),
            10..100 => ([tens, ones, b' ', b' '], 2),
            _ => ([hundreds, tens, ones, b' '], 3),
        };
        number += 1;
    }
    all
}

/// Longest path data, with room for the last four bytes.
const PATH_BYTES_MAX: usize = 1_024;

/// Path data in the making. A page of sixty covers has five thousand numbers in it: each is written as four bytes of which the next
/// overwrites what is too much, and the machinery of formatting is left out.
struct Path {
    bytes: [u8; PATH_BYTES_MAX],
    length: usize,
}

impl Pen for Path {
    /// Numbers are separated by spaces.
    fn command<const COUNT: usize>(&mut self, letter: u8, numbers: [u32; COUNT]) {
        self.put([letter; 4], 1);
        for number in numbers {
            let (digits, count) = usize::try_from(number).ok().and_then(|number| DIGITS.get(number)).copied().unwrap_or((*b"0   ", 1));
            // With the space that follows.
            self.put(digits, count.saturating_add(1));
        }
        // A letter needs none before it.
        self.length = self.length.saturating_sub(1);
    }
}

impl Path {
    fn put(&mut self, bytes: [u8; 4], count: usize) {
        if let Some(room) = self.bytes.get_mut(self.length..).and_then(|rest| rest.first_chunk_mut::<4>()) {
            *room = bytes;
            self.length = self.length.saturating_add(count);
        }
    }
}

/// Bean temperature over time: a dip, then a slow rise; several batches.
fn roast_curves(pen: &mut impl Pen, dice: &mut Dice) {
    for batch in 0..5 {
        let start = 10 + dice.roll(20) + batch * 6;
        let dip = 84 + dice.roll(24);
        let end = 14 + dice.roll(30) + batch * 8;
        pen.command(b'M', [0, start]);
        pen.command(b'C', [20 + dice.roll(20), dip, 40 + dice.roll(20), dip, 110 + dice.roll(40), 70 + dice.roll(10)]);
        pen.command(b'S', [220 + dice.roll(60), end, WIDTH, end]);
    }
}

/// Beans lying about: short arcs.
fn grains(pen: &mut impl Pen, dice: &mut Dice) {
    for _ in 0..24 {
        // Away from the edges, which a wide profile cuts off.
        let (x, y) = (dice.roll(WIDTH), 20 + dice.roll(HEIGHT - 40));
        let (across, down) = (4 + dice.roll(9), dice.roll(11));
        pen.command(b'M', [x, y]);
        pen.command(b'q', [across, down / 2, across + 3, down]);
    }
}

/// Contour lines of a hill where coffee might grow.
fn landscape(pen: &mut impl Pen, dice: &mut Dice) {
    let (peak, rise) = (80 + dice.roll(160), 30 + dice.roll(30));
    for line in 0..7_u32 {
        let base = 24 + line * 15;
        let top = base.saturating_sub(rise * (7 - line) / 7);
        pen.command(b'M', [0, base]);
        pen.command(b'Q', [peak / 2, top, peak, top]);
        pen.command(b'T', [WIDTH, base + dice.roll(8)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_keeps_its_face_and_others_have_another() {
        let html = |slug: &str| super::super::to_html(|| cover(slug));
        assert_eq!(html("cafe-java-helsinki"), html("cafe-java-helsinki"));
        assert_ne!(html("cafe-java-helsinki"), html("cafe-ekberg-helsinki"));
        assert!(html("a").len() < 1_500);
    }

    #[test]
    fn numbers_are_written_as_they_are() {
        for number in 0..1_000 {
            let mut path = Path { bytes: [0; PATH_BYTES_MAX], length: 0 };
            path.command(b'M', [number, 7]);
            assert_eq!(path.bytes[..path.length], *format!("M{number} 7").as_bytes());
        }
    }
}
