//! Findings as the rows of a table, in Parquet.

use thiserror::Error;

/// Why findings cannot be written as Parquet.
#[derive(Debug, Error)]
pub enum ParquetTableError {
    /// It was refused.
    #[error("the table of findings cannot be written as Parquet: {0}")]
    Refused(String),
    /// The program was built without this.
    #[error("this build of the program writes no Parquet; build it with `--features parquet`")]
    NotBuilt,
}

impl From<ParquetTableError> for std::io::Error {
    fn from(error: ParquetTableError) -> Self {
        Self::other(error)
    }
}

#[cfg(not(feature = "parquet"))]
pub use without::ParquetTable;
#[cfg(feature = "parquet")]
pub use writer::ParquetTable;

#[cfg(not(feature = "parquet"))]
mod without {
    use super::ParquetTableError;

    /// A table of findings in the making: there is none in a build without Parquet.
    pub enum ParquetTable {}

    impl ParquetTable {
        /// A table without rows.
        ///
        /// # Errors
        /// The program was built without this.
        pub fn new() -> Result<Self, ParquetTableError> {
            Err(ParquetTableError::NotBuilt)
        }

        /// Takes rows.
        ///
        /// # Errors
        /// None: there is no such table.
        pub fn add(&mut self, _: &str) -> Result<Vec<u8>, ParquetTableError> {
            match *self {}
        }

        /// Closes the table.
        ///
        /// # Errors
        /// None: there is no such table.
        pub fn finish(self) -> Result<Vec<u8>, ParquetTableError> {
            match self {}
        }
    }
}

#[cfg(feature = "parquet")]
mod writer {
    use std::sync::Arc;

    use ::parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
    use ::parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use ::parquet::errors::ParquetError;
    use ::parquet::file::properties::WriterProperties;
    use ::parquet::file::writer::SerializedFileWriter;
    use ::parquet::schema::types::Type;

    use super::super::table::COLUMNS;
    use super::ParquetTableError;

    /// How many rows, and how many bytes of text, a group of rows holds at most.
    const ROWS: usize = 64 * 1024;
    const BYTES: usize = 16 * 1024 * 1024;

    /// A table of findings in the making. It gives out the bytes of the file as they are due, and
    /// the same rows make the same bytes.
    ///
    /// ```
    /// use interdict::report::ParquetTable;
    /// let mut table = ParquetTable::new()?;
    /// let mut file = table.add("a.csv,2,x,clear,,,,,,rice,,,,,,clear\n")?;
    /// file.extend(table.finish()?);
    /// assert!(file.starts_with(b"PAR1") && file.ends_with(b"PAR1"));
    /// # Ok::<(), interdict::report::ParquetTableError>(())
    /// ```
    pub struct ParquetTable {
        writer: SerializedFileWriter<Vec<u8>>,
        /// The cells of the next group of rows, column by column.
        cells: [Cells; COLUMNS.len()],
        rows: usize,
        bytes: usize,
    }

    /// The cells of a column.
    enum Cells {
        Texts(Vec<ByteArray>),
        Numbers(Vec<i64>),
    }

    impl ParquetTable {
        /// A table without rows.
        ///
        /// # Errors
        /// Says what was refused.
        pub fn new() -> Result<Self, ParquetTableError> {
            let fields: Result<Vec<Arc<Type>>, ParquetError> =
                COLUMNS.map(field).into_iter().collect();
            let schema = Type::group_type_builder("findings").with_fields(fields?);
            let properties = WriterProperties::builder()
                .set_created_by(concat!("interdict ", env!("CARGO_PKG_VERSION")).into())
                .set_compression(Compression::ZSTD(ZstdLevel::default()));
            let (schema, properties) = (Arc::new(schema.build()?), Arc::new(properties.build()));
            Ok(Self {
                writer: SerializedFileWriter::new(Vec::new(), schema, properties)?,
                cells: COLUMNS.map(Cells::of),
                rows: 0,
                bytes: 0,
            })
        }

        /// Takes rows as [`exact_table_rows`](crate::report::exact_table_rows) writes them; gives
        /// the bytes of the file that are due.
        ///
        /// # Errors
        /// Says what was refused.
        pub fn add(&mut self, rows: &str) -> Result<Vec<u8>, ParquetTableError> {
            let mut reader = csv::ReaderBuilder::new();
            let reader = reader.has_headers(false).from_reader(rows.as_bytes());
            for row in reader.into_records() {
                let row = row.map_err(|error| ParquetTableError::Refused(error.to_string()))?;
                for (cells, cell) in self.cells.iter_mut().zip(&row) {
                    cells.add(cell)?;
                    self.bytes = self.bytes.saturating_add(cell.len());
                }
                self.rows = self.rows.saturating_add(1);
                if self.rows >= ROWS || self.bytes >= BYTES {
                    self.write_group()?;
                }
            }
            Ok(std::mem::take(self.writer.inner_mut()))
        }

        /// Closes the table; gives the bytes of the file that are left.
        ///
        /// # Errors
        /// Says what was refused.
        pub fn finish(mut self) -> Result<Vec<u8>, ParquetTableError> {
            if self.rows > 0 {
                self.write_group()?;
            }
            Ok(self.writer.into_inner()?)
        }

        fn write_group(&mut self) -> Result<(), ParquetError> {
            let mut group = self.writer.next_row_group()?;
            for cells in &mut self.cells {
                let Some(mut column) = group.next_column()? else {
                    break;
                };
                match cells {
                    Cells::Texts(texts) => {
                        let texts = std::mem::take(texts);
                        column
                            .typed::<ByteArrayType>()
                            .write_batch(&texts, None, None)?;
                    }
                    Cells::Numbers(numbers) => {
                        let numbers = std::mem::take(numbers);
                        column
                            .typed::<Int64Type>()
                            .write_batch(&numbers, None, None)?;
                    }
                }
                column.close()?;
            }
            group.close()?;
            self.writer.flush()?;
            (self.rows, self.bytes) = (0, 0);
            Ok(())
        }
    }

    impl Cells {
        fn of(column: &str) -> Self {
            match column {
                "line" => Self::Numbers(Vec::new()),
                _ => Self::Texts(Vec::new()),
            }
        }

        fn add(&mut self, cell: &str) -> Result<(), ParquetTableError> {
            match self {
                Self::Texts(texts) => texts.push(cell.into()),
                Self::Numbers(numbers) => {
                    let number = cell.parse();
                    let refused = |_| ParquetTableError::Refused(format!("`{cell}` is no line"));
                    numbers.push(number.map_err(refused)?);
                }
            }
            Ok(())
        }
    }

    fn field(column: &str) -> Result<Arc<Type>, ParquetError> {
        let field = match Cells::of(column) {
            Cells::Texts(_) => Type::primitive_type_builder(column, Physical::BYTE_ARRAY)
                .with_logical_type(Some(LogicalType::String)),
            Cells::Numbers(_) => Type::primitive_type_builder(column, Physical::INT64),
        };
        Ok(Arc::new(
            field.with_repetition(Repetition::REQUIRED).build()?,
        ))
    }

    impl From<ParquetError> for ParquetTableError {
        fn from(error: ParquetError) -> Self {
            Self::Refused(error.to_string())
        }
    }
}
