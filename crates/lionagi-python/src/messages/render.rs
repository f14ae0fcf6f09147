//! What a message shows to a model: text, or parts where there are images.

use lionagi_core::messages::fields::{FORMAT_HEAD, FORMAT_TAIL, Kind, image_prefix, instruction as at};
use lionagi_core::mutant;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};

use super::bound::{Bindings, bound};
use super::classes::{MessageCore, is_foreign};
use super::record::Body;
use super::{contents, yaml};
use crate::codec::{WriteContext, with_scratch, write_value};
use crate::ffi::objects;

/// Where the fields of a content are read from.
pub trait Source<'py> {
    /// The field at a place; None where nobody gave it.
    fn get(&self, py: Python<'py>, place: usize) -> PyResult<Option<Bound<'py, PyAny>>>;
}

/// The fields of a message, without keeping anything.
pub struct OfBody<'a> {
    pub bound: &'a Bindings,
    pub body: &'a Body,
}

impl<'py> Source<'py> for OfBody<'_> {
    #[inline]
    fn get(&self, py: Python<'py>, place: usize) -> PyResult<Option<Bound<'py, PyAny>>> {
        match self.body.object(py) {
            None => Ok(self.body.held(py, place)),
            Some(_) => self.body.field(py, self.bound, place).map(Some),
        }
    }
}

/// The fields of a content object of the bound class.
pub struct OfObject<'a, 'py> {
    pub bound: &'a Bindings,
    pub kind: Kind,
    pub object: &'a Bound<'py, PyAny>,
}

impl<'py> Source<'py> for OfObject<'_, 'py> {
    fn get(&self, _py: Python<'py>, place: usize) -> PyResult<Option<Bound<'py, PyAny>>> {
        match self.bound.own(self.kind, self.object) {
            Some(layout) => layout.read(self.object, place).map(Some),
            None => self.object.getattr(self.kind.fields()[place].name).map(Some),
        }
    }
}

/// The fields of a message of another backend.
pub struct OfTuple<'a, 'py>(pub &'a Bound<'py, PyTuple>);

impl<'py> Source<'py> for OfTuple<'_, 'py> {
    fn get(&self, _py: Python<'py>, place: usize) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.get_item(place).map(Some)
    }
}

/// What a conversation changes in an instruction as it is shown; the message stays as it is.
#[derive(Default)]
pub struct Changes<'a, 'py> {
    /// Text before the guidance.
    pub system: Option<Bound<'py, PyAny>>,
    /// Items after the context.
    pub context: &'a [Bound<'py, PyAny>],
    /// True where tools and response format are left out.
    pub is_past: bool,
}

/// `rendered` of the contract.
pub fn rendered<'py>(core: &Bound<'py, MessageCore>) -> PyResult<Bound<'py, PyAny>> {
    let py = core.py();
    let bound = bound(py)?;
    let body = &core.get().body;
    if is_foreign(bound, body, py) {
        let content = body.object(py).unwrap_or_else(|| py.None().into_bound(py));
        return content.getattr(intern!(py, "rendered"));
    }
    render(py, bound, body.kind(), &OfBody { bound, body })
}

/// What fields of a kind show.
pub fn render<'py>(
    py: Python<'py>,
    bound: &Bindings,
    kind: Kind,
    fields: &impl Source<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    match kind {
        Kind::Generic => Ok(py.None().into_bound(py)),
        Kind::System => system(py, bound, fields),
        Kind::Instruction => instruction(py, bound, fields, Changes::default()),
        Kind::AssistantResponse => Ok(match fields.get(py, 0)? {
            Some(text) => text,
            None => bound.default(py, kind.fields()[0].default),
        }),
        Kind::ActionRequest | Kind::ActionResponse => action(py, bound, kind, fields),
    }
}

