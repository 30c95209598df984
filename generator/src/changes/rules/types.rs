//! Changes of schemas: types, their fields, values and variants.

use super::rules;

rules! {
    TYPE_REMOVED, "type-removed", Breaking, Both,
        "The type is gone: code that names it does not compile.",
        "Stop using the type; the entries of the types that held it name the new type.";
    TYPE_ADDED, "type-added", Added, Both,
        "Nothing that was there is touched.",
        "Nothing.";
    TYPE_RENAMED, "type-renamed", Breaking, Both,
        "A type has the name that its schema has: code that names it does not compile.",
        "Write the new name.";
    TYPE_KIND_CHANGED, "type-kind-changed", Breaking, Both,
        "The type is another kind of item, with other members.",
        "Write the uses of the type anew.";
    TYPE_TARGET_CHANGED, "type-target-changed", Breaking, Both,
        "The name means another type.",
        "Make and take values of the new type.";
    TYPE_NOW_SENT, "type-now-sent", Added, Request,
        "Types that only responses use have no `new` and no setters; this one is not of them any more.",
        "Nothing.";
    TYPE_NO_LONGER_SENT, "type-no-longer-sent", Breaking, Request,
        "Only responses use the type now, so `new` and the setters are gone.",
        "Stop making values of the type: nothing takes them.";
    FIELD_ADDED, "field-added", Added, Both,
        "Structs are `#[non_exhaustive]` and `new` takes only what is required: code stays as it is. Values that were kept among the additional properties are in the field now.",
        "Nothing; read the field instead of the additional properties.";
    REQUIRED_FIELD_ADDED, "required-field-added", Breaking, Request,
        "`new` takes what is required, and what `x-rust-arguments` names: it has one argument more.",
        "Pass the new argument to `new`.";
    REQUIRED_FIELD_ADDED_WITH_VALUE, "required-field-added-with-value", Added, Request,
        "The field is required, but may be null, which it is unless it is set: `new` does not take it.",
        "Set the field where null is not meant.";
    FIELD_REMOVED, "field-removed", Breaking, Both,
        "The field and its setter are gone. What the server still sends of it is among the additional properties.",
        "Stop using the field; read and set it in the additional properties if the API still knows it.";
    FIELD_RENAMED, "field-renamed", Breaking, Both,
        "The property is the same, but its field has another name.",
        "Write the new name.";
    FIELD_TYPE_CHANGED, "field-type-changed", Breaking, Both,
        "Fields are public: code that reads or sets the field sees the other type.",
        "Make and take values of the new type.";
    FIELD_NOW_OPTIONAL, "field-now-optional", Breaking, Both,
        "The type of the field says that it may be absent, and `new` does not take it any more.",
        "Handle `None` (or absence) when you read it; set it with its setter, not with `new`.";
    FIELD_NOW_REQUIRED, "field-now-required", Breaking, Both,
        "The type of the field says that it is always there, and `new` takes it.",
        "Take the value without a check; pass it to `new`.";
    FIELD_NULL_CHANGED, "field-null-changed", Breaking, Both,
        "Whether null is a value is a part of the type of the field.",
        "Handle null if it is a value now; write the plain value if null is not a value any more.";
    FIELD_ABSENCE_CHANGED, "field-absence-changed", Changed, Both,
        "`None` was sent as null and is not sent at all now, or the other way round; in Rust it is `None` in both.",
        "Check that the server takes what is sent for `None`.";
    FIELD_ACCESS_CHANGED, "field-access-changed", Changed, Both,
        "`readOnly` or `writeOnly` differ, with no effect on the type: the other side may ignore the field, or begin to read it.",
        "Check whether the field should still be set, or read.";
    FIELD_VALUE_FIXED, "field-value-fixed", Breaking, Both,
        "The property has only one value now. A required one has no field any more, and the setter of an optional one takes no argument. Or `x-rust-arguments` does not name the optional field any more.",
        "Take the argument out of the call, and stop reading the field.";
    FIELD_VALUE_FREE, "field-value-free", Breaking, Request,
        "The property has more than one value now: `new` takes a required one, which is a field, and the setter of an optional one takes an argument. Or `x-rust-arguments` names the optional field.",
        "Pass the value that was written until now.";
    CONSTANT_ADDED, "constant-added", Changed, Request,
        "What is sent has one property more, which has only one value: the code stays as it is.",
        "Nothing.";
    CONSTANT_REMOVED, "constant-removed", Changed, Request,
        "A property with only one value is not sent any more: the code stays as it is.",
        "Nothing.";
    CONSTANT_CHANGED, "constant-changed", Changed, Both,
        "Another value is sent: the code stays as it is. One that is received and differs is kept among the additional properties, or in the field of an optional property.",
        "Check that the server knows the new value.";
    ARGUMENTS_REORDERED, "arguments-reordered", Breaking, Request,
        "The arguments of `new` come in the order of `required`. If they are of one type, the compiler does not notice.",
        "Reorder the arguments of each call of `new`.";
    ADDITIONAL_PROPERTIES_CHANGED, "additional-properties-changed", Breaking, Both,
        "The map of undeclared properties is a public field with a type and a name of its own.",
        "Use the new type and name.";
    VALUE_ADDED, "value-added", Added, Both,
        "String enums are open and `#[non_exhaustive]`. The value was `Unknown` and is a variant now.",
        "Nothing; match the variant instead of the unknown value.";
    VALUE_REMOVED, "value-removed", Breaking, Both,
        "The variant is gone. If the server still sends the value, it is kept as unknown.",
        "Stop matching the variant; `as_str` still gives the value.";
    VALUE_RENAMED, "value-renamed", Breaking, Both,
        "The value is the same, but its variant has another name.",
        "Write the new name.";
    VALUES_REORDERED, "values-reordered", Breaking, Both,
        "String enums compare in the order of their values, so that `<` and sorting give other results.",
        "Check comparisons and sorted collections of the type.";
    UNKNOWN_RENAMED, "unknown-renamed", Breaking, Both,
        "The variant that keeps what is not known gives way to a variant of its name.",
        "Write the new name of the unknown variant.";
    ARM_ADDED, "arm-added", Added, Both,
        "Unions are `#[non_exhaustive]`, so every match has an arm for the rest.",
        "Nothing; match the variant.";
    ARM_REMOVED, "arm-removed", Breaking, Both,
        "The variant is gone, and with it the conversion from its type.",
        "Stop matching and making the variant.";
    ARM_RENAMED, "arm-renamed", Breaking, Both,
        "The variant holds the same type under another name.",
        "Write the new name.";
    ARM_TYPE_CHANGED, "arm-type-changed", Breaking, Both,
        "The variant holds another type, and the conversion is from that one.",
        "Make and take values of the new type.";
    UNION_NOW_OPEN, "union-now-open", Added, Both,
        "A tag decides now, so that objects with an unknown tag are kept; they were errors, or another variant.",
        "Nothing.";
    UNION_NO_LONGER_OPEN, "union-no-longer-open", Breaking, Both,
        "The variant for objects with an unknown tag is gone.",
        "Stop matching the unknown variant.";
    UNION_TOLD_APART_OTHERWISE, "union-told-apart-otherwise", Changed, Both,
        "Which variant a JSON value becomes is decided in another way.",
        "Check that values are still the variants that the code expects.";
    SCHEMA_DEPRECATED, "schema-deprecated", Changed, Both,
        "The compiler warns of uses.",
        "Move away from it; until then, allow `deprecated` where warnings are errors.";
    SCHEMA_NO_LONGER_DEPRECATED, "schema-no-longer-deprecated", DocsOnly, Both,
        "The compiler does not warn of uses any more.",
        "Nothing.";
    SCHEMA_DOCS, "schema-docs", DocsOnly, Both,
        "Only the documentation differs.",
        "Nothing.";
}
