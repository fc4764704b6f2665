//! `/suggest`, `/cafes/{slug}/correct`, `/cafes/{slug}/closed` and `/suggestions/{id}`: forms that work without script, and what became of them.

use leptos::prelude::*;
use shared::limits::NOTE_CHARS_MAX;
use shared::problem::Problem;
use shared::slug::Slug;
use shared::urls::PagePath;
use shared::wire::brewing_methods::BrewingMethodView;
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
        cafe: About<'a>,
        methods: &'a [BrewingMethodView],
    },
    Closed {
        cafe: About<'a>,
    },
}

/// The café that a form is about.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
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

    fn title(&self, words: Words) -> String {
        match self.subject {
            Subject::New { .. } => words.suggest_a_cafe().to_owned(),
            Subject::Correction { cafe, .. } => words.correct_title().plain([cafe.name]),
            Subject::Closed { cafe } => words.closed_title().plain([cafe.name]),
        }
    }

    fn heading(&self, words: Words) -> Vec<AnyView> {
        match self.subject {
            Subject::New { .. } => vec![words.suggest_a_cafe().into_any()],
            Subject::Correction { cafe, .. } => words.correct_title().view([name(cafe.name)]),
            Subject::Closed { cafe } => words.closed_title().view([name(cafe.name)]),
        }
    }

    fn path(&self) -> PagePath {
        match self.subject {
            Subject::New { .. } => PagePath::Suggest,
            Subject::Correction { cafe, .. } => PagePath::Correct(cafe.slug.clone()),
            Subject::Closed { cafe } => PagePath::ReportClosed(cafe.slug.clone()),
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
        fictional: matches!(page.subject, Subject::Correction { cafe, .. } | Subject::Closed { cafe } if cafe.fictional),
    };
    let button = match page.subject {
        Subject::New { .. } => words.suggest_send(),
        Subject::Correction { .. } => words.correct_send(),
        Subject::Closed { .. } => words.closed_send(),
    };
    let problem = page.problem.as_ref().map(|problem| {
        let reason = problems::reason(words, problem.code, &problem.detail);
        view! { <p class="problem" role="alert">{words.not_sent_yet().view([strong(), slot(reason)])}</p> }
    });
    document(context, head, || {
        view! {
            <h1>{page.heading(words)}</h1>
            <p class="lead">{words.suggest_lead()}</p>
            {problem}
            <form class="suggestion" action=words.path(&page.path()) method="post">
                {fields(words, page)}
                <label for="note">{words.note_label()}</label>
                {text_area::text_area("note", 3, NOTE_CHARS_MAX, &page.value("note"))}
                <label for="email">{words.email_label()}</label>
                <input id="email" name="email" type="email" value=page.value("email") maxlength="254" dir="ltr" autocomplete="email"/>
                <p class="note">{words.email_note()}</p>
                <button class="button" type="submit">{button}</button>
            </form>
        }
    })
}

fn fields(words: Words, page: &FormPage<'_>) -> AnyView {
    match page.subject {
        Subject::Closed { cafe } => view! { <p>{words.closed_consequence().view([name(cafe.name)])}</p> }.into_any(),
        Subject::New { countries } => {
            let chosen = page.value("country");
            let option = |(code, name): (&str, &str)| view! { <option value=code.to_owned() selected=code == chosen>{name.to_owned()}</option> };
            let options: Vec<_> = named(words, countries).into_iter().map(option).collect();
            view! {
                {text_field(page, "name", words.label_name(), true)}
                {text_field(page, "city", words.label_city(), true)}
                <label for="country">{words.label_country()}</label>
                <select id="country" name="country" required><option value="">{words.choose_one()}</option>{options}</select>
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
                {text_field(page, "name", words.label_name(), true)}
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
    if words.countries().is_empty() {
        return countries.iter().map(|(code, name)| (code.as_str(), name.as_str())).collect();
    }
    words.countries().iter().copied().filter(|(code, _)| countries.iter().any(|(known, _)| known == code)).collect()
}

/// Fields that nobody sees, as they are.
fn hidden(page: &FormPage<'_>, prefix: &str) -> Vec<impl IntoView + use<>> {
    page.values.iter().filter(|(name, _)| name.starts_with(prefix)).map(|(name, value)| view! { <input type="hidden" name=name.clone() value=value.clone()/> }).collect()
}

fn contact_fields(words: Words, page: &FormPage<'_>) -> impl IntoView + use<> {
    view! {
        {text_field(page, "address", words.label_address(), false)}
        {text_field(page, "website", words.label_website(), false)}
        {text_field(page, "phone", words.label_phone(), false)}
        {text_field(page, "opening_hours", words.label_opening_hours(), false)}
    }
}

/// A field about the café. Browsers would fill in the visitor's own. Addresses and numbers run from left to right, whatever the language.
fn text_field(page: &FormPage<'_>, name: &'static str, label: &'static str, required: bool) -> impl IntoView + use<> {
    let direction = if matches!(name, "website" | "phone") { "ltr" } else { "auto" };
    view! {
        <label for=name>{label}</label>
        <input id=name name=name type="text" value=page.value(name) maxlength="300" required=required dir=direction autocomplete="off"/>
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
    let sent_on = receipt.created_at.to_string().chars().take(10).collect::<String>();
    document(context, head, || {
        view! {
            <h1>{title}</h1>
            <p class="lead">{sentence}</p>
            {receipt.reason.clone().map(|reason| view! { <blockquote dir="auto"><p>{reason}</p></blockquote> })}
            <p class="note">{words.sent_on().view([time(words, &sent_on)])}</p>
            <p>
                {match &receipt.cafe {
                    Some(slug) => view! { <a class="button" href=words.path(&PagePath::Cafe(slug.clone()))>{words.to_the_cafe()}</a> }.into_any(),
                    None => view! { <a class="button" href=words.path(&PagePath::Cafes)>{words.to_the_cafes()}</a> }.into_any(),
                }}
            </p>
        }
    })
}
