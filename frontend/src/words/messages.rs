//! One function for each message of `locales/en.ftl`, and the tables of all languages: made by `build.rs`, which says how.

use shared::language::Language;

use super::{Sentence, Value, Words};

include!(concat!(env!("OUT_DIR"), "/words.rs"));
