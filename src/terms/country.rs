//! Countries as ISO 3166-1 alpha-3 codes, and the spellings that real records use.
//!
//! The table beside this file, `countries.csv`, has one row for each country or territory that
//! ISO 3166-1 lists today, one for Kosovo (user-assigned code `XKX`), and one for each former
//! State that old embargoes name, with the years in which it existed. A row gives a short English
//! name and the other spellings found in customs declarations, trade statistics, reports and
//! resolutions: official names, abbreviations, inverted forms, older names, and names in other
//! languages.
//!
//! A spelling that could mean more than one place stands on the row of every place it could mean.
//! It is then refused with all of them as candidates, because a checker that guessed between
//! North and South Korea would be wrong half of the time and silent about it.
//!
//! Listing a place here, and the name it is listed under, says nothing about its legal status.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::sync::LazyLock;

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The table as text: trusted data, built into the program.
pub(super) const TABLE_TEXT: &str = include_str!("countries.csv");

/// The longest text, in bytes, that is looked up at all. Every spelling in the table is far
/// shorter, so a longer text is unknown without spending time on it.
const LONGEST_TEXT: usize = 1024;

/// The longest text, in characters, for which near names are sought.
const LONGEST_TEXT_FOR_NEAREST: usize = 80;

/// The shortest folded text, in characters, for which near names are sought. One wrong letter in
/// three could turn an abbreviation into any other.
const SHORTEST_TEXT_FOR_NEAREST: usize = 4;

/// How many near names an error carries at most.
const MOST_NEAREST: usize = 3;

/// A country or territory, or a former State, identified by its ISO 3166-1 alpha-3 code.
///
/// A value can only be made from the table of countries, so its code always has a name. Values
/// are ordered by code.
///
/// ```
/// use interdict::terms::Country;
///
/// let somalia = Country::from_alpha3("SOM");
/// assert_eq!(somalia.map(|country| country.name()), Some("Somalia"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 3]);

/// Why a text could not be read as one country.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CountryError {
    /// The spelling is used for more than one country, such as `Korea` or `Congo`.
    #[error("the spelling could mean more than one country: {}", list(candidates))]
    Ambiguous {
        /// Every country the spelling could mean, in order of alpha-3 code.
        candidates: Vec<Country>,
    },
    /// No country is listed under the spelling.
    #[error("no country is listed under this spelling{}", list_of_nearest(nearest))]
    Unknown {
        /// At most three countries with a similar spelling, the most similar first. These are
        /// hints for a reader and must not be taken as the answer.
        nearest: Vec<Country>,
    },
}

impl Country {
    /// The country with exactly this alpha-3 code in upper case, as rule files write it.
    ///
    /// Anything else, such as `prk` or `KP`, gives `None`; use [`Country::parse`] for the text of
    /// a record.
    pub fn from_alpha3(code: &str) -> Option<Country> {
        let country = Country(code.as_bytes().try_into().ok()?);
        TABLE.names.contains_key(&country).then_some(country)
    }

    /// The country that a record means by `text`: an alpha-2 or alpha-3 code in any letter case,
    /// or any listed spelling.
    ///
    /// Spellings are compared without regard to letter case, accents, punctuation, spacing and
    /// the word "the"; `&` counts as "and", and `St` as "Saint".
    ///
    /// ```
    /// use interdict::terms::{Country, CountryError};
    ///
    /// let north_korea = Country::parse("Korea, Dem. People's Rep. of")?;
    /// assert_eq!(north_korea.alpha3(), "PRK");
    /// assert_eq!(Country::parse("КНДР")?, north_korea);
    /// assert_eq!(Country::parse("kp")?, north_korea);
    ///
    /// let Err(CountryError::Ambiguous { candidates }) = Country::parse("Korea") else {
    ///     unreachable!("two countries are called Korea");
    /// };
    /// assert_eq!(candidates, [Country::parse("KOR")?, north_korea]);
    /// # Ok::<(), CountryError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`CountryError::Ambiguous`] when the spelling could mean several countries, and
    /// [`CountryError::Unknown`] when it is not listed, with the nearest names as hints.
    pub fn parse(text: &str) -> Result<Country, CountryError> {
        Self::find(text).map_err(|error| match error {
            CountryError::Unknown { .. } => CountryError::Unknown {
                nearest: Self::near(text),
            },
            ambiguous => ambiguous,
        })
    }

