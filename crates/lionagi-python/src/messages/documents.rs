//! Messages of documents: dicts, JSON, and many at once. What the domain's reader does not know is read as a dict.

use lionagi_core::codec::json_read::{Builder, Cursor, ReadError};
use lionagi_core::messages::documents::{self, Document, Person, Value};
use lionagi_core::messages::fields::{Kind, MOST_FIELDS};
use lionagi_runtime::batch;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};

use super::bound::{Bindings, bound};
use super::classes::{Content, MessageCore, Parts, build};
use super::contents;
use super::record::no_fields;
use crate::codec::{PyBuilder, ReadFailure, read_error, with_builder, with_bytes};
use crate::entity::Head;
use crate::ffi::objects;
use crate::{errors, ids};

/// `from_json` of the contract.
pub fn from_json<'py>(
    data: &Bound<'py, PyAny>,
    lion_class: &Bound<'py, PyString>,
    kind: Kind,
) -> PyResult<Option<Bound<'py, MessageCore>>> {
    let py = data.py();
    let bound = bound(py)?;
    let name = objects::text(lion_class);
    with_bytes(data, |bytes| {
        let mut cursor = Cursor::new(bytes);
        let kind_of = |found: &str| (Some(found) == name).then_some(kind);
        let document = documents::read(&mut cursor, &kind_of)?;
        cursor.finish()?;
        match document {
            Some(document) => with_builder(py, |builder| make(py, bound, document, builder)).map(Some),
            None => Ok(of_bytes(py, bytes, kind, lion_class)?),
        }
    })
    .map_err(|failure| read_error(py, data, failure))
}

/// The message of a document that is well-formed, by way of its dict.
fn of_bytes<'py>(
    py: Python<'py>,
    bytes: &[u8],
    kind: Kind,
    lion_class: &Bound<'py, PyString>,
) -> PyResult<Option<Bound<'py, MessageCore>>> {
    let read = with_builder(py, |builder| Cursor::new(bytes).read_document(builder));
    match read {
        Ok(value) => match value.cast::<PyDict>() {
            Ok(dict) => from_document(dict, kind, lion_class),
            Err(_) => Ok(None),
        },
        Err(ReadFailure::Python(error)) => Err(*error),
        Err(ReadFailure::Document(_)) => Ok(None),
    }
}

// --- plain values as objects -----------------------------------------------------------------------------------------

fn make<'py>(
    py: Python<'py>,
    bound: &Bindings,
    document: Document<'_>,
    builder: &mut PyBuilder<'py>,
) -> Result<Bound<'py, MessageCore>, ReadFailure> {
    let Document { kind, id, created_at, metadata, fields, embedding, role, sender, recipient, .. } = document;
    let mut held = no_fields();
    let is_action = matches!(kind, Kind::ActionRequest | Kind::ActionResponse);
    for (place, value) in fields.into_iter().enumerate().take(kind.fields().len()) {
        held[place] = object(py, value, builder)?;
        if is_action && place == 0 {
            held[0] = held[0].take().map(|name| contents::shared(&name)).transpose()?;
        }
    }
    let mut kept = None;
    for (key, value) in metadata {
        let kept = kept.get_or_insert_with(|| PyDict::new(py));
        let key = builder.key(&key)?;
        let value = object(py, value, builder)?.unwrap_or_else(|| py.None().into_bound(py));
        kept.set_item(key, value)?;
    }
    let people = [Some(bound.role(py, role)), Some(person(py, bound, sender)?), Some(person(py, bound, recipient)?)];
    let head = Head::new(id, created_at, kept.map(|kept| kept.into_any().unbind()));
    let parts = Parts { kind, content: Content::Fields(held), people, numbers: embedding };
    Ok(build(py, bound, head, parts)?)
}

/// The object of a value; None is the default of its field.
fn object<'py>(
    py: Python<'py>,
    value: Value<'_>,
    builder: &mut PyBuilder<'py>,
) -> Result<Option<Bound<'py, PyAny>>, ReadFailure> {
    Ok(Some(match value {
        Value::Default => return Ok(None),
        Value::Text(text) => objects::new_text(py, &text).into_any(),
        Value::Other(bytes) => Cursor::new(bytes).read_value(builder)?,
        Value::ListOf(bytes) => {
            let item = Cursor::new(bytes).read_value(builder)?;
            PyList::new(py, [item])?.into_any()
        }
    }))
}

