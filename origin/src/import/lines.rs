//! Opening files as rows, with bounds: no row is ever larger than [`ROW_BYTES_MAX`] in memory, and what is cut or not UTF-8 stops the import.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use flate2::read::MultiGzDecoder;
use serde::de::DeserializeOwned;

use super::ImportError;
use super::record::Row;

/// Largest row of any text format. Real rows stay below 20 kB, and the batches under way together hold 5,000 of them at most.
pub const ROW_BYTES_MAX: usize = 32 * 1024;

/// One decoded JSON line, or why the row is refused.
pub struct JsonLine<T> {
    pub line: u64,
    pub value: Result<T, String>,
}

/// Opens plain or gzip-compressed text, by its first bytes, past a UTF-8 byte order mark.
pub fn open_text(path: &Path) -> Result<Box<dyn BufRead>, ImportError> {
    let unreadable = |error: io::Error| ImportError::file(path, format!("cannot be read: {error}"));
    let mut file = BufReader::with_capacity(256 * 1024, File::open(path).map_err(unreadable)?);
    let start = file.fill_buf().map_err(unreadable)?;
    if start.is_empty() {
        return Err(ImportError::file(path, "the file is empty"));
    }
    if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
        return Err(ImportError::file(path, "the file is UTF-16; convert it to UTF-8 first"));
    }
    let mut text: Box<dyn BufRead> = if start.starts_with(&[0x1f, 0x8b]) { Box::new(BufReader::with_capacity(256 * 1024, MultiGzDecoder::new(file))) } else { Box::new(file) };
    if text.fill_buf().map_err(unreadable)?.starts_with(&[0xef, 0xbb, 0xbf]) {
        text.consume(3);
    }
    Ok(text)
}

/// Rows of a file with one JSON object a line. A line that is no JSON means the file is damaged; a value of the wrong shape is a refused row.
pub fn open_json<T: DeserializeOwned>(path: &Path) -> Result<impl Iterator<Item = Result<JsonLine<T>, ImportError>> + use<T>, ImportError> {
    Ok(JsonLines { text: open_text(path)?, path: path.to_owned(), line: 0, done: false, shape: std::marker::PhantomData })
}

struct JsonLines<T> {
    text: Box<dyn BufRead>,
    path: PathBuf,
    line: u64,
    done: bool,
    shape: std::marker::PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> JsonLines<T> {
    /// The next line that is not blank, without its line break.
    fn next_line(&mut self) -> Result<Option<String>, ImportError> {
        loop {
            self.line += 1;
            let fault = |reason: String| ImportError::file(&self.path, format!("line {}: {reason}", self.line));
            let mut bytes = Vec::new();
            let limit = u64::try_from(ROW_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
            let read = (&mut self.text).take(limit).read_until(b'\n', &mut bytes).map_err(|error| fault(format!("cannot be read: {error}")))?;
            if read == 0 {
                return Ok(None);
            }
            if bytes.len() > ROW_BYTES_MAX {
                return Err(fault(format!("longer than {ROW_BYTES_MAX} bytes; this is not one object a line")));
            }
            let text = String::from_utf8(bytes).map_err(|error| fault(format!("not UTF-8 ({})", error.utf8_error())))?;
            if !text.trim().is_empty() {
                return Ok(Some(text));
            }
        }
    }

    fn decode(&self, text: &str) -> Result<JsonLine<T>, ImportError> {
        let value: serde_json::Value = serde_json::from_str(text).map_err(|error| {
            let cut = error.is_eof() && !text.ends_with('\n');
            let reason = if cut { "the file ends in the middle of this line".to_owned() } else { format!("not JSON ({error})") };
            ImportError::file(&self.path, format!("line {}: {reason}", self.line))
        })?;
        Ok(JsonLine { line: self.line, value: serde_json::from_value(value).map_err(|error| format!("not of the expected shape: {error}")) })
    }
}

impl<T: DeserializeOwned> Iterator for JsonLines<T> {
    type Item = Result<JsonLine<T>, ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let outcome = self.next_line().and_then(|text| text.map(|text| self.decode(&text)).transpose()).transpose();
        self.done = !matches!(outcome, Some(Ok(_)));
        outcome
    }
}

/// Turns a decoded line into a row by `build`, which gives the row's reference and its record.
pub fn row_of<T>(json: JsonLine<T>, build: impl FnOnce(T) -> (String, Result<super::record::Record, String>)) -> Row {
    match json.value {
        Err(reason) => Row { line: json.line, reference: String::new(), outcome: Err(reason) },
        Ok(value) => {
            let (reference, outcome) = build(value);
            Row {
                line: json.line,
                reference,
                outcome: outcome.map(|mut record| {
                    record.line = json.line;
                    Box::new(record)
                }),
            }
        }
    }
}

/// Bytes that may still be read for the current row; shared between [`Bounded`] and whoever takes rows out of it.
#[derive(Clone, Debug)]
pub struct RowBudget(Rc<Cell<usize>>);

impl RowBudget {
    pub fn renew(&self) {
        self.0.set(ROW_BYTES_MAX);
    }
}

/// A reader that fails once a row has grown past its budget, and that remembers whether the last byte was a line break.
pub struct Bounded<R> {
    inner: R,
    budget: RowBudget,
    last_byte: Rc<Cell<u8>>,
}

impl<R: Read> Bounded<R> {
    /// The reader, its budget, and its last byte so far.
    pub fn new(inner: R) -> (Self, RowBudget, Rc<Cell<u8>>) {
        let budget = RowBudget(Rc::new(Cell::new(ROW_BYTES_MAX)));
        let last_byte = Rc::new(Cell::new(b'\n'));
        (Self { inner, budget: budget.clone(), last_byte: last_byte.clone() }, budget, last_byte)
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if let Some(last) = buffer.get(..read).and_then(<[u8]>::last) {
            self.last_byte.set(*last);
        }
        match self.budget.0.get().checked_sub(read) {
            Some(left) => {
                self.budget.0.set(left);
                Ok(read)
            }
            None => Err(io::Error::new(io::ErrorKind::InvalidData, format!("a row is longer than {ROW_BYTES_MAX} bytes"))),
        }
    }
}
