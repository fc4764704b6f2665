//! `/suggest`, `/cafes/{slug}/correct`, `/cafes/{slug}/closed` and `/suggestions/{id}`: forms that work without script, and what became of them.

use leptos::prelude::*;
use shared::limits::NOTE_CHARS_MAX;
use shared::slug::Slug;
use shared::urls::PagePath;
use shared::wire::brewing_methods::BrewingMethodView;
use shared::wire::suggestions::{PracticalFact, SuggestionReceipt, SuggestionStatus};

use crate::views::layout::{Head, document};
use crate::views::{PageContext, dates, facts};

/// What a form is about.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    /// A café that is missing; country codes with their names to choose from.
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
    pub problem: Option<String>,
}

impl FormPage<'_> {
    fn value(&self, wanted: &str) -> String {
        self.values.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    fn title(&self) -> String {
        match self.subject {
            Subject::New { .. } => "Suggest a café".to_owned(),
            Subject::Correction { cafe, .. } => format!("Correct {}", cafe.name),
            Subject::Closed { cafe } => format!("Has {} closed?", cafe.name),
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
    let head = Head {
        title: page.title(),
        description: "Help to keep the guide true.".to_owned(),
        canonical: matches!(page.subject, Subject::New { .. }).then(|| PagePath::Suggest.path()),
        islands: false,
        fictional: matches!(page.subject, Subject::Correction { cafe, .. } | Subject::Closed { cafe } if cafe.fictional),
    };
    let button = match page.subject {
        Subject::New { .. } => "Suggest it",
        Subject::Correction { .. } => "Send the correction",
        Subject::Closed { .. } => "Yes, it has closed",
    };
    document(context, head, || {
        view! {
            <h1>{page.title()}</h1>
            <p class="lead">"A person looks at what you send before anything changes. You get an address where you can see what became of it."</p>
            {page.problem.clone().map(|problem| view! { <p class="problem" role="alert"><strong>"Not sent yet. "</strong> {problem} " What you typed is still here."</p> })}
            <form class="suggestion" action=page.path().path() method="post">
                {fields(page)}
                <label for="note">"How do you know? (if you like)"</label>
                <textarea id="note" name="note" rows="3" maxlength=NOTE_CHARS_MAX>{page.value("note")}</textarea>
                <label for="email">"Where shall we tell you what became of it? (if you like)"</label>
                <input id="email" name="email" type="email" value=page.value("email") maxlength="254" autocomplete="email"/>
                <p class="note">"The address is forgotten as soon as we have told you."</p>
                <button class="button" type="submit">{button}</button>
            </form>
        }
    })
}

fn fields(page: &FormPage<'_>) -> AnyView {
    match page.subject {
        Subject::Closed { cafe } => view! { <p><bdi>{cafe.name.to_owned()}</bdi> " would leave the guide once somebody has checked it."</p> }.into_any(),
        Subject::New { countries } => {
            let chosen = page.value("country");
            let options: Vec<_> = countries.iter().map(|(code, name)| view! { <option value=code.clone() selected=*code == chosen>{name.clone()}</option> }).collect();
            view! {
                {text_field(page, "name", "Name", true)}
                {text_field(page, "city", "City", true)}
                <label for="country">"Country"</label>
                <select id="country" name="country" required><option value="">"Choose one"</option>{options}</select>
                {contact_fields(page)}
            }
            .into_any()
        }
        Subject::Correction { methods, .. } => {
            let checks: Vec<_> = methods
                .iter()
                .map(|method| {
                    let name = format!("brewing_{}", method.slug);
                    let checked = page.value(&name) == "yes";
                    view! { <label class="check"><input type="checkbox" name=name value="yes" checked=checked/>{method.name.clone()}</label> }
                })
                .collect();
            // Where the ways of brewing cannot be told just now, ticks are kept as they are.
            let unticked: Vec<_> = if methods.is_empty() { hidden(page, "brewing_") } else { Vec::new() };
            let was = hidden(page, "was_");
            let practical: Vec<_> = PracticalFact::ALL.into_iter().map(|fact| fact_field(page, fact)).collect();
            view! {
                {text_field(page, "name", "Name", true)}
                {contact_fields(page)}
                <fieldset><legend>"What it offers"</legend>{practical}</fieldset>
                {(!checks.is_empty()).then(|| view! { <fieldset><legend>"How it brews"</legend>{checks}</fieldset> })}
                {unticked}
                {was}
            }
            .into_any()
        }
    }
}

/// Fields that nobody sees, as they are.
fn hidden(page: &FormPage<'_>, prefix: &str) -> Vec<impl IntoView + use<>> {
    page.values.iter().filter(|(name, _)| name.starts_with(prefix)).map(|(name, value)| view! { <input type="hidden" name=name.clone() value=value.clone()/> }).collect()
}

fn contact_fields(page: &FormPage<'_>) -> impl IntoView + use<> {
    view! {
        {text_field(page, "address", "Street and number", false)}
        {text_field(page, "website", "Website, beginning with https://", false)}
        {text_field(page, "phone", "Phone", false)}
        {text_field(page, "opening_hours", "Opening hours, such as Mo-Fr 08:00-18:00; Sa 09:00-16:00", false)}
    }
}

/// A field about the café. Browsers would fill in the visitor's own.
fn text_field(page: &FormPage<'_>, name: &'static str, label: &'static str, required: bool) -> impl IntoView + use<> {
    view! {
        <label for=name>{label}</label>
        <input id=name name=name value=page.value(name) maxlength="300" required=required autocomplete="off"/>
    }
}

fn fact_field(page: &FormPage<'_>, fact: PracticalFact) -> impl IntoView + use<> {
    let name = fact.as_str();
    let now = page.value(name);
    let options: Vec<_> = [("", "Not known"), ("yes", "Yes"), ("limited", "In part"), ("no", "No")]
        .into_iter()
        // What is known can be corrected, not unknown.
        .filter(|(value, _)| !value.is_empty() || page.value(&format!("was_{name}")).is_empty())
        .map(|(value, label)| view! { <option value=value selected=value == now>{label}</option> })
        .collect();
    view! { <div><label for=name>{facts::name_of(fact)}</label><select id=name name=name>{options}</select></div> }
}

/// How a suggestion stands, for whoever made it.
pub fn receipt(context: PageContext<'_>, receipt: &SuggestionReceipt) -> String {
    let head = Head { title: "Your suggestion".to_owned(), description: String::new(), canonical: None, islands: false, fictional: false };
    let (title, sentence) = match receipt.status {
        SuggestionStatus::Pending => ("Thank you", "It waits for somebody to look at it, which takes a few days. Keep this address: it will say what became of it."),
        SuggestionStatus::Accepted => ("Accepted", "It is in the guide now. Thank you."),
        SuggestionStatus::Declined => ("Not taken", "Somebody has looked at it and left the guide as it was."),
    };
    let sent_on = receipt.created_at.to_string().chars().take(10).collect::<String>();
    document(context, head, || {
        view! {
            <h1>{title}</h1>
            <p class="lead">{sentence}</p>
            {receipt.reason.clone().map(|reason| view! { <blockquote><p>{reason}</p></blockquote> })}
            <p class="note">"Sent on " {dates::day(&sent_on)} "."</p>
            <p>
                {match &receipt.cafe {
                    Some(slug) => view! { <a class="button" href=PagePath::Cafe(slug.clone()).path()>"To the café"</a> }.into_any(),
                    None => view! { <a class="button" href=PagePath::Cafes.path()>"To the cafés"</a> }.into_any(),
                }}
            </p>
        }
    })
}
