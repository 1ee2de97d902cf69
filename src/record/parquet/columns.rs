//! The columns of a file: which there are, and their values one after the other.

use std::iter::Peekable;
use std::vec::IntoIter;

use ::parquet::basic::{ConvertedType, LogicalType, Repetition};
use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use ::parquet::data_type::DataType;
use ::parquet::errors::ParquetError as Fault;
use ::parquet::schema::types::{ColumnDescPtr, SchemaDescriptor, Type};

use super::super::cells::MOST_COLUMNS;
use super::ParquetError;
use super::values::{Kind, Value, on_one_line};

/// A column of cells.
#[derive(Debug, Clone)]
pub struct Leaf {
    pub name: String,
    kind: Kind,
    /// At which level a value is there, and none of what stands around it is null.
    present: i16,
    /// Whether a row may hold several values.
    is_list: bool,
}

/// The columns that the cells of a row stand in.
pub fn leaves(schema: &SchemaDescriptor) -> Result<Vec<Leaf>, ParquetError> {
    let mut named = Vec::new();
    for field in schema.root_schema().get_fields() {
        name(field, "", &mut named)?;
    }
    // One more than is read tells that there are too many.
    let columns = schema.columns().iter().zip(named);
    let columns = columns.take(MOST_COLUMNS.saturating_add(1));
    let leaf = |(column, name): (&ColumnDescPtr, String)| {
        let kind = Kind::of(column).map_err(|kind| ParquetError::Kind {
            column: name.clone(),
            kind,
        })?;
        Ok(Leaf {
            kind,
            present: column.max_def_level(),
            is_list: column.max_rep_level() > 0,
            name,
        })
    };
    columns.map(leaf).collect()
}

/// Names the columns that a field is made of, in their order.
fn name(field: &Type, before: &str, named: &mut Vec<String>) -> Result<(), ParquetError> {
    let own = format!("{before}{}", on_one_line(field.name()));
    if field.is_primitive() {
        named.push(own);
        return Ok(());
    }
    if is_repeated(field) || is(field, &LogicalType::Map, ConvertedType::MAP) {
        return Err(ParquetError::Nested(own));
    }
    if is(field, &LogicalType::List, ConvertedType::LIST) {
        return match holds_values(field) {
            true => {
                named.push(own);
                Ok(())
            }
            false => Err(ParquetError::Nested(own)),
        };
    }
    let before = format!("{own}.");
    let mut fields = field.get_fields().iter();
    fields.try_for_each(|field| name(field, &before, named))
}

/// Whether a list holds values, and not lists or structures. Its one field is repeated; that is the
/// value itself, or a shell around it.
fn holds_values(list: &Type) -> bool {
    let [repeated] = list.get_fields() else {
        return false;
    };
    if !is_repeated(repeated) {
        return false;
    }
    if repeated.is_primitive() {
        return true;
    }
    matches!(repeated.get_fields(), [value] if value.is_primitive() && !is_repeated(value))
}

fn is_repeated(field: &Type) -> bool {
    let info = field.get_basic_info();
    info.has_repetition() && info.repetition() == Repetition::REPEATED
}

/// Whether a group is marked so, in the way of today or as it was before.
fn is(group: &Type, now: &LogicalType, before: ConvertedType) -> bool {
    let info = group.get_basic_info();
    info.logical_type_ref() == Some(now) || info.converted_type() == before
}

/// The values of a column in a group of rows.
pub trait Column {
    /// Unpacks the values of the next rows.
    fn unpack(&mut self, rows: usize) -> Result<(), Fault>;

    /// Writes the cell of the next row.
    fn write(&mut self, text: &mut String) -> Result<(), Fault>;
}

/// A column, as its reader gives it.
pub fn column(leaf: &Leaf, reader: ColumnReader) -> Box<dyn Column> {
    match reader {
        ColumnReader::BoolColumnReader(reader) => typed(leaf, reader),
        ColumnReader::Int32ColumnReader(reader) => typed(leaf, reader),
        ColumnReader::Int64ColumnReader(reader) => typed(leaf, reader),
        ColumnReader::Int96ColumnReader(reader) => typed(leaf, reader),
        ColumnReader::FloatColumnReader(reader) => typed(leaf, reader),
        ColumnReader::DoubleColumnReader(reader) => typed(leaf, reader),
        ColumnReader::ByteArrayColumnReader(reader) => typed(leaf, reader),
        ColumnReader::FixedLenByteArrayColumnReader(reader) => typed(leaf, reader),
    }
}

fn typed<T: DataType>(leaf: &Leaf, reader: ColumnReaderImpl<T>) -> Box<dyn Column>
where
    T::T: Value,
{
    Box::new(Typed::<T> {
        leaf: leaf.clone(),
        reader,
        levels: Vec::new().into_iter().peekable(),
        values: Vec::new().into_iter(),
    })
}

/// The column of one type of values.
struct Typed<T: DataType> {
    leaf: Leaf,
    reader: ColumnReaderImpl<T>,
    /// For each value, and each place where there is none: its level, and whether it stands in the
    /// same row as the one before.
    levels: Peekable<IntoIter<(i16, bool)>>,
    values: IntoIter<T::T>,
}

impl<T: DataType> Typed<T> {
    fn fault(&self, what: &str) -> Fault {
        Fault::General(format!("the column `{}` {what}", self.leaf.name))
    }
}

impl<T: DataType> Column for Typed<T>
where
    T::T: Value,
{
    fn unpack(&mut self, rows: usize) -> Result<(), Fault> {
        let (mut levels, mut depths, mut values) = (Vec::new(), Vec::new(), Vec::new());
        let read =
            self.reader
                .read_records(rows, Some(&mut levels), Some(&mut depths), &mut values);
        let (records, _, count) = read?;
        if records != rows {
            return Err(self.fault("has fewer values than there are rows"));
        }
        // What can be nowhere null, or never twice, has no levels of its own.
        levels.resize(count, self.leaf.present);
        depths.resize(count, 0);
        let levels: Vec<(i16, bool)> = levels
            .into_iter()
            .zip(depths.into_iter().map(|depth| depth > 0))
            .collect();
        self.levels = levels.into_iter().peekable();
        self.values = values.into_iter();
        Ok(())
    }

    fn write(&mut self, text: &mut String) -> Result<(), Fault> {
        let mut level = self.levels.next();
        let mut is_first = true;
        while let Some((present, _)) = level {
            if present == self.leaf.present {
                let value = self.values.next();
                let value = value.ok_or_else(|| self.fault("lacks a value"))?;
                if !std::mem::take(&mut is_first) {
                    text.push(';');
                }
                let written = value.write(self.leaf.kind, text);
                written.map_err(|what| self.fault(what))?;
            }
            level = match self.leaf.is_list {
                true => self.levels.next_if(|(_, goes_on)| *goes_on),
                false => None,
            };
        }
        Ok(())
    }
}