fn system<'py>(py: Python<'py>, bound: &Bindings, fields: &impl Source<'py>) -> PyResult<Bound<'py, PyAny>> {
    let message = match fields.get(py, 0)? {
        Some(message) => message,
        None => bound.default(py, Kind::System.fields()[0].default),
    };
    match fields.get(py, 1)? {
        Some(time) if time.is_truthy()? => {
            let text = concat(py, &[intern!(py, "System Time: "), &time, intern!(py, "\n\n"), &message])?;
            Ok(text.into_any())
        }
        _ => Ok(message),
    }
}

/// The texts of these, one after the other.
pub fn concat<'py>(py: Python<'py>, pieces: &[&Bound<'py, PyAny>]) -> PyResult<Bound<'py, PyString>> {
    let mut texts = Vec::with_capacity(pieces.len());
    for piece in pieces {
        texts.push(piece.str()?);
    }
    // By Python's own means: a text may hold half of a surrogate pair.
    let joined = PyString::new(py, "").call_method1(intern!(py, "join"), (PyList::new(py, texts)?,))?;
    Ok(joined.cast_into()?)
}

fn action<'py>(
    py: Python<'py>,
    bound: &Bindings,
    kind: Kind,
    fields: &impl Source<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let mut shown = Vec::with_capacity(3);
    for (place, key) in ["Function", "Arguments", "Output"].into_iter().enumerate() {
        if (place < 2 || kind == Kind::ActionResponse)
            && let Some(value) = fields.get(py, place)?
        {
            shown.push((key, value));
        }
    }
    document(py, bound, &shown)
}

/// The YAML of these fields as a str.
fn document<'py>(
    py: Python<'py>,
    bound: &Bindings,
    shown: &[(&str, Bound<'py, PyAny>)],
) -> PyResult<Bound<'py, PyAny>> {
    let mut text = String::with_capacity(256);
    yaml::write_fields(&mut text, shown, Some(bound.plain.bind(py)))?;
    Ok(objects::new_text(py, &text).into_any())
}

/// An instruction as it is shown.
pub fn instruction<'py>(
    py: Python<'py>,
    bound: &Bindings,
    fields: &impl Source<'py>,
    changes: Changes<'_, 'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let text = match fields.get(py, at::PLAIN_CONTENT)? {
        Some(plain) if plain.is_truthy()? => match plain.cast_into_exact::<PyString>() {
            Ok(text) => text.into_any(),
            Err(other) => other.into_inner().str()?.into_any(),
        },
        _ => {
            let mut shown = Vec::with_capacity(6);
            add_sections(py, bound, fields, &changes, &mut shown)?;
            document(py, bound, &shown)?
        }
    };
    match fields.get(py, at::IMAGES)? {
        Some(images) if images.is_truthy()? => {
            let detail = fields.get(py, at::IMAGE_DETAIL)?;
            parts(text, &images, detail)
        }
        _ => Ok(text),
    }
}

fn add_sections<'py>(
    py: Python<'py>,
    bound: &Bindings,
    fields: &impl Source<'py>,
    changes: &Changes<'_, 'py>,
    shown: &mut Vec<(&'static str, Bound<'py, PyAny>)>,
) -> PyResult<()> {
    let guidance = fields.get(py, at::GUIDANCE)?;
    let guidance = match &changes.system {
        None => guidance,
        Some(system) => Some(guided(system, guidance)?),
    };
    shown.extend(guidance.map(|guidance| ("Guidance", guidance)));
    shown.extend(fields.get(py, at::INSTRUCTION)?.map(|instruction| ("Instruction", instruction)));
    let context = fields.get(py, at::PROMPT_CONTEXT)?;
    let context = if changes.context.is_empty() { context } else { Some(extended(py, context, changes.context)?) };
    shown.extend(context.map(|context| ("Context", context)));
    if changes.is_past {
        return Ok(());
    }
    shown.extend(fields.get(py, at::TOOL_SCHEMAS)?.map(|tools| ("Tools", tools)));
    let Some(format) = fields.get(py, at::RESPONSE_FORMAT)?.filter(|format| !format.is_none()) else {
        return Ok(());
    };
    let example = fields.get(py, at::SCHEMA_DICT)?.filter(|example| !example.is_none());
    let (schema, example) = if format.is_exact_instance_of::<PyDict>() {
        (format.clone(), example)
    } else {
        let Some(described) = contents::describe(bound, &format)? else { return Ok(()) };
        let example = match example {
            Some(example) => Some(example),
            None => Some(described.get_item(1)?).filter(|example| !example.is_none()),
        };
        (described.get_item(0)?, example)
    };
    shown.push(("ResponseSchema", schema));
    let example = example.unwrap_or(format);
    if example.is_truthy()? {
        shown.push(("ResponseFormat", format_text(bound, &example)?));
    }
    Ok(())
}

