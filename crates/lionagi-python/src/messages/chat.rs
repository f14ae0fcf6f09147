//! Messages as a model's interface takes them, one by one and as whole conversations.

use lionagi_core::messages::assembly::{self, Turn};
use lionagi_core::messages::fields::{Kind, instruction as at};
use pyo3::exceptions::{PyException, PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple, PyType};

use super::bound::{Bindings, bound};
use super::classes::{MessageCore, is_foreign, read_kind, role_text};
use super::render::{self, Changes, OfBody, OfTuple, Source};
use crate::errors;
use crate::ffi::attach;

/// `chat_message` of the contract.
pub fn chat_message<'py>(core: &Bound<'py, MessageCore>) -> PyResult<Option<Bound<'py, PyDict>>> {
    let py = core.py();
    let bound = bound(py)?;
    let content = match render::rendered(core) {
        Ok(content) => content,
        Err(error) if is_foreign(bound, &core.get().body, py) && error.is_instance_of::<PyException>(py) => {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let role = core.get().role.get(py).unwrap_or_else(|| py.None().into_bound(py));
    spoken(bound, &role, &content).map(Some)
}

/// `{"role": text, "content": content}`.
fn spoken<'py>(
    bound: &Bindings,
    role: &Bound<'py, PyAny>,
    content: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyDict>> {
    let py = content.py();
    let said = PyDict::new(py);
    said.set_item(intern!(py, "role"), role_text(bound, role)?)?;
    said.set_item(intern!(py, "content"), content)?;
    Ok(said)
}

/// Which classes print themselves as their core does; the answer for the class met last is kept.
#[derive(Default)]
pub struct OwnPaths<'py>(Option<(Bound<'py, PyType>, bool)>);

impl<'py> OwnPaths<'py> {
    /// True where the class's own path is its `__lion_record__`.
    pub fn has(&mut self, message: &Bound<'py, PyAny>) -> PyResult<bool> {
        let py = message.py();
        let class = message.get_type();
        if let Some((known, has)) = &self.0
            && known.is(&class)
        {
            return Ok(*has);
        }
        let has = class.getattr(intern!(py, "__lion_record__"))?.eq(class.getattr(intern!(py, "__lion_class__"))?)?;
        self.0 = Some((class, has));
        Ok(has)
    }
}

/// The core of a message, of either backend.
pub enum Core<'py> {
    Ours(Bound<'py, MessageCore>),
    Other(Bound<'py, PyAny>),
}

impl<'py> Core<'py> {
    /// The core that a slot leads to.
    #[inline]
    pub fn of(slot: &Bound<'py, PyAny>, shell: &Bound<'py, PyAny>) -> PyResult<Self> {
        Ok(match attach::get(slot, shell)?.cast_into_exact::<MessageCore>() {
            Ok(core) => Self::Ours(core),
            Err(error) => Self::Other(error.into_inner()),
        })
    }

    fn kind(&self, py: Python<'py>) -> PyResult<Kind> {
        match self {
            Self::Ours(core) => Ok(core.get().body.kind()),
            Self::Other(core) => read_kind(&core.getattr(intern!(py, "kind"))?),
        }
    }

    fn role(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Self::Ours(core) => Ok(core.get().role.get(py).unwrap_or_else(|| py.None().into_bound(py))),
            Self::Other(core) => core.getattr(intern!(py, "role")),
        }
    }

    fn rendered(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Self::Ours(core) => render::rendered(core),
            Self::Other(core) => core.call_method0(intern!(py, "rendered")),
        }
    }

    fn chat_message(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        match self {
            Self::Ours(core) => Ok(chat_message(core)?.map(Bound::into_any)),
            Self::Other(core) => {
                let said = core.call_method0(intern!(py, "chat_message"))?;
                Ok((!said.is_none()).then_some(said))
            }
        }
    }
}

