//! Covers drawn from a slug, so that a place without photos still has a face: a roast curve, a grain, or lines of a landscape.

use leptos::prelude::*;

const WIDTH: u32 = 320;
const HEIGHT: u32 = 120;

/// A small deterministic generator (`SplitMix64`) seeded by the slug: the same slug always has the same face.
struct Dice(u64);

impl Dice {
    fn of(slug: &str) -> Self {
        // FNV-1a, 64 bit: http://www.isthe.com/chongo/tech/comp/fnv/
        Self(slug.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)))
    }

    /// 0..`sides`.
    fn roll(&mut self, sides: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((mixed ^ (mixed >> 31)) % u64::from(sides.max(1))).unwrap_or(0)
    }
}

/// The cover as decorative SVG; colours come from the style sheet (`tone-0` to `tone-4`).
pub(crate) fn cover(slug: &str) -> impl IntoView + use<> {
    let mut dice = Dice::of(slug);
    let tone = format!("cover tone-{}", dice.roll(5));
    let path = match dice.roll(3) {
        0 => roast_curves(&mut dice),
        1 => grains(&mut dice),
        _ => landscape(&mut dice),
    };
    view! {
        <svg class=tone viewBox="0 0 320 120" preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">
            <path d=path></path>
        </svg>
    }
}

/// Path data. Numbers are written without the formatting machinery, which was a quarter of the cost of a page of cards.
struct Path {
    data: String,
    digits: itoa::Buffer,
}

impl Path {
    fn new() -> Self {
        Self { data: String::with_capacity(768), digits: itoa::Buffer::new() }
    }

    /// A command with its numbers, separated by spaces.
    fn command(&mut self, letter: char, numbers: &[u32]) {
        self.data.push(letter);
        for (index, number) in numbers.iter().enumerate() {
            if index > 0 {
                self.data.push(' ');
            }
            self.data.push_str(self.digits.format(*number));
        }
    }
}

/// Bean temperature over time: a dip, then a slow rise; several batches.
fn roast_curves(dice: &mut Dice) -> String {
    let mut path = Path::new();
    for batch in 0..5 {
        let start = 10 + dice.roll(20) + batch * 6;
        let dip = 84 + dice.roll(24);
        let end = 14 + dice.roll(30) + batch * 8;
        path.command('M', &[0, start]);
        path.command('C', &[20 + dice.roll(20), dip, 40 + dice.roll(20), dip, 110 + dice.roll(40), 70 + dice.roll(10)]);
        path.command('S', &[220 + dice.roll(60), end, WIDTH, end]);
    }
    path.data
}

/// Beans lying about: short arcs.
fn grains(dice: &mut Dice) -> String {
    let mut path = Path::new();
    for _ in 0..34 {
        let (x, y) = (dice.roll(WIDTH), dice.roll(HEIGHT));
        let (across, down) = (4 + dice.roll(9), dice.roll(11));
        path.command('M', &[x, y]);
        path.command('q', &[across, down / 2, across + 3, down]);
    }
    path.data
}

/// Contour lines of a hill where coffee might grow.
fn landscape(dice: &mut Dice) -> String {
    let (peak, rise) = (80 + dice.roll(160), 30 + dice.roll(30));
    let mut path = Path::new();
    for line in 0..7_u32 {
        let base = 24 + line * 15;
        let top = base.saturating_sub(rise * (7 - line) / 7);
        path.command('M', &[0, base]);
        path.command('Q', &[peak / 2, top, peak, top]);
        path.command('T', &[WIDTH, base + dice.roll(8)]);
    }
    path.data
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
}
