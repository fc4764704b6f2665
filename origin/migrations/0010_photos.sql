-- Pictures of places. What was sent is kept here only until its variants lie where browsers get them.

CREATE TABLE photos (
    id         uuid PRIMARY KEY,
    place_id   uuid NOT NULL REFERENCES places (id) ON DELETE CASCADE,
    -- Photos that came with a source; NULL for those sent here.
    source     text REFERENCES sources (key),
    source_ref text,
    alt        text NOT NULL CHECK (length(alt) BETWEEN 1 AND 300),
    credit     text,
    -- What it is made from: a picture as it was sent, or a scene to be drawn. The picture is gone once its variants are made.
    original   bytea,
    sha256     bytea NOT NULL,
    scene      jsonb,
    position   smallint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    -- Of the largest variant, in pixels, and all widths; empty until they are made.
    width      integer,
    height     integer,
    widths     integer[] NOT NULL DEFAULT '{}',
    made_at    timestamptz,
    UNIQUE (place_id, sha256),
    UNIQUE (source, source_ref)
);
-- Pictures are compressed already.
ALTER TABLE photos ALTER COLUMN original SET STORAGE EXTERNAL;
CREATE INDEX photos_by_place ON photos (place_id, position, id) WHERE made_at IS NOT NULL;
