//! Every bound that more than one tier must know. Units last.

/// Items of one list page when the caller names no `limit`.
pub const LIST_ITEMS_DEFAULT: u16 = 24;
/// Items of one list page at most.
pub const LIST_ITEMS_MAX: u16 = 100;
/// Things that one search finds at most.
pub const SEARCH_ITEMS_MAX: u16 = 50;
/// Radius of a nearby search when the caller names none.
pub const RADIUS_M_DEFAULT: u32 = 5_000;
/// Widest nearby search: far within what the rings of the coarsest grid cover (`origin::places::cells`).
pub const RADIUS_M_MAX: u32 = 50_000;
/// Widest area that the edge asks from in place of a point, as far as it reaches from its middle.
pub const MARGIN_M_MAX: u32 = 200;
/// Neighbours shown on a café's locator.
pub const NEIGHBOURS_MAX: u16 = 6;

/// A slug is at most this long, so that it fits every URL, key and column.
pub const SLUG_CHARS_MAX: usize = 80;
/// An opaque cursor as the origin writes it is far shorter.
pub const CURSOR_CHARS_MAX: usize = 512;
/// A typed place name or search text.
pub const TEXT_QUERY_CHARS_MAX: usize = 100;
/// Longest path plus query either server looks at; longer ones are answered 414.
pub const URL_BYTES_MAX: usize = 2_048;

/// Largest JSON body the edge accepts from an origin.
pub const UPSTREAM_BODY_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Largest request body the origin reads.
pub const REQUEST_BODY_BYTES_MAX: usize = 64 * 1024;

/// Longest `Idempotency-Key`.
pub const IDEMPOTENCY_KEY_CHARS_MAX: usize = 128;
/// What one address may suggest in an hour.
pub const SUGGESTIONS_AN_HOUR_MAX: u16 = 20;
/// Suggestions that wait for a decision; when there are more, new ones are refused for the time being.
pub const SUGGESTIONS_PENDING_MAX: u32 = 10_000;
/// Jobs that wait for a worker; when there are more, writes that would add to them are refused for the time being.
pub const JOBS_WAITING_MAX: u32 = 50_000;
/// Tags that one purge raises at most.
pub const RAISES_A_CALL_MAX: usize = 100;
/// Longest note or reason.
pub const NOTE_CHARS_MAX: usize = 1_000;

/// Largest picture that is taken, in bytes as it is sent.
pub const PHOTO_BYTES_MAX: usize = 10 * 1024 * 1024;
/// The same in base64, with words about it.
pub const PHOTO_BODY_BYTES_MAX: usize = PHOTO_BYTES_MAX / 3 * 4 + REQUEST_BODY_BYTES_MAX;
/// Shortest and longest side of a picture, in pixels.
pub const PHOTO_SIDE_PX_MIN: u32 = 320;
pub const PHOTO_SIDE_PX_MAX: u32 = 12_000;
/// Widths of a photo's files, in pixels; none is wider than the picture itself, whose own width the last one has where that is smaller.
pub const PHOTO_WIDTHS_PX: [u16; 3] = [400, 800, 1_600];
/// Photos of one place at most.
pub const PHOTOS_A_PLACE_MAX: u32 = 24;
/// Longest words for those who do not see a picture.
pub const ALT_CHARS_MAX: usize = 300;

/// How long a replica that is behind what a caller has seen is waited for, before the primary is asked instead.
pub const REPLICA_WAIT_MS: u64 = 150;

/// How long the edge waits for an origin, head to last byte.
pub const UPSTREAM_DEADLINE_MS: u32 = 5_000;
/// How long the edge waits for its store of pictures, to the last byte.
pub const PHOTO_STORE_DEADLINE_MS: u32 = 5_000;
/// Longest look into what a location keeps of files; beyond, it counts as a miss.
pub const FILE_FOUND_DEADLINE_MS: u32 = 500;
/// Longest time to keep a file at a location, or to drop one.
pub const FILE_KEPT_DEADLINE_MS: u32 = 5_000;
/// How long the origin works on one request. Shorter than the edge's wait, so that its own 503 still arrives.
pub const ORIGIN_DEADLINE_MS: u64 = 4_000;
/// What a visitor is asked to wait before trying again after a 503.
pub const RETRY_AFTER_S: u32 = 10;

/// How long the edge waits for one origin before it asks a second one as well, where there is one to ask.
pub const HEDGE_AFTER_MS: u32 = 400;
/// An answer that took longer counts as failing where another region could have given it (gray failure).
pub const SLOW_ANSWER_MS: u32 = 1_000;
/// Isolate memory for the origins' JSON, and as much again for rendered pages.
pub const MEMORY_BYTES_MAX: usize = 8 * 1024 * 1024;
/// An isolate's copy of the generations is asked for again behind a request when it is older.
pub const GENERATIONS_REFRESH_MS: u64 = 1_000;
/// A page whose cafés are there waits so long for their counts, without which it is whole.
pub const COUNTS_GRACE_MS: u32 = 500;
/// A copy older than this is not relied on: the request waits for a newer one first, but not longer than [`GENERATIONS_WAIT_MS`].
pub const GENERATIONS_AGE_MAX_MS: u64 = 2_000;
pub const GENERATIONS_WAIT_MS: u32 = 250;
/// A signed call is refused when it would stay valid for longer than this.
pub const SIGNED_CALL_LIFE_MAX_S: u64 = 300;
