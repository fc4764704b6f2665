//! Covers drawn from a slug, so that a place without photos still has a face: a roast curve, a grain, or lines of a landscape.

use std::fmt::Write;

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

/// Bean temperature over time: a dip, then a slow rise; several batches.
fn roast_curves(dice: &mut Dice) -> String {
    let mut path = String::new();
    for batch in 0..5 {
        let start = 10 + dice.roll(20) + batch * 6;
        let dip = 84 + dice.roll(24);
        let end = 14 + dice.roll(30) + batch * 8;
        let _ = write!(
            path,
            "M0 {start}C{} {dip} {} {dip} {} {}S{} {end} {WIDTH} {end}",
            20 + dice.roll(20),
            40 + dice.roll(20),
            110 + dice.roll(40),
            70 + dice.roll(10),
            220 + dice.roll(60)
        );
    }
    path
}

/// Beans lying about: short arcs.
fn grains(dice: &mut Dice) -> String {
    let mut path = String::new();
    for _ in 0..34 {
        let (x, y) = (dice.roll(WIDTH), dice.roll(HEIGHT));
        let (across, down) = (4 + dice.roll(9), dice.roll(11));
        let _ = write!(path, "M{x} {y}q{across} {} {} {down}", down / 2, across + 3);
    }
    path
}

/// Contour lines of a hill where coffee might grow.
fn landscape(dice: &mut Dice) -> String {
    let (peak, rise) = (80 + dice.roll(160), 30 + dice.roll(30));
    let mut path = String::new();
    for line in 0..7_u32 {
        let base = 24 + line * 15;
        let top = base.saturating_sub(rise * (7 - line) / 7);
        let _ = write!(path, "M0 {base}Q{} {top} {peak} {top}T{WIDTH} {}", peak / 2, base + dice.roll(8));
    }
    path
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
