//! Numbers with units.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use iso_currency::Currency;
use rust_decimal::Decimal;
use thiserror::Error;

use crate::source::nearest;

/// What a unit measures. Only amounts of one dimension compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// Pieces.
    Count,
    /// Weight, in kilograms.
    Mass,
    /// Volume, in litres.
    Volume,
    /// Length, in metres.
    Length,
    /// Time, in minutes.
    Time,
    /// Speed, in kilometres per hour.
    Speed,
    /// Money, of one currency: what one is worth in another is not asked here.
    Money(Currency),
}

/// A unit of measure, or a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Unit(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    /// By its place in the table of units.
    Measure(usize),
    Money(Currency),
}

/// A unit: its symbol, other spellings, dimension, and size as a mantissa and a scale (1589873
/// and 4 make 158.9873) in the dimension's base unit.
type Row = (&'static str, &'static [&'static str], Dimension, i64, u32);

/// The row of each spelling.
static SPELLINGS: LazyLock<HashMap<&'static str, usize>> = LazyLock::new(|| spellings().collect());

/// Every spelling of every unit, with its row.
fn spellings() -> impl Iterator<Item = (&'static str, usize)> {
    let rows = UNITS.iter().enumerate();
    rows.flat_map(|(index, row)| {
        let names = std::iter::once(row.0).chain(row.1.iter().copied());
        names.map(move |name| (name, index))
    })
}

/// Among the spellings are the codes of UN/ECE Recommendation 20, which customs data use: KGM, TNE.
///
/// INVARIANT: the symbol comes first and is unique; spellings are lower case.
static UNITS: &[Row] = &[
    (
        "units",
        &[
            "unit", "u", "pcs", "pc", "piece", "pieces", "no", "nos", "each", "h87", "nmb", "nar",
            "ea",
        ],
        Dimension::Count,
        1,
        0,
    ),
    (
        "pairs",
        &["pair", "2u", "npr", "pr"],
        Dimension::Count,
        2,
        0,
    ),
    (
        "dozen",
        &["doz", "12u", "dzn", "dozens"],
        Dimension::Count,
        12,
        0,
    ),
    (
        "kg",
        &[
            "kgs",
            "kilogram",
            "kilograms",
            "kilogramme",
            "kilogrammes",
            "kgm",
            "kilo",
            "kilos",
        ],
        Dimension::Mass,
        1,
        0,
    ),
    (
        "g",
        &["gram", "grams", "gramme", "grammes", "grm"],
        Dimension::Mass,
        1,
        3,
    ),
    (
        "t",
        &[
            "ton",
            "tons",
            "tonne",
            "tonnes",
            "mt",
            "metric ton",
            "metric tons",
            "tne",
            "metric tonne",
            "metric tonnes",
        ],
        Dimension::Mass,
        1000,
        0,
    ),
    (
        "lb",
        &["lbs", "lbr", "pound", "pounds"],
        Dimension::Mass,
        45_359_237,
        8,
    ),
    (
        "l",
        &["litre", "litres", "liter", "liters", "ltr", "ltrs"],
        Dimension::Volume,
        1,
        0,
    ),
    (
        "m3",
        &["m³", "cbm", "cubic metre", "cubic metres", "mtq"],
        Dimension::Volume,
        1000,
        0,
    ),
    (
        "bbl",
        &["barrel", "barrels", "bbls", "bll"],
        Dimension::Volume,
        158_987_294_928,
        9,
    ),
    (
        "m",
        &["metre", "metres", "meter", "meters", "mtr"],
        Dimension::Length,
        1,
        0,
    ),
    (
        "mm",
        &[
            "millimetre",
            "millimetres",
            "millimeter",
            "millimeters",
            "mmt",
        ],
        Dimension::Length,
        1,
        3,
    ),
    (
        "cm",
        &[
            "centimetre",
            "centimetres",
            "centimeter",
            "centimeters",
            "cmt",
        ],
        Dimension::Length,
        1,
        2,
    ),
    (
        "km",
        &["kilometre", "kilometres", "kilometer", "kilometers", "kmt"],
        Dimension::Length,
        1000,
        0,
    ),
    ("min", &["minute", "minutes"], Dimension::Time, 1, 0),
    ("h", &["hour", "hours", "hr", "hrs"], Dimension::Time, 60, 0),
    (
        "s",
        &["second", "seconds", "sec"],
        Dimension::Time,
        16_666_667,
        9,
    ),
    ("d", &["day", "days"], Dimension::Time, 1440, 0),
    ("mi", &["mile", "miles"], Dimension::Length, 1_609_344, 3),
    (
        "nmi",
        &["nautical mile", "nautical miles"],
        Dimension::Length,
        1852,
        0,
    ),
    ("ft", &["foot", "feet"], Dimension::Length, 3048, 4),
    ("km/h", &["kmh", "kph"], Dimension::Speed, 1, 0),
    ("kn", &["knot", "knots", "kt"], Dimension::Speed, 1852, 3),
];

/// Usual currencies, with their names.
static MONEY: &[(&str, &[&str])] = &[
    ("USD", &["dollar", "dollars"]),
    ("EUR", &["euro", "euros"]),
    ("CNY", &["yuan", "renminbi", "rmb"]),
    ("RUB", &["rouble", "roubles", "ruble", "rubles"]),
    ("JPY", &["yen"]),
    ("KRW", &["won"]),
    ("GBP", &["sterling"]),
    ("CHF", &["franc", "francs"]),
];

/// An unknown unit.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("unknown unit `{wanted}`")]
pub struct UnitError {
    /// What was written.
    pub wanted: String,
    /// Known units of similar spelling.
    pub nearest: Vec<&'static str>,
}

impl Unit {
    /// Reads a unit in any usual spelling, or the code of a currency in capitals.
    ///
    /// # Errors
    /// Names the nearest units where there is no such unit.
    ///
    /// ```
    /// use interdict::terms::Unit;
    /// assert_eq!(Unit::parse("Barrels").unwrap().to_string(), "bbl");
    /// assert_eq!(Unit::parse("USD").unwrap().to_string(), "USD");
    /// assert!(Unit::parse("parsec").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        if let Some(currency) = Currency::from_code(text.trim()) {
            return Ok(Self::of(currency));
        }
        let wanted = text.trim().to_lowercase();
        SPELLINGS
            .get(wanted.as_str())
            .map(|row| Self(Kind::Measure(*row)))
            .ok_or_else(|| UnitError {
                nearest: nearest(
                    &wanted,
                    spellings()
                        .map(|(name, _)| name)
                        .filter(|name| name.len() > 2),
                ),
                wanted: text.chars().take(40).collect(),
            })
    }

    /// A currency as a unit.
    #[must_use]
    pub fn of(currency: Currency) -> Self {
        Self(Kind::Money(currency))
    }

    fn row(self) -> Option<&'static Row> {
        match self.0 {
            Kind::Measure(row) => UNITS.get(row),
            Kind::Money(_) => None,
        }
    }

    /// The symbol.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self.0 {
            Kind::Measure(_) => self.row().map_or("", |row| row.0),
            Kind::Money(currency) => currency.code(),
        }
    }

    /// What the unit measures.
    #[must_use]
    pub fn dimension(self) -> Dimension {
        match self.0 {
            Kind::Measure(_) => self.row().map_or(Dimension::Count, |row| row.2),
            Kind::Money(currency) => Dimension::Money(currency),
        }
    }

    /// Size in the dimension's base unit.
    fn size(self) -> Decimal {
        self.row()
            .map_or(Decimal::ONE, |row| Decimal::new(row.3, row.4))
    }

    /// The currency that a code in small letters, or the name of a usual one, stands for.
    pub(crate) fn meant_currency(text: &str) -> Option<Self> {
        let text = text.to_lowercase();
        let named = MONEY
            .iter()
            .find(|(_, names)| names.contains(&text.as_str()));
        let code = named.map_or_else(|| text.to_uppercase(), |(code, _)| (*code).to_owned());
        Currency::from_code(&code).map(Self::of)
    }

    /// The codes of usual currencies.
    pub(crate) fn usual_currencies() -> impl Iterator<Item = &'static str> {
        MONEY.iter().map(|(code, _)| *code)
    }

    /// Whether there can be so much of the goods in a line: they have no speed.
    pub(crate) fn counts_goods(self) -> bool {
        !matches!(self.dimension(), Dimension::Money(_) | Dimension::Speed)
    }

    /// The symbols of all units of measure, for messages.
    pub fn symbols() -> impl Iterator<Item = &'static str> {
        UNITS.iter().map(|row| row.0)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.symbol())
    }
}

