//! Letters: outlines of the site's display serif, and how a text is set in them. The serif has Latin letters only; a text with any other letter it says
//! that it cannot write.

use tiny_skia::PathBuilder;
use ttf_parser::gpos::{PairAdjustment, PositioningSubtable};
use ttf_parser::gsub::{SingleSubstitution, SubstitutionSubtable};
use ttf_parser::{Face, GlyphId, OutlineBuilder, Tag};

/// Young Serif, SIL Open Font License 1.1; `build.rs` brings it.
static DISPLAY_SERIF: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/display_serif.ttf"));
/// More of a text than any picture has room for.
const TEXT_CHARS_MAX: usize = 240;
const ELLIPSIS: &str = "…";
/// Sizes of a title in pixels, each with the lines that it may take: the longer the title, the smaller.
const TITLE_SIZES: [(f32, usize); 2] = [(92.0, 1), (76.0, 2)];
const TITLE_SIZE_LEAST: (f32, usize) = (60.0, 3);

/// The serif, read.
pub(super) struct Lettering {
    face: Face<'static>,
    /// Pairs of letters that stand closer to each other, or further apart.
    pairs: Vec<PairAdjustment<'static>>,
    /// Figures as high as capitals: the serif's own hang below the line, and a V60 reads like a V6o.
    lining: Vec<SingleSubstitution<'static>>,
    units_per_em: f32,
}

/// A letter on a line. Lengths are in parts of the letters' size.
struct Letter {
    glyph: GlyphId,
    from: f32,
    to: f32,
    /// Where it ends in the text, in bytes.
    end: usize,
}

/// A title in its lines.
pub(super) struct Title {
    pub lines: Vec<String>,
    /// Of its letters, in pixels.
    pub size: f32,
}

impl Lettering {
    /// `None` only if the font were broken.
    pub(super) fn read() -> Option<Self> {
        let face = Face::parse(DISPLAY_SERIF, 0).ok()?;
        let (pairs, lining, units_per_em) = (kerned_pairs(&face), lining_figures(&face), f32::from(face.units_per_em()));
        Some(Self { face, pairs, lining, units_per_em })
    }

    /// A text as it can be written: in one line, without what cannot be seen. `None` where a letter is missing, or where there is nothing to write.
    pub(super) fn writable(&self, text: &str) -> Option<String> {
        let visible = text.chars().filter(|letter| !is_invisible(*letter)).map(|letter| if letter.is_control() { ' ' } else { letter });
        let line = visible.take(TEXT_CHARS_MAX).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
        let is_whole = line.chars().all(|letter| self.glyph(letter).is_some());
        (is_whole && !line.is_empty()).then_some(line)
    }

    /// How long a line is.
    pub(super) fn width(&self, text: &str) -> f32 {
        self.letters(text).last().map_or(0.0, |letter| letter.to)
    }

    /// A text in one line of `room`: whole, or as much of it as fits, with an ellipsis.
    pub(super) fn shortened(&self, text: &str, room: f32) -> String {
        if self.width(text) <= room {
            return text.to_owned();
        }
        let beginning = self.beginning(text, room - self.width(ELLIPSIS));
        format!("{}{ELLIPSIS}", beginning.trim_end_matches([' ', ',', '·', '(']))
    }

    /// A title within a width: in large letters, or in smaller ones and more lines, and with an ellipsis where even three lines are too few.
    pub(super) fn title(&self, text: &str, width_px: f32) -> Title {
        for (size, lines_max) in TITLE_SIZES {
            let room = width_px / size;
            let lines = self.wrap(text, room);
            if lines.len() <= lines_max && is_unbroken(&lines, text) {
                return Title { lines: self.balanced(text, room, lines.len()), size };
            }
        }
        let (size, lines_max) = TITLE_SIZE_LEAST;
        let room = width_px / size;
        let lines = self.wrap(text, room);
        if lines.len() <= lines_max {
            return Title { lines: self.balanced(text, room, lines.len()), size };
        }
        let (mut kept, mut rest) = (Vec::new(), text);
        for line in lines.into_iter().take(lines_max.saturating_sub(1)) {
            rest = rest.get(line.len()..).unwrap_or_default().trim_start();
            kept.push(line.to_owned());
        }
        kept.push(self.shortened(rest, room));
        Title { lines: kept, size }
    }

    /// Adds the outlines of a line to a path: it begins at a point on its baseline, and `size` is in pixels, as is the point.
    pub(super) fn write(&self, path: &mut PathBuilder, text: &str, (x, y): (f32, f32), size: f32) {
        for letter in self.letters(text) {
            let mut outline = Outline { path, x: x + letter.from * size, y, scale: size / self.units_per_em };
            // A space has none.
            let _ = self.face.outline_glyph(letter.glyph, &mut outline);
        }
    }

    /// The same text in as many lines that are about as long as each other, or as it was where that would break a word.
    fn balanced(&self, text: &str, room: f32, count: usize) -> Vec<String> {
        let mut narrower = (8..16_u8).map(|part| self.wrap(text, room * f32::from(part) / 16.0));
        let lines = narrower.find(|lines| lines.len() <= count && is_unbroken(lines, text));
        lines.unwrap_or_else(|| self.wrap(text, room)).into_iter().map(str::to_owned).collect()
    }

