//! How a page is read: the macro `paged!`, and what it needs.

use super::{
    Page,
    partial::{Lacking, salvage},
};
use crate::runtime::{
    Error, Field, Result,
    json::FromJson,
    response::{Json, Received, ResponseBody},
};

/// Implements [`Paged`](super::Paged) by the members of a page: `paged! { ListAgents: "page" => next_page, data: Agent }`.
#[allow(unused_macros, reason = "an API may have no pages")]
macro_rules! paged {
    ($name:ident: $parameter:literal => $next:ident, $items:ident: $item:ty) => {
        impl $crate::runtime::Paged for $name {
            type Item = $item;
            const PARAMETER: &'static str = $parameter;

            fn decode_page(
                received: &mut $crate::runtime::Received,
            ) -> $crate::runtime::Result<$crate::runtime::page::Page<Self::Output>> {
                $crate::runtime::page::read(received)
            }

            fn next(page: &Self::Output) -> ::std::option::Option<&str> {
                $crate::runtime::page::Cursor::cursor(&page.$next)
            }

            fn items(page: Self::Output) -> ::std::vec::Vec<Self::Item> {
                $crate::runtime::page::List::items(page.$items)
            }
        }
    };
}

pub(crate) use paged;

/// A member that names the next page.
#[doc(hidden)]
pub trait Cursor {
    /// The cursor, if there is one.
    fn cursor(&self) -> Option<&str>;
}

impl Cursor for String {
    fn cursor(&self) -> Option<&str> {
        Some(self)
    }
}

impl Cursor for Option<String> {
    fn cursor(&self) -> Option<&str> {
        self.as_deref()
    }
}

impl Cursor for Field<String> {
    fn cursor(&self) -> Option<&str> {
        self.value().map(String::as_str)
    }
}

/// A member that lists items.
#[doc(hidden)]
pub trait List<T> {
    /// The items.
    fn items(self) -> Vec<T>;
}

impl<T> List<T> for Vec<T> {
    fn items(self) -> Vec<T> {
        self
    }
}

impl<T> List<T> for Option<Vec<T>> {
    fn items(self) -> Vec<T> {
        self.unwrap_or_default()
    }
}

impl<T> List<T> for Field<Vec<T>> {
    fn items(self) -> Vec<T> {
        self.into_value().unwrap_or_default()
    }
}

/// Reads a page, without the elements that cannot be decoded.
#[doc(hidden)]
pub fn read<T: FromJson + Send + 'static>(received: &mut Received) -> Result<Page<T>> {
    match Json::<T>::decode(received) {
        Ok(page) => Ok((page, Lacking::new())),
        Err(Error::Decode(error)) => salvage(&error).ok_or(Error::Decode(error)),
        Err(error) => Err(error),
    }
}
