//! Decimal digits of a JSON number and what they are worth. Where they stand: `json_read`.

/// Decimal digits as one number, as long as 64 bits hold it.
pub(super) struct Digits {
    pub value: u64,
    pub fits: bool,
}

impl Default for Digits {
    fn default() -> Self {
        Self { value: 0, fits: true }
    }
}

impl Digits {
    #[inline]
    pub fn add(&mut self, digit: u8) {
        // Below this bound the next digit fits whatever it is.
        if self.value < u64::MAX / 10 {
            self.value = self.value * 10 + u64::from(digit);
        } else {
            self.add_carefully(digit);
        }
    }

    /// Below this bound the next eight digits fit whatever they are.
    pub const ROOM_FOR_EIGHT: u64 = u64::MAX / 100_000_000;

    /// Adds the digits that a word of eight characters starts with; how many they are.
    #[inline]
    pub fn add_up_to_eight(&mut self, eight: u64) -> usize {
        const POWERS: [u64; 9] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
        let characters = eight ^ 0x3030_3030_3030_3030;
        // High bits of a byte that is no digit; carries only reach bytes above, where they do not matter any more.
        let others = (characters | characters.wrapping_add(0x0606_0606_0606_0606)) & 0xf0f0_f0f0_f0f0_f0f0;
        let read = (others.trailing_zeros() / 8) as usize;
        if read == 0 {
            return 0;
        }
        // Leading zeros come in from below; neighbours are joined to pairs, pairs to fours, fours to eight.
        let digits = characters << (8 * (8 - read));
        let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8) & 0x00ff_00ff_00ff_00ff;
        let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_ffff_0000_ffff;
        let value = fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xffff_ffff;
        self.value = self.value * POWERS[read] + value;
        read
    }

    #[cold]
    fn add_carefully(&mut self, digit: u8) {
        match self.value.checked_mul(10).and_then(|tens| tens.checked_add(digit.into())) {
            Some(value) => self.value = value,
            None => self.fits = false,
        }
    }

    /// Times a power of ten, where one rounding gives the right answer: both are exact in a float then.
    /// Source: Clinger, "How to read floating point numbers accurately", 1990.
    pub fn scaled(&self, exponent: i64) -> Option<f64> {
        const POWERS: [f64; 23] = [
            1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
            1e19, 1e20, 1e21, 1e22,
        ];
        if !self.fits || self.value > 1 << 53 {
            return None;
        }
        let power = *POWERS.get(usize::try_from(exponent.unsigned_abs()).ok()?)?;
        Some(if exponent < 0 { self.value as f64 / power } else { self.value as f64 * power })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_at_the_start_of_a_word_are_added_and_nothing_else() {
        for other in (0..=255_u8).filter(|byte| !byte.is_ascii_digit()) {
            for length in 0..=8 {
                let mut word = *b"90817263";
                word[length..].fill(b'5');
                if length < 8 {
                    word[length] = other;
                }
                let mut digits = Digits { value: 12, fits: true };

                assert_eq!(digits.add_up_to_eight(u64::from_le_bytes(word)), length);
                let expected = word[..length].iter().fold(12, |value, byte| value * 10 + u64::from(byte - b'0'));
                assert_eq!(digits.value, expected);
            }
        }
    }
}
