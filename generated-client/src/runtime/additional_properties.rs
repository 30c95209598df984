//! [`AdditionalProperties`]: the undeclared properties of an object, if the document gives them a type.

use std::collections::{BTreeMap, btree_map};
use std::fmt;
use std::ops::{Deref, DerefMut};

use super::json::{Fault, FromJson, Notes, Reader, Rest, ToJson as _, Writer};

/// The properties of an object that its type does not declare: a map from their names to values of one type.
///
/// It is as wide as a pointer, and allocates nothing if it is empty. Reading it as a map does not allocate. Changing it as a map
/// may allocate.
#[derive(Clone)]
pub struct AdditionalProperties<T>(Option<Box<Inner<T>>>);

#[derive(Clone)]
struct Inner<T> {
    map: BTreeMap<String, T>,
    notes: Notes,
}

impl<T> Inner<T> {
    fn new(map: BTreeMap<String, T>) -> Self {
        Self { map, notes: Notes::default() }
    }
}

impl<T> AdditionalProperties<T> {
    /// Creates it without properties, and without allocating.
    pub const fn new() -> Self {
        Self(None)
    }

    fn inner(&mut self) -> &mut Inner<T> {
        self.0.get_or_insert_with(|| Box::new(Inner::new(BTreeMap::new())))
    }
}

impl<T: 'static> AdditionalProperties<T> {
    const NONE: &'static BTreeMap<String, T> = &BTreeMap::new();
}

impl<T: 'static> Deref for AdditionalProperties<T> {
    type Target = BTreeMap<String, T>;

    fn deref(&self) -> &Self::Target {
        self.0.as_deref().map_or(Self::NONE, |inner| &inner.map)
    }
}

impl<T: 'static> DerefMut for AdditionalProperties<T> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.inner().map
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
        let others = |properties: &Self| properties.0.as_deref().map(|inner| inner.notes.others().to_vec());
        **self == **other && others(self).unwrap_or_default() == others(other).unwrap_or_default()
    }
}

impl<T> From<BTreeMap<String, T>> for AdditionalProperties<T> {
    fn from(map: BTreeMap<String, T>) -> Self {
        Self((!map.is_empty()).then(|| Box::new(Inner::new(map))))
    }
}

impl<T> From<AdditionalProperties<T>> for BTreeMap<String, T> {
    fn from(properties: AdditionalProperties<T>) -> Self {
        properties.0.map(|inner| inner.map).unwrap_or_default()
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
        self.0.as_deref_mut().map(|inner| inner.map.iter_mut()).unwrap_or_default()
    }
}

impl<T: FromJson + 'static> Rest for AdditionalProperties<T> {
    fn read(&mut self, name: &str, reader: &mut Reader<'_>) -> Result<(), Fault> {
        reader.charge_entry(self.is_empty(), size_of::<T>(), name)?;
        let mut value = T::empty();
        value.set(Some(reader))?;
        self.inner().map.insert(name.to_owned(), value);
        Ok(())
    }

    fn keep_text(&mut self, _members: &str) {}

    fn keep_other(&mut self, index: usize, _name: &'static str, value: &str) {
        self.inner().notes.note_other(index, value);
    }

    fn write(&self, writer: &mut Writer) {
        for (name, value) in self {
            writer.name(name);
            value.write(writer);
        }
    }

    fn reset(&mut self) {
        self.0 = None;
    }

    fn is_blank(&self) -> bool {
        self.is_empty() && self.notes().is_none_or(Notes::is_blank)
    }

    fn has(&self, name: &str) -> bool {
        self.contains_key(name)
    }

    fn notes(&self) -> Option<&Notes> {
        self.0.as_ref().map(|inner| &inner.notes)
    }

    fn notes_mut(&mut self) -> &mut Notes {
        &mut self.inner().notes
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
