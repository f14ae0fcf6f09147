//! Texts of times: ISO 8601 as Python 3.11's `datetime.fromisoformat` reads it, on every version of Python.
//!
//! A space stands for the `T`, a text without an offset is UTC. Texts that are no ISO time are the caller's: it reads
//! them as a number. Source: ISO 8601-1 and the library reference of Python 3.11.

use crate::mutant;

/// POSIX seconds of an ISO text, rounded once from whole microseconds; None where it is no ISO text or no valid time.
pub fn from_iso(text: &str) -> Option<f64> {
    let text = text.as_bytes();
    let separator = separator_place(text)?;
    let date = days_since_epoch(text.get(..separator)?)?;
    let time = match text[separator..].first() {
        None => TimeOfDay::default(),
        Some(&first) => time_of_day(text.get(separator + character_length(first)..)?)?,
    };
    Some(seconds(date * DAY + time.micros - time.offset))
}

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

/// Microseconds to seconds with one rounding, as Python divides integers.
fn seconds(micros: i64) -> f64 {
    const EXACT: u64 = 1 << 53;
    if mutant!("entity", 1, micros.unsigned_abs() <= EXACT, true) {
        return micros as f64 / SECOND as f64;
    }
    // Far from now a count of microseconds is no exact double: the decimal reading rounds once, a division would twice.
    let (sign, whole) = (if micros < 0 { "-" } else { "" }, micros.unsigned_abs());
    let decimal = format!("{sign}{}.{:06}", whole / SECOND as u64, whole % SECOND as u64);
    decimal.parse().unwrap_or(f64::NAN) // digits and a point: always a number
}

// --- date ------------------------------------------------------------------------------------------------------------

/// Where the date ends. Any character may separate date and time, so the form of the date must tell.
fn separator_place(text: &[u8]) -> Option<usize> {
    let length = text.len();
    if length < 7 {
        return None;
    }
    if length == 7 {
        return Some(7);
    }
    if text[4] == b'-' {
        if text[5] != b'W' {
            return Some(10); // YYYY-MM-DD
        }
        if text.get(8) != Some(&b'-') {
            return Some(8); // YYYY-Www
        }
        if length == 9 {
            return None;
        }
        // YYYY-Www-D, or YYYY-Www with a dash before the time: two digits after the dash are an hour.
        let hour = text.get(10).is_some_and(u8::is_ascii_digit);
        return Some(if mutant!("entity", 2, hour, false) { 8 } else { 10 });
    }
    if text[4] != b'W' {
        return Some(8); // YYYYMMDD
    }
    // YYYYWww or YYYYWwwd: times have pairs of digits, so the number of digits decides.
    let end = (7..length).find(|&at| !text[at].is_ascii_digit()).unwrap_or(length);
    Some(if end < 9 {
        end
    } else if end % 2 == 0 {
        7
    } else {
        8
    })
}