    /// Countries whose spelling is similar to that of a text that is none, the most similar
    /// first.
    #[must_use]
    pub fn near(text: &str) -> Vec<Country> {
        let text = text.trim();
        match text.chars().nth(LONGEST_TEXT_FOR_NEAREST) {
            Some(_) => Vec::new(),
            None => nearest(&fold(text)),
        }
    }

    /// As [`Country::parse`], but without near names, to find which costs far more than to find
    /// the country.
    ///
    /// # Errors
    ///
    /// As [`Country::parse`].
    pub fn find(text: &str) -> Result<Country, CountryError> {
        let text = text.trim();
        if let Some(country) = CODES.get(text) {
            return Ok(*country);
        }
        Self::find_spelt(text)
    }

    fn find_spelt(text: &str) -> Result<Country, CountryError> {
        let unknown = CountryError::Unknown {
            nearest: Vec::new(),
        };
        if text.len() > LONGEST_TEXT {
            return Err(unknown);
        }
        let folded = fold(text);
        // Codes and spellings are looked up side by side, so that a code which is also another
        // country's abbreviation would be ambiguous instead of hiding it. Codes are compared
        // unfolded, because folding would turn the code `ST` into the word "saint".
        let code: String = text.chars().filter(|c| !is_invisible(*c)).collect();
        let by_code = TABLE.codes.get(&code.to_ascii_uppercase());
        let by_spelling = TABLE.spellings.get(&folded);
        let candidates: BTreeSet<Country> = by_code
            .into_iter()
            .chain(by_spelling)
            .flatten()
            .copied()
            .collect();
        let mut found = candidates.iter();
        match (found.next(), found.next()) {
            (Some(only), None) => Ok(*only),
            (Some(_), Some(_)) => Err(CountryError::Ambiguous {
                candidates: candidates.into_iter().collect(),
            }),
            (None, _) => Err(unknown),
        }
    }

    /// The alpha-3 code in upper case, such as `PRK`.
    pub fn alpha3(&self) -> &str {
        // The table holds ASCII codes only, so the fallback is never used.
        std::str::from_utf8(&self.0).unwrap_or("")
    }

    /// The short English name, such as `North Korea`.
    pub fn name(&self) -> &'static str {
        TABLE.names.get(self).map_or("", String::as_str)
    }

    /// The spellings that several countries share, folded, each with those countries.
    pub fn shared_spellings() -> BTreeMap<&'static str, &'static [Country]> {
        let spellings = TABLE.spellings.iter();
        let shared = spellings.filter(|(_, countries)| countries.len() > 1);
        shared
            .map(|(spelling, countries)| (spelling.as_str(), countries.as_slice()))
            .collect()
    }

    /// Every country in the table, former States included, in order of alpha-3 code.
    pub fn all() -> impl Iterator<Item = Country> {
        TABLE.names.keys().copied()
    }
}

/// Writes the alpha-3 code.
impl fmt::Display for Country {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.alpha3())
    }
}

/// Writes the alpha-3 code as `Country(PRK)`, because three numbers would tell a reader nothing.
impl fmt::Debug for Country {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Country({})", self.alpha3())
    }
}

/// The table of countries, arranged for looking up.
struct Table {
    /// The short English name of each country.
    names: BTreeMap<Country, String>,
    /// The countries that an upper-case alpha-2 or alpha-3 code stands for. There is more than
    /// one only for `CS`, which two former States used in turn.
    codes: HashMap<String, Vec<Country>>,
    /// The countries that a folded spelling stands for.
    spellings: HashMap<String, Vec<Country>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table {
        names: BTreeMap::new(),
        codes: HashMap::new(),
        spellings: HashMap::new(),
    };
    for line in TABLE_TEXT.lines().skip(1) {
        // A row of any other shape is passed over here, and found by the tests below.
        let fields = split_fields(line);
        let [alpha3, alpha2, name, _since, _until, other_spellings] = fields.as_slice() else {
            continue;
        };
        let Ok(code) = alpha3.as_bytes().try_into() else {
            continue;
        };
        let country = Country(code);
        for code in [alpha3, alpha2] {
            add(&mut table.codes, code.clone(), country);
        }
        let others = other_spellings.split(';').filter(|text| !text.is_empty());
        for spelling in std::iter::once(name.as_str()).chain(others) {
            add(&mut table.spellings, fold(spelling), country);
        }
        table.names.insert(country, name.clone());
    }
    table
});

