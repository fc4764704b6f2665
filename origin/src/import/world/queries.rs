//! SQL of the demonstration world. Each file travels as one JSON array; references become ids by the source they belong to.

use sqlx::PgConnection;
use sqlx::types::Json;

use super::{Artisan, Bean, Links, Photo, Review, Row, Story};

pub(super) async fn upsert_beans(db: &mut PgConnection, source: &str, beans: &Json<Vec<Row<Bean>>>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO beans (id, slug, source, source_ref, name, roaster_id, country, region, farm, varieties, process, altitude_min_m, altitude_max_m, roast, notes, description)
         SELECT b.id, b.slug, $1, b.reference, b.name, p.id, b.country, b.region, b.farm, b.varieties, b.process, b.altitude_min_m, b.altitude_max_m, b.roast, b.notes, b.description
         FROM jsonb_to_recordset($2) AS b(id uuid, slug text, reference text, name text, roaster text, country text, region text, farm text, varieties text[],
             process text, altitude_min_m int2, altitude_max_m int2, roast text, notes text[], description text)
         JOIN places p ON p.source = $1 AND p.source_ref = b.roaster
         ON CONFLICT (source, source_ref) DO UPDATE SET name = excluded.name, roaster_id = excluded.roaster_id, country = excluded.country, region = excluded.region,
             farm = excluded.farm, varieties = excluded.varieties, process = excluded.process, altitude_min_m = excluded.altitude_min_m,
             altitude_max_m = excluded.altitude_max_m, roast = excluded.roast, notes = excluded.notes, description = excluded.description",
        source,
        beans as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What is on which bar, and whose coffee it is.
pub(super) async fn replace_links(db: &mut PgConnection, source: &str, links: &Json<Vec<Links<'_>>>) -> Result<(), sqlx::Error> {
    sqlx::query!("DELETE FROM place_beans pb USING beans b WHERE b.id = pb.bean_id AND b.source = $1", source).execute(&mut *db).await?;
    sqlx::query!("DELETE FROM place_roasters pr USING places p WHERE p.id = pr.place_id AND p.source = $1", source).execute(&mut *db).await?;
    sqlx::query!(
        "INSERT INTO place_beans (place_id, bean_id, since)
         SELECT p.id, b.id, bar.since
         FROM jsonb_to_recordset($2) AS link(reference text, beans jsonb)
         CROSS JOIN jsonb_to_recordset(link.beans) AS bar(bean text, since date)
         JOIN places p ON p.source = $1 AND p.source_ref = link.reference
         JOIN beans b ON b.source = $1 AND b.source_ref = bar.bean",
        source,
        links as _,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "INSERT INTO place_roasters (place_id, roaster_id)
         SELECT p.id, r.id
         FROM jsonb_to_recordset($2) AS link(reference text, roasted_by jsonb)
         CROSS JOIN jsonb_array_elements_text(link.roasted_by) AS roaster(reference)
         JOIN places p ON p.source = $1 AND p.source_ref = link.reference
         JOIN places r ON r.source = $1 AND r.source_ref = roaster.reference",
        source,
        links as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn upsert_artisans(db: &mut PgConnection, source: &str, artisans: &Json<Vec<Row<Artisan>>>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO artisans (id, slug, source, source_ref, name, crafts, words, story)
         SELECT a.id, a.slug, $1, a.reference, a.name, a.crafts, a.words, a.story
         FROM jsonb_to_recordset($2) AS a(id uuid, slug text, reference text, name text, crafts text[], words text, story text)
         ON CONFLICT (source, source_ref) DO UPDATE SET name = excluded.name, crafts = excluded.crafts, words = excluded.words, story = excluded.story",
        source,
        artisans as _,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!("DELETE FROM artisan_places ap USING artisans a WHERE a.id = ap.artisan_id AND a.source = $1", source).execute(&mut *db).await?;
    sqlx::query!(
        "INSERT INTO artisan_places (artisan_id, place_id, role, since)
         SELECT a.id, p.id, work.role, work.since
         FROM jsonb_to_recordset($2) AS line(reference text, works jsonb)
         CROSS JOIN jsonb_to_recordset(line.works) AS work(place text, role text, since int2)
         JOIN artisans a ON a.source = $1 AND a.source_ref = line.reference
         JOIN places p ON p.source = $1 AND p.source_ref = work.place",
        source,
        artisans as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn upsert_stories(db: &mut PgConnection, source: &str, stories: &Json<Vec<Row<Story>>>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO stories (id, slug, source, source_ref, title, summary, body, language, author, artisan_id, published_on)
         SELECT s.id, s.slug, $1, s.reference, s.title, s.summary, s.body, s.language, COALESCE(a.name, s.author ->> 'name'), a.id, s.published_on
         FROM jsonb_to_recordset($2) AS s(id uuid, slug text, reference text, title text, summary text, body text, language text, author jsonb, published_on date)
         LEFT JOIN artisans a ON a.source = $1 AND a.source_ref = s.author ->> 'artisan'
         ON CONFLICT (source, source_ref) DO UPDATE SET title = excluded.title, summary = excluded.summary, body = excluded.body, language = excluded.language,
             author = excluded.author, artisan_id = excluded.artisan_id, published_on = excluded.published_on",
        source,
        stories as _,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!("DELETE FROM story_places sp USING stories s WHERE s.id = sp.story_id AND s.source = $1", source).execute(&mut *db).await?;
    sqlx::query!(
        "INSERT INTO story_places (story_id, place_id)
         SELECT s.id, p.id
         FROM jsonb_to_recordset($2) AS line(reference text, places jsonb)
         CROSS JOIN jsonb_array_elements_text(line.places) AS place(reference)
         JOIN stories s ON s.source = $1 AND s.source_ref = line.reference
         JOIN places p ON p.source = $1 AND p.source_ref = place.reference",
        source,
        stories as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn upsert_reviews(db: &mut PgConnection, source: &str, reviews: &Json<Vec<Row<Review>>>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO reviews (id, place_id, source, source_ref, author, language, coffee, atmosphere, service, text, visited_on)
         SELECT r.id, p.id, $1, r.reference, r.author, r.language, r.coffee, r.atmosphere, r.service, r.text, r.visited_on
         FROM jsonb_to_recordset($2) AS r(id uuid, reference text, place text, author text, language text, coffee int2, atmosphere int2, service int2, text text, visited_on date)
         JOIN places p ON p.source = $1 AND p.source_ref = r.place
         ON CONFLICT (source, source_ref) DO UPDATE SET place_id = excluded.place_id, author = excluded.author, language = excluded.language, coffee = excluded.coffee,
             atmosphere = excluded.atmosphere, service = excluded.service, text = excluded.text, visited_on = excluded.visited_on",
        source,
        reviews as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Scenes to be drawn. A drawing in other colours is another photo.
pub(super) async fn upsert_photos(db: &mut PgConnection, source: &str, photos: &Json<Vec<Row<Photo>>>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO photos (id, place_id, source, source_ref, alt, sha256, scene, position, created_at)
         SELECT drawn.id, p.id, $1, drawn.reference, drawn.alt, sha256(convert_to(drawn.reference, 'UTF8')),
                jsonb_build_object('scene', drawn.scene, 'palette', drawn.palette, 'mirrored', drawn.mirrored), drawn.number, now()
         FROM (SELECT line.*, concat_ws('/', place, scene, palette, mirrored) AS reference, row_number() OVER (ORDER BY id) AS number
               FROM jsonb_to_recordset($2) AS line(id uuid, place text, scene text, palette text, mirrored boolean, alt text)) AS drawn
         JOIN places p ON p.source = $1 AND p.source_ref = drawn.place
         ON CONFLICT (source, source_ref) DO UPDATE SET alt = excluded.alt, position = excluded.position",
        source,
        photos as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What places can be narrowed down by, now that they are linked.
pub(super) async fn update_facets(db: &mut PgConnection, source: &str) -> Result<(), sqlx::Error> {
    sqlx::query!("UPDATE places p SET facets = facets_of(p.id) WHERE p.source = $1 AND p.facets <> facets_of(p.id)", source).execute(db).await?;
    Ok(())
}