/// A number with its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Amount {
    /// How many.
    pub number: Decimal,
    /// Of what.
    pub unit: Unit,
}

impl Amount {
    /// Which of two amounts is larger, or nothing where their dimensions differ.
    ///
    /// ```
    /// use interdict::terms::{Amount, Unit};
    /// let km = Amount { number: 25.into(), unit: Unit::parse("km").unwrap() };
    /// let m = Amount { number: 9000.into(), unit: Unit::parse("m").unwrap() };
    /// assert_eq!(m.compare(km), Some(std::cmp::Ordering::Less));
    /// ```
    #[must_use]
    pub fn compare(self, other: Self) -> Option<Ordering> {
        if self.unit.dimension() != other.unit.dimension() {
            return None;
        }
        let (here, there) = (self.in_base()?, other.in_base()?);
        Some(here.cmp(&there))
    }

    /// How many of a unit it is, or nothing where that measures something else.
    #[must_use]
    pub fn number_of(self, unit: Unit) -> Option<Decimal> {
        if self.unit == unit {
            return Some(self.number);
        }
        if self.unit.dimension() != unit.dimension() {
            return None;
        }
        Some(self.in_base()?.checked_div(unit.size())?.normalize())
    }

    /// As many times as much, or nothing where that is too large a number.
    #[must_use]
    pub fn times(self, number: Decimal) -> Option<Self> {
        let number = self.number.checked_mul(number)?;
        Some(Self { number, ..self })
    }

