//! The origin bench: every list and every page of one thing over 162,348 real places and a million generated reviews, and the rate of profiles beside
//! what the same server does for `pgbench -S`. `cargo xtask bench origin` starts it, writes what it prints to docs/bench-scale.md, and fails where that names
//! a goal that was missed: 20 ms (p95), a quarter of pgbench.
#![expect(clippy::print_stdout, reason = "the table is what this program is for")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use axum::body::Bytes;
use axum::http::header::HOST;
use axum::http::{Request, StatusCode};
use http_body_util::{BodyExt, Empty};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use reqwest::Client;
use serde_json::Value;
use shared::query::escape;
use sqlx::{AssertSqlSafe, PgPool};
use tests::origin_process::{self, OriginProcess, url_of};
use tests::{Dice, fresh_database, real_data};
use tokio::net::TcpStream;
use tokio::process::Command;
use tokio::time::{Instant, sleep};

/// Requests of each kind, every one of them for something else, so that no answer is a shared one.
const REQUESTS: usize = 300;
const P95_MAX: Duration = Duration::from_millis(20);
const RATE_MIN: f64 = 0.25;
/// Callers at once where rates are compared, and for how long.
const CALLERS: usize = 16;
/// Profiles that many ask for.
const POPULAR: usize = 200;
const RATE_TIME: Duration = Duration::from_secs(10);

/// A million reviews, most of them of few places, as people write them; hours and facts of a third of all places, and what follows from these.
const CROWD: &str = "
    CREATE TEMP TABLE numbered AS SELECT id, row_number() OVER (ORDER BY source, source_ref) AS n, count(*) OVER () AS many FROM places WHERE kind = 'cafe' AND NOT closed;
    CREATE INDEX ON numbered (n);
    INSERT INTO reviews (id, place_id, author, language, coffee, atmosphere, service, text, visited_on)
        SELECT gen_random_uuid(), numbered.id, 'Visitor ' || r.number, 'en', 1 + r.number % 10, 1 + r.number / 7 % 10, 1 + r.number / 11 % 10,
               repeat('Good coffee, kind people, and a seat by the window. ', 1 + (r.number % 6)::int), DATE '2026-11-01' - (r.number % 2000)::int
        FROM (SELECT number, 1 + floor(power(random(), 4) * (SELECT max(many) - 1 FROM numbered))::bigint AS n FROM generate_series(1, 1000000) AS number) AS r
        JOIN numbered ON numbered.n = r.n;
    UPDATE places p SET review_count = r.number, coffee_sum = r.coffee, atmosphere_sum = r.atmosphere, service_sum = r.service
        FROM (SELECT place_id, count(*) AS number, sum(coffee) AS coffee, sum(atmosphere) AS atmosphere, sum(service) AS service FROM reviews GROUP BY 1) AS r WHERE r.place_id = p.id;
    UPDATE places SET opening_hours = 'Mo-Su 08:00-20:00', hours_understood = true, hours_laid_until = current_date + 14
        WHERE id IN (SELECT id FROM numbered WHERE n % 3 = 0) AND time_zone IS NOT NULL;
    INSERT INTO open_intervals (place_id, opens_at, closes_at)
        SELECT id, current_date + d * interval '1 day', current_date + d * interval '1 day' + interval '23 hours 50 minutes'
        FROM places, generate_series(0, 13) AS d WHERE opening_hours = 'Mo-Su 08:00-20:00' ON CONFLICT DO NOTHING;
    INSERT INTO place_practical (place_id, fact, offered) SELECT id, 'wifi', 'yes' FROM numbered WHERE n % 2 = 1 ON CONFLICT DO NOTHING;
    INSERT INTO place_brewing_methods (place_id, method) SELECT id, 'v60' FROM numbered WHERE n % 5 = 1 ON CONFLICT DO NOTHING;
    UPDATE places SET open_late = true WHERE id IN (SELECT id FROM numbered WHERE n % 10 = 1);
    UPDATE places SET facets = facets_of(id) WHERE id IN (SELECT id FROM numbered WHERE n % 2 = 1 OR n % 5 = 1);";

