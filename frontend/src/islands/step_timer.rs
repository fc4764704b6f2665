//! Counts a recipe's steps down, one after the other.

use leptos::prelude::*;

/// Wires the clock of the element around it, which carries `data-start`, `data-stop`, `data-stopped` and `data-done`. The list of steps stands in the same
/// section; each of its items carries `data-duration-s` and begins with its title, which says its language.
#[island]
pub fn StepTimer() -> impl IntoView {
    view! { <span use:wire></span> }
}

#[cfg(not(feature = "hydrate"))]
use super::unwired as wire;
#[cfg(feature = "hydrate")]
use hydrate::wire;

#[cfg(feature = "hydrate")]
mod hydrate {
    use std::cell::RefCell;
    use std::rc::Rc;

    use gloo::events::EventListener;
    use gloo::timers::callback::Interval;
    use js_sys::Date;
    use web_sys::Element;

    use crate::islands::word;

    /// Between two looks at the clock. A tab in the background looks less often, and is right again when it comes back.
    const TICK_MS: u32 = 250;

    /// A step on the page.
    struct Step {
        item: Element,
        title: Option<Element>,
        duration_s: u32,
    }

    /// The parts of the clock.
    struct Timer {
        /// The server's element with the words.
        around: Element,
        button: Element,
        status: Element,
        clock: Element,
        steps: Vec<Step>,
        /// Milliseconds since 1970; only while it runs.
        begun_ms: f64,
        /// Which step was told of last.
        told: Option<usize>,
    }

    pub(super) fn wire(island: Element) {
        let Some(around) = island.closest("[data-start]").ok().flatten() else { return };
        let part = |selector: &str| around.query_selector(selector).ok().flatten();
        let (Some(button), Some(status), Some(clock)) = (part("button"), part("[role=status]"), part(".clock")) else { return };
        let steps = around.closest("section").ok().flatten().and_then(|section| section.query_selector(".steps").ok().flatten()).map(|list| steps(&list)).unwrap_or_default();
        let timer = Rc::new(RefCell::new(Timer { around, button: button.clone(), status, clock, steps, begun_ms: 0.0, told: None }));
        let running: Rc<RefCell<Option<Interval>>> = Rc::default();
        EventListener::new(&button, "click", move |_| {
            if running.borrow_mut().take().is_some() {
                timer.borrow_mut().stop("data-stopped");
                return;
            }
            timer.borrow_mut().start();
            let (ticking, stopping) = (timer.clone(), running.clone());
            let interval = Interval::new(TICK_MS, move || {
                if !ticking.borrow_mut().tick() {
                    stopping.borrow_mut().take();
                }
            });
            *running.borrow_mut() = Some(interval);
        })
        .forget();
    }

    fn steps(list: &Element) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut next = list.first_element_child();
        while let Some(item) = next {
            next = item.next_element_sibling();
            let duration_s = item.get_attribute("data-duration-s").and_then(|text| text.parse().ok()).unwrap_or(0);
            let title = item.first_element_child();
            steps.push(Step { item, title, duration_s });
        }
        steps
    }

    impl Timer {
        fn start(&mut self) {
            self.begun_ms = Date::now();
            self.told = None;
            self.button.set_text_content(Some(&word(&self.around, "data-stop")));
            self.tick();
        }

        /// Shows where it is; `false` once it is over.
        fn tick(&mut self) -> bool {
            let mut left_s = (Date::now() - self.begun_ms) / 1_000.0;
            for (place, step) in self.steps.iter().enumerate() {
                let duration_s = f64::from(step.duration_s);
                if left_s < duration_s {
                    self.clock.set_text_content(Some(&clock_face(duration_s - left_s)));
                    if self.told != Some(place) {
                        self.told = Some(place);
                        self.tell(step.title.as_ref());
                        mark(&self.steps, Some(place));
                    }
                    return true;
                }
                left_s -= duration_s;
            }
            self.stop("data-done");
            false
        }

        /// Says a step's title in its own language.
        fn tell(&self, title: Option<&Element>) {
            let language = title.and_then(|title| title.get_attribute("lang"));
            let _ = match language {
                Some(language) => self.status.set_attribute("lang", &language),
                None => self.status.remove_attribute("lang"),
            };
            self.status.set_text_content(title.and_then(|title| title.text_content()).as_deref());
        }

        /// Stops, and says why in the words of an attribute.
        fn stop(&mut self, attribute: &str) {
            let _ = self.status.remove_attribute("lang");
            self.status.set_text_content(Some(&word(&self.around, attribute)));
            self.clock.set_text_content(None);
            self.button.set_text_content(Some(&word(&self.around, "data-start")));
            mark(&self.steps, None);
        }
    }

    fn mark(steps: &[Step], current: Option<usize>) {
        for (place, step) in steps.iter().enumerate() {
            let _ = if Some(place) == current { step.item.set_attribute("aria-current", "step") } else { step.item.remove_attribute("aria-current") };
        }
    }

    /// `0:23`, rounded up, so that it ends with 0:01 and not with 0:00.
    #[expect(clippy::as_conversions, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seconds of one recipe, and saturating")]
    fn clock_face(seconds: f64) -> String {
        let seconds = seconds.ceil() as u32;
        let (minutes, rest) = (seconds / 60, seconds % 60);
        minutes.to_string() + if rest < 10 { ":0" } else { ":" } + &rest.to_string()
    }
}
