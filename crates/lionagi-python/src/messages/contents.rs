//! The normal form of contents: what `from_dict` of each content class makes of its arguments.

use lionagi_core::messages::fields::{Kind, instruction as at};
use lionagi_core::mutant;
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
    pub const INSTRUCTION: usize = 0;
    pub const GUIDANCE: usize = 1;
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
        Kind::ActionRequest => Some(intern!(py, "action_request")),
        Kind::ActionResponse => Some(intern!(py, "action_response")),
        _ => None,
    };
    let data = match nested {
        None => data.clone(),
        Some(key) => match data.get_item(key)? {
            None => data.clone(),
            Some(found) => found
                .cast_into::<PyDict>()
                .map_err(|error| errors::build(py, "nested_content_not_a_dict", (key, error.into_inner())))?,
        },
    };
    let mut given = [const { None }; MOST_ARGUMENTS];
    for (place, name) in arguments::names(py, kind).iter().enumerate() {
        given[place] = data.get_item(name.bind(py))?;
    }
    let mut document = Document::default();
    if kind == Kind::Instruction {
        document.example = data.get_item(intern!(py, "_schema_dict"))?;
        document.is_whole = document.example.is_some() && given[given::IMAGE_DETAIL].is_some();
    }
    of_arguments(py, bound, kind, given, document)
}

/// The same of a dict that a content's `to_dict` made, by its values in the order of `Kind::fields`.
pub fn read_fields<'py>(
    py: Python<'py>,
    bound: &Bindings,
    kind: Kind,
    mut values: Fields<'py>,
) -> PyResult<Fields<'py>> {
    let mut given = [const { None }; MOST_ARGUMENTS];
    let mut document = Document::default();
    if kind == Kind::Instruction {
        for (place, argument) in [
            (at::INSTRUCTION, given::INSTRUCTION),
            (at::GUIDANCE, given::GUIDANCE),
            (at::PROMPT_CONTEXT, given::PROMPT_CONTEXT),
            (at::PLAIN_CONTENT, given::PLAIN_CONTENT),
            (at::TOOL_SCHEMAS, given::TOOL_SCHEMAS),
            (at::RESPONSE_FORMAT, given::RESPONSE_FORMAT),
            (at::IMAGES, given::IMAGES),
            (at::IMAGE_DETAIL, given::IMAGE_DETAIL),
        ] {
            given[argument] = values[place].take();
        }
        document = Document { example: values[at::SCHEMA_DICT].take(), is_whole: true };
    } else {
        // Fields and arguments of the other kinds are the same, in the same order.
        for (argument, value) in given.iter_mut().zip(values) {
            *argument = value;
        }
    }
    of_arguments(py, bound, kind, given, document)
}

/// What the dict of an instruction tells beside arguments.
#[derive(Default)]
struct Document<'py> {
    example: Option<Bound<'py, PyAny>>,
    /// True where it was written from fields: it says what it means.
    is_whole: bool,
}

/// The fields of arguments.
pub fn normal_form<'py>(py: Python<'py>, bound: &Bindings, kind: Kind, given: Arguments<'py>) -> PyResult<Fields<'py>> {
    of_arguments(py, bound, kind, given, Document::default())
}

fn of_arguments<'py>(
    py: Python<'py>,
    bound: &Bindings,
    kind: Kind,
    mut given: Arguments<'py>,
    document: Document<'py>,
) -> PyResult<Fields<'py>> {
    let mut fields = no_fields();
    match kind {
        Kind::Generic => return Err(errors::build(py, "no_content_of_its_own", ())),
        Kind::System => {
            fields[0] = given[0].take();
            fields[1] = match given[1].take() {
                Some(time) => system_time(time)?,
                None => None,
            };
        }
        Kind::Instruction => return instruction(py, bound, given, document),
        Kind::AssistantResponse => fields[0] = given[0].take(),
        Kind::ActionRequest => {
            fields[0] = given[0].take().map(function_name).transpose()?;
            fields[1] = match given[1].take() {
                Some(arguments) => request_arguments(bound, arguments)?,
                None => None,
            };
            fields[2] = id_text(given[2].take())?;
        }
        Kind::ActionResponse => {
            fields[0] = given[0].take().map(|name| shared(&name)).transpose()?;
            fields[1] = given[1].take();
            fields[2] = given[2].take();
            fields[3] = id_text(given[3].take())?;
        }
    }
    Ok(fields)
}

// --- instruction -----------------------------------------------------------------------------------------------------

