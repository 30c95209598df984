//! The memory that a text may take.

use std::collections::BTreeMap;

use super::{FromJson, UnknownProperties, from_str};
use crate::runtime::{self, tests::types::Agent};

/// A struct that any object can be read as.
#[derive(Clone, PartialEq)]
struct Open {
    number: Option<i64>,
    additional_properties: UnknownProperties,
}

runtime::object! { Open { number: "number", ..additional_properties } }

/// The same, with much room.
#[derive(Clone, PartialEq)]
struct Wide {
    agent: Option<Agent>,
    additional_properties: UnknownProperties,
}

runtime::object! { Wide { agent: "agent", ..additional_properties } }

fn fault_of_many<T: FromJson>(element: &str, count: usize) -> String {
    let text = format!("[{}{element}]", format!("{element},").repeat(count));
    from_str::<Vec<T>>(&text).err().map_or_else(|| "it is read".to_owned(), |fault| fault.message().to_owned())
}

#[test]
fn memory_beside_the_elements_of_a_list_counts() {
    const TOO_MUCH: &str = "the value takes much more memory than its text";
    assert_eq!(fault_of_many::<Open>(r#"{"a":0}"#, 2_500_000), TOO_MUCH, "unknown properties");
    assert_eq!(fault_of_many::<Box<Wide>>("{}", 1_200_000), TOO_MUCH, "boxes");
    assert_eq!(fault_of_many::<Vec<Wide>>("[{}]", 700_000), TOO_MUCH, "lists of one element");
    assert_eq!(fault_of_many::<BTreeMap<String, Wide>>(r#"{"a":{}}"#, 300_000), TOO_MUCH, "maps of one entry");
}
