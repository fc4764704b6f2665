//! `/suggest`, `/{cafes,roasters}/{slug}/correct`, `/{cafes,roasters}/{slug}/closed` and `/suggestions/{id}`: forms that work without script, and what became of them.

use leptos::prelude::*;
use shared::limits::NOTE_CHARS_MAX;
use shared::problem::{FieldError, FieldRule, Problem};
use shared::slug::Slug;
use shared::urls::PagePath;
use shared::wire::brewing_methods::BrewingMethodView;
use shared::wire::profiles::PlaceKind;
use shared::wire::suggestions::{PracticalFact, SuggestionReceipt, SuggestionStatus};

use crate::views::layout::{Head, document};
use crate::views::{PageContext, facts, problems, text_area};
use crate::words::{Words, name, slot, strong, time};

/// What a form is about.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    /// A café that is missing; country codes with their English names to choose from.
    New {
        countries: &'a [(String, String)],
    },
    Correction {
        place: About<'a>,
        methods: &'a [BrewingMethodView],
    },
    Closed {
        place: About<'a>,
    },
}

/// The place that a form is about.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    pub kind: PlaceKind,
    pub slug: &'a Slug,
    pub name: &'a str,
    pub fictional: bool,
}

/// A form with what is in its fields.
#[derive(Debug)]
pub struct FormPage<'a> {
    pub subject: Subject<'a>,
    /// Names and values of fields: as they were sent, or as the café is now.
    pub values: &'a [(String, String)],
    /// Why it was not taken.
    pub problem: Option<Problem>,
}

impl FormPage<'_> {
    fn value(&self, wanted: &str) -> String {
        self.values.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// What is wrong with a field.
    fn error(&self, field: &str) -> Option<&FieldError> {
        self.errors().iter().find(|error| error.field == field)
    }

    fn errors(&self) -> &[FieldError] {
        self.problem.as_ref().map_or(&[], |problem| &problem.errors)
    }

    fn title(&self, words: Words) -> String {
        match self.subject {
            Subject::New { .. } => words.suggest_a_cafe().to_owned(),
            Subject::Correction { place, .. } => words.correct_title().plain([place.name]),
            Subject::Closed { place } => words.closed_title().plain([place.name]),
        }
    }

    fn heading(&self, words: Words) -> Vec<AnyView> {
        match self.subject {
            Subject::New { .. } => vec![words.suggest_a_cafe().into_any()],
            Subject::Correction { place, .. } => words.correct_title().view([name(place.name)]),
            Subject::Closed { place } => words.closed_title().view([name(place.name)]),
        }
    }

    fn path(&self) -> PagePath {
        match self.subject {
            Subject::New { .. } => PagePath::Suggest,
            Subject::Correction { place, .. } => PagePath::Correct(place.kind, place.slug.clone()),
            Subject::Closed { place } => PagePath::ReportClosed(place.kind, place.slug.clone()),
        }
    }
}

pub fn form(context: PageContext<'_>, page: &FormPage<'_>) -> String {
    let words = context.words;
    let head = Head {
        title: page.title(words),
        description: words.suggest_description().to_owned(),
        canonical: matches!(page.subject, Subject::New { .. }).then(|| PagePath::Suggest.path()),
        islands: false,
        fictional: matches!(page.subject, Subject::Correction { place, .. } | Subject::Closed { place } if place.fictional),
    };
    let button = match page.subject {
        Subject::New { .. } => words.suggest_send(),
        Subject::Correction { .. } => words.correct_send(),
        Subject::Closed { .. } => words.closed_send(),
    };
    let problem = page.problem.as_ref().map(|problem| refusal(words, page, problem));
    document(context, head, || {
        view! {
            <h1>{page.heading(words)}</h1>
            <p class="lead">{words.suggest_lead()}</p>
            {problem}
            <form class="suggestion" action=words.path(&page.path()) method="post">
                {fields(words, page)}
                <label for="note">{words.note_label()} " " {optional(words)}</label>
                {text_area::text_area("note", 3, NOTE_CHARS_MAX, &page.value("note"))}
                {explanation(words, page, "note")}
                <label for="email">{words.email_label()} " " {optional(words)}</label>
                <input id="email" name="email" type="email" value=page.value("email") maxlength="254" dir="ltr" autocomplete="email" aria-invalid=is_wrong(page, "email")
                    aria-describedby=described_by(page, "email") autofocus=is_first(page, "email")/>
                {explanation(words, page, "email")}
                <p class="note">{words.email_note()}</p>
                <button class="button" type="submit">{button}</button>
            </form>
        }
    })
}

