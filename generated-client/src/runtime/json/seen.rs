//! [`Seen`]: which members of an object were read.

/// A set of small numbers. Up to 64 of them take no allocation.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    low: u64,
    high: Vec<u64>,
}

impl Seen {
    /// Adds a number, and says whether it was there already.
    #[inline]
    pub(super) fn insert(&mut self, index: usize) -> bool {
        let bits = self.bits(index);
        let bit = 1_u64 << (index % 64);
        let was_there = *bits & bit != 0;
        *bits |= bit;
        was_there
    }

    /// Removes a number.
    pub(super) fn remove(&mut self, index: usize) {
        if self.contains(index) {
            *self.bits(index) &= !(1_u64 << (index % 64));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.low == 0 && self.high.iter().all(|word| *word == 0)
    }

    #[inline]
    pub(super) fn contains(&self, index: usize) -> bool {
        let bits = match (index / 64).checked_sub(1) {
            None => self.low,
            Some(word) => self.high.get(word).copied().unwrap_or_default(),
        };
        bits & (1_u64 << (index % 64)) != 0
    }

    #[inline]
    fn bits(&mut self, index: usize) -> &mut u64 {
        let Some(word) = (index / 64).checked_sub(1) else { return &mut self.low };
        if self.high.len() <= word {
            self.high.resize(word + 1, 0);
        }
        &mut self.high[word]
    }
}

#[cfg(test)]
mod tests {
    use super::Seen;

    #[test]
    fn a_set_is_empty_again_when_its_last_number_is_removed() {
        for index in [0, 63, 64, 300] {
            let mut seen = Seen::default();
            assert!(!seen.insert(index) && seen.insert(index) && seen.contains(index) && !seen.is_empty());
            seen.remove(index);
            assert!(!seen.contains(index) && seen.is_empty());
        }
    }
}
