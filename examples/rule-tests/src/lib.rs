//! A repository of rules has no code of its own: see `rules` and `tests`.
