//! The overload bench: visitors who come whether or not others are answered, up to three times as many as a slow database can serve, and who give up
//! after a second. `cargo xtask bench overload` starts it, and writes what it prints to docs/bench-overload.md and the curve beside it.
#![expect(clippy::print_stdout, reason = "the table is what this program is for")]

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use origin::import::chains::Chains;
use origin::import::{Input, import};
use reqwest::{Client, Method};
use serde_json::json;
use shared::signed_call::{CLIENT_HEADER, Seal, seal};
use tests::fault_proxy::FaultProxy;
use tests::origin_process::OriginProcess;
use tests::{Dice, INTERNAL_KEY, fresh_database};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

const PLACES: u32 = 2_000;
/// Every answer of the database comes so much later, which makes it the bottleneck.
const DATABASE_SLOWNESS: Duration = Duration::from_millis(20);
/// Visitors wait no longer.
const CLIENT_DEADLINE: Duration = Duration::from_secs(1);
const STEP: Duration = Duration::from_secs(10);
/// Offered load as tenths of what can be done.
const LOADS: [u32; 6] = [2, 6, 10, 15, 20, 30];
const CALM_LOAD: u32 = 5;
/// The control: 256 at once, however long they take, and everybody waits in line for a connection.
const UNPROTECTED: [(&str, &str); 2] = [("CRAFTBEAN_ADMISSION", "fixed"), ("CRAFTBEAN_CONNECTION_WAIT_MS", "30000")];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Answered,
    Refused,
    Late,
}

#[derive(Clone, Copy, Debug)]
struct Visit {
    write: bool,
    began: Instant,
    took: Duration,
    outcome: Outcome,
}

/// An origin of its own behind a slow way to its database.
struct Arm {
    url: String,
    client: Client,
    _origin: OriginProcess,
}

impl Arm {
    async fn start(database_url: &str, variables: &[(&str, &str)]) -> anyhow::Result<Self> {
        let origin = OriginProcess::start_pinned(database_url, variables).await?;
        Ok(Self { url: origin.url.clone(), client: Client::builder().timeout(CLIENT_DEADLINE).build()?, _origin: origin })
    }

    /// One visitor: six of ten look at a list, three at a profile, one suggests something. No two ask for the same list.
    async fn visit(&self, number: u64) -> Visit {
        let mut dice = Dice(number);
        let place = dice.roll(usize::try_from(PLACES).unwrap_or(1));
        let sort = dice.roll(10);
        let request = match sort {
            0..=5 => {
                let (lat, lon) = (dice.roll(100_000), dice.roll(100_000));
                self.client.get(format!("{}/api/v1/cafes?near=60.{lat:05},24.{lon:05}&radius_m=400&limit=10", self.url))
            }
            6..=8 => self.client.get(format!("{}/api/v1/cafes/cafe-{place}", self.url)),
            _ => {
                let body = json!({ "proposal": { "kind": "closed", "slug": format!("cafe-{place}") } }).to_string();
                let visitor = seal(INTERNAL_KEY.as_bytes(), Seal::Client, &number.to_string());
                let request = self.client.request(Method::POST, format!("{}/api/v1/suggestions", self.url)).header(CLIENT_HEADER, visitor);
                request.header("content-type", "application/json").header("idempotency-key", number.to_string()).body(body)
            }
        };
        let began = Instant::now();
        let answer = request.send().await;
        let outcome = match answer {
            Ok(answer) if answer.status().is_success() && answer.headers().get("content-type").is_some() => {
                if answer.bytes().await.is_ok() {
                    Outcome::Answered
                } else {
                    Outcome::Late
                }
            }
            Ok(answer) if answer.status().as_u16() == 503 && answer.headers().contains_key("retry-after") && began.elapsed() < CLIENT_DEADLINE => Outcome::Refused,
            _ => Outcome::Late,
        };
        Visit { write: sort == 9, began, took: began.elapsed(), outcome }
    }
}

/// Visitors who wait for each other: what can be done in a second.
async fn capacity(arm: &Arc<Arm>) -> anyhow::Result<f64> {
    let until = Instant::now() + STEP;
    let mut visitors = Vec::new();
    for visitor in 0..24_u64 {
        let arm = arm.clone();
        visitors.push(tokio::spawn(async move {
            let mut answered = 0_u32;
            let mut number = (1 << 40) + (visitor << 20);
            while Instant::now() < until {
                number += 1;
                answered += u32::from(arm.visit(number).await.outcome == Outcome::Answered);
            }
            answered
        }));
    }
    let mut answered = 0;
    for visitor in visitors {
        answered += visitor.await?;
    }
    Ok(f64::from(answered) / STEP.as_secs_f64())
}

