//! [`AdditionalProperties`]: what an object holds beside its declared properties.

use std::collections::{BTreeMap, btree_map};
use std::fmt;
use std::ops::{Deref, DerefMut};

/// The properties of an object that its type does not declare, kept as received and sent back: a map from their names.
///
/// It is as wide as a pointer, and most objects have none, so those that know all of their properties pay nothing for it.
/// To change it as a map may allocate; to read it does not.
#[derive(Clone)]
#[expect(clippy::box_collection, reason = "a map by itself is three words wide, and dropping an empty one takes time")]
pub struct AdditionalProperties<T>(Option<Box<BTreeMap<String, T>>>);

impl<T> AdditionalProperties<T> {
    /// Creates it without properties, and without allocating.
    pub const fn new() -> Self {
        Self(None)
    }
}

impl<T: 'static> AdditionalProperties<T> {
    const NONE: &'static BTreeMap<String, T> = &BTreeMap::new();
}

impl<T: 'static> Deref for AdditionalProperties<T> {
    type Target = BTreeMap<String, T>;

    fn deref(&self) -> &Self::Target {
        self.0.as_deref().unwrap_or(Self::NONE)
    }
}

impl<T: 'static> DerefMut for AdditionalProperties<T> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.0.get_or_insert_default()
    }
}

impl<T> Default for AdditionalProperties<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: fmt::Debug + 'static> fmt::Debug for AdditionalProperties<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(formatter)
    }
}

impl<T: PartialEq + 'static> PartialEq for AdditionalProperties<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T> From<BTreeMap<String, T>> for AdditionalProperties<T> {
    fn from(map: BTreeMap<String, T>) -> Self {
        Self((!map.is_empty()).then(|| Box::new(map)))
    }
}

impl<T> From<AdditionalProperties<T>> for BTreeMap<String, T> {
    fn from(properties: AdditionalProperties<T>) -> Self {
        properties.0.map(|map| *map).unwrap_or_default()
    }
}

impl<T, N: Into<String>> FromIterator<(N, T)> for AdditionalProperties<T> {
    fn from_iter<I: IntoIterator<Item = (N, T)>>(properties: I) -> Self {
        properties.into_iter().map(|(name, value)| (name.into(), value)).collect::<BTreeMap<_, _>>().into()
    }
}

impl<T> IntoIterator for AdditionalProperties<T> {
    type Item = (String, T);
    type IntoIter = btree_map::IntoIter<String, T>;

    fn into_iter(self) -> Self::IntoIter {
        BTreeMap::from(self).into_iter()
    }
}

impl<'a, T: 'static> IntoIterator for &'a AdditionalProperties<T> {
    type Item = (&'a String, &'a T);
    type IntoIter = btree_map::Iter<'a, String, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, T: 'static> IntoIterator for &'a mut AdditionalProperties<T> {
    type Item = (&'a String, &'a mut T);
    type IntoIter = btree_map::IterMut<'a, String, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.as_deref_mut().map(BTreeMap::iter_mut).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_map_as_wide_as_a_pointer() {
        assert_eq!(size_of::<AdditionalProperties<u8>>(), size_of::<usize>());
        let mut properties = AdditionalProperties::new();
        assert!(properties.is_empty() && properties.get("a").is_none());
        properties.insert("a".to_owned(), 1);
        assert_eq!(properties, [("a", 1)].into_iter().collect());
        assert_eq!(format!("{properties:?}"), r#"{"a": 1}"#);
        for (_, value) in &mut properties {
            *value += 1;
        }
        assert_eq!(properties.clone().into_iter().collect::<Vec<_>>(), [("a".to_owned(), 2)]);
        properties.clear();
        assert_eq!(properties, AdditionalProperties::default());
        assert_eq!(BTreeMap::from(properties), BTreeMap::new());
    }
}
