//! Strict reading, for texts that people write: a part that its type does not know is a mistake.

use super::{Fault, FromJson, Reader, Tolerance};
use crate::runtime::compact::CollectList;

/// All parts of a text that do not fit a type: also unknown properties, values of enums and tags, and absent properties
/// that a response may lack.
#[allow(dead_code, reason = "an API may have no use for it")]
pub(crate) fn misfits_of_strict<T: FromJson>(text: &str) -> Vec<Fault> {
    let mut reader = Reader::new(text);
    reader.misfits.is_strict = true;
    reader.misfits.notes_gaps = true;
    reader.tolerate(Tolerance::Everything);
    let mut value = T::empty();
    let read = value.set(Some(&mut reader)).and_then(|()| reader.end());
    let found = reader.misfits.found.into_iter().map(|misfit| misfit.fault);
    found.chain(read.err()).collect_list()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::json::object;

    #[derive(Clone, PartialEq)]
    struct Pet {
        name: String,
        owner: Option<Box<Pet>>,
        others: crate::runtime::json::UnknownProperties,
    }

    object! {
        Pet {
            name: "name",
            owner: "owner",
            ..others
        }
    }

    #[test]
    fn unknown_and_missing_properties_are_found_at_any_depth() {
        let text = r#"{"name": "Rex", "age": 3, "owner": {"nmae": {"a": 1}}}"#;
        let found: Vec<String> = misfits_of_strict::<Pet>(text).iter().map(ToString::to_string).collect();
        let expected =
            ["$.age: unknown property", "$.owner.nmae: unknown property", "$.owner: missing property `name`"];
        assert_eq!(found, expected);
        assert!(misfits_of_strict::<Pet>(r#"{"name": "Rex"}"#).is_empty());
    }
}
