//! YAML for people and models: the block style that messages are rendered in. Reference: `lionagi/_core_py/messages_yaml.py`.
//!
//! A document is a tree that was pruned when it was made; writing it cannot fail. Texts are whatever can be read as `&str`,
//! so a caller may keep its own strings in the tree. The choice of a style for a text is in `text`.

mod ambiguous;
mod text;

use std::cmp::Ordering;

use crate::codec::json_write;
use crate::mutant;

pub use text::{is_safe, write_text};

/// One node of a pruned document. Keys are nodes as well.
#[allow(missing_docs, reason = "the names are those of YAML")]
#[derive(Debug)]
pub enum Node<T> {
    Text(T),
    /// A value that is no text, as it is written; `kind` orders the members of a set.
    Scalar {
        kind: Scalar,
        text: String,
    },
    /// Base64 in lines, empty for no bytes.
    Binary(String),
    Sequence(Vec<Node<T>>),
    Mapping(Vec<(Node<T>, Node<T>)>),
    Set(Vec<Node<T>>),
}

/// What a scalar stands for.
#[allow(missing_docs, reason = "the names are those of the types")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar {
    Null,
    Bool,
    Int,
    Float,
    Moment,
}

/// Where a node is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the start of a document.
    Root,
    /// After `key:`.
    Value,
    /// After `- `, `? ` or `: `.
    Item,
}

/// The longest key on one line, its tag included (YAML allows 1,024, PyYAML this).
const LONGEST_KEY: usize = 127;
/// Stands after a literal block whose last break is no `\n`: the next line needs none. A raw `\r` is never written.
const ENDS_ITS_LINE: char = '\r';

/// Appends the document of `node`, without a line break at its end.
pub fn write_document<T: AsRef<str>>(out: &mut String, node: &Node<T>) {
    let start = out.len();
    write(out, node, 0, Place::Root);
    finish(out, start, keeps_breaks(node));
}

/// Appends the document of a mapping of these keys, words that need no quotes; `{}` where there are none.
pub fn write_fields<T: AsRef<str>>(out: &mut String, fields: &[(&str, Node<T>)]) {
    let start = out.len();
    for (at, (key, value)) in fields.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        out.push_str(key);
        out.push(':');
        write(out, value, 0, Place::Value);
    }
    match fields.last() {
        None => out.push_str("{}"),
        Some((_, last)) => finish(out, start, keeps_breaks(last)),
    }
}

/// True where the last text written ends in breaks that must be kept: a reader could not tell where they end.
fn keeps_breaks<T: AsRef<str>>(node: &Node<T>) -> bool {
    match node {
        Node::Text(text) => text::keeps_breaks(text.as_ref()),
        Node::Sequence(items) => mutant!("messages", 10, items.last().is_some_and(keeps_breaks), false),
        Node::Mapping(pairs) => pairs.last().is_some_and(|(_, value)| keeps_breaks(value)),
        Node::Scalar { .. } | Node::Binary(_) | Node::Set(_) => false,
    }
}

fn finish(out: &mut String, start: usize, keeps_breaks: bool) {
    if keeps_breaks {
        out.push_str("\n...");
    }
    if out[start..].contains(ENDS_ITS_LINE) {
        let mended = out[start..].replace("\r\n", "").replace(ENDS_ITS_LINE, "");
        out.truncate(start);
        out.push_str(&mended);
    }
}

/// What Python's `str.strip` and `str.isspace` take for blank.
pub fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&letter)
}

