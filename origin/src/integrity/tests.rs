//! Every rule holds for the demonstration set, and each is seen broken once.

use sqlx::PgPool;

use super::check;
use crate::testing::{demonstration, noon};

#[sqlx::test]
async fn the_demonstration_set_keeps_every_rule_and_each_breach_is_found(db: PgPool) {
    let _router = demonstration(&db).await;
    let broken = async || -> Vec<String> {
        let findings = check(&db, noon()).await.unwrap();
        findings.into_iter().filter(|finding| finding.violations > 0).map(|finding| finding.rule).collect()
    };
    assert_eq!(broken().await, Vec::<String>::new());
    assert_eq!(super::findings(&db).await.unwrap().len(), 8);
    let breaches = [
        ("UPDATE cities SET cafe_count = cafe_count + 1 WHERE slug = 'helsinki'", "cities count their open places"),
        ("UPDATE sources SET place_count = 0", "sources count their open places"),
        ("UPDATE brewing_methods SET cafe_count = 99 WHERE slug = 'v60'", "brewing methods count their open cafés"),
        ("UPDATE places SET hours_laid_until = NULL WHERE slug = 'slow-ferry-helsinki'", "hours that are understood are laid out ahead"),
        (
            "INSERT INTO suggestions (id, kind, proposal, status, decided_at, decided_by) VALUES (gen_random_uuid(), 'new_cafe', '{}', 'accepted', now(), 'A')",
            "an accepted suggestion has its place and its line of history",
        ),
        ("ALTER TABLE places DISABLE TRIGGER places_digest_facets; UPDATE places SET facets = '{wifi}' WHERE slug = 'slow-ferry-helsinki'", "what a place offers has its digest"),
        ("INSERT INTO purges (id, tags, created_at) VALUES (gen_random_uuid(), '{a}', now() - interval '1 hour')", "edges are told within ten minutes"),
        (
            "INSERT INTO open_intervals SELECT id, now() + interval '99 days', now() + interval '100 days' FROM places WHERE slug = 'slow-ferry-helsinki'; UPDATE places SET closed = true WHERE slug = 'slow-ferry-helsinki'",
            "a closed place is never open",
        ),
    ];
    for (breach, rule) in breaches {
        sqlx::raw_sql(breach).execute(&db).await.unwrap();
        assert!(broken().await.iter().any(|found| found == rule), "{rule}");
    }
}
