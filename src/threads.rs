//! Work shared among cores. What comes out is the same for every number of them.

/// The most threads that work at once: the work of a start is too little for more.
const MOST: usize = 4;

/// What `work` makes of every item, in the order of the items. Items know nothing of each other,
/// so several are worked on at once.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = cores.min(MOST).min(items.len()).max(1);
    // Large items often stand together: to deal them out one by one shares them evenly.
    let share = |first: usize| -> Vec<R> {
        let own = items.iter().skip(first).step_by(threads);
        own.map(&work).collect()
    };
    let share = &share;
    let shares = std::thread::scope(|scope| {
        let begin = |first| {
            let thread = std::thread::Builder::new();
            (first, thread.spawn_scoped(scope, move || share(first)))
        };
        let others: Vec<_> = (1..threads).map(begin).collect();
        let mut shares = vec![share(0)];
        for (first, other) in others {
            let done = other.ok().and_then(|other| other.join().ok());
            // A thread that could not do its work leaves it to this one.
            shares.push(done.unwrap_or_else(|| share(first)));
        }
        shares
    });
    let mut shares: Vec<_> = shares.into_iter().map(Vec::into_iter).collect();
    let mut all = Vec::with_capacity(items.len());
    while all.len() < items.len() {
        all.extend(shares.iter_mut().filter_map(Iterator::next));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_order_of_the_items() {
        for count in [0, 1, 2, 3, 4, 5, 9, 1000] {
            let items: Vec<usize> = (0..count).collect();
            let doubled: Vec<usize> = items.iter().map(|item| item * 2).collect();
            assert_eq!(map(&items, |item| item * 2), doubled);
        }
    }
}
