//! Finds the line and column of a JSON pointer in the text.
