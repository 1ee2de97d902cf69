//! What stands in a cell.

use std::fmt::Write;

use ::parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as Physical};
use ::parquet::data_type::{ByteArray, FixedLenByteArray, Int96};
use ::parquet::schema::types::ColumnDescriptor;

/// What the values of a column are, beside how they are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What they are stored as: numbers, answers, texts.
    Plain,
    /// Whole numbers, none of them below zero.
    Unsigned,
    /// Days since the first of 1970.
    Day,
    /// Moments since the first of 1970, of which so many make a second.
    Moment(i64),
    /// Times of day, of which so many make a second.
    Clock(i64),
    /// Numbers of which so many digits stand behind the point.
    Decimal(usize),
    /// Names of sixteen bytes.
    Uuid,
}

impl Kind {
    /// What the values of a column are; the name of a kind that is not read.
    pub fn of(column: &ColumnDescriptor) -> Result<Self, String> {
        let Some(logical) = column.logical_type_ref() else {
            return Self::of_old(column);
        };
        Ok(match logical {
            LogicalType::Integer(kind) if !kind.is_signed => Self::Unsigned,
            LogicalType::Date => Self::Day,
            LogicalType::Timestamp(kind) => Self::Moment(in_a_second(&kind.unit)),
            LogicalType::Time(kind) => Self::Clock(in_a_second(&kind.unit)),
            LogicalType::Decimal(kind) => Self::Decimal(scale(kind.scale)?),
            LogicalType::Uuid => Self::Uuid,
            LogicalType::Integer(_)
            | LogicalType::String
            | LogicalType::Enum
            | LogicalType::Json
            | LogicalType::Unknown => Self::Plain,
            other => return Err(format!("values of the kind {other:?}")),
        })
    }

    /// The same where it is said as it was before.
    fn of_old(column: &ColumnDescriptor) -> Result<Self, String> {
        Ok(match column.converted_type() {
            ConvertedType::UINT_8
            | ConvertedType::UINT_16
            | ConvertedType::UINT_32
            | ConvertedType::UINT_64 => Self::Unsigned,
            ConvertedType::DATE => Self::Day,
            ConvertedType::TIMESTAMP_MILLIS => Self::Moment(1_000),
            ConvertedType::TIMESTAMP_MICROS => Self::Moment(1_000_000),
            ConvertedType::TIME_MILLIS => Self::Clock(1_000),
            ConvertedType::TIME_MICROS => Self::Clock(1_000_000),
            ConvertedType::DECIMAL => Self::Decimal(scale(column.type_scale())?),
            kind @ (ConvertedType::INTERVAL | ConvertedType::BSON) => {
                return Err(format!("values of the kind {kind}"));
            }
            _ if column.physical_type() == Physical::INT96 => Self::Moment(1),
            _ => Self::Plain,
        })
    }
}

fn in_a_second(unit: &TimeUnit) -> i64 {
    match unit {
        TimeUnit::MILLIS => 1_000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    }
}

fn scale(scale: i32) -> Result<usize, String> {
    usize::try_from(scale).map_err(|_| "decimals of a scale below zero".into())
}

/// A value that is written into a cell.
pub trait Value {
    /// Writes it; what is wrong with it is said of its column.
    fn write(&self, kind: Kind, text: &mut String) -> Result<(), &'static str>;
}

impl Value for bool {
    fn write(&self, _: Kind, text: &mut String) -> Result<(), &'static str> {
        shown(self, text)
    }
}

impl Value for i32 {
    fn write(&self, kind: Kind, text: &mut String) -> Result<(), &'static str> {
        match kind {
            Kind::Unsigned => shown(self.cast_unsigned(), text),
            kind => i64::from(*self).write(kind, text),
        }
    }
}

impl Value for i64 {
    fn write(&self, kind: Kind, text: &mut String) -> Result<(), &'static str> {
        match kind {
            Kind::Plain | Kind::Uuid => shown(self, text),
            Kind::Unsigned => shown(self.cast_unsigned(), text),
            Kind::Day => day(*self, text),
            Kind::Moment(second) => day(self.div_euclid(second.saturating_mul(DAY)), text),
            Kind::Clock(second) => clock(self.div_euclid(second), text),
            Kind::Decimal(scale) => decimal(i128::from(*self), scale, text),
        }
    }
}

