//! [`SortedSet`]: a set in one sorted list.

use std::borrow::Borrow;

/// A set in one sorted list. It compiles to a fraction of the code of a `BTreeSet`. Adding moves all larger elements, which is
/// cheap for some ten thousand texts, but not for any number that a server may send.
#[derive(Clone, Debug)]
pub(crate) struct SortedSet<T>(Vec<T>);

#[allow(dead_code, reason = "an API may have no helpers")]
impl<T: Ord> SortedSet<T> {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn contains<Q: Ord + ?Sized>(&self, value: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.place(value).is_ok()
    }

    /// Adds an element; `true` if it is new.
    pub(crate) fn insert(&mut self, value: T) -> bool {
        let place = self.place(&value);
        if let Err(place) = place {
            self.0.insert(place, value);
        }
        place.is_err()
    }

    /// Removes an element; `true` if it was there.
    pub(crate) fn remove<Q: Ord + ?Sized>(&mut self, value: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        let place = self.place(value);
        if let Ok(place) = place {
            self.0.remove(place);
        }
        place.is_ok()
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }

    /// The place of an element, or the place at which to insert it.
    fn place<Q: Ord + ?Sized>(&self, value: &Q) -> Result<usize, usize>
    where
        T: Borrow<Q>,
    {
        self.0.binary_search_by(|own| own.borrow().cmp(value))
    }
}

impl<T> Default for SortedSet<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::SortedSet;

    #[test]
    fn it_is_the_same_as_another_set() {
        let (mut sorted, mut expected) = (SortedSet::new(), BTreeSet::new());
        for step in 0..500_u32 {
            let text = (step * 37 % 83).to_string();
            if step % 3 == 0 {
                assert_eq!(sorted.remove(text.as_str()), expected.remove(&text), "{step}");
            } else {
                assert_eq!(sorted.insert(text.clone()), expected.insert(text.clone()), "{step}");
                assert!(sorted.contains(text.as_str()), "{step}");
            }
            assert!(sorted.iter().eq(&expected) && sorted.len() == expected.len(), "{step}");
        }
        sorted.clear();
        assert!(sorted.is_empty() && !sorted.contains("1"));
    }
}
