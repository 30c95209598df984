//! Media types.

/// The media types that bodies have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Media {
    pub(super) consumes: Option<Vec<String>>,
    pub(super) produces: Option<Vec<String>>,
}

impl Media {
    pub(super) fn overridden_by(self, own: Self) -> Self {
        Self { consumes: own.consumes.or(self.consumes), produces: own.produces.or(self.produces) }
    }
}
