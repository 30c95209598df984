//! [`ToolOutput`]: the result of a tool, for the agent to read.

use std::{error::Error, fmt};

use crate::types::{TextBlock, ToolResultContent};

/// The result of a tool: blocks of content, or an error.
#[derive(Debug, Default)]
pub struct ToolOutput {
    pub(super) content: Vec<ToolResultContent>,
    pub(super) error: Option<ToolError>,
}

/// An error of a tool. Its text is for the agent, which may call the tool again.
///
/// `?` converts any error to it. It does not implement `std::error::Error` itself.
#[derive(Debug)]
pub struct ToolError {
    text: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl ToolOutput {
    /// Makes an output of these blocks.
    pub fn new(content: impl IntoIterator<Item = impl Into<ToolResultContent>>) -> Self {
        Self { content: content.into_iter().map(Into::into).collect(), error: None }
    }

    /// The blocks of content; none if it is an error.
    pub fn content(&self) -> &[ToolResultContent] {
        &self.content
    }

    /// Makes it an error with this text, in place of its content.
    pub(super) fn error(mut self, text: impl Into<String>) -> Self {
        self.error = Some(ToolError::new(text));
        self
    }
}

impl ToolError {
    /// Makes an error with this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), source: None }
    }

    /// The error that it was converted from.
    pub fn source(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        self.source.as_deref()
    }
}

impl fmt::Display for ToolError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl<E: Error + Send + Sync + 'static> From<E> for ToolError {
    fn from(error: E) -> Self {
        Self { text: error.to_string(), source: Some(Box::new(error)) }
    }
}

impl From<String> for ToolOutput {
    fn from(text: String) -> Self {
        Self::new([TextBlock::new(text)])
    }
}

impl From<&str> for ToolOutput {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<()> for ToolOutput {
    fn from((): ()) -> Self {
        Self::default()
    }
}

/// JSON, written as text.
impl From<serde_json::Value> for ToolOutput {
    fn from(value: serde_json::Value) -> Self {
        value.to_string().into()
    }
}

impl From<ToolError> for ToolOutput {
    fn from(error: ToolError) -> Self {
        Self { content: Vec::new(), error: Some(error) }
    }
}

impl<T: Into<ToolOutput>, E: Into<ToolError>> From<Result<T, E>> for ToolOutput {
    fn from(result: Result<T, E>) -> Self {
        match result {
            Ok(output) => output.into(),
            Err(error) => error.into().into(),
        }
    }
}

/// Cuts text after this number of bytes, and adds a note about it. Images and documents stay and do not count, since a part
/// of one is of no use. Empty content gets a note too, since an empty block is invalid.
pub(super) fn limited(content: Vec<ToolResultContent>, limit: usize) -> Vec<ToolResultContent> {
    let (mut kept, mut left, mut is_cut) = (Vec::new(), limit, false);
    for block in content {
        let size = size(&block);
        let is_empty = matches!(&block, ToolResultContent::Text(block) if block.text.is_empty());
        if is_empty || is_cut && size > 0 {
            continue;
        }
        if size <= left {
            left -= size;
            kept.push(block);
            continue;
        }
        if let ToolResultContent::Text(block) = block {
            let end = (0..=left).rev().find(|end| block.text.is_char_boundary(*end)).unwrap_or(0);
            if end > 0 {
                kept.push(TextBlock::new(&block.text[..end]).into());
            }
        }
        kept.push(TextBlock::new(format!("[output truncated at {limit} bytes]")).into());
        is_cut = true;
    }
    if kept.is_empty() {
        kept.push(TextBlock::new("(no output)").into());
    }
    kept
}

/// How many bytes of text a block takes.
fn size(block: &ToolResultContent) -> usize {
    match block {
        ToolResultContent::Text(block) => block.text.len(),
        ToolResultContent::Image(_) | ToolResultContent::Document(_) => 0,
        other => crate::runtime::json::to_vec(other).map_or(usize::MAX, |json| json.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Base64ImageSource, ImageBlock};

    #[test]
    fn images_after_text_that_is_cut_stay() {
        let text = |text: &str| ToolResultContent::from(TextBlock::new(text));
        let image = || ToolResultContent::from(ImageBlock::new(Base64ImageSource::new("image/png", "aGk=")));
        let kept = limited(vec![text("long text"), image(), text("x"), text(""), image()], 4);
        assert_eq!(kept, [text("long"), text("[output truncated at 4 bytes]"), image(), image()]);
    }
}
