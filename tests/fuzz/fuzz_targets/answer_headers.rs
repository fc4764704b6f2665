//! Headers of an answer and of the request for it, one a line, parted by an empty line: Cache-Control, CDN-Cache-Control, dates, Vary, tags.
#![no_main]

use edge::cache::decision::{Asked, Decision, Moment, Origins, Received, decide, keep};
use edge::cache::directives::Directives;
use edge::cache::headers::HeaderList;
use edge::cache::rules::Rules;
use libfuzzer_sys::fuzz_target;
use shared::cache_policy::{MOMENTARY, PROFILE};

const NOW_MS: u64 = 1_800_000_000_000;

fn headers(text: &str) -> HeaderList {
    text.lines().filter_map(|line| line.split_once(": ")).collect()
}

fuzz_target!(|text: &str| {
    let (answer, request) = text.split_once("\n\n").unwrap_or((text, ""));
    let (answer, asked) = (headers(answer), Asked::new("GET", headers(request)));
    for rules in [Rules::ORIGIN_DECIDES, Rules::of(PROFILE), Rules::of(MOMENTARY)] {
        let received = Received { status: 200, headers: &answer, requested_at_ms: NOW_MS - 50, received_at_ms: NOW_MS, known_sequence: 0 };
        let Some(kept) = keep(&asked, received, &rules) else { continue };
        let (directives, _) = Directives::of_answer(&answer);
        assert!(!directives.private && !answer.has("set-cookie") && (!directives.no_store || directives.must_understand), "kept what must not be: {answer:?}");
        for later_ms in [0, 1, 59_999, 60_000, 600_000, 86_400_000, u64::MAX - NOW_MS] {
            let now_ms = NOW_MS + later_ms;
            let moment = Moment { now_ms, origins: Origins::Answering, chance: 0.5 };
            if let Decision::Fresh { .. } = decide(&asked, Some(&kept), false, &rules, moment) {
                // A request may allow staleness of its own accord, where requests are obeyed.
                assert!(kept.age_ms(now_ms) <= kept.life.fresh_ms || rules.obeys_requests, "fresh past its time: {answer:?}");
            }
        }
        assert!(!matches!(decide(&asked, Some(&kept), true, &rules, Moment { now_ms: NOW_MS, origins: Origins::Answering, chance: 0.5 }), Decision::Fresh { .. }));
    }
});
