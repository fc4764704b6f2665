-- A story in a list says whether it is fiction, as one that is read does. Expands only: who does not know the word passes it over.

CREATE OR REPLACE FUNCTION story_card(story uuid) RETURNS jsonb LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
    SELECT jsonb_build_object('slug', t.slug, 'title', t.title, 'summary', t.summary, 'language', t.language, 'author', t.author, 'published_on', t.published_on,
        'fictional', s.fictional)
    FROM stories t JOIN sources s ON s.key = t.source WHERE t.id = story
$$;
