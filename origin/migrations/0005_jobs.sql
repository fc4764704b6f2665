-- Work that happens later. The jobs themselves are in graphile_worker's tables, made by its own migrations; here is what it lacks.

-- Tags that a write has made old, until the edges have been told. However often they are told, it is one generation, so only the first has an effect.
CREATE TABLE purges (
    id         uuid PRIMARY KEY,
    tags       text[] NOT NULL,
    -- Taken after the commit of the write, by whoever comes first; larger for every later one.
    generation bigint,
    told_at    timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX purges_by_generation ON purges (generation) WHERE generation IS NOT NULL;
CREATE INDEX purges_by_age ON purges (created_at);

-- Jobs that have been tried as often as they may be, for an operator to look at.
CREATE TABLE dead_letters (
    id          bigint PRIMARY KEY,
    kind        text NOT NULL,
    payload     jsonb NOT NULL,
    attempts    smallint NOT NULL,
    reason      text NOT NULL,
    enqueued_at timestamptz NOT NULL,
    died_at     timestamptz NOT NULL DEFAULT now()
);

-- What the last check of each rule found.
CREATE TABLE integrity_checks (
    rule       text PRIMARY KEY,
    violations bigint NOT NULL,
    checked_at timestamptz NOT NULL
);
