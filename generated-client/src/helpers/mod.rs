//! By hand, on top of the generated code: what only this API needs.

mod text;
