//! Aligned tables.

/// Rows of cells under a heading; the first column stands to the left, the others to the right.
#[derive(Debug, Clone)]
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with the names of its columns.
    pub fn new(heading: &[&str]) -> Self {
        let heading = heading.iter().map(|cell| (*cell).to_owned()).collect();
        Self {
            rows: vec![heading],
        }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }
}

impl std::fmt::Display for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or_default()
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for (at, row) in self.rows.iter().enumerate() {
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                match column {
                    0 => write!(f, "{cell:<width$}")?,
                    _ => write!(f, "  {cell:>width$}")?,
                }
            }
            writeln!(f)?;
            if at == 0 {
                let all: usize = widths.iter().map(|width| width + 2).sum();
                writeln!(f, "{}", "-".repeat(all.saturating_sub(2)))?;
            }
        }
        Ok(())
    }
}

/// A rate with as many digits as it is worth: `14.2 M`, `670 k`, `512`.
pub fn rate(figure: f64) -> String {
    let (scaled, unit) = match figure {
        f if f >= 1e9 => (f / 1e9, " G"),
        f if f >= 1e6 => (f / 1e6, " M"),
        f if f >= 1e3 => (f / 1e3, " k"),
        f => (f, ""),
    };
    match scaled {
        s if s >= 100.0 => format!("{s:.0}{unit}"),
        s if s >= 10.0 => format!("{s:.1}{unit}"),
        s => format!("{s:.2}{unit}"),
    }
}

/// How many times one figure is of another.
pub fn ratio(figure: f64, of: f64) -> String {
    let ratio = figure / of;
    match ratio {
        r if r >= 10.0 => format!("{r:.0}"),
        r if r >= 1.0 => format!("{r:.1}"),
        r if r >= 0.1 => format!("{r:.2}"),
        r => format!("{r:.3}"),
    }
}
