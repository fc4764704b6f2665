-- What makes a profile worth reading: who is there, what is on the bar, what visitors say. Expands only.

ALTER TABLE places
    ADD COLUMN story text,
    ADD COLUMN sourcing text,
    -- 1 modest, 2 usual, 3 dear for its city; unknown where absent.
    ADD COLUMN price_level smallint,
    -- Of its reviews, kept as they come; sums of scores 1 to 10.
    ADD COLUMN review_count integer NOT NULL DEFAULT 0,
    ADD COLUMN coffee_sum integer NOT NULL DEFAULT 0,
    ADD COLUMN atmosphere_sum integer NOT NULL DEFAULT 0,
    ADD COLUMN service_sum integer NOT NULL DEFAULT 0;

-- Ways of brewing that came later. Summaries are our own words.
INSERT INTO brewing_methods (slug, name, summary, position) VALUES
    ('kalita', 'Kalita Wave', 'A flat bed, three small holes and a pleated paper: even, sweet and hard to upset.', 11),
    ('nel-drip', 'Nel drip', 'Hot water let fall by the drop through a flannel bag: dense, velvety and in no hurry.', 12);

CREATE TABLE beans (
    id             uuid PRIMARY KEY,
    slug           text NOT NULL UNIQUE,
    source         text NOT NULL REFERENCES sources (key),
    source_ref     text NOT NULL,
    name           text NOT NULL,
    roaster_id     uuid NOT NULL REFERENCES places (id) ON DELETE CASCADE,
    -- Where it grew; what is unknown is NULL.
    country        text CHECK (country ~ '^[A-Z]{2}$'),
    region         text,
    farm           text,
    varieties      text[] NOT NULL DEFAULT '{}',
    process        text CHECK (process IN ('washed', 'natural', 'honey', 'anaerobic', 'wet_hulled')),
    altitude_min_m smallint,
    altitude_max_m smallint,
    roast          text CHECK (roast IN ('light', 'medium', 'dark')),
    notes          text[] NOT NULL DEFAULT '{}',
    description    text,
    UNIQUE (source, source_ref)
);
CREATE INDEX beans_by_roaster ON beans (roaster_id);

-- What is on the bar now.
CREATE TABLE place_beans (
    place_id uuid NOT NULL REFERENCES places (id) ON DELETE CASCADE,
    bean_id  uuid NOT NULL REFERENCES beans (id) ON DELETE CASCADE,
    since    date NOT NULL,
    PRIMARY KEY (place_id, bean_id)
);
CREATE INDEX place_beans_by_bean ON place_beans (bean_id);

-- Whose coffee a café serves.
CREATE TABLE place_roasters (
    place_id   uuid NOT NULL REFERENCES places (id) ON DELETE CASCADE,
    roaster_id uuid NOT NULL REFERENCES places (id) ON DELETE CASCADE,
    PRIMARY KEY (place_id, roaster_id)
);
CREATE INDEX place_roasters_by_roaster ON place_roasters (roaster_id);

CREATE TABLE artisans (
    id         uuid PRIMARY KEY,
    slug       text NOT NULL UNIQUE,
    source     text NOT NULL REFERENCES sources (key),
    source_ref text NOT NULL,
    name       text NOT NULL,
    crafts     text[] NOT NULL,
    -- A sentence in their own voice.
    words      text,
    story      text,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (source, source_ref)
);
CREATE INDEX artisans_by_name ON artisans (name, id);

CREATE TABLE artisan_places (
    artisan_id uuid NOT NULL REFERENCES artisans (id) ON DELETE CASCADE,
    place_id   uuid NOT NULL REFERENCES places (id) ON DELETE CASCADE,
    role       text NOT NULL,
    since      smallint,
    PRIMARY KEY (artisan_id, place_id)
);
CREATE INDEX artisan_places_by_place ON artisan_places (place_id);

CREATE TABLE reviews (
    id         uuid PRIMARY KEY,
    place_id   uuid NOT NULL REFERENCES places (id) ON DELETE CASCADE,
    -- Reviews that came with a source; NULL for those written here.
    source     text REFERENCES sources (key),
    source_ref text,
    author     text NOT NULL,
    language   text NOT NULL CHECK (language ~ '^[a-z]{2}$'),
    coffee     smallint NOT NULL CHECK (coffee BETWEEN 1 AND 10),
    atmosphere smallint NOT NULL CHECK (atmosphere BETWEEN 1 AND 10),
    service    smallint NOT NULL CHECK (service BETWEEN 1 AND 10),
    text       text NOT NULL,
    visited_on date NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (source, source_ref)
);
CREATE INDEX reviews_by_place ON reviews (place_id, visited_on DESC, id DESC);

