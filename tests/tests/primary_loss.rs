//! The primary dies under writers: nothing that was acknowledged is lost or doubled, reads go on, the dead node comes back.

use std::time::Duration;

use tests::keyed_writers::KeyedWriters;
use tests::patroni::PatroniCluster;
use tests::patroni_stage;
use tokio::time::{Instant, sleep};

#[tokio::test]
async fn a_killed_primary_costs_seconds_and_no_acknowledged_write() {
    let cluster = PatroniCluster::start(false).await.unwrap();
    let (origin, db) = patroni_stage(&cluster).await.unwrap();
    let writers = KeyedWriters::start(&origin.url, "slow-ferry-helsinki", 4).unwrap();
    while writers.acknowledged() < 200 {
        sleep(Duration::from_millis(20)).await;
    }
    let (primary, killed_at) = (cluster.primary().await.unwrap(), Instant::now());
    cluster.kill_postmaster(primary).await.unwrap();
    let before = writers.acknowledged();
    while writers.acknowledged() < before + 200 {
        assert!(killed_at.elapsed() < Duration::from_mins(1), "nobody can write any more");
        sleep(Duration::from_millis(20)).await;
    }
    assert!(writers.repeated() > 0, "nobody has noticed, so nothing was killed");
    cluster.wait_until_whole(Duration::from_mins(1)).await.unwrap();
    let (unread, _failed) = writers.read_outage_since(killed_at);
    assert!(unread < Duration::from_secs(2), "nobody could read for {unread:?}");
    let verdict = writers.judge(&db).await.unwrap();
    assert!(verdict.acknowledged >= 400, "{verdict:?}");
    assert_eq!((verdict.lost, verdict.doubled), (0, 0), "{verdict:?}");
}
