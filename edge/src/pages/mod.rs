//! From a page's address to its markup: which JSON it needs, how that becomes a page, and what is shown when it cannot be had.

mod finding;

use std::cell::{Cell, RefCell};

use frontend::pages::{about, artisans, attribution, brewing, cafes, cities, errors, home, roasters, saved, search, stories, suggest};
use frontend::views::PageContext;
use frontend::views::cafe_filters::Chosen;
use frontend::words::Words;
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use shared::cache_policy::{self, CachePolicy};
use shared::language::Language;
use shared::limits::TEXT_QUERY_CHARS_MAX;
use shared::open_at;
use shared::problem::{Problem, ProblemCode};
use shared::query;
use shared::slug::Slug;
use shared::urls::{ApiPath, CAFE_LIST_PARAMETERS, PagePath};
use shared::wire::List;
use shared::wire::artisans::ArtisanCard;
use shared::wire::brewing_methods::{BrewingMethodPage, BrewingMethodView};
use shared::wire::cafes::CafeView;
use shared::wire::cities::CityView;
use shared::wire::places::{CardLine, PlaceView};
use shared::wire::profiles::PlaceKind;
use shared::wire::roasters::RoasterView;
use shared::wire::search::SearchKind;
use shared::wire::sources::SourceView;
use uuid::Uuid;

use crate::app::Route;
use crate::body::Body;
use crate::cache::CacheStatus;
use crate::cache::pages::{self as ready, ReadyPage, Sources};
use crate::forms::{self, Fields};
use crate::incoming::Incoming;
use crate::outlines;
use crate::resources::{self, Answer};
use crate::response::{HTML, Outgoing};
use crate::surroundings::Surroundings;

/// Why there is no page.
enum Failure {
    Refused(Box<Problem>),
    Unavailable,
    /// The answer is another address.
    SeeOther(String),
}

/// Markup, or why there is none.
type Markup = Result<String, Failure>;

/// Hands out a page that is ready, or renders it, or renders the page that says why it cannot be shown.
pub async fn render(incoming: &Incoming, surroundings: &Surroundings, route: &Route, page: &PagePath, parameters: &[(String, String)]) -> Outgoing {
    let key = key(incoming.language(), page, parameters).filter(|_| surroundings.switches.keeps_pages);
    if let Some(ready) = key.as_deref().and_then(|key| ready::find(key, incoming.now_ms, surroundings.seen_sequence)) {
        // What was a miss when it was rendered is a hit now; what was stale still is.
        let status = if ready.sources.status.is_stale() { ready.sources.status } else { CacheStatus::Hit };
        return Outgoing::tagged(HTML, route.policy, ready.body, &ready.entity_tag, &incoming.trace_id).with_cache_status(status);
    }
    let loader = Loader { incoming, surroundings, parameters, sources: RefCell::new(Sources::none(incoming.now_ms)), personal: Cell::new(false) };
    match loader.page(page).await {
        Ok(html) => {
            let sources = loader.sources.into_inner();
            let status = sources.status;
            let policy = if loader.personal.get() { CachePolicy::Never } else { route.policy };
            let outgoing = Outgoing::cacheable(HTML, policy, html.into_bytes(), &incoming.trace_id).with_cache_status(status);
            if let (Some(key), Some(tag)) = (key, &outgoing.entity_tag) {
                ready::put(&key, ReadyPage { body: outgoing.body.clone(), entity_tag: tag.as_str().into(), sources });
            }
            outgoing
        }
        Err(failure) => failed(incoming, surroundings, failure),
    }
}

/// A form that was not taken, with what was typed and why.
pub async fn form(incoming: &Incoming, surroundings: &Surroundings, page: &PagePath, (fields, status, problem): (&Fields, u16, Problem)) -> Outgoing {
    let loader = Loader { incoming, surroundings, parameters: &[], sources: RefCell::new(Sources::none(incoming.now_ms)), personal: Cell::new(false) };
    match loader.form(page_context(incoming, surroundings, &[]), page, Some((fields, problem))).await {
        Ok(html) => Outgoing::new(status, HTML, html.into_bytes(), &incoming.trace_id).with_retry_after(),
        Err(failure) => failed(incoming, surroundings, failure),
    }
}

fn failed(incoming: &Incoming, surroundings: &Surroundings, failure: Failure) -> Outgoing {
    match failure {
        Failure::Refused(problem) => refusal(incoming, surroundings, problem.code, &problem.detail),
        Failure::Unavailable => refusal(incoming, surroundings, ProblemCode::Unavailable, ""),
        Failure::SeeOther(url) => Outgoing::new(303, "text/plain", Vec::new(), &incoming.trace_id).with_header("location", url),
    }
}