/// Visitors who come at random moments, so many a second, whatever happens to the others.
async fn offer(arm: &Arc<Arm>, a_second: f64, seed: u64) -> anyhow::Result<Vec<Visit>> {
    let visits = Arc::new(Mutex::new(Vec::new()));
    let mut dice = Dice(seed);
    let (began, mut at, mut under_way) = (Instant::now(), Duration::ZERO, Vec::new());
    let mut number = seed << 32;
    while at < STEP {
        let fraction = (f64::from(u32::try_from(dice.roll(1_000_000))?) + 1.0) / 1_000_001.0;
        at += Duration::from_secs_f64(-fraction.ln() / a_second);
        sleep_until(began + at).await;
        number += 1;
        let (arm, visits) = (arm.clone(), visits.clone());
        under_way.push(tokio::spawn(async move {
            let visit = arm.visit(number).await;
            visits.lock().await.push(visit);
        }));
    }
    for one in under_way {
        one.await?;
    }
    let visits = visits.lock().await.clone();
    Ok(visits)
}

/// What visitors saw of one load.
struct Step {
    offered: f64,
    answered: f64,
    writes_answered: f64,
    p99: Duration,
    refused_p99: Duration,
    refused: usize,
    late: usize,
}

impl Step {
    fn of(offered: f64, visits: &[Visit]) -> Self {
        let times = |outcome: Outcome| {
            let mut times: Vec<Duration> = visits.iter().filter(|visit| visit.outcome == outcome).map(|visit| visit.took).collect();
            times.sort();
            times
        };
        let p99 = |times: &[Duration]| times.get(times.len() * 99 / 100).copied().unwrap_or_default();
        let (answered, refused) = (times(Outcome::Answered), times(Outcome::Refused));
        let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
        let writes = visits.iter().filter(|visit| visit.write).count();
        let writes_answered = visits.iter().filter(|visit| visit.write && visit.outcome == Outcome::Answered).count();
        Self {
            offered,
            answered: count(answered.len()) / STEP.as_secs_f64(),
            writes_answered: count(writes_answered) / count(writes).max(1.0),
            p99: p99(&answered),
            refused_p99: p99(&refused),
            refused: refused.len(),
            late: times(Outcome::Late).len(),
        }
    }
}

/// The second from which on every second answers 99 of 100.
fn calm_after(visits: &[Visit]) -> Option<usize> {
    let began = visits.iter().map(|visit| visit.began).min()?;
    let seconds = usize::try_from(STEP.as_secs()).ok()?;
    let mut bad = (0..seconds).filter(|second| {
        let of_it: Vec<&Visit> = visits.iter().filter(|visit| visit.began.duration_since(began).as_secs() == u64::try_from(*second).unwrap_or(0)).collect();
        let answered = of_it.iter().filter(|visit| visit.outcome == Outcome::Answered).count();
        answered * 100 < of_it.len() * 99
    });
    Some(bad.next_back().map_or(0, |second| second + 1))
}

async fn run(arm: &Arc<Arm>, name: &str, can_do: f64) -> anyhow::Result<Vec<Step>> {
    let mut steps = Vec::new();
    for (seed, load) in (1..).zip(LOADS) {
        let offered = can_do * f64::from(load) / 10.0;
        let visits = offer(arm, offered, seed).await?;
        let step = Step::of(offered, &visits);
        eprintln!("{name}: offered {offered:.0}, answered {:.0} a second", step.answered);
        steps.push(step);
    }
    let calm = offer(arm, can_do * f64::from(CALM_LOAD) / 10.0, 99).await?;
    println!("| {name} | offered a second | answered in time | p99 of these | refused, their p99 | late or lost | writes answered |");
    println!("|---|---:|---:|---:|---:|---:|---:|");
    for step in &steps {
        println!(
            "| {:.1} × | {:.0} | **{:.0}** | {} ms | {}, {} ms | {} | {:.0} % |",
            step.offered / can_do,
            step.offered,
            step.answered,
            step.p99.as_millis(),
            step.refused,
            step.refused_p99.as_millis(),
            step.late,
            step.writes_answered * 100.0
        );
    }
    let seconds = usize::try_from(STEP.as_secs())?;
    match calm_after(&calm) {
        Some(second) if second < seconds => println!("\nBack at half of what can be done, 99 of 100 are answered from {second} s on.\n"),
        _ => println!("\nBack at half of what can be done, it is not calm again within {seconds} s.\n"),
    }
    Ok(steps)
}