fn days_since_epoch(date: &[u8]) -> Option<i64> {
    let year = i64::from(digits(date, 0, 4)?);
    let dashed = usize::from(*date.get(4)? == b'-');
    let at = 4 + dashed;
    if date.get(at) == Some(&b'W') {
        let week = digits(date, at + 1, 2)?;
        let day = match date.len().checked_sub(at + 3)? {
            0 => 1,
            rest => {
                if dashed == 1 && date[at + 3] != b'-' || rest != 1 + dashed {
                    return None;
                }
                digits(date, at + 3 + dashed, 1)?
            }
        };
        return week_days(year, i64::from(week), i64::from(day));
    }
    let month = digits(date, at, 2)?;
    if dashed == 1 && date.get(at + 2) != Some(&b'-') {
        return None;
    }
    let day = digits(date, at + 2 + dashed, 2)?;
    let complete = date.len() == at + 4 + dashed;
    let valid = complete && year > 0 && (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
    valid.then(|| days_before(year, i64::from(month)) + i64::from(day) - 1)
}

/// The day of an ISO week; a year has a week 53 where it starts on a Thursday, or on a Wednesday in a leap year.
fn week_days(year: i64, week: i64, day: i64) -> Option<i64> {
    if !(1..=9999).contains(&year) || !(1..=53).contains(&week) || !(1..=7).contains(&day) {
        return None;
    }
    let january_1 = days_before(year, 1);
    let weekday = (january_1 + 3).rem_euclid(7); // Monday is 0; the epoch was a Thursday
    if week == 53 && !(weekday == 3 || weekday == 2 && is_leap(year)) {
        return None;
    }
    let first_monday = january_1 - weekday + if mutant!("entity", 3, weekday > 3, weekday > 4) { 7 } else { 0 };
    let found = first_monday + (week - 1) * 7 + day - 1;
    (days_before(1, 1)..days_before(10_000, 1)).contains(&found).then_some(found)
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (mutant!("entity", 4, year % 100 != 0, true) || year % 400 == 0)
}

fn days_in_month(year: i64, month: u32) -> u32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to the first of a month in the proleptic Gregorian calendar.
fn days_before(year: i64, month: i64) -> i64 {
    const BEFORE_MONTH: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    const EPOCH: i64 = 719_162; // days before 1970-01-01
    let past = year - 1;
    let leap_day =
        i64::from(mutant!("entity", 10, month > 2, month > 2 || (month == 2 && year < 1900)) && is_leap(year));
    past * 365 + past / 4 - past / 100 + past / 400 + BEFORE_MONTH[(month - 1) as usize] + leap_day - EPOCH
}

// --- time ------------------------------------------------------------------------------------------------------------

/// Microseconds of the day, and of the distance from UTC.
#[derive(Default)]
struct TimeOfDay {
    micros: i64,
    offset: i64,
}

fn time_of_day(text: &[u8]) -> Option<TimeOfDay> {
    let zone = text.iter().position(|byte| matches!(byte, b'+' | b'-' | b'Z'));
    let (clock, ends_there) = clock(text, zone.unwrap_or(text.len()))?;
    let [hour, minute, second] = clock.parts;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let offset = match zone {
        None => ends_there.then_some(0)?,
        Some(at) if text[at] == b'Z' => (byte(text, at + 1) == 0).then_some(0)?,
        Some(at) => {
            let (distance, ends_there) = self::clock(&text[at + 1..], text.len() - at - 1)?;
            // Minutes beyond 59 count; the whole must stay below a day, and below a second it is nothing.
            let distance = (ends_there && distance.total() < DAY).then_some(distance.total())?;
            match text[at] {
                _ if distance < SECOND => 0,
                b'-' => mutant!("entity", 9, -distance, distance),
                _ => distance,
            }
        }
    };
    Some(TimeOfDay { micros: clock.total(), offset })
}

#[derive(Default)]
struct Clock {
    parts: [u32; 3],
    micros: u32,
}

impl Clock {
    fn total(&self) -> i64 {
        let [hour, minute, second] = self.parts.map(i64::from);
        ((hour * 60 + minute) * 60 + second) * SECOND + i64::from(self.micros)
    }
}

/// `HH`, `HH:MM` or `HH:MM:SS` (colons everywhere or nowhere) with an optional fraction, up to `end`; and whether the
/// text ends there, too. A reader that knows that a zone follows ignores it, as CPython does: so a single character
/// before the sign of an offset is accepted, of which `10:00:00 +0200` is in wide use.
fn clock(text: &[u8], end: usize) -> Option<(Clock, bool)> {
    let mut clock = Clock::default();
    let mut at = 0;
    let mut colons = true;
    for part in 0..3 {
        clock.parts[part] = digits(text, at, 2)?;
        let next = byte(text, at + 2);
        if part == 0 {
            colons = next == b':';
        }
        at += 3;
        match next {
            _ if at >= end => return Some((clock, next == 0)),
            b':' if colons => {}
            b'.' | b',' => break,
            _ if !colons => at -= 1,
            _ => return None,
        }
    }
    // Reached after three parts, too, where no point follows: what stands there is read as the fraction.
    let kept = mutant!("entity", 6, (end - at).min(6), if end - at > 6 { 5 } else { end - at });
    clock.micros = digits(text, at, kept)? * 10_u32.pow(6 - kept as u32);
    at += kept;
    while byte(text, at).is_ascii_digit() {
        at += 1; // beyond microseconds: cut off
    }
    Some((clock, byte(text, at) == 0))
}

// --- characters ------------------------------------------------------------------------------------------------------

/// The byte there, 0 behind the end, where C texts have one.
fn byte(text: &[u8], at: usize) -> u8 {
    text.get(at).copied().unwrap_or(0)
}

fn digits(text: &[u8], at: usize, count: usize) -> Option<u32> {
    let found = text.get(at..at + count)?;
    found
        .iter()
        .all(u8::is_ascii_digit)
        .then(|| found.iter().fold(0, |value, &digit| value * 10 + u32::from(digit - b'0')))
}

/// Bytes of the UTF-8 character that starts with `first`.
fn character_length(first: u8) -> usize {
    match first {
        ..0x80 => 1,
        0x80..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::from_iso;

    const UTC_10: f64 = 1_704_103_200.0; // 2024-01-01T10:00:00Z

    #[test]
    fn every_form_of_a_date_is_read() {
        for text in ["2024-01-01", "20240101", "2024-W01-1", "2024W011", "2024-W01", "2024W01"] {
            assert_eq!(from_iso(text), Some(UTC_10 - 36_000.0), "{text}");
        }
        assert_eq!(from_iso("1970-01-01"), Some(0.0));
        assert_eq!(from_iso("1969-12-31"), Some(-86_400.0));
        assert_eq!(from_iso("2000-02-29"), Some(951_782_400.0));
        assert_eq!(from_iso("0001-01-01"), Some(-62_135_596_800.0));
        assert_eq!(from_iso("9999-12-31"), Some(253_402_214_400.0));
    }

    #[test]
    fn every_form_of_a_time_is_read() {
        for text in [
            "10",
            "10:00",
            "1000",
            "10:00:00",
            "100000",
            "10Z",
            "10:00+00:00",
            "12:00:00+02",
            "0800-0200",
            "10:00:00.0000009",
        ] {
            assert_eq!(from_iso(&format!("2024-01-01T{text}")), Some(UTC_10), "{text}");
        }
        for text in ["10:00:00.5", "10:00:00,5", "100000.500000123", "10:00:00.5Z", "12:30:00.5+02:30"] {
            assert_eq!(from_iso(&format!("2024-01-01T{text}")), Some(UTC_10 + 0.5), "{text}");
        }
    }

    #[test]
    fn any_character_separates_date_and_time() {
        for separator in ["T", "t", " ", "-", "1", "\u{e9}", "\u{20ac}", "\u{1f600}"] {
            assert_eq!(from_iso(&format!("2024-01-01{separator}10")), Some(UTC_10), "{separator}");
        }
        for text in ["2024-W01-10", "2024-W01-1T10", "2024W01T10", "2024W011T10", "2024W01110"] {
            assert_eq!(from_iso(text), Some(UTC_10), "{text}");
        }
    }

    #[test]
    fn what_follows_a_time_is_ignored_before_an_offset_as_cpython_does() {
        for text in ["12:00:00T+0200", "12x+02:00", "12:+02", "12:00:00.000000junk+02"] {
            assert_eq!(from_iso(&format!("2024-01-01T{text}")), Some(UTC_10), "{text}");
        }
        assert_eq!(from_iso("2024-01-01T10:00:00x"), None);
    }

    #[test]
    fn offsets_stay_below_a_day_and_vanish_below_a_second() {
        assert_eq!(from_iso("2024-01-01T10:00+23:59:59"), Some(UTC_10 - 86_399.0));
        assert_eq!(from_iso("2024-01-01T10:00-00:99"), Some(UTC_10 + 5_940.0));
        assert_eq!(from_iso("2024-01-01T10:00+00:00:00.5"), Some(UTC_10));
        assert_eq!(from_iso("2024-01-01T10:00+00:00:01.5"), Some(UTC_10 - 1.5));
        for zone in ["+24:00", "+", "+1", "+02:0", "Zx", "Z+01", "+02:00x"] {
            assert_eq!(from_iso(&format!("2024-01-01T10:00{zone}")), None, "{zone}");
        }
    }

    #[test]
    fn impossible_dates_and_times_are_refused() {
        for text in [
            "",
            "2024",
            "202401",
            "2024-1-1",
            "2024-00-01",
            "2024-13-01",
            "2024-01-00",
            "2024-04-31",
            "2023-02-29",
            "1900-02-29",
            "0000-01-01",
            "2024-W00",
            "2024-W53",
            "2024-W01-0",
            "2024-W01-8",
            "9999-W52-7",
            "0000-W01",
            "2024-01-01T",
            "2024-01-01T1",
            "2024-01-01T24",
            "2024-01-01T10:60",
            "2024-01-01T10:00:60",
            "2024-01-01T10:0000",
            "2024-01-01T1000:00",
            "2024-01-01T10:00:00.",
        ] {
            assert_eq!(from_iso(text), None, "{text}");
        }
        assert_eq!(from_iso("2020-W53-7"), Some(1_609_632_000.0));
        assert_eq!(from_iso("2026-W53-5"), Some(1_798_761_600.0));
    }

    #[test]
    fn far_from_now_seconds_are_rounded_once() {
        assert_eq!(from_iso("9999-12-31T23:59:59.999999-23:59"), Some(253_402_387_140.0));
        assert_eq!(from_iso("7560-09-24T09:20:14.705830"), Some(176_426_414_414.705_84));
        assert_eq!(from_iso("4006-10-02T05:33:15.008307"), Some(64_273_671_195.008_31));
        assert_eq!(from_iso("0002-01-01T00:00:00.000001"), Some(-62_104_060_800.0));
    }
}
