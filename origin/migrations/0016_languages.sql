-- In which language a source's records speak where they speak at all: a story, somebody's words. Facts have none. Expands only.
ALTER TABLE sources ADD COLUMN language text CHECK (language ~ '^[a-z]{2,3}$');
UPDATE sources SET language = 'en' WHERE key = 'demonstration';