/// That it was not taken, why, and where to look; each field says for itself what it keeps to.
fn refusal(words: Words, page: &FormPage<'_>, problem: &Problem) -> impl IntoView + use<> {
    let reason = if problem.errors.is_empty() { problems::reason(words, problem.code, &problem.detail) } else { problems::sentence(words, problem.code).into_any() };
    let shown = problem.errors.iter().filter_map(|error| Some((error.field.clone(), label_of(words, &error.field)?)));
    let links: Vec<_> = shown.map(|(field, label)| view! { <li><a href=format!("#{field}")>{label}</a></li> }).collect();
    // What belongs to no field is said here.
    let others: Vec<_> = page.errors().iter().filter(|error| label_of(words, &error.field).is_none()).map(|error| view! { <li>{rule(words, error)}</li> }).collect();
    view! {
        <div class="problem" role="alert">
            <p>{words.not_sent_yet().view([strong(), slot(reason)])}</p>
            {(links.len() + others.len() > 0).then(|| view! { <ul>{links}{others}</ul> })}
        </div>
    }
}

/// A field's label; `None` for what is no field that one can type into.
fn label_of(words: Words, field: &str) -> Option<&'static str> {
    Some(match field {
        "name" => words.label_name(),
        "city" => words.label_city(),
        "country" => words.label_country(),
        "address" => words.label_address(),
        "website" => words.label_website(),
        "phone" => words.label_phone(),
        "opening_hours" => words.label_opening_hours(),
        "note" => words.note_label(),
        "email" => words.email_label(),
        _ => return None,
    })
}

/// What a field keeps to.
fn rule(words: Words, error: &FieldError) -> String {
    match error.rule {
        FieldRule::Required => words.fault_required().to_owned(),
        FieldRule::Text => words.fault_text(words.integer(error.most.unwrap_or_default())),
        FieldRule::Website => words.fault_website().to_owned(),
        FieldRule::Email => words.fault_email().to_owned(),
        FieldRule::Country => words.fault_country().to_owned(),
        FieldRule::BrewingMethods => words.fault_brewing_methods().to_owned(),
        FieldRule::Change => words.fault_change().to_owned(),
        // No form of ours sends these.
        FieldRule::Position | FieldRule::Closed => words.problem_not_taken().to_owned(),
    }
}

/// Below a field: what is wrong with it.
fn explanation(words: Words, page: &FormPage<'_>, field: &str) -> Option<impl IntoView + use<>> {
    page.error(field).map(|error| view! { <p class="fault" id=format!("{field}-fault")>{rule(words, error)}</p> })
}

fn described_by(page: &FormPage<'_>, field: &str) -> Option<String> {
    page.error(field).map(|_| format!("{field}-fault"))
}

