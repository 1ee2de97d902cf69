//! Literal stretches of phrases as one tree, and the way of a text through it.

use crate::terms::Folded;

/// Stands in a key where the text may have a gap, and only there.
pub(super) const GAP: u8 = 0;

/// Many keys as one tree, in which those that begin alike share their way.
#[derive(Debug, Default)]
pub(super) struct Trie {
    /// The root first.
    nodes: Box<[Node]>,
    labels: Box<[u8]>,
    /// The ways down. Those of one node stand as far from its base as the byte says that they begin
    /// with; ways of other nodes stand between them.
    ways: Box<[Way]>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Node {
    /// The key that ends here, counted from 1; 0 for none.
    key: u32,
    /// Where its ways are counted from.
    base: u32,
    /// Where its label begins, without the first byte, which the way to it has.
    label: u32,
    length: u32,
    /// Whether a key goes on with a gap.
    gaps: bool,
}

#[derive(Debug, Clone, Copy)]
struct Way {
    from: u32,
    to: u32,
}

impl Way {
    /// A place that no node uses.
    const FREE: Self = Self {
        from: u32::MAX,
        to: 0,
    };
}

/// Where a text is on its way through the tree.
#[derive(Debug, Clone, Copy)]
struct Step {
    node: u32,
    at: usize,
    /// Whether the text may have a gap here.
    gap: bool,
}

impl Trie {
    /// The tree of some keys, which are in order, each once. Their numbers are what a walk finds.
    pub fn new(keys: &[&[u8]]) -> Self {
        let mut maker = Maker::default();
        maker.nodes.push(Node::default());
        let mut open = vec![Open {
            node: 0,
            keys: (0, keys.len()),
            depth: 0,
        }];
        while let Some(next) = open.pop() {
            maker.spread(keys, &next, &mut open);
        }
        // A byte is added to a base without a look at where the ways end.
        maker
            .ways
            .resize(maker.ways.len().saturating_add(256), Way::FREE);
        Self {
            nodes: maker.nodes.into_boxed_slice(),
            labels: maker.labels.into_boxed_slice(),
            ways: maker.ways.into_boxed_slice(),
        }
    }

    /// Calls `found` for each key that the text goes on with at a byte of its stream, with the
    /// key's number and the byte after it.
    pub fn walk(&self, text: &Folded, at: usize, mut found: impl FnMut(usize, usize)) {
        let bytes = text.stream().as_bytes();
        // Where a key has a gap and another goes on without one, both ways are tried.
        let mut others: Vec<Step> = Vec::new();
        let mut step = Some(Step {
            node: 0,
            at,
            gap: true,
        });
        loop {
            let Some(Step { node, at, gap }) = step.take().or_else(|| others.pop()) else {
                return;
            };
            let Some(here) = self.nodes.get(large(node)) else {
                continue;
            };
            if here.key > 0 {
                found(large(here.key).saturating_sub(1), at);
            }
            let Some(byte) = bytes.get(at) else {
                continue;
            };
            if here.gaps
                && let Some(to) = self.way(node, here.base, GAP)
            {
                others.extend(self.follow(to, text, at, true));
            }
            if let Some(to) = self.way(node, here.base, *byte)
                && (gap || !text.starts_word(at))
            {
                step = self.follow(to, text, at.saturating_add(1), false);
            }
        }
    }

    fn way(&self, node: u32, base: u32, byte: u8) -> Option<u32> {
        let way = self
            .ways
            .get(large(base).saturating_add(usize::from(byte)))?;
        (way.from == node).then_some(way.to)
    }

    /// Goes along what is left of the label of a node, where the text does.
    fn follow(&self, node: u32, text: &Folded, at: usize, gap: bool) -> Option<Step> {
        let here = self.nodes.get(large(node))?;
        let (mut at, mut gap) = (at, gap);
        if here.length > 0 {
            let label = self.labels.get(large(here.label)..)?;
            let mut rest = text.stream().as_bytes().get(at..)?.iter();
            for wanted in label.iter().take(large(here.length)) {
                if *wanted == GAP {
                    gap = true;
                    continue;
                }
                if rest.next() != Some(wanted) || (!gap && text.starts_word(at)) {
                    return None;
                }
                gap = false;
                at = at.saturating_add(1);
            }
        }
        Some(Step { node, at, gap })
    }
}

/// The keys of one node, while the tree is made.
struct Open {
    node: usize,
    /// From the first to before the last.
    keys: (usize, usize),
    /// How many bytes they share.
    depth: usize,
}

/// A tree in the making.
#[derive(Default)]
struct Maker {
    nodes: Vec<Node>,
    labels: Vec<u8>,
    ways: Vec<Way>,
    /// No place before this one is free.
    full: usize,
}

impl Maker {
    /// Gives a node its key and the ways down from it.
    fn spread(&mut self, keys: &[&[u8]], node: &Open, open: &mut Vec<Open>) {
        let (mut first, last) = node.keys;
        let own = keys.get(first).copied().unwrap_or_default();
        let ends = first < last && own.len() == node.depth;
        let key = if ends {
            small(first.saturating_add(1))
        } else {
            0
        };
        first = first.saturating_add(usize::from(ends));
        let mut below: Vec<(u8, usize)> = Vec::new();
        while let Some(key) = keys.get(first..last).and_then(<[_]>::first) {
            let byte = key.get(node.depth).copied().unwrap_or_default();
            let rest = keys.get(first..last).unwrap_or_default();
            let alike = rest.partition_point(|other| other.get(node.depth) <= Some(&byte));
            let end = first.saturating_add(alike.max(1));
            let farthest = keys.get(end.saturating_sub(1)).copied().unwrap_or_default();
            let depth = shared(key, farthest);
            let label = key
                .get(node.depth.saturating_add(1)..depth)
                .unwrap_or_default();
            below.push((byte, self.nodes.len()));
            open.push(Open {
                node: self.nodes.len(),
                keys: (first, end),
                depth,
            });
            self.nodes.push(Node {
                label: small(self.labels.len()),
                length: small(label.len()),
                ..Node::default()
            });
            self.labels.extend_from_slice(label);
            first = end;
        }
        let base = self.place(node.node, &below);
        if let Some(node) = self.nodes.get_mut(node.node) {
            node.key = key;
            node.base = small(base);
            node.gaps = below.first().is_some_and(|(byte, _)| *byte == GAP);
        }
    }

