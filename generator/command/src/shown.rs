//! The options for the output of a command.

use std::{
    env,
    io::{self, IsTerminal as _},
};

use generator::diagnostic::Colour;

/// How findings and messages are printed on standard error.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub struct Shown {
    /// The format of findings
    ///
    /// `json` prints one array for each document on standard error. Each finding is an object with `code`, `severity`,
    /// `message`, `help`, `pointer`, `about`, `file`, `line` and `column`. `openapi-crate explain CODE` explains a
    /// finding.
    #[arg(long = "message-format", value_name = "FORMAT", value_enum, default_value_t, global = true)]
    pub format: MessageFormat,
    /// When to use colours; `auto` means on a terminal, unless `NO_COLOR` is set or `TERM` is `dumb`
    #[arg(long, value_name = "WHEN", value_enum, default_value_t, global = true)]
    pub color: When,
    /// Print findings only, no summary
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Also print the time of each step, and the changed files
    #[arg(long, short, global = true, conflicts_with = "quiet")]
    pub verbose: bool,
}

/// The format of findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum MessageFormat {
    /// For people, with the lines of the document
    #[default]
    Human,
    /// For tools, as one array for each document
    Json,
}

/// When colours are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum When {
    /// On a terminal
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Shown {
    /// Whether a summary is printed.
    pub fn has_summary(self) -> bool {
        self.format == MessageFormat::Human && !self.quiet
    }

    /// Whether findings have colours.
    pub fn colour(self) -> Colour {
        let is_asked_for = match self.color {
            When::Always => true,
            When::Never => false,
            When::Auto => {
                let no_color = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
                !no_color && is_terminal()
            }
        };
        if is_asked_for { Colour::Always } else { Colour::Never }
    }
}

/// Whether standard error is a terminal that understands control sequences.
pub(crate) fn is_terminal() -> bool {
    io::stderr().is_terminal() && env::var_os("TERM").is_none_or(|terminal| terminal != "dumb")
}