CREATE TABLE stories (
    id           uuid PRIMARY KEY,
    slug         text NOT NULL UNIQUE,
    source       text NOT NULL REFERENCES sources (key),
    source_ref   text NOT NULL,
    title        text NOT NULL,
    summary      text NOT NULL,
    -- Markdown, of which a safe subset is shown.
    body         text NOT NULL,
    language     text NOT NULL CHECK (language ~ '^[a-z]{2}$'),
    author       text NOT NULL,
    artisan_id   uuid REFERENCES artisans (id) ON DELETE SET NULL,
    published_on date NOT NULL,
    UNIQUE (source, source_ref)
);
CREATE INDEX stories_newest_first ON stories (published_on DESC, id DESC);
CREATE INDEX stories_by_artisan ON stories (artisan_id) WHERE artisan_id IS NOT NULL;

CREATE TABLE story_places (
    story_id uuid NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    place_id uuid NOT NULL REFERENCES places (id) ON DELETE CASCADE,
    PRIMARY KEY (story_id, place_id)
);
CREATE INDEX story_places_by_place ON story_places (place_id);

-- Shapes of the wire, so that a profile is read in one round trip.

CREATE FUNCTION place_ref(place uuid) RETURNS jsonb LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
    SELECT jsonb_build_object('kind', p.kind, 'slug', p.slug, 'name', p.name,
        'city', CASE WHEN c.id IS NULL THEN NULL ELSE jsonb_build_object('country', c.country, 'slug', c.slug, 'name', c.name) END)
    FROM places p LEFT JOIN cities c ON c.id = p.city_id WHERE p.id = place
$$;

CREATE FUNCTION bean_view(bean uuid, since date) RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('slug', b.slug, 'name', b.name, 'roaster', place_ref(b.roaster_id), 'country', b.country, 'region', b.region, 'farm', b.farm,
        'varieties', b.varieties, 'process', b.process, 'altitude_min_m', b.altitude_min_m, 'altitude_max_m', b.altitude_max_m, 'roast', b.roast,
        'notes', b.notes, 'description', b.description, 'since', since)
    FROM beans b WHERE b.id = bean
$$;

CREATE FUNCTION story_card(story uuid) RETURNS jsonb LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
    SELECT jsonb_build_object('slug', s.slug, 'title', s.title, 'summary', s.summary, 'language', s.language, 'author', s.author, 'published_on', s.published_on)
    FROM stories s WHERE s.id = story
$$;

-- A place as lists show it, with what its reviews come to.
CREATE OR REPLACE VIEW place_cards AS
SELECT p.id, p.kind, p.slug, p.name, p.country, p.city_id, p.address, p.lat, p.lon, p.precision, p.h3_4, p.h3_6, p.h3_8,
       p.time_zone, p.chain, p.hours_understood, p.closed, p.completeness, p.source, s.attribution, s.fictional,
       c.country AS city_country, c.slug AS city_slug, c.name AS city_name,
       ARRAY(SELECT b.slug FROM place_brewing_methods pb JOIN brewing_methods b ON b.slug = pb.method
             WHERE pb.place_id = p.id ORDER BY b.position) AS method_slugs,
       ARRAY(SELECT b.name FROM place_brewing_methods pb JOIN brewing_methods b ON b.slug = pb.method
             WHERE pb.place_id = p.id ORDER BY b.position) AS method_names,
       p.review_count, p.coffee_sum, p.atmosphere_sum, p.service_sum, p.price_level
FROM places p
JOIN sources s ON s.key = p.source
LEFT JOIN cities c ON c.id = p.city_id;

CREATE FUNCTION works_of(artisan uuid) RETURNS jsonb LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
    SELECT COALESCE(jsonb_agg(jsonb_build_object('place', place_ref(ap.place_id), 'role', ap.role, 'since', ap.since) ORDER BY ap.since, ap.place_id), '[]')
    FROM artisan_places ap JOIN places p ON p.id = ap.place_id AND NOT p.closed WHERE ap.artisan_id = artisan
$$;

-- People, beans and stories as search finds them.
CREATE VIEW search_others AS
SELECT a.id, 'artisan' AS kind, '/artisans/' || a.slug AS path, a.name AS title,
       (SELECT string_agg(p.name, ', ' ORDER BY ap.since, p.name) FROM artisan_places ap JOIN places p ON p.id = ap.place_id AND NOT p.closed WHERE ap.artisan_id = a.id) AS context,
       a.source
FROM artisans a
UNION ALL
SELECT b.id, 'bean', '/roasters/' || r.slug || '#bean-' || b.slug, b.name, r.name, b.source FROM beans b JOIN places r ON r.id = b.roaster_id AND NOT r.closed
UNION ALL
SELECT s.id, 'story', '/stories/' || s.slug, s.title, s.author, s.source FROM stories s;
