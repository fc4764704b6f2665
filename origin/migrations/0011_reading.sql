-- What makes reading quick: a formula that the planner writes in place, places by their cells, and a way to say which statements are planned anew.

-- As before, but not STRICT: what is STRICT is not written in place, and a call costs ten times the formula.
CREATE OR REPLACE FUNCTION distance_m(lat_a double precision, lon_a double precision, lat_b double precision, lon_b double precision)
RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT 2 * 6371008.8 * asin(sqrt(least(1,
        power(sin(radians(lat_b - lat_a) / 2), 2)
        + cos(radians(lat_a)) * cos(radians(lat_b)) * power(sin(radians(lon_b - lon_a) / 2), 2))))
$$;

-- Open places in cells of one of the three grids, if they are known to the house or the street. All of it is read from one index
-- (`places_in_cells_…` in `origin/src/database/queries.rs`), none from the table.
CREATE FUNCTION places_in_cells(resolution integer, cells bigint[])
RETURNS TABLE (id uuid, kind text, lat double precision, lon double precision) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT id, kind, lat, lon FROM places WHERE resolution = 8 AND h3_8 = ANY(cells) AND NOT closed AND precision IN ('exact', 'postcode')
    UNION ALL
    SELECT id, kind, lat, lon FROM places WHERE resolution = 6 AND h3_6 = ANY(cells) AND NOT closed AND precision IN ('exact', 'postcode')
    UNION ALL
    SELECT id, kind, lat, lon FROM places WHERE resolution = 4 AND h3_4 = ANY(cells) AND NOT closed AND precision IN ('exact', 'postcode')
$$;

-- Most statements are planned once a connection and then for any values. A list whose filters may be left out must be planned for those that it has:
-- `AND ($n > 0 OR generic_plans_are_dear())`, with a parameter that is always positive, vanishes from such a plan and makes every other one
-- too dear to be chosen.
CREATE FUNCTION generic_plans_are_dear() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000000000000 AS $$
BEGIN
    RETURN true;
END
$$;
