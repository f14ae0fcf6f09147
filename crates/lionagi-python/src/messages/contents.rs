//! The normal form of contents: what `from_dict` of each content class makes of its arguments.

use lionagi_core::messages::fields::{Kind, instruction as at};
use lionagi_core::mutant;
use pyo3::exceptions::PyAttributeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyDict, PyList, PyString, PyTuple};

use super::arguments;
use super::bound::Bindings;
use super::record::{Fields, no_fields};
use crate::errors;
use crate::ffi::objects;

/// Arguments in the order of `Kind::arguments`; None is absent.
pub type Arguments<'py> = [Option<Bound<'py, PyAny>>; MOST_ARGUMENTS];

/// What an instruction takes.
pub const MOST_ARGUMENTS: usize = 11;

/// Places in the arguments of an instruction, where they are not those of its fields.
mod given {
    pub const PROMPT_CONTEXT: usize = 2;
    pub const CONTEXT: usize = 3;
    pub const PLAIN_CONTENT: usize = 4;
    pub const TOOL_SCHEMAS: usize = 5;
    pub const RESPONSE_FORMAT: usize = 6;
    pub const REQUEST_MODEL: usize = 7;
    pub const IMAGES: usize = 8;
    pub const IMAGE_DETAIL: usize = 9;
    pub const HANDLE_CONTEXT: usize = 10;
}

/// `read_content` of the contract, as fields.
pub fn read<'py>(bound: &Bindings, kind: Kind, data: &Bound<'py, PyDict>) -> PyResult<Fields<'py>> {
    let py = data.py();
    let nested = match kind {
        Kind::ActionRequest => data.get_item(intern!(py, "action_request"))?,
        Kind::ActionResponse => data.get_item(intern!(py, "action_response"))?,
        _ => None,
    };
    let data = match nested {
        None => data.clone(),
        Some(nested) => match nested.cast_into::<PyDict>() {
            Ok(nested) => nested,
            Err(error) => return Err(no_get(error.into_inner())),
        },
    };
    let mut given = [const { None }; MOST_ARGUMENTS];
    for (place, name) in arguments::names(py, kind).iter().enumerate() {
        given[place] = data.get_item(name.bind(py))?;
    }
    normal_form(py, bound, kind, given)
}

/// What Python says of a nested request that is no dict.
fn no_get(nested: Bound<'_, PyAny>) -> PyErr {
    match nested.getattr(intern!(nested.py(), "get")) {
        Err(error) => error,
        Ok(_) => PyAttributeError::new_err("the nested content must be a dict"),
    }
}

/// The fields of arguments.
pub fn normal_form<'py>(py: Python<'py>, bound: &Bindings, kind: Kind, given: Arguments<'py>) -> PyResult<Fields<'py>> {
    let mut fields = no_fields();
    let mut given = given;
    match kind {
        Kind::Generic => {}
        Kind::System => {
            fields[0] = given[0].take();
            fields[1] = match given[1].take() {
                Some(time) => system_time(time)?,
                None => None,
            };
        }
        Kind::Instruction => return instruction(py, bound, given),
        Kind::AssistantResponse => fields[0] = given[0].take(),
        Kind::ActionRequest => {
            fields[0] = given[0].take().map(function_name).transpose()?;
            fields[1] = match given[1].take() {
                Some(arguments) => request_arguments(arguments)?,
                None => None,
            };
            fields[2] = given[2].take().map(id_text).transpose()?;
        }
        Kind::ActionResponse => {
            fields[0] = given[0].take().map(|name| shared(&name));
            fields[1] = given[1].take();
            fields[2] = given[2].take();
            fields[3] = given[3].take().map(id_text).transpose()?;
        }
    }
    Ok(fields)
}

// --- instruction -----------------------------------------------------------------------------------------------------

fn instruction<'py>(py: Python<'py>, bound: &Bindings, mut given: Arguments<'py>) -> PyResult<Fields<'py>> {
    if let Some(handling) = &given[given::HANDLE_CONTEXT]
        && !is_context_handling(handling)?
    {
        return Err(errors::build(py, "invalid_handle_context", ()));
    }
    let mut fields = no_fields();
    fields[at::INSTRUCTION] = truthy(given[at::INSTRUCTION].take())?;
    fields[at::GUIDANCE] = truthy(given[at::GUIDANCE].take())?;
    fields[at::PLAIN_CONTENT] = truthy(given[given::PLAIN_CONTENT].take())?;
    fields[at::IMAGE_DETAIL] = truthy(given[given::IMAGE_DETAIL].take())?;
    // `context` wins even where it is None.
    let context = match given[given::CONTEXT].take() {
        Some(context) => Some(context),
        None => given[given::PROMPT_CONTEXT].take(),
    };
    fields[at::PROMPT_CONTEXT] = match context {
        Some(context) if !context.is_none() => Some(as_list(&context)?),
        _ => None,
    };
    fields[at::TOOL_SCHEMAS] = match truthy(given[given::TOOL_SCHEMAS].take())? {
        Some(tools) => Some(as_list(&tools)?),
        None => None,
    };
    if let Some(images) = given[given::IMAGES].take() {
        if images.is_truthy()? {
            fields[at::IMAGES] = Some(as_list(&images)?);
        }
        if fields[at::IMAGE_DETAIL].is_none() {
            fields[at::IMAGE_DETAIL] = Some(intern!(py, "auto").clone().into_any());
        }
    }
    let format = match truthy(given[given::RESPONSE_FORMAT].take())? {
        Some(format) => Some(format),
        None => truthy(given[given::REQUEST_MODEL].take())?,
    };
    if let Some(format) = format {
        response_format(bound, format, &mut fields)?;
    }
    Ok(fields)
}

