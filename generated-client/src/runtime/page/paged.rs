//! Reads a page: the macro `paged!`, and its traits.

use super::{
    Cursor, Page,
    partial::{Lacking, salvage},
};
use crate::runtime::{
    Error, Field, Result,
    json::{Filled, FromJson, JsonValue},
    kept_text::KeptText,
    response::{Received, decode_json},
};

/// Implements [`Paged`](super::Paged) by the members of a page: `paged! { ListAgents: "page" => next_page, data: Agent }`.
///
/// Other lists say how the next page is requested, and lead to the members by expressions, which may return early:
/// `paged! { ListAgents(page): Query("page") => { items: Agent = page.data?.list, at = ["data", "list"], next = page.paging.next } }`.
#[allow(unused_macros, reason = "an API may have no pages")]
macro_rules! paged {
    ($name:ident: $parameter:literal => $next:ident, $items:ident: $item:ty) => {
        $crate::runtime::paged! {
            $name(page): Query($parameter) => {
                items: $item = page.$items, at = [stringify!($items)], next = page.$next, count = page.$items
            }
        }
    };
    (
        $name:ident($page:ident): $kind:expr => {
            items: $item:ty = $items:expr, at = $at:expr $(, next = $next:expr)? $(, more = $more:expr)?, count = $count:expr
        }
    ) => {
        impl $crate::runtime::Paged for $name {
            type Item = $item;
            const NEXT: $crate::runtime::page::NextPage = {
                #[allow(unused_imports, reason = "a list is of one kind")]
                use $crate::runtime::page::NextPage::{Body, Link, Number, NumberInBody, Offset, OffsetInBody, Query, Url};
                $kind
            };
            const ITEMS: &'static [&'static str] = &$at;

            fn decode_page(
                received: &mut $crate::runtime::Received,
            ) -> $crate::runtime::Result<$crate::runtime::page::Page<Self::Output>> {
                $crate::runtime::page::read(received, Self::ITEMS)
            }

            $(fn next($page: &Self::Output) -> ::std::option::Option<$crate::runtime::page::Cursor<'_>> {
                $crate::runtime::page::HasCursor::cursor(&$next)
            })?

            $(fn more($page: &Self::Output) -> ::std::option::Option<bool> {
                $crate::runtime::page::HasFlag::flag(&$more)
            })?

            fn count($page: &Self::Output) -> ::std::option::Option<usize> {
                ::std::option::Option::Some($crate::runtime::page::List::<$item>::count(&$count))
            }

            fn items(page: Self::Output) -> ::std::vec::Vec<Self::Item> {
                let items = |$page: Self::Output| {
                    ::std::option::Option::Some($crate::runtime::page::List::<$item>::items($items))
                };
                items(page).unwrap_or_default()
            }
        }
    };
}

pub(crate) use paged;

/// A member that holds the cursor or the URL of the next page.
#[doc(hidden)]
pub trait HasCursor {
    /// The cursor, if there is one.
    fn cursor(&self) -> Option<Cursor<'_>>;
}

impl HasCursor for String {
    fn cursor(&self) -> Option<Cursor<'_>> {
        Some(Cursor::Text(self))
    }
}

impl<T: KeptText> HasCursor for T {
    fn cursor(&self) -> Option<Cursor<'_>> {
        Some(Cursor::Text(self.text()))
    }
}

impl HasCursor for i64 {
    fn cursor(&self) -> Option<Cursor<'_>> {
        Some(Cursor::Integer(*self))
    }
}

impl HasCursor for u64 {
    fn cursor(&self) -> Option<Cursor<'_>> {
        Some(Cursor::Unsigned(*self))
    }
}

impl<T: HasCursor> HasCursor for Option<T> {
    fn cursor(&self) -> Option<Cursor<'_>> {
        self.as_ref()?.cursor()
    }
}

impl<T: HasCursor> HasCursor for Field<T> {
    fn cursor(&self) -> Option<Cursor<'_>> {
        self.value()?.cursor()
    }
}

/// A member that is true or false.
#[doc(hidden)]
pub trait HasFlag {
    /// The value, if there is one.
    fn flag(&self) -> Option<bool>;
}

impl HasFlag for bool {
    fn flag(&self) -> Option<bool> {
        Some(*self)
    }
}

impl HasFlag for Option<bool> {
    fn flag(&self) -> Option<bool> {
        *self
    }
}

impl HasFlag for Field<bool> {
    fn flag(&self) -> Option<bool> {
        self.value().copied()
    }
}

/// A member that lists items.
#[doc(hidden)]
pub trait List<T> {
    /// The items.
    fn items(self) -> Vec<T>;

    /// How many there are.
    fn count(&self) -> usize;
}

impl<T> List<T> for Vec<T> {
    fn items(self) -> Vec<T> {
        self
    }

    fn count(&self) -> usize {
        self.len()
    }
}

impl<T> List<T> for Option<Vec<T>> {
    fn items(self) -> Vec<T> {
        self.unwrap_or_default()
    }

    fn count(&self) -> usize {
        self.as_ref().map_or(0, Vec::len)
    }
}

impl<T> List<T> for Field<Vec<T>> {
    fn items(self) -> Vec<T> {
        self.into_value().unwrap_or_default()
    }

    fn count(&self) -> usize {
        self.value().map_or(0, Vec::len)
    }
}

/// Reads a page, without the elements that cannot be decoded. Its items are in the list at the path `items`.
#[doc(hidden)]
pub fn read<T: FromJson + Send + 'static>(received: &mut Received, items: &[&str]) -> Result<Page<T>> {
    let mut lacking = Lacking::default();
    let page = T::filled(&mut read_into(received, items, &mut lacking))?;
    Ok((page, lacking))
}

/// Reads a page. A closure that all types of pages share.
fn read_into(
    received: &mut Received,
    items: &[&str],
    lacking: &mut Lacking,
) -> impl FnMut(&mut dyn JsonValue) -> Result<()> {
    move |page| {
        match decode_json(page, received) {
            Err(Error::Decode(error)) => *lacking = salvage(page, &error, items).ok_or(Error::Decode(error))?,
            read => {
                read?;
                if received.is_lenient && !received.mismatches.is_empty() {
                    *lacking = Lacking::without_errors(received, items);
                }
            }
        }
        Ok(())
    }
}
