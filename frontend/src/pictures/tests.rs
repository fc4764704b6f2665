//! Whatever is in the data becomes a picture, in the colours of the style sheet, and no letter stands on it that the serif lacks.

use std::collections::HashSet;
use std::io::Cursor;

use proptest::prelude::*;
use shared::language::Language;
use shared::slug::Slug;
use shared::wire::cities::CityView;
use shared::wire::places::PlaceView;
use shared::wire::profiles::PhotoView;

use super::canvas::{ACCENT, Brush, INK, INK_SOFT, MARGIN, PAPER, Rgb, TONES, rows};
use super::lettering::Lettering;
use super::{Card, HEIGHT_PX, WIDTH_PX};
use crate::pages::cafes;
use crate::views::fixtures::{assets, cafe, context};
use crate::views::{cover, to_html};

const LINE: &str = "Café in Helsinki, Finland";
const MARK: &str = "CraftBean";

fn card(title: &str) -> Card {
    Card { slug: "slow-ferry-helsinki".to_owned(), titles: vec![title.to_owned()], lines: vec![LINE.to_owned()], note: None }
}

/// Every pixel of a picture, which is a PNG of the size that it should have.
fn pixels(file: &[u8]) -> Vec<Rgb> {
    let mut reader = png::Decoder::new(Cursor::new(file)).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut bytes).unwrap();
    assert_eq!((frame.width, frame.height), (u32::from(WIDTH_PX), u32::from(HEIGHT_PX)));
    assert_eq!((frame.color_type, frame.bit_depth), (png::ColorType::Rgb, png::BitDepth::Eight));
    bytes.as_chunks::<3>().0.to_vec()
}

/// What is written on a card, from above; all of it stands within the margins, under a cover that is high enough to be one.
fn written(card: &Card) -> Vec<String> {
    let letters = Lettering::read().unwrap();
    let (rows, horizon) = rows(card, &letters);
    assert!((150.0..550.0).contains(&horizon), "{horizon}");
    for row in &rows {
        assert!(row.x >= MARGIN && row.x + letters.width(&row.text) * row.size <= f32::from(WIDTH_PX) - MARGIN + 2.0, "{} is too long", row.text);
        assert!(row.baseline - row.size > horizon && row.baseline < f32::from(HEIGHT_PX), "{} stands elsewhere", row.text);
    }
    rows.into_iter().rev().map(|row| row.text).collect()
}

/// The lines of the title alone.
fn title(text: &str) -> Vec<String> {
    let mut lines = written(&card(text));
    assert_eq!(lines.split_off(lines.len() - 2), [LINE, MARK]);
    lines
}

#[test]
fn the_same_card_is_the_same_picture_and_it_has_something_on_it() {
    let file = card("Slow Ferry").draw().unwrap();
    assert_eq!(card("Slow Ferry").draw().unwrap(), file);
    assert!(file.len() < 200_000, "{} bytes", file.len());
    let colours: HashSet<Rgb> = pixels(&file).into_iter().collect();
    let (ground, lines) = TONES[usize::try_from(cover::draw(&mut Brush::default(), "slow-ferry-helsinki")).unwrap()];
    for wanted in [PAPER, INK, INK_SOFT, ACCENT, ground, lines] {
        let is_near = |colour: &Rgb| colour.iter().zip(&wanted).all(|(channel, wanted)| channel.abs_diff(*wanted) <= 1);
        assert!(colours.iter().any(is_near), "nothing is {wanted:?}");
    }
    let other = card("Slower Ferry");
    assert!(other.meaning() != card("Slow Ferry").meaning() && other.draw().unwrap() != file);
}

#[test]
fn a_name_with_letters_that_the_serif_lacks_is_left_out_whole() {
    assert_eq!(written(&card("Slow Ferry")), ["Slow Ferry", LINE, MARK]);
    for name in ["喫茶かも", "مقهى", "ร้านกาแฟ", "Кофейня", "Καφενείο", "카페", "Kahvila ☕", "Cafe\u{301}", "Kissa 喫茶", " \u{200B}\n", ""]
    {
        assert_eq!(written(&card(name)), [LINE, MARK], "{name:?}");
        assert!(!pixels(&card(name).draw().unwrap()).is_empty());
    }
    let nothing = Card { lines: vec!["カフェ".to_owned()], note: Some("架空".to_owned()), ..card("喫茶かも") };
    assert_eq!(written(&nothing), [MARK]);
    assert!(nothing.draw().is_some());
}

