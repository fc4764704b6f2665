//! Who asks the origin for a key. One leader holds a lease; the others look at shared data on timers of their own and never await the
//! leader's future. A lease ends by itself, so that a leader that dies strands nobody.

use std::collections::HashMap;

/// How a leader's asking ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// There is an answer in memory.
    Kept,
    /// There is an answer, for the leader alone.
    NotKept,
    /// No origin gave one.
    Failed,
}

/// A place in the queue for a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Ask, and say how it ended.
    Lead(u64),
    /// Somebody asks; look again later.
    Follow(u64),
}

/// What a follower sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    Waiting,
    Ended(Ended),
    /// The leader is gone without a word: take its place.
    Lapsed,
}

/// All leases of an isolate.
#[derive(Debug, Default)]
pub struct Leases {
    held: HashMap<String, Lease>,
    tickets: u64,
}

#[derive(Clone, Copy, Debug)]
struct Lease {
    ticket: u64,
    expires_at_ms: u64,
    ended: Option<Ended>,
}

/// Ended leases are remembered for followers until so many are held; then those whose time is over are swept.
const SWEEP_AT: usize = 1_024;

impl Leases {
    /// Takes the lease of a key, or the place behind whoever holds it.
    pub fn take(&mut self, key: &str, now_ms: u64, lease_ms: u64) -> Place {
        if let Some(lease) = self.held.get(key).filter(|lease| lease.ended.is_none() && now_ms < lease.expires_at_ms) {
            return Place::Follow(lease.ticket);
        }
        if self.held.len() >= SWEEP_AT {
            self.held.retain(|_, lease| now_ms < lease.expires_at_ms);
        }
        self.tickets = self.tickets.wrapping_add(1);
        self.held.insert(key.to_owned(), Lease { ticket: self.tickets, expires_at_ms: now_ms.saturating_add(lease_ms), ended: None });
        Place::Lead(self.tickets)
    }

    /// A leader's last word. One whose lease has passed to somebody else says nothing.
    pub fn end(&mut self, key: &str, ticket: u64, ended: Ended) {
        if let Some(lease) = self.held.get_mut(key).filter(|lease| lease.ticket == ticket) {
            lease.ended = Some(ended);
        }
    }

    /// How the lease that a follower waits for stands.
    pub fn look(&self, key: &str, ticket: u64, now_ms: u64) -> Seen {
        match self.held.get(key) {
            Some(lease) if lease.ticket == ticket => match lease.ended {
                Some(ended) => Seen::Ended(ended),
                None if now_ms < lease.expires_at_ms => Seen::Waiting,
                None => Seen::Lapsed,
            },
            // Another lease has followed, or all was swept: whoever still waits starts anew.
            _ => Seen::Lapsed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_leads_and_the_others_learn_how_it_ended() {
        let mut leases = Leases::default();
        let Place::Lead(ticket) = leases.take("a", 0, 100) else { panic!("nobody led") };
        assert_eq!(leases.take("a", 99, 100), Place::Follow(ticket));
        assert!(matches!(leases.take("b", 0, 100), Place::Lead(_)));
        assert_eq!(leases.look("a", ticket, 99), Seen::Waiting);
        leases.end("a", ticket, Ended::Failed);
        assert_eq!(leases.look("a", ticket, 99), Seen::Ended(Ended::Failed));
        assert!(matches!(leases.take("a", 99, 100), Place::Lead(_)));
    }

    #[test]
    fn a_leader_that_dies_is_replaced_and_its_late_word_counts_for_nothing() {
        let mut leases = Leases::default();
        let Place::Lead(first) = leases.take("a", 0, 100) else { panic!("nobody led") };
        assert_eq!(leases.look("a", first, 100), Seen::Lapsed);
        let Place::Lead(second) = leases.take("a", 100, 100) else { panic!("nobody took over") };
        leases.end("a", first, Ended::Failed);
        assert_eq!(leases.look("a", second, 150), Seen::Waiting);
        assert_eq!(leases.look("a", first, 150), Seen::Lapsed);
    }

    #[test]
    fn leases_of_ever_new_keys_are_bounded() {
        let mut leases = Leases::default();
        for number in 0..10 * SWEEP_AT {
            let at = u64::try_from(number).unwrap();
            leases.take(&number.to_string(), at, 10);
        }
        assert!(leases.held.len() <= SWEEP_AT);
    }
}
