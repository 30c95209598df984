//! Values in the form that parameters and form fields need. The order of members is kept.

use crate::runtime::compact::{CollectList, joined};
use crate::runtime::json::{self, Fault, Kind, Reader, ToJson, quoted};

/// A value to be written as a parameter or form field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Nothing.
    Null,
    /// A string.
    Text(String),
    /// A number or boolean, as in JSON.
    Token(String),
    /// A list.
    Array(Vec<Shape>),
    /// An object, in the order of its members.
    Object(Vec<(String, Shape)>),
}

impl Shape {
    /// The shape of `value`. It is made from JSON text, which has the members in the order of the type.
    pub(crate) fn of(value: &(impl ToJson + ?Sized)) -> Result<Self, String> {
        Self::of_json(&json::to_vec(value)?)
    }

    /// The shape of JSON.
    pub(crate) fn of_json(json: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(json).map_err(|error| error.to_string())?;
        Self::read(&mut Reader::new(text)).map_err(|fault| fault.to_string())
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        Ok(match reader.kind()? {
            Kind::Null => {
                reader.skip()?;
                Self::Null
            }
            Kind::String => Self::Text(reader.text()?.into_owned()),
            Kind::Boolean | Kind::Integer | Kind::Number => Self::Token(reader.skip()?.to_owned()),
            Kind::Array => {
                reader.begin_array()?;
                let (mut items, mut is_first) = (Vec::new(), true);
                while reader.next_element(&mut is_first)? {
                    items.push(Self::read(reader)?);
                }
                Self::Array(items)
            }
            Kind::Object => {
                reader.begin_object()?;
                let (mut members, mut is_first) = (Vec::new(), true);
                while let Some(name) = reader.next_name(&mut is_first)? {
                    members.push((name.into_owned(), Self::read(reader)?));
                }
                Self::Object(members)
            }
        })
    }

    /// Whether it is a list or an object.
    pub(crate) fn is_collection(&self) -> bool {
        matches!(self, Self::Array(_) | Self::Object(_))
    }

    /// The items of a list, unless one of them is a list or an object.
    pub(crate) fn plain_items(&self) -> Option<&[Self]> {
        match self {
            Self::Array(items) if !items.iter().any(Self::is_collection) => Some(items),
            _ => None,
        }
    }

    /// Whether it is a list or an object without anything to write.
    pub(crate) fn is_empty_collection(&self) -> bool {
        match self {
            Self::Null | Self::Text(_) | Self::Token(_) => false,
            Self::Array(items) => items.iter().all(|item| *item == Self::Null),
            Self::Object(members) => members.iter().all(|(_, value)| *value == Self::Null),
        }
    }

    /// Whether it is a scalar, or contains one.
    pub(crate) fn has_scalar(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Text(_) | Self::Token(_) => true,
            Self::Array(items) => items.iter().any(Self::has_scalar),
            Self::Object(members) => members.iter().any(|(_, value)| value.has_scalar()),
        }
    }

    /// The value as JSON text.
    pub(crate) fn to_json(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Text(text) => quoted(text),
            Self::Token(token) => token.clone(),
            Self::Array(items) => {
                let items: Vec<String> = items.iter().map(Self::to_json).collect_list();
                format!("[{}]", joined(&items, ","))
            }
            Self::Object(members) => {
                let members: Vec<String> =
                    members.iter().map(|(key, value)| format!("{}:{}", quoted(key), value.to_json())).collect_list();
                format!("{{{}}}", joined(&members, ","))
            }
        }
    }
}
