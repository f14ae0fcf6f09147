//! Vectors of f64: read from JSON text, printed as bytes.

use crate::mutant;

/// The numbers of a JSON array of numbers; None where the text is anything else, valid or not.
///
/// Arrays that also hold texts or booleans are the caller's, who reads them item by item.
pub fn from_json(text: &str) -> Option<Vec<f64>> {
    let inner = text.trim_matches(BLANKS).strip_prefix('[')?.strip_suffix(']')?;
    if inner.trim_matches(BLANKS).is_empty() {
        return Some(Vec::new());
    }
    inner.split(',').map(|item| number(item.trim_matches(BLANKS))).collect()
}

const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

/// A number of RFC 8259 that fits a double.
fn number(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix('-').unwrap_or(text).as_bytes();
    let whole = count_digits(unsigned);
    if whole == 0 || whole > 1 && unsigned[0] == b'0' {
        return None;
    }
    let mut rest = &unsigned[whole..];
    if let Some(fraction) = rest.strip_prefix(b".") {
        let length = count_digits(fraction);
        if length == 0 {
            return None;
        }
        rest = &fraction[length..];
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let exponent = exponent.strip_prefix(b"+").or_else(|| exponent.strip_prefix(b"-")).unwrap_or(exponent);
        if exponent.is_empty() || count_digits(exponent) != exponent.len() {
            return None;
        }
    } else if !rest.is_empty() {
        return None;
    } else if text == "-0" {
        return Some(0.0); // an integer, and integers have no negative zero
    }
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

fn count_digits(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// Little-endian bytes of the numbers.
pub fn to_bytes(values: &[f64]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|value| {
            mutant!(
                "entity",
                5,
                value.to_le_bytes(),
                if *value == 0.0 { 0f64.to_le_bytes() } else { value.to_le_bytes() }
            )
        })
        .collect()
}

/// The numbers of little-endian bytes; what is left over at the end is ignored.
pub fn from_bytes(bytes: &[u8]) -> impl ExactSizeIterator<Item = f64> + Clone {
    bytes.as_chunks::<8>().0.iter().map(|chunk| f64::from_le_bytes(*chunk))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::{from_bytes, from_json, to_bytes};

    #[test]
    fn arrays_of_numbers_are_read() {
        assert_eq!(from_json("[]"), Some(vec![]));
        assert_eq!(from_json(" [ \n] "), Some(vec![]));
        assert_eq!(from_json("[1]"), Some(vec![1.0]));
        assert_eq!(from_json("\t[ 0 , -1.5,1e5,2E-3,\r\n10.25e+1 ]"), Some(vec![0.0, -1.5, 1e5, 0.002, 102.5]));
        assert_eq!(from_json("[9007199254740993]"), Some(vec![9_007_199_254_740_992.0]));
    }

    #[test]
    fn only_a_float_has_a_negative_zero() {
        let zeros = from_json("[-0,-0.0,-0e0,0]").unwrap();

        assert_eq!(zeros.iter().map(|zero| zero.is_sign_negative()).collect::<Vec<_>>(), [false, true, true, false]);
    }

    #[test]
    fn everything_else_is_left_to_the_caller() {
        for text in [
            "",
            "[",
            "]",
            "1",
            "[1",
            "1]",
            "[,]",
            "[1,]",
            "[,1]",
            "[01]",
            "[-]",
            "[+1]",
            "[.5]",
            "[1.]",
            "[1.e5]",
            "[1e]",
            "[1e+]",
            "[1 2]",
            "[inf]",
            "[NaN]",
            "[1e400]",
            "[-1e400]",
            "[null]",
            "[true]",
            "[\"1\"]",
            "[[1]]",
            "{}",
            "[1]x",
            "\u{feff}[1]",
            "[\u{661}]",
            "[1\u{b}]",
        ] {
            assert_eq!(from_json(text), None, "{text}");
        }
    }

    #[test]
    fn bytes_and_numbers_are_inverse() {
        let numbers = [0.0, -0.0, 1.5, f64::MAX, f64::MIN_POSITIVE, f64::INFINITY];

        let bytes = to_bytes(&numbers);

        assert_eq!(bytes[16..24], 1.5f64.to_bits().to_le_bytes());
        assert!(from_bytes(&bytes).map(f64::to_bits).eq(numbers.map(f64::to_bits)));
    }
}