/// What is asked for, in as many different ways as there are requests.
struct Kind {
    name: &'static str,
    paths: Vec<String>,
}

/// How long the import of the real places took.
async fn fill(db: &PgPool) -> anyhow::Result<Duration> {
    let venues = real_data("poi_bulk_wof/venues.csv.gz").context("the bench needs the real data")?;
    eprintln!("importing {}", venues.display());
    let began = Instant::now();
    origin_process::run(db, &["import", "auto", &venues.display().to_string()]).await?;
    let imported = began.elapsed();
    origin_process::run(db, &["import", "demonstration"]).await?;
    eprintln!("writing a million reviews");
    sqlx::raw_sql(CROWD).execute(db).await?;
    eprintln!("making search documents");
    origin_process::run(db, &["rebuild-search"]).await?;
    eprintln!("storing profiles");
    origin_process::run(db, &["store-profiles"]).await?;
    sqlx::raw_sql("VACUUM ANALYZE").execute(db).await?;
    Ok(imported)
}

/// One column of texts.
async fn texts(db: &PgPool, sql: &'static str) -> anyhow::Result<Vec<String>> {
    let texts: Vec<String> = sqlx::query_scalar(sql).fetch_all(db).await?;
    ensure!(!texts.is_empty(), "nothing to ask for: {sql}");
    Ok(texts)
}

/// Addresses of one kind, drawn from what there is.
fn drawn(name: &'static str, from: &[String], seed: u64, path: impl Fn(&str) -> String) -> Kind {
    let (mut dice, mut rest) = (Dice(seed), from.to_vec());
    let paths = (0..REQUESTS.min(rest.len())).map(|_| path(&rest.swap_remove(dice.roll(rest.len())))).collect();
    Kind { name, paths }
}

