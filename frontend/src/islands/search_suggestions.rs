//! Finds while one types: the best few answers under the field, reached by keys or by hand. Without it the form finds the same behind Enter.

use leptos::prelude::*;

/// Wires the list of the element around it, which carries the words: `data-found` and `data-none` for what is said of the list, `data-KIND` for each kind
/// of thing, `data-prefix` for the language of the pages. The field is that of the form around both.
#[island]
pub fn SearchSuggestions() -> impl IntoView {
    view! { <span use:wire></span> }
}

#[cfg(not(feature = "hydrate"))]
use super::unwired as wire;
#[cfg(feature = "hydrate")]
use hydrate::wire;

#[cfg(feature = "hydrate")]
mod hydrate {
    use std::cell::{Cell, RefCell};
    use std::rc::Rc;

    use gloo::events::{EventListener, EventListenerOptions};
    use gloo::net::http::Request;
    use gloo::timers::callback::Timeout;
    use js_sys::{Array, JSON, Reflect, encode_uri_component};
    use wasm_bindgen::prelude::*;
    use web_sys::{Element, Event, HtmlInputElement, KeyboardEvent};

    use crate::islands::word;

    /// After the last letter. Quicker typists ask once a word.
    const PAUSE_MS: u32 = 120;
    const OPTIONS_MAX: &str = "8";

    // Names of countries are in the browser already. What is no code stays as it is.
    #[wasm_bindgen(inline_js = "
export function country_name(code) {
  try {
    return new Intl.DisplayNames(document.documentElement.lang, { type: 'region' }).of(code);
  } catch {
    return code;
  }
}
")]
    extern "C" {
        fn country_name(code: &str) -> String;
    }

    struct Field {
        input: HtmlInputElement,
        list: Element,
        status: Element,
        /// Whose `data-*` are the words.
        words: Element,
        /// Which question the list answers: a late answer to an earlier one is dropped.
        question: Cell<u32>,
        active: Cell<Option<u32>>,
        pause: RefCell<Option<Timeout>>,
    }

    pub(super) fn wire(island: Element) {
        let found = || {
            let input = island.closest("form").ok()??.query_selector("input[type=search]").ok()??.dyn_into().ok()?;
            let words = island.closest("[data-found]").ok()??;
            let part = |selector: &str| words.query_selector(selector).ok().flatten();
            Some((input, part("[role=listbox]")?, part("[role=status]")?, words))
        };
        let Some((input, list, status, words)) = found() else { return };
        let field = Rc::new(Field { input, list, status, words, question: Cell::new(0), active: Cell::new(None), pause: RefCell::new(None) });
        field.describe();
        field.listen();
    }

    impl Field {
        /// What the field is, for who cannot see that there is a list.
        fn describe(&self) {
            for (name, value) in [("role", "combobox"), ("aria-autocomplete", "list"), ("aria-expanded", "false"), ("aria-controls", "search-suggestions")] {
                let _ = self.input.set_attribute(name, value);
            }
            let _ = self.list.set_attribute("aria-label", &self.word("found"));
        }

        fn listen(self: &Rc<Self>) {
            let typed = self.clone();
            EventListener::new(&self.input, "input", move |_| typed.ask_soon()).forget();
            let left = self.clone();
            EventListener::new(&self.input, "blur", move |_| left.close()).forget();
            let keyed = self.clone();
            EventListener::new_with_options(&self.input, "keydown", EventListenerOptions::enable_prevent_default(), move |event| keyed.key(event)).forget();
            // The field keeps the focus while a hand is on the list.
            EventListener::new_with_options(&self.list, "pointerdown", EventListenerOptions::enable_prevent_default(), |event| event.prevent_default()).forget();
            let chosen = self.clone();
            EventListener::new(&self.list, "click", move |event| {
                let option = event.target().and_then(|target| target.dyn_into::<Element>().ok()).and_then(|target| target.closest("[role=option]").ok().flatten());
                option.inspect(|option| chosen.go(option));
            })
            .forget();
        }

        fn word(&self, name: &str) -> String {
            word(&self.words, &("data-".to_owned() + name))
        }

        fn ask_soon(self: &Rc<Self>) {
            self.question.set(self.question.get().wrapping_add(1));
            let field = self.clone();
            let ask = move || {
                let typed = field.input.value();
                if typed.trim().is_empty() {
                    field.close();
                } else {
                    wasm_bindgen_futures::spawn_local(async move { field.ask(typed).await });
                }
            };
            *self.pause.borrow_mut() = Some(Timeout::new(PAUSE_MS, ask));
        }

