//! Second tries are paid for by first ones, so that an outage is never multiplied (DESIGN §7).

/// Second tries at once, after a calm time.
const BURST: f64 = 20.0;
/// What one first try pays in: 10 %.
const SHARE: f64 = 0.1;

/// An isolate's purse.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    left: f64,
}

impl Default for Budget {
    fn default() -> Self {
        Self { left: BURST }
    }
}

impl Budget {
    /// A first try is made.
    pub fn deposit(&mut self) {
        self.left = (self.left + SHARE).min(BURST);
    }

    /// Takes leave for a second try; `false` when none is left.
    pub fn withdraw(&mut self) -> bool {
        let affordable = self.left >= 1.0;
        if affordable {
            self.left -= 1.0;
        }
        affordable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn second_tries_stay_within_a_tenth_and_the_burst() {
        let (mut budget, mut second) = (Budget::default(), 0);
        for _ in 0..1_000 {
            budget.deposit();
            second += u32::from(budget.withdraw());
        }
        assert!((100..=120).contains(&second), "{second}");
    }
}
