//! SQL of stored profiles.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::places::Kind;
use crate::places::cells::Cover;

#[derive(Clone, Debug)]
pub struct StoredRow {
    pub place_id: Uuid,
    pub slug: String,
    pub kind: String,
    pub profile: Vec<u8>,
}

/// Those of these places that can be answered as they are. Behind a `SELECT`, the slugs tell the planner nothing, so that it does not plan for each of them anew.
pub async fn list_good(db: &mut PgConnection, slugs: &[String], form: i64, now: DateTime<Utc>) -> Result<Vec<StoredRow>, sqlx::Error> {
    sqlx::query_as!(
        StoredRow,
        r#"SELECT place_id, slug, kind, profile AS "profile!" FROM stored_profiles
           WHERE slug = ANY((SELECT $1::text[])::text[]) AND form = $2 AND good_until > $3 AND profile IS NOT NULL"#,
        slugs,
        form,
        now,
    )
    .fetch_all(db)
    .await
}

/// A place whose profile is due, as it is now.
#[derive(Debug)]
pub struct DueRow {
    pub place_id: Uuid,
    pub good_until: DateTime<Utc>,
    pub slug: String,
    pub kind: String,
}

/// How far a round has come.
#[derive(Clone, Copy, Debug)]
pub struct Due {
    pub since: DateTime<Utc>,
    pub place_id: Uuid,
}

/// Those that are due and come after these, held until the transaction ends, without those that somebody else holds.
pub async fn list_due(db: &mut PgConnection, now: DateTime<Utc>, after: Option<Due>, limit: i64) -> Result<Vec<DueRow>, sqlx::Error> {
    sqlx::query_as!(
        DueRow,
        "SELECT s.place_id, s.good_until, p.slug, p.kind FROM stored_profiles s JOIN places p ON p.id = s.place_id
         WHERE s.good_until <= $1 AND (s.good_until, s.place_id) > (COALESCE($2::timestamptz, 'epoch'), COALESCE($3::uuid, '00000000-0000-0000-0000-000000000000'))
         ORDER BY s.good_until, s.place_id LIMIT $4 FOR UPDATE OF s SKIP LOCKED",
        now,
        after.map(|due| due.since),
        after.map(|due| due.place_id),
        limit,
    )
    .fetch_all(db)
    .await
}

/// Profiles to be written, as columns.
#[derive(Debug, Default)]
pub struct ProfileColumns {
    place_ids: Vec<Uuid>,
    kinds: Vec<String>,
    profiles: Vec<Option<Vec<u8>>>,
}

impl ProfileColumns {
    pub fn push(&mut self, row: &DueRow, profile: Option<Vec<u8>>) {
        self.place_ids.push(row.place_id);
        self.kinds.push(row.kind.clone());
        self.profiles.push(profile);
    }
}

/// Writes profiles that were read for `now`. Each is good until an interval of its opening hours is over, until one more comes within the week that is shown,
/// and for a day at most: not for all of them the same, so that what was stored together does not become due together.
pub async fn update(db: &mut PgConnection, columns: &ProfileColumns, form: i64, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE stored_profiles s SET kind = new.kind, profile = new.profile, form = $4, good_until = LEAST(
             $5::timestamptz + interval '1 day' * (1 - random() / 2),
             (SELECT min(i.closes_at) FROM open_intervals i WHERE i.place_id = s.place_id AND i.closes_at > $5),
             (SELECT min(i.opens_at) - interval '7 days' + interval '1 microsecond' FROM open_intervals i
              WHERE i.place_id = s.place_id AND i.opens_at >= $5 + interval '7 days'))
         FROM UNNEST($1::uuid[], $2::text[], $3::bytea[]) AS new(place_id, kind, profile) WHERE s.place_id = new.place_id",
        &columns.place_ids,
        &columns.kinds,
        &columns.profiles as _,
        form,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Whoever changes what profiles tell without a purge of their tags.
pub async fn forget(db: &mut PgConnection, places: &[Uuid]) -> Result<(), sqlx::Error> {
    sqlx::query!("SELECT forget_profiles($1)", places).execute(db).await?;
    Ok(())
}

/// The place's own, those of the same kind in a covering, of where its people work, too, and of whom it roasts for or is served by: all at once, so that two who change neighbours never wait for
/// each other in a ring.
pub async fn forget_around(db: &mut PgConnection, kind: Kind, place: Uuid, cover: &Cover) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "SELECT forget_profiles(ARRAY(
             SELECT $1 UNION SELECT id FROM places_round($2, $3, $4) WHERE kind = $5
             UNION SELECT others.place_id FROM artisan_places here JOIN artisan_places others ON others.artisan_id = here.artisan_id WHERE here.place_id = $1
             UNION SELECT roaster_id FROM place_roasters WHERE place_id = $1 UNION SELECT place_id FROM place_roasters WHERE roaster_id = $1))",
        place,
        cover.resolution,
        &cover.cells,
        &cover.bounds,
        kind.as_str(),
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Rows of those of these places that have none.
pub async fn insert(db: &mut PgConnection, places: &[Uuid]) -> Result<(), sqlx::Error> {
    sqlx::query!("INSERT INTO stored_profiles (place_id, slug, kind) SELECT id, slug, kind FROM places WHERE id = ANY($1) ON CONFLICT DO NOTHING", places).execute(db).await?;
    Ok(())
}

/// Places in order of their ids.
pub async fn list_places(db: &mut PgConnection, after: Uuid, limit: i64) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!("SELECT id FROM places WHERE id > $1 ORDER BY id LIMIT $2", after, limit).fetch_all(db).await
}

/// After many places have changed, or are new: each has a row, and none is good.
pub async fn forget_all(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO stored_profiles (place_id, slug, kind) SELECT p.id, p.slug, p.kind FROM places p
         WHERE NOT EXISTS (SELECT 1 FROM stored_profiles s WHERE s.place_id = p.id) ON CONFLICT DO NOTHING"
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!("SELECT forget_profiles(ARRAY(SELECT place_id FROM stored_profiles))").execute(db).await?;
    Ok(())
}

pub async fn forget_other_forms(db: &mut PgConnection, places: &[Uuid], form: i64) -> Result<(), sqlx::Error> {
    sqlx::query!("SELECT forget_profiles(ARRAY(SELECT place_id FROM stored_profiles WHERE place_id = ANY($1) AND form <> $2))", places, form).execute(db).await?;
    Ok(())
}

pub async fn commit_without_waiting(db: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query!("SET LOCAL synchronous_commit = off").execute(db).await?;
    Ok(())
}
