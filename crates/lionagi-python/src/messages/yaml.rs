//! Python values as the tree that the YAML writer takes: pruned, with what stands for values that YAML does not know.
//!
//! User code may run while the tree is made (`default`, `str()`, properties): everything in it is held by a reference of our own.
//! Which style a text gets is decided in `lionagi_core::messages::yaml`.

use lionagi_core::messages::yaml::{self as form, Node, Scalar};
use lionagi_core::mutant;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{
    PyBool, PyByteArray, PyBytes, PyDate, PyDateTime, PyDict, PyFloat, PyFrozenSet, PyInt, PyList, PySet, PyString,
    PyTime, PyTuple, PyType,
};

use crate::errors;
use crate::ffi::objects::{self, Integer};

/// Containers inside each other, as `lionagi._core.MAX_DEPTH`.
const MAX_DEPTH: u32 = 254;

/// A text of the tree: a str that was found readable.
pub struct Held<'py>(Bound<'py, PyString>);

impl AsRef<str> for Held<'_> {
    #[inline]
    fn as_ref(&self) -> &str {
        objects::text(&self.0).unwrap_or_default()
    }
}

type Tree<'py> = Node<Held<'py>>;

/// Appends the document of a value.
pub fn write_document<'py>(
    out: &mut String,
    value: &Bound<'py, PyAny>,
    default: Option<&Bound<'py, PyAny>>,
) -> PyResult<()> {
    match (Walk { default }).pruned(value, 1)? {
        Some(tree) => form::write_document(out, &tree),
        None => out.push_str("{}"),
    }
    Ok(())
}

