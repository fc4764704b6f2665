-- What visitors propose, what operators decide, and the history of every place. Expands only: builds of the release before go on working.

-- Answers of writes by the caller's key, written in the write's own transaction, so that a repeated call has one effect and the same answer.
CREATE TABLE idempotency_keys (
    scope        text NOT NULL,
    key          text NOT NULL,
    request_hash bytea NOT NULL,
    -- 0 while the transaction that holds the key has not come to its answer; nobody else ever sees that.
    status       smallint NOT NULL DEFAULT 0,
    body         bytea NOT NULL DEFAULT '',
    tags         text[] NOT NULL DEFAULT '{}',
    replays      integer NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE suggestions (
    id         uuid PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('new_cafe', 'correction', 'closed')),
    -- The place it is about; for a new café once it is accepted.
    place_id   uuid REFERENCES places (id) ON DELETE CASCADE,
    proposal   jsonb NOT NULL,
    note       text,
    status     text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'accepted', 'declined')),
    created_at timestamptz NOT NULL DEFAULT now(),
    decided_at timestamptz,
    decided_by text,
    reason     text,
    CONSTRAINT suggestions_about_something CHECK (kind = 'new_cafe' OR place_id IS NOT NULL),
    CONSTRAINT suggestions_decided_whole CHECK ((status = 'pending') = (decided_at IS NULL) AND (status = 'pending') = (decided_by IS NULL))
);
-- Ids are UUIDv7: their order is the order of arrival.
CREATE INDEX suggestions_by_status ON suggestions (status, id);
CREATE INDEX suggestions_by_place ON suggestions (place_id, id) WHERE place_id IS NOT NULL;

-- How much each address has suggested in each hour. Addresses are keyed digests; rows are of no use after a day.
CREATE TABLE suggestion_allowances (
    client bytea NOT NULL,
    hour   timestamptz NOT NULL,
    used   integer NOT NULL,
    PRIMARY KEY (client, hour)
);
CREATE INDEX suggestion_allowances_by_hour ON suggestion_allowances (hour);

-- Who changed what of a place, when, and on whose word.
CREATE TABLE place_changes (
    id            uuid PRIMARY KEY,
    place_id      uuid NOT NULL REFERENCES places (id) ON DELETE CASCADE,
    changed_at    timestamptz NOT NULL DEFAULT now(),
    changed_by    text NOT NULL,
    source        text NOT NULL CHECK (source IN ('operator', 'visitor')),
    suggestion_id uuid REFERENCES suggestions (id) ON DELETE SET NULL,
    -- The changed fields, as they were and as they are.
    before        jsonb NOT NULL,
    after         jsonb NOT NULL
);
CREATE INDEX place_changes_by_place ON place_changes (place_id, id);
CREATE INDEX place_changes_by_suggestion ON place_changes (suggestion_id) WHERE suggestion_id IS NOT NULL;

-- Fields that people have corrected: an import leaves them alone.
ALTER TABLE places ADD COLUMN corrected text[] NOT NULL DEFAULT '{}';