/// Answered over offered, a line for each arm.
fn chart(arms: &[(&str, &str, &[Step])], can_do: f64) -> String {
    let x = |offered: f64| 60.0 + offered / can_do / 3.0 * 520.0;
    let y = |answered: f64| 270.0 - answered / can_do / 1.3 * 220.0;
    let mut svg = String::from(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 330" font-family="system-ui,sans-serif" font-size="13"><title>Answered within a second, by how many come</title><rect width="640" height="330" fill="#fffdf8"/>"##,
    );
    let _ = write!(svg, r##"<path d="M60 40V270H600" fill="none" stroke="#7a6f63"/><path d="M60 {0:.0}H600" stroke="#d8cfc2" stroke-dasharray="4 4"/>"##, y(can_do));
    for tenths in [10, 20, 30] {
        let at = x(can_do * f64::from(tenths) / 10.0);
        let _ = write!(svg, r##"<text x="{at:.0}" y="290" text-anchor="middle" fill="#4a4038">{} ×</text>"##, tenths / 10);
    }
    let _ = write!(
        svg,
        r##"<text x="52" y="{:.0}" text-anchor="end" fill="#4a4038">{can_do:.0}</text><text x="330" y="316" text-anchor="middle" fill="#4a4038">visitors a second, by what the database can serve</text><text x="60" y="26" fill="#4a4038">answered within a second</text>"##,
        y(can_do) + 4.0
    );
    for (name, colour, steps) in arms {
        let points: Vec<String> = steps.iter().map(|step| format!("{:.0},{:.0}", x(step.offered), y(step.answered))).collect();
        let _ = write!(svg, r#"<polyline points="{}" fill="none" stroke="{colour}" stroke-width="2.5"/>"#, points.join(" "));
        if let Some(last) = steps.last() {
            let _ = write!(svg, r#"<text x="{:.0}" y="{:.0}" text-anchor="end" fill="{colour}">{name}</text>"#, x(last.offered), y(last.answered) - 8.0);
        }
    }
    svg.push_str("</svg>\n");
    svg
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let db = fresh_database().await?;
    let rows: String = (0..PLACES).fold(String::new(), |mut rows, number| {
        let (lat, lon) = (f64::from(number % 50) / 50.0, f64::from(number / 50) / 40.0);
        let _ = writeln!(rows, r#"{{"reference":"{number}","name":"Cafe {number}","lat":{},"lon":{},"country":"FI"}}"#, 60.0 + lat, 24.0 + lon);
        rows
    });
    let file = std::env::temp_dir().join(format!("craftbean-overload-{}.ndjson", std::process::id()));
    std::fs::write(&file, rows)?;
    let imported = import(&db, Input::Own(file.clone()), Chains::default(), Utc::now()).await;
    std::fs::remove_file(&file)?;
    imported?;
    let options = db.connect_options();
    let slow = FaultProxy::start_far(&format!("http://{}:{}", options.get_host(), options.get_port()), DATABASE_SLOWNESS).await?;
    let name: String = sqlx::query_scalar("SELECT current_database()::text").fetch_one(&db).await?;
    let database_url = format!("{}/{name}", slow.url.replace("http://", &format!("postgres://{}@", options.get_username())));

    let adaptive = Arc::new(Arm::start(&database_url, &[]).await?);
    let can_do = capacity(&adaptive).await?;
    println!("# Overload\n");
    println!(
        "`cargo xtask bench overload`: one origin, pinned to one core, whose database answers {} ms late and can so serve {can_do:.0} visitors a second.",
        DATABASE_SLOWNESS.as_millis()
    );
    println!(
        "They come at random moments, whatever happens to the others, and give up after {} s.\n\n![Answered within a second](bench-overload.svg)\n",
        CLIENT_DEADLINE.as_secs()
    );
    let adapted = run(&adaptive, "adaptive", can_do).await?;
    drop(adaptive);
    let fixed = Arc::new(Arm::start(&database_url, &UNPROTECTED).await?);
    let control = run(&fixed, "control: no limiter", can_do).await?;
    #[expect(clippy::disallowed_methods, reason = "xtask says where the chart goes")]
    if let Ok(path) = std::env::var("CRAFTBEAN_CHART") {
        std::fs::write(path, chart(&[("adaptive", "#2f6b4f", &adapted), ("no limiter", "#a4502a", &control)], can_do))?;
    }
    Ok(())
}