async fn kinds(db: &PgPool) -> anyhow::Result<Vec<Kind>> {
    let cafes = texts(db, "SELECT slug FROM places WHERE kind = 'cafe' AND NOT closed ORDER BY source_ref LIMIT 50000").await?;
    let busy = texts(db, "SELECT slug FROM places WHERE kind = 'cafe' AND NOT closed ORDER BY review_count DESC LIMIT 400").await?;
    let cities = texts(db, "SELECT lower(country) || '/' || slug FROM cities ORDER BY cafe_count DESC LIMIT 400").await?;
    let countries = texts(db, "SELECT DISTINCT lower(country) FROM places").await?;
    let positions =
        texts(db, "SELECT round(lat::numeric, 4) || ',' || round(lon::numeric, 4) FROM places WHERE lat IS NOT NULL AND precision = 'exact' ORDER BY source_ref LIMIT 20000")
            .await?;
    let names = texts(db, "SELECT name FROM places WHERE NOT closed AND length(name) BETWEEN 4 AND 30 ORDER BY source_ref LIMIT 20000").await?;
    let parts: Vec<String> = (0..=255).map(|part| format!("{part:02x}")).collect();
    let one = |slug: &str| format!("/api/v1/cafes/{slug}");
    // One parameter more that changes nothing but makes each address another.
    let sized = |path: &str, number: usize| format!("{path}limit={}", 10 + number % 91);
    let mut kinds = vec![
        drawn("a profile", &cafes, 1, one),
        drawn("a profile with thousands of reviews", &busy, 2, one),
        drawn("the first page of a profile's reviews", &busy, 3, |slug| format!("/api/v1/cafes/{slug}/reviews")),
        drawn("a city with its highlights", &cities, 4, |city| format!("/api/v1/cities/{city}")),
        drawn("the counts of a city", &cities, 4, |city| format!("/api/v1/facets?city={city}")),
        drawn("the counts round a point", &positions, 5, |at| format!("/api/v1/facets?near={at}")),
        drawn("cafés near a point", &positions, 5, |at| format!("/api/v1/cafes?near={at}")),
        drawn("cafés near a point, open now", &positions, 6, |at| format!("/api/v1/cafes?near={at}&open_now=true")),
        drawn("cafés near a point, within 50 km, with Wi-Fi", &positions, 7, |at| format!("/api/v1/cafes?near={at}&radius_m=50000&wifi=true")),
        drawn("the best cafés within 5 km", &positions, 13, |at| format!("/api/v1/cafes?near={at}&sort=best")),
        drawn("the newest cafés within 50 km, open now", &positions, 14, |at| format!("/api/v1/cafes?near={at}&radius_m=50000&sort=newest&open_now=true")),
        drawn("a search", &names, 8, |name| format!("/api/v1/search?q={}", escape(name))),
        drawn("a part of the sitemap", &parts, 9, |part| format!("/api/v1/sitemaps/{part}")),
    ];
    for (name, filter) in [
        ("the best cafés of a city", "sort=best&"),
        ("the newest cafés of a city", "sort=newest&"),
        ("cafés of a city by name", "sort=name&"),
        ("cafés of a city, open now", "open_now=true&"),
        ("cafés of a city that are open late", "open_late=true&"),
        ("cafés of a city with Wi-Fi that brew V60", "wifi=true&brewing=v60&"),
    ] {
        let mut kind = drawn(name, &cities, 10, |city| format!("/api/v1/cafes?city={city}&{filter}"));
        kind.paths = kind.paths.iter().zip(0..).map(|(path, number)| sized(path, number)).collect();
        kinds.push(kind);
    }
    for (name, filter) in [("the best cafés of a country", "sort=best&"), ("cafés of a country, open now, with Wi-Fi", "open_now=true&wifi=true&")] {
        let mut kind = drawn(name, &countries, 11, |country| format!("/api/v1/cafes?country={country}&{filter}"));
        kind.paths = kind.paths.iter().zip(0..).map(|(path, number)| sized(path, number)).collect();
        kinds.push(kind);
    }
    Ok(kinds)
}

/// Follows a list from page to page: how long each page took.
async fn walk(client: &Client, url: &str, list: &str) -> anyhow::Result<Vec<Duration>> {
    let (mut times, mut cursor) = (Vec::new(), String::new());
    for _ in 0..REQUESTS {
        let began = Instant::now();
        let answer = client.get(format!("{url}{list}{cursor}")).send().await?;
        ensure!(answer.status() == 200, "{list}{cursor} was answered {}", answer.status());
        let body = answer.bytes().await?;
        times.push(began.elapsed());
        let page: Value = serde_json::from_slice(&body)?;
        match page.get("next_cursor").and_then(Value::as_str) {
            Some(next) => cursor = format!("&cursor={}", escape(next)),
            None => break,
        }
    }
    Ok(times)
}

async fn ask(client: &Client, url: &str, kind: &Kind) -> anyhow::Result<Vec<Duration>> {
    let mut times = Vec::new();
    for path in &kind.paths {
        let began = Instant::now();
        let answer = client.get(format!("{url}{path}")).send().await?;
        ensure!(answer.status() == 200, "{path} was answered {}", answer.status());
        answer.bytes().await?;
        times.push(began.elapsed());
    }
    Ok(times)
}

/// Prints a line; the p95.
fn line(name: &str, mut times: Vec<Duration>) -> Duration {
    times.sort();
    let at = |share: usize| times.get(times.len() * share / 100).or(times.last()).copied().unwrap_or_default();
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    println!("| {name} | {} | {:.1} ms | {:.1} ms | {:.1} ms |", times.len(), ms(at(50)), ms(at(95)), ms(at(100)));
    at(95)
}

/// How unevenly visitors ask, as one day of a real site's log has it for pages (`zipf_alpha_pages_only_mle` of `traffic_nasa_1995`).
const ZIPF_EXPONENT: f64 = 1.017;
/// Draws that are made beforehand.
const DRAWS: usize = 500_000;

