//! The search judge: queries that a seed draws from real names, typed as people type them, with the share that finds what was meant, and how long
//! it took. `cargo xtask bench search [--seed N]` starts it and writes what it prints to docs/bench-search.md; below a floor it fails.
#![expect(clippy::print_stdout, reason = "the table is what this program is for")]

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use anyhow::{Context, ensure};
use reqwest::Client;
use shared::query::escape;
use shared::wire::search::SearchResults;
use sqlx::PgPool;
use tests::origin_process::{self, OriginProcess, url_of};
use tests::{Dice, fresh_database, real_data};
use tokio::time::Instant;

/// Queries of each sort.
const QUERIES: usize = 150;
/// What is looked at.
const FIRST: usize = 10;
/// A query that this many names would answer as well says nothing.
const NAMESAKES_MAX: usize = 10;

/// A sort of query with the least that it must find.
struct Sort {
    name: &'static str,
    recall_floor: f64,
    mrr_floor: f64,
    queries: Vec<Query>,
}

/// What is typed, and what is meant.
struct Query {
    typed: String,
    /// Titles that answer it, in lower case.
    meant: HashSet<String>,
    /// Where the answer must be, if that was typed too.
    city: Option<String>,
}

/// A name with its city, as the database has it.
struct Named {
    name: String,
    city: Option<String>,
}

