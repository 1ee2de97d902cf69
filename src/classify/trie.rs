//! Literal stretches of phrases as one tree, and the way of a text through it.

use crate::terms::Folded;

/// Stands in a key where the text may have a gap, and only there.
pub(super) const GAP: u8 = 0;

/// Many keys as one tree, in which those that begin alike share their way.
#[derive(Debug, Default)]
pub(super) struct Trie {
    /// The root first; the children of a node stand together, in the order of their first bytes.
    nodes: Vec<Node>,
    /// The first byte of each node's label.
    firsts: Vec<u8>,
    labels: Vec<u8>,
    /// For each byte, the child of the root that begins with it, and 0 where none does.
    roots: Box<[u32]>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Node {
    /// Its label stands at these places of `labels`.
    label: (u32, u32),
    /// Its children, from the first to before the last.
    children: (u32, u32),
    /// The key that ends here, counted from 1; 0 for none.
    key: u32,
}

/// Where a text is on its way through the tree.
#[derive(Debug, Clone, Copy)]
struct Step {
    node: Node,
    at: usize,
    /// Whether the text may have a gap here.
    gap: bool,
}

impl Trie {
    /// The tree of some keys, which are in order, each once. Their numbers are what a walk finds.
    pub fn new(keys: &[&[u8]]) -> Self {
        let mut trie = Self {
            nodes: vec![Node::default()],
            firsts: vec![0],
            ..Self::default()
        };
        // A stretch of keys that share their first bytes, and the node that stands for those.
        let mut open = vec![(0, 0..keys.len(), 0)];
        let mut next = 0;
        while let Some((node, mut range, depth)) = open.get(next).cloned() {
            next = next.saturating_add(1);
            let ends = keys.get(range.start).is_some_and(|key| key.len() == depth);
            let first = trie.nodes.len();
            let key = if ends {
                small(range.start.saturating_add(1))
            } else {
                0
            };
            range.start = range.start.saturating_add(usize::from(ends));
            while let Some(key) = keys.get(range.start..range.end).and_then(<[_]>::first) {
                let byte = key.get(depth);
                let alike = keys.get(range.clone()).unwrap_or_default();
                let alike = alike.partition_point(|other| other.get(depth) <= byte);
                let end = range.start.saturating_add(alike.max(1));
                let last = keys.get(end.saturating_sub(1)).copied().unwrap_or_default();
                let shared = shared(key, last);
                let label = key.get(depth..shared).unwrap_or_default();
                open.push((trie.nodes.len(), range.start..end, shared));
                trie.push(label);
                range.start = end;
            }
            let children = (small(first), small(trie.nodes.len()));
            if let Some(node) = trie.nodes.get_mut(node) {
                node.children = children;
                node.key = key;
            }
        }
        trie.index_roots();
        trie
    }

    fn push(&mut self, label: &[u8]) {
        let start = small(self.labels.len());
        self.labels.extend_from_slice(label);
        self.firsts.push(label.first().copied().unwrap_or_default());
        self.nodes.push(Node {
            label: (start, small(self.labels.len())),
            ..Node::default()
        });
    }

    fn index_roots(&mut self) {
        let mut roots = vec![0; 256];
        let Some(root) = self.nodes.first() else {
            return;
        };
        for index in root.children.0..root.children.1 {
            let first = self.firsts.get(large(index)).copied().unwrap_or_default();
            if let Some(slot) = roots.get_mut(usize::from(first)) {
                *slot = index;
            }
        }
        self.roots = roots.into_boxed_slice();
    }

    /// Calls `found` for each key that the text goes on with at a byte of its stream, with the
    /// key's number and the byte after it.
    pub fn walk(&self, text: &Folded, at: usize, mut found: impl FnMut(usize, usize)) {
        let bytes = text.stream().as_bytes();
        let Some(first) = bytes.get(at) else { return };
        let root = self.roots.get(usize::from(*first)).copied().unwrap_or(0);
        if root == 0 {
            return;
        }
        // Where a key has a gap and another goes on without one, both ways are tried.
        let mut others: Vec<Step> = Vec::new();
        let mut step = self.follow(root, text, at, true);
        loop {
            let Some(here) = step.take() else {
                match others.pop() {
                    Some(other) => step = Some(other),
                    None => return,
                }
                continue;
            };
            if here.node.key > 0 && !here.gap {
                found(large(here.node.key).saturating_sub(1), here.at);
            }
            let (first, last) = here.node.children;
            if first == last {
                continue;
            }
            let mut from = first;
            if self.firsts.get(large(first)) == Some(&GAP) {
                others.extend(self.follow(first, text, here.at, here.gap));
                from = first.saturating_add(1);
            }
            let Some(byte) = bytes.get(here.at) else {
                continue;
            };
            if !here.gap && text.starts_word(here.at) {
                continue;
            }
            let firsts = self
                .firsts
                .get(large(from)..large(last))
                .unwrap_or_default();
            if let Some(child) = firsts.iter().position(|first| first == byte) {
                step = self.follow(from.saturating_add(small(child)), text, here.at, here.gap);
            }
        }
    }

    /// Goes along the label of a node, where the text does.
    fn follow(&self, node: u32, text: &Folded, at: usize, gap: bool) -> Option<Step> {
        let node = *self.nodes.get(large(node))?;
        let label = self.labels.get(large(node.label.0)..large(node.label.1))?;
        let bytes = text.stream().as_bytes();
        let (mut at, mut gap) = (at, gap);
        for wanted in label {
            if *wanted == GAP {
                gap = true;
                continue;
            }
            if bytes.get(at) != Some(wanted) || (!gap && text.starts_word(at)) {
                return None;
            }
            gap = false;
            at = at.saturating_add(1);
        }
        Some(Step { node, at, gap })
    }
}

/// How many bytes two keys share at their front.
fn shared(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

/// Labels and nodes are fewer than the bytes of all rule files, whose number has a limit.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn large(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
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
