//! Pictures that links to pages are previewed with: drawn when somebody first asks, from the JSON that the page is made of. A location keeps what it has
//! drawn under what is to be seen on it, so that a change needs no purge: it leads to another key.

use frontend::pictures::{self as drawings, Card};
use frontend::views::PageContext;
use serde_json::from_slice;
use shared::cache_policy::PROFILE;
use shared::digest::{entity_tag, none_match_names};
use shared::problem::ProblemCode;
use shared::urls::{ApiPath, PicturePath};
use xxhash_rust::xxh3::xxh3_128;

use crate::app::Route;
use crate::body::Body;
use crate::incoming::Incoming;
use crate::response::Outgoing;
use crate::surroundings::Surroundings;
use crate::{kept_files, pages, resources};

const PNG: &str = "image/png";
/// How long a location keeps what it has drawn: about as long as somebody may look at the same link again.
const KEPT_S: u32 = 604_800;

/// The picture of a page, in the language of its path.
pub async fn show(incoming: &Incoming, surroundings: &Surroundings, route: &Route, picture: &PicturePath) -> Outgoing {
    let answer = resources::get(incoming, surroundings, &source(picture).path(), PROFILE).await;
    let (entry, status) = match answer.found(&incoming.trace_id) {
        Ok(found) => found,
        Err(refusal) => return refusal,
    };
    let Some(card) = card(pages::page_context(incoming, surroundings, &[]), picture, &entry.body) else {
        return resources::unavailable(&incoming.trace_id);
    };
    let tag = entity_tag(&xxh3_128(card.meaning().as_bytes()).to_be_bytes());
    // For whoever has this very picture none is drawn.
    let is_known = incoming.if_none_match.as_deref().is_some_and(|names| none_match_names(names, &tag));
    let body = if is_known { Some(Body::default()) } else { drawn(surroundings, picture, &card, &tag).await };
    let Some(body) = body else {
        return Outgoing::problem(ProblemCode::Internal, "This picture could not be drawn.", &incoming.trace_id);
    };
    // What was old when it was drawn is not to be kept for as long as what was not.
    let policy = if status.is_stale() { PROFILE } else { route.policy };
    let outgoing = Outgoing::tagged(PNG, policy, body, &tag, &incoming.trace_id);
    resources::describe(outgoing, policy, &entry.metadata.headers, entry.metadata.age_ms(incoming.now_ms), status)
}

/// The resource that a picture shows.
fn source(picture: &PicturePath) -> ApiPath {
    match picture {
        PicturePath::Cafe(slug) => ApiPath::Cafe(slug.clone()),
        PicturePath::Roaster(slug) => ApiPath::Roaster(slug.clone()),
        PicturePath::Artisan(slug) => ApiPath::Artisan(slug.clone()),
        PicturePath::BrewingMethod(slug) => ApiPath::BrewingMethod(slug.clone()),
        PicturePath::Story(slug) => ApiPath::Story(slug.clone()),
        PicturePath::City(country, slug) => ApiPath::City(*country, slug.clone()),
    }
}

/// `None` for JSON of another shape, which comes from a build that does not fit ours: as good as no answer.
fn card(context: PageContext<'_>, picture: &PicturePath, json: &[u8]) -> Option<Card> {
    Some(match picture {
        PicturePath::Cafe(_) => drawings::cafe(context, &from_slice(json).ok()?),
        PicturePath::Roaster(_) => drawings::roaster(context, &from_slice(json).ok()?),
        PicturePath::Artisan(_) => drawings::artisan(context, &from_slice(json).ok()?),
        PicturePath::BrewingMethod(_) => drawings::brewing_method(context, &from_slice(json).ok()?),
        PicturePath::Story(_) => drawings::story(context, &from_slice(json).ok()?),
        PicturePath::City(..) => drawings::city(context, &from_slice(json).ok()?),
    })
}

/// From what this location keeps, or drawn now. The key begins with the picture's own path, so that no two things can ever share one.
async fn drawn(surroundings: &Surroundings, picture: &PicturePath, card: &Card, tag: &str) -> Option<Body> {
    let key = format!("{}/{}", picture.path().trim_start_matches('/'), tag.trim_matches('"'));
    if let Some(kept) = kept_files::find(&key).await {
        return Some(kept.into());
    }
    let bytes = card.draw()?;
    kept_files::keep(surroundings, &key, bytes.clone(), KEPT_S);
    Some(bytes.into())
}
