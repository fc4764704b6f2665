//! The Durable Object that orders all raises of tags, and the two calls that isolates make to it.

use std::cell::RefCell;

use serde::{Deserialize, Serialize};
use shared::limits::{GENERATIONS_WAIT_MS, RAISES_A_CALL_MAX};
use shared::log_position::LogPosition;
use worker::wasm_bindgen::JsValue;
use worker::{DurableObject, Env, Method, Request, RequestInit, Response, Result, State, durable_object};

use crate::cache::generations::{Ledger, News, RAISES_MAX, Raise};
use crate::clock::within;
use crate::surroundings::Surroundings;

const BINDING: &str = "GENERATIONS";
/// One object for the whole site: raises have one order.
const NAME: &str = "all";

/// A tag with the generation that its changer gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedRaise {
    pub tag: String,
    /// Larger for every later change of the tag, below 2^53.
    pub generation: u64,
}

#[derive(Debug, Serialize, Deserialize)]
struct RaiseCall {
    raises: Vec<NamedRaise>,
    since: u64,
    #[serde(default)]
    position: Option<LogPosition>,
}

/// What has been raised since a sequence. `None` without an answer in time.
pub async fn since(surroundings: &Surroundings, sequence: u64) -> Option<News> {
    call(surroundings, Request::new(&format!("https://generations/since/{sequence}"), Method::Get).ok()?).await
}

/// Raises tags after a write that came to `position`, and says what has been raised since a sequence. `None` without an answer in time.
pub async fn raise(surroundings: &Surroundings, raises: &[NamedRaise], position: Option<LogPosition>, since: u64) -> Option<News> {
    let body = serde_json::to_string(&RaiseCall { raises: raises.to_vec(), since, position }).ok()?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_body(Some(JsValue::from_str(&body)));
    call(surroundings, Request::new_with_init("https://generations/raise", &init).ok()?).await
}

async fn call(surroundings: &Surroundings, request: Request) -> Option<News> {
    let object = surroundings.env.durable_object(BINDING).ok()?.get_by_name(NAME).ok()?;
    let asked = async {
        let mut answer = object.fetch_with_request(request).await.ok()?;
        answer.json().await.ok()
    };
    within(GENERATIONS_WAIT_MS, asked).await?
}

/// The truth about generations, in storage and, once read, in memory.
#[durable_object]
pub struct Generations {
    state: State,
    ledger: RefCell<Option<Ledger>>,
}

const FLOOR: &str = "floor";
const POSITION: &str = "position";
const PREFIX: &str = "tag:";

impl DurableObject for Generations {
    fn new(state: State, _env: Env) -> Self {
        Self { state, ledger: RefCell::new(None) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        self.load().await?;
        let url = request.inner().url();
        if let Some((_, sequence)) = url.rsplit_once("/since/") {
            return Response::from_json(&self.news(sequence.parse().unwrap_or(0)));
        }
        let call: RaiseCall = request.json().await?;
        self.raise(&call.raises, call.position).await?;
        Response::from_json(&self.news(call.since))
    }
}

impl Generations {
    fn news(&self, since: u64) -> News {
        self.ledger.borrow().as_ref().map(|ledger| ledger.since(since)).unwrap_or_default()
    }

    async fn load(&self) -> Result<()> {
        if self.ledger.borrow().is_some() {
            return Ok(());
        }
        let storage = self.state.storage();
        let floor = storage.get::<u64>(FLOOR).await?.unwrap_or(0);
        let position = storage.get::<LogPosition>(POSITION).await?;
        let mut raises = Vec::new();
        let stored = storage.list_with_options(worker::ListOptions::new().prefix(PREFIX)).await?;
        for value in stored.values() {
            if let Ok(raise) = serde_wasm_bindgen::from_value::<Raise>(value?) {
                raises.push(raise);
            }
        }
        let mut ledger = self.ledger.borrow_mut();
        // Somebody else may have loaded it meanwhile.
        if ledger.is_none() {
            *ledger = Some(Ledger::restore(floor, raises, position));
        }
        Ok(())
    }

    /// Writes first what memory already says: the runtime holds answers back until writes are safe, so nobody hears of a raise that is lost.
    async fn raise(&self, raises: &[NamedRaise], position: Option<LogPosition>) -> Result<()> {
        let (new, further, trimmed) = {
            let mut ledger = self.ledger.borrow_mut();
            let Some(ledger) = ledger.as_mut() else { return Ok(()) };
            let new: Vec<Raise> = raises.iter().take(RAISES_A_CALL_MAX).filter_map(|raise| ledger.raise(&raise.tag, raise.generation)).collect();
            (new, ledger.reach(position), ledger.trim(RAISES_MAX))
        };
        let storage = self.state.storage();
        if let Some(position) = position.filter(|_| further) {
            storage.put(POSITION, position).await?;
        }
        for raise in &new {
            storage.put(&format!("{PREFIX}{}", raise.tag), raise).await?;
        }
        if let Some((floor, tags)) = trimmed {
            storage.put(FLOOR, floor).await?;
            for tag in tags {
                storage.delete(&format!("{PREFIX}{tag}")).await?;
            }
        }
        Ok(())
    }
}
