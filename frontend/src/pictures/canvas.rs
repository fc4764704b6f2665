//! What a picture looks like: a cover above, a name and a line under it, our mark at the foot, in the colours of the light style sheet.

use tiny_skia::{Color, FillRule, LineCap, LineJoin, Paint, PathBuilder, Pixmap, Rect, Stroke, Transform};

use super::lettering::Lettering;
use super::{Card, HEIGHT_PX, WIDTH_PX};
use crate::views::cover::{self, Pen};

/// Red, green, blue.
pub(super) type Rgb = [u8; 3];

/// Colours of `style/tokens.css`; a test holds them against it.
pub(super) const PAPER: Rgb = [0xf7, 0xf2, 0xe8];
pub(super) const INK: Rgb = [0x2c, 0x1e, 0x17];
pub(super) const INK_SOFT: Rgb = [0x55, 0x43, 0x39];
pub(super) const ACCENT: Rgb = [0x84, 0x39, 0x0d];
/// Ground and lines of each tone, as `style/views/cover.css` has them.
pub(super) const TONES: [(Rgb, Rgb); 5] = [
    ([0xed, 0xd2, 0xb5], [0x9b, 0x62, 0x3e]),
    ([0xd2, 0xd4, 0xb3], [0x64, 0x6e, 0x46]),
    ([0xec, 0xc4, 0xb6], [0x99, 0x52, 0x3f]),
    ([0xc6, 0xd7, 0xe3], [0x51, 0x6c, 0x84]),
    ([0xec, 0xde, 0xb1], [0x93, 0x76, 0x36]),
];

// All lengths are in pixels.
const WIDTH: f32 = 1_200.0;
const HEIGHT: f32 = 630.0;
pub(super) const MARGIN: f32 = 72.0;
const ROOM: f32 = WIDTH - 2.0 * MARGIN;
const COVER_STROKE: f32 = 4.0;
/// Between what is written and the cover above it.
const COVER_GAP: f32 = 56.0;
const TITLE_GAP: f32 = 44.0;
/// From a title's baseline to the next, in parts of its size, and how high its capitals are.
const LEADING: f32 = 1.13;
const CAPITAL: f32 = 0.75;
const LINE_GAP: f32 = 52.0;
const LINE_SIZE: f32 = 36.0;
const MARK_SIZE: f32 = 34.0;
const MARK_BASELINE: f32 = 580.0;
const NOTE_SIZE: f32 = 28.0;
/// Of the square that it is drawn in, of which it fills two thirds across.
const BEAN_SIZE: f32 = 44.0;

/// What is written in one place.
pub(super) struct Row {
    pub text: String,
    pub x: f32,
    pub baseline: f32,
    pub size: f32,
    pub ink: Rgb,
}

/// The picture as a file.
pub(super) fn draw(card: &Card) -> Option<Vec<u8>> {
    let letters = Lettering::read()?;
    let mut pixels = Pixmap::new(u32::from(WIDTH_PX), u32::from(HEIGHT_PX))?;
    let (rows, horizon) = rows(card, &letters);
    paint_cover(&mut pixels, &card.slug, horizon);
    paint_bean(&mut pixels);
    for row in rows {
        let mut path = PathBuilder::new();
        letters.write(&mut path, &row.text, (row.x, row.baseline), row.size);
        fill(&mut pixels, path, row.ink);
    }
    encode(&pixels)
}

/// What is written on a card, from its foot upwards, and where the cover ends above it. What has letters that the serif lacks is left out whole.
pub(super) fn rows(card: &Card, letters: &Lettering) -> (Vec<Row>, f32) {
    let first = |texts: &[String]| texts.iter().find_map(|text| letters.writable(text));
    let mut rows = vec![Row { text: "CraftBean".to_owned(), x: MARGIN + BEAN_SIZE, baseline: MARK_BASELINE, size: MARK_SIZE, ink: INK }];
    let mut top = MARK_BASELINE - MARK_SIZE * CAPITAL;
    if let Some(note) = card.note.as_deref().and_then(|note| letters.writable(note)) {
        let text = letters.shortened(&note, ROOM / 2.0 / NOTE_SIZE);
        let x = WIDTH - MARGIN - letters.width(&text) * NOTE_SIZE;
        rows.push(Row { text, x, baseline: MARK_BASELINE, size: NOTE_SIZE, ink: INK_SOFT });
    }
    if let Some(line) = first(&card.lines) {
        let (text, baseline) = (letters.shortened(&line, ROOM / LINE_SIZE), top - LINE_GAP);
        rows.push(Row { text, x: MARGIN, baseline, size: LINE_SIZE, ink: INK_SOFT });
        top = baseline - LINE_SIZE * CAPITAL;
    }
    if let Some(title) = first(&card.titles).map(|title| letters.title(&title, ROOM)) {
        let mut baseline = top - TITLE_GAP;
        for text in title.lines.into_iter().rev() {
            rows.push(Row { text, x: MARGIN, baseline, size: title.size, ink: INK });
            top = baseline - title.size * CAPITAL;
            baseline -= title.size * LEADING;
        }
    }
    (rows, (top - COVER_GAP).round())
}