        /// Whatever comes of an earlier question than the last, the list is no longer its to show or to close.
        async fn ask(self: Rc<Self>, typed: String) {
            let question = self.question.get();
            let typed: String = encode_uri_component(typed.trim()).into();
            let url = "/api/v1/search?limit=".to_owned() + OPTIONS_MAX + "&q=" + &typed;
            let answer = Request::get(&url).send().await.ok();
            if self.question.get() != question {
                return;
            }
            let text = match answer {
                Some(answer) => answer.text().await.ok(),
                None => None,
            };
            if self.question.get() != question {
                return;
            }
            match text.and_then(|text| items(&text)) {
                Some(items) => self.show(&items),
                None => self.close(),
            }
        }

        fn show(&self, items: &Array) {
            self.active.set(None);
            self.list.set_text_content(None);
            for (number, item) in (0..).zip(items.iter()) {
                let _ = self.option(number, &item).map(|option| self.list.append_child(&option));
            }
            let any = items.length() > 0;
            let sentence = if any { self.word("found") + " " + &items.length().to_string() } else { self.word("none") };
            self.status.set_text_content(Some(&sentence));
            self.expand(any);
        }

        /// What was found as one line: what it is called, what it is, and what tells it from others.
        fn option(&self, number: u32, item: &JsValue) -> Option<Element> {
            let text = |name: &str| Reflect::get(item, &name.into()).ok()?.as_string();
            let document = self.list.owner_document()?;
            let element = |tag: &str, content: &str| {
                let element = document.create_element(tag).ok()?;
                element.set_text_content(Some(content));
                Some(element)
            };
            let option = element("li", "")?;
            let kind = text("kind")?;
            // A city's context is its country's code.
            let context = text("context").map(|context| if kind == "city" { country_name(&context) } else { context });
            let about = element("span", &(self.word(&kind) + if context.is_some() { " · " } else { "" }))?;
            if let Some(context) = context {
                about.append_child(&*element("bdi", &context)?).ok()?;
            }
            for (name, value) in [("role", "option"), ("aria-selected", "false"), ("data-path", text("path")?.as_str()), ("id", &option_id(number))] {
                option.set_attribute(name, value).ok()?;
            }
            option.append_child(&*element("bdi", &text("title")?)?).ok()?;
            option.append_child(&about).ok()?;
            Some(option)
        }

        fn key(&self, event: &Event) {
            let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
            if self.list.has_attribute("hidden") || event.is_composing() {
                return;
            }
            match event.key().as_str() {
                "ArrowDown" => self.step(1),
                "ArrowUp" => self.step(self.list.child_element_count()),
                "Enter" => match self.active_option() {
                    Some(option) => self.go(&option),
                    None => return,
                },
                "Escape" => self.close(),
                _ => return,
            }
            event.prevent_default();
        }

        /// Goes on by so many places; the field itself is one of them.
        fn step(&self, by: u32) {
            let places = self.list.child_element_count() + 1;
            let place = (self.active.get().map_or(0, |active| active + 1) + by) % places;
            if let Some(option) = self.active_option() {
                let _ = option.set_attribute("aria-selected", "false");
            }
            self.active.set(place.checked_sub(1));
            match self.active_option() {
                Some(option) => {
                    let _ = option.set_attribute("aria-selected", "true");
                    let _ = self.input.set_attribute("aria-activedescendant", &option.id());
                }
                None => drop(self.input.remove_attribute("aria-activedescendant")),
            }
        }

        fn active_option(&self) -> Option<Element> {
            self.list.children().item(self.active.get()?)
        }

        fn go(&self, option: &Element) {
            let path = self.word("prefix") + &option.get_attribute("data-path").unwrap_or_default();
            if let Some(window) = web_sys::window() {
                let _ = window.location().assign(&path);
            }
        }

        /// Drops also the question that is about to be asked, or under way.
        fn close(&self) {
            drop(self.pause.borrow_mut().take());
            self.question.set(self.question.get().wrapping_add(1));
            self.expand(false);
        }

        fn expand(&self, expanded: bool) {
            let _ = self.list.toggle_attribute_with_force("hidden", !expanded);
            let _ = self.input.set_attribute("aria-expanded", if expanded { "true" } else { "false" });
            if !expanded {
                self.active.set(None);
                let _ = self.input.remove_attribute("aria-activedescendant");
            }
        }
    }

    fn option_id(number: u32) -> String {
        "suggestion-".to_owned() + &number.to_string()
    }

    /// The `items` of an answer.
    fn items(json: &str) -> Option<Array> {
        Reflect::get(&JSON::parse(json).ok()?, &"items".into()).ok()?.dyn_into().ok()
    }
}
