-- Profiles as they were last read (`origin/src/places/stored`). Whoever reads one to store it holds its row meanwhile, and whoever changes what it tells
-- forgets it under the same lock, in the change's own transaction: nothing that was read before a change is stored after it. A place without a row is simply
-- read: `origin migrate` makes rows afterwards, a few at a time. Expands only.
CREATE TABLE stored_profiles (
    place_id uuid PRIMARY KEY REFERENCES places ON DELETE CASCADE,
    slug text NOT NULL UNIQUE,
    kind text NOT NULL,
    -- The answer's JSON, deflated (RFC 1951); none of a place that has closed.
    profile bytea,
    -- Which description of the API it follows.
    form bigint,
    -- Not from this moment on; the epoch where it must be read anew.
    good_until timestamptz NOT NULL DEFAULT 'epoch'
);
ALTER TABLE stored_profiles ALTER profile SET STORAGE EXTERNAL;
CREATE INDEX stored_profiles_due ON stored_profiles (good_until, place_id);

-- Rows are held in one order by everybody. Also those that are not good: somebody may be about to store what they have just read.
CREATE FUNCTION forget_profiles(places uuid[]) RETURNS void LANGUAGE sql AS $$
    WITH held AS MATERIALIZED (SELECT place_id, good_until FROM stored_profiles WHERE place_id = ANY(places) ORDER BY place_id FOR UPDATE)
    UPDATE stored_profiles s SET good_until = 'epoch' FROM held WHERE s.place_id = held.place_id AND held.good_until > 'epoch'
$$;

-- What is old at the edges is old here, whichever build says so.
CREATE FUNCTION forget_purged_profiles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM forget_profiles(ARRAY(SELECT split_part(tag, ':', 2)::uuid FROM unnest(NEW.tags) AS tag WHERE tag ~ '^(cafe|roaster):[0-9a-f-]{36}$'));
    RETURN NULL;
END $$;
CREATE TRIGGER purges_forget_profiles AFTER INSERT ON purges FOR EACH ROW EXECUTE FUNCTION forget_purged_profiles();
