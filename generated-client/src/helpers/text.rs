//! Conversions between texts and messages.

use crate::types::{
    AgentMessageContent, AgentMessageEvent, EventBatch, MessageContent, SendableEvent, SentEvents, SessionEvent,
    TextBlock, ToolResultContent, UserCustomToolResult, UserMessage, UserMessageEvent, UserToolResult,
};

impl UserMessage {
    /// A message of one block of text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::new([MessageContent::from(TextBlock::new(text))])
    }
}

impl UserToolResult {
    /// The result of a tool as one block of text.
    pub fn text(tool_use_id: impl Into<String>, text: impl Into<String>) -> Self {
        Self::new(tool_use_id).content([ToolResultContent::from(TextBlock::new(text))])
    }
}

impl UserCustomToolResult {
    /// The result of a custom tool as one block of text.
    pub fn text(custom_tool_use_id: impl Into<String>, text: impl Into<String>) -> Self {
        Self::new(custom_tool_use_id).content([ToolResultContent::from(TextBlock::new(text))])
    }
}

impl SentEvents {
    /// The ids that the events got, in the order in which they were sent.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.data.iter().flatten().filter_map(SessionEvent::id)
    }
}

impl AgentMessageEvent {
    /// The text of the message: the text of its blocks, one after the other.
    pub fn text(&self) -> String {
        self.content
            .iter()
            .filter_map(|block| match block {
                AgentMessageContent::Text(block) => Some(block.text.as_str()),
                _ => None,
            })
            .collect()
    }
}

impl UserMessageEvent {
    /// The text of the message: the text of its blocks, one after the other.
    pub fn text(&self) -> String {
        self.content
            .iter()
            .filter_map(|block| match block {
                MessageContent::Text(block) => Some(block.text.as_str()),
                _ => None,
            })
            .collect()
    }
}

/// A batch of one event.
impl<T: Into<SendableEvent>> From<T> for EventBatch {
    fn from(event: T) -> Self {
        Self::new([event])
    }
}
