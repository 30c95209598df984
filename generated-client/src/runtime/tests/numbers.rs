//! Integers that are written as floats, up to their limits.

use super::types::Order;
use crate::runtime::{
    Field, Number,
    json::{self, FromJson},
};

fn integer<T: FromJson>(json: &str) -> Result<T, String> {
    json::from_str(json).map_err(|fault| fault.to_string())
}

#[test]
fn integers_of_64_bits_are_read_from_floats_too() {
    assert_eq!(integer::<u64>("9223372036854775808.0"), Ok(1 << 63));
    assert_eq!(integer::<u64>("1.8446744073709550e19"), Ok(18_446_744_073_709_549_568));
    assert_eq!(integer::<i64>("-9223372036854775808.0"), Ok(i64::MIN));
    let read = |json: &str| serde_json::from_str::<Number>(json).expect("a number");
    assert_eq!(read("9223372036854775808.0"), 1_u64 << 63);
    assert_eq!(read("9223372036854775808.0").as_u64(), Some(1 << 63));
    assert_eq!(read("1.8446744073709550e19"), read("18446744073709549568"));
    assert!(read("9223372036854775809") > read("9223372036854775808.0"));
}

#[test]
fn whole_numbers_with_more_bits_are_out_of_range_and_not_fractions() {
    for json in ["18446744073709551616.0", "3.6e19", "-18446744073709551616.0"] {
        let error = integer::<u64>(json).expect_err(json);
        assert!(error.contains("expected an integer from 0 to 18446744073709551615"), "{error}");
    }
    let error = integer::<u64>("0.5").expect_err("a fraction");
    assert!(error.contains("expected an integer") && !error.contains("from 0"), "{error}");
}

#[test]
fn numbers_that_may_be_strings_are_read_from_both_and_written_as_received() {
    const TEXT: &str = r#"{"id":"7","total":"1.5","stock":"-3","sizes":[1,2]}"#;
    let read = |text: &str| json::from_str::<Order>(text);
    let written = |order: &Order| String::from_utf8(json::to_vec(order).unwrap()).unwrap();
    let mut order = read(TEXT).unwrap();
    assert_eq!((order.id, order.total, order.stock), (7, Some(1.5), Field::Value(-3)));
    assert_eq!(written(&order), TEXT);
    (order.id, order.total, order.stock) = (8, None, Field::Null);
    assert_eq!(written(&order), r#"{"id":"8","total":null,"stock":null,"sizes":[1,2]}"#);
    assert_eq!(read(r#"{"id":1,"total":null,"sizes":["3"]}"#).unwrap().sizes, Some(vec![3]));
    // The last value counts.
    assert_eq!(written(&read(r#"{"id":"1","total":2,"id":9}"#).unwrap()), r#"{"id":9,"total":2.0}"#);
    for text in ["\"\"", "\"01\"", "\"1 \"", "\"1e\"", "\"NaN\"", "true", "[]"] {
        let fault = read(&format!(r#"{{"total":1,"id":{text}}}"#)).map(|_| ()).unwrap_err();
        assert!(fault.message().starts_with("expected an integer, found"), "{text}: {fault}");
    }
    let fault = read(r#"{"id":1,"total":1,"plain":"1"}"#).map(|_| ()).unwrap_err();
    assert_eq!(fault.to_string(), "$.plain: expected an integer, found a string");
}
