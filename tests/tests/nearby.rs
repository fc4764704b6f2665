//! Lists, counts and pages of what is round a point or in a city, through the Worker: exact, though neighbours share an answer.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::time::Duration;

use origin::app::Clock;
use serde_json::Value;
use shared::geo::Position;
use shared::wire::List;
use shared::wire::places::PlaceCard;
use tests::{Dice, Stage, header};
use tokio::time::Instant;

/// All items of a list, page after page, none of which is empty unless there is nothing at all.
async fn walk(stage: &Stage, list: &str) -> Vec<PlaceCard> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let page: List<PlaceCard> = stage.get(&format!("{list}{cursor}")).await.unwrap().json().await.unwrap();
        assert!(!page.items.is_empty() || page.next_cursor.is_none(), "{list}: a page with nothing on it");
        items.extend(page.items);
        let Some(next) = page.next_cursor else { return items };
        cursor = format!("&cursor={next}");
    }
}

#[tokio::test]
async fn what_is_near_is_exact_though_neighbours_share_an_answer() {
    let stage = Stage::start().await.unwrap();
    let all = walk(&stage, "/api/v1/cafes?limit=100").await;
    let mut dice = Dice(21);
    for turn in 0..24_usize {
        // A few steps beside a café, and a radius that ends at about another one.
        let cafe = all[dice.roll(all.len())].position.unwrap();
        let other = all[dice.roll(all.len())].position.unwrap();
        let step = |dice: &mut Dice| f64::from(u32::try_from(dice.roll(2_000)).unwrap()) / 1e6 - 0.001;
        let asked = Position::new(cafe.lat + step(&mut dice), cafe.lon + step(&mut dice)).unwrap();
        let to_other = asked.distance_m(other);
        let radius_m =
            if to_other < 49_000.0 { u32::try_from(dice.roll(80)).unwrap() + 1 + format!("{to_other:.0}").parse::<u32>().unwrap() } else { [335, 2_000, 50_000][turn % 3] };
        let circle = format!("near={},{}&radius_m={radius_m}", asked.lat, asked.lon);

        let mut wanted: Vec<(f64, &str)> = all.iter().map(|card| (asked.distance_m(card.position.unwrap()), card.slug.as_str())).collect();
        wanted.retain(|(metres, _)| *metres <= f64::from(radius_m));
        wanted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let found = walk(&stage, &format!("/api/v1/cafes?{circle}&limit=2")).await;
        let slugs: Vec<&str> = found.iter().map(|card| card.slug.as_str()).collect();
        assert_eq!(slugs, wanted.iter().map(|(_, slug)| *slug).collect::<Vec<_>>(), "{circle}");
        for (card, (metres, _)) in found.iter().zip(&wanted) {
            assert!((card.distance_m.unwrap() - metres).abs() < 0.01, "{circle}: {card:?}");
        }

        let counts: Value = stage.get(&format!("/api/v1/facets?{circle}")).await.unwrap().json().await.unwrap();
        assert_eq!(counts["cafe_count"].as_u64(), u64::try_from(found.len()).ok(), "{circle}");
        let dogs = walk(&stage, &format!("/api/v1/cafes?{circle}&sort=best&dogs=true")).await;
        let counted = counts["facets"].as_array().unwrap().iter().find(|facet| facet["facet"] == "dogs").map_or(0, |facet| facet["count"].as_u64().unwrap());
        assert_eq!(u64::try_from(dogs.len()).unwrap(), counted, "{circle}");
        assert_eq!((counts.get("border"), counts["complete"].as_bool()), (None, Some(true)));
        let page = stage.get(&format!("/near?at={},{}&radius_m={radius_m}", asked.lat, asked.lon)).await.unwrap().text().await.unwrap();
        assert_eq!(page.matches("<li class=\"card\">").count(), found.len().min(24), "{circle}");
    }
}

/// The number that a page shows beside a filter: what follows its field, up to the end of its label.
fn shown_beside(html: &str, field: &str) -> Option<u32> {
    let (_, rest) = html.split_once(&format!("name=\"{field}\""))?;
    let (label, _) = rest.split_once("</label>")?;
    let (_, number) = label.split_once("class=\"note\">")?;
    number.split('<').next()?.parse().ok()
}

#[tokio::test]
async fn filters_round_a_point_combine_and_say_how_many_they_leave() {
    let stage = Stage::start().await.unwrap();
    let cards = |html: &str| html.matches("<li class=\"card\">").count();
    let page = async |path: String| stage.get(&path).await.unwrap().text().await.unwrap();
    let near = "/near?at=60.17,24.94&radius_m=2000";
    let all = page(near.to_owned()).await;
    assert!(cards(&all) > 1, "{all}");
    for filter in ["wifi", "dogs", "cards"] {
        let some = page(format!("{near}&{filter}=true")).await;
        assert_eq!(shown_beside(&all, filter), u32::try_from(cards(&some)).ok(), "{filter}");
        assert!(some.contains("radius_m=2000") && some.contains(&format!("{filter}=true")), "the map and the way to more keep what was chosen");
    }
    // A closer look finds less, and what cannot be is said in words.
    assert!(cards(&page("/near?at=60.17,24.94&radius_m=500".to_owned()).await) < cards(&all));
    assert!(page("/near?at=0,0&radius_m=500".to_owned()).await.contains("Nothing within 500 m"));
    let counted: Value = stage.get("/api/v1/facets?near=60.17,24.94&radius_m=2000").await.unwrap().json().await.unwrap();
    assert_eq!(counted["cafe_count"].as_u64(), u64::try_from(cards(&all)).ok());
    // Neighbours share one answer, the page's own: nobody's position is its key.
    let patience = Instant::now();
    loop {
        let neighbour = stage.get("/api/v1/facets?near=60.170001,24.940001&radius_m=2000").await.unwrap();
        if header(&neighbour, "cache-status") == "craftbean; hit" {
            break;
        }
        assert!(patience.elapsed() < Duration::from_secs(10), "never a hit: {}", header(&neighbour, "cache-status"));
    }
}

#[tokio::test]
async fn a_city_counts_its_roasters_and_reads_times_on_its_own_clocks() {
    let stage = Stage::start().await.unwrap();
    let page = async |query: String| stage.get(&format!("/cities/fi/helsinki{query}")).await.unwrap().text().await.unwrap();
    let city = page(String::new()).await;
    assert!(city.contains("type=\"datetime-local\"") && city.contains("<option value=\"granite-ash-helsinki\">Granite &amp; Ash ("), "{city}");
    assert!(city.find("class=\"cards\"") < city.find("id=\"map\""), "the list comes first");
    let tomorrow = (Clock::System.now() + Duration::from_hours(24)).format("%Y-%m-%d").to_string();
    assert!(page(format!("?open_at={tomorrow}T12:30")).await.contains("Northlight"));
    // Who names a moment does not mean now.
    let night = page(format!("?open_at={tomorrow}T04:00&open_now=true")).await;
    assert!(night.contains("No café here matches") && night.contains(&format!("value=\"{tomorrow}T04:00\"")), "{night}");
}