#[test]
fn long_names_take_up_to_three_lines_and_end_in_an_ellipsis_where_those_are_too_few() {
    let long = "Granite & Ash Coffee Roasters and Bakery of Helsinki";
    let lines = title(long);
    assert!((2..=3).contains(&lines.len()) && lines.join(" ") == long, "{lines:?}");
    let lines = title(&long.repeat(30));
    assert!(lines.len() == 3 && lines[2].ends_with('…') && !lines[0].ends_with('…'), "{lines:?}");
    let lines = title(&"Donaudampfschifffahrtsgesellschaft".repeat(9));
    assert!(lines.len() == 3 && lines[2].ends_with('…'), "{lines:?}");
    let line = Card { lines: vec![long.repeat(3)], ..card("Slow Ferry") };
    assert!(written(&line)[1].ends_with('…'));
}

#[test]
fn what_is_hostile_in_a_name_is_either_invisible_or_a_letter_like_others() {
    assert_eq!(title("\u{202E}evil\u{202C}\n\t<script>alert(1)</script>\u{0}\u{200D}").join(" "), "evil <script>alert(1)</script>");
    assert_eq!(title("&amp;\"'\\0%00../../etc").join(" "), "&amp;\"'\\0%00../../etc");
}

#[test]
fn letters_that_would_stand_apart_are_drawn_together() {
    let letters = Lettering::read().unwrap();
    for pair in ["To", "AV", "Va", "Te"] {
        let apart: f32 = pair.chars().map(|letter| letters.width(&letter.to_string())).sum();
        assert!(letters.width(pair) < apart - 0.05, "{pair}");
    }
}

#[test]
fn a_picture_speaks_the_language_of_its_page_as_far_as_the_serif_does() {
    let assets = assets();
    let of = |language, place: &PlaceView| written(&super::cafe(context(&assets, language, "/"), place));
    assert_eq!(of(Language::English, &cafe()), ["Slow Ferry", "Café in Helsinki, Finland", "Fictional", MARK]);
    assert_eq!(of(Language::German, &cafe()), ["Slow Ferry", "Café in Helsinki, Finnland", "Erfunden", MARK]);
    assert_eq!(of(Language::Japanese, &cafe()), ["Slow Ferry", "Helsinki", MARK]);
    let mut kyoto = cafe();
    kyoto.city.as_mut().unwrap().name = "京都".to_owned();
    assert_eq!(of(Language::English, &kyoto), ["Slow Ferry", "Café in Finland", "Fictional", MARK]);
    let city = CityView {
        country: "FI".to_owned(),
        slug: Slug::parse("helsinki").unwrap(),
        name: "Helsinki".to_owned(),
        position: None,
        time_zone: None,
        cafe_count: 3,
        roaster_count: 0,
        guide: None,
        guide_translations: None,
    };
    let of_city = |language| written(&super::city(context(&assets, language, "/"), &city));
    assert_eq!(of_city(Language::English), ["Coffee in Helsinki", "Finland · 3 cafés", MARK]);
    assert_eq!(of_city(Language::Arabic), ["Helsinki", MARK]);
}

/// What a page says under a name of Open Graph.
fn property<'a>(html: &'a str, name: &str) -> Option<&'a str> {
    let tag = html.split("<meta ").find(|tag| tag.contains(&format!("property=\"{name}\"")))?;
    tag.split_once("content=\"")?.1.split_once('"').map(|(content, _)| content)
}

