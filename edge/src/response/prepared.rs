//! Headers that are used again: a `Response` copies the headers it is given, so only values that differ from the last answer's cross over
//! to workerd. Crossing costs more than everything else that an answer from memory does.

use std::cell::RefCell;

use wasm_bindgen::JsValue;
use web_sys::{Headers, ResponseInit};

use super::{Kind, Outgoing, common_headers};

/// What is one visitor's own is not remembered at all.
const PERSONAL: [&str; 2] = ["set-cookie", crate::writes::SEEN_HEADER];

/// Headers of all answers of one kind that have the same further fields.
struct Prepared {
    kind: Kind,
    headers: Headers,
    init: ResponseInit,
    /// The further fields with the values of the last answer.
    further: Vec<(&'static str, String)>,
}

thread_local! {
    /// One for each combination of fields that the code knows: a few dozen at most.
    static PREPARED: RefCell<Vec<Prepared>> = const { RefCell::new(Vec::new()) };
}

impl Prepared {
    fn new(kind: Kind) -> Result<Self, JsValue> {
        let headers = Headers::new()?;
        for (name, value) in common_headers(kind) {
            headers.set(name, &value)?;
        }
        let init = ResponseInit::new();
        init.set_status(kind.status);
        init.set_headers_headers(&headers);
        Ok(Self { kind, headers, init, further: Vec::new() })
    }

    fn fits(&self, kind: Kind, further: &[(&'static str, &str)]) -> bool {
        self.kind == kind && self.further.len() == further.len() && self.further.iter().zip(further).all(|((known, _), (name, _))| known == name)
    }

    /// Sets what has changed. A value that is no header value is left out rather than failing the answer.
    fn set(&mut self, further: &[(&'static str, &str)]) {
        self.further.resize_with(further.len(), Default::default);
        for ((known, last), (name, value)) in self.further.iter_mut().zip(further) {
            if known != name || last != value {
                if self.headers.set(name, value).is_err() {
                    let _ = self.headers.delete(name);
                }
                *known = name;
                (*value).clone_into(last);
            }
        }
    }
}

/// Calls `build` with the status and headers of an answer.
pub fn with_init<T>(kind: Kind, outgoing: &Outgoing, build: impl FnOnce(&ResponseInit) -> Result<T, JsValue>) -> Result<T, JsValue> {
    let mut further = Vec::with_capacity(outgoing.headers.len().saturating_add(2));
    further.push(("x-request-id", outgoing.trace_id.as_str()));
    further.extend(outgoing.entity_tag.as_deref().map(|tag| ("etag", tag)));
    further.extend(outgoing.headers.iter().map(|(name, value)| (*name, &**value)));
    if further.iter().any(|(name, _)| PERSONAL.contains(name)) {
        let mut fresh = Prepared::new(kind)?;
        fresh.set(&further);
        return build(&fresh.init);
    }
    PREPARED.with_borrow_mut(|all| {
        if let Some(prepared) = all.iter_mut().find(|prepared| prepared.fits(kind, &further)) {
            prepared.set(&further);
            return build(&prepared.init);
        }
        let mut prepared = Prepared::new(kind)?;
        prepared.set(&further);
        let built = build(&prepared.init);
        all.push(prepared);
        built
    })
}