/// Of these, as visitors ask: the first most often, the n-th as often as 1 in n to the exponent.
fn as_visitors_ask(slugs: &[String]) -> Vec<String> {
    let mut reached = 0.0;
    let shares: Vec<(f64, &String)> = slugs
        .iter()
        .zip(1_u32..)
        .map(|(slug, rank)| {
            reached += f64::from(rank).powf(-ZIPF_EXPONENT);
            (reached, slug)
        })
        .collect();
    let mut dice = Dice(12);
    let draw = |_| {
        let at = f64::from(u32::try_from(dice.roll(1 << 30)).unwrap_or(0)) / f64::from(1_u32 << 30) * reached;
        shares.get(shares.partition_point(|(share, _)| *share <= at)).map(|(_, slug)| (*slug).clone())
    };
    (0..DRAWS).filter_map(draw).collect()
}

/// A caller's connection. Callers take time from what they call, as those of pgbench do: they are as lean as these.
async fn connect(address: &str) -> anyhow::Result<SendRequest<Empty<Bytes>>> {
    let (sender, connection) = http1::handshake(TokioIo::new(TcpStream::connect(address).await?)).await?;
    tokio::spawn(connection);
    Ok(sender)
}

/// Profiles a second, by callers who never pause, each with a connection of its own.
async fn profiles_a_second(url: &str, slugs: Arc<Vec<String>>) -> anyhow::Result<f64> {
    let address = url.strip_prefix("http://").context("an origin without an address")?;
    let (done, over) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let mut callers = Vec::new();
    for caller in 0..CALLERS {
        let (mut connection, address, slugs, done, over) = (connect(address).await?, address.to_owned(), slugs.clone(), done.clone(), over.clone());
        callers.push(tokio::spawn(async move {
            for slug in slugs.iter().cycle().skip(caller * slugs.len() / CALLERS) {
                if over.load(Ordering::Relaxed) {
                    break;
                }
                connection.ready().await?;
                let request = Request::get(format!("/api/v1/cafes/{slug}")).header(HOST, &address).body(Empty::new())?;
                let answer = connection.send_request(request).await?;
                let status = answer.status();
                drop(answer.into_body().collect().await?);
                match status {
                    StatusCode::OK => done.fetch_add(1, Ordering::Relaxed),
                    // More at once than the database is believed to serve: the next one later, and not counted.
                    StatusCode::SERVICE_UNAVAILABLE => {
                        sleep(Duration::from_millis(20)).await;
                        continue;
                    }
                    other => bail!("{slug} was answered {other}"),
                };
            }
            anyhow::Ok(())
        }));
    }
    sleep(RATE_TIME).await;
    over.store(true, Ordering::Relaxed);
    for caller in callers {
        caller.await??;
    }
    Ok(f64::from(u32::try_from(done.load(Ordering::Relaxed))?) / RATE_TIME.as_secs_f64())
}

/// In Debian's postgresql package.
const PGBENCH: &str = "/usr/lib/postgresql/15/bin/pgbench";

