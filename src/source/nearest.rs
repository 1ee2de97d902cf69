//! The known names that a misspelt one may have meant.

/// At most this many characters of an unknown name are compared.
const LONGEST: usize = 64;

/// Up to three of `known` that are close to `wanted`, the closest first.
///
/// ```
/// use interdict::source::nearest;
/// let known = ["attack_uav", "arms", "ammunition"];
/// assert_eq!(nearest("atack_uav", known), ["attack_uav"]);
/// assert!(nearest("zebra", known).is_empty());
/// ```
pub fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let length = wanted.chars().count();
    if length == 0 || length > LONGEST {
        return Vec::new();
    }
    let wanted = wanted.to_lowercase();
    let allowed = (length / 3).max(1);
    let mut found: Vec<(usize, &str)> = known
        .into_iter()
        .filter(|name| name.len() <= LONGEST.saturating_mul(2))
        .filter_map(|name| {
            let distance = strsim::damerau_levenshtein(&wanted, &name.to_lowercase());
            let part_of_it = length >= 4 && name.split('_').any(|part| part == wanted);
            match (distance <= allowed, part_of_it) {
                (true, _) => Some((distance, name)),
                (false, true) => Some((allowed.saturating_add(1), name)),
                (false, false) => None,
            }
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found.truncate(3);
    found.into_iter().map(|(_, name)| name).collect()
}