fn person<'py>(py: Python<'py>, bound: &Bindings, person: Person<'_>) -> PyResult<Bound<'py, PyAny>> {
    match person {
        Person::Nobody => Ok(py.None().into_bound(py)),
        Person::Role(role) => Ok(bound.role(py, role)),
        Person::Id(id) => ids::to_object(py, &id),
        Person::Name(name) => objects::interned(&objects::new_text(py, &name)).map(Bound::into_any),
    }
}

// --- dicts -----------------------------------------------------------------------------------------------------------

/// `from_document` of the contract.
pub fn from_document<'py>(
    data: &Bound<'py, PyDict>,
    kind: Kind,
    lion_class: &Bound<'py, PyString>,
) -> PyResult<Option<Bound<'py, MessageCore>>> {
    let py = data.py();
    let bound = bound(py)?;
    if kind == Kind::Generic || data.len() != 8 {
        return Ok(None);
    }
    let Some(found) = Found::of(data)? else { return Ok(None) };
    let Ok(metadata) = found.metadata.cast_exact::<PyDict>() else { return Ok(None) };
    let Ok(content) = found.content.cast_exact::<PyDict>() else { return Ok(None) };
    match metadata.get_item(intern!(py, "lion_class"))? {
        Some(name) if name.is(lion_class) || name.eq(lion_class)? => {}
        _ => return Ok(None),
    }
    let Ok(id) = found.id.cast_exact::<PyString>() else { return Ok(None) };
    let Some(created_at) = exact_number(&found.created_at)? else { return Ok(None) };
    let Ok(role) = found.role.cast::<PyString>() else { return Ok(None) };
    let Some(fields) = document_fields(bound, kind, content)? else { return Ok(None) };
    let Some(numbers) = embedding(&found.embedding)? else { return Ok(None) };
    for participant in [&found.sender, &found.recipient] {
        if !participant.is_none() && !participant.is_instance_of::<PyString>() {
            return Ok(None);
        }
    }
    let Ok(role) = bound.read_role(role) else { return Ok(None) };
    let Some(id) = objects::text(id).and_then(|id| lionagi_core::ids::parse(id.as_bytes()).ok()) else {
        return Ok(None);
    };
    let people =
        [Some(role), Some(bound.read_participant(&found.sender)?), Some(bound.read_participant(&found.recipient)?)];
    let kept = if metadata.len() > 1 {
        let kept = metadata.copy()?;
        kept.del_item(intern!(py, "lion_class"))?;
        Some(kept.into_any().unbind())
    } else {
        None
    };
    let head = Head::new(id, created_at, kept);
    build(py, bound, head, Parts { kind, content: Content::Fields(fields), people, numbers }).map(Some)
}

/// The values of a dict that has all fields.
struct Found<'py> {
    id: Bound<'py, PyAny>,
    created_at: Bound<'py, PyAny>,
    metadata: Bound<'py, PyAny>,
    content: Bound<'py, PyAny>,
    embedding: Bound<'py, PyAny>,
    role: Bound<'py, PyAny>,
    sender: Bound<'py, PyAny>,
    recipient: Bound<'py, PyAny>,
}

impl<'py> Found<'py> {
    fn of(data: &Bound<'py, PyDict>) -> PyResult<Option<Self>> {
        let names = super::arguments::printed_names(data.py());
        let mut values = match objects::values_in_order::<8>(data, names) {
            Some(values) => values,
            None => {
                let mut values = [const { None }; 8];
                for (name, value) in names.iter().zip(&mut values) {
                    *value = data.get_item(name.bind(data.py()))?;
                }
                values
            }
        };
        let mut next = values.iter_mut().map_while(Option::take);
        let (Some(id), Some(created_at), Some(metadata), Some(content)) =
            (next.next(), next.next(), next.next(), next.next())
        else {
            return Ok(None);
        };
        let (Some(embedding), Some(role), Some(sender), Some(recipient)) =
            (next.next(), next.next(), next.next(), next.next())
        else {
            return Ok(None);
        };
        Ok(Some(Self { id, created_at, metadata, content, embedding, role, sender, recipient }))
    }
}

