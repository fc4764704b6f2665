-- Many cafés offer the same. A digest of what one offers is small enough to stand in the indexes beside its cell, where counts are made of it without a look at
-- the table: what stands behind a digest is read once, of any place that has it. Places of before have none until `origin migrate` gives them theirs
-- afterwards, a few at a time; until then each is counted by itself. Expands only.
ALTER TABLE places ADD COLUMN facets_digest bigint;

CREATE FUNCTION digest_facets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.facets_digest := hash_array_extended(NEW.facets, 0);
    RETURN NEW;
END $$;
CREATE TRIGGER places_digest_facets BEFORE INSERT OR UPDATE OF facets ON places FOR EACH ROW EXECUTE FUNCTION digest_facets();