    /// Finds a base from which all ways of a node are free.
    fn place(&mut self, node: usize, below: &[(u8, usize)]) -> usize {
        let Some((least, _)) = below.first() else {
            return 0;
        };
        let least = usize::from(*least);
        while self
            .ways
            .get(self.full)
            .is_some_and(|way| way.from != Way::FREE.from)
        {
            self.full = self.full.saturating_add(1);
        }
        let is_free = |at: usize| {
            self.ways
                .get(at)
                .is_none_or(|way| way.from == Way::FREE.from)
        };
        let fits = |base: &usize| {
            let mut places = below
                .iter()
                .map(|(byte, _)| base.saturating_add(usize::from(*byte)));
            places.all(is_free)
        };
        let from = self.full.max(least).saturating_sub(least);
        // Behind the last way every node fits; it is not worth while to try for long before.
        let last = self.ways.len();
        let mut bases = (from..last).take(TRIES);
        let base = bases.find(fits).unwrap_or(last);
        for (byte, to) in below {
            let at = base.saturating_add(usize::from(*byte));
            if self.ways.len() <= at {
                self.ways.resize(at.saturating_add(1), Way::FREE);
            }
            if let Some(way) = self.ways.get_mut(at) {
                *way = Way {
                    from: small(node),
                    to: small(*to),
                };
            }
        }
        base
    }
}

/// How many bases are tried before a node's ways are put behind all others.
const TRIES: usize = 64;

/// How many bytes two keys share at their front.
fn shared(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

/// Nodes and labels are fewer than the bytes of all rule files, whose number has a limit.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn large(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The first two bytes that some keys have, roughly: enough to see that a text goes on with none
/// of them without a look at the tree.
#[derive(Debug, Clone, Copy, Default)]
pub(super) enum Opening {
    /// Nothing is known of them.
    #[default]
    Any,
    /// A bit for each pair of bytes, which others may share.
    Pairs([u64; 4]),
}

impl Opening {
    pub fn of(keys: &[&[u8]]) -> Self {
        let mut pairs = [0; 4];
        for key in keys {
            let mut bytes = key.iter().filter(|byte| **byte != GAP);
            let (Some(first), Some(second)) = (bytes.next(), bytes.next()) else {
                return Self::Any;
            };
            let (word, bit) = slot(*first, *second);
            if let Some(word) = pairs.get_mut(word) {
                *word |= bit;
            }
        }
        Self::Pairs(pairs)
    }

    /// Whether a text may go on with one of the keys at a byte of its stream.
    pub fn may_go_on(&self, text: &Folded, at: usize) -> bool {
        let Self::Pairs(pairs) = self else {
            return true;
        };
        let bytes = text.stream().as_bytes();
        let (Some(first), Some(second)) = (bytes.get(at), bytes.get(at.saturating_add(1))) else {
            return false;
        };
        let (word, bit) = slot(*first, *second);
        pairs.get(word).is_some_and(|word| word & bit != 0)
    }
}

fn slot(first: u8, second: u8) -> (usize, u64) {
    let mixed = first.wrapping_mul(31).wrapping_add(second);
    (usize::from(mixed >> 6), 1 << (mixed & 63))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(keys: &[&str], text: &str) -> Vec<(String, usize)> {
        let mut keys: Vec<Vec<u8>> = keys
            .iter()
            .map(|key| {
                key.bytes()
                    .map(|b| if b == b'-' { GAP } else { b })
                    .collect()
            })
            .collect();
        keys.sort_unstable();
        let slices: Vec<&[u8]> = keys.iter().map(Vec::as_slice).collect();
        let mut found = Vec::new();
        Trie::new(&slices).walk(&Folded::new(text), 0, |key, end| {
            found.push((String::from_utf8_lossy(&keys[key]).replace('\0', "-"), end));
        });
        found.sort();
        found
    }

    #[test]
    fn a_text_finds_every_key_that_it_begins_with() {
        let keys = ["gun", "guns", "gunboat", "rifle"];
        let expect = [("gun".to_owned(), 3), ("guns".to_owned(), 4)];
        assert_eq!(found(&keys, "gunships"), expect);
        assert_eq!(found(&keys, "tool"), []);
        assert_eq!(found(&keys, ""), []);
        assert_eq!(found(&[], "gun"), []);
    }

    #[test]
    fn a_gap_of_the_text_needs_one_in_the_key() {
        let keys = ["one-way", "oneway", "one-way-drone", "on"];
        let of = |text| -> Vec<String> { found(&keys, text).into_iter().map(|f| f.0).collect() };
        assert_eq!(of("oneway"), ["on", "one-way", "oneway"]);
        assert_eq!(of("one way drone"), ["on", "one-way", "one-way-drone"]);
        assert_eq!(of("on eway"), ["on"]);
        assert_eq!(
            of("oneway drones"),
            ["on", "one-way", "one-way-drone", "oneway"]
        );
    }
}