/// One meaning, one key. `None` for pages that hold what a visitor typed or where they are: those are not kept.
fn key(language: Language, page: &PagePath, parameters: &[(String, String)]) -> Option<String> {
    let personal = matches!(page, PagePath::Near | PagePath::Search | PagePath::Suggest | PagePath::Correct(..) | PagePath::ReportClosed(..) | PagePath::Suggestion(_));
    (!personal).then(|| format!("{}{}", language.path(&page.path()), query::canonical(parameters, page.parameters())))
}

/// The page for a mistake or a misfortune in the language of its path, with the status that goes with it.
pub fn refusal(incoming: &Incoming, surroundings: &Surroundings, code: ProblemCode, detail: &str) -> Outgoing {
    let context = page_context(incoming, surroundings, &[]);
    let html = match code.status() {
        404 => errors::not_found(context),
        410 => errors::gone(context),
        500.. => errors::unavailable(context, incoming.trace_id.as_str()),
        _ => errors::bad_request(context, code, detail),
    };
    Outgoing::new(code.status(), HTML, html.into_bytes(), &incoming.trace_id).with_retry_after()
}

pub fn page_context<'a>(incoming: &'a Incoming, surroundings: &'a Surroundings, parameters: &'a [(String, String)]) -> PageContext<'a> {
    // A path that names no page is anybody's text: links to other languages lead to their first pages from there.
    let path = Some(incoming.page_path()).filter(|path| PagePath::parse(path).is_some()).unwrap_or("/");
    PageContext {
        assets: &surroundings.assets,
        now: now(incoming),
        country_name: outlines::country_name,
        site: &surroundings.site,
        map_style: surroundings.map_style.as_deref(),
        words: Words::of(incoming.language()),
        path,
        parameters,
    }
}

fn now(incoming: &Incoming) -> Timestamp {
    i64::try_from(incoming.now_ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok()).unwrap_or_default()
}

/// Gets what a page needs, and remembers what that says of the page's life.
struct Loader<'a> {
    incoming: &'a Incoming,
    surroundings: &'a Surroundings,
    parameters: &'a [(String, String)],
    sources: RefCell<Sources>,
    /// Whether anything on the page is this visitor's alone.
    personal: Cell<bool>,
}