    /// Lines no longer than `room`, broken between words; a word that is longer than a line is broken anywhere.
    fn wrap<'t>(&self, text: &'t str, room: f32) -> Vec<&'t str> {
        let (mut lines, mut rest) = (Vec::new(), text);
        while !rest.is_empty() {
            let fitting = self.beginning(rest, room);
            let after = rest.get(fitting.len()..).unwrap_or_default();
            let ends_a_word = after.is_empty() || after.starts_with(' ');
            let line = if ends_a_word { fitting } else { fitting.rsplit_once(' ').map_or(fitting, |(words, _)| words) };
            rest = rest.get(line.len()..).unwrap_or_default().trim_start();
            lines.push(line.trim_end());
        }
        lines
    }

    /// The longest beginning of a text that is no longer than `room`, and one letter at least.
    fn beginning<'t>(&self, text: &'t str, room: f32) -> &'t str {
        let fitting = self.letters(text).take_while(|letter| letter.to <= room).last();
        let end = fitting.map_or_else(|| text.chars().next().map_or(0, char::len_utf8), |letter| letter.end);
        text.get(..end).unwrap_or(text)
    }

    /// The letters of a line, in their places.
    fn letters(&self, text: &str) -> impl Iterator<Item = Letter> {
        let (mut x, mut before) = (0.0_f32, None);
        text.char_indices().filter_map(move |(at, letter)| {
            let glyph = self.glyph(letter)?;
            let from = x + before.replace(glyph).map_or(0.0, |before| self.kerning(before, glyph));
            x = from + f32::from(self.face.glyph_hor_advance(glyph).unwrap_or_default()) / self.units_per_em;
            Some(Letter { glyph, from, to: x, end: at.saturating_add(letter.len_utf8()) })
        })
    }

    /// `None` for letters that the serif lacks, and for marks that belong over another letter: nothing here would put them there.
    fn glyph(&self, letter: char) -> Option<GlyphId> {
        let is_mark = matches!(letter, '\u{300}'..='\u{36F}');
        let glyph = self.face.glyph_index(letter).filter(|glyph| !is_mark && glyph.0 != 0)?;
        Some(self.lining.iter().find_map(|table| substitute(table, glyph)).unwrap_or(glyph))
    }

    /// How much further to the right a letter stands because of the one before it.
    fn kerning(&self, before: GlyphId, glyph: GlyphId) -> f32 {
        let units = self.pairs.iter().find_map(|pairs| adjustment(pairs, before, glyph)).unwrap_or(0);
        f32::from(units) / self.units_per_em
    }
}

/// Characters that are there to be acted on and not to be seen: joiners, marks of direction, choices of a variant.
const fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// Whether every line ends where a word does.
fn is_unbroken(lines: &[&str], text: &str) -> bool {
    lines.join(" ") == text
}

/// The tables of the feature `kern`, in the order in which they are to be asked.
/// Source: <https://learn.microsoft.com/en-us/typography/opentype/spec/gpos>.
fn kerned_pairs<'f>(face: &Face<'f>) -> Vec<PairAdjustment<'f>> {
    let Some(positioning) = face.tables().gpos else { return Vec::new() };
    let Some(feature) = positioning.features.find(Tag::from_bytes(b"kern")) else { return Vec::new() };
    let mut tables = Vec::new();
    for lookup in feature.lookup_indices.into_iter().filter_map(|index| positioning.lookups.get(index)) {
        for table in lookup.subtables.into_iter::<PositioningSubtable<'f>>() {
            if let PositioningSubtable::Pair(pairs) = table {
                tables.push(pairs);
            }
        }
    }
    tables
}

/// The tables of the feature `lnum`. Source: <https://learn.microsoft.com/en-us/typography/opentype/spec/gsub>.
fn lining_figures<'f>(face: &Face<'f>) -> Vec<SingleSubstitution<'f>> {
    let Some(substitution) = face.tables().gsub else { return Vec::new() };
    let Some(feature) = substitution.features.find(Tag::from_bytes(b"lnum")) else { return Vec::new() };
    let mut tables = Vec::new();
    for lookup in feature.lookup_indices.into_iter().filter_map(|index| substitution.lookups.get(index)) {
        for table in lookup.subtables.into_iter::<SubstitutionSubtable<'f>>() {
            if let SubstitutionSubtable::Single(single) = table {
                tables.push(single);
            }
        }
    }
    tables
}

/// What stands in place of a glyph; `None` where a table says nothing of it.
fn substitute(table: &SingleSubstitution<'_>, glyph: GlyphId) -> Option<GlyphId> {
    let covered = table.coverage().get(glyph)?;
    match table {
        SingleSubstitution::Format1 { delta, .. } => Some(GlyphId(glyph.0.wrapping_add_signed(*delta))),
        SingleSubstitution::Format2 { substitutes, .. } => substitutes.get(covered),
    }
}

/// What a table says of a pair, in units of the font; `None` where it says nothing, and then the next one is asked.
fn adjustment(pairs: &PairAdjustment<'_>, before: GlyphId, glyph: GlyphId) -> Option<i16> {
    let covered = pairs.coverage().get(before)?;
    let (of_first, _) = match pairs {
        PairAdjustment::Format1 { sets, .. } => sets.get(covered)?.get(glyph)?,
        PairAdjustment::Format2 { classes, matrix, .. } => matrix.get((classes.0.get(before), classes.1.get(glyph)))?,
    };
    Some(of_first.x_advance)
}

/// Puts a glyph's outline into its place. Fonts count upwards, pictures downwards.
struct Outline<'p> {
    path: &'p mut PathBuilder,
    x: f32,
    y: f32,
    scale: f32,
}

impl Outline<'_> {
    fn place(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, self.y - y * self.scale)
    }
}

impl OutlineBuilder for Outline<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.place(x1, y1), self.place(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.place(x1, y1), self.place(x2, y2), self.place(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
