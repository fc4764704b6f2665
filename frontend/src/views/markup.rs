//! HTML written straight into one string, for parts of which a page has dozens: no tree is built and thrown away again.

use leptos::prelude::*;
use leptos::tachys::html::InertElement;

use crate::words::{Piece, Sentence};

/// Markup in the making. What is not ours is escaped; what is ours is known when this is compiled.
#[derive(Default)]
pub(crate) struct Markup {
    html: String,
    digits: itoa::Buffer,
}

/// Writes what stands at a mark of a sentence, given the words that the mark is round.
pub(crate) type Mark<'a> = &'a dyn Fn(&mut Markup, &str);

impl Markup {
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self { html: String::with_capacity(bytes), digits: itoa::Buffer::new() }
    }

    /// Our own markup, as it is.
    pub(crate) fn raw(&mut self, html: &'static str) -> &mut Self {
        self.html.push_str(html);
        self
    }

    /// Text, or the value of an attribute in double quotes.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        let mut rest = text;
        while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"')) {
            let (plain, special) = rest.split_at(at);
            let (special, after) = special.split_at(1);
            self.html.push_str(plain);
            self.html.push_str(match special {
                "&" => "&amp;",
                "<" => "&lt;",
                ">" => "&gt;",
                _ => "&quot;",
            });
            rest = after;
        }
        self.html.push_str(rest);
        self
    }

    pub(crate) fn number(&mut self, number: impl itoa::Integer) -> &mut Self {
        self.html.push_str(self.digits.format(number));
        self
    }

    /// A sentence, with what `marks` write at its marks; each is given the words that its mark is round.
    pub(crate) fn sentence<const MARKS: usize>(&mut self, sentence: &Sentence<MARKS>, marks: [Mark<'_>; MARKS]) -> &mut Self {
        for piece in sentence.pieces() {
            match piece {
                Piece::Text(text) => {
                    self.text(text);
                }
                Piece::Mark(number, text) => {
                    if let Some(mark) = marks.get(number) {
                        mark(self, text);
                    }
                }
            }
        }
        self
    }

    /// Drawing instructions: letters, digits and spaces. Anything else is left out whole.
    pub(crate) fn ascii(&mut self, bytes: &[u8]) -> &mut Self {
        self.html.push_str(str::from_utf8(bytes).unwrap_or_default());
        self
    }

    /// The finished element. One element: what is not one has no place among others.
    pub(crate) fn into_element(self) -> impl IntoView + use<> {
        InertElement::new(self.html)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whatever_is_written_as_text_reads_back_as_that_text_and_as_nothing_else(text in ".*") {
            let mut markup = Markup::default();
            markup.text(&text);
            prop_assert!(!markup.html.contains(['<', '>', '"']));
            let back = markup.html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
            prop_assert_eq!(back, text);
        }
    }
}
