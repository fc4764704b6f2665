-- Cafés, reviews and stories whose words are what attackers write, from {"cafes": [{slug, name, words, reviews}], "stories": [{slug, title, body}]}.
-- All cafés stand in one spot, so that each is among the neighbours of others.
WITH given AS (SELECT $1::jsonb AS vectors),
source AS (
    INSERT INTO sources (key, name, licence, attribution) VALUES ('vectors', 'Vectors', 'MIT', 'Vectors of a test') RETURNING key
),
cafes AS (
    SELECT gen_random_uuid() AS id, cafe.* FROM given, jsonb_to_recordset(vectors -> 'cafes') AS cafe (slug text, name text, words text, reviews jsonb)
),
places AS (
    INSERT INTO places (id, kind, slug, source, source_ref, name, country, address, postcode, lat, lon, precision, h3_4, h3_6, h3_8, chain, philosophy,
                        story, sourcing, opening_hours, content_hash, last_verified, review_count, coffee_sum, atmosphere_sum, service_sum)
    SELECT id, 'cafe', slug, source.key, slug, name, 'FI', words, words, 60.1739, 24.9444, 'exact', 594776889445318655, 603784085344616447, 612791284528054271,
           words, words, words, words, words, '\x00', date '2026-01-01', jsonb_array_length(reviews), 8 * jsonb_array_length(reviews),
           8 * jsonb_array_length(reviews), 8 * jsonb_array_length(reviews)
    FROM cafes, source
    RETURNING id
),
reviews AS (
    INSERT INTO reviews (id, place_id, author, language, coffee, atmosphere, service, text, visited_on)
    SELECT gen_random_uuid(), places.id, review.text, 'en', 8, 8, 8, review.text, date '2026-01-01'
    FROM cafes JOIN places USING (id), jsonb_array_elements_text(cafes.reviews) AS review (text)
)
INSERT INTO stories (id, slug, source, source_ref, title, summary, body, language, author, published_on)
SELECT gen_random_uuid(), story.slug, source.key, story.slug, story.title, story.title, story.body, 'en', story.title, date '2026-01-01'
FROM source, given, jsonb_to_recordset(vectors -> 'stories') AS story (slug text, title text, body text)