/// Records that `key` can mean `country`.
fn add(index: &mut HashMap<String, Vec<Country>>, key: String, country: Country) {
    let countries = index.entry(key).or_default();
    if !countries.contains(&country) {
        countries.push(country);
    }
}

/// Splits one line of the table into its fields, which RFC 4180 allows to be quoted. Line breaks
/// inside a field are not supported, because the table has none.
fn split_fields(line: &str) -> Vec<String> {
    let mut fields = Vec::new();
    let mut field = String::new();
    let mut in_quotes = false;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            // Inside quotes, two quotation marks stand for one.
            '"' if in_quotes && characters.next_if_eq(&'"').is_some() => field.push('"'),
            '"' => in_quotes = !in_quotes,
            ',' if !in_quotes => fields.push(std::mem::take(&mut field)),
            _ => field.push(character),
        }
    }
    fields.push(field);
    fields
}

/// Reduces a spelling to the form in which spellings are compared.
fn fold(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    let mut add = |character: char| match character {
        '&' => spaced.push_str(" and "),
        _ if character.is_alphanumeric() => spaced.push(character),
        _ => spaced.push(' '),
    };
    if text.is_ascii() {
        // Nothing to take apart, and most spellings are such.
        text.chars().for_each(|c| add(c.to_ascii_lowercase()));
    } else {
        text.nfkd()
            .filter(|character| !is_combining_mark(*character) && !is_invisible(*character))
            .flat_map(char::to_lowercase)
            .for_each(add);
    }
    let words: Vec<&str> = spaced
        .split_ascii_whitespace()
        .filter(|word| *word != "the")
        .map(|word| if word == "st" { "saint" } else { word })
        .collect();
    words.join(" ")
}

/// Alpha-3 codes in capitals, which most records use, with what is found for each.
static CODES: LazyLock<HashMap<&'static str, Country>> = LazyLock::new(|| {
    let codes = TABLE.names.keys().filter_map(|country| {
        let code = TABLE.codes.get_key_value(country.alpha3())?.0.as_str();
        Some((code, Country::find_spelt(code).ok()?))
    });
    codes.collect()
});

/// Whether a character only shapes or directs the text around it. Text taken out of PDF files,
/// and Arabic and Persian text in general, carries such characters inside words.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        // Soft hyphen, Arabic stretching mark, zero-width and direction marks, byte-order mark.
        '\u{ad}' | '\u{640}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}

/// The countries whose spellings are nearest to a folded text that is not itself a spelling.
fn nearest(folded: &str) -> Vec<Country> {
    let length = folded.chars().count();
    if length < SHORTEST_TEXT_FOR_NEAREST {
        return Vec::new();
    }
    // With more than a third of the letters changed, a name is no longer like the text.
    let cut_off = length / 3;
    let mut distances: BTreeMap<Country, usize> = BTreeMap::new();
    for (spelling, countries) in &TABLE.spellings {
        // The distance is at least the difference in length, which costs less to find.
        if spelling.chars().count().abs_diff(length) > cut_off {
            continue;
        }
        let distance = strsim::damerau_levenshtein(folded, spelling);
        if distance > cut_off {
            continue;
        }
        for country in countries {
            distances
                .entry(*country)
                .and_modify(|best| *best = distance.min(*best))
                .or_insert(distance);
        }
    }
    let mut ranked: Vec<(usize, Country)> = distances
        .into_iter()
        .map(|(country, distance)| (distance, country))
        .collect();
    ranked.sort_unstable();
    ranked
        .into_iter()
        .map(|(_, country)| country)
        .take(MOST_NEAREST)
        .collect()
}