/// The words that ask for an answer like the example.
fn format_text<'py>(bound: &Bindings, example: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = example.py();
    let mut context = WriteContext::new(py, Some(bound.plain.bind(py).clone()), None)?;
    with_scratch(|out| {
        out.extend_from_slice(FORMAT_HEAD.as_bytes());
        write_value(example, out, &mut context)?;
        out.extend_from_slice(FORMAT_TAIL.as_bytes());
        // The writer writes UTF-8.
        Ok(objects::new_text(py, std::str::from_utf8(out).unwrap_or_default()).into_any())
    })
}

/// The text of the system before the guidance.
fn guided<'py>(system: &Bound<'py, PyAny>, guidance: Option<Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyAny>> {
    match guidance {
        Some(guidance) if guidance.is_truthy()? => concat(system.py(), &[system, &guidance]).map(Bound::into_any),
        _ => Ok(system.clone()),
    }
}

/// The context and what it has not yet.
fn extended<'py>(
    py: Python<'py>,
    context: Option<Bound<'py, PyAny>>,
    more: &[Bound<'py, PyAny>],
) -> PyResult<Bound<'py, PyAny>> {
    let context = match context {
        None => PyList::empty(py),
        Some(context) if context.is_none() => PyList::empty(py),
        Some(context) => match context.cast::<PyList>() {
            Ok(list) => list.get_slice(0, list.len()),
            Err(_) => PyList::new(py, [context])?,
        },
    };
    let all = context.get_slice(0, context.len());
    for item in more {
        if !mutant!("messages", 28, &context, &all).contains(item)? {
            all.append(item)?;
        }
    }
    Ok(all.into_any())
}

/// `[{"type": "text", ...}, {"type": "image_url", ...}, ...]`.
fn parts<'py>(
    text: Bound<'py, PyAny>,
    images: &Bound<'py, PyAny>,
    detail: Option<Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = text.py();
    let (kind, image_url) = (intern!(py, "type"), intern!(py, "image_url"));
    let shown = PyDict::new(py);
    shown.set_item(kind, intern!(py, "text"))?;
    shown.set_item(intern!(py, "text"), text)?;
    let parts = PyList::new(py, [shown])?;
    let images = match images.is_instance_of::<PyList>() || images.is_instance_of::<PyTuple>() {
        true => images.clone(),
        false => PyList::new(py, [images])?.into_any(),
    };
    let detail = detail.unwrap_or_else(|| py.None().into_bound(py));
    for image in images.try_iter()? {
        let image = image?;
        let prefix = match image.cast::<PyString>() {
            Ok(text) => image_prefix(objects::text(text).unwrap_or_default()),
            Err(_) => image_prefix(""),
        };
        let url = if prefix.is_empty() {
            image
        } else {
            concat(py, &[PyString::new(py, prefix).as_any(), &image])?.into_any()
        };
        let address = PyDict::new(py);
        address.set_item(intern!(py, "url"), url)?;
        address.set_item(intern!(py, "detail"), &detail)?;
        let part = PyDict::new(py);
        part.set_item(kind, image_url)?;
        part.set_item(image_url, address)?;
        parts.append(part)?;
    }
    Ok(parts.into_any())
}
