//! SQL of transactions themselves, and indexes that are made beside what is served.

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, PgPool};

/// From here to its end the transaction may take as long as it needs.
pub async fn lift_time_out(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!("SET LOCAL statement_timeout = 0").execute(db).await?;
    Ok(())
}

/// Indexes of large tables, by name: migrations would keep writers waiting while they are made. [`NEAR`] and [`BEST`] stand behind their names.
const INDEXES: [(&str, &str); 16] = [
    ("places_near_8", "places (h3_8) NEAR"),
    ("places_near_6", "places (h3_6) NEAR"),
    ("places_near_4", "places (h3_4) NEAR"),
    ("places_best", "places (kind, BEST DESC, id) WHERE NOT closed"),
    ("places_best_in_city", "places (city_id, kind, BEST DESC, id) WHERE NOT closed"),
    ("places_best_in_country", "places (country, kind, BEST DESC, id) WHERE NOT closed"),
    ("places_newest", "places (kind, id DESC) WHERE NOT closed"),
    ("places_newest_in_city", "places (city_id, kind, id DESC) WHERE NOT closed"),
    ("places_newest_in_country", "places (country, kind, id DESC) WHERE NOT closed"),
    ("places_by_name_in_country", r#"places (country, kind, (lower(name) COLLATE "C"), id) WHERE NOT closed"#),
    ("places_by_part", "places (get_byte(uuid_send(id), 15), id) WHERE NOT closed"),
    ("cities_by_part", "cities (get_byte(uuid_send(id), 15), id) WHERE cafe_count + roaster_count > 0"),
    ("suggestions_with_email", "suggestions (created_at) WHERE email IS NOT NULL"),
    ("places_by_facet", "places USING gin (facets) WHERE NOT closed"),
    ("places_by_name", r#"places (kind, (lower(name) COLLATE "C"), id) WHERE NOT closed"#),
    ("places_by_name_in_city", r#"places (city_id, kind, (lower(name) COLLATE "C"), id) WHERE NOT closed"#),
];
/// Indexes that migrations made and others have taken the place of: each write would keep them for nobody.
const RETIRED: [&str; 12] = [
    "places_best_first",
    "places_in_city",
    "places_in_country",
    "places_in_h3_4",
    "places_in_h3_6",
    "places_in_h3_8",
    "places_in_cells_4",
    "places_in_cells_6",
    "places_in_cells_8",
    "places_round_4",
    "places_round_6",
    "places_round_8",
];
/// What `places_round` and counts read, so that they never look at the table.
const NEAR: &str = "INCLUDE (id, kind, lat, lon, hours_understood, review_count, coffee_sum, atmosphere_sum, service_sum, completeness, facets_digest)
                    WHERE NOT closed AND precision IN ('exact', 'postcode')";
/// The order that is called best.
const BEST: &str = "best_of(review_count, coffee_sum, atmosphere_sum, service_sum, completeness)";

/// Makes those that are missing, one by one and without keeping anybody waiting, and drops those that have had their time. One that was cut while it was
/// made is made again.
pub async fn create_missing_indexes(db: &PgPool) -> Result<(), sqlx::Error> {
    // It waits for whoever is at the table now, an import perhaps: nobody waits for it meanwhile.
    let mut patient = db.acquire().await?.detach();
    patient.execute("SET lock_timeout = 0").await?;
    patient.execute("SET statement_timeout = 0").await?;
    for (name, definition) in INDEXES {
        let valid = sqlx::query_scalar!("SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass($1)", name).fetch_optional(&mut patient).await?;
        if valid == Some(false) {
            patient.execute(AssertSqlSafe(format!("DROP INDEX CONCURRENTLY {name}"))).await?;
        }
        if valid != Some(true) {
            let definition = definition.replace("NEAR", NEAR).replace("BEST", BEST);
            patient.execute(AssertSqlSafe(format!("CREATE INDEX CONCURRENTLY {name} ON {definition}"))).await?;
        }
    }
    for name in RETIRED {
        patient.execute(AssertSqlSafe(format!("DROP INDEX CONCURRENTLY IF EXISTS {name}"))).await?;
    }
    patient.close().await
}
