//! Sets the stage for the browser journeys: prints the edge's URL, stays until its input is closed.
#![expect(clippy::print_stdout, reason = "the URL is what whoever starts this waits for")]

use anyhow::Context;
use tests::Stage;
use tokio::io::AsyncReadExt;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let stage = Stage::start().await.context("the stage could not be set")?;
    println!("{}", stage.edge.url);
    let mut rest = Vec::new();
    tokio::io::stdin().read_to_end(&mut rest).await?;
    Ok(())
}
