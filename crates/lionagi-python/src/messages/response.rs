//! The text in an answer of a provider, by the first key that it is known by.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};

use crate::errors;

/// `read_response` of the contract.
pub fn read<'py>(response: &Bound<'py, PyAny>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    let py = response.py();
    let items = if let Ok(list) = response.cast::<PyList>() {
        list.get_slice(0, list.len())
    } else if let Ok(tuple) = response.cast::<PyTuple>() {
        tuple.to_list()
    } else {
        PyList::new(py, [response])?
    };
    let mut texts = Vec::new();
    for item in items.iter() {
        if item.is_instance_of::<PyString>() {
            texts.push(item);
        } else if let Ok(answer) = item.cast::<PyDict>() {
            read_answer(answer, &mut texts)?;
        }
    }
    let text = match texts.as_slice() {
        [only] if only.is_exact_instance_of::<PyString>() => only.clone(),
        _ => intern!(py, "").call_method1(intern!(py, "join"), (PyList::new(py, texts)?,))?,
    };
    let kept = if items.len() == 1 { items.get_item(0)? } else { items.into_any() };
    Ok((text, kept))
}

type Texts<'py> = Vec<Bound<'py, PyAny>>;

fn read_answer<'py>(answer: &Bound<'py, PyDict>, texts: &mut Texts<'py>) -> PyResult<()> {
    let py = answer.py();
    if let Some(content) = answer.get_item(intern!(py, "content"))? {
        return read_parts(&content, "text", texts);
    }
    if let Some(choices) = answer.get_item(intern!(py, "choices"))? {
        return each(&choices, |choice| read_choice(choice, texts));
    }
    if let Some(output) = answer.get_item(intern!(py, "output"))? {
        return each(&output, |item| {
            if !is_of_type(item, "message")? {
                return Ok(());
            }
            match item.get_item(intern!(py, "content"))? {
                Some(content) => read_parts(&content, "output_text", texts),
                None => Ok(()),
            }
        });
    }
    if let Some(result) = answer.get_item(intern!(py, "result"))? {
        if !result.is_instance_of::<PyString>() {
            return Err(errors::build(py, "result_not_text", (result,)));
        }
        texts.push(result);
    }
    Ok(())
}

/// The dicts of a list, or the one dict.
fn each<'py>(value: &Bound<'py, PyAny>, mut read: impl FnMut(&Bound<'py, PyDict>) -> PyResult<()>) -> PyResult<()> {
    match value.cast::<PyList>() {
        Ok(list) => list.iter().try_for_each(|item| item.cast::<PyDict>().map_or(Ok(()), &mut read)),
        Err(_) => value.cast::<PyDict>().map_or(Ok(()), read),
    }
}

fn read_choice<'py>(choice: &Bound<'py, PyDict>, texts: &mut Texts<'py>) -> PyResult<()> {
    let py = choice.py();
    let message = match choice.get_item(intern!(py, "message"))? {
        Some(message) => Some(message),
        None => choice.get_item(intern!(py, "delta"))?,
    };
    if let Some(message) = message
        && let Ok(message) = message.cast::<PyDict>()
        && let Some(content) = message.get_item(intern!(py, "content"))?
        && content.is_instance_of::<PyString>()
    {
        texts.push(content);
    }
    Ok(())
}

/// Text, or a list of texts and of parts of this type.
fn read_parts<'py>(content: &Bound<'py, PyAny>, kind: &str, texts: &mut Texts<'py>) -> PyResult<()> {
    let py = content.py();
    if content.is_instance_of::<PyString>() {
        texts.push(content.clone());
        return Ok(());
    }
    let Ok(parts) = content.cast::<PyList>() else { return Ok(()) };
    for part in parts.iter() {
        if part.is_instance_of::<PyString>() {
            texts.push(part);
        } else if let Ok(part) = part.cast::<PyDict>()
            && is_of_type(part, kind)?
            && let Some(text) = part.get_item(intern!(py, "text"))?
            && text.is_instance_of::<PyString>()
        {
            texts.push(text);
        }
    }
    Ok(())
}

fn is_of_type(part: &Bound<'_, PyDict>, kind: &str) -> PyResult<bool> {
    match part.get_item(intern!(part.py(), "type"))? {
        Some(found) => found.eq(kind),
        None => Ok(false),
    }
}