/// The cover down to the horizon, as a page shows it in a box of that shape, and paper below it.
fn paint_cover(pixels: &mut Pixmap, slug: &str, horizon: f32) {
    let mut brush = Brush::default();
    let tone = cover::draw(&mut brush, slug);
    let (ground, ink) = usize::try_from(tone).ok().and_then(|tone| TONES.get(tone)).copied().unwrap_or((PAPER, INK_SOFT));
    let (width, height) = cover::SIZE;
    let scale = (WIDTH / width).max(horizon / height);
    let place = Transform::from_row(scale, 0.0, 0.0, scale, (WIDTH - width * scale) / 2.0, (horizon - height * scale) / 2.0);
    let [red, green, blue] = ground;
    pixels.fill(Color::from_rgba8(red, green, blue, u8::MAX));
    stroke(pixels, brush.path, place, ink, COVER_STROKE);
    if let Some(below) = Rect::from_ltrb(0.0, horizon, WIDTH, HEIGHT) {
        pixels.fill_rect(below, &paint(PAPER), Transform::identity(), None);
    }
}

/// Our mark, as `style/icon.svg` has it.
fn paint_bean(pixels: &mut Pixmap) {
    let scale = BEAN_SIZE / 24.0;
    // Its middle stands as high as that of the capitals beside it.
    let place = Transform::from_row(scale, 0.0, 0.0, scale, MARGIN - 4.0 * scale, MARK_BASELINE - f32::midpoint(MARK_SIZE * CAPITAL, BEAN_SIZE));
    let mut bean = PathBuilder::new();
    bean.move_to(12.0, 2.0);
    bean.cubic_to(17.0, 2.0, 20.0, 6.5, 20.0, 12.0);
    bean.cubic_to(20.0, 17.5, 17.0, 22.0, 12.0, 22.0);
    bean.cubic_to(7.0, 22.0, 4.0, 17.5, 4.0, 12.0);
    bean.cubic_to(4.0, 6.5, 7.0, 2.0, 12.0, 2.0);
    bean.close();
    if let Some(bean) = bean.finish() {
        pixels.fill_path(&bean, &paint(ACCENT), FillRule::Winding, place, None);
    }
    let mut crease = PathBuilder::new();
    crease.move_to(13.0, 3.5);
    crease.cubic_to(9.0, 8.5, 16.0, 15.5, 11.0, 20.5);
    stroke(pixels, crease, place, PAPER, 1.6 * scale);
}

fn fill(pixels: &mut Pixmap, path: PathBuilder, ink: Rgb) {
    if let Some(path) = path.finish() {
        pixels.fill_path(&path, &paint(ink), FillRule::Winding, Transform::identity(), None);
    }
}

/// Lines of a width that does not grow with the place that they are put into.
fn stroke(pixels: &mut Pixmap, path: PathBuilder, place: Transform, ink: Rgb, width: f32) {
    if let Some(path) = path.finish().and_then(|path| path.transform(place)) {
        let stroke = Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
        pixels.stroke_path(&path, &paint(ink), &stroke, Transform::identity(), None);
    }
}

fn paint([red, green, blue]: Rgb) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(red, green, blue, u8::MAX);
    paint
}

/// Quickly rather than as small as can be: about 100 KB, three quarters more than with much more work.
fn encode(pixels: &Pixmap) -> Option<Vec<u8>> {
    let mut colours = Vec::with_capacity(pixels.data().len());
    for pixel in pixels.pixels() {
        colours.extend_from_slice(&[pixel.red(), pixel.green(), pixel.blue()]);
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, u32::from(WIDTH_PX), u32::from(HEIGHT_PX));
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fastest);
    // Lines of covers run across rather than down.
    encoder.set_filter(png::Filter::Sub);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&colours).ok()?;
    writer.finish().ok()?;
    Some(file)
}

/// Draws a cover's lines as a path of the cover's own size.
#[derive(Default)]
pub(super) struct Brush {
    pub path: PathBuilder,
    /// Where the last curve came from.
    control: (f32, f32),
}

impl Pen for Brush {
    /// Source: <https://www.w3.org/TR/SVG2/paths.html#PathData>.
    fn command<const COUNT: usize>(&mut self, letter: u8, numbers: [u32; COUNT]) {
        let numbers = numbers.map(|number| u16::try_from(number).map_or(0.0, f32::from));
        let (from_x, from_y) = self.path.last_point().map_or((0.0, 0.0), |point| (point.x, point.y));
        // A smooth curve goes on in the direction in which the last one ended.
        let (on_x, on_y) = (2.0 * from_x - self.control.0, 2.0 * from_y - self.control.1);
        match (letter, numbers.as_slice()) {
            (b'M', &[x, y]) => self.path.move_to(x, y),
            (b'C', &[x1, y1, x2, y2, x, y]) => {
                self.path.cubic_to(x1, y1, x2, y2, x, y);
                self.control = (x2, y2);
            }
            (b'S', &[x2, y2, x, y]) => {
                self.path.cubic_to(on_x, on_y, x2, y2, x, y);
                self.control = (x2, y2);
            }
            (b'Q', &[x1, y1, x, y]) => {
                self.path.quad_to(x1, y1, x, y);
                self.control = (x1, y1);
            }
            (b'T', &[x, y]) => {
                self.path.quad_to(on_x, on_y, x, y);
                self.control = (on_x, on_y);
            }
            (b'q', &[x1, y1, x, y]) => {
                self.path.quad_to(from_x + x1, from_y + y1, from_x + x, from_y + y);
                self.control = (from_x + x1, from_y + y1);
            }
            _ => {}
        }
    }
}
