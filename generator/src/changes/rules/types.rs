//! Changes of schemas: types, their fields, values and variants.

use super::rules;

rules! {
    TYPE_REMOVED, "type-removed", Breaking, Both,
        "The type is removed. Code that uses it does not compile.",
        "Stop using the type. If other types contained it, their entries in the report name the new type.";
    TYPE_ADDED, "type-added", Added, Both,
        "Existing code is not affected.",
        "Nothing.";
    TYPE_RENAMED, "type-renamed", Breaking, Both,
        "A type is named after its schema. Code that uses the old name does not compile.",
        "Use the new name.";
    TYPE_KIND_CHANGED, "type-kind-changed", Breaking, Both,
        "The type is now another kind of item, such as an enum in place of a struct.",
        "Rewrite the uses of the type.";
    TYPE_TARGET_CHANGED, "type-target-changed", Breaking, Both,
        "The name is now an alias of another type.",
        "Use values of the new type.";
    TYPE_NOW_SENT, "type-now-sent", Added, Request,
        "The type is now also in requests, so it has `new` and setters.",
        "Nothing.";
    TYPE_NO_LONGER_SENT, "type-no-longer-sent", Breaking, Request,
        "The type is now only in responses, so `new` and the setters are removed.",
        "Stop making values of the type: no request takes them.";
    FIELD_ADDED, "field-added", Added, Both,
        "Structs are `#[non_exhaustive]`, and `new` takes only required properties, so code does not have to change. Values that were among the additional properties are now in the field.",
        "Nothing; read the field instead of the additional properties.";
    REQUIRED_FIELD_ADDED, "required-field-added", Breaking, Request,
        "`new` takes required properties and those of `x-rust-arguments`, so it has one more argument.",
        "Pass the new argument to `new`.";
    REQUIRED_FIELD_ADDED_WITH_VALUE, "required-field-added-with-value", Added, Request,
        "The field is required, but may be null, and begins as null: `new` does not take it.",
        "Set the field, unless you mean null.";
    FIELD_REMOVED, "field-removed", Breaking, Both,
        "The field and its setter are removed. If the server still sends the property, it is among the additional properties.",
        "Stop using the field; if the API still has the property, read and set it in the additional properties.";
    FIELD_RENAMED, "field-renamed", Breaking, Both,
        "The property is the same, but its field has another name.",
        "Use the new name.";
    FIELD_WIRE_NAME_CHANGED, "field-wire-name-changed", Changed, Both,
        "The property has another name in requests and responses, and the same field. Code does not have to change.",
        "Nothing, if the server supports the new name.";
    FIELD_TYPE_CHANGED, "field-type-changed", Breaking, Both,
        "Fields are public: code that reads or sets the field sees the other type.",
        "Use values of the new type.";
    FIELD_NOW_OPTIONAL, "field-now-optional", Breaking, Both,
        "The type of the field is optional now, and `new` does not take it any more.",
        "Handle `None` (or absence) when you read the field; set it with its setter instead of `new`.";
    FIELD_NOW_REQUIRED, "field-now-required", Breaking, Both,
        "The type of the field is not optional any more, and `new` takes it.",
        "Read the value without a check for `None`; pass it to `new`.";
    FIELD_NULL_CHANGED, "field-null-changed", Breaking, Both,
        "The type of the field says whether null is allowed.",
        "If null is allowed now, handle it. If it is not allowed any more, use the plain value.";
    FIELD_ABSENCE_CHANGED, "field-absence-changed", Changed, Both,
        "For `None`, null was sent and now nothing is sent, or the reverse. The Rust type is the same.",
        "Check that the server accepts this.";
    FIELD_ACCESS_CHANGED, "field-access-changed", Changed, Both,
        "`readOnly` or `writeOnly` changed, without an effect on the type. The server may now ignore the field, send it, or read it.",
        "Check whether you should still set or read the field.";
    LIMITS_NARROWED, "limits-narrowed", Changed, Request,
        "The documented limits (`maxLength`, `minimum`, `pattern`, `format` and similar keywords) exclude values that were valid. The crate sends all values, but the server may refuse some.",
        "Check the values that you send.";
    LIMITS_CHANGED, "limits-changed", DocsOnly, Both,
        "The documented limits accept more values in requests, or differ in responses. The crate does not check them.",
        "Nothing, unless your code relies on a limit of a response.";
    DEFAULT_CHANGED, "default-changed", DocsOnly, Both,
        "The default is the value that an absent property means. The client does not send it, and does not add it to responses.",
        "If your code relies on the old default, send the property, or check the meaning of its absence in responses.";
    FIELD_VALUE_FIXED, "field-value-fixed", Breaking, Both,
        "The property has only one value now. If it is required, its field is removed; if it is optional, its setter takes no argument. The same change occurs if `x-rust-arguments` does not name the optional field any more.",
        "Remove the argument from the call, and stop reading the field.";
    FIELD_VALUE_FREE, "field-value-free", Breaking, Request,
        "The property has more than one value now. If it is required, it has a field, and `new` takes it; if it is optional, its setter takes an argument. The same change occurs if `x-rust-arguments` now names the optional field.",
        "Pass the value that was sent before.";
    CONSTANT_ADDED, "constant-added", Changed, Request,
        "Requests have one more property, which has only one value. Code does not have to change.",
        "Nothing.";
    CONSTANT_REMOVED, "constant-removed", Changed, Request,
        "A property with only one value is not sent any more. If it is optional now, it has a field. Code does not have to change.",
        "Nothing; if there is a field and the server still needs the value, set the field.";
    CONSTANT_CHANGED, "constant-changed", Changed, Both,
        "Another value is sent. Code does not have to change. A received value that differs is kept among the additional properties, or in the field of an optional property.",
        "Check that the server accepts the new value.";
    ARGUMENTS_REORDERED, "arguments-reordered", Breaking, Request,
        "The arguments of `new` have the order of `required`. If they have the same type, the compiler does not notice the change.",
        "Reorder the arguments of each call of `new`.";
    ADDITIONAL_PROPERTIES_CHANGED, "additional-properties-changed", Breaking, Both,
        "The map of undeclared properties is a public field, and its type or name differs.",
        "Use the new type and name.";
    VALUE_ADDED, "value-added", Added, Both,
        "String enums are open and `#[non_exhaustive]`. Before, the value was `Unknown`; now it is a variant.",
        "Nothing; match the variant instead of the unknown value.";
    VALUE_WIRE_NAME_CHANGED, "value-wire-name-changed", Changed, Both,
        "The value is another string in requests and responses, and the same variant. Code does not have to change, unless it uses the string.",
        "Nothing, if the server supports the new value.";
    VALUE_REMOVED, "value-removed", Breaking, Both,
        "The variant is removed. If the server still sends the value, it is kept as unknown.",
        "Stop matching the variant; `as_str` still gives the value.";
    VALUE_RENAMED, "value-renamed", Breaking, Both,
        "The value is the same, but its variant has another name.",
        "Use the new name.";
    VALUES_REORDERED, "values-reordered", Breaking, Both,
        "String enums are compared in the order of their values, so `<` and sorting have other results.",
        "Check comparisons and sorted collections of the type.";
    UNKNOWN_RENAMED, "unknown-renamed", Breaking, Both,
        "The variant for unknown values has another name, because a value needs its old name.",
        "Use the new name of the unknown variant.";
    ARM_ADDED, "arm-added", Added, Both,
        "Unions are `#[non_exhaustive]`, so every `match` already has an arm for other variants.",
        "Nothing; match the variant.";
    ARM_REMOVED, "arm-removed", Breaking, Both,
        "The variant and the conversion from its type are removed.",
        "Stop using the variant.";
    ARM_RENAMED, "arm-renamed", Breaking, Both,
        "The variant has another name, and the same type.",
        "Use the new name.";
    ARM_TYPE_CHANGED, "arm-type-changed", Breaking, Both,
        "The variant has another type, and the conversion is from the new type.",
        "Use values of the new type.";
    UNION_NOW_OPEN, "union-now-open", Added, Both,
        "A tag determines the variant now, so objects with an unknown tag are kept. Before, they were errors or another variant.",
        "Nothing.";
    UNION_NO_LONGER_OPEN, "union-no-longer-open", Breaking, Both,
        "The variant for objects with an unknown tag is removed.",
        "Stop matching the unknown variant.";
    UNION_METHOD_REMOVED, "union-method-removed", Breaking, Both,
        "A union has `kind` if each variant has one tag, and `id` if a variant also has the property `id`.",
        "Match the variants, and read the tag or the id of each.";
    UNION_TOLD_APART_OTHERWISE, "union-told-apart-otherwise", Changed, Both,
        "The variant of a JSON value is determined in another way.",
        "Check that your code still gets the variants that it expects.";
    SCHEMA_DEPRECATED, "schema-deprecated", Changed, Both,
        "The compiler warns about uses.",
        "Stop using it. Until then, allow `deprecated` if warnings are errors in your crate.";
    SCHEMA_NO_LONGER_DEPRECATED, "schema-no-longer-deprecated", DocsOnly, Both,
        "The compiler does not warn about uses any more.",
        "Nothing.";
    SCHEMA_DOCS, "schema-docs", DocsOnly, Both,
        "Only the documentation differs.",
        "Nothing.";
}
