use proptest::prelude::*;

use super::{Scope, feature_names, module_name, singular, type_name, value_name, variant_name};

#[test]
fn types_are_upper_camel_case() {
    for (wire_name, rust_name) in [
        ("Agent", "Agent"),
        ("agent_list", "AgentList"),
        ("OAuth2Password", "OAuth2Password"),
        ("HTTPServer", "HttpServer"),
        ("io.k8s.v1.Slice", "IoK8sV1Slice"),
        ("Option", "OptionSchema"),
        ("self", "SelfSchema"),
        ("1st", "_1st"),
        ("404Detail", "_404Detail"),
        ("_404Detail", "_404Detail"),
        ("3DSecure", "_3dSecure"),
        ("", "Unnamed"),
        ("größe", "Größe"),
        ("名前", "名前"),
    ] {
        assert_eq!(type_name(wire_name), rust_name, "{wire_name:?}");
    }
}

#[test]
fn variants_spell_characters_that_are_not_letters() {
    for (wire_name, rust_name) in [
        ("user.message", "UserMessage"),
        ("", "Empty"),
        (">=", "GreaterThanEquals"),
        ("+1", "Plus1"),
        ("-1", "Minus1"),
        ("-created", "MinusCreated"),
        ("+created", "PlusCreated"),
        ("-Infinity", "MinusInfinity"),
        (">=1.5", "GreaterThanEquals1_5"),
        ("!open", "ExclamationOpen"),
        ("AB+", "AbPlus"),
        ("AB-", "AbMinus"),
        ("C++", "CPlusPlus"),
        ("C#", "CHash"),
        ("-", "Minus"),
        ("--- all ---", "All"),
        ("order-by", "OrderBy"),
        ("2026-04-01", "_2026_04_01"),
        ("Self", "SelfValue"),
        ("None", "None"),
    ] {
        assert_eq!(variant_name(wire_name), rust_name, "{wire_name:?}");
    }
}

#[test]
fn fields_are_snake_case_and_no_keywords() {
    for (wire_name, rust_name) in [
        ("createdAt", "created_at"),
        ("created_at[gte]", "created_at_gte"),
        ("type", "type_"),
        ("Self", "self_"),
        ("@type", "type_"),
        ("$ref", "ref_"),
        ("", "empty"),
        ("2x", "_2x"),
        ("OAuth2PasswordBearer", "oauth2_password_bearer"),
        ("isOAuth", "is_oauth"),
        ("IPv4Address", "ipv4_address"),
        ("iOSVersion", "ios_version"),
        ("macOS", "macos"),
        ("IoTThing", "iot_thing"),
        ("oAuthor", "o_author"),
        ("\u{0}", "u0"),
    ] {
        assert_eq!(value_name(wire_name), rust_name, "{wire_name:?}");
    }
}

#[test]
fn a_scope_numbers_later_claims() {
    let mut scope = Scope::new(&["new"]);
    let names = ["new", "a", "A", "a", "a2"].map(|wanted| scope.claim(wanted));
    assert_eq!(names, ["new_", "a", "A2", "a3", "a2_2"]);
    let mut scope = Scope::new(&["new", "new_"]);
    let names = ["new", "new", "new"].map(|wanted| scope.claim(wanted));
    assert_eq!(names, ["new__", "new_2", "new_3"]);
}

#[test]
fn a_right_name_is_kept_at_each_position() {
    let names = Scope::default().claim_all(["@type", "type"], value_name);
    assert_eq!(names, ["at_type", "type_"]);
    let names = Scope::default().claim_all(["foo_bar", "FooBar"], type_name);
    assert_eq!(names, ["FooBar2", "FooBar"]);
}

#[test]
fn singulars_drop_the_ending() {
    for (plural, expected) in [
        ("events", "event"),
        ("policies", "policy"),
        ("boxes", "box"),
        ("status", "status"),
        ("addresses", "address"),
        ("data", "data"),
        ("statuses", "status"),
        ("child_indices", "child_index"),
        ("RunStatuses", "RunStatus"),
        ("People", "Person"),
        ("ListPolicies", "ListPolicy"),
    ] {
        assert_eq!(singular(plural), expected);
    }
}

proptest! {
    #[test]
    fn every_text_gives_identifiers(text in any::<String>()) {
        for name in [type_name(&text), variant_name(&text), value_name(&text)] {
            prop_assert!(syn::parse_str::<syn::Ident>(&name).is_ok(), "{text:?} gives {name:?}");
        }
    }
}

#[test]
fn a_keyword_is_free_if_its_identifier_is() {
    let mut scope = Scope::default();
    assert!(scope.is_free("type"));
    scope.reserve("type_");
    assert!(!scope.is_free("type"));
}

proptest! {
    #[test]
    fn every_claim_gets_an_identifier_of_its_own(texts in proptest::collection::vec(any::<String>(), 0..8)) {
        let mut scope = Scope::default();
        let mut seen = std::collections::BTreeSet::new();
        for text in &texts {
            for wanted in [text.clone(), format!("{text}_body"), format!("as_{text}")] {
                let name = scope.claim(&wanted);
                prop_assert!(syn::parse_str::<syn::Ident>(&name).is_ok(), "{wanted:?} gives {name:?}");
                prop_assert!(seen.insert(name.to_lowercase()), "{wanted:?} gives {name:?} again");
            }
        }
    }
}

#[test]
fn a_name_of_parts_that_begins_with_a_digit_is_an_identifier() {
    let mut scope = Scope::default();
    let names = ["3gpp_body", "3gpp_body", "_", "", "type", "a b"].map(|wanted| scope.claim(wanted));
    assert_eq!(names, ["_3gpp_body", "_3gpp_body2", "empty", "empty2", "type_", "ab"]);
}

#[test]
fn names_fit_into_file_names_in_every_script() {
    for character in ["a", "订", "\u{20000}"] {
        let name = module_name(&character.repeat(300));
        assert!(name.len() <= 220, "{} bytes", name.len());
    }
}

#[test]
fn names_are_composed_as_rust_composes_them() {
    // Its upper case has three characters, two of which Rust composes.
    let name = type_name("\u{390}x");
    assert_eq!(name, unicode_normalization::UnicodeNormalization::nfc(name.as_str()).collect::<String>());
}

#[test]
fn features_are_names_that_cargo_takes_and_all_different() {
    let accessors = ["memory_stores", "fn_", "_400", "订单", "default", "_\u{301}"];
    let expected = ["memory-stores", "fn", "400", "订单", "api-default", "api-\u{301}"];
    assert_eq!(feature_names(accessors), expected);
}

#[test]
fn modules_are_called_like_no_type() {
    for (wire_name, rust_name) in [
        ("AgentList", "agent_list"),
        ("type", "type_"),
        ("订单", "订单_types"),
        ("400", "_400_types"),
        ("7A", "_7a_types"),
    ] {
        assert_eq!(module_name(wire_name), rust_name, "{wire_name:?}");
        assert_ne!(type_name(rust_name), rust_name);
    }
}
