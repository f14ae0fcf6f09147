//! The style of a text: plain, a literal block, single quotes, double quotes; the first that can hold it.

use super::{ENDS_ITS_LINE, ambiguous};
use crate::mutant;

pub fn is_break(letter: char) -> bool {
    matches!(letter, '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn ends_a_word(letter: char) -> bool {
    matches!(letter, '\0' | ' ' | '\t' | '\r') || is_break(letter)
}

/// Bits of a byte in a text that may be written as it is: what it forbids to follow, and (`FOLLOWS` higher) what it is to the byte before.
const NO_SPACE_NEXT: u8 = 1;
const NO_HASH_NEXT: u8 = 2;
/// Part of a letter beyond ASCII, which must be looked at as a letter.
const WIDE: u8 = 4;
const NEVER: u8 = 8;
const FOLLOWS: u32 = 4;

const BYTES: [u8; 256] = {
    let mut table = [NEVER; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b' ' => NO_SPACE_NEXT | NO_HASH_NEXT | NO_SPACE_NEXT << FOLLOWS,
            b':' => NO_SPACE_NEXT,
            b'#' => NO_HASH_NEXT << FOLLOWS,
            b'!'..=b'~' => 0,
            0x80.. => WIDE,
            _ => NEVER,
        };
        byte += 1;
    }
    table
};

/// True for the usual text, which is written as it is: begins with an ASCII letter, has nothing that could end it early.
pub fn is_safe(text: &str) -> bool {
    let bytes = text.as_bytes();
    if !bytes.first().is_some_and(u8::is_ascii_alphabetic) {
        return false;
    }
    let (mut kinds, mut before) = (0, 0);
    for part in bytes.chunks(64) {
        let mut clashes = 0;
        for byte in part {
            let kind = BYTES[usize::from(*byte)];
            kinds |= kind;
            clashes |= (before << FOLLOWS) & kind;
            before = kind;
        }
        if clashes != 0 || kinds & NEVER != 0 {
            return false;
        }
    }
    // Neither `:` nor a space may be the last.
    before & (NO_SPACE_NEXT | NO_HASH_NEXT) == 0
        && (kinds & WIDE == 0 || text.chars().all(|letter| can_be_raw(letter) && !is_break(letter)))
}

/// Appends a text that stands in a container with this indent.
pub fn write_text(out: &mut String, text: &str, indent: usize) {
    if is_safe(text) {
        if ambiguous::is_word(text) { write_single_quoted(out, text, indent) } else { out.push_str(text) }
    } else if text.contains('\n') {
        if can_block(text) { write_literal(out, text, indent) } else { write_double_quoted(out, text) }
    } else {
        let found = analysed(text);
        if found.can_plain && !ambiguous::is_word(text) && !ambiguous::is_number_or_moment(text) {
            out.push_str(text);
        } else if found.can_single {
            write_single_quoted(out, text, indent);
        } else {
            write_double_quoted(out, text);
        }
    }
}

/// True where `write_text` makes a literal block that keeps several breaks at its end.
pub fn keeps_breaks(text: &str) -> bool {
    text.contains('\n') && literal_hints(text).1 == "+" && can_block(text)
}

/// True where a literal block gives a text of several lines back: a space at the end of a line would be lost.
fn can_block(text: &str) -> bool {
    let mut after_space = false;
    for letter in text.chars() {
        if !can_be_raw(letter) || (after_space && is_break(letter)) {
            return false;
        }
        after_space = letter == ' ';
    }
    mutant!("messages", 3, !after_space, true)
}

struct Found {
    can_plain: bool,
    can_single: bool,
}

