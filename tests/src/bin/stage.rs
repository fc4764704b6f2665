//! Sets the stage for the browser journeys: prints the edge's URL, stays until its input is closed. With `--vectors FILE` it holds nothing but what attackers
//! write (`tests/vectors`).
#![expect(clippy::print_stdout, reason = "the URL is what whoever starts this waits for")]
#![expect(clippy::disallowed_methods, reason = "a stage speaks plain SQL to fill its database")]

use anyhow::{Context, bail};
use origin::app::Clock;
use origin::jobs::enqueue_all;
use origin::photos::jobs::MakePhotoVariants;
use tests::{Stage, fresh_database, larger_city, work_off};
use tokio::io::AsyncReadExt;
use uuid::Uuid;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options: Vec<String> = std::env::args().skip(1).collect();
    let stage = match options.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => demonstration().await?,
        ["--vectors", file] => hostile(file).await.context("the stage could not be set with vectors")?,
        other => bail!("{} is no option of the stage; it takes --vectors FILE", other.join(" ")),
    };
    println!("{}", stage.edge.url);
    let mut rest = Vec::new();
    tokio::io::stdin().read_to_end(&mut rest).await?;
    Ok(())
}

/// The demonstration with a larger city and some photos.
async fn demonstration() -> anyhow::Result<Stage> {
    let stage = Stage::start().await.context("the stage could not be set")?;
    larger_city::add(&stage.db, Clock::System.now()).await.context("the larger city could not be added")?;
    draw_photos(&stage).await.context("the photos could not be drawn")?;
    Ok(stage)
}

/// A world in which everything that people write is what attackers write.
async fn hostile(file: &str) -> anyhow::Result<Stage> {
    let vectors = tokio::fs::read_to_string(file).await.with_context(|| format!("cannot read {file}"))?;
    let db = fresh_database().await?;
    sqlx::query(include_str!("../../vectors/seed.sql")).bind(vectors).execute(&db).await?;
    Stage::with(db).await
}

/// The photos of one café, so that there is one with photos; all others show how it is without.
async fn draw_photos(stage: &Stage) -> anyhow::Result<()> {
    let photos: Vec<Uuid> = sqlx::query_scalar("SELECT ph.id FROM photos ph JOIN places p ON p.id = ph.place_id WHERE p.slug = 'slow-ferry-helsinki'").fetch_all(&stage.db).await?;
    let mut db = stage.db.acquire().await?;
    enqueue_all(&mut db, &photos.into_iter().map(|photo| MakePhotoVariants { photo }).collect::<Vec<_>>()).await?;
    work_off(&stage.db, &stage.edge.url).await
}
