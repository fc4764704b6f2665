-- Open places in cells of one of the three grids and between degrees south, north, west and east, if they are known to the house or the street, with what
-- lists are in order of and asked for: all of it is read from one index (`places_round_…` in `origin/src/database/queries.rs`), none from the table. What is
-- outside the bounds is passed over for a tenth of what its distance would cost. Expands only: `places_in_cells` stays for builds before.
CREATE FUNCTION places_round(resolution integer, cells bigint[], bounds double precision[])
RETURNS TABLE (id uuid, kind text, lat double precision, lon double precision, hours_understood boolean, best double precision)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT id, kind, lat, lon, hours_understood, best_of(review_count, coffee_sum, atmosphere_sum, service_sum, completeness)
    FROM places WHERE resolution = 8 AND h3_8 = ANY(cells) AND NOT closed AND precision IN ('exact', 'postcode')
      AND lat BETWEEN bounds[1] AND bounds[2] AND lon BETWEEN bounds[3] AND bounds[4]
    UNION ALL
    SELECT id, kind, lat, lon, hours_understood, best_of(review_count, coffee_sum, atmosphere_sum, service_sum, completeness)
    FROM places WHERE resolution = 6 AND h3_6 = ANY(cells) AND NOT closed AND precision IN ('exact', 'postcode')
      AND lat BETWEEN bounds[1] AND bounds[2] AND lon BETWEEN bounds[3] AND bounds[4]
    UNION ALL
    SELECT id, kind, lat, lon, hours_understood, best_of(review_count, coffee_sum, atmosphere_sum, service_sum, completeness)
    FROM places WHERE resolution = 4 AND h3_4 = ANY(cells) AND NOT closed AND precision IN ('exact', 'postcode')
      AND lat BETWEEN bounds[1] AND bounds[2] AND lon BETWEEN bounds[3] AND bounds[4]
$$;
