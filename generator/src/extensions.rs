//! The extensions of OpenAPI that the generator understands: what the standard has no words for. `docs/extensions.md` is
//! about them; all begin with [`PREFIX`], so that a misspelt one is found.

/// What begins the name of each.
pub const PREFIX: &str = "x-rust-";
/// On an operation: the name of its method.
pub const NAME: &str = "x-rust-name";
/// On an operation that lists: how the next page is asked for.
pub const PAGINATION: &str = "x-rust-pagination";
/// On a schema of an object: optional properties that `new` takes all the same.
pub const ARGUMENTS: &str = "x-rust-arguments";
/// On the document: the names of the required properties that every response is sure to have.
pub const GUARANTEED: &str = "x-rust-guaranteed-properties";
/// Those of the document.
pub const ON_DOCUMENT: &[&str] = &[GUARANTEED];
/// Those of schemas.
pub const ON_SCHEMA: &[&str] = &[ARGUMENTS];
/// Those of operations.
pub const ON_OPERATION: &[&str] = &[NAME, PAGINATION];
/// On an action of an overlay: its target may select nothing.
pub const MAY_MATCH_NOTHING: &str = "x-rust-may-match-nothing";
