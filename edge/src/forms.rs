//! Forms of visitors without script: what they typed becomes a suggestion for the JSON API, and the answer a page. Whatever goes wrong, the form comes
//! back with what was typed in it.

use std::collections::BTreeSet;

use serde_json::{from_slice, to_vec};
use shared::limits::REQUEST_BODY_BYTES_MAX;
use shared::problem::{Problem, ProblemCode};
use shared::query;
use shared::slug::Slug;
use shared::urls::PagePath;
use shared::wire::places::{Offered, PlaceView};
use shared::wire::profiles::PlaceKind;
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
    // A form that another site's page sends as something else is none of ours.
    if !writes::is_of_type(incoming, "application/x-www-form-urlencoded") {
        return refuse(ProblemCode::UnsupportedMediaType, "This address takes forms.");
    }
    let Some(body) = incoming.body(REQUEST_BODY_BYTES_MAX).await else {
        return refuse(ProblemCode::PayloadTooLarge, "The form is too large, or did not arrive whole.");
    };
    let Some(fields) = str::from_utf8(&body).ok().and_then(|text| query::parse(text).ok()) else {
        return refuse(ProblemCode::BadRequest, "The form could not be read. Go back and send it again.");
    };
    let Some(suggestion) = suggestion(page, &fields) else {
        return refuse(ProblemCode::BadRequest, "The form could not be read. Go back and send it again.");
    };
    let answer = writes::suggest(incoming, surroundings, to_vec(&suggestion).unwrap_or_default()).await;
    if let Some(receipt) = (answer.status == 201).then(|| from_slice::<SuggestionReceipt>(&answer.body).ok()).flatten() {
        let receipt = incoming.language().path(&PagePath::Suggestion(receipt.id).path());
        let taken = Outgoing::new(303, "text/plain", Vec::new(), &incoming.trace_id).with_header("location", receipt);
        return answer.headers.into_iter().filter(|(name, _)| *name == "set-cookie").fold(taken, |taken, (name, value)| taken.with_header(name, value));
    }
    let problem = from_slice(&answer.body).unwrap_or_else(|_none| Problem::new(ProblemCode::Unavailable, "", incoming.trace_id.as_str()));
    let form = pages::form(incoming, surroundings, page, (&fields, answer.status, problem)).await;
    // When it may be sent again, as the API says it; 503 says so by itself.
    match answer.headers.into_iter().find(|(name, _)| *name == "retry-after").filter(|_| form.status == answer.status && form.status != 503) {
        Some((name, value)) => form.with_header(name, value),
        None => form,
    }
}

/// `None` for a form that is none of ours.
fn suggestion(page: &PagePath, fields: &[(String, String)]) -> Option<NewSuggestion> {
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
        PagePath::Correct(kind, slug) => Proposal::Correction { place_kind: named(*kind), slug: slug.clone(), change: change(fields)? },
        PagePath::ReportClosed(kind, slug) => Proposal::Closed { place_kind: named(*kind), slug: slug.clone() },
        _ => return None,
    };
    Some(NewSuggestion { proposal, note: filled("note"), email: filled("email") })
}

/// Cafés go without saying: origins of the build before know of no others.
fn named(kind: PlaceKind) -> Option<PlaceKind> {
    Some(kind).filter(|kind| *kind != PlaceKind::Cafe)
}

/// Before the name of a field: what it held when the visitor was given the form.
const WAS: &str = "was_";
/// Before the slug of a brewing method: a box that is ticked.
const BREWING: &str = "brewing_";

/// A place as its correction form shows it, each field twice: as it may be changed, and as it was.
pub fn fields_of(place: &PlaceView) -> Fields {
    let text = |name: &str, value: Option<&String>| (name.to_owned(), value.cloned().unwrap_or_default());
    let mut fields = vec![
        text("name", Some(&place.name)),
        text("address", place.address.as_ref()),
        text("website", place.contact.website.as_ref()),
        text("phone", place.contact.phone.as_ref()),
        text("opening_hours", place.hours.as_ref().map(|hours| &hours.text)),
    ];
    fields.extend(PracticalFact::ALL.map(|fact| (fact.as_str().to_owned(), place.practical.offered(fact).map(Offered::as_str).unwrap_or_default().to_owned())));
    fields.extend(place.brewing_methods.iter().map(|method| (format!("{BREWING}{}", method.slug), "yes".to_owned())));
    let was: Fields = fields.iter().map(|(name, value)| (format!("{WAS}{name}"), value.clone())).collect();
    fields.into_iter().chain(was).collect()
}

/// What the visitor has changed of what they were shown: whatever somebody else has changed since stays as it is. `None` where nobody says what they
/// were shown.
fn change(fields: &[(String, String)]) -> Option<PlaceChange> {
    let value = |wanted: &str| fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.trim());
    value("was_name")?;
    let changed = |name: &str| value(name).filter(|now| Some(*now) != value(&format!("{WAS}{name}"))).map(ToOwned::to_owned);
    let brews = |prefix: &str| -> BTreeSet<Slug> {
        let ticked = fields.iter().filter(|(_, value)| value == "yes").filter_map(|(name, _)| name.strip_prefix(prefix)?.strip_prefix(BREWING));
        ticked.filter_map(|slug| Slug::parse(slug).ok()).collect()
    };
    let brewing_methods = Some(brews("")).filter(|now| *now != brews(WAS)).map(|now| now.into_iter().collect());
    let practical = PracticalFact::ALL.into_iter().filter_map(|fact| Some((fact, Offered::parse(&changed(fact.as_str())?)?))).collect();
    Some(PlaceChange {
        name: changed("name"),
        address: changed("address"),
        website: changed("website"),
        phone: changed("phone"),
        opening_hours: changed("opening_hours"),
        practical,
        brewing_methods,
        closed: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Fields {
        query::parse(text).unwrap()
    }

    #[test]
    fn a_correction_says_only_what_its_visitor_has_changed() {
        let form = "was_name=A&name=A&was_phone=1&phone=2&was_wifi=yes&wifi=no&was_dogs=&dogs=&was_brewing_v60=yes&brewing_v60=yes&brewing_siphon=yes&website=";
        let change = change(&fields(form)).unwrap();
        assert_eq!((change.name, change.phone.as_deref()), (None, Some("2")));
        assert_eq!(change.practical.into_iter().collect::<Vec<_>>(), [(PracticalFact::Wifi, Offered::No)]);
        assert_eq!(change.brewing_methods.unwrap().iter().map(Slug::as_str).collect::<Vec<_>>(), ["siphon", "v60"]);
        assert_eq!(super::change(&fields("note=x")), None, "who does not say what they were shown has changed nothing");
    }
}