/// `pgbench -S` on the same server, as many callers: rows a second, each by its key.
async fn pgbench(db: &PgPool) -> anyhow::Result<f64> {
    let url = url_of(db);
    let base = url.rsplit_once('/').context("a database URL without a database")?.0;
    sqlx::raw_sql(AssertSqlSafe("CREATE DATABASE pgbench")).execute(db).await?;
    let target = format!("{base}/pgbench");
    let made = Command::new(PGBENCH).args(["-i", "-q", "-s", "20", &target]).output().await?;
    ensure!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let callers = CALLERS.to_string();
    let time = RATE_TIME.as_secs().to_string();
    let ran = Command::new(PGBENCH).args(["-S", "-n", "-M", "prepared", "-j", "2", "-c", &callers, "-T", &time, &target]).output().await?;
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    let rate = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    rate.with_context(|| format!("pgbench said no rate: {said}{}", String::from_utf8_lossy(&ran.stderr)))
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    ensure!(std::path::Path::new(PGBENCH).exists(), "{PGBENCH} is needed: it is in Debian's postgresql package");
    let db = fresh_database().await?;
    let imported = fill(&db).await?;
    let places: i64 = sqlx::query_scalar("SELECT count(*) FROM places").fetch_one(&db).await?;
    let reviews: i64 = sqlx::query_scalar("SELECT count(*) FROM reviews").fetch_one(&db).await?;
    let origin = OriginProcess::start(&url_of(&db), &[("CRAFTBEAN_DATABASE_CONNECTIONS_MAX", "16")]).await?;
    let client = Client::new();
    println!(
        "# Reading at scale\n\n`cargo xtask bench origin`: {places} places, imported in {:.0} s, {reviews} reviews; each request asks for something else, one after the other, over HTTP.\n",
        imported.as_secs_f64()
    );
    println!("| what is read | requests | p50 | p95 | longest |\n|---|---:|---:|---:|---:|");
    let mut slow = Vec::new();
    let mut judge = |name: &str, times: Vec<Duration>| {
        if line(name, times) > P95_MAX {
            slow.push(name.to_owned());
        }
    };
    for kind in kinds(&db).await? {
        // What was never read since the server started comes from disk once.
        ask(&client, &origin.url, &Kind { name: kind.name, paths: kind.paths.iter().take(20).cloned().collect() }).await?;
        sleep(Duration::from_secs(3)).await;
        judge(kind.name, ask(&client, &origin.url, &kind).await?);
    }
    for (name, list) in [
        ("the best of all cafés, page after page", "/api/v1/cafes?sort=best"),
        ("the newest of all cafés, page after page", "/api/v1/cafes?sort=newest"),
        ("all cafés by name, page after page", "/api/v1/cafes?sort=name"),
        ("all cafés with Wi-Fi, page after page", "/api/v1/cafes?wifi=true"),
        ("all cafés open now, page after page", "/api/v1/cafes?open_now=true"),
        ("all cities, page after page", "/api/v1/cities?limit=100"),
    ] {
        judge(name, walk(&client, &origin.url, list).await?);
    }
    let slugs = Arc::new(texts(&db, "SELECT slug FROM places WHERE kind = 'cafe' AND NOT closed ORDER BY md5(slug) LIMIT 60000").await?);
    let popular = Arc::new(slugs.iter().take(POPULAR).cloned().collect());
    let (many, asked) = (slugs.len(), Arc::new(as_visitors_ask(&slugs)));
    let profiles = profiles_a_second(&origin.url, slugs).await?;
    let mixed = profiles_a_second(&origin.url, asked).await?;
    let shared = profiles_a_second(&origin.url, popular).await?;
    let rows = pgbench(&db).await?;
    let (ratio, mixed_ratio, shared_ratio) = (profiles / rows, mixed / rows, shared / rows);
    println!("\n{CALLERS} callers at once, on the same machine as what they call, in a second:\n");
    println!("| what | a second | of `pgbench -S` |\n|---|---:|---:|");
    println!("| `pgbench -S`: one row by its key | {rows:.0} | 1 |\n| whole profiles, {POPULAR} that are asked for again and again | {shared:.0} | {shared_ratio:.2} |");
    println!("| whole profiles of {many} cafés, as unevenly as visitors ask | {mixed:.0} | {mixed_ratio:.2} |");
    println!("| whole profiles, each another one | {profiles:.0} | {ratio:.2} |\n");
    if ratio < RATE_MIN {
        slow.push(format!("profiles a second, {ratio:.2} of pgbench (goal {RATE_MIN})"));
    }
    if !slow.is_empty() {
        println!("Missed: {}.", slow.join("; "));
    }
    Ok(())
}