/// Countries as text for an error message.
fn list(countries: &[Country]) -> String {
    let texts: Vec<String> = countries
        .iter()
        .map(|country| format!("{} ({country})", country.name()))
        .collect();
    texts.join(", ")
}

/// The end of the message about an unknown spelling, empty when nothing is near.
fn list_of_nearest(nearest: &[Country]) -> String {
    if nearest.is_empty() {
        String::new()
    } else {
        format!("; the nearest are: {}", list(nearest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    /// Former States, whose rows say when they existed.
    const FORMER: [&str; 8] = ["CSK", "DDR", "RHO", "SCG", "SUN", "YMD", "YUG", "ZAR"];

    /// Every folded spelling that is meant to stand on more than one row.
    const AMBIGUOUS: &[(&str, &[&str])] = &[
        ("belgium luxembourg", &["BEL", "LUX"]),
        ("channel islands", &["GGY", "JEY"]),
        ("congo", &["COD", "COG"]),
        ("corea", &["KOR", "PRK"]),
        ("coree", &["KOR", "PRK"]),
        ("coreia", &["KOR", "PRK"]),
        ("dutch antilles", &["ABW", "BES", "CUW", "SXM"]),
        ("el congo", &["COD", "COG"]),
        ("gilbert and ellice islands", &["KIR", "TUV"]),
        ("guiana", &["GUF", "GUY", "SUR"]),
        ("guine", &["GIN", "GNB"]),
        ("iles anglo normandes", &["GGY", "JEY"]),
        ("iles vierges", &["VGB", "VIR"]),
        ("islas del canal", &["GGY", "JEY"]),
        ("islas virgenes", &["VGB", "VIR"]),
        ("kongo", &["COD", "COG"]),
        ("korea", &["KOR", "PRK"]),
        ("le congo", &["COD", "COG"]),
        ("neth antilles", &["ABW", "BES", "CUW", "SXM"]),
        ("netherlands antilles", &["ABW", "BES", "CUW", "SXM"]),
        ("roc", &["COG", "TWN"]),
        ("ruanda urundi", &["BDI", "RWA"]),
        ("saint martin", &["MAF", "SXM"]),
        ("san martin", &["MAF", "SXM"]),
        ("switzerland liechtenstein", &["CHE", "LIE"]),
        ("virgin isds", &["VGB", "VIR"]),
        ("virgin islands", &["VGB", "VIR"]),
        ("виргинские острова", &["VGB", "VIR"]),
        ("конго", &["COD", "COG"]),
        ("корея", &["KOR", "PRK"]),
        ("الكونغو", &["COD", "COG"]),
        ("كوريا", &["KOR", "PRK"]),
        ("کره", &["KOR", "PRK"]),
        ("刚果", &["COD", "COG"]),
        ("剛果", &["COD", "COG"]),
        ("维尔京群岛", &["VGB", "VIR"]),
    ];

    fn rows() -> Vec<Vec<String>> {
        TABLE_TEXT.lines().skip(1).map(split_fields).collect()
    }

    /// The columns of a row: alpha3, alpha2, name, since, until, other spellings.
    fn columns(row: &[String]) -> [&str; 6] {
        let texts: Vec<&str> = row.iter().map(String::as_str).collect();
        texts.try_into().unwrap_or_default()
    }

    fn code_of(text: &str) -> String {
        match Country::parse(text) {
            Ok(country) => country.to_string(),
            Err(error) => error.to_string(),
        }
    }

    fn codes_of(countries: &[Country]) -> Vec<&str> {
        countries.iter().map(Country::alpha3).collect()
    }

    fn nearest_to(text: &str) -> Vec<String> {
        match Country::parse(text) {
            Err(CountryError::Unknown { nearest }) => {
                nearest.iter().map(Country::to_string).collect()
            }
            other => vec![format!("{other:?}")],
        }
    }

    #[test]
    fn fields_are_split_as_rfc_4180_says() {
        assert_eq!(split_fields("a,b,c"), ["a", "b", "c"]);
        assert_eq!(split_fields(r#"a,"b, c",,"#), ["a", "b, c", "", ""]);
        assert_eq!(
            split_fields(r#""say ""yes"", please""#),
            [r#"say "yes", please"#]
        );
        assert_eq!(split_fields(""), [""]);
    }

    #[test]
    fn rows_have_six_fields_and_valid_unique_sorted_codes() {
        assert_eq!(
            TABLE_TEXT.lines().next(),
            Some("alpha3,alpha2,name,since,until,other_spellings")
        );
        let mut alpha2_seen = BTreeSet::new();
        let mut alpha3_in_order = Vec::new();
        for row in rows() {
            assert_eq!(row.len(), 6, "{row:?}");
            let [alpha3, alpha2, name, ..] = columns(&row);
            for (code, length) in [(alpha3, 3), (alpha2, 2)] {
                assert_eq!(code.len(), length, "{row:?}");
                assert!(code.bytes().all(|byte| byte.is_ascii_uppercase()), "{code}");
            }
            assert!(!name.is_empty(), "{alpha3}");
            alpha3_in_order.push(alpha3.to_owned());
            // Serbia and Montenegro was given the code that Czechoslovakia had left.
            assert!(
                alpha2_seen.insert(alpha2.to_owned()) || alpha2 == "CS",
                "{alpha2}"
            );
        }
        assert!(alpha3_in_order.is_sorted_by(|earlier, later| earlier < later));
        // 249 codes of ISO 3166-1, Kosovo, and the former States.
        assert_eq!(alpha3_in_order.len(), 258);
        assert_eq!(Country::all().count(), 258);
    }

    #[test]
    fn names_and_codes_parse_to_their_own_row() {
        for row in rows() {
            let [alpha3, alpha2, name, ..] = columns(&row);
            assert_eq!(code_of(name), alpha3, "{name}");
            assert_eq!(code_of(alpha3), alpha3);
            assert_eq!(code_of(&alpha3.to_lowercase()), alpha3);
            if alpha2 != "CS" {
                assert_eq!(code_of(alpha2), alpha3);
                assert_eq!(code_of(&alpha2.to_lowercase()), alpha3);
            }
            let country = Country::from_alpha3(alpha3);
            assert_eq!(country.map(|country| country.name()), Some(name));
            assert_eq!(
                country.map(|country| country.to_string()),
                Some(alpha3.to_owned())
            );
        }
    }

    #[test]
    fn only_former_states_have_years() {
        let year = |text: &str| text.get(..4).and_then(|year| year.parse::<u16>().ok());
        for row in rows() {
            let [alpha3, _, _, since, until, _] = columns(&row);
            if FORMER.contains(&alpha3) {
                assert!(year(until).is_some(), "{alpha3}");
                assert!(year(since).is_some(), "{alpha3}");
                assert!(year(since) < year(until), "{alpha3}");
            } else {
                assert_eq!((since, until), ("", ""), "{alpha3}");
            }
        }
        for code in FORMER {
            assert!(Country::from_alpha3(code).is_some(), "{code}");
        }
    }

    #[test]
    fn spellings_are_tidy() {
        for row in rows() {
            let [alpha3, _, name, _, _, other_spellings] = columns(&row);
            let mut folded_on_row = BTreeSet::from([fold(name)]);
            for spelling in other_spellings.split(';') {
                assert_eq!(spelling, spelling.trim(), "{alpha3}");
                let folded = fold(spelling);
                assert!(!folded.is_empty(), "{alpha3}: {spelling:?}");
                assert!(folded_on_row.insert(folded), "{alpha3} repeats {spelling}");
                assert!(spelling.chars().count() <= LONGEST_TEXT_FOR_NEAREST);
            }
        }
    }

    #[test]
    fn spellings_are_shared_only_where_intended() {
        let shared: BTreeMap<&str, Vec<&str>> = TABLE
            .spellings
            .iter()
            .filter(|(_, countries)| countries.len() > 1)
            .map(|(spelling, countries)| (spelling.as_str(), codes_of(countries)))
            .collect();
        let intended: BTreeMap<&str, Vec<&str>> = AMBIGUOUS
            .iter()
            .map(|(spelling, codes)| (*spelling, codes.to_vec()))
            .collect();
        assert_eq!(shared, intended);
    }

    #[test]
    fn no_code_is_also_a_spelling_of_another_country() {
        for (code, countries) in &TABLE.codes {
            if let Some(others) = TABLE.spellings.get(&code.to_lowercase()) {
                assert_eq!(others, countries, "{code}");
            }
        }
    }

    #[test]
    fn ambiguous_spellings_give_all_candidates_in_order() {
        let candidates = |text: &str| match Country::parse(text) {
            Err(CountryError::Ambiguous { candidates }) => {
                candidates.iter().map(Country::to_string).collect()
            }
            other => vec![format!("{other:?}")],
        };
        assert_eq!(candidates("Korea"), ["KOR", "PRK"]);
        assert_eq!(candidates("Корея"), ["KOR", "PRK"]);
        assert_eq!(candidates("Congo"), ["COD", "COG"]);
        assert_eq!(candidates("THE CONGO"), ["COD", "COG"]);
        assert_eq!(candidates("St. Martin"), ["MAF", "SXM"]);
        assert_eq!(candidates("Virgin Islands"), ["VGB", "VIR"]);
        assert_eq!(candidates("cs"), ["CSK", "SCG"]);
    }

    #[test]
    fn spellings_of_real_records_are_read() {
        for (text, code) in [
            ("DPRK", "PRK"),
            ("D.P.R.K.", "PRK"),
            ("Korea, Dem. People's Rep. of", "PRK"),
            ("Korea, Dem. People’s Rep.", "PRK"),
            ("Dem. People's Rep. of Korea", "PRK"),
            ("DEMOCRATIC PEOPLE`S REPUBLIC OF KOREA", "PRK"),
            ("the Democratic People's Republic of Korea (DPRK)", "PRK"),
            ("Korea (the Democratic People's Republic of)", "PRK"),
            ("Корейская Народно-Демократическая Республика", "PRK"),
            ("朝鲜民主主义人民共和国", "PRK"),
            ("جمهورية كوريا الشعبية الديمقراطية", "PRK"),
            ("Rep. of Korea", "KOR"),
            ("Korea, Rep.", "KOR"),
            ("대한민국", "KOR"),
            ("Congo, Dem. Rep.", "COD"),
            ("D.R. Congo", "COD"),
            ("刚果（金）", "COD"),
            ("République démocratique du Congo", "COD"),
            ("Congo, Rep.", "COG"),
            ("Congo (Brazzaville)", "COG"),
            ("Iran, Islamic Rep.", "IRN"),
            ("Iran (Islamic Republic of)", "IRN"),
            ("ايران", "IRN"),
            ("Russian Federation", "RUS"),
            ("Российская Федерация", "RUS"),
            ("Rusia", "RUS"),
            ("Syrian Arab Rep.", "SYR"),
            ("الجمهورية العربية السورية", "SYR"),
            ("Viet Nam", "VNM"),
            ("TURKIYE", "TUR"),
            ("Türkiye", "TUR"),
            ("Turkey", "TUR"),
            ("Lao PDR", "LAO"),
            ("United Rep. of Tanzania", "TZA"),
            ("Bolivia (Plurinational State of)", "BOL"),
            ("China, Hong Kong SAR", "HKG"),
            ("Other Asia, nes", "TWN"),
            ("COTE D'IVOIRE", "CIV"),
            ("Ivory Coast", "CIV"),
            ("Gambia, The", "GMB"),
            ("U.A.E.", "ARE"),
            ("الإمارات العربية المتحدة", "ARE"),
            ("the U.S.", "USA"),
            ("uk", "GBR"),
            ("CAR", "CAF"),
            ("Trinidad & Tobago", "TTO"),
            ("St. Kitts and Nevis", "KNA"),
            ("ST", "STP"),
            ("  libya\t\n", "LBY"),
            ("ليبيا", "LBY"),
            ("Libyan Arab Jamahiriya", "LBY"),
            ("Судан", "SDN"),
            ("南苏丹", "SSD"),
            ("Burma", "MMR"),
            ("Swaziland", "SWZ"),
            ("FYROM", "MKD"),
            ("Kosovo*", "XKX"),
            ("Zaire", "ZAR"),
            ("USSR", "SUN"),
            ("Federal Republic of Yugoslavia", "YUG"),
            ("Serbia and Montenegro", "SCG"),
            ("Southern Rhodesia", "RHO"),
        ] {
            assert_eq!(code_of(text), code, "{text}");
        }
    }

    #[test]
    fn invisible_characters_make_no_difference() {
        assert_eq!(code_of("\u{feff}Sau\u{ad}di Arabia"), "SAU");
        assert_eq!(code_of("\u{200f}اليمـن\u{200f}"), "YEM");
        assert_eq!(code_of("Cote d’Ivoire"), code_of("Co\u{302}te d'Ivoire"));
        assert_eq!(code_of("ＣＨＩＮＡ"), "CHN");
    }

    #[test]
    fn rule_files_write_codes_in_one_way_only() {
        assert_eq!(
            Country::from_alpha3("PRK").map(|country| country.name()),
            Some("North Korea")
        );
        for text in ["prk", "KP", " PRK", "PRK ", "North Korea", "XYZ", "", "é1"] {
            assert_eq!(Country::from_alpha3(text), None, "{text:?}");
        }
    }

    #[test]
    fn unknown_spellings_give_the_nearest_names() {
        let first = |text: &str| nearest_to(text).into_iter().next();
        assert_eq!(first("Russsia").as_deref(), Some("RUS"));
        assert_eq!(first("North Corea").as_deref(), Some("PRK"));
        assert_eq!(first("Lybia").as_deref(), Some("LBY"));
        assert_eq!(first("Untied Arab Emirates").as_deref(), Some("ARE"));
        assert_eq!(
            first("Dem. Peoples Republik of Korea").as_deref(),
            Some("PRK")
        );
        // A slip in an ambiguous spelling must not suggest one of its meanings alone.
        assert_eq!(nearest_to("Kkorea").len(), 2);
        for text in ["North Corea", "Gunea", "Austrlia", "Republic of Nowhere"] {
            assert!(nearest_to(text).len() <= MOST_NEAREST, "{text}");
        }
        for text in ["EU", "UN", "N/A", "XXX", "various origins", "???"] {
            assert_eq!(nearest_to(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn empty_and_oversized_texts_are_refused_quickly() {
        // The table is read before the clock starts.
        assert_eq!(code_of("France"), "FRA");
        let megabyte = "Korea ".repeat(175_000);
        let start = Instant::now();
        for text in ["", "   ", "the", "&", &megabyte, &" ".repeat(1_000_000)] {
            assert_eq!(nearest_to(text), Vec::<String>::new());
        }
        for text in ["x".repeat(1_000_000), "ﷺ".repeat(400_000)] {
            assert_eq!(nearest_to(&text), Vec::<String>::new());
        }
        // Just within and just beyond the length for which near names are sought.
        for length in [80, 81, 1024] {
            assert_eq!(nearest_to(&"q".repeat(length)), Vec::<String>::new());
        }
        assert!(start.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn messages_name_the_countries() {
        let message = |text: &str| Country::parse(text).map_err(|error| error.to_string());
        assert_eq!(
            message("Korea"),
            Err(
                "the spelling could mean more than one country: South Korea (KOR), \
                 North Korea (PRK)"
                    .to_owned()
            )
        );
        assert_eq!(
            message("Bulgariaa"),
            Err(
                "no country is listed under this spelling; the nearest are: Bulgaria (BGR)"
                    .to_owned()
            )
        );
        assert_eq!(
            message("???"),
            Err("no country is listed under this spelling".to_owned())
        );
    }

    #[test]
    fn countries_show_their_code() {
        let country = Country::from_alpha3("YEM");
        assert_eq!(format!("{country:?}"), "Some(Country(YEM))");
        assert_eq!(
            country.map(|country| format!("{country:>5}")),
            Some("  YEM".to_owned())
        );
    }
}