fn is_context_handling(handling: &Bound<'_, PyAny>) -> PyResult<bool> {
    let Ok(text) = handling.cast::<PyString>() else { return Ok(false) };
    Ok(matches!(objects::text(text), Some("extend" | "replace")))
}

fn truthy(value: Option<Bound<'_, PyAny>>) -> PyResult<Option<Bound<'_, PyAny>>> {
    match value {
        Some(value) if value.is_truthy()? => Ok(Some(value)),
        _ => Ok(None),
    }
}

/// A new list of the items of a list, or of the one value.
fn as_list<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value.cast::<PyList>() {
        Ok(list) => list.get_slice(0, list.len()).into_any(),
        Err(_) => PyList::new(value.py(), [value])?.into_any(),
    })
}

fn response_format<'py>(bound: &Bindings, format: Bound<'py, PyAny>, fields: &mut Fields<'py>) -> PyResult<()> {
    if format.is_instance_of::<PyDict>() {
        fields[at::SCHEMA_DICT] = Some(format.clone());
        fields[at::RESPONSE_FORMAT] = Some(format);
        return Ok(());
    }
    let Some(described) = describe(bound, &format)? else { return Ok(()) };
    let example = described.get_item(1)?;
    let model = described.get_item(3)?;
    fields[at::SCHEMA_DICT] = (!example.is_none()).then_some(example);
    fields[at::MODEL_CLASS] = (!model.is_none()).then_some(model);
    fields[at::RESPONSE_FORMAT] = Some(format);
    Ok(())
}

/// What `describe` says of a response format that is no dict; None where it is none at all.
pub fn describe<'py>(bound: &Bindings, format: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyTuple>>> {
    let described = bound.describe.bind(format.py()).call1((format,))?;
    if described.is_none() { Ok(None) } else { Ok(Some(described.cast_into()?)) }
}

// --- system ----------------------------------------------------------------------------------------------------------

/// True is the local time now, to the minute; False and None are none.
fn system_time(time: Bound<'_, PyAny>) -> PyResult<Option<Bound<'_, PyAny>>> {
    let py = time.py();
    if let Ok(wanted) = time.cast::<PyBool>() {
        if !wanted.is_true() {
            return Ok(None);
        }
        let now = py.import("datetime")?.getattr("datetime")?.call_method0("now")?;
        return now.call_method1("isoformat", ("T", "minutes")).map(Some);
    }
    Ok((!time.is_none()).then_some(time))
}

// --- actions ---------------------------------------------------------------------------------------------------------

/// The name of a function: a text, the name of something that can be called, or what its `function` says.
fn function_name(function: Bound<'_, PyAny>) -> PyResult<Bound<'_, PyAny>> {
    let py = function.py();
    let name = if function.is_instance_of::<PyString>() {
        function
    } else if function.is_callable() {
        function.getattr(intern!(py, "__name__"))?
    } else {
        match function.getattr_opt(intern!(py, "function"))? {
            Some(name) => name,
            None => function,
        }
    };
    if !name.is_instance_of::<PyString>() {
        return Err(errors::build(py, "invalid_function", ()));
    }
    Ok(shared(&name))
}

/// The shared str of a text, everything else as it is.
pub fn shared<'py>(name: &Bound<'py, PyAny>) -> Bound<'py, PyAny> {
    match name.cast_exact::<PyString>() {
        Ok(text) => objects::interned(text).into_any(),
        Err(_) => name.clone(),
    }
}

fn id_text(id: Bound<'_, PyAny>) -> PyResult<Bound<'_, PyAny>> {
    if id.is_exact_instance_of::<PyString>() || !id.is_truthy()? {
        return Ok(id);
    }
    Ok(id.str()?.into_any())
}

/// A deep copy of a dict; None (the field's default) of None.
fn request_arguments(arguments: Bound<'_, PyAny>) -> PyResult<Option<Bound<'_, PyAny>>> {
    static DEEPCOPY: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

    let py = arguments.py();
    if arguments.is_none() {
        return Ok(None);
    }
    if let Ok(map) = arguments.cast_exact::<PyDict>()
        && holds_only_atoms(map)
    {
        return map.copy().map(|copy| Some(copy.into_any()));
    }
    let deepcopy = DEEPCOPY.get_or_try_init(py, || py.import("copy")?.getattr("deepcopy").map(Bound::unbind))?;
    let copy = deepcopy.bind(py).call1((&arguments,))?;
    if copy.is_instance_of::<PyDict>() {
        return Ok(Some(copy));
    }
    arguments::as_dict(&copy).map(|map| Some(map.into_any()))
}

/// True where a copy of the dict is a deep one.
fn holds_only_atoms(map: &Bound<'_, PyDict>) -> bool {
    let mut place = 0;
    for _ in 0..map.len() {
        let Some((key, value)) = objects::next_item(map, &mut place) else { return false };
        let is_safe = mutant!("messages", 22, is_atom(&value), is_atom(&value) || value.is_instance_of::<PyTuple>());
        if !key.is_exact_instance_of::<PyString>() || !is_safe {
            return false;
        }
    }
    true
}

fn is_atom(value: &Bound<'_, PyAny>) -> bool {
    use pyo3::types::{PyFloat, PyInt};

    value.is_exact_instance_of::<PyString>()
        || value.is_exact_instance_of::<PyInt>()
        || value.is_exact_instance_of::<PyFloat>()
        || value.is_instance_of::<PyBool>()
        || value.is_none()
}
