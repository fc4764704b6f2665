//! Forms of visitors without script: what they typed becomes a suggestion for the JSON API, and the answer a page. Whatever goes wrong, the form comes
//! back with what was typed in it.

use core::fmt::Write;

use serde_json::{from_slice, to_vec};
use sha2::{Digest, Sha256};
use shared::limits::REQUEST_BODY_BYTES_MAX;
use shared::problem::{Problem, ProblemCode};
use shared::query;
use shared::slug::Slug;
use shared::urls::PagePath;
use shared::wire::brewing_methods::BrewingMethodView;
use shared::wire::cafes::CafeView;
use shared::wire::places::Offered;
use shared::wire::suggestions::{NewCafe, NewSuggestion, PlaceChange, PracticalFact, Proposal, SuggestionReceipt};

use crate::incoming::Incoming;
use crate::pages;
use crate::response::Outgoing;
use crate::surroundings::Surroundings;
use crate::writes;

/// Names and values of a form's fields.
pub type Fields = Vec<(String, String)>;

/// Takes a form. What was taken is answered with the address of its receipt, so that loading the page again sends nothing again.
pub async fn submit(incoming: &Incoming, surroundings: &Surroundings, page: &PagePath) -> Outgoing {
    let refuse = |code, detail: &str| pages::refusal(incoming, surroundings, code, detail);
    if let Err(detail) = writes::may_come_from_here(incoming) {
        return refuse(ProblemCode::Forbidden, detail);
    }
    let Some(body) = incoming.body(REQUEST_BODY_BYTES_MAX).await else {
        return refuse(ProblemCode::PayloadTooLarge, "The form is too large, or did not arrive whole.");
    };
    let Some(fields) = str::from_utf8(&body).ok().and_then(|text| query::parse(text).ok()) else {
        return refuse(ProblemCode::BadRequest, "The form could not be read. Go back and send it again.");
    };
    let now = match page {
        PagePath::Correct(slug) => match pages::cafe(incoming, surroundings, slug).await {
            Ok(now) => Some(now),
            Err(problem) => return refuse(problem.code, &problem.detail),
        },
        _ => None,
    };
    let Some(suggestion) = suggestion(page, &fields, now.as_ref()) else { return refuse(ProblemCode::NotFound, "There is no such form.") };
    // Who sends the same form twice, by impatience or by loading it again, means it once.
    let key = hex(&Sha256::digest([page.path().as_bytes(), &body].concat()));
    let answer = writes::suggest(incoming, surroundings, &key, to_vec(&suggestion).unwrap_or_default()).await;
    if let Some(receipt) = (answer.status == 201).then(|| from_slice::<SuggestionReceipt>(&answer.body).ok()).flatten() {
        let receipt = PagePath::Suggestion(receipt.id).path();
        let taken = Outgoing::new(303, "text/plain", Vec::new(), &incoming.trace_id).with_header("location", receipt);
        return answer.headers.into_iter().filter(|(name, _)| *name == "set-cookie").fold(taken, |taken, (name, value)| taken.with_header(name, value));
    }
    let problem = from_slice::<Problem>(&answer.body).map_or_else(|_none| "It could not be sent just now. Try again.".to_owned(), |problem| in_plain_words(&problem));
    pages::form(incoming, surroundings, page, (&fields, answer.status, problem)).await
}

/// People have no headers to send.
fn in_plain_words(problem: &Problem) -> String {
    match problem.code {
        ProblemCode::Unavailable => "It could not be sent just now. Send it again in a few seconds: twice does no harm.".to_owned(),
        _ => problem.detail.clone(),
    }
}

fn suggestion(page: &PagePath, fields: &[(String, String)], now: Option<&(CafeView, Vec<BrewingMethodView>)>) -> Option<NewSuggestion> {
    let value = |wanted: &str| fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.trim().to_owned());
    let filled = |wanted: &str| value(wanted).filter(|value| !value.is_empty());
    let proposal = match page {
        PagePath::Suggest => Proposal::NewCafe {
            cafe: NewCafe {
                name: value("name").unwrap_or_default(),
                country: value("country").unwrap_or_default(),
                city: value("city").unwrap_or_default(),
                address: filled("address"),
                website: filled("website"),
                phone: filled("phone"),
                opening_hours: filled("opening_hours"),
                ..NewCafe::default()
            },
        },
        PagePath::Correct(slug) => Proposal::Correction { slug: slug.clone(), change: change(fields, now?) },
        PagePath::ReportClosed(slug) => Proposal::Closed { slug: slug.clone() },
        _ => return None,
    };
    Some(NewSuggestion { proposal, note: filled("note"), email: filled("email") })
}

/// A café as its correction form shows it.
pub fn fields_of(cafe: &CafeView) -> Fields {
    let text = |name: &str, value: Option<&String>| (name.to_owned(), value.cloned().unwrap_or_default());
    let mut fields = vec![
        text("name", Some(&cafe.name)),
        text("address", cafe.address.as_ref()),
        text("website", cafe.contact.website.as_ref()),
        text("phone", cafe.contact.phone.as_ref()),
        text("opening_hours", cafe.hours.as_ref().map(|hours| &hours.text)),
    ];
    fields.extend(PracticalFact::ALL.map(|fact| (fact.as_str().to_owned(), cafe.practical.offered(fact).map(Offered::as_str).unwrap_or_default().to_owned())));
    fields.extend(cafe.brewing_methods.iter().map(|method| (format!("brewing_{}", method.slug), "yes".to_owned())));
    fields
}

/// What the form says that the café does not.
fn change(fields: &[(String, String)], (cafe, methods): &(CafeView, Vec<BrewingMethodView>)) -> PlaceChange {
    let before = fields_of(cafe);
    let value = |fields: &[(String, String)], wanted: &str| fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.trim().to_owned());
    let changed = |name: &str| value(fields, name).filter(|now| Some(now) != value(&before, name).as_ref());
    let brews = |fields: &[(String, String)]| -> Vec<Slug> {
        methods.iter().filter(|method| value(fields, &format!("brewing_{}", method.slug)).as_deref() == Some("yes")).map(|method| method.slug.clone()).collect()
    };
    let brewing_methods = Some(brews(fields)).filter(|now| *now != brews(&before));
    let practical = PracticalFact::ALL.into_iter().filter_map(|fact| Some((fact, Offered::parse(&changed(fact.as_str())?)?))).collect();
    PlaceChange {
        name: changed("name"),
        address: changed("address"),
        website: changed("website"),
        phone: changed("phone"),
        opening_hours: changed("opening_hours"),
        practical,
        brewing_methods,
        closed: None,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