/// What a text without `\n` holds decides what can hold it (YAML 1.1, chapters 5 and 9).
fn analysed(text: &str) -> Found {
    let (Some(first), Some(last)) = (text.chars().next(), text.chars().next_back()) else {
        return Found { can_plain: false, can_single: true };
    };
    let mut indicator = text.starts_with("---") || text.starts_with("...");
    let (mut breaks, mut special, mut break_space, mut space_break) = (false, false, false, false);
    let (mut previous_space, mut previous_break, mut preceded) = (false, false, true);
    let mut letters = text.chars().peekable();
    let mut at_start = true;
    while let Some(letter) = letters.next() {
        let followed = letters.peek().is_none_or(|next| ends_a_word(*next));
        indicator |= if at_start {
            matches!(
                letter,
                '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`'
            ) || (matches!(letter, '?' | ':' | '-') && followed)
        } else {
            (letter == ':' && followed) || (letter == '#' && preceded)
        };
        at_start = false;
        let is_break = is_break(letter);
        breaks |= is_break;
        special |= !can_be_raw(letter);
        if letter == ' ' {
            break_space |= previous_break;
        } else if is_break {
            space_break |= previous_space;
        }
        (previous_space, previous_break) = (letter == ' ', is_break);
        preceded = ends_a_word(letter);
    }
    let refused = space_break || special;
    Found {
        can_plain: !(first == ' ' || last == ' ' || refused || breaks || indicator),
        can_single: !(break_space || refused),
    }
}

/// Letters that need no escape: all that are printable but the byte order mark, the last code point, which PyYAML leaves out, and
/// U+0085, of which readers make another break.
fn can_be_raw(letter: char) -> bool {
    match letter {
        '\n' | ' '..='~' => true,
        '\u{feff}' => false,
        '\u{a0}'..='\u{fffd}' | '\u{10000}'..='\u{10fffe}' => true,
        _ => false,
    }
}

fn write_single_quoted(out: &mut String, text: &str, indent: usize) {
    out.push('\'');
    let mut after_break = false;
    for letter in text.chars() {
        if after_break && mutant!("messages", 7, !is_break(letter), true) {
            out.extend(std::iter::repeat_n(' ', indent + 2));
        }
        after_break = is_break(letter);
        if letter == '\'' {
            out.push('\'');
        }
        out.push(letter);
    }
    if after_break {
        out.extend(std::iter::repeat_n(' ', indent + 2));
    }
    out.push('\'');
}

fn write_double_quoted(out: &mut String, text: &str) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            ' '..='~' => out.push(letter),
            '\0' => out.push_str("\\0"),
            '\x07' => out.push_str("\\a"),
            '\x08' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\x0b' => out.push_str("\\v"),
            '\x0c' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\x1b' => out.push_str("\\e"),
            '\u{85}' => out.push_str("\\N"),
            '\u{2028}' => out.push_str("\\L"),
            '\u{2029}' => out.push_str("\\P"),
            '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' => out.push(letter),
            _ => match u32::from(letter) {
                code @ ..=0xff => out.push_str(&format!("\\x{code:02X}")),
                code @ ..=0xffff => out.push_str(&format!("\\u{code:04X}")),
                code => out.push_str(&format!("\\U{code:08X}")),
            },
        }
    }
    out.push('"');
}

/// The two marks of a literal block: an indent where the first line would hide it, and what becomes of the breaks at the end.
fn literal_hints(text: &str) -> (&'static str, &'static str) {
    let first = text.chars().next().unwrap_or_default();
    let indentation = if first == ' ' || is_break(first) { "2" } else { "" };
    let mut ends = text.chars().rev();
    let chomping = match (ends.next(), ends.next()) {
        (Some(last), _) if !is_break(last) => "-",
        (_, None) => "+",
        (_, Some(before)) => {
            if mutant!("messages", 6, is_break(before), before == '\n') {
                "+"
            } else {
                ""
            }
        }
    };
    (indentation, chomping)
}

/// Appends a literal block; the line break after it is written with the next line.
pub fn write_literal(out: &mut String, text: &str, indent: usize) {
    let (indentation, chomping) = literal_hints(text);
    out.push('|');
    out.push_str(indentation);
    out.push_str(chomping);
    out.push('\n');
    for line in text.split_inclusive(is_break) {
        if !line.starts_with(is_break) {
            out.extend(std::iter::repeat_n(' ', indent + 2));
        }
        out.push_str(line);
    }
    match text.chars().next_back() {
        Some('\n') => {
            out.pop();
        }
        Some(last) if is_break(last) => out.push(ENDS_ITS_LINE),
        _ => {}
    }
}
