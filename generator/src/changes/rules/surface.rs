//! Changes of the public surface that no other rule explains: the net below the others.

use super::rules;

rules! {
    ITEM_REMOVED, "item-removed", Breaking, Both,
        "A public item is gone.",
        "Stop using the item.";
    ITEM_CHANGED, "item-changed", Breaking, Both,
        "A public item has another signature.",
        "Use the item as it is declared now.";
    TRAIT_REMOVED, "trait-removed", Breaking, Both,
        "A type does not implement a trait any more.",
        "Stop using what the trait gives.";
    CONVERSION_REMOVED, "conversion-removed", Breaking, Both,
        "A type cannot be made from another one by `into` any more.",
        "Write the variant or the constructor.";
    ITEM_ADDED, "item-added", Added, Both,
        "There is a new public item.",
        "Nothing.";
}
