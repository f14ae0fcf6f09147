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
