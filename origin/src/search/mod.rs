//! Finding things by words: `/api/v1/search`. All of PostgreSQL's full text is in this folder.
//!
//! A typed text is folded (`words`), matched as it is, and only where that finds little are its words mended against the known ones (`mending`).
//! What matches is put in order here (`ranking`), not in SQL, so that the order can be read and tested.

pub mod documents;
pub mod handlers;
mod mending;
mod queries;
mod ranking;
#[cfg(test)]
mod tests;
mod words;

use std::collections::{BTreeMap, HashSet};

use shared::geo::Position;
use shared::wire::search::{MendedWord, SearchGroup, SearchHit, SearchKind, SearchResults};
use sqlx::PgPool;

use queries::FoundRow;
use ranking::{Asked, AskedWord, score};

use crate::places::cells;

/// With fewer found than this, mistyped words are thought of.
const ENOUGH: usize = 10;
/// Near things are looked for this far away, beside all others.
const NEAR_M: u32 = 50_000;

/// What was typed, and what it is looked for among.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub text: String,
    pub kind: Option<SearchKind>,
    pub near: Option<Position>,
    pub limit: usize,
}

/// What fits best, the best first.
///
/// # Errors
/// When the database fails.
pub async fn search(db: &PgPool, wanted: &Wanted) -> Result<SearchResults, sqlx::Error> {
    let mut asked = Asked::of(&wanted.text);
    if asked.words.is_empty() {
        return Ok(SearchResults { items: Vec::new(), groups: Vec::new(), mended: Vec::new() });
    }
    let near = wanted.near.and_then(|position| cells::cover(position, NEAR_M)).filter(|cover| cover.resolution == 4).map(|cover| cover.cells).unwrap_or_default();
    let find = async |tsquery: String| queries::find(db, &tsquery, &asked, wanted.kind, &near).await;
    let mut found = find(all_of(&asked.words)).await?;
    if found.len() < ENOUGH {
        let mut words = asked.words.clone();
        for word in &mut words {
            word.meanings = meanings(db, word).await?;
        }
        let mut tsquery = all_of(&words);
        if let Some(joined) = joined(&words) {
            tsquery = format!("({tsquery}) | {joined}");
        }
        let mut mended = find(tsquery).await?;
        if mended.is_empty() && found.is_empty() && words.len() > 1 {
            mended = find(all_but_one(&words)).await?;
        }
        asked.words = words;
        let known: HashSet<String> = found.iter().map(|row| row.path.clone()).collect();
        found.extend(mended.into_iter().filter(|row| !known.contains(&row.path)));
    }
    Ok(results(&asked, wanted, found))
}

async fn meanings(db: &PgPool, word: &AskedWord) -> Result<Vec<(String, usize)>, sqlx::Error> {
    if word.run.paired || mending::edits_of(word.run.text.chars().count()) == 0 {
        return Ok(Vec::new());
    }
    Ok(mending::meanings(&word.run.text, queries::list_words(db, &mending::outlines_of_typed(&word.run.text)).await?))
}

/// The words as PostgreSQL's query: lexemes are letters and digits only, so quoting is enough.
fn all_of(words: &[AskedWord]) -> String {
    words.iter().map(lexeme).collect::<Vec<_>>().join(" & ")
}

fn lexeme(word: &AskedWord) -> String {
    let characters = word.run.text.chars().count();
    if word.run.paired && characters > 1 {
        let pairs: Vec<String> = word.run.lexemes().iter().filter(|lexeme| lexeme.chars().count() == 2).map(|pair| format!("'{pair}'")).collect();
        return format!("({})", pairs.join(" & "));
    }
    // A single Latin letter begins half of all words.
    let goes_on = if word.may_go_on && (characters > 1 || word.run.paired) { ":*" } else { "" };
    let mut any = vec![format!("'{}'{goes_on}", word.run.text)];
    any.extend(word.meanings.iter().map(|(meaning, _)| format!("'{meaning}'")));
    format!("({})", any.join(" | "))
}

/// Star bucks is starbucks.
fn joined(words: &[AskedWord]) -> Option<String> {
    let plain = words.len() > 1 && words.iter().all(|word| !word.run.paired);
    plain.then(|| format!("'{}'", words.iter().map(|word| word.run.text.as_str()).collect::<String>()))
}

fn all_but_one(words: &[AskedWord]) -> String {
    let without = |left_out: usize| {
        let others: Vec<AskedWord> = words.iter().enumerate().filter(|(place, _)| *place != left_out).map(|(_, word)| word.clone()).collect();
        format!("({})", all_of(&others))
    };
    (0..words.len()).map(without).collect::<Vec<_>>().join(" | ")
}

fn results(asked: &Asked, wanted: &Wanted, found: Vec<FoundRow>) -> SearchResults {
    let mut counts: BTreeMap<SearchKind, u32> = BTreeMap::new();
    let mut ranked: Vec<(f64, FoundRow)> = found.into_iter().map(|row| (score(asked, &row, wanted.near), row)).collect();
    for kind in ranked.iter().filter_map(|(_, row)| SearchKind::parse(&row.kind)) {
        let count = counts.entry(kind).or_default();
        *count = count.saturating_add(1);
    }
    ranked.sort_by(|(a_score, a), (b_score, b)| b_score.total_cmp(a_score).then_with(|| a.path.cmp(&b.path)));
    let mended = ranked.first().map(|(_, first)| mended_for(asked, first)).unwrap_or_default();
    let items = ranked.into_iter().take(wanted.limit).filter_map(|(_, row)| into_hit(row, wanted.near)).collect();
    SearchResults { items, groups: counts.into_iter().map(|(kind, count)| SearchGroup { kind, count }).collect(), mended }
}

/// Words of the query that the document has only by what they may mean.
fn mended_for(asked: &Asked, document: &FoundRow) -> Vec<MendedWord> {
    let context = document.context.as_deref().map(|context| words::Words::of(context).joined()).unwrap_or_default();
    let words: HashSet<&str> = document.folded.split(' ').chain(context.split(' ')).collect();
    let typed_is_there = |word: &AskedWord| words.iter().any(|known| *known == word.run.text || (word.may_go_on && known.starts_with(&word.run.text)));
    let unread = asked.words.iter().filter(|word| !word.run.paired && !typed_is_there(word));
    unread
        .filter_map(|word| {
            let (meaning, _) = word.meanings.iter().find(|(meaning, _)| words.contains(meaning.as_str()))?;
            Some(MendedWord { typed: word.run.text.clone(), read_as: meaning.clone() })
        })
        .collect()
}

fn into_hit(row: FoundRow, near: Option<Position>) -> Option<SearchHit> {
    let position = row.lat.zip(row.lon).and_then(|(lat, lon)| Position::new(lat, lon));
    Some(SearchHit {
        kind: SearchKind::parse(&row.kind)?,
        title: row.title,
        context: row.context,
        path: row.path,
        position,
        distance_m: near.zip(position).map(|(near, position)| near.distance_m(position)),
        fictional: row.fictional,
        attribution: row.attribution,
    })
}
