-- Beans outlive their roaster, whose page is gone once it has closed: whoever names it is told so. Expands only: who does not know the word passes it over.

CREATE OR REPLACE FUNCTION bean_view(bean uuid, since date) RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('slug', b.slug, 'name', b.name,
        'roaster', place_ref(r.id) || CASE WHEN r.closed THEN '{"closed": true}'::jsonb ELSE '{}'::jsonb END,
        'country', b.country, 'region', b.region, 'farm', b.farm,
        'varieties', b.varieties, 'process', b.process, 'altitude_min_m', b.altitude_min_m, 'altitude_max_m', b.altitude_max_m, 'roast', b.roast,
        'notes', b.notes, 'description', b.description, 'since', since)
    FROM beans b JOIN places r ON r.id = b.roaster_id WHERE b.id = bean
$$;
