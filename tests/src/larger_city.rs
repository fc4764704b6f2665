//! A city with more cafés than the demonstration set has in any, so that its guide has something to begin with.

use chrono::{DateTime, Utc};
use origin::opening_hours::lay_out::lay_out_due;
use sqlx::PgPool;

/// Twelve cafés in Tampere: ten as old as the city, two that came just now; visitors have been to four; three are open until eleven in the evening.
const CITY: &str = "
    INSERT INTO cities (id, country, slug, slug_base, name, lat, lon, time_zone, cafe_count)
        VALUES ('01900000-0000-7000-8000-000000000000', 'FI', 'tampere', 'tampere', 'Tampere', 61.5, 23.76, 'Europe/Helsinki', 12);
    INSERT INTO places (id, kind, slug, source, source_ref, name, country, city_id, address, precision, time_zone, opening_hours, hours_understood,
                        hours_laid_until, content_hash, last_verified, review_count, coffee_sum, atmosphere_sum, service_sum)
        SELECT (CASE WHEN n > 10 THEN lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint), 12, '0') ELSE '019000000000' END
                   || '70008000' || lpad(to_hex(n), 12, '0'))::uuid,
               'cafe', 'rapids-coffee-' || n || '-tampere', 'demonstration', 'larger-city-' || n, 'Rapids Coffee ' || n, 'FI',
               '01900000-0000-7000-8000-000000000000', 'Rapids Street ' || n, 'town', 'Europe/Helsinki',
               CASE WHEN n <= 3 THEN 'Mo-Su 09:00-23:00' ELSE 'Mo-Su 08:00-18:00' END, true,
               now(), '\\x00', now(), reviews, reviews * 8, reviews * 8, reviews * 8
        FROM generate_series(1, 12) n CROSS JOIN LATERAL (SELECT CASE WHEN n BETWEEN 4 AND 7 THEN 4 ELSE 0 END AS reviews) s;
    INSERT INTO place_brewing_methods (place_id, method)
        SELECT p.id, brewed.method FROM (VALUES ('v60', 2), ('espresso', 3)) AS brewed(method, every)
        JOIN generate_series(1, 12) n ON n % brewed.every = 0 JOIN places p ON p.source_ref = 'larger-city-' || n;";

/// Puts it beside the others, with its hours laid out.
pub async fn add(db: &PgPool, now: DateTime<Utc>) -> anyhow::Result<()> {
    sqlx::raw_sql(CITY).execute(db).await?;
    lay_out_due(db, now).await?;
    Ok(())
}
