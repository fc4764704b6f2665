//! Pages on which cafés are found: a city's, and those round a point.

use frontend::pages::{cities, near as near_page};
use frontend::views::PageContext;
use frontend::views::cafe_filters::Chosen;
use shared::geo::{self, Position};
use shared::limits::{COUNTS_GRACE_MS, RADIUS_M_DEFAULT, RADIUS_M_MAX};
use shared::problem::{Problem, ProblemCode};
use shared::slug::Slug;
use shared::urls::{ApiPath, CountryCode, PagePath};
use shared::wire::List;
use shared::wire::cities::{CityGuideLines, CityView};
use shared::wire::facets::FacetsView;

use super::{Cards, Failure, Loader, Markup, read, with};
use crate::body::Body;
use crate::clock::with_extra;
use crate::near;
use crate::outlines;

/// A page without its counts is ready for no longer.
const WITHOUT_COUNTS_MS: u64 = 1_000;
/// How far around a region is looked, in metres.
const AROUND_M: &str = "30000";

impl Loader<'_> {
    pub(super) async fn city(&self, context: PageContext<'_>, country: CountryCode, slug: &Slug) -> Markup {
        let name = format!("{}/{slug}", country.as_str());
        let chosen = self.chosen();
        let of_city = with(Vec::new(), "city", &name);
        let cafes_query = with(chosen.clone(), "city", &name);
        let city_path = ApiPath::City(country, slug.clone());
        let needed =
            Box::pin(futures_util::future::join4(self.body(&city_path, &[]), self.body(&ApiPath::Cafes, &cafes_query), self.body(&ApiPath::Roasters, &of_city), self.methods()));
        let ((city, cafes, roasters, methods), counts) = self.with_counts(needed, &of_city, &chosen).await;
        let (city, cafes, continued) = (city?, cafes?, self.is_continued());
        // Whoever looks for something, or goes on, has passed these.
        let highlights = if chosen.is_empty() && !continued { read::<CityGuideLines<'_>>(&city)?.highlights } else { None };
        // Only the first page of a city shows its roasters.
        let roasters = if continued { None } else { Some(roasters?) };
        let roasters = roasters.as_ref().map_or(Ok(Vec::new()), |body| read::<Cards<'_>>(body).map(|list| list.items))?;
        let page = cities::CityPage { city: read(&city)?, highlights, counts, cafes: read(&cafes)?, roasters, brewing_methods: methods?, chosen: Chosen(chosen), continued };
        let outline = outlines::outline(&page.city.country);
        Ok(cities::show(context, &page, outline.as_ref()))
    }

    pub(super) async fn near(&self, context: PageContext<'_>) -> Markup {
        if let Some(at) = self.value("at") {
            return self.near_position(context, at).await;
        }
        let typed = self.typed("place");
        if typed.is_empty() {
            let cities_query = with(Vec::new(), "limit", "12");
            let (cities, around) = futures_util::future::join(self.get::<List<CityView>>(&ApiPath::Cities, &cities_query), self.around()).await;
            let around = around.as_ref().map_or(Ok(Vec::new()), |body| read::<Cards<'_>>(body).map(|list| list.items))?;
            return Ok(near_page::render(context, &near_page::NearPage::Ask { cities: cities?.items, around }));
        }
        let cities: List<CityView> = self.get(&ApiPath::Cities, &with(with(Vec::new(), "limit", "12"), "q", &typed)).await?;
        match cities.items.as_slice() {
            // A name that can only mean one city needs no question.
            [only] => match CountryCode::from_upper(&only.country) {
                Some(country) => Err(Failure::SeeOther(self.incoming.language().path(&PagePath::City(country, only.slug.clone()).path()))),
                None => Err(Failure::Unavailable),
            },
            _ => Ok(near_page::render(context, &near_page::NearPage::Choose { typed, cities: cities.items })),
        }
    }

    /// Cafés around where Cloudflare believes the visitor to be. Such a page is theirs alone, though it knows no more than a region.
    async fn around(&self) -> Option<Body> {
        let middle = self.surroundings.position().and_then(near::cell_middle)?;
        self.personal.set(true);
        let query = with(with(with(Vec::new(), "near", &middle), "radius_m", AROUND_M), "limit", "6");
        // Without it the page is as it is for whoever cannot be placed.
        self.body(&ApiPath::Cafes, &query).await.ok()
    }

    async fn near_position(&self, context: PageContext<'_>, at: &str) -> Markup {
        if Position::parse(at).is_none() {
            return Err(self.refused("The position in this address is not a latitude and a longitude, such as 60.17,24.94."));
        }
        let Some(radius_m) = self.value("radius_m").map_or(Some(RADIUS_M_DEFAULT), geo::parse_radius_m) else {
            return Err(self.refused(&format!("The radius in this address is not a whole number of metres from 1 to {RADIUS_M_MAX}.")));
        };
        let chosen = self.chosen();
        let circle = with(with(Vec::new(), "near", at), "radius_m", &radius_m.to_string());
        let cafes_query: Vec<(String, String)> = chosen.iter().chain(&circle).cloned().collect();
        let (Some(cafes_near), Some(counts_near)) = (near::snap(&cafes_query), near::snap(&circle)) else { return Err(Failure::Unavailable) };
        let cafes = cafes_near.page("cafe", async |query| self.get(&ApiPath::Cafes, query).await);
        let needed = Box::pin(futures_util::future::join(cafes, self.methods()));
        let ((cafes, methods), counts) = self.with_counts(needed, &counts_near.parameters, &chosen).await;
        let counts = counts.map(|counts| counts_near.counts(counts));
        let cafes = Body::from(serde_json::to_vec(&cafes?).map_err(|_not_json| Failure::Unavailable)?);
        let round = near_page::Round {
            at: at.to_owned(),
            radius_m,
            is_radius_asked_for: self.value("radius_m").is_some(),
            cafes: read(&cafes)?,
            counts,
            brewing_methods: methods?,
            chosen: Chosen(chosen),
            continued: self.is_continued(),
        };
        Ok(near_page::render(context, &near_page::NearPage::Round(round)))
    }

    /// What a page needs, and how many cafés of its area each filter leaves. Without these it is as it is, but for the numbers, and not for long.
    async fn with_counts<T>(&self, needed: impl Future<Output = T>, area: &[(String, String)], chosen: &[(String, String)]) -> (T, Option<FacetsView>) {
        let also = chosen.iter().filter(|(name, _)| matches!(name.as_str(), "open_at" | "roaster"));
        let query: Vec<(String, String)> = area.iter().chain(also).cloned().collect();
        let counts = Box::pin(async { self.get(&ApiPath::Facets, &query).await.ok() });
        let (needed, counts) = with_extra(needed, COUNTS_GRACE_MS, counts).await;
        if counts.is_none() {
            self.sources.borrow_mut().end_by(self.incoming.now_ms.saturating_add(WITHOUT_COUNTS_MS));
        }
        (needed, counts)
    }

    fn refused(&self, detail: &str) -> Failure {
        Failure::Refused(Box::new(Problem::new(ProblemCode::InvalidParameter, detail, self.incoming.trace_id.as_str())))
    }
}