fn is_wrong(page: &FormPage<'_>, field: &str) -> Option<&'static str> {
    page.error(field).map(|_| "true")
}

/// Whether it is where the visitor goes on.
fn is_first(page: &FormPage<'_>, field: &str) -> bool {
    page.errors().first().is_some_and(|error| error.field == field)
}

fn optional(words: Words) -> impl IntoView + use<> {
    view! { <span class="note">{words.field_optional()}</span> }
}

fn fields(words: Words, page: &FormPage<'_>) -> AnyView {
    match page.subject {
        Subject::Closed { place } => view! { <p>{words.closed_consequence().view([name(place.name)])}</p> }.into_any(),
        Subject::New { countries } => {
            let chosen = page.value("country");
            let option = |(code, name): (&str, &str)| view! { <option value=code.to_owned() selected=code == chosen>{name.to_owned()}</option> };
            let options: Vec<_> = named(words, countries).into_iter().map(option).collect();
            view! {
                {text_field(words, page, "name", words.label_name(), true)}
                {text_field(words, page, "city", words.label_city(), true)}
                <label for="country">{words.label_country()}</label>
                <select id="country" name="country" required aria-invalid=is_wrong(page, "country") aria-describedby=described_by(page, "country") autofocus=is_first(page, "country")>
                    <option value="">{words.choose_one()}</option>
                    {options}
                </select>
                {explanation(words, page, "country")}
                {contact_fields(words, page)}
            }
            .into_any()
        }
        Subject::Correction { methods, .. } => {
            let checks: Vec<_> = methods
                .iter()
                .map(|method| {
                    let name = format!("brewing_{}", method.slug);
                    let checked = page.value(&name) == "yes";
                    view! { <label class="check"><input type="checkbox" name=name value="yes" checked=checked/><bdi>{method.name.clone()}</bdi></label> }
                })
                .collect();
            // Where the ways of brewing cannot be told just now, ticks are kept as they are.
            let unticked: Vec<_> = if methods.is_empty() { hidden(page, "brewing_") } else { Vec::new() };
            let was = hidden(page, "was_");
            let practical: Vec<_> = PracticalFact::ALL.into_iter().map(|fact| fact_field(words, page, fact)).collect();
            view! {
                {text_field(words, page, "name", words.label_name(), true)}
                {contact_fields(words, page)}
                <fieldset><legend>{words.what_it_offers()}</legend>{practical}</fieldset>
                {(!checks.is_empty()).then(|| view! { <fieldset><legend>{words.how_it_brews()}</legend>{checks}</fieldset> })}
                {unticked}
                {was}
            }
            .into_any()
        }
    }
}

/// The countries by their names in this language, in the order of its alphabet.
fn named(words: Words, countries: &[(String, String)]) -> Vec<(&str, &str)> {
    words.countries().iter().copied().filter(|(code, _)| countries.iter().any(|(known, _)| known == code)).collect()
}

/// Fields that nobody sees, as they are.
fn hidden(page: &FormPage<'_>, prefix: &str) -> Vec<impl IntoView + use<>> {
    page.values.iter().filter(|(name, _)| name.starts_with(prefix)).map(|(name, value)| view! { <input type="hidden" name=name.clone() value=value.clone()/> }).collect()
}

fn contact_fields(words: Words, page: &FormPage<'_>) -> impl IntoView + use<> {
    view! {
        {text_field(words, page, "address", words.label_address(), false)}
        {text_field(words, page, "website", words.label_website(), false)}
        {text_field(words, page, "phone", words.label_phone(), false)}
        {text_field(words, page, "opening_hours", words.label_opening_hours(), false)}
    }
}

/// A field about the café. Browsers would fill in the visitor's own. Addresses and numbers run from left to right, whatever the language.
fn text_field(words: Words, page: &FormPage<'_>, name: &'static str, label: &'static str, required: bool) -> impl IntoView + use<> {
    let direction = if matches!(name, "website" | "phone") { "ltr" } else { "auto" };
    view! {
        <label for=name>{label} {(!required).then(|| view! { " " {optional(words)} })}</label>
        <input id=name name=name type="text" value=page.value(name) maxlength="300" required=required dir=direction autocomplete="off" aria-invalid=is_wrong(page, name)
            aria-describedby=described_by(page, name) autofocus=is_first(page, name)/>
        {explanation(words, page, name)}
    }
}

fn fact_field(words: Words, page: &FormPage<'_>, fact: PracticalFact) -> impl IntoView + use<> {
    let name = fact.as_str();
    let now = page.value(name);
    let options: Vec<_> = [("", words.offered_unknown()), ("yes", words.offered_yes()), ("limited", words.offered_in_part()), ("no", words.offered_no())]
        .into_iter()
        // What is known can be corrected, not unknown.
        .filter(|(value, _)| !value.is_empty() || page.value(&format!("was_{name}")).is_empty())
        .map(|(value, label)| view! { <option value=value selected=value == now>{label}</option> })
        .collect();
    view! { <div><label for=name>{facts::name_of(words, fact)}</label><select id=name name=name>{options}</select></div> }
}

/// How a suggestion stands, for whoever made it.
pub fn receipt(context: PageContext<'_>, receipt: &SuggestionReceipt) -> String {
    let words = context.words;
    let head = Head { title: words.suggestion_title().to_owned(), description: String::new(), canonical: None, islands: false, fictional: false };
    let (title, sentence) = match receipt.status {
        SuggestionStatus::Pending => (words.suggestion_pending(), words.suggestion_pending_sentence()),
        SuggestionStatus::Accepted => (words.suggestion_accepted(), words.suggestion_accepted_sentence()),
        SuggestionStatus::Declined => (words.suggestion_declined(), words.suggestion_declined_sentence()),
    };
    let (page, label) = match receipt.place() {
        Some((kind @ PlaceKind::Cafe, slug)) => (kind.page(slug), words.to_the_cafe()),
        Some((kind @ PlaceKind::Roaster, slug)) => (kind.page(slug), words.to_the_roaster()),
        None => (PagePath::Cafes, words.to_the_cafes()),
    };
    let sent_on = receipt.created_at.to_string().chars().take(10).collect::<String>();
    document(context, head, || {
        view! {
            <h1>{title}</h1>
            <p class="lead">{sentence}</p>
            {receipt.reason.clone().map(|reason| view! { <blockquote dir="auto"><p>{reason}</p></blockquote> })}
            <p><a href=words.localised(context.path)>{context.absolute(context.path)}</a></p>
            <p class="note">{words.sent_on().view([time(words, &sent_on)])}</p>
            <p>
                <a class="button" href=words.path(&page)>{label}</a>
            </p>
        }
    })
}