/// Appends the document of a mapping of these keys, empty ones left out.
pub fn write_fields<'py>(
    out: &mut String,
    fields: &[(&str, Bound<'py, PyAny>)],
    default: Option<&Bound<'py, PyAny>>,
) -> PyResult<()> {
    let walk = Walk { default };
    let mut kept = Vec::with_capacity(fields.len());
    for (key, value) in fields {
        if let Some(tree) = walk.pruned(value, 2)? {
            kept.push((*key, tree));
        }
    }
    form::write_fields(out, &kept);
    Ok(())
}

/// One walk over a value; `default` is asked about what YAML does not know.
#[derive(Clone, Copy)]
struct Walk<'a, 'py> {
    default: Option<&'a Bound<'py, PyAny>>,
}

impl<'py> Walk<'_, 'py> {
    /// The node of a value; None where nothing is left of it.
    fn pruned(self, value: &Bound<'py, PyAny>, depth: u32) -> PyResult<Option<Tree<'py>>> {
        if let Ok(text) = value.cast_exact::<PyString>() {
            return kept_text(text);
        }
        if let Some(scalar) = exact_scalar(value)? {
            return Ok(Some(scalar));
        }
        if value.is_none() {
            return Ok(None);
        }
        if depth > mutant!("messages", 1, MAX_DEPTH, MAX_DEPTH + 1) {
            return Err(errors::build(value.py(), "nested_too_deep", ()));
        }
        if let Ok(dict) = value.cast::<PyDict>() {
            return self.mapping(dict, depth);
        }
        if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
            return self.sequence(value, depth);
        }
        if value.is_instance_of::<PySet>() || value.is_instance_of::<PyFrozenSet>() {
            let mut members = Vec::new();
            for member in all_of(value)? {
                if self.pruned(&member, depth + 1)?.is_some() {
                    members.push(self.key(&member, depth + 1)?);
                }
            }
            form::sort_members(&mut members);
            return Ok((!members.is_empty()).then_some(Node::Set(members)));
        }
        self.other(value, depth)
    }

    fn mapping(self, dict: &Bound<'py, PyDict>, depth: u32) -> PyResult<Option<Tree<'py>>> {
        let mut pairs: Vec<(Tree<'py>, Tree<'py>)> = Vec::with_capacity(dict.len());
        let mut has_others = false;
        // The items of a sub-class are its own to give.
        if dict.is_exact_instance_of::<PyDict>() {
            for (key, item) in dict.iter().collect::<Vec<_>>() {
                self.pair(&mut pairs, &key, &item, &mut has_others, depth)?;
            }
        } else {
            for pair in all_of(&dict.call_method0(intern!(dict.py(), "items"))?)? {
                let (key, item): (Bound<'py, PyAny>, Bound<'py, PyAny>) = pair.extract()?;
                self.pair(&mut pairs, &key, &item, &mut has_others, depth)?;
            }
        }
        Ok((!pairs.is_empty()).then_some(Node::Mapping(pairs)))
    }

    fn pair(
        self,
        pairs: &mut Vec<(Tree<'py>, Tree<'py>)>,
        key: &Bound<'py, PyAny>,
        item: &Bound<'py, PyAny>,
        has_others: &mut bool,
        depth: u32,
    ) -> PyResult<()> {
        let Some(value) = self.pruned(item, depth + 1)? else { return Ok(()) };
        let is_usual = key.is_exact_instance_of::<PyString>();
        let key = self.key(key, depth + 1)?;
        // Other keys than texts may be written alike (a UUID and its text): the last value wins, at the first place.
        *has_others |= !is_usual;
        let known = if !*has_others { None } else { pairs.iter_mut().find(|(known, _)| same_key(known, &key)) };
        match known {
            Some(known) => known.1 = value,
            None => pairs.push((key, value)),
        }
        Ok(())
    }

    fn sequence(self, value: &Bound<'py, PyAny>, depth: u32) -> PyResult<Option<Tree<'py>>> {
        let given = all_of(value)?;
        let mut items = Vec::with_capacity(given.len());
        for item in given {
            items.extend(self.pruned(&item, depth + 1)?);
        }
        Ok((!items.is_empty()).then_some(Node::Sequence(items)))
    }

    /// A value of a type that YAML or this file knows, or what stands for it.
    fn other(self, value: &Bound<'py, PyAny>, depth: u32) -> PyResult<Option<Tree<'py>>> {
        let py = value.py();
        if value.is_instance_of::<PyString>() {
            let text = str_type_text(value)?;
            return kept_text(&text);
        }
        let types = Types::get(py)?;
        let is_enum = value.is_instance(types.enum_class.bind(py))?;
        if !is_enum {
            if value.is_instance_of::<PyInt>() {
                return Ok(Some(integer(value)?));
            }
            if let Ok(number) = value.cast::<PyFloat>() {
                return Ok(Some(float(number.value())));
            }
        }
        if let Ok(bytes) = value.cast::<PyBytes>() {
            return Ok(Some(Node::Binary(form::base64_lines(bytes.as_bytes()))));
        }
        if let Ok(bytes) = value.cast::<PyByteArray>() {
            return Ok(Some(Node::Binary(form::base64_lines(&bytes.to_vec()))));
        }
        if is_enum {
            return self.pruned(&value.getattr(intern!(py, "value"))?, depth + 1);
        }
        if value.is_instance_of::<PyDateTime>() {
            return moment(&value.call_method1(intern!(py, "isoformat"), (" ",))?).map(Some);
        }
        if value.is_instance_of::<PyDate>() {
            return moment(&value.call_method0(intern!(py, "isoformat"))?).map(Some);
        }
        if value.is_instance_of::<PyTime>() || value.is_instance(types.uuid.bind(py))? {
            return kept_text(&value.str()?);
        }
        if value.is_instance(types.deque.bind(py))? {
            return self.pruned(PyList::new(py, all_of(value)?)?.as_any(), depth);
        }
        match self.default {
            Some(default) => self.pruned(&default.call1((value,))?, depth + 1),
            None => Walk { default: None }.pruned(value.str()?.as_any(), depth),
        }
    }

    /// A key, of which nothing is dropped.
    fn key(self, key: &Bound<'py, PyAny>, depth: u32) -> PyResult<Tree<'py>> {
        if let Ok(text) = key.cast_exact::<PyString>() {
            return readable(text).map(Node::Text);
        }
        if let Some(scalar) = exact_scalar(key)? {
            return Ok(scalar);
        }
        if key.is_none() {
            return Ok(null());
        }
        if depth > MAX_DEPTH {
            return Err(errors::build(key.py(), "nested_too_deep", ()));
        }
        if key.is_instance_of::<PyTuple>() || key.is_instance_of::<PyList>() {
            return self.keys(key, depth).map(Node::Sequence);
        }
        if key.is_instance_of::<PySet>() || key.is_instance_of::<PyFrozenSet>() {
            let mut members = self.keys(key, depth)?;
            form::sort_members(&mut members);
            return Ok(Node::Set(members));
        }
        if key.is_instance_of::<PyString>() {
            return readable(&str_type_text(key)?).map(Node::Text);
        }
        Ok(self.other(key, depth)?.unwrap_or_else(null))
    }

    fn keys(self, key: &Bound<'py, PyAny>, depth: u32) -> PyResult<Vec<Tree<'py>>> {
        all_of(key)?.iter().map(|item| self.key(item, depth + 1)).collect()
    }
}

/// What is in a container, held before user code can change it.
fn all_of<'py>(container: &Bound<'py, PyAny>) -> PyResult<Vec<Bound<'py, PyAny>>> {
    match container.cast_exact::<PyList>() {
        Ok(list) => Ok(list.iter().collect()),
        Err(_) => container.try_iter()?.collect(),
    }
}

fn same_key(known: &Tree<'_>, key: &Tree<'_>) -> bool {
    match (known, key) {
        (Node::Text(known), Node::Text(key)) => known.as_ref() == key.as_ref(),
        (Node::Scalar { text: known, .. }, Node::Scalar { text: key, .. }) => known == key,
        _ => false,
    }
}

// --- leaves ----------------------------------------------------------------------------------------------------------

fn kept_text<'py>(text: &Bound<'py, PyString>) -> PyResult<Option<Tree<'py>>> {
    let held = readable(text)?;
    let is_dropped = held.as_ref().chars().all(form::is_blank);
    Ok((!is_dropped).then_some(Node::Text(held)))
}

fn readable<'py>(text: &Bound<'py, PyString>) -> PyResult<Held<'py>> {
    match objects::text(text) {
        Some(_) => Ok(Held(text.clone())),
        None => Err(errors::build(text.py(), "lone_surrogate", ())),
    }
}