fn instruction<'py>(
    py: Python<'py>,
    bound: &Bindings,
    mut given: Arguments<'py>,
    document: Document<'py>,
) -> PyResult<Fields<'py>> {
    if let Some(handling) = &given[given::HANDLE_CONTEXT]
        && !is_context_handling(handling)?
    {
        return Err(errors::build(py, "unknown_context_handling", ()));
    }
    let mut fields = no_fields();
    // `context` wins even where it is None.
    let context = match given[given::CONTEXT].take() {
        Some(context) => Some(context),
        None => given[given::PROMPT_CONTEXT].take(),
    };
    fields[at::IMAGE_DETAIL] = truthy(given[given::IMAGE_DETAIL].take())?;
    let images = given[given::IMAGES].take();
    if fields[at::IMAGE_DETAIL].is_none() && images.is_some() && !document.is_whole {
        fields[at::IMAGE_DETAIL] = Some(intern!(py, "auto").clone().into_any());
    }
    let format = match given[given::RESPONSE_FORMAT].take() {
        Some(format) if !format.is_none() => Some(format),
        _ => given[given::REQUEST_MODEL].take().filter(|format| !format.is_none()),
    };
    if let Some(format) = format {
        response_format(bound, format, document.example, &mut fields)?;
    }
    fields[at::INSTRUCTION] = truthy(given[at::INSTRUCTION].take())?;
    fields[at::GUIDANCE] = truthy(given[at::GUIDANCE].take())?;
    fields[at::PROMPT_CONTEXT] = match context {
        // Of an empty list there is nothing to keep: the field makes one of its own when it is asked for.
        Some(context) if !context.is_none() && !is_empty_list(&context) => Some(as_list(&context)?),
        _ => None,
    };
    fields[at::PLAIN_CONTENT] = truthy(given[given::PLAIN_CONTENT].take())?;
    fields[at::TOOL_SCHEMAS] = truthy(given[given::TOOL_SCHEMAS].take())?.map(|tools| as_list(&tools)).transpose()?;
    fields[at::IMAGES] = truthy(images)?.map(|images| as_list(&images)).transpose()?;
    Ok(fields)
}

fn is_context_handling(handling: &Bound<'_, PyAny>) -> PyResult<bool> {
    let Ok(text) = handling.cast::<PyString>() else { return Ok(false) };
    Ok(matches!(objects::text(text), Some("extend" | "replace")))
}

fn truthy(value: Option<Bound<'_, PyAny>>) -> PyResult<Option<Bound<'_, PyAny>>> {
    match value {
        Some(value) if !value.is_none() && value.is_truthy()? => Ok(Some(value)),
        _ => Ok(None),
    }
}

fn is_empty_list(value: &Bound<'_, PyAny>) -> bool {
    value.cast_exact::<PyList>().is_ok_and(|list| list.is_empty())
}

/// A new list of the items of a list, or of the one value.
fn as_list<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value.cast_exact::<PyList>() {
        Ok(list) => list.get_slice(0, list.len()).into_any(),
        Err(_) if mutant!("messages", 22, false, value.is_instance_of::<PyTuple>()) => {
            value.cast::<PyTuple>()?.to_list().into_any()
        }
        Err(_) => PyList::new(value.py(), [value])?.into_any(),
    })
}

/// Format, example and model class; `given`: the example of a document, for a format that is a dict.
fn response_format<'py>(
    bound: &Bindings,
    format: Bound<'py, PyAny>,
    given: Option<Bound<'py, PyAny>>,
    fields: &mut Fields<'py>,
) -> PyResult<()> {
    if let Ok(map) = format.cast_exact::<PyDict>() {
        if map.is_empty() {
            return Ok(());
        }
        let given = given.filter(|example| example.is_exact_instance_of::<PyDict>());
        fields[at::SCHEMA_DICT] = Some(given.unwrap_or_else(|| format.clone()));
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
        Some(function)
    } else if function.is_callable() {
        function.getattr_opt(intern!(py, "__name__"))?
    } else {
        function.getattr_opt(intern!(py, "function"))?
    };
    match name.as_ref().and_then(|name| name.cast::<PyString>().ok()) {
        Some(name) => objects::interned(name).map(Bound::into_any),
        None => Err(errors::build(py, "function_not_text", ())),
    }
}

/// The shared str of a text, everything else as it is.
pub fn shared<'py>(name: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    match name.cast_exact::<PyString>() {
        Ok(text) => objects::interned(text).map(Bound::into_any),
        Err(_) => Ok(name.clone()),
    }
}

fn id_text(id: Option<Bound<'_, PyAny>>) -> PyResult<Option<Bound<'_, PyAny>>> {
    match truthy(id)? {
        Some(id) => id.str().map(|text| Some(text.into_any())),
        None => Ok(None),
    }
}

/// A deep copy as a dict; None (the field's default) of what is empty.
fn request_arguments<'py>(bound: &Bindings, arguments: Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
    static DEEPCOPY: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

    let py = arguments.py();
    let Some(arguments) = truthy(Some(arguments))? else { return Ok(None) };
    if let Ok(map) = arguments.cast_exact::<PyDict>()
        && holds_only_atoms(map)
    {
        return map.copy().map(|copy| Some(copy.into_any()));
    }
    let is_dict = arguments.is_instance_of::<PyDict>();
    let deepcopy = DEEPCOPY.get_or_try_init(py, || py.import("copy")?.getattr("deepcopy").map(Bound::unbind))?;
    let copy = deepcopy.bind(py).call1((arguments,))?;
    if is_dict { Ok(Some(copy)) } else { bound.as_dict.bind(py).call1((copy,)).map(Some) }
}

/// True where a copy of the dict is a deep one.
fn holds_only_atoms(map: &Bound<'_, PyDict>) -> bool {
    let mut place = 0;
    for _ in 0..map.len() {
        let Some((key, value)) = objects::next_item(map, &mut place) else { return false };
        if !key.is_exact_instance_of::<PyString>() || !is_atom(&value) {
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