#[test]
fn a_page_is_previewed_by_its_photo_or_by_a_drawn_picture_in_its_own_language() {
    let assets = assets();
    let preview = |language, place: &PlaceView| {
        let html = cafes::show(context(&assets, language, "/cafes/slow-ferry-helsinki"), place, None);
        ["og:image", "og:image:width", "og:image:height", "og:image:alt"].map(|name| property(&html, name).unwrap_or_default().to_owned())
    };
    let drawn = "/pictures/cafes/slow-ferry-helsinki.png";
    assert_eq!(preview(Language::English, &cafe()), [drawn, "1200", "630", "Slow Ferry, Helsinki"]);
    assert_eq!(preview(Language::German, &cafe())[0], format!("/de{drawn}"));
    let photo = PhotoView { id: uuid::Uuid::nil(), alt: "A cup".to_owned(), credit: None, width: 1_000, height: 700, widths: vec![400, 1_000] };
    let photographed = PlaceView { photos: vec![photo], ..cafe() };
    assert_eq!(preview(Language::German, &photographed), ["/photos/00000000-0000-0000-0000-000000000000/1000.jpg", "1000", "700", "A cup"]);
}

#[test]
fn a_cover_has_the_same_lines_in_pixels_as_in_markup() {
    for number in 0..40 {
        let slug = format!("slow-ferry-{number}");
        let mut brush = Brush::default();
        let tone = cover::draw(&mut brush, &slug);
        let html = to_html(|| cover::cover(&slug));
        assert!(html.contains(&format!("tone-{tone}\"")), "{html}");
        let (_, path) = html.split_once("<path d=\"").unwrap();
        let commands = path.split('"').next().unwrap().chars().filter(char::is_ascii_alphabetic).count();
        assert_eq!(brush.path.len(), commands, "{html}");
    }
}

/// The light half of the first colour in a style sheet after a text, in red, green and blue of 0 to 255.
/// Source: <https://bottosson.github.io/posts/oklab/>.
fn light(css: &str, after: &str) -> [f64; 3] {
    let (_, rest) = css.split_once(after).unwrap();
    let numbers = rest.split_once("oklch(").unwrap().1.split_once(')').unwrap().0;
    let numbers: Vec<f64> = numbers.split(' ').map(|number| number.trim_end_matches('%').parse().unwrap()).collect();
    let (lightness, chroma, hue) = (numbers[0] / 100.0, numbers[1], numbers[2].to_radians());
    let (a, b) = (chroma * hue.cos(), chroma * hue.sin());
    let cone = |of_a: f64, of_b: f64| (lightness + of_a * a + of_b * b).powi(3);
    let (long, medium, short) = (cone(0.396_337_777_4, 0.215_803_757_3), cone(-0.105_561_345_8, -0.063_854_172_8), cone(-0.089_484_177_5, -1.291_485_548));
    let linear = [
        4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
        -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
        -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701 * short,
    ];
    linear.map(|light| 255.0 * if light <= 0.003_130_8 { 12.92 * light } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 })
}

#[test]
fn colours_are_those_of_the_style_sheet() {
    let (tokens, covers) = (include_str!("../../style/tokens.css"), include_str!("../../style/views/cover.css"));
    let mut pairs = vec![(PAPER, light(tokens, "--paper:")), (INK, light(tokens, "--ink:")), (INK_SOFT, light(tokens, "--ink-soft:")), (ACCENT, light(tokens, "--accent:"))];
    for (number, (ground, lines)) in TONES.into_iter().enumerate() {
        let (_, tone) = covers.split_once(&format!(".tone-{number} ")).unwrap();
        pairs.extend([(ground, light(tone, "background:")), (lines, light(tone, "\n  color:"))]);
    }
    for (ours, theirs) in pairs {
        let is_near = ours.iter().zip(theirs).all(|(ours, theirs)| (f64::from(*ours) - theirs).abs() <= 1.0);
        assert!(is_near, "{ours:?} is {theirs:?} in the style sheet");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_and_any_slug_become_a_picture(name in ".{0,120}", latin in "[ -~À-ž]{0,160}", slug in "[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,4}") {
        let card = Card { slug, titles: vec![name, latin.clone()], lines: vec![latin.clone()], note: Some(latin) };
        let lines = written(&card);
        prop_assert!(lines.len() <= 6 && lines.last().is_some_and(|mark| mark == MARK));
        let file = card.draw();
        prop_assert!(file.is_some_and(|file| !pixels(&file).is_empty()));
    }
}
