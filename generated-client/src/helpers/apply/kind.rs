//! [`Kind`] and [`Key`]: the kinds of resources, and their local names.

use std::fmt;

/// The kind of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// An environment: `environment`.
    Environment,
    /// A skill, from a folder: `skill`.
    Skill,
    /// A memory store, without its memories: `memory_store`.
    MemoryStore,
    /// A vault, without its credentials: `vault`.
    Vault,
    /// A credential in a vault: `vault_credential`.
    VaultCredential,
    /// An agent: `agent`.
    Agent,
    /// A deployment: `deployment`.
    Deployment,
}

/// All kinds. A kind comes after the kinds that it mentions.
const KINDS: [Kind; 7] = [
    Kind::Environment,
    Kind::Skill,
    Kind::MemoryStore,
    Kind::Vault,
    Kind::VaultCredential,
    Kind::Agent,
    Kind::Deployment,
];

impl Kind {
    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::Skill => "skill",
            Self::MemoryStore => "memory_store",
            Self::Vault => "vault",
            Self::VaultCredential => "vault_credential",
            Self::Agent => "agent",
            Self::Deployment => "deployment",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        KINDS.into_iter().find(|kind| kind.as_str() == text)
    }

    /// All names, for messages.
    pub(super) fn names() -> String {
        KINDS.map(|kind| format!("`{kind}`")).join(", ")
    }

    /// Whether resources of this kind have versions.
    pub(super) fn has_versions(self) -> bool {
        matches!(self, Self::Agent | Self::Skill)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// The kind and the local name of a resource: `agent.helper`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Key {
    /// Kind.
    pub kind: Kind,
    /// Local name: letters, digits, `-` and `_`.
    pub name: String,
}

impl Key {
    pub(super) fn new(kind: Kind, name: &str) -> Option<Self> {
        let is_valid = |char: char| char.is_ascii_alphanumeric() || char == '-' || char == '_';
        (!name.is_empty() && name.len() <= 64 && name.chars().all(is_valid))
            .then(|| Self { kind, name: name.to_owned() })
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let (kind, name) = text.split_once('.')?;
        Self::new(Kind::parse(kind)?, name)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.kind, self.name)
    }
}
