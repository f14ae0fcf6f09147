//! How many tokens a text is, estimated without a vocabulary. Rule and error: `lionagi/_core_py/messages_tokens.py`, the twin.

use crate::mutant;

#[derive(Clone, Copy, PartialEq)]
enum Run {
    Letters,
    Digits,
    Blanks,
    Breaks,
    Signs,
    Symbols,
    Others,
}

/// First and last of the blocks of scripts written without spaces.
const DENSE: [(u32, u32); 6] =
    [(0x0E00, 0x0EFF), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF)];

/// A count that grows character by character: a text may come in pieces, or hold what is no character.
pub struct Estimate {
    total: usize,
    run: Run,
    amount: usize,
}

impl Default for Estimate {
    fn default() -> Self {
        Self { total: 0, run: Run::Blanks, amount: 0 }
    }
}

impl Estimate {
    /// Adds one code point, which may be half of a surrogate pair.
    #[inline]
    pub fn add(&mut self, code: u32) {
        let run = run_of(code);
        if run != self.run {
            self.total += cost(self.run, self.amount);
            self.run = run;
            self.amount = 0;
        }
        self.amount += if run == Run::Others { utf8_length(code) } else { 1 };
    }

    /// The tokens so far.
    pub fn tokens(&self) -> usize {
        self.total + cost(self.run, self.amount)
    }
}

/// The estimate of a text.
pub fn estimate(text: &str) -> usize {
    let mut estimate = Estimate::default();
    for letter in text.chars() {
        estimate.add(u32::from(letter));
    }
    estimate.tokens()
}

#[inline]
fn run_of(code: u32) -> Run {
    let Some(byte) = u8::try_from(code).ok().filter(u8::is_ascii) else {
        let is_dense = DENSE.iter().any(|&(first, last)| (first..=last).contains(&code));
        return if is_dense { Run::Symbols } else { Run::Others };
    };
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' => Run::Letters,
        b'0'..=b'9' => Run::Digits,
        b' ' | b'\t' => Run::Blanks,
        b'\n' | b'\r' => Run::Breaks,
        _ => Run::Signs,
    }
}

fn utf8_length(code: u32) -> usize {
    match code {
        0..0x80 => 1,
        0x80..0x800 => 2,
        0x800..0x10000 => 3,
        _ => 4,
    }
}

fn cost(run: Run, amount: usize) -> usize {
    match run {
        Run::Letters => amount.div_ceil(6),
        Run::Digits | Run::Others => amount.div_ceil(3),
        Run::Blanks => usize::from(amount > mutant!("messages", 26, 1, 3)),
        Run::Breaks => usize::from(amount > 0),
        Run::Signs => amount.div_ceil(2),
        Run::Symbols => amount,
    }
}

#[cfg(test)]
mod tests {
    use super::{Estimate, estimate};

    #[test]
    fn runs_of_one_kind_have_their_price() {
        for (text, tokens) in [
            ("", 0),
            ("word", 1),
            ("sevenup", 2),
            ("two words", 2),
            ("two  words", 3),
            ("2024", 2),
            ("a\n\nb", 3),
            ("a.b", 3),
            ("(((", 2),
            ("漢字", 2),
            ("é", 1),
            ("éé", 2),
            ("\u{1F600}", 2),
        ] {
            assert_eq!(estimate(text), tokens, "{text:?}");
        }
    }

    #[test]
    fn half_a_pair_is_three_bytes() {
        let mut estimate = Estimate::default();
        estimate.add(0xD800);

        assert_eq!(estimate.tokens(), 1);
    }
}
