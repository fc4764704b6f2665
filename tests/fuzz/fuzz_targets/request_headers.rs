//! What a visitor's own headers can say: conditions, traces, signatures, seals, digests.
#![no_main]

use edge::upstream::integrity::digest_matches;
use libfuzzer_sys::fuzz_target;
use shared::cache_tags::is_tag;
use shared::digest::none_match_names;
use shared::log_position::LogPosition;
use shared::signed_call::{Seal, unseal, verify};
use shared::trace_context::TraceId;

const KEY: &[u8] = b"a key for fuzzing, of 32 bytes or more";

fuzz_target!(|text: &str| {
    let _ = none_match_names(text, "\"a\"");
    let _ = is_tag(text);
    assert!(verify(KEY, Some(text), "PATCH", "/internal/cafes/a", b"{}", 1_800_000_000).is_err(), "a signature was guessed");
    for kind in [Seal::Seen, Seal::Client, Seal::Position] {
        assert_eq!(unseal(KEY, kind, text), None, "a seal was guessed");
    }
    if let Ok(position) = text.parse::<LogPosition>() {
        assert_eq!(position.to_string().parse(), Ok(position));
    }
    assert!(!digest_matches(Some(text), b"a body that has no such digest"), "a digest was guessed");
    if let Some(trace) = TraceId::from_traceparent(text) {
        assert!(trace.as_str().len() == 32 && trace.as_str().bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
});