fn exact_number(value: &Bound<'_, PyAny>) -> PyResult<Option<f64>> {
    if let Ok(number) = value.cast_exact::<PyFloat>() {
        return Ok(Some(number.value()));
    }
    if value.is_exact_instance_of::<PyInt>() {
        return Ok(value.extract().ok());
    }
    Ok(None)
}

#[allow(clippy::option_option, reason = "a value that is no embedding, and no embedding, are two things")]
fn embedding(value: &Bound<'_, PyAny>) -> PyResult<Option<Option<Vec<f64>>>> {
    if value.is_none() {
        return Ok(Some(None));
    }
    let Ok(list) = value.cast_exact::<PyList>() else { return Ok(None) };
    let mut numbers = Vec::with_capacity(list.len());
    for item in list.iter() {
        match exact_number(&item)? {
            Some(number) => numbers.push(number),
            None => return Ok(None),
        }
    }
    Ok(Some(Some(numbers)))
}

/// The fields of a content's dict as it was written; None where it was written by something else.
fn document_fields<'py>(
    bound: &Bindings,
    kind: Kind,
    content: &Bound<'py, PyDict>,
) -> PyResult<Option<[Option<Bound<'py, PyAny>>; MOST_FIELDS]>> {
    use pyo3::exceptions::{PyTypeError, PyValueError};

    let py = content.py();
    let names = super::arguments::field_names(py, kind);
    let read = match objects::values_in_order::<MOST_FIELDS>(content, names) {
        Some(values) => contents::read_fields(py, bound, kind, values),
        None => {
            if content.len() != names.len() {
                return Ok(None);
            }
            for name in names {
                if !content.contains(name.bind(py))? {
                    return Ok(None);
                }
            }
            contents::read(bound, kind, content)
        }
    };
    match read {
        Ok(fields) => Ok(Some(fields)),
        Err(error) if error.is_instance_of::<PyValueError>(py) || error.is_instance_of::<PyTypeError>(py) => Ok(None),
        Err(error) => Err(error),
    }
}

// --- many ------------------------------------------------------------------------------------------------------------

/// `read_many` of the contract.
pub fn read_many<'py>(data: &Bound<'py, PyAny>, kinds: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyList>> {
    let py = data.py();
    let raw = as_bytes(data)?;
    let mut known = Vec::with_capacity(kinds.len());
    for (name, kind) in kinds.iter() {
        let name = name.cast_into::<PyString>()?;
        if let Some(text) = objects::text(&name) {
            known.push((text.to_owned(), super::classes::read_kind(&kind)?, name.unbind()));
        }
    }
    let kinds: Vec<(&str, Kind)> = known.iter().map(|(name, kind, _)| (name.as_str(), *kind)).collect();
    let bytes = raw.as_bytes();
    let read =
        if bytes.len() < batch::WORTHWHILE { read_all(bytes, &kinds) } else { py.detach(|| read_all(bytes, &kinds)) };
    let pieces = read.map_err(|Fault { error, line }| fault(py, &raw, error, line))?;
    let bound = bound(py)?;
    let found = PyList::empty(py);
    for Piece { bytes, document } in pieces {
        let made = match document {
            Some(document) => {
                let name = known.iter().find(|(name, _, _)| *name == document.lion_class).map(|(_, _, name)| name);
                let core = with_builder(py, |builder| make(py, bound, document, builder))
                    .map_err(|failure| read_error(py, data, failure))?;
                name.map(|name| (name.clone_ref(py), core))
            }
            None => rarer(py, bytes, &known)?,
        };
        match made {
            Some((name, core)) => found.append(PyTuple::new(py, [name.bind(py).as_any(), core.as_any()])?)?,
            None => found.append(py.None())?,
        }
    }
    Ok(found)
}