/// The text of an instance of a sub-class of str, whatever its own `__str__` says.
fn str_type_text<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyString>> {
    let py = value.py();
    let plain = py.get_type::<PyString>().call_method1(intern!(py, "__str__"), (value,))?;
    Ok(plain.cast_into::<PyString>()?)
}

fn exact_scalar<'py>(value: &Bound<'py, PyAny>) -> PyResult<Option<Tree<'py>>> {
    if value.is_exact_instance_of::<PyInt>() {
        return integer(value).map(Some);
    }
    if let Ok(flag) = value.cast_exact::<PyBool>() {
        let text = if flag.is_true() { "true" } else { "false" };
        return Ok(Some(Node::Scalar { kind: Scalar::Bool, text: text.into() }));
    }
    if let Ok(number) = value.cast_exact::<PyFloat>() {
        return Ok(Some(float(number.value())));
    }
    Ok(None)
}

fn float<'py>(number: f64) -> Tree<'py> {
    Node::Scalar { kind: Scalar::Float, text: form::float_text(number) }
}

fn null<'py>() -> Tree<'py> {
    Node::Scalar { kind: Scalar::Null, text: "null".into() }
}

fn integer<'py>(value: &Bound<'py, PyAny>) -> PyResult<Tree<'py>> {
    let text = match objects::integer(value) {
        Integer::Signed(number) => number.to_string(),
        Integer::Unsigned(number) => number.to_string(),
        Integer::Beyond => digits(value)?,
    };
    Ok(Node::Scalar { kind: Scalar::Int, text })
}

/// All digits of a large int, which the interpreter converts only up to a limit.
fn digits(value: &Bound<'_, PyAny>) -> PyResult<String> {
    let py = value.py();
    let is_negative = value.lt(0)?;
    let bits: usize = value.call_method0(intern!(py, "bit_length"))?.extract()?;
    let magnitude = value.abs()?;
    let bytes = magnitude.call_method1(intern!(py, "to_bytes"), (bits / 8 + 1, "little"))?;
    let text = form::decimal_text(bytes.cast::<PyBytes>()?.as_bytes());
    Ok(if is_negative { format!("-{text}") } else { text })
}

fn moment<'py>(text: &Bound<'py, PyAny>) -> PyResult<Tree<'py>> {
    Ok(Node::Scalar { kind: Scalar::Moment, text: text.extract()? })
}

/// Classes that are asked for by name, looked up once.
struct Types {
    enum_class: Py<PyType>,
    uuid: Py<PyType>,
    deque: Py<PyType>,
}

static TYPES: PyOnceLock<Types> = PyOnceLock::new();

impl Types {
    fn get(py: Python<'_>) -> PyResult<&'static Self> {
        TYPES.get_or_try_init(py, || {
            let class = |module: &str, name: &str| -> PyResult<Py<PyType>> {
                Ok(py.import(module)?.getattr(name)?.cast_into::<PyType>()?.unbind())
            };
            Ok(Self {
                enum_class: class("enum", "Enum")?,
                uuid: class("uuid", "UUID")?,
                deque: class("collections", "deque")?,
            })
        })
    }
}