fn is_east_asian(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Names to draw from: some letters, and not a whole sentence.
async fn names(db: &PgPool) -> anyhow::Result<Vec<Named>> {
    let rows: Vec<String> = sqlx::query_scalar(
        "SELECT p.name || E'\\t' || COALESCE(c.name, '') FROM places p LEFT JOIN cities c ON c.id = p.city_id WHERE NOT p.closed ORDER BY p.source, p.source_ref",
    )
    .fetch_all(db)
    .await?;
    let usable = |name: &str| (4..=40).contains(&name.chars().count()) && name.chars().filter(|character| character.is_alphabetic()).count() >= 4;
    let named = rows.iter().filter_map(|row| row.split_once('\t')).filter(|(name, _)| usable(name));
    Ok(named.map(|(name, city)| Named { name: name.to_owned(), city: (!city.is_empty()).then(|| city.to_owned()) }).collect())
}

/// Draws until there are enough.
fn draw(names: &[Named], dice: &mut Dice, mut make: impl FnMut(&Named, &mut Dice) -> Option<Query>) -> Vec<Query> {
    let mut queries = Vec::new();
    for _ in 0..QUERIES * 400 {
        let Some(named) = names.get(dice.roll(names.len())) else { break };
        queries.extend(make(named, dice));
        if queries.len() == QUERIES {
            break;
        }
    }
    queries
}

/// How many names there are of each folded form that passes `of`.
fn meant(name: &str) -> HashSet<String> {
    HashSet::from([name.to_lowercase()])
}

/// One edit of one word that is long enough, by a letter of the alphabet, at any place.
fn mistype(name: &str, letters_min: usize, edits: usize, dice: &mut Dice) -> Option<String> {
    let words: Vec<&str> = name.split(' ').collect();
    let long: Vec<usize> =
        (0..words.len()).filter(|place| words.get(*place).is_some_and(|word| word.len() >= letters_min && word.bytes().all(|byte| byte.is_ascii_alphabetic()))).collect();
    let place = *long.get(dice.roll(long.len().max(1)))?;
    let original: Vec<char> = words.get(place)?.to_lowercase().chars().collect();
    let mut word = original.clone();
    for _ in 0..edits {
        let at = dice.roll(word.len());
        let letter = char::from(b'a' + u8::try_from(dice.roll(26)).unwrap_or(0));
        match dice.roll(4) {
            0 => word.insert(at, letter),
            1 => {
                word.remove(at);
            }
            2 if at + 1 < word.len() => word.swap(at, at + 1),
            _ => word.splice(at..=at, [letter]).for_each(drop),
        }
    }
    let typed: String = word.iter().collect();
    let distance = strsim::osa_distance(&typed, &original.iter().collect::<String>());
    // Edits may undo each other, and a word that has become shorter than what is mended for says nothing.
    (distance == edits && word.len() >= letters_min)
        .then(|| words.iter().enumerate().map(|(index, word)| if index == place { typed.as_str() } else { word }).collect::<Vec<_>>().join(" "))
}

/// What people are known to type for what they mean.
const PEOPLES_KIND: [(&str, &str); 16] = [
    ("kafe", "cafe"),
    ("expresso", "espresso"),
    ("cappucino", "cappuccino"),
    ("restaraunt", "restaurant"),
    ("resturant", "restaurant"),
    ("pizzaria", "pizzeria"),
    ("coffe", "coffee"),
    ("cofee", "coffee"),
    ("bakry", "bakery"),
    ("resteraunt", "restaurant"),
    ("barista'", "barista"),
    ("delicatesen", "delicatessen"),
    ("choclate", "chocolate"),
    ("sandwhich", "sandwich"),
    ("starbuks", "starbucks"),
    ("mc donalds", "mcdonald"),
];

/// Letters and digits only.
fn squashed(text: &str) -> String {
    slug::slugify(text).replace('-', "")
}

fn sorts(names: &[Named], seed: u64) -> Vec<Sort> {
    let mut dice = Dice(seed);
    let lower: Vec<String> = names.iter().map(|named| named.name.to_lowercase()).collect();
    let mut sorted = lower.clone();
    sorted.sort_unstable();
    sorted.dedup();
    let beginning_so = |prefix: &str| {
        let from = sorted.partition_point(|name| name.as_str() < prefix);
        sorted.get(from..).into_iter().flatten().take_while(|name| name.starts_with(prefix)).cloned().collect::<HashSet<_>>()
    };
    let plain = |named: &Named| named.name.is_ascii();
    let exact = draw(names, &mut dice, |named, _| Some(Query { typed: named.name.clone(), meant: meant(&named.name), city: None }));
    let prefix = draw(names, &mut dice, |named, dice| {
        let letters = named.name.chars().count();
        let typed: String = named.name.chars().take(3 + dice.roll(letters)).collect();
        let meant = beginning_so(&typed.to_lowercase());
        (typed.trim().len() == typed.len() && !meant.is_empty() && meant.len() <= NAMESAKES_MAX).then_some(Query { typed, meant, city: None })
    });
    let one = draw(names, &mut dice, |named, dice| Some(Query { typed: mistype(&named.name, 4, 1, dice).filter(|_| plain(named))?, meant: meant(&named.name), city: None }));
    let two = draw(names, &mut dice, |named, dice| Some(Query { typed: mistype(&named.name, 8, 2, dice).filter(|_| plain(named))?, meant: meant(&named.name), city: None }));
    let with_city = draw(names, &mut dice, |named, _| {
        let city = named.city.clone()?;
        Some(Query { typed: format!("{} {city}", named.name), meant: meant(&named.name), city: Some(city) })
    });
    let asian: Vec<Named> = names.iter().filter(|named| named.name.chars().any(is_east_asian)).map(|named| Named { name: named.name.clone(), city: None }).collect();
    let east_asian = draw(&asian, &mut dice, |named, dice| {
        let characters: Vec<char> = named.name.chars().collect();
        let pairs: Vec<String> = characters
            .windows(2)
            .filter(|pair| pair.iter().all(|character| is_east_asian(*character) && *character != 'ー' && *character != '・'))
            .map(|pair| pair.iter().collect())
            .collect();
        let typed = pairs.get(dice.roll(pairs.len().max(1)))?.clone();
        let meant: HashSet<String> = lower.iter().filter(|name| name.contains(&typed)).cloned().collect();
        (meant.len() <= NAMESAKES_MAX).then_some(Query { typed, meant, city: None })
    });
    let people = PEOPLES_KIND
        .iter()
        .map(|(typed, word)| Query {
            typed: (*typed).to_owned(),
            meant: lower.iter().filter(|name| [typed, word].iter().any(|said| squashed(name).contains(&squashed(said)))).cloned().chain([(*word).to_owned()]).collect(),
            city: None,
        })
        .collect();
    vec![
        Sort { name: "exact name", recall_floor: 0.99, mrr_floor: 0.9, queries: exact },
        Sort { name: "beginning of a name", recall_floor: 0.95, mrr_floor: 0.0, queries: prefix },
        Sort { name: "one edit", recall_floor: 0.9, mrr_floor: 0.0, queries: one },
        Sort { name: "two edits", recall_floor: 0.75, mrr_floor: 0.0, queries: two },
        Sort { name: "name and city", recall_floor: 0.95, mrr_floor: 0.0, queries: with_city },
        Sort { name: "two characters of Chinese, Japanese or Korean", recall_floor: 0.95, mrr_floor: 0.0, queries: east_asian },
        Sort { name: "as people mistype", recall_floor: 0.8, mrr_floor: 0.0, queries: people },
    ]
}

/// What a sort has come to.
struct Judged {
    recall: f64,
    mrr: f64,
    times: Vec<Duration>,
    missed: Vec<String>,
}

async fn judge(client: &Client, url: &str, sort: &Sort) -> anyhow::Result<Judged> {
    let mut judged = Judged { recall: 0.0, mrr: 0.0, times: Vec::new(), missed: Vec::new() };
    let one = 1.0 / f64::from(u32::try_from(sort.queries.len())?);
    for query in &sort.queries {
        let began = Instant::now();
        let answer = client.get(format!("{url}/api/v1/search?limit={FIRST}&q={}", escape(&query.typed))).send().await?.error_for_status()?.bytes().await?;
        judged.times.push(began.elapsed());
        let results: SearchResults = serde_json::from_slice(&answer)?;
        let there = |city: &Option<String>| query.city.is_none() || query.city == *city;
        match results.items.iter().position(|hit| query.meant.contains(&hit.title.to_lowercase()) && there(&hit.context)) {
            Some(place) => {
                judged.recall += one;
                judged.mrr += one / f64::from(u32::try_from(place + 1)?);
            }
            None => judged.missed.push(format!("{:?} (found {:?})", query.typed, results.items.iter().take(3).map(|hit| &hit.title).collect::<Vec<_>>())),
        }
    }
    judged.times.sort();
    Ok(judged)
}

async fn fill(db: &PgPool) -> anyhow::Result<bool> {
    let files =
        [real_data("poi_bulk_wof/venues.csv.gz"), real_data("cafes_osm_cities/cafes.ndjson"), real_data("cafes_curated/cafes.ndjson"), real_data("eateries_uk_eotho/cafes_uk.csv")];
    let [Some(venues), Some(cities), Some(curated), Some(uk)] = files else { return Ok(false) };
    for file in [venues, cities, curated, uk] {
        eprintln!("importing {}", file.display());
        origin_process::run(db, &["import", "auto", &file.display().to_string()]).await?;
    }
    origin_process::run(db, &["import", "demonstration"]).await?;
    Ok(true)
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    #[expect(clippy::disallowed_methods, reason = "xtask hands the option on")]
    let seed: u64 = std::env::var("CRAFTBEAN_SEED").unwrap_or_else(|_unset| "1".to_owned()).parse().context("the seed is a whole number")?;
    let db = fresh_database().await?;
    ensure!(fill(&db).await?, "the judge needs the real data");
    let began = Instant::now();
    eprintln!("making search documents");
    origin_process::run(&db, &["rebuild-search"]).await?;
    let rebuilt = began.elapsed();
    sqlx::raw_sql("VACUUM ANALYZE").execute(&db).await?;
    let origin = OriginProcess::start(&url_of(&db), &[]).await?;
    let client = Client::new();
    let names = names(&db).await?;
    let sorts = sorts(&names, seed);
    let documents: i64 = sqlx::query_scalar("SELECT count(*) FROM search_documents").fetch_one(&db).await?;
    let words: i64 = sqlx::query_scalar("SELECT count(*) FROM search_words").fetch_one(&db).await?;
    // What is asked for the first time is not in PostgreSQL's memory; each query itself is asked once.
    for warm in ["coffee", "bar helsinki", "schol", "kyoto"] {
        client.get(format!("{}/api/v1/search?q={warm}", origin.url)).send().await?;
    }
    println!(
        "# Search\n\n`cargo xtask bench search --seed {seed}`: {} names, {documents} documents, {words} words, made anew in {:.0} s beside what is asked.\n",
        names.len(),
        rebuilt.as_secs_f64()
    );
    println!("| queries | of them | found among the first {FIRST} (floor) | mean reciprocal rank (floor) | p50 | p95 | longest |\n|---|---:|---:|---:|---:|---:|---:|");
    let mut below = BTreeMap::new();
    let mut all = Vec::new();
    for sort in &sorts {
        let judged = judge(&client, &origin.url, sort).await?;
        let at = |share: usize| judged.times.get(judged.times.len() * share / 100).copied().unwrap_or_default().as_secs_f64() * 1e3;
        let longest = judged.times.last().copied().unwrap_or_default().as_secs_f64() * 1e3;
        println!(
            "| {} | {} | {:.3} ({}) | {:.3} ({}) | {:.1} ms | {:.1} ms | {longest:.1} ms |",
            sort.name,
            sort.queries.len(),
            judged.recall,
            sort.recall_floor,
            judged.mrr,
            sort.mrr_floor,
            at(50),
            at(95)
        );
        for missed in judged.missed.iter().take(12) {
            eprintln!("{}: missed {missed}", sort.name);
        }
        if judged.recall < sort.recall_floor || judged.mrr < sort.mrr_floor || sort.queries.is_empty() {
            below.insert(sort.name, (judged.recall, judged.mrr));
        }
        all.extend(judged.times);
    }
    all.sort();
    println!("\nAll {}: p95 {:.1} ms at the origin, each asked once.", all.len(), all.get(all.len() * 95 / 100).copied().unwrap_or_default().as_secs_f64() * 1e3);
    ensure!(below.is_empty(), "below the floor: {below:?}");
    Ok(())
}
