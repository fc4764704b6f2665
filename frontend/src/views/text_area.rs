//! A field for longer texts. Its markup is written here because Leptos (tachys 0.2.19) writes what stands in a `<textarea>` as it is: whoever typed
//! `</textarea>` would go on as markup of ours. `tests/tests/rules.rs` keeps all others out.

use leptos::prelude::*;

use super::markup::Markup;

/// What was typed, to be typed on. Its id is its name.
pub(crate) fn text_area(name: &'static str, rows: u8, chars_max: usize, typed: &str) -> impl IntoView + use<> {
    let mut markup = Markup::with_capacity(typed.len().saturating_add(128));
    markup.raw("<textarea id=\"").raw(name).raw("\" name=\"").raw(name).raw("\" rows=\"").number(rows).raw("\" maxlength=\"").number(chars_max);
    // The first line break is not part of the text (HTML standard, "The textarea element").
    markup.raw("\" dir=\"auto\">\n").text(typed).raw("</textarea>");
    markup.into_element()
}

#[cfg(test)]
mod tests {
    use super::super::to_html;
    use super::*;

    #[test]
    fn what_was_typed_stays_in_its_field() {
        let html = to_html(|| view! { <form>{text_area("note", 3, 1_000, "</textarea><script>alert(1)</script>")}</form> });
        let inside = "\n&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;";
        assert_eq!(html, format!("<form><textarea id=\"note\" name=\"note\" rows=\"3\" maxlength=\"1000\" dir=\"auto\">{inside}</textarea></form>"));
    }
}
