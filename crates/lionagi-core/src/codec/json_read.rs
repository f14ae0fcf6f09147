//! JSON text to values, in one pass: a cursor over bytes that tells a builder what it reads.
//!
//! RFC 8259 and nothing else: no NaN, no comments, no trailing commas, no byte order mark. Integers beyond 64 bits are
//! read as floats, numbers too large for a float are refused, as orjson does. Twin: `lionagi/_core_py/codec_json.py`
//! (the scanner that names place and cause after orjson has refused).

use std::borrow::Cow;

use super::MAX_DEPTH;
use super::json_digits::Digits;
use super::json_text::{HIGHS, escaped_bytes, first_escaped};
use crate::mutant;

/// What is wrong with a document, and the byte it starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// What is wrong.
    pub cause: Cause,
    /// Index of the first byte that cannot be part of a document; the length where it ends too early.
    pub at: usize,
}

/// What is wrong with a document; the texts are in `lionagi/_errors.py`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A value must stand here.
    ExpectedValue,
    /// A key in quotes must stand here.
    ExpectedKey,
    /// `:` must stand here.
    ExpectedColon,
    /// `,` or `]` must stand here.
    ExpectedCommaInList,
    /// `,` or `}` must stand here.
    ExpectedCommaInMap,
    /// A digit must stand here.
    ExpectedDigit,
    /// Something stands after the document.
    TrailingData,
    /// A control character in a text.
    ControlInText,
    /// An unknown letter after a backslash.
    UnknownEscape,
    /// Four hexadecimal digits must stand here.
    ExpectedHexDigit,
    /// Half of a surrogate pair.
    LoneSurrogate,
    /// Bytes that are not UTF-8.
    InvalidUtf8,
    /// A text without its closing quote.
    UnclosedText,
    /// A number that a float cannot hold.
    NumberTooLarge,
    /// The 255th open bracket.
    TooDeep,
}

impl Cause {
    /// The name `lionagi/_errors.py` knows it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::ExpectedValue => "expected_value",
            Self::ExpectedKey => "expected_key",
            Self::ExpectedColon => "expected_colon",
            Self::ExpectedCommaInList => "expected_comma_in_list",
            Self::ExpectedCommaInMap => "expected_comma_in_map",
            Self::ExpectedDigit => "expected_digit",
            Self::TrailingData => "trailing_data",
            Self::ControlInText => "control_in_text",
            Self::UnknownEscape => "unknown_escape",
            Self::ExpectedHexDigit => "expected_hex_digit",
            Self::LoneSurrogate => "lone_surrogate",
            Self::InvalidUtf8 => "invalid_utf8",
            Self::UnclosedText => "unclosed_text",
            Self::NumberTooLarge => "number_too_large",
            Self::TooDeep => "too_deep",
        }
    }
}

/// Makes values of what a [`Cursor`] reads.
pub trait Builder {
    /// A finished value.
    type Value;
    /// A list that is being filled.
    type List;
    /// A map that is being filled.
    type Map;
    /// A finished key.
    type Key;
    /// What may go wrong: reading, or making a value.
    type Error: From<ReadError>;

    /// `null`.
    fn null(&mut self) -> Self::Value;
    /// `true`, `false`.
    fn bool(&mut self, value: bool) -> Self::Value;
    /// A number.
    fn number(&mut self, value: Number) -> Result<Self::Value, Self::Error>;
    /// A text.
    fn text(&mut self, value: &str) -> Result<Self::Value, Self::Error>;
    /// A text without escapes, in bytes nobody has checked yet; None where the builder can make use of ASCII only, and
    /// this is none: it comes again as `text` or `key`.
    fn plain_text(&mut self, _bytes: &[u8]) -> Result<Option<Self::Value>, Self::Error> {
        Ok(None)
    }
    /// The same of a key.
    fn plain_key(&mut self, _bytes: &[u8]) -> Result<Option<Self::Key>, Self::Error> {
        Ok(None)
    }
    /// The key of an item of a map.
    fn key(&mut self, value: &str) -> Result<Self::Key, Self::Error>;
    /// `[`.
    fn open_list(&mut self) -> Result<Self::List, Self::Error>;
    /// An item of the list that was opened last.
    fn add_item(&mut self, list: &mut Self::List, value: Self::Value) -> Result<(), Self::Error>;
    /// `]`.
    fn close_list(&mut self, list: Self::List) -> Result<Self::Value, Self::Error>;
    /// `{`.
    fn open_map(&mut self) -> Result<Self::Map, Self::Error>;
    /// An item of the map that was opened last; an earlier one of the same key is replaced.
    fn add_entry(&mut self, map: &mut Self::Map, key: Self::Key, value: Self::Value) -> Result<(), Self::Error>;
    /// `}`.
    fn close_map(&mut self, map: Self::Map) -> Result<Self::Value, Self::Error>;
}

