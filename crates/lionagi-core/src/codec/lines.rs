//! The lines of a piece of a stream of documents. Reference: `lionagi/_core_py/codec_lines.py`; source: <https://jsonlines.org>.

use crate::mutant;

/// A line that is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Without its line feed.
    pub text: &'a [u8],
    /// It holds no document.
    pub is_blank: bool,
    /// Where the next one begins.
    pub end: usize,
}

/// The complete lines of a piece; what follows the last line feed is one where the piece is the last.
pub struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    is_last: bool,
}

impl<'a> Lines<'a> {
    /// The lines of `bytes`.
    pub fn new(bytes: &'a [u8], is_last: bool) -> Self {
        Self { bytes, at: 0, is_last }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        let rest = &self.bytes[self.at..];
        let (size, whole) = match rest.iter().position(|byte| *byte == b'\n') {
            Some(place) => (place, place + 1),
            None if rest.is_empty() || !self.is_last => return None,
            None => (rest.len(), rest.len()),
        };
        let text = &rest[..size];
        self.at += whole;
        let is_blank =
            text.iter().all(|byte| matches!(byte, b' ' | b'\t') || mutant!("codec", 24, *byte == b'\r', false));
        Some(Line { text, is_blank, end: self.at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(bytes: &[u8], is_last: bool) -> Vec<(usize, bool)> {
        Lines::new(bytes, is_last).map(|line| (line.end, line.is_blank)).collect()
    }

    #[test]
    fn an_unfinished_line_waits_for_the_next_piece() {
        assert_eq!(ends(b"1\n2", false), [(2, false)]);
        assert_eq!(ends(b"1\n2", true), [(2, false), (3, false)]);
    }

    #[test]
    fn blank_lines_count_and_hold_nothing() {
        assert_eq!(ends(b"\n \t\r\n1\n", true), [(1, true), (5, true), (7, false)]);
        assert_eq!(ends(b"", true), []);
    }
}
