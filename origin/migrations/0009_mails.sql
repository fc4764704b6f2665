-- Telling people what became of what they sent. Addresses are kept no longer than they are needed.

-- Where whoever suggested something wants to hear of the decision; gone once it is made.
ALTER TABLE suggestions ADD COLUMN email text;

CREATE TABLE mails (
    id         uuid PRIMARY KEY,
    -- Gone once it is sent.
    address    text,
    subject    text NOT NULL,
    body       text NOT NULL,
    -- A page of the site that the mail leads to.
    path       text NOT NULL,
    created_at timestamptz NOT NULL,
    sent_at    timestamptz
);
CREATE INDEX mails_by_age ON mails (created_at);
