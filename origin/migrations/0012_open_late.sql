-- Who is open late, said when hours are laid out (`opening_hours::lay_out`), so that it is one more thing to narrow a list down by.
ALTER TABLE places ADD COLUMN open_late boolean NOT NULL DEFAULT false;

CREATE OR REPLACE FUNCTION facets_of(place uuid) RETURNS text[] LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
    SELECT ARRAY(
        SELECT fact FROM place_practical WHERE place_id = place AND offered <> 'no'
        UNION SELECT 'brewing:' || method FROM place_brewing_methods WHERE place_id = place
        UNION SELECT 'roaster:' || r.slug FROM place_roasters pr JOIN places r ON r.id = pr.roaster_id WHERE pr.place_id = place
        UNION SELECT 'price:' || price_level FROM places WHERE id = place AND price_level IS NOT NULL
        UNION SELECT CASE WHEN chain IS NULL THEN 'independent' ELSE 'chain' END FROM places WHERE id = place
        UNION SELECT 'open_late' FROM places WHERE id = place AND open_late
        ORDER BY 1)
$$;
