//! Signatures were computed with Python's `hmac` and `hashlib`.

#![allow(unreachable_pub, reason = "methods of emitted types are public")]

use std::{collections::BTreeMap, error::Error as _};

use reqwest::header::HeaderMap;

use super::{WebhookError, WebhookHeaders, WebhookReceiver};
use crate::runtime::{
    self,
    tests::types::{Event, Reference},
};

runtime::webhook_event! { Event }

/// Payloads without the name of their webhook.
#[derive(Clone, Debug, PartialEq)]
enum Named {
    Opened(Reference),
    Closed(Reference),
    Unknown(runtime::RawJson),
}

runtime::union! {
    Named {
        Opened(_),
        Closed(_),
        ..Unknown
    }
    empty Unknown(_);
    "an object" {
        Object => Try(&[("Opened", Opened), ("Closed", Closed)]),
    }
}

runtime::webhook_event! { Named { "thing opened", "thing-closed", } }

/// Checks the header `x-signature`, like an API with its own scheme.
fn custom() -> WebhookReceiver<Event> {
    WebhookReceiver::new(|headers: &dyn WebhookHeaders, body: &[u8]| match headers.values("x-signature").as_slice() {
        [only] if **only == *body.len().to_string().as_bytes() => Ok(()),
        _ => Err(WebhookError::refused("expected the number of bytes")),
    })
}

const BODY: &[u8] = br#"{"type": "reference", "id": "r"}"#;

#[test]
fn another_signature_scheme_is_a_closure() {
    let event = custom().parse(&[("X-Signature", "32")], BODY).expect("an event");
    assert!(matches!(event, Event::Reference(reference) if reference.id == "r"));
    let error = custom().parse(&[("X-Signature", "33")], BODY).expect_err("a refusal");
    assert!(error.is_forged(), "{error}");
    assert_eq!(error.to_string(), "the webhook is refused");
    assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("expected the number of bytes"));
}

#[test]
fn headers_are_found_in_any_container_and_in_any_case() {
    let mut map = HeaderMap::new();
    map.insert("X-Signature", "32".parse().expect("a value"));
    let pairs = vec![("X-SIGNATURE".to_owned(), b"32".to_vec())];
    let sorted = BTreeMap::from([("x-Signature", "32")]);
    let receiver = custom();
    assert!(receiver.verify(&map, BODY).is_ok());
    assert!(receiver.verify(&pairs, BODY).is_ok() && receiver.verify(pairs.as_slice(), BODY).is_ok());
    assert!(receiver.verify(&sorted, BODY).is_ok());
    assert!(receiver.verify(&|name: &str| (name == "x-signature").then_some("32"), BODY).is_ok());
}

#[test]
fn a_large_body_is_refused_before_it_is_looked_at() {
    let receiver: WebhookReceiver<Event> =
        WebhookReceiver::new(|_: &dyn WebhookHeaders, _: &[u8]| panic!("nothing is to be checked"));
    let error = receiver.body_limit(3).parse(&[("a", "b")], b"1234").expect_err("a refusal");
    assert_eq!(error.to_string(), "the body of the webhook has 4 bytes; at most 3 are allowed");
}

