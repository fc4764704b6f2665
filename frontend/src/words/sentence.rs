//! Sentences with elements in them: a translator puts the link, the name or the day where their language wants it, and a view says what stands there.

use std::borrow::Cow;

use leptos::prelude::*;

use super::Words;

/// Ends a mark. These are private-use characters, which no text of ours has (`build.rs` writes them).
const END: char = '\u{E000}';
/// What the first mark begins with; the next characters begin the next ones.
const FIRST: char = '\u{E001}';

/// A sentence with `MARKS` places for elements.
pub(crate) struct Sentence<const MARKS: usize>(Cow<'static, str>);

/// A part of a sentence: our own words, or the mark of this number (from 0) and the words that it is round.
pub(crate) enum Piece<'t> {
    Text(&'t str),
    Mark(usize, &'t str),
}

/// Makes an element of the words that a mark is round; of none where the mark is only a place.
pub(crate) type Mark<'m> = Box<dyn FnOnce(String) -> AnyView + 'm>;

impl<const MARKS: usize> Sentence<MARKS> {
    pub(super) const fn fixed(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }

    pub(super) const fn made(text: String) -> Self {
        Self(Cow::Owned(text))
    }

    /// The parts, in the order of this language.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let mut rest: &str = &self.0;
        std::iter::from_fn(move || {
            let mut characters = rest.chars();
            if let Some(number) = mark(characters.next()?) {
                let from = characters.as_str();
                let (text, after) = from.split_once(END).unwrap_or((from, ""));
                rest = after;
                return Some(Piece::Mark(number, text));
            }
            let length = rest.find(|character| mark(character).is_some()).unwrap_or(rest.len());
            let (text, after) = rest.split_at(length);
            rest = after;
            Some(Piece::Text(text))
        })
    }

    /// The sentence with an element at each mark; the elements come in the order in which English has the marks.
    pub(crate) fn view(&self, marks: [Mark<'_>; MARKS]) -> Vec<AnyView> {
        let mut marks = marks.map(Some);
        let view = |piece| match piece {
            Piece::Text(text) => text.to_owned().into_any(),
            Piece::Mark(number, text) => match marks.get_mut(number).and_then(Option::take) {
                Some(mark) => mark(text.to_owned()),
                None => text.to_owned().into_any(),
            },
        };
        self.pieces().map(view).collect()
    }

    /// The sentence as text, for where no element can be: a value at each mark.
    pub(crate) fn plain(&self, values: [&str; MARKS]) -> String {
        let piece = |piece| match piece {
            Piece::Text(text) => text,
            Piece::Mark(number, text) => values.get(number).copied().unwrap_or(text),
        };
        self.pieces().map(piece).collect()
    }
}

/// The number of the mark that a character begins.
fn mark(character: char) -> Option<usize> {
    const MARKS_MAX: u32 = 16;
    let number = u32::from(character).checked_sub(u32::from(FIRST)).filter(|number| *number < MARKS_MAX)?;
    usize::try_from(number).ok()
}

/// Something of the view's own.
pub(crate) fn slot<'m>(view: impl IntoView + 'static) -> Mark<'m> {
    let view = view.into_any();
    Box::new(move |_no_words: String| view)
}

/// A name that somebody else has written, in whichever direction.
pub(crate) fn name<'m>(text: &str) -> Mark<'m> {
    slot(view! { <bdi>{text.to_owned()}</bdi> })
}

/// A link with the words of the mark.
pub(crate) fn link<'m>(href: String) -> Mark<'m> {
    Box::new(move |text: String| view! { <a href=href>{text}</a> }.into_any())
}

/// The words of the mark, set apart.
pub(crate) fn strong<'m>() -> Mark<'m> {
    Box::new(|text: String| view! { <strong>{text}</strong> }.into_any())
}

/// The words of the mark, set back.
pub(crate) fn note<'m>() -> Mark<'m> {
    Box::new(|text: String| view! { <span class="note">{text}</span> }.into_any())
}

/// A day, as machines read it and as people do.
pub(crate) fn time<'m>(words: Words, day: &str) -> Mark<'m> {
    slot(view! { <time datetime=day.to_owned()>{words.day(day)}</time> })
}