impl Loader<'_> {
    async fn page(&self, page: &PagePath) -> Markup {
        let context = page_context(self.incoming, self.surroundings, self.parameters);
        match page {
            PagePath::Home => self.home(context).await,
            PagePath::Cafes => self.cafes(context).await,
            PagePath::Cafe(slug) => {
                let cafe: CafeView = self.get(&ApiPath::Cafe(slug.clone()), &[]).await?;
                Ok(cafes::show(context, &cafe, outlines::outline(&cafe.country).as_ref()))
            }
            PagePath::Roasters => {
                let list = self.body(&ApiPath::Roasters, &self.own(&["cursor"])).await?;
                Ok(roasters::list(context, &read(&list)?, self.is_continued()))
            }
            PagePath::Roaster(slug) => {
                let roaster: RoasterView = self.get(&ApiPath::Roaster(slug.clone()), &[]).await?;
                Ok(roasters::show(context, &roaster, outlines::outline(&roaster.country).as_ref()))
            }
            PagePath::Artisans => {
                let people: List<ArtisanCard> = self.get(&ApiPath::Artisans, &with(self.own(&["cursor"]), "limit", "60")).await?;
                Ok(artisans::list(context, &people, self.is_continued()))
            }
            PagePath::Artisan(slug) => Ok(artisans::show(context, &self.get(&ApiPath::Artisan(slug.clone()), &[]).await?)),
            PagePath::BrewingMethods => Ok(brewing::list(context, &self.methods().await?)),
            PagePath::BrewingMethod(slug) => self.brewing(context, slug).await,
            PagePath::Stories => {
                let stories = self.get(&ApiPath::Stories, &self.own(&["cursor"])).await?;
                Ok(stories::list(context, &stories, self.is_continued()))
            }
            PagePath::Story(slug) => Ok(stories::show(context, &self.get(&ApiPath::Story(slug.clone()), &[]).await?)),
            PagePath::Cities => {
                let list: List<CityView> = self.get(&ApiPath::Cities, &with(self.own(&["cursor"]), "limit", "60")).await?;
                Ok(cities::list(context, &list, self.is_continued()))
            }
            // What waits for five answers at once is kept apart: every request would carry as much.
            PagePath::City(country, slug) => Box::pin(self.city(context, *country, slug)).await,
            PagePath::Near => Box::pin(self.near(context)).await,
            PagePath::Search => self.search(context).await,
            PagePath::Suggest | PagePath::Correct(..) | PagePath::ReportClosed(..) => self.form(context, page, None).await,
            PagePath::Suggestion(id) => self.receipt(context, *id).await,
            PagePath::Saved => Ok(saved::render(context)),
            PagePath::Offline => Ok(errors::offline(context)),
            PagePath::About => Ok(about::render(context)),
            PagePath::Attribution => {
                let sources: List<SourceView> = self.get(&ApiPath::Sources, &[]).await?;
                Ok(attribution::render(context, &sources.items))
            }
        }
    }

    async fn home(&self, context: PageContext<'_>) -> Markup {
        let (cities_query, cafes_query) = (with(Vec::new(), "limit", "12"), with(Vec::new(), "limit", "6"));
        let (cities, cafes, methods) =
            futures_util::future::join3(self.get::<List<CityView>>(&ApiPath::Cities, &cities_query), self.body(&ApiPath::Cafes, &cafes_query), self.methods()).await;
        let cafes = cafes?;
        let page = home::HomePage { cities: cities?.items, cafes: read::<Cards<'_>>(&cafes)?.items, brewing_methods: methods? };
        Ok(home::render(context, &page))
    }

    async fn cafes(&self, context: PageContext<'_>) -> Markup {
        let query = self.chosen();
        let (list, methods) = futures_util::future::join(self.body(&ApiPath::Cafes, &query), self.methods()).await;
        let list = list?;
        let page = cafes::CafesPage { cafes: read(&list)?, brewing_methods: methods?, chosen: Chosen(query), continued: self.is_continued() };
        Ok(cafes::list(context, &page))
    }

    async fn brewing(&self, context: PageContext<'_>, slug: &Slug) -> Markup {
        let query = with(with(Vec::new(), "limit", "6"), "brewing", slug.as_str());
        let (method, cafes) =
            futures_util::future::join(self.get::<BrewingMethodPage>(&ApiPath::BrewingMethod(slug.clone()), &self.in_language()), self.body(&ApiPath::Cafes, &query)).await;
        let (method, cafes) = (method?, cafes?);
        Ok(brewing::show(context, &method, &read::<Cards<'_>>(&cafes)?.items))
    }

    async fn search(&self, context: PageContext<'_>) -> Markup {
        let typed = self.typed("q");
        let kind = self.value("kind").and_then(SearchKind::parse);
        let mut query = with(with(Vec::new(), "limit", "40"), "q", &typed);
        query.extend(kind.map(|kind| ("kind".to_owned(), kind.as_str().to_owned())));
        let results = if typed.is_empty() { None } else { Some(self.get(&ApiPath::Search, &query).await?) };
        Ok(search::render(context, &search::SearchPage { typed, kind, results }))
    }

    /// What was typed into a form, trimmed and no longer than the form allows.
    fn typed(&self, name: &str) -> String {
        self.value(name).unwrap_or_default().trim().chars().filter(|letter| !letter.is_control()).take(TEXT_QUERY_CHARS_MAX).collect()
    }

    /// A form, empty or as the place is now; with what was typed where it was not taken.
    async fn form(&self, context: PageContext<'_>, page: &PagePath, typed: Option<(&Fields, Problem)>) -> Markup {
        let (fields, problem) = typed.map_or((None, None), |(fields, problem)| (Some(fields), Some(problem)));
        let show = |subject, values: &Fields| Ok(suggest::form(context, &suggest::FormPage { subject, values: fields.unwrap_or(values), problem: problem.clone() }));
        let about = async |kind: PlaceKind, slug: &Slug| match (self.get::<PlaceView>(&kind.resource(slug), &[]).await, fields) {
            (Ok(place), _) => Ok((place.name.clone(), place.source.fictional, forms::fields_of(&place))),
            // With nobody to ask, what was typed is still there to be sent again; and where the place has gone meanwhile, to be kept elsewhere.
            (Err(Failure::Unavailable | Failure::Refused(_)), Some(typed)) => {
                Ok((typed.iter().find(|(name, _)| name == "was_name").map_or_else(|| slug.to_string(), |(_, name)| name.clone()), false, Fields::new()))
            }
            (Err(failure), _) => Err(failure),
        };
        match page {
            PagePath::Correct(kind, slug) => {
                let (about, methods) = futures_util::future::join(about(*kind, slug), self.methods()).await;
                let (name, fictional, values) = about?;
                let methods = methods.or_else(|failure| if fields.is_some() { Ok(Vec::new()) } else { Err(failure) })?;
                show(suggest::Subject::Correction { place: suggest::About { kind: *kind, slug, name: &name, fictional }, methods: &methods }, &values)
            }
            PagePath::ReportClosed(kind, slug) => {
                let (name, fictional, _) = about(*kind, slug).await?;
                show(suggest::Subject::Closed { place: suggest::About { kind: *kind, slug, name: &name, fictional } }, &Fields::new())
            }
            _ => show(suggest::Subject::New { countries: &outlines::countries() }, &Fields::new()),
        }
    }

    /// How a suggestion stands: asked for anew each time.
    async fn receipt(&self, context: PageContext<'_>, id: Uuid) -> Markup {
        match resources::get(self.incoming, self.surroundings, &ApiPath::Suggestion(id).path(), CachePolicy::Never).await {
            Answer::Found { entry, .. } => Ok(suggest::receipt(context, &read(&entry.body)?)),
            Answer::Refused(problem) => Err(Failure::Refused(problem)),
            Answer::Unavailable => Err(Failure::Unavailable),
        }
    }

    /// All ways of brewing, in the page's language.
    async fn methods(&self) -> Result<Vec<BrewingMethodView>, Failure> {
        self.get::<List<_>>(&ApiPath::BrewingMethods, &self.in_language()).await.map(|list| list.items)
    }

    /// The page's language for a resource that has several. English goes without saying: one meaning, one key.
    fn in_language(&self) -> Vec<(String, String)> {
        match self.incoming.language() {
            Language::English => Vec::new(),
            language => with(Vec::new(), "language", language.code()),
        }
    }

    /// JSON of a resource, as its type.
    async fn get<T: DeserializeOwned>(&self, api: &ApiPath, query: &[(String, String)]) -> Result<T, Failure> {
        self.body(api, query).await.and_then(|body| read(&body))
    }

    /// JSON of a resource, as it is.
    async fn body(&self, api: &ApiPath, query: &[(String, String)]) -> Result<Body, Failure> {
        let url = format!("{}{}", api.path(), query::canonical(query, &api.origin_parameters()));
        match resources::get(self.incoming, self.surroundings, &url, policy_of(api, query)).await {
            Answer::Found { entry, status } => {
                self.sources.borrow_mut().add(&entry, status, self.incoming.now_ms);
                Ok(entry.body)
            }
            Answer::Refused(problem) => Err(Failure::Refused(problem)),
            Answer::Unavailable => Err(Failure::Unavailable),
        }
    }

    fn value(&self, wanted: &str) -> Option<&str> {
        self.parameters.iter().find(|(name, value)| name == wanted && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// The page's own parameters that are handed on.
    fn own(&self, names: &[&str]) -> Vec<(String, String)> {
        names.iter().filter_map(|name| self.value(name).map(|value| ((*name).to_owned(), value.to_owned()))).collect()
    }

    /// The filters of a list of cafés, its order and where it begins, as they stand in the address. Who names a moment does not mean now; a moment for which
    /// nobody knows, as in the link of last week, is none.
    fn chosen(&self) -> Vec<(String, String)> {
        let mut chosen = self.own(&CAFE_LIST_PARAMETERS);
        let now = now(self.incoming);
        chosen.retain(|(name, value)| name != "open_at" || open_at::is_offered(value, now));
        if chosen.iter().any(|(name, _)| name == "open_at") {
            chosen.retain(|(name, _)| name != "open_now");
        }
        chosen
    }

    fn is_continued(&self) -> bool {
        self.value("cursor").is_some()
    }
}

/// JSON of another shape comes from a build that does not fit ours: as good as no answer.
fn read<'a, T: Deserialize<'a>>(body: &'a Body) -> Result<T, Failure> {
    // As text, so that it is proved to be UTF-8 once and not string by string.
    let json = str::from_utf8(body).map_err(|_not_text| Failure::Unavailable)?;
    serde_json::from_str(json).map_err(|_other_shape| Failure::Unavailable)
}

/// A list as its page shows it.
type Cards<'a> = List<CardLine<'a>>;

fn with(mut query: Vec<(String, String)>, name: &str, value: &str) -> Vec<(String, String)> {
    query.push((name.to_owned(), value.to_owned()));
    query
}

fn policy_of(api: &ApiPath, query: &[(String, String)]) -> CachePolicy {
    if *api == ApiPath::Facets {
        return cache_policy::COUNTS;
    }
    if query.iter().any(|(name, _)| name == "open_now") { cache_policy::MOMENTARY } else { cache_policy::PROFILE }
}
