//! Names of chains, to tell them from independents.

use std::collections::HashMap;
use std::path::Path;

use unicode_normalization::UnicodeNormalization;

use super::lines::open_text;

/// Folded names of chains with the name to show. Empty unless a list is given.
#[derive(Clone, Debug, Default)]
pub struct Chains {
    by_folded_name: HashMap<String, String>,
}

impl Chains {
    /// From CSV with the columns `name` and `brand`, as the name-suggestion-index is published.
    ///
    /// # Errors
    /// A sentence, for a file that cannot be read or lacks the columns.
    pub fn load(path: &Path) -> Result<Self, String> {
        let mut reader = csv::Reader::from_reader(open_text(path).map_err(|error| error.to_string())?);
        let header = reader.headers().map_err(|error| error.to_string())?.clone();
        let column = |name: &str| header.iter().position(|known| known == name);
        let (Some(name), Some(brand)) = (column("name"), column("brand")) else {
            return Err(format!("{}: a chain list needs the columns `name` and `brand`", path.display()));
        };
        let mut chains = Self::default();
        for record in reader.records() {
            let record = record.map_err(|error| format!("{}: {error}", path.display()))?;
            for text in [record.get(name), record.get(brand)].into_iter().flatten() {
                let shown = record.get(brand).filter(|brand| !brand.is_empty()).unwrap_or(text);
                chains.by_folded_name.entry(fold(text)).or_insert_with(|| shown.to_owned());
            }
        }
        chains.by_folded_name.remove("");
        Ok(chains)
    }

    /// The chain of a place with this name: the whole name, or the name up to a branch (`Costa Coffee - Leeds`).
    pub fn find(&self, name: &str) -> Option<&str> {
        let head = name.split([',', '(', '|', '@', '-', '–', '—']).next().unwrap_or(name);
        [name, head].iter().find_map(|text| self.by_folded_name.get(&fold(text))).map(String::as_str)
    }
}

/// Letters and digits only, without accents and case, compatibility forms made plain.
pub fn fold(text: &str) -> String {
    text.nfkd().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
