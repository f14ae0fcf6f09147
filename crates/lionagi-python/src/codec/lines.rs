//! JSON Lines, many documents in one crossing. Reference: `lionagi/_core_py/codec_lines.py`.

use lionagi_core::codec::json_read::Cursor;
use lionagi_core::codec::lines;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};

use super::json_read::{as_bytes, read_error, with_builder};
use super::{WriteContext, with_scratch, write_value};
use crate::errors;
use crate::guard::{Component, guard};

/// UTF-8 JSON of each value, a line each.
#[pyfunction]
#[pyo3(signature = (values, default=None, options=None))]
fn json_lines_encode<'py>(
    py: Python<'py>,
    values: &Bound<'py, PyAny>,
    default: Option<Bound<'py, PyAny>>,
    options: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyBytes>> {
    guard(Component::Codec, || {
        if WriteContext::new(py, None, options)?.layout.indent {
            return Err(errors::build(py, "lines_not_indented", ()));
        }
        let values = values.try_iter()?.collect::<PyResult<Vec<_>>>()?;
        with_scratch(|out| {
            for value in &values {
                let mut context = WriteContext::new(py, default.clone(), options)?;
                write_value(value, out, &mut context)?;
                // Not `context.finish`: the line ends whatever the options say, and once.
                out.push(b'\n');
            }
            Ok(PyBytes::new(py, out))
        })
    })
}

/// Values, bytes used, lines used, fault.
type Read<'py> = (Bound<'py, PyList>, usize, usize, Option<Bound<'py, PyAny>>);

/// (values, bytes used, lines used, fault) of a piece of a stream of lines.
#[pyfunction]
#[pyo3(signature = (data, is_last=true))]
fn json_lines_decode<'py>(py: Python<'py>, data: &Bound<'py, PyAny>, is_last: bool) -> PyResult<Read<'py>> {
    guard(Component::Codec, || {
        let Some(bytes) = as_bytes(data)? else {
            return Err(errors::build(py, "lines_not_readable", (data.get_type().name()?,)));
        };
        let values = PyList::empty(py);
        let (mut used, mut count) = (0, 0);
        for line in lines::Lines::new(bytes.as_bytes(), is_last) {
            if !line.is_blank {
                match with_builder(py, |builder| Cursor::new(line.text).read_document(builder)) {
                    Ok(value) => values.append(value)?,
                    Err(failure) => {
                        let error = read_error(py, &PyBytes::new(py, line.text).into_any(), failure);
                        if !error.is_instance_of::<pyo3::exceptions::PyValueError>(py) {
                            return Err(error);
                        }
                        return Ok((values, used, count, Some(error.value(py).clone().into_any())));
                    }
                }
            }
            used = line.end;
            count += 1;
        }
        Ok((values, used, count, None))
    })
}

/// Adds the functions to the sub-module of the component.
pub(super) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(json_lines_encode, module)?)?;
    module.add_function(wrap_pyfunction!(json_lines_decode, module)?)?;
    Ok(())
}
