-- Places, where they are, where the facts come from. Written in PostgreSQL 15's dialect.

-- Distance on a sphere in metres; the same formula and radius as shared::geo.
CREATE FUNCTION distance_m(lat_a double precision, lon_a double precision, lat_b double precision, lon_b double precision)
RETURNS double precision LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT 2 * 6371008.8 * asin(sqrt(least(1,
        power(sin(radians(lat_b - lat_a) / 2), 2)
        + cos(radians(lat_a)) * cos(radians(lat_b)) * power(sin(radians(lon_b - lon_a) / 2), 2))))
$$;

CREATE TABLE sources (
    key         text PRIMARY KEY CHECK (key ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    name        text NOT NULL,
    homepage    text,
    licence     text NOT NULL,
    licence_url text,
    attribution text NOT NULL,
    fictional   boolean NOT NULL DEFAULT false,
    place_count integer NOT NULL DEFAULT 0,
    created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE cities (
    id            uuid PRIMARY KEY,
    country       text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    slug          text NOT NULL,
    -- Slug without a number: cities of one name in one country share it.
    slug_base     text NOT NULL,
    name          text NOT NULL,
    lat           double precision,
    lon           double precision,
    time_zone     text,
    cafe_count    integer NOT NULL DEFAULT 0,
    roaster_count integer NOT NULL DEFAULT 0,
    created_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT cities_one_slug_a_country UNIQUE (country, slug)
);
CREATE INDEX cities_by_slug_base ON cities (country, slug_base);
CREATE INDEX cities_by_size ON cities ((cafe_count + roaster_count) DESC, id);
CREATE INDEX cities_by_name ON cities (lower(name) text_pattern_ops);

CREATE TABLE places (
    id                 uuid PRIMARY KEY,
    kind               text NOT NULL CHECK (kind IN ('cafe', 'roaster')),
    slug               text NOT NULL,
    source             text NOT NULL REFERENCES sources (key),
    source_ref         text NOT NULL,
    record_url         text,
    name               text NOT NULL,
    country            text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    city_id            uuid REFERENCES cities (id),
    address            text,
    postcode           text,
    lat                double precision CHECK (lat BETWEEN -90 AND 90),
    lon                double precision CHECK (lon BETWEEN -180 AND 180),
    precision          text NOT NULL CHECK (precision IN ('exact', 'postcode', 'town', 'doubtful')),
    -- H3 cells of the position, resolutions 4, 6 and 8. NULL without a position.
    h3_4               bigint,
    h3_6               bigint,
    h3_8               bigint,
    time_zone          text,
    website            text,
    phone              text,
    chain              text,
    philosophy         text,
    opening_hours      text,
    hours_understood   boolean NOT NULL DEFAULT false,
    -- Intervals are laid out up to here; NULL where there is nothing to lay out.
    hours_laid_until   timestamptz,
    closed             boolean NOT NULL DEFAULT false,
    flags              text[] NOT NULL DEFAULT '{}',
    completeness       smallint NOT NULL DEFAULT 0,
    content_hash       bytea NOT NULL,
    last_verified      date NOT NULL,
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT places_one_slug UNIQUE (slug),
    CONSTRAINT places_one_source_ref UNIQUE (source, source_ref),
    CONSTRAINT places_whole_position CHECK ((lat IS NULL) = (lon IS NULL) AND (lat IS NULL) = (h3_8 IS NULL))
);
CREATE INDEX places_best_first ON places (kind, completeness DESC, id) WHERE NOT closed;
CREATE INDEX places_in_city ON places (city_id, kind, completeness DESC, id) WHERE NOT closed;
CREATE INDEX places_in_country ON places (country, kind, completeness DESC, id) WHERE NOT closed;
CREATE INDEX places_in_h3_4 ON places (h3_4) WHERE NOT closed;
CREATE INDEX places_in_h3_6 ON places (h3_6) WHERE NOT closed;
CREATE INDEX places_in_h3_8 ON places (h3_8) WHERE NOT closed;
CREATE INDEX places_to_lay_out ON places (hours_laid_until) WHERE hours_laid_until IS NOT NULL AND NOT closed;

-- Practical facts: 'yes', 'limited' or 'no'; no row where unknown.
CREATE TABLE place_practical (
    place_id  uuid NOT NULL REFERENCES places (id) ON DELETE CASCADE,
    fact      text NOT NULL CHECK (fact IN ('wifi', 'power', 'laptop', 'dogs', 'step_free', 'outdoor', 'plant_milk', 'takeaway', 'cards', 'cash')),
    offered   text NOT NULL CHECK (offered IN ('yes', 'limited', 'no')),
    PRIMARY KEY (place_id, fact)
);

CREATE TABLE brewing_methods (
    slug     text PRIMARY KEY,
    name     text NOT NULL,
    summary  text NOT NULL,
    position smallint NOT NULL
);

CREATE TABLE place_brewing_methods (
    place_id uuid NOT NULL REFERENCES places (id) ON DELETE CASCADE,
    method   text NOT NULL REFERENCES brewing_methods (slug),
    PRIMARY KEY (place_id, method)
);
CREATE INDEX place_brewing_methods_by_method ON place_brewing_methods (method, place_id);

-- The coming days of every place whose hours are understood, so that "open now" is an indexed condition.
CREATE TABLE open_intervals (
    place_id  uuid NOT NULL REFERENCES places (id) ON DELETE CASCADE,
    opens_at  timestamptz NOT NULL,
    closes_at timestamptz NOT NULL CHECK (closes_at > opens_at),
    PRIMARY KEY (place_id, opens_at)
);
CREATE INDEX open_intervals_by_time ON open_intervals (closes_at, opens_at);

-- One import at a time: an import locks this row. A row rather than an advisory lock, so that it works on any PostgreSQL-speaking engine.
CREATE TABLE import_lock (id smallint PRIMARY KEY CHECK (id = 1));
INSERT INTO import_lock VALUES (1);

-- The next free number for slugs that share a base, e.g. cafe-central-wien, cafe-central-wien-2.
CREATE TABLE slug_bases (
    base      text PRIMARY KEY,
    next_free integer NOT NULL
);

-- A place as lists show it.
CREATE VIEW place_cards AS
SELECT p.id, p.kind, p.slug, p.name, p.country, p.city_id, p.address, p.lat, p.lon, p.precision, p.h3_4, p.h3_6, p.h3_8,
       p.time_zone, p.chain, p.hours_understood, p.closed, p.completeness, p.source, s.attribution, s.fictional,
       c.country AS city_country, c.slug AS city_slug, c.name AS city_name,
       ARRAY(SELECT b.slug FROM place_brewing_methods pb JOIN brewing_methods b ON b.slug = pb.method
             WHERE pb.place_id = p.id ORDER BY b.position) AS method_slugs,
       ARRAY(SELECT b.name FROM place_brewing_methods pb JOIN brewing_methods b ON b.slug = pb.method
             WHERE pb.place_id = p.id ORDER BY b.position) AS method_names
FROM places p
JOIN sources s ON s.key = p.source
LEFT JOIN cities c ON c.id = p.city_id;
