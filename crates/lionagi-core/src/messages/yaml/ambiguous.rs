//! Texts that YAML 1.1 reads as something else than text: words, numbers, moments (https://yaml.org/type/).

use crate::mutant;

/// True for a word of YAML that is no text when it stands without quotes.
pub fn is_word(text: &str) -> bool {
    matches!(
        text,
        "" | "~"
            | "="
            | "<<"
            | "yes"
            | "Yes"
            | "YES"
            | "no"
            | "No"
            | "NO"
            | "true"
            | "True"
            | "TRUE"
            | "false"
            | "False"
            | "FALSE"
            | "on"
            | "On"
            | "ON"
            | "off"
            | "Off"
            | "OFF"
            | "null"
            | "Null"
            | "NULL"
    )
}

/// True for a number or moment in any of YAML's notations.
pub fn is_number_or_moment(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(first) = bytes.first() else { return false };
    if !matches!(first, b'-' | b'+' | b'.' | b'0'..=b'9') {
        return false;
    }
    let unsigned = if matches!(first, b'-' | b'+') { &bytes[1..] } else { bytes };
    is_integer(unsigned) || is_float(unsigned, bytes) || is_date(bytes) || is_moment(bytes)
}

fn is_integer(text: &[u8]) -> bool {
    match text {
        [b'0'] => true,
        [b'0', b'b', rest @ ..] => !rest.is_empty() && rest.iter().all(|byte| matches!(byte, b'0' | b'1' | b'_')),
        [b'0', b'x', rest @ ..] => {
            !rest.is_empty() && rest.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b'_')
        }
        [b'0', rest @ ..] => rest.iter().all(|byte| matches!(byte, b'0'..=b'7' | b'_')),
        [b'1'..=b'9', ..] => {
            let (_, rest) = split_while(text, is_digit_or_dash);
            rest.is_empty() || is_sexagesimal(rest)
        }
        _ => false,
    }
}

fn is_float(unsigned: &[u8], whole: &[u8]) -> bool {
    match unsigned {
        b".inf" | b".Inf" | b".INF" => return true,
        _ => {}
    }
    if matches!(whole, b".nan" | b".NaN" | b".NAN") {
        return true;
    }
    if let [b'.', digit, rest @ ..] = whole
        && digit.is_ascii_digit()
    {
        return is_exponent_or_nothing(split_while(rest, is_digit_or_dash).1);
    }
    if !unsigned.first().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    let (_, rest) = split_while(unsigned, is_digit_or_dash);
    if let [b'.', rest @ ..] = rest {
        return is_exponent_or_nothing(split_while(rest, is_digit_or_dash).1);
    }
    let at = rest.iter().position(|byte| *byte == b'.').unwrap_or(rest.len());
    at < rest.len() && is_sexagesimal(&rest[..at]) && rest[at + 1..].iter().all(|byte| is_digit_or_dash(*byte))
}

/// `:30`, `:5:59`: one or more, each below sixty.
fn is_sexagesimal(text: &[u8]) -> bool {
    if text.first() != Some(&b':') {
        return false;
    }
    text[1..].split(|byte| *byte == b':').all(|part| match part {
        [digit] => digit.is_ascii_digit(),
        [tens, digit] => (b'0'..=mutant!("messages", 5, b'5', b'6')).contains(tens) && digit.is_ascii_digit(),
        _ => false,
    })
}

fn is_exponent_or_nothing(text: &[u8]) -> bool {
    match text {
        [] => true,
        [b'e' | b'E', b'-' | b'+', digits @ ..] => !digits.is_empty() && digits.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

fn is_digit_or_dash(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == b'_'
}

fn split_while(text: &[u8], holds: impl Fn(u8) -> bool) -> (&[u8], &[u8]) {
    text.split_at(text.iter().position(|byte| !holds(*byte)).unwrap_or(text.len()))
}

// --- moments -----------------------------------------------------------------------------------------------------------

/// Eats `least` to `most` digits; None where there are too few.
fn digits(text: &[u8], least: usize, most: usize) -> Option<&[u8]> {
    let count = text.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
    (count >= least).then(|| &text[count..])
}

fn eat(text: &[u8], byte: u8) -> Option<&[u8]> {
    text.strip_prefix(&[byte])
}

fn is_date(text: &[u8]) -> bool {
    day(text, mutant!("messages", 4, 2, 1)).is_some_and(<[u8]>::is_empty)
}

/// What follows `2024-02-29`; months and days of at least `least` digits.
fn day(text: &[u8], least: usize) -> Option<&[u8]> {
    let rest = digits(text, 4, 4)?;
    let rest = digits(eat(rest, b'-')?, least, 2)?;
    digits(eat(rest, b'-')?, least, 2)
}

fn is_moment(text: &[u8]) -> bool {
    moment(text).is_some()
}

fn moment(text: &[u8]) -> Option<()> {
    let rest = day(text, 1)?;
    let rest = match rest {
        [b'T' | b't', rest @ ..] => rest,
        [b' ' | b'\t', ..] => skip_blanks(rest),
        _ => return None,
    };
    let rest = digits(rest, 1, 2)?;
    let rest = digits(eat(rest, b':')?, 2, 2)?;
    let rest = digits(eat(rest, b':')?, 2, 2)?;
    let rest = match rest {
        [b'.', rest @ ..] => split_while(rest, |byte| byte.is_ascii_digit()).1,
        _ => rest,
    };
    if rest.is_empty() {
        return Some(());
    }
    match skip_blanks(rest) {
        [b'Z'] => Some(()),
        [b'-' | b'+', rest @ ..] => {
            let rest = digits(rest, 1, 2)?;
            match rest {
                [] => Some(()),
                [b':', rest @ ..] => digits(rest, 2, 2)?.is_empty().then_some(()),
                _ => None,
            }
        }
        _ => None,
    }
}

fn skip_blanks(text: &[u8]) -> &[u8] {
    split_while(text, |byte| matches!(byte, b' ' | b'\t')).1
}
