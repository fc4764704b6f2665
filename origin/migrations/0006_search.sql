-- What can be found by words. All of it is made from the tables it speaks of, by jobs: it can be dropped and made again while it is asked.

CREATE TABLE search_documents (
    -- Where its page is: `/cafes/slow-ferry-helsinki`.
    path    text PRIMARY KEY,
    kind    text NOT NULL CHECK (kind IN ('cafe', 'roaster', 'artisan', 'bean', 'brewing_method', 'city', 'story')),
    title   text NOT NULL,
    -- What tells it from others of its name: a city, a roaster.
    context text,
    -- The title as search reads it: folded words with single spaces.
    folded  text NOT NULL,
    words   tsvector NOT NULL,
    -- How much there is to read: 0 to 1.
    weight  real NOT NULL,
    source  text REFERENCES sources (key),
    lat     double precision,
    lon     double precision,
    h3_4    bigint
);
CREATE INDEX search_documents_by_word ON search_documents USING gin (words) WITH (fastupdate = off);
CREATE INDEX search_documents_by_title ON search_documents (folded text_pattern_ops);

-- Every distinct word, to mend mistyped ones against.
CREATE TABLE search_words (
    word      text COLLATE "C" PRIMARY KEY,
    documents integer NOT NULL DEFAULT 1,
    -- The word with letters left out: two that differ by an edit or two share such an outline (Garbe's symmetric deletion).
    outlines  text[] NOT NULL
);
CREATE INDEX search_words_by_outline ON search_words USING gin (outlines) WITH (fastupdate = off);