fn write<T: AsRef<str>>(out: &mut String, node: &Node<T>, indent: usize, place: Place) {
    match node {
        Node::Text(text) => {
            after_key(out, place);
            write_text(out, text.as_ref(), indent);
        }
        Node::Scalar { text, .. } => {
            after_key(out, place);
            out.push_str(text);
        }
        Node::Mapping(pairs) => {
            let inner = if place == Place::Root { indent } else { indent + 2 };
            write_mapping(out, pairs.iter().map(|(key, value)| (key, Some(value))), inner, place != Place::Value);
        }
        Node::Sequence(items) => {
            let inner = if place == Place::Item { indent + 2 } else { indent };
            write_sequence(out, items, inner, place != Place::Value);
        }
        Node::Set(members) => {
            after_key(out, place);
            out.push_str("!!set");
            let inner = if place == Place::Root { indent } else { indent + 2 };
            write_mapping(out, members.iter().map(|member| (member, None)), inner, false);
        }
        Node::Binary(lines) => {
            after_key(out, place);
            out.push_str("!!binary ");
            if lines.is_empty() { out.push_str("\"\"") } else { text::write_literal(out, lines, indent) }
        }
    }
}

fn after_key(out: &mut String, place: Place) {
    if place == Place::Value {
        out.push(' ');
    }
}

fn write_mapping<'a, T: AsRef<str> + 'a>(
    out: &mut String,
    pairs: impl Iterator<Item = (&'a Node<T>, Option<&'a Node<T>>)>,
    indent: usize,
    is_inline: bool,
) {
    for (at, (key, value)) in pairs.enumerate() {
        if at > 0 || !is_inline {
            start_line(out, indent);
        }
        if write_simple_key(out, key) {
            out.push(':');
            write_or_null(out, value, indent, Place::Value);
        } else {
            out.push_str("? ");
            write(out, key, indent, Place::Item);
            start_line(out, indent);
            out.push_str(": ");
            write_or_null(out, value, indent, Place::Item);
        }
    }
}

fn write_or_null<T: AsRef<str>>(out: &mut String, value: Option<&Node<T>>, indent: usize, place: Place) {
    match value {
        Some(value) => write(out, value, indent, place),
        None => {
            after_key(out, place);
            out.push_str("null");
        }
    }
}

/// Writes a key that fits on one line; false, and nothing written, where it needs the long form.
fn write_simple_key<T: AsRef<str>>(out: &mut String, key: &Node<T>) -> bool {
    match key {
        Node::Text(text) => {
            let text = text.as_ref();
            let longest = mutant!("messages", 2, LONGEST_KEY, LONGEST_KEY + 1) - "!!str".len();
            let fits = text.len() <= longest || text.chars().count() <= longest;
            if text.is_empty() || !fits || text.contains(text::is_break) {
                return false;
            }
            write_text(out, text, 0);
            true
        }
        Node::Scalar { text, .. } => {
            out.push_str(text);
            true
        }
        Node::Sequence(items) if items.is_empty() => {
            out.push_str("[]");
            true
        }
        _ => false,
    }
}

fn write_sequence<T: AsRef<str>>(out: &mut String, items: &[Node<T>], indent: usize, is_inline: bool) {
    for (at, item) in items.iter().enumerate() {
        if at > 0 || !is_inline {
            start_line(out, indent);
        }
        out.push_str("- ");
        write(out, item, indent, Place::Item);
    }
    if items.is_empty() {
        out.push_str("[]");
    }
}

fn start_line(out: &mut String, indent: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

// --- sets ------------------------------------------------------------------------------------------------------------

/// Puts the members of a set in the order in which they are written: by kind, then by what is written.
pub fn sort_members<T: AsRef<str>>(members: &mut [Node<T>]) {
    members.sort_by_cached_key(Rank::of);
}

#[derive(PartialEq, Eq)]
struct Rank(u8, String);

impl Rank {
    fn of<T: AsRef<str>>(member: &Node<T>) -> Self {
        let mut written = String::new();
        write(&mut written, member, 0, Place::Item);
        Self(kind_rank(member), written)
    }
}

impl Ord for Rank {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.0, &self.1).cmp(&(other.0, &other.1))
    }
}

