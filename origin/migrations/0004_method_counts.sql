-- Cafés of each brewing method, kept as places change: counting them for every visitor read all places. Expands only.
ALTER TABLE brewing_methods ADD COLUMN cafe_count integer NOT NULL DEFAULT 0;
UPDATE brewing_methods b SET cafe_count = (
    SELECT count(*) FROM place_brewing_methods pb JOIN places p ON p.id = pb.place_id
    WHERE pb.method = b.slug AND p.kind = 'cafe' AND NOT p.closed);
