//! Text of the document in documentation comments.
pub(super) fn lines(text: &str) -> Vec<String> {
    text.trim_end().lines().map(|line| line.trim_end().to_owned()).collect()
}
pub(super) fn code(text: &str) -> String {
    format!("`{text}`")
}
