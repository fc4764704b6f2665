//! Where the origins are. The deployment's variables say it at first; an operator changes it at run time in KV (`CONFIGURATION`, key
//! `regions`). What is not wholly right changes nothing: the last good one stays, and the status page says why.

use std::cell::RefCell;
use std::rc::Rc;

use worker::Env;

use crate::bindings::variable;
use crate::clock::now_ms;
use crate::surroundings::Surroundings;
use crate::upstream;
use crate::upstream::regions::Regions;

const BINDING: &str = "CONFIGURATION";
const KEY: &str = "regions";
/// Written by the edge itself after every good reading, for isolates that start while the configuration is bad.
const LAST_GOOD_KEY: &str = "regions.last-good";
/// How often KV is asked, behind a request.
const CHECK_EVERY_MS: u64 = 10_000;

/// What an isolate goes by.
#[derive(Clone, Debug)]
pub struct Configuration {
    pub regions: Rc<Regions>,
    /// `variables`, `stored` or `last_good`.
    pub source: &'static str,
    /// What is wrong with the newest one, if anything is.
    pub problem: Option<String>,
    checked_at_ms: u64,
}

thread_local! {
    static CURRENT: RefCell<Option<Configuration>> = const { RefCell::new(None) };
}

/// The regions to go by now.
pub fn regions(env: &Env) -> Rc<Regions> {
    current(env).regions
}

/// The configuration and its state, for the status page.
pub fn current(env: &Env) -> Configuration {
    CURRENT.with_borrow_mut(|current| current.get_or_insert_with(|| from_variables(env)).clone())
}

/// `REGIONS` as JSON, else one origin at `ORIGIN_URL`.
fn from_variables(env: &Env) -> Configuration {
    let (regions, problem) = match variable(env, "REGIONS").map(|text| Regions::parse(&text)) {
        Some(Ok(regions)) => (Some(regions), None),
        Some(Err(problem)) => (None, Some(format!("REGIONS: {problem}"))),
        None => (None, None),
    };
    let regions = regions.or_else(|| Regions::single(&variable(env, "ORIGIN_URL")?));
    let problem = problem.or_else(|| regions.is_none().then(|| "neither REGIONS nor ORIGIN_URL names an origin".to_owned()));
    Configuration { regions: Rc::new(regions.unwrap_or_default()), source: "variables", problem, checked_at_ms: 0 }
}

/// Looks for a newer configuration behind a request, now and then.
pub fn keep_current(surroundings: &Surroundings) {
    let due = CURRENT.with_borrow_mut(|current| {
        let now_ms = now_ms();
        let due = current.as_mut().filter(|current| now_ms.saturating_sub(current.checked_at_ms) >= CHECK_EVERY_MS);
        due.map(|current| current.checked_at_ms = now_ms).is_some()
    });
    if due {
        let env = surroundings.env.clone();
        surroundings.wait_until(async move { check(&env).await });
    }
}

async fn check(env: &Env) {
    let Ok(store) = env.kv(BINDING) else { return };
    let read = async |key: &str| store.get(key).text().await.ok().flatten();
    let Some(text) = read(KEY).await else { return };
    match Regions::parse(&text) {
        Ok(regions) => {
            let json = regions.to_json();
            if read(LAST_GOOD_KEY).await.as_deref() != Some(&json)
                && let Ok(put) = store.put(LAST_GOOD_KEY, &json)
            {
                let _ = put.execute().await;
            }
            adopt(regions, "stored", None);
        }
        Err(problem) => {
            // An isolate that has a good one from KV keeps it; one that has just started asks for the last good one.
            let knows_better = CURRENT.with_borrow(|current| current.as_ref().is_some_and(|current| current.source != "variables"));
            let last_good = if knows_better { None } else { read(LAST_GOOD_KEY).await.and_then(|text| Regions::parse(&text).ok()) };
            match last_good {
                Some(regions) => adopt(regions, "last_good", Some(problem)),
                None => CURRENT.with_borrow_mut(|current| {
                    if let Some(current) = current {
                        current.source = if knows_better { "last_good" } else { current.source };
                        current.problem = Some(problem);
                    }
                }),
            }
        }
    }
}

fn adopt(regions: Regions, source: &'static str, problem: Option<String>) {
    upstream::forget_others(&regions);
    CURRENT.with_borrow_mut(|current| {
        let regions = match current {
            Some(current) if *current.regions == regions => current.regions.clone(),
            _ => Rc::new(regions),
        };
        *current = Some(Configuration { regions, source, problem, checked_at_ms: now_ms() });
    });
}
