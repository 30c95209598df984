//! Findings of `normalize`.
use crate::diagnostic::code::codes;
codes! {}
