-- How lists are put in order and narrowed. The indexes that go with it are made beside what is served (`origin/src/database/queries.rs`).

-- The mean of reviews, drawn towards 7 as if eight visitors had said so: one ten does not beat two hundred nines. Among equals, the better described.
CREATE FUNCTION best_of(reviews integer, coffee integer, atmosphere integer, service integer, completeness smallint)
RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (8 * 7.0::float8 + (2 * coffee + atmosphere + service) / 4.0::float8) / (8 + reviews) + completeness / 1000.0::float8
$$;

-- What a place can be narrowed down by: `wifi`, `brewing:v60`, `roaster:granite-ash-helsinki`, `price:2`, `independent`. Kept as places change, so that
-- any mix of filters is one look into one index.
ALTER TABLE places ADD COLUMN facets text[] NOT NULL DEFAULT '{}';

CREATE FUNCTION facets_of(place uuid) RETURNS text[] LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
    SELECT ARRAY(
        SELECT fact FROM place_practical WHERE place_id = place AND offered <> 'no'
        UNION SELECT 'brewing:' || method FROM place_brewing_methods WHERE place_id = place
        UNION SELECT 'roaster:' || r.slug FROM place_roasters pr JOIN places r ON r.id = pr.roaster_id WHERE pr.place_id = place
        UNION SELECT 'price:' || price_level FROM places WHERE id = place AND price_level IS NOT NULL
        UNION SELECT CASE WHEN chain IS NULL THEN 'independent' ELSE 'chain' END FROM places WHERE id = place
        ORDER BY 1)
$$;