type Known = (String, Kind, Py<PyString>);

/// A document that the domain's reader left over.
fn rarer<'py>(
    py: Python<'py>,
    bytes: &[u8],
    known: &[Known],
) -> PyResult<Option<(Py<PyString>, Bound<'py, MessageCore>)>> {
    let Ok(value) = with_builder(py, |builder| Cursor::new(bytes).read_document(builder)) else { return Ok(None) };
    let Ok(document) = value.cast_into::<PyDict>() else { return Ok(None) };
    let Some(metadata) = document.get_item(intern!(py, "metadata"))? else { return Ok(None) };
    let Ok(metadata) = metadata.cast::<PyDict>() else { return Ok(None) };
    let Some(name) = metadata.get_item(intern!(py, "lion_class"))? else { return Ok(None) };
    let Ok(name) = name.cast::<PyString>() else { return Ok(None) };
    let Some((_, kind, shared)) = known.iter().find(|(known, _, _)| objects::text(name) == Some(known)) else {
        return Ok(None);
    };
    Ok(from_document(&document, *kind, shared.bind(py))?.map(|core| (shared.clone_ref(py), core)))
}

struct Piece<'a> {
    bytes: &'a [u8],
    document: Option<Document<'a>>,
}

/// What is wrong, and in the line that starts where.
struct Fault {
    error: ReadError,
    line: Option<(usize, usize)>,
}

/// Runs without the interpreter.
fn read_all<'a>(bytes: &'a [u8], kinds: &[(&str, Kind)]) -> Result<Vec<Piece<'a>>, Fault> {
    let kind_of = |name: &str| kinds.iter().find(|(known, _)| *known == name).map(|&(_, kind)| kind);
    let is_array = documents::is_array(bytes);
    let whole = || Fault::of_whole(bytes);
    let pieces = documents::split(bytes).ok_or_else(whole)?;
    let depth = usize::from(is_array);
    let read = |piece: &&'a [u8]| -> Result<Piece<'a>, ReadError> {
        let mut cursor = Cursor::within(piece, depth);
        let document = documents::read(&mut cursor, &kind_of)?;
        cursor.finish()?;
        Ok(Piece { bytes: piece, document })
    };
    let results = batch::map(&pieces, bytes.len(), read);
    let mut all = Vec::with_capacity(results.len());
    for (piece, result) in pieces.iter().zip(results) {
        match result {
            Ok(piece) => all.push(piece),
            Err(_) if is_array => return Err(whole()),
            Err(error) => {
                let start = piece.as_ptr() as usize - bytes.as_ptr() as usize;
                return Err(Fault { error, line: Some((start, piece.len())) });
            }
        }
    }
    Ok(all)
}

impl Fault {
    /// The fault of a document that is known to have one, at its place.
    fn of_whole(bytes: &[u8]) -> Self {
        use lionagi_core::codec::json_read::Cause;
        use lionagi_core::entity::json::Validator;

        let error = match Cursor::new(bytes).read_document(&mut Validator) {
            Err(error) => error,
            Ok(()) => ReadError { cause: Cause::ExpectedValue, at: 0 },
        };
        Self { error, line: None }
    }
}

fn fault(py: Python<'_>, raw: &Bound<'_, PyBytes>, error: ReadError, line: Option<(usize, usize)>) -> PyErr {
    let Some((start, length)) = line else { return read_error(py, raw, error.into()) };
    let piece = raw.as_bytes().get(start..start + length).unwrap_or_default();
    let error = read_error(py, PyBytes::new(py, piece).as_any(), error.into());
    errors::build(py, "json_error_in_line", (error.value(py), raw, start))
}

fn as_bytes<'py>(data: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    let py = data.py();
    if let Ok(bytes) = data.cast_exact::<PyBytes>() {
        return Ok(bytes.clone());
    }
    if data.is_instance_of::<PyString>() {
        return Ok(data.call_method1(intern!(py, "encode"), ("utf-8", "surrogatepass"))?.cast_into()?);
    }
    Ok(py.get_type::<PyBytes>().call1((data,))?.cast_into()?)
}
