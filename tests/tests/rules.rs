//! Rules that hold everywhere (README, DESIGN): each is checked here on the sources or the dependency tree.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tests::root;

/// Rust sources below a folder, as (site-relative path, text).
fn sources(folder: &str) -> Vec<(String, String)> {
    fn walk(path: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("build") && !path.ends_with("pkg") {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    found.into_iter().map(|path| (path.strip_prefix(root()).unwrap().display().to_string(), fs::read_to_string(&path).unwrap())).collect()
}

fn dependencies(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).args(["tree", "--edges", "normal", "--prefix", "none", "--offline"]).args(arguments).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn has(tree: &str, name: &str) -> bool {
    tree.lines().any(|line| line.split(' ').next() == Some(name))
}

#[test]
fn shared_has_no_io_no_clock_and_no_runtime() {
    let tree = dependencies(&["--package", "shared"]);
    for name in ["tokio", "sqlx", "worker", "axum", "leptos", "web-sys", "getrandom"] {
        assert!(!has(&tree, name), "shared depends on {name}");
    }
    for (path, text) in sources("shared/src") {
        for word in ["std::fs", "std::net", "std::env", "Instant", "SystemTime", "::now("] {
            assert!(!text.contains(word), "{path} has {word}");
        }
    }
}

#[test]
fn neither_edge_nor_browser_knows_sql_and_the_browser_knows_no_json() {
    let edge = dependencies(&["--package", "edge", "--target", "wasm32-unknown-unknown"]);
    assert!(has(&edge, "worker") && !has(&edge, "sqlx") && !has(&edge, "origin"));
    let browser = dependencies(&["--package", "frontend", "--target", "wasm32-unknown-unknown", "--no-default-features", "--features", "hydrate"]);
    assert!(has(&browser, "leptos") && !has(&browser, "sqlx") && !has(&browser, "shared"));
}

#[test]
fn edge_and_origin_never_meet_in_code() {
    assert!(!has(&dependencies(&["--package", "origin"]), "edge"));
    assert!(!has(&dependencies(&["--package", "origin"]), "frontend"));
}

#[test]
fn sql_lives_in_queries_and_migrations_only() {
    for (path, text) in sources("origin/src") {
        let may_speak_sql =
            path.ends_with("/queries.rs") || path.contains("/queries/") || path.ends_with("tests.rs") || path.contains("/tests/") || path == "origin/src/health/mod.rs";
        assert!(may_speak_sql || !text.contains("sqlx::query"), "{path} speaks SQL");
    }
}

#[test]
fn a_list_whose_filters_may_be_left_out_is_planned_for_those_that_it_has() {
    // A parameter that may be missing, an empty list, or the beginning of a word: what the planner makes of it depends on the value.
    let optional = |statement: &String| {
        let ends_with_parameter = |before: &str| before.rsplit([' ', '(']).next().is_some_and(|word| word.starts_with('$'));
        let may_be_left_out = |words: &str| statement.match_indices(words).any(|(at, _)| statement.get(..at).is_some_and(ends_with_parameter));
        may_be_left_out(" IS NULL OR ") || may_be_left_out(" = '{}' OR ") || statement.contains(" LIKE $")
    };
    let prepared = fs::read_dir(root().join("origin/.sqlx")).unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
    let lists: Vec<String> = prepared.filter(optional).collect();
    assert!(lists.len() > 3, "{}", lists.len());
    for statement in lists {
        assert!(statement.contains("OR generic_plans_are_dear()"), "{statement}");
    }
}

#[test]
fn the_edge_touches_workerd_in_few_files() {
    let files: Vec<String> = sources("edge/src").into_iter().filter(|(_, text)| text.contains("use worker::")).map(|(path, _)| path).collect();
    assert!(files.len() <= 10, "{files:?}");
}

#[test]
fn every_file_begins_with_a_door_sign_and_stays_a_room() {
    for folder in ["shared/src", "frontend/src", "edge/src", "origin/src", "tests/src", "tests/tests", "tests/panic_worker/src", "xtask/src"] {
        for (path, text) in sources(folder) {
            assert!(text.starts_with("//!"), "{path} does not say what lives in it");
            let lines = text.lines().count();
            assert!(lines <= 400, "{path} has {lines} lines");
        }
    }
}

#[test]
fn no_field_for_longer_texts_lets_what_was_typed_out() {
    for (path, text) in sources("frontend/src") {
        // Leptos escapes nothing inside them.
        assert!(!text.contains("<textarea") || path.ends_with("views/text_area.rs"), "{path}: use views::text_area");
    }
}

#[test]
fn pages_have_no_inline_style_and_no_inline_script() {
    for (path, text) in sources("frontend/src") {
        assert!(!text.contains("style=") && !text.contains("<style"), "{path}");
        // A block of JSON-LD is data: no browser runs it.
        assert!(!text.contains("inner_html") || path.ends_with("views/structured_data.rs"), "{path}");
    }
}
