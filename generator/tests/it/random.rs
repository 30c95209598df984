//! Numbers and text that are the same in every run.

/// `SplitMix64`.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, or 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % end).unwrap_or_default()
    }

    /// One of several.
    pub(crate) fn one_of<'a, T>(&mut self, several: &'a [T]) -> &'a T {
        let index = self.below(several.len());
        several.get(index).expect("there is one at least")
    }

    /// Text: one of [`TEXTS`], or a few characters of many scripts.
    pub(crate) fn text(&mut self) -> String {
        if self.below(3) > 0 {
            return (*self.one_of(TEXTS)).to_owned();
        }
        let length = self.below(6);
        (0..length).map(|_| *self.one_of(CHARACTERS)).collect()
    }
}

/// Names that have caused faults before.
pub(crate) const TEXTS: &[&str] = &[
    "",
    " ",
    "_",
    "__",
    "-",
    "1",
    "3gpp",
    "1d-rate",
    "2x",
    "400",
    "😀",
    "👩‍🔧",
    "a\u{301}",
    "\u{301}",
    "\u{301}a",
    "\u{202e}abc",
    "مرحبا",
    "שלום",
    "名前",
    "订单",
    "𠀀",
    "größe",
    "ß",
    "\u{390}x",
    "ŉ",
    "İ",
    "ﬁ",
    "①",
    "\u{212a}",
    "self",
    "Self",
    "crate",
    "super",
    "type",
    "async",
    "gen",
    "try",
    "union",
    "r#type",
    "'a",
    "default",
    "new",
    "clone",
    "None",
    "Some",
    "Ok",
    "Err",
    "Option",
    "String",
    "Vec",
    "Box",
    "Result",
    "Default",
    "Unknown",
    "unknown",
    "Other",
    "additional_properties",
    "clear_a",
    "a",
    "a_b",
    "a-b",
    "aB",
    "A_B",
    "body",
    "client",
    "value",
    "members",
    "member",
    "runtime",
    "types",
    "serde",
    "std",
    "core",
    "id",
    "kind",
    "*/",
    "//",
    "\"",
    "\\",
    "\n",
    "\0",
    "\u{1b}[2J",
    "{}",
    "{a}",
    "$ref",
    "x-foo",
    "x-rust-name",
    "<<",
    "#",
    "~",
    "/",
    "%2F",
    "a b",
    "a\tb",
    ">=",
    "+1",
    "-1",
    "\u{200d}",
    "\u{feff}",
    "con",
    "mod",
    "nul",
    "application/json",
    "video/3gpp",
    "[]",
    "a[]",
    "[gte]",
];

const CHARACTERS: &[char] = &[
    'a', 'Z', '0', '9', '_', '-', '.', '/', ' ', '\n', '{', '}', '$', '#', '~', '%', '"', '\'', '\\', '\u{0}',
    '\u{1b}', '\u{85}', '\u{301}', '\u{202e}', '\u{2066}', 'é', 'ß', 'ŉ', 'ا', 'ש', '名', '𠀀', '😀', '\u{fe0f}', '·',
    '℮', '᧚', 'ª', '²', '〇',
];
