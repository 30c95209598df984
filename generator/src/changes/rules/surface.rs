//! Changes of the public surface that no other rule explains.

use super::rules;

rules! {
    ITEM_REMOVED, "item-removed", Breaking, Both,
        "A public item is removed.",
        "Stop using the item.";
    ITEM_CHANGED, "item-changed", Breaking, Both,
        "A public item has another signature.",
        "Use the new signature.";
    TRAIT_REMOVED, "trait-removed", Breaking, Both,
        "A type does not implement a trait any more.",
        "Stop using the trait for this type.";
    CONVERSION_REMOVED, "conversion-removed", Breaking, Both,
        "A type cannot be converted from another type by `into` any more.",
        "Use the variant or the constructor.";
    ITEM_ADDED, "item-added", Added, Both,
        "There is a new public item.",
        "Nothing.";
}
