//! Sets the stage for the browser journeys: prints the edge's URL, stays until its input is closed.
#![expect(clippy::print_stdout, reason = "the URL is what whoever starts this waits for")]

use anyhow::Context;
use origin::app::Clock;
use origin::jobs::enqueue_all;
use origin::photos::jobs::MakePhotoVariants;
use tests::{Stage, larger_city, work_off};
use tokio::io::AsyncReadExt;
use uuid::Uuid;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let stage = Stage::start().await.context("the stage could not be set")?;
    larger_city::add(&stage.db, Clock::System.now()).await.context("the larger city could not be added")?;
    draw_photos(&stage).await.context("the photos could not be drawn")?;
    println!("{}", stage.edge.url);
    let mut rest = Vec::new();
    tokio::io::stdin().read_to_end(&mut rest).await?;
    Ok(())
}

/// The photos of one café, so that there is one with photos; all others show how it is without.
async fn draw_photos(stage: &Stage) -> anyhow::Result<()> {
    let photos: Vec<Uuid> = sqlx::query_scalar("SELECT ph.id FROM photos ph JOIN places p ON p.id = ph.place_id WHERE p.slug = 'slow-ferry-helsinki'").fetch_all(&stage.db).await?;
    let mut db = stage.db.acquire().await?;
    enqueue_all(&mut db, &photos.into_iter().map(|photo| MakePhotoVariants { photo }).collect::<Vec<_>>()).await?;
    work_off(&stage.db, &stage.edge.url).await
}
