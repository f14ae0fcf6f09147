//! What a message shows to a model: text, or parts where there are images.

use lionagi_core::messages::fields::{Kind, image_prefix, instruction as at};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};

use super::bound::{Bindings, bound};
use super::classes::{MessageCore, is_foreign};
use super::record::Body;
use super::{contents, yaml};
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
pub struct OfTuple<'a, 'py>(pub &'a Bound<'py, pyo3::types::PyTuple>);

impl<'py> Source<'py> for OfTuple<'_, 'py> {
    fn get(&self, _py: Python<'py>, place: usize) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.get_item(place).map(Some)
    }
}

/// What a conversation changes in an instruction as it is shown; the message stays as it is.
#[derive(Default)]
pub struct Changes<'a, 'py> {
    /// Text before the guidance.
    pub system: Option<Bound<'py, PyString>>,
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
            let text = format!("System Time: {}\n\n{}", time.str()?.to_str()?, message.str()?.to_str()?);
            Ok(objects::new_text(py, &text).into_any())
        }
        _ => Ok(message),
    }
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
        Some(plain) if plain.is_truthy()? => plain,
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
    let schema = if format.is_instance_of::<PyDict>() {
        Some(format)
    } else {
        contents::describe(bound, &format)?.map(|described| described.get_item(0)).transpose()?
    };
    shown.extend(schema.map(|schema| ("ResponseSchema", schema)));
    let _ = example;
    Ok(())
}

/// The text of the system before the guidance.
fn guided<'py>(system: &Bound<'py, PyString>, guidance: Option<Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyAny>> {
    match guidance {
        Some(guidance) if guidance.is_truthy()? => system.as_any().add(guidance),
        _ => Ok(system.clone().into_any()),
    }
}

fn extended<'py>(
    py: Python<'py>,
    context: Option<Bound<'py, PyAny>>,
    more: &[Bound<'py, PyAny>],
) -> PyResult<Bound<'py, PyAny>> {
    let all = PyList::empty(py);
    if let Some(context) = context.filter(|context| !context.is_none()) {
        for item in context.try_iter()? {
            all.append(item?)?;
        }
    }
    for item in more {
        all.append(item)?;
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
    for image in images.try_iter()? {
        let image = image?;
        let url = match image.cast::<PyString>().ok().and_then(|text| objects::text(text)).map(image_prefix) {
            Some("") => image,
            Some(prefix) => PyString::new(py, prefix).as_any().add(image)?,
            None => image,
        };
        let address = PyDict::new(py);
        address.set_item(intern!(py, "url"), url)?;
        address.set_item(intern!(py, "detail"), detail.as_ref())?;
        let part = PyDict::new(py);
        part.set_item(kind, image_url)?;
        part.set_item(image_url, address)?;
        parts.append(part)?;
    }
    Ok(parts.into_any())
}