impl PartialOrd for Rank {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The order of the reference's type names: NoneType, _Key, _Plain, bool, float, int, str.
fn kind_rank<T>(member: &Node<T>) -> u8 {
    match member {
        Node::Scalar { kind: Scalar::Null, .. } => 0,
        Node::Sequence(_) | Node::Mapping(_) | Node::Set(_) | Node::Binary(_) => 1,
        Node::Scalar { kind: Scalar::Moment, .. } => 2,
        Node::Scalar { kind: Scalar::Bool, .. } => 3,
        Node::Scalar { kind: Scalar::Float, .. } => 4,
        Node::Scalar { kind: Scalar::Int, .. } => 5,
        Node::Text(_) => 6,
    }
}

// --- scalars ---------------------------------------------------------------------------------------------------------

/// A float as Python's `repr` and YAML write it: shortest digits, a point always, `.nan`, `.inf`.
pub fn float_text(number: f64) -> String {
    if number.is_nan() {
        return ".nan".into();
    }
    if number.is_infinite() {
        return if number > 0.0 { ".inf" } else { "-.inf" }.into();
    }
    // The digits are those of the JSON writer: of the shortest that read back, the nearest, as in Python.
    let mut json = Vec::new();
    json_write::write_float(number.abs(), &mut json);
    let json = String::from_utf8(json).unwrap_or_default();
    let (mantissa, exponent) = json.split_once('e').unwrap_or((&json, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let leading_zeros = all.len() - all.trim_start_matches('0').len();
    let digits = all.trim_matches('0');
    let sign = if number.is_sign_negative() { "-" } else { "" };
    if digits.is_empty() {
        return format!("{sign}0.0");
    }
    let point = whole.len() as i32 + exponent.parse::<i32>().unwrap_or_default() - leading_zeros as i32;
    format!("{sign}{}", placed(digits, point))
}

/// Digits with a point after the first `point` of them, as Python's `repr` places it: from 1e16 on, and below 1e-4, by an exponent.
fn placed(digits: &str, point: i32) -> String {
    let exponent = point - 1;
    if !(-4..mutant!("messages", 8, 16, 17)).contains(&exponent) {
        let (first, rest) = digits.split_at(1);
        let rest = if rest.is_empty() { "0" } else { rest };
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{first}.{rest}e{sign}{:02}", exponent.abs());
    }
    let count = digits.len() as i32;
    if point <= 0 {
        format!("0.{}{digits}", "0".repeat(point.unsigned_abs() as usize))
    } else if point >= count {
        format!("{digits}{}.0", "0".repeat((point - count) as usize))
    } else {
        let (whole, fraction) = digits.split_at(point as usize);
        format!("{whole}.{fraction}")
    }
}

/// The decimal digits of a number of any size, given as little-endian bytes.
pub fn decimal_text(bytes: &[u8]) -> String {
    const CHUNK: u64 = 1_000_000_000;
    let mut limbs: Vec<u32> =
        bytes.chunks(4).map(|chunk| chunk.iter().rev().fold(0, |limb, byte| limb << 8 | u32::from(*byte))).collect();
    let mut chunks: Vec<u64> = Vec::new();
    while let Some(last) = limbs.iter().rposition(|limb| *limb != 0) {
        limbs.truncate(last + 1);
        let mut rest = 0;
        for limb in limbs.iter_mut().rev() {
            let current = rest << 32 | u64::from(*limb);
            *limb = (current / CHUNK) as u32;
            rest = current % CHUNK;
        }
        chunks.push(rest);
    }
    let mut out = chunks.pop().unwrap_or_default().to_string();
    out.extend(chunks.iter().rev().map(|chunk| format!("{chunk:09}")));
    out
}

/// Base64 (RFC 4648) in lines of 76 characters, each ended by a break.
pub fn base64_lines(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len() * 4 / 3 + bytes.len() / 57 + 8);
    for line in bytes.chunks(mutant!("messages", 9, 57, 60)) {
        for group in line.chunks(3) {
            let all = group.iter().fold(0_u32, |all, byte| all << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
            for at in 0..4 {
                let six = (all >> (18 - 6 * at) & 63) as usize;
                out.push(if at <= group.len() { ALPHABET[six] as char } else { '=' });
            }
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests;