#[test]
fn an_unknown_type_is_kept_and_a_malformed_payload_has_another_error_than_text_that_is_not_json() {
    let parse = WebhookReceiver::<Event>::parse_unverified;
    let unknown = parse(br#"{"type": "new", "x": [1.0]}"#).expect("an event");
    assert!(matches!(&unknown, Event::Unknown(kept) if kept.as_str() == r#"{"type": "new", "x": [1.0]}"#));
    let json = parse(br#"{"type": "reference""#).expect_err("no JSON");
    assert!(matches!(json, WebhookError::InvalidJson(_)), "{json}");
    let shape = parse(br#"{"type": "reference", "id": 1}"#).expect_err("another type");
    assert!(matches!(&shape, WebhookError::InvalidPayload(mismatch) if mismatch.path() == "$.id"), "{shape}");
    assert!(!shape.is_forged());
    assert!(matches!(parse(b"\xff"), Err(WebhookError::InvalidJson(_))));
}

#[test]
fn the_caller_says_which_webhook_it_is_if_the_payload_does_not() {
    let parse = WebhookReceiver::<Named>::parse_named_unverified;
    assert!(matches!(parse("thing opened", br#"{"id": "1"}"#), Ok(Named::Opened(_))));
    assert!(matches!(parse("thing-closed", br#"{"id": "1"}"#), Ok(Named::Closed(_))));
    assert!(matches!(parse("new", br#" {"id": 1} "#), Ok(Named::Unknown(kept)) if kept.as_str() == r#"{"id": 1}"#));
    let error = parse("thing-closed", br#"{"id": 1}"#).expect_err("another type");
    assert!(matches!(&error, WebhookError::InvalidPayload(mismatch) if mismatch.path() == "$.id"), "{error}");
    assert!(matches!(parse("new", b"{} {}"), Err(WebhookError::InvalidJson(_))));
}

#[test]
fn a_lone_surrogate_is_read_as_the_replacement_character() {
    let id = |text: &str| match WebhookReceiver::<Event>::parse_unverified(text.as_bytes()) {
        Ok(Event::Reference(reference)) => reference.id,
        other => panic!("{other:?}"),
    };
    let of = |id: &str| format!(r#"{{"type": "reference", "id": "{id}"}}"#);
    assert_eq!(id(&of(r"\ud83d")), "\u{fffd}");
    assert_eq!(id(&of(r"\ude00\uD83D\ude00")), "\u{fffd}\u{1f600}");
    assert_eq!(id(&of(r"\\ud83d")), r"\ud83d");
    assert!(matches!(
        WebhookReceiver::<Event>::parse_unverified(of(r"\ud8").as_bytes()),
        Err(WebhookError::InvalidJson(_))
    ));
}

#[cfg(feature = "webhooks")]
mod standard {
    use std::time::{Duration, SystemTime};

    use super::super::{StandardWebhooks, VerifyWebhook, WebhookError};
    use crate::runtime::{Clock, SystemClock};

    const SECRET: &str = "whsec_ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM=";
    const OTHER: &str = "whsec_YW5vdGhlciBrZXkgb2YgdGhpcyB0ZXN0";
    const BODY: &[u8] = br#"{"type":"ping","n":1}"#;
    const NOW: u64 = 1_800_000_000;
    const SIGNED: &str = "v1,7r8T4i/cH7CmH7D2wzAIuMej0tSSufi6irLEjcOPJrw=";
    const SIGNED_BY_OTHER: &str = "v1,Dr1aOvQ+oLqwVhlwEkyxr0G+NkHP2mZcPXDLBW9HjWE=";

    /// A clock that does not move.
    #[derive(Clone, Copy, Debug)]
    struct At(Duration);

    impl Clock for At {
        fn now(&self) -> SystemTime {
            SystemTime::UNIX_EPOCH + self.0
        }

        fn sleep(&self, duration: Duration) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> {
            SystemClock.sleep(duration)
        }

        fn random(&self) -> f64 {
            0.0
        }
    }

    fn at(now: u64) -> StandardWebhooks {
        StandardWebhooks::new(SECRET).expect("a secret").clock(At(Duration::from_secs(now)))
    }

    fn check(timestamp: &str, signature: &str) -> Result<(), WebhookError> {
        let headers = [("webhook-id", "msg_1"), ("Webhook-Timestamp", timestamp), ("WEBHOOK-SIGNATURE", signature)];
        at(NOW).verify(&headers, BODY)
    }

    fn is_match(signature: &str) -> bool {
        match check("1800000000", signature) {
            Ok(()) => true,
            Err(WebhookError::NoMatch) => false,
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn any_right_entry_suffices_and_malformed_ones_do_not_matter() {
        assert!(is_match(SIGNED));
        for beside in [SIGNED_BY_OTHER, "", "v1", "v1,", "v1,!!!", ",", "v2,AAAA", "v1a,AAAA", "v1,a,b", "\u{e9},é"] {
            assert!(is_match(&format!("{beside} {SIGNED}")) && is_match(&format!("{SIGNED} {beside}")), "{beside:?}");
            assert!(beside.is_empty() || !is_match(beside), "{beside:?}");
        }
        let signature = SIGNED.trim_start_matches("v1,");
        for wrong in [
            signature.to_owned(),
            format!("v2,{signature}"),
            format!("V1,{signature}"),
            format!("v1,{signature},x"),
            format!("v1,{}", signature.trim_end_matches('=')),
            format!("v1,{}", &signature[..40]),
            format!("v1, {signature}"),
            format!("v1,{signature}\t"),
        ] {
            assert!(!is_match(&wrong), "{wrong:?}");
        }
    }

    #[test]
    fn three_hundred_seconds_are_allowed_in_both_directions() {
        assert!(check("1799999700", "v1,wXhHfHU2zYRb1YCU5UL2Pcagb50MqRK1AACgdAiLoKU=").is_ok());
        assert!(check("1800000300", "v1,GRY09IOiA4GiHbbcgdoLsqrb7LicPvltoEx4qDnzMXY=").is_ok());
        let old = check("1799999699", "v1,QA1GqpMatgHL0mlq3hIcRon4hsfwF8OCXFM9abMNkdU=").expect_err("too old");
        assert!(matches!(old, WebhookError::TooOld { age } if age == Duration::from_secs(301)), "{old}");
        let new = check("1800000301", "v1,a+BKVJ3sIs86PNYIxYDosypp04H5fqa6bvCOzvcG8bs=").expect_err("too new");
        assert!(matches!(new, WebhookError::TooNew { ahead } if ahead == Duration::from_secs(301)), "{new}");
        // The timestamp has whole seconds, the clock has fractions.
        let late = at(0).clock(At(Duration::from_millis(1_800_000_300_999)));
        let headers = [("webhook-id", "msg_1"), ("webhook-timestamp", "1800000000"), ("webhook-signature", SIGNED)];
        assert!(late.verify(&headers, BODY).is_ok());
        assert!(late.tolerance(Duration::from_secs(299)).verify(&headers, BODY).is_err());
    }

    #[test]
    fn a_timestamp_has_digits_only() {
        let signed = [
            ("1800000000.5", "v1,IM5wugjgPY4NXmNvKiRQIVvmjP72hyMLz3ZKv7v8iMs="),
            ("1800000000x", "v1,Z4gI8mNNn7yzyUavdyfioDIKk9Q5S1KFiFrZWXRXiQA="),
            ("+1800000000", "v1,SgxaO3sV3NCgRk/GWjQi/dPnbrs127d4cb/xcDTkgbc="),
        ];
        for (timestamp, signature) in signed {
            assert!(matches!(check(timestamp, signature), Err(WebhookError::InvalidTimestamp)), "{timestamp}");
        }
        for timestamp in ["1800000000.5", "-1", " 1800000000", "nan", "99999999999999999999999"] {
            assert!(matches!(check(timestamp, SIGNED), Err(WebhookError::InvalidTimestamp)), "{timestamp}");
        }
    }

    #[test]
    fn each_header_is_there_once() {
        let all = [("webhook-id", "msg_1"), ("webhook-timestamp", "1800000000"), ("webhook-signature", SIGNED)];
        for (left_out, (name, _)) in all.iter().enumerate() {
            let mut headers = all.to_vec();
            headers.remove(left_out);
            let absent = at(NOW).verify(&headers, BODY).expect_err("no header").to_string();
            assert_eq!(absent, format!("the webhook has no header `{name}`"));
            headers.push((name, ""));
            let empty = at(NOW).verify(&headers, BODY).expect_err("an empty header").to_string();
            assert_eq!(empty, absent);
            headers.extend([all[left_out]; 2]);
            let repeated = at(NOW).verify(&headers, BODY).expect_err("two headers").to_string();
            assert_eq!(repeated, format!("the webhook has several headers `{name}`"));
        }
    }

    #[test]
    fn two_secrets_hold_while_they_change() {
        let headers = |signature| {
            [("webhook-id", "msg_1"), ("webhook-timestamp", "1800000000"), ("webhook-signature", signature)]
        };
        assert!(at(NOW).verify(&headers(SIGNED_BY_OTHER), BODY).is_err());
        let both = at(NOW).secret(OTHER).expect("a secret");
        assert!(both.verify(&headers(SIGNED), BODY).is_ok() && both.verify(&headers(SIGNED_BY_OTHER), BODY).is_ok());
        assert!(both.verify(&headers(SIGNED), br#"{"type":"ping","n":2}"#).is_err());
    }

    #[test]
    fn a_secret_is_base64_with_or_without_its_prefix_and_padding() {
        let headers = [("webhook-id", "msg_1"), ("webhook-timestamp", "1800000000"), ("webhook-signature", SIGNED)];
        let bare = SECRET.trim_start_matches("whsec_");
        for secret in [SECRET, bare, bare.trim_end_matches('='), &format!(" {SECRET}\n")] {
            let webhooks = StandardWebhooks::new(secret).expect("a secret").clock(At(Duration::from_secs(NOW)));
            assert!(webhooks.verify(&headers, BODY).is_ok(), "{secret:?}");
        }
        for secret in ["", " ", "whsec_", "whsec_!!!!", "whsec_====", "whsec_a", "whsec_é"] {
            let error = StandardWebhooks::new(secret).expect_err(secret);
            assert!(matches!(error, WebhookError::InvalidSecret(_)), "{secret:?}: {error}");
        }
    }

    #[test]
    fn neither_debug_nor_an_error_shows_the_secret_or_the_signature() {
        let webhooks = at(NOW);
        let error = check("1800000000", SIGNED_BY_OTHER).expect_err("another key");
        let bad = StandardWebhooks::new(format!("{SECRET}!")).expect_err("no base64");
        let shown = format!("{webhooks:?} {error:?} {error} {bad:?} {bad}");
        for hidden in ["ZGVm", "defghijk", "7r8T4i", "Dr1aOv"] {
            assert!(!shown.contains(hidden), "{shown}");
        }
        assert_eq!(format!("{webhooks:?}"), "StandardWebhooks { secrets: 1, tolerance: 300s, .. }");
    }
}