/// A number as it is kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// Digits alone, within the signed 64 bits.
    Integer(i64),
    /// Digits alone, above them and within the unsigned 64 bits.
    Unsigned(u64),
    /// Everything else.
    Float(f64),
}

/// A place in a document. Piecewise use: `peek` tells what comes, then the method of that kind reads it.
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    depth: usize,
}

impl<'a> Cursor<'a> {
    /// At the start of a document that may hold any bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, depth: 0 }
    }

    /// At the start of a value that stands inside so many containers.
    pub fn within(bytes: &'a [u8], depth: usize) -> Self {
        Self { bytes, at: 0, depth }
    }

    /// Index of the next byte.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The bytes between two places that [`Cursor::at`] gave.
    pub fn raw(&self, from: usize, to: usize) -> &'a [u8] {
        self.bytes.get(from..to).unwrap_or_default()
    }

    /// An error that starts with the next byte.
    #[cold]
    pub fn wrong<T>(&self, cause: Cause) -> Result<T, ReadError> {
        Err(ReadError { cause, at: self.at })
    }

    /// Skips blanks; the byte after them stays, None is the end.
    #[inline]
    pub fn peek(&mut self) -> Option<u8> {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                _ => return Some(byte),
            }
        }
        None
    }

    /// Nothing but blanks may follow.
    pub fn finish(&mut self) -> Result<(), ReadError> {
        match self.peek() {
            None => Ok(()),
            Some(_) => self.wrong(Cause::TrailingData),
        }
    }

    /// A whole document.
    pub fn read_document<B: Builder>(&mut self, builder: &mut B) -> Result<B::Value, B::Error> {
        let value = self.read_value(builder)?;
        self.finish()?;
        Ok(value)
    }

    /// One value of any kind.
    pub fn read_value<B: Builder>(&mut self, builder: &mut B) -> Result<B::Value, B::Error> {
        match self.peek() {
            Some(b'"') => {
                let start = self.start_text();
                if let Some(bytes) = self.plain_run(start)
                    && let Some(value) = builder.plain_text(bytes)?
                {
                    self.at += 1;
                    return Ok(value);
                }
                let text = self.finish_text(start)?;
                builder.text(&text)
            }
            Some(b'{') => self.read_map(builder),
            Some(b'[') => self.read_list(builder),
            Some(b'-' | b'0'..=b'9') => {
                let number = self.read_number()?;
                builder.number(number)
            }
            Some(b't') => {
                self.literal(b"true")?;
                Ok(builder.bool(true))
            }
            Some(b'f') => {
                self.literal(b"false")?;
                Ok(builder.bool(false))
            }
            Some(b'n') => {
                self.read_null()?;
                Ok(builder.null())
            }
            _ => Err(ReadError { cause: Cause::ExpectedValue, at: self.at }.into()),
        }
    }

    fn read_list<B: Builder>(&mut self, builder: &mut B) -> Result<B::Value, B::Error> {
        let mut list = builder.open_list()?;
        if self.open(b']')? {
            loop {
                let value = self.read_value(builder)?;
                builder.add_item(&mut list, value)?;
                if !self.next_item(b']')? {
                    break;
                }
            }
        }
        builder.close_list(list)
    }

    fn read_map<B: Builder>(&mut self, builder: &mut B) -> Result<B::Value, B::Error> {
        let mut map = builder.open_map()?;
        if self.open(b'}')? {
            loop {
                let key = self.build_key(builder)?;
                let value = self.read_value(builder)?;
                builder.add_entry(&mut map, key, value)?;
                if !self.next_item(b'}')? {
                    break;
                }
            }
        }
        builder.close_map(map)
    }

    #[inline]
    fn build_key<B: Builder>(&mut self, builder: &mut B) -> Result<B::Key, B::Error> {
        if self.peek() != Some(b'"') {
            return Ok(self.wrong(Cause::ExpectedKey)?);
        }
        let start = self.start_text();
        let plain = match self.plain_run(start) {
            Some(bytes) => builder.plain_key(bytes)?,
            None => None,
        };
        if let Some(key) = plain {
            self.at += 1;
            self.colon()?;
            return Ok(key);
        }
        let key = self.finish_text(start)?;
        self.colon()?;
        builder.key(&key)
    }

    #[inline]
    fn colon(&mut self) -> Result<(), ReadError> {
        if self.peek() != Some(b':') {
            return self.wrong(Cause::ExpectedColon);
        }
        self.at += 1;
        Ok(())
    }

    /// Steps over an opening bracket (`[` or `{`) that `peek` has shown; false where the container is empty (it is closed then).
    pub fn open(&mut self, closing: u8) -> Result<bool, ReadError> {
        if self.depth >= mutant!("codec", 4, MAX_DEPTH, MAX_DEPTH + 1) {
            return self.wrong(Cause::TooDeep);
        }
        self.at += 1;
        if self.peek() == Some(closing) {
            self.at += 1;
            return Ok(false);
        }
        self.depth += 1;
        Ok(true)
    }

    /// Steps over `,` (true: another item follows) or the closing bracket (false).
    #[inline]
    pub fn next_item(&mut self, closing: u8) -> Result<bool, ReadError> {
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Ok(true)
            }
            Some(byte) if byte == closing => {
                self.at += 1;
                self.depth -= 1;
                Ok(false)
            }
            _ if closing == b']' => self.wrong(Cause::ExpectedCommaInList),
            _ => self.wrong(Cause::ExpectedCommaInMap),
        }
    }

    /// A key and the colon after it.
    #[inline]
    pub fn read_key(&mut self) -> Result<Cow<'a, str>, ReadError> {
        if self.peek() != Some(b'"') {
            return self.wrong(Cause::ExpectedKey);
        }
        let key = self.read_text()?;
        self.colon()?;
        Ok(key)
    }

    /// `null`, which `peek` has announced by its first letter.
    pub fn read_null(&mut self) -> Result<(), ReadError> {
        self.literal(b"null")
    }

    /// `true` or `false`, announced by its first letter.
    pub fn read_bool(&mut self) -> Result<bool, ReadError> {
        if self.bytes.get(self.at) == Some(&b't') {
            self.literal(b"true").map(|()| true)
        } else {
            self.literal(b"false").map(|()| false)
        }
    }

    /// Steps over these very bytes (punctuation and a key, as one program writes them); false, and nothing is read: others come.
    #[inline]
    pub fn skip(&mut self, expected: &[u8]) -> bool {
        let found = self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(expected));
        self.at += if found { expected.len() } else { 0 };
        found
    }

    fn literal(&mut self, word: &[u8]) -> Result<(), ReadError> {
        if self.skip(word) {
            return Ok(()); // speed: all at once
        }
        for letter in word {
            if self.bytes.get(self.at) != Some(letter) {
                return self.wrong(Cause::ExpectedValue);
            }
            self.at += 1;
        }
        Ok(())
    }

    /// A number, announced by `-` or its first digit.
    // Always in line: its result handed over in memory costs more than a short number does.
    #[inline(always)]
    pub fn read_number(&mut self) -> Result<Number, ReadError> {
        let start = self.at;
        let is_negative = self.bytes.get(start) == Some(&b'-');
        self.at += usize::from(is_negative);
        let first = self.at;
        let mut digits = Digits::default();
        if self.bytes.get(first) == Some(&b'0') {
            self.at += 1;
        } else {
            self.digits(&mut digits)?;
        }
        let mut is_integer = true;
        let mut exponent = 0;
        if self.bytes.get(self.at) == Some(&b'.') {
            is_integer = false;
            self.at += 1;
            let point = self.at;
            self.digits(&mut digits)?;
            exponent = -((self.at - point) as i64);
        }
        if let Some(b'e' | b'E') = self.bytes.get(self.at) {
            is_integer = false;
            exponent += self.exponent()?;
        }
        if is_integer && digits.fits {
            if !is_negative {
                return Ok(i64::try_from(digits.value).map_or(Number::Unsigned(digits.value), Number::Integer));
            }
            if digits.value <= mutant!("codec", 5, 1 << 63, (1 << 63) - 1) {
                return Ok(Number::Integer((digits.value as i64).wrapping_neg()));
            }
        }
        match digits.scaled(exponent) {
            Some(value) => Ok(Number::Float(if is_negative { -value } else { value })),
            None => self.float(start),
        }
    }

    /// At least one digit, added to those before.
    #[inline]
    fn digits(&mut self, digits: &mut Digits) -> Result<(), ReadError> {
        let start = self.at;
        while let Some(eight) = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk::<8>())
            && digits.value < Digits::ROOM_FOR_EIGHT
        {
            let read = digits.add_up_to_eight(u64::from_le_bytes(*eight));
            self.at += read;
            if read < 8 {
                return if self.at == start { self.wrong(Cause::ExpectedDigit) } else { Ok(()) };
            }
        }
        while let Some(&byte) = self.bytes.get(self.at) {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                break;
            }
            digits.add(digit);
            self.at += 1;
        }
        if self.at == start { self.wrong(Cause::ExpectedDigit) } else { Ok(()) }
    }

    /// `e`, a sign, digits.
    fn exponent(&mut self) -> Result<i64, ReadError> {
        self.at += 1;
        let is_negative = self.bytes.get(self.at) == Some(&b'-');
        if let Some(b'+' | b'-') = self.bytes.get(self.at) {
            self.at += 1;
        }
        let mut digits = Digits::default();
        self.digits(&mut digits)?;
        // Far beyond what a float holds, and far from what an i64 does not.
        let size = if digits.fits { digits.value.min(1 << 40) as i64 } else { 1 << 40 };
        Ok(if is_negative { -size } else { size })
    }

    /// The slow way, exact for any number of digits.
    #[cold]
    fn float(&self, start: usize) -> Result<Number, ReadError> {
        let text = str::from_utf8(&self.bytes[start..self.at]).unwrap_or_default();
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Number::Float(value)),
            _ => Err(ReadError { cause: Cause::NumberTooLarge, at: start }),
        }
    }

    /// A text, announced by its quote: borrowed from the document where it holds no escapes.
    #[inline]
    pub fn read_text(&mut self) -> Result<Cow<'a, str>, ReadError> {
        let start = self.start_text();
        self.finish_text(start)
    }

    /// Steps over the quote and all that stands for itself; where the text starts.
    #[inline]
    fn start_text(&mut self) -> usize {
        let start = self.at + 1;
        self.at = start;
        self.skip_plain();
        start
    }

    /// The bytes of a text that `start_text` has read to its end already.
    #[inline]
    fn plain_run(&self, start: usize) -> Option<&'a [u8]> {
        if self.bytes.get(self.at) == Some(&b'"') { self.bytes.get(start..self.at) } else { None }
    }

    #[inline]
    fn finish_text(&mut self, start: usize) -> Result<Cow<'a, str>, ReadError> {
        let run = self.run(start)?;
        if self.bytes.get(self.at) == Some(&b'"') {
            self.at += 1;
            return Ok(Cow::Borrowed(run));
        }
        self.read_escaped_text(run).map(Cow::Owned)
    }

    #[cold]
    fn read_escaped_text(&mut self, first: &str) -> Result<String, ReadError> {
        let mut text = Vec::with_capacity(2 * first.len() + 128);
        text.extend_from_slice(first.as_bytes());
        loop {
            match self.bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return String::from_utf8(text).or_else(|_| self.wrong(Cause::InvalidUtf8));
                }
                Some(b'\\') => match self.bytes.get(self.at + 1).and_then(|&letter| short_escape(letter)) {
                    Some(plain) => {
                        text.push(plain);
                        self.at += 2;
                    }
                    None => text.extend_from_slice(self.read_escape()?.encode_utf8(&mut [0; 4]).as_bytes()),
                },
                Some(_) => return self.wrong(Cause::ControlInText),
                None => return self.wrong(Cause::UnclosedText),
            }
            self.copy_plain(&mut text)?;
        }
    }

    /// Copies everything up to the next `"`, `\\` or control: texts with escapes have them often, so ASCII goes by words.
    #[inline]
    fn copy_plain(&mut self, text: &mut Vec<u8>) -> Result<(), ReadError> {
        while let Some(eight) = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk::<8>()) {
            let word = u64::from_le_bytes(*eight);
            if word & HIGHS != 0 {
                break;
            }
            text.extend_from_slice(eight);
            let stops = escaped_bytes(word);
            if stops != 0 {
                let clean = (stops.trailing_zeros() / 8) as usize;
                text.truncate(text.len() - 8 + clean);
                self.at += clean;
                return Ok(());
            }
            self.at += 8;
        }
        let start = self.at;
        self.skip_plain();
        text.extend_from_slice(self.run(start)?.as_bytes());
        Ok(())
    }

    /// The bytes from `start` as text. A run ends before an ASCII byte, so no character is cut by it.
    #[inline]
    fn run(&self, start: usize) -> Result<&'a str, ReadError> {
        let bytes = &self.bytes[start..self.at];
        str::from_utf8(bytes).map_err(|error| ReadError { cause: Cause::InvalidUtf8, at: start + error.valid_up_to() })
    }

    /// Steps over everything but `"`, `\` and controls.
    #[inline]
    fn skip_plain(&mut self) {
        self.at = first_escaped(self.bytes, self.at);
    }

    fn read_escape(&mut self) -> Result<char, ReadError> {
        let start = self.at;
        self.at += 1;
        let Some(&letter) = self.bytes.get(self.at) else {
            return self.wrong(Cause::UnclosedText);
        };
        self.at += 1;
        match short_escape(letter) {
            Some(plain) => Ok(char::from(plain)),
            None if letter == b'u' => self.read_code_point(start),
            None => {
                self.at -= 1;
                self.wrong(Cause::UnknownEscape)
            }
        }
    }

    /// After `\u`: four digits, and the other half where they are half of a pair.
    fn read_code_point(&mut self, start: usize) -> Result<char, ReadError> {
        let lone = ReadError { cause: Cause::LoneSurrogate, at: start };
        let unit = self.hex_unit()?;
        let code = match unit {
            0xd800..=0xdbff => {
                if self.bytes.get(self.at..self.at + 2) != Some(b"\\u") {
                    return Err(lone);
                }
                self.at += 2;
                let low = self.hex_unit()?;
                if !(0xdc00..=mutant!("codec", 6, 0xdfff, 0xdeff)).contains(&low) {
                    return Err(lone);
                }
                0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)
            }
            _ => unit,
        };
        char::from_u32(code).ok_or(lone)
    }

    fn hex_unit(&mut self) -> Result<u32, ReadError> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = match self.bytes.get(self.at) {
                Some(&byte @ b'0'..=b'9') => byte - b'0',
                Some(&byte @ b'a'..=b'f') => byte - b'a' + 10,
                Some(&byte @ b'A'..=b'F') => byte - b'A' + 10,
                Some(_) => return self.wrong(Cause::ExpectedHexDigit),
                None => return self.wrong(Cause::UnclosedText),
            };
            unit = unit << 4 | u32::from(digit);
            self.at += 1;
        }
        Ok(unit)
    }
}