    /// How many pieces it is, where it is a number of pieces.
    #[must_use]
    pub fn in_units(self) -> Option<Decimal> {
        let counts = self.unit.dimension() == Dimension::Count;
        counts.then(|| self.in_base()).flatten()
    }

    fn in_base(self) -> Option<Decimal> {
        self.number.checked_mul(self.unit.size())
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number, self.unit)
    }
}

/// Reads a plain decimal number, `_` allowed between digits; no exponent, no thousands comma.
///
/// ```
/// use interdict::terms::parse_decimal;
/// assert_eq!(parse_decimal("500_000"), Some(500_000.into()));
/// assert_eq!(parse_decimal("1,5"), None);
/// ```
#[must_use]
pub fn parse_decimal(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let digits = text.strip_prefix('-').unwrap_or(text);
    let starts_and_ends = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit());
    let plain = digits
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '.' | '_'));
    if !starts_and_ends || !plain || text.len() > 40 {
        return None;
    }
    text.replace('_', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_and_spellings_are_unique_and_lower_case() {
        let mut seen = std::collections::BTreeSet::new();
        for row in UNITS {
            for name in std::iter::once(&row.0).chain(row.1) {
                assert!(seen.insert(*name), "{name} twice");
                assert_eq!(name.to_lowercase(), **name);
                assert_eq!(Unit::parse(name).unwrap().symbol(), row.0);
            }
        }
    }

    #[test]
    fn a_barrel_is_158_987_litres() {
        let barrel = Amount {
            number: 1.into(),
            unit: Unit::parse("bbl").unwrap(),
        };
        let litres = |n: &str| Amount {
            number: n.parse().unwrap(),
            unit: Unit::parse("l").unwrap(),
        };
        assert_eq!(barrel.compare(litres("158.98")), Some(Ordering::Greater));
        assert_eq!(barrel.compare(litres("158.99")), Some(Ordering::Less));
    }

    #[test]
    fn unlike_amounts_do_not_compare() {
        let kilo = Amount {
            number: 1.into(),
            unit: Unit::parse("kg").unwrap(),
        };
        let barrel = Amount {
            number: 1.into(),
            unit: Unit::parse("bbl").unwrap(),
        };
        assert_eq!(kilo.compare(barrel), None);
    }

    #[test]
    fn numbers_that_are_not_plain_are_refused() {
        for bad in ["", "-", "1e5", "1,000", ".5", "5.", "1.2.3", "٣", "1__"] {
            assert_eq!(parse_decimal(bad), None, "{bad}");
        }
        assert_eq!(parse_decimal("-1.50"), Some(Decimal::new(-150, 2)));
    }
}