/// `chat_messages` of the contract.
pub fn chat_messages<'py>(slot: &Bound<'py, PyAny>, messages: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
    let py = messages.py();
    let mut paths = OwnPaths::default();
    let found = PyList::empty(py);
    for (at, message) in messages.try_iter()?.enumerate() {
        let message = message?;
        let shown = if paths.has(&message)? {
            Core::of(slot, &message).and_then(|core| core.chat_message(py))
        } else {
            message.getattr(intern!(py, "chat_msg")).map(|shown| (!shown.is_none()).then_some(shown))
        };
        if let Some(shown) = shown.map_err(|error| placed(py, error, at as isize))? {
            found.append(shown)?;
        }
    }
    Ok(found)
}

/// The same error with the place of the message; other errors than those of rendering leave as they are.
fn placed(py: Python<'_>, error: PyErr, at: isize) -> PyErr {
    if !error.is_instance_of::<PyTypeError>(py) && !error.is_instance_of::<PyValueError>(py) {
        return error;
    }
    let worded = errors::build(py, "message_not_rendered", (error.value(py), at));
    worded.set_cause(py, Some(error));
    worded
}

// --- requests --------------------------------------------------------------------------------------------------------

/// One message of a conversation.
struct Spoken<'py> {
    message: Bound<'py, PyAny>,
    core: Core<'py>,
    kind: Kind,
}

impl<'py> Spoken<'py> {
    fn of(slot: &Bound<'py, PyAny>, message: Bound<'py, PyAny>) -> PyResult<Self> {
        let core = Core::of(slot, &message)?;
        let kind = core.kind(message.py())?;
        Ok(Self { message, core, kind })
    }

    fn shown(&self, paths: &mut OwnPaths<'py>, at: isize) -> PyResult<Bound<'py, PyAny>> {
        let py = self.message.py();
        let shown = if paths.has(&self.message)? {
            self.core.rendered(py)
        } else {
            self.message.getattr(intern!(py, "rendered"))
        };
        shown.map_err(|error| placed(py, error, at))
    }

    /// The answer of a tool as an item of a context.
    fn as_context(&self, bound: &Bindings) -> PyResult<Bound<'py, PyAny>> {
        let py = self.message.py();
        let item = PyDict::new(py);
        let names = [intern!(py, "function"), intern!(py, "arguments"), intern!(py, "output")];
        for (place, name) in names.into_iter().enumerate() {
            let value = match &self.core {
                Core::Ours(core) if !is_foreign(bound, &core.get().body, py) => {
                    crate::ffi::gc::track(core); // its containers are handed out
                    core.get().body.field(py, bound, place)?
                }
                Core::Ours(core) => core.get().body.content(py, bound)?.getattr(name)?,
                Core::Other(core) => {
                    let fields = core.call_method0(intern!(py, "fields"))?;
                    match fields.is_none() {
                        true => self.message.getattr(intern!(py, "content"))?.getattr(name)?,
                        false => fields.get_item(place)?,
                    }
                }
            };
            item.set_item(name, value)?;
        }
        Ok(item.into_any())
    }
}

/// `request_messages` of the contract.
pub fn request_messages<'py>(
    slot: &Bound<'py, PyAny>,
    history: &Bound<'py, PyAny>,
    closing: &Bound<'py, PyAny>,
    system: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyList>> {
    let py = closing.py();
    let bound = bound(py)?;
    let mut spoken = Vec::with_capacity(history.len().unwrap_or_default());
    for message in history.try_iter()? {
        spoken.push(Spoken::of(slot, message?)?);
    }
    let mut request = Request { py, bound, paths: OwnPaths::default(), texts: Vec::new(), answers: Vec::new() };
    request.read(&spoken)?;
    let plan = assembly::plan(spoken.iter().map(|spoken| spoken.kind));
    let closing = Spoken::of(slot, closing.clone())?;
    let mut system = match system {
        None => None,
        Some(_) if !assembly::begins_well(&plan) => return Err(errors::build(py, "history_begins_wrong", ())),
        Some(system) => Some(Spoken::of(slot, system.clone())?.shown(&mut request.paths, -1)?),
    };
    let messages = PyList::empty(py);
    for turn in &plan.turns {
        let shown = match turn {
            Turn::Response { at } => request.response(&spoken, at)?,
            Turn::Instruction { at, answers } => {
                request.instruction(&spoken[*at], *at, answers, system.take(), true)?
            }
        };
        if let Some(shown) = shown {
            messages.append(shown)?;
        }
    }
    if let Some(shown) = request.instruction(&closing, spoken.len(), &plan.closing, system.take(), false)? {
        messages.append(shown)?;
    }
    Ok(messages)
}

