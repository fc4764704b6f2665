//! Generations of purges: one each, and later ones larger whatever clocks do.

use sqlx::PgPool;
use uuid::Uuid;

use super::{begin, forget_old, generation, queries};
use crate::testing::noon;

async fn begun(db: &PgPool) -> Uuid {
    let mut transaction = db.begin().await.unwrap();
    let purge = begin(&mut transaction, &["cafe:1".to_owned()]).await.unwrap().unwrap();
    transaction.commit().await.unwrap();
    purge
}

#[sqlx::test]
async fn a_purge_has_one_generation_and_a_later_one_a_larger_also_after_a_clock_that_went_ahead(db: PgPool) {
    crate::database::migrate(&db).await.unwrap();
    let (first, second) = (begun(&db).await, begun(&db).await);
    // Whoever asks first fixes it, in whichever order they were begun.
    let of_second = generation(&db, second).await.unwrap();
    let of_first = generation(&db, first).await.unwrap();
    assert!(of_first > of_second);
    assert_eq!((generation(&db, first).await.unwrap(), generation(&db, second).await.unwrap()), (of_first, of_second));
    sqlx::raw_sql("UPDATE purges SET generation = generation + 3600000000").execute(&db).await.unwrap();
    let third = begun(&db).await;
    assert_eq!(generation(&db, third).await.unwrap(), of_first + 3_600_000_001);
    let mut nothing = db.acquire().await.unwrap();
    assert_eq!(begin(&mut nothing, &[]).await.unwrap(), None);
}

#[sqlx::test]
async fn what_the_edges_know_is_forgotten_and_what_they_do_not_is_not(db: PgPool) {
    crate::database::migrate(&db).await.unwrap();
    let (told, untold, latest) = (begun(&db).await, begun(&db).await, begun(&db).await);
    for purge in [told, untold, latest] {
        generation(&db, purge).await.unwrap();
    }
    for purge in [told, latest] {
        queries::mark_told(&db, purge, noon()).await.unwrap();
    }
    sqlx::raw_sql("UPDATE purges SET created_at = '2020-01-01T00:00:00Z'").execute(&db).await.unwrap();
    let mut connection = db.acquire().await.unwrap();
    assert_eq!(forget_old(&mut connection, noon()).await.unwrap(), 1);
    let left: Vec<Uuid> = sqlx::query_scalar("SELECT id FROM purges ORDER BY id").fetch_all(&db).await.unwrap();
    assert_eq!(left, [untold, latest]);
}
