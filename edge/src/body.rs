//! The bytes of an answer.

use std::cell::OnceCell;
use std::ops::Deref;
use std::rc::Rc;

use js_sys::Uint8Array;

/// Bytes shared by everyone who is answered with them. Handed to workerd once: the next answer with the same bytes copies nothing.
#[derive(Clone, Debug, Default)]
pub struct Body(Rc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    bytes: Box<[u8]>,
    outside: OnceCell<Uint8Array>,
}

impl Body {
    /// The bytes where workerd reads them. They are never written again, so any number of answers may be sending them.
    pub fn outside(&self) -> &Uint8Array {
        self.0.outside.get_or_init(|| Uint8Array::from(&*self.0.bytes))
    }

    /// What it takes in memory: here, and outside once it has been sent.
    pub fn weight(&self) -> usize {
        self.len().saturating_mul(2)
    }

    /// Whether both are the very same, not only alike.
    pub fn is_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Deref for Body {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0.bytes
    }
}

impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other) || **self == **other
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Rc::new(Shared { bytes: bytes.into(), outside: OnceCell::new() }))
    }
}
