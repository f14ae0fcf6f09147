//! `codec`: Python values in, Python values out. Decisions are in `lionagi_core::codec`.
//!
//! For other components of this crate:
//!
//! - **Writing JSON.** `WriteContext::new(py, default, options)?` once a job, then any number of
//!   `write_value(&value, &mut out, &mut context)?`, `write_text(&py_str, &mut out)?` for a Python str, and, without
//!   Python objects, the primitives of `lionagi_core::codec::json_write` (`write_text(&str)`, `write_integer`,
//!   `write_float`, `write_uuid`, ...). Containers that you write yourself go through `context.layout`
//!   (`open`, `item`, `colon`, `close`), which counts depth and indents; map its error with `write_error(py, error)`.
//!   After an error the bytes in `out` and the context are of no use.
//!   `with_scratch(|out| ...)` lends a vector that is not allocated anew each time.
//! - **An entity's own form.** `set_entity_writer(function)`: called for each value whose class has `__lion_entity__`
//!   before its `to_dict()` is; answers false where it does not know the object.
//! - **Reading JSON.** `lionagi_core::codec::json_read::Cursor::new(bytes)` is the cursor: `peek()` shows the next byte
//!   that is no blank, `open(b'}')?` steps into a container (false: it was empty), `read_key()?` reads key and colon,
//!   `next_item(b'}')?` steps over the comma (false: closed), `read_text`, `read_number`, `read_null`, `read_bool` read
//!   raw values, `finish()?` demands the end. `with_builder(py, |builder| ...)` lends the builder of Python values;
//!   `cursor.read_value(builder)?` gives a `Bound<PyAny>` of anything. Errors: `ReadFailure`, turned into a
//!   `json.JSONDecodeError` by `read_error(py, &data, failure)`. `with_bytes(&data, |bytes| ...)` borrows the bytes of a
//!   bytes, bytearray, memoryview or str.

mod binary;
mod json_keys;
mod json_read;
mod json_special;
mod json_write;
mod lines;
mod pack;
mod unpack;

pub use json_read::{PyBuilder, ReadFailure, read_error, with_builder, with_bytes};
pub use json_write::{WriteContext, set_entity_writer, write_error, write_text, write_value};

use std::cell::Cell;

use lionagi_core::codec::form::MessagePack;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::errors;
use crate::ffi::plain;
use crate::guard::{Component, guard};

thread_local! {
    static SCRATCH: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Lends an empty vector that keeps its memory from one job to the next. A job inside a job (user code runs in the middle)
/// finds none there and gets a new one.
pub fn with_scratch<T>(write: impl FnOnce(&mut Vec<u8>) -> T) -> T {
    const KEPT: usize = 1 << 16;
    let mut scratch = SCRATCH.take();
    scratch.clear();
    scratch.reserve(1024);
    let written = write(&mut scratch);
    if scratch.capacity() <= KEPT {
        SCRATCH.set(scratch);
    }
    written
}

/// UTF-8 JSON of a value.
#[pyfunction]
#[pyo3(signature = (value, default=None, options=None))]
fn json_encode<'py>(
    py: Python<'py>,
    value: &Bound<'py, PyAny>,
    default: Option<Bound<'py, PyAny>>,
    options: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyBytes>> {
    guard(Component::Codec, || {
        let mut context = WriteContext::new(py, default, options)?;
        with_scratch(|out| {
            write_value(value, out, &mut context)?;
            context.finish(out);
            Ok(PyBytes::new(py, out))
        })
    })
}

/// The value of a JSON document.
#[pyfunction]
fn json_decode<'py>(py: Python<'py>, data: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    guard(Component::Codec, || json_read::decode(py, data))
}

/// The MessagePack of a value.
#[pyfunction]
fn msgpack_encode<'py>(py: Python<'py>, value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    guard(Component::Codec, || {
        with_scratch(|out| {
            pack::pack::<MessagePack>(value, out, 0).map_err(|error| error.raise(py))?;
            Ok(PyBytes::new(py, out))
        })
    })
}

/// The value of a MessagePack document.
#[pyfunction]
#[pyo3(signature = (data, entity=None))]
fn msgpack_decode<'py>(
    py: Python<'py>,
    data: &Bound<'py, PyAny>,
    entity: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    guard(Component::Codec, || {
        let Some(bytes) = json_read::as_bytes(data)? else {
            return Err(errors::build(py, "msgpack_not_readable", (data.get_type().name()?,)));
        };
        unpack::unpack(py, bytes.as_bytes(), entity).map_err(|failure| failure.raise(py))
    })
}

/// Adds this component's functions and classes to its sub-module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    plain::prepare(module.py())?;
    module.add_function(wrap_pyfunction!(json_encode, module)?)?;
    module.add_function(wrap_pyfunction!(json_decode, module)?)?;
    module.add_function(wrap_pyfunction!(msgpack_encode, module)?)?;
    module.add_function(wrap_pyfunction!(msgpack_decode, module)?)?;
    binary::register(module)?;
    lines::register(module)?;
    Ok(())
}
