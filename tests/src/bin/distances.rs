//! Puts distance between servers of one machine: `distances LISTEN:TARGET:LAT,LON:LAT,LON …`, two ports and two places each. What passes from the
//! first place to the second comes as late as the network is measured to be, or, where no measurements are at hand, expected to be.
#![expect(clippy::print_stdout, reason = "whoever starts this waits for these lines")]

use std::time::Duration;

use anyhow::Context;
use edge::upstream::geography::expected_round_trip_ms;
use shared::geo::Position;
use tests::fault_proxy::FaultProxy;
use tests::latencies::Latencies;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let measured = Latencies::load();
    let mut proxies = Vec::new();
    for way in std::env::args().skip(1) {
        let parts: Vec<&str> = way.split(':').collect();
        let [listen, target, from, to] = parts.as_slice() else { anyhow::bail!("{way} is not LISTEN:TARGET:LAT,LON:LAT,LON") };
        let place = |text: &str| Position::parse(text).with_context(|| format!("{text} is not LAT,LON"));
        let (from, to) = (place(from)?, place(to)?);
        let round_trip_ms = measured.as_ref().and_then(|measured| measured.round_trip_ms(from, to)).unwrap_or_else(|| expected_round_trip_ms(from, to));
        let round_trip = Duration::from_secs_f64(round_trip_ms / 1_000.0);
        proxies.push(FaultProxy::start_at(listen.parse()?, &format!("127.0.0.1:{target}"), round_trip).await?);
        println!("{listen} → {target}: {round_trip_ms:.0} ms");
    }
    println!("ready");
    std::future::pending::<()>().await;
    Ok(())
}
