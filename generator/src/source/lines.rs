//! Finds the lines and columns of bytes, fast also for many bytes of one text with long lines.

/// The record of a place in the text.
#[derive(Clone, Copy, Debug)]
struct Mark {
    offset: usize,
    line: usize,
    column: usize,
}

/// A text, with a mark every few bytes.
#[derive(Debug)]
pub struct Lines<'a> {
    text: &'a str,
    marks: Vec<Mark>,
}

/// The distance of marks, in bytes.
const DISTANCE: usize = 1024;

impl<'a> Lines<'a> {
    /// Reads the text once.
    pub fn new(text: &'a str) -> Self {
        let mut at = Mark { offset: 0, line: 1, column: 1 };
        let mut marks = vec![at];
        let mut last = 0;
        for (offset, character) in text.char_indices() {
            at.offset = offset;
            if offset >= last + DISTANCE {
                marks.push(at);
                last = offset;
            }
            step(&mut at, character);
        }
        Self { text, marks }
    }

    /// The line and column, from 1, of a byte; columns count characters.
    pub fn line_and_column(&self, offset: usize) -> (usize, usize) {
        let offset = floor_boundary(self.text, offset);
        let after = self.marks.partition_point(|mark| mark.offset <= offset);
        let Some(mut at) = after.checked_sub(1).and_then(|index| self.marks.get(index)).copied() else { return (1, 1) };
        for character in self.text.get(at.offset..offset).unwrap_or_default().chars() {
            step(&mut at, character);
        }
        (at.line, at.column)
    }
}

fn step(at: &mut Mark, character: char) {
    if character == '\n' {
        at.line += 1;
        at.column = 1;
    } else {
        at.column += 1;
    }
}

/// The byte where a line, counted from 1, begins; the end of the text for lines that it does not have.
pub fn offset_of_line(text: &str, line: usize) -> usize {
    match line {
        0 | 1 => 0,
        _ => text.match_indices('\n').nth(line - 2).map_or(text.len(), |(newline, _)| newline + 1),
    }
}

/// The beginning of the character that `offset` lies in, or the end of the text.
pub fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn columns_count_characters() {
        assert_eq!(Lines::new("a\néx").line_and_column(4), (2, 2));
        assert_eq!(Lines::new("").line_and_column(9), (1, 1));
    }

    #[test]
    fn places_far_into_a_text_are_counted_from_its_start() {
        let text = "é\n".repeat(5000);
        assert_eq!(Lines::new(&text).line_and_column(3 * 4000 + 2), (4001, 2));
        let line = "é".repeat(5000);
        assert_eq!(Lines::new(&line).line_and_column(2 * 4000), (1, 4001));
    }
}