/// What is read of a history before anything is written.
struct Request<'a, 'py> {
    py: Python<'py>,
    bound: &'a Bindings,
    paths: OwnPaths<'py>,
    /// Texts of the model's answers with their places, in order.
    texts: Vec<(usize, Bound<'py, PyAny>)>,
    /// Tools' answers with their places, in order.
    answers: Vec<(usize, Bound<'py, PyAny>)>,
}

impl<'py> Request<'_, 'py> {
    fn read(&mut self, history: &[Spoken<'py>]) -> PyResult<()> {
        for (at, spoken) in history.iter().enumerate() {
            match spoken.kind {
                Kind::ActionResponse => self.answers.push((at, spoken.as_context(self.bound)?)),
                Kind::AssistantResponse => {
                    let text = spoken.shown(&mut self.paths, at as isize)?;
                    self.texts.push((at, text));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn response(&self, history: &[Spoken<'py>], places: &[usize]) -> PyResult<Option<Bound<'py, PyAny>>> {
        let py = self.py;
        let texts: Vec<_> = pick(&self.texts, places);
        let Some(&first) = places.first() else { return Ok(None) };
        let content = match texts.as_slice() {
            [only] => only.clone(),
            _ => {
                let texts = texts.iter().map(|text| text.str()).collect::<PyResult<Vec<_>>>()?;
                intern!(py, "\n\n").call_method1(intern!(py, "join"), (PyList::new(py, texts)?,))?
            }
        };
        spoken(self.bound, &history[first].core.role(py)?, &content).map(|said| Some(said.into_any()))
    }

    fn instruction(
        &mut self,
        turn: &Spoken<'py>,
        at: usize,
        answers: &[usize],
        system: Option<Bound<'py, PyAny>>,
        is_past: bool,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let (py, bound) = (self.py, self.bound);
        let context = pick(&self.answers, answers);
        let changes = Changes { system, context: &context, is_past };
        let content = match &turn.core {
            Core::Ours(core) => {
                let body = &core.get().body;
                match is_foreign(bound, body, py) {
                    true => None,
                    false => changed(py, bound, &OfBody { bound, body }, changes, at)?,
                }
            }
            Core::Other(core) => {
                let fields = core.call_method0(intern!(py, "fields"))?;
                match fields.is_none() {
                    true => None,
                    false => changed(py, bound, &OfTuple(fields.cast::<PyTuple>()?), changes, at)?,
                }
            }
        };
        let content = match content {
            Some(content) => content,
            None if self.paths.has(&turn.message)? => turn.shown(&mut self.paths, at as isize)?,
            None => {
                let shown = turn.message.getattr(intern!(py, "chat_msg"))?;
                return Ok((!shown.is_none()).then_some(shown));
            }
        };
        spoken(bound, &turn.core.role(py)?, &content).map(|said| Some(said.into_any()))
    }
}

/// What an instruction shows where something in it is changed; None where nothing is.
fn changed<'py>(
    py: Python<'py>,
    bound: &Bindings,
    fields: &impl Source<'py>,
    changes: Changes<'_, 'py>,
    at: usize,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let is_cut = changes.is_past && {
        let tools = fields.get(py, at::TOOL_SCHEMAS)?.map_or(Ok(false), |tools| tools.is_truthy())?;
        tools || fields.get(py, at::RESPONSE_FORMAT)?.is_some_and(|format| !format.is_none())
    };
    if changes.system.is_none() && changes.context.is_empty() && !is_cut {
        return Ok(None);
    }
    match render::instruction(py, bound, fields, changes) {
        Ok(content) => Ok(Some(content)),
        Err(error) => Err(placed(py, error, at as isize)),
    }
}

/// The values at these places, which are in order in both.
fn pick<'py>(values: &[(usize, Bound<'py, PyAny>)], places: &[usize]) -> Vec<Bound<'py, PyAny>> {
    let mut values = values.iter();
    places.iter().filter_map(|place| values.find(|(at, _)| at == place).map(|(_, value)| value.clone())).collect()
}