impl Value for Int96 {
    fn write(&self, _: Kind, text: &mut String) -> Result<(), &'static str> {
        day(self.to_seconds().div_euclid(DAY), text)
    }
}

impl Value for f32 {
    fn write(&self, _: Kind, text: &mut String) -> Result<(), &'static str> {
        shown(self, text)
    }
}

impl Value for f64 {
    fn write(&self, _: Kind, text: &mut String) -> Result<(), &'static str> {
        shown(self, text)
    }
}

impl Value for ByteArray {
    fn write(&self, kind: Kind, text: &mut String) -> Result<(), &'static str> {
        match kind {
            Kind::Decimal(scale) => decimal(whole(self.data())?, scale, text),
            Kind::Uuid => shown(uuid(self.data()), text),
            _ => {
                let words = std::str::from_utf8(self.data());
                text.push_str(&on_one_line(words.map_err(|_| "holds what is no text")?));
                Ok(())
            }
        }
    }
}

impl Value for FixedLenByteArray {
    fn write(&self, kind: Kind, text: &mut String) -> Result<(), &'static str> {
        ByteArray::write(self, kind, text)
    }
}

fn shown(value: impl std::fmt::Display, text: &mut String) -> Result<(), &'static str> {
    // A text takes all that is written.
    let _ = write!(text, "{value}");
    Ok(())
}

/// A text without what would end its cell or its line.
pub fn on_one_line(text: &str) -> String {
    let breaks = |c: char| matches!(c, '\t' | '\n' | '\r' | '\0');
    match text.contains(breaks) {
        true => text.replace("\r\n", " ").replace(breaks, " "),
        false => text.to_owned(),
    }
}

/// How many seconds a day has.
const DAY: i64 = 86_400;

/// A day. One beyond all calendars stays a number, which no date is.
fn day(days: i64, text: &mut String) -> Result<(), &'static str> {
    let span = jiff::Span::new().try_days(days);
    let day = span.and_then(|span| jiff::civil::date(1970, 1, 1).checked_add(span));
    match day {
        Ok(day) => shown(day, text),
        Err(_) => shown(days, text),
    }
}

fn clock(seconds: i64, text: &mut String) -> Result<(), &'static str> {
    let (minutes, seconds) = (seconds.div_euclid(60), seconds.rem_euclid(60));
    let (hours, minutes) = (minutes.div_euclid(60), minutes.rem_euclid(60));
    shown(format_args!("{hours:02}:{minutes:02}:{seconds:02}"), text)
}

/// The number that bytes are, the highest first.
fn whole(bytes: &[u8]) -> Result<i128, &'static str> {
    let filler = match bytes.first() {
        Some(first) if *first >= 0x80 => 0xff,
        _ => 0,
    };
    let (high, low) = bytes.split_at(bytes.len().saturating_sub(16));
    let mut all = [filler; 16];
    for (place, byte) in all.iter_mut().rev().zip(low.iter().rev()) {
        *place = *byte;
    }
    let number = i128::from_be_bytes(all);
    let is_below = filler == 0xff;
    match high.iter().all(|byte| *byte == filler) && number.is_negative() == is_below {
        true => Ok(number),
        false => Err("holds a number of more digits than are read"),
    }
}

/// A number with so many digits behind the point.
fn decimal(number: i128, scale: usize, text: &mut String) -> Result<(), &'static str> {
    let sign = if number.is_negative() { "-" } else { "" };
    let width = scale.saturating_add(1);
    let digits = format!("{:0width$}", number.unsigned_abs());
    match digits.split_at_checked(digits.len().saturating_sub(scale)) {
        Some((whole, part)) if !part.is_empty() => {
            shown(format_args!("{sign}{whole}.{part}"), text)
        }
        _ => shown(format_args!("{sign}{digits}"), text),
    }
}

fn uuid(bytes: &[u8]) -> String {
    let mut text = String::new();
    for (place, byte) in bytes.iter().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        let _ = write!(text, "{byte:02x}");
    }
    text
}