/// What a letter after a backslash stands for, unless it is `u` or none that may stand there.
#[inline]
fn short_escape(letter: u8) -> Option<u8> {
    Some(match letter {
        b'"' | b'\\' | b'/' => letter,
        b'b' => 0x08,
        b'f' => 0x0c,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_with_escapes_at_every_place_are_read_whole() {
        for length in 0..40 {
            for place in 0..=length {
                for filling in ["x", "é"] {
                    let (before, after) = (filling.repeat(place), filling.repeat(length - place));
                    let document = format!("\"{before}\\n\\u00e9\\ud83d\\ude00{after}\"");
                    assert_eq!(
                        Cursor::new(document.as_bytes()).read_text().as_deref(),
                        Ok(format!("{before}\n\u{e9}\u{1f600}{after}").as_str())
                    );
                }
            }
        }
    }

    #[test]
    fn what_is_wrong_in_a_text_is_told_with_its_place() {
        for (document, cause, at) in [
            (&b"\"abcdefghijk\\nlmnopqrst\x01u\""[..], Cause::ControlInText, 23),
            (b"\"abc\\n\\xdefghijklmn\"", Cause::UnknownEscape, 7),
            (b"\"abc\\n", Cause::UnclosedText, 6),
            (b"\"abc\\", Cause::UnclosedText, 5),
            (b"\"\\nabcdefghijk\xffm\"", Cause::InvalidUtf8, 14),
        ] {
            assert_eq!(Cursor::new(document).read_text(), Err(ReadError { cause, at }));
        }
    }
}
