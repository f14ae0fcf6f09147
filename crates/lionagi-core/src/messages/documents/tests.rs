#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail by panicking")]

use super::{Document, Kind, Person, Role, Value, at, read, split};
use crate::codec::json_read::{Cursor, ReadError};

fn read_text(text: &str) -> Result<Option<Document<'_>>, ReadError> {
    let kind_of = |name: &str| match name {
        "I" => Some(Kind::Instruction),
        "S" => Some(Kind::System),
        "A" => Some(Kind::AssistantResponse),
        "Q" => Some(Kind::ActionRequest),
        "R" => Some(Kind::ActionResponse),
        _ => None,
    };
    let mut cursor = Cursor::new(text.as_bytes());
    let document = read(&mut cursor, &kind_of)?;
    cursor.finish()?;
    Ok(document)
}

fn document(class: &str, content: &str) -> String {
    format!(
        r#"{{"id":"11111111-1111-4111-8111-111111111111","created_at":1.5,"metadata":{{"lion_class":"{class}"}},"content":{content},"embedding":null,"role":"user","sender":"alice","recipient":"unset"}}"#
    )
}

fn instruction(changes: &[(&str, &str)]) -> String {
    let fields: Vec<String> = Kind::Instruction
        .fields()
        .iter()
        .map(|field| {
            let given = changes.iter().find(|(name, _)| *name == field.name);
            format!("\"{}\":{}", field.name, given.map_or("null", |(_, value)| value))
        })
        .collect();
    document("I", &format!("{{{}}}", fields.join(",")))
}

#[test]
fn a_message_is_read() {
    let text = document("A", r#"{"assistant_response":"a\nb"}"#);
    let read = read_text(&text).unwrap().unwrap();

    assert_eq!(read.kind, Kind::AssistantResponse);
    assert_eq!(read.fields[0], Value::Text("a\nb".into()));
    assert_eq!(read.role, Role::User);
    assert_eq!(read.sender, Person::Name("alice".into()));
    assert_eq!(read.recipient, Person::Role(Role::Unset));
    assert_eq!(read.created_at, 1.5);
    assert!(read.metadata.is_empty());
}

#[test]
fn a_content_gets_its_normal_form() {
    let text = instruction(&[
        ("instruction", "\"\""),
        ("guidance", "0.0"),
        ("prompt_context", "{\"a\":1}"),
        ("tool_schemas", "[ ]"),
        ("response_format", "{\"x\":1}"),
        ("_schema_dict", "{\"x\":2}"),
        ("images", "[\"u\"]"),
    ]);
    let fields = read_text(&text).unwrap().unwrap().fields;

    assert_eq!(fields[at::INSTRUCTION], Value::Default);
    assert_eq!(fields[at::GUIDANCE], Value::Default);
    assert_eq!(fields[at::PROMPT_CONTEXT], Value::ListOf(b"{\"a\":1}"));
    assert_eq!(fields[at::TOOL_SCHEMAS], Value::Default);
    assert_eq!(fields[at::SCHEMA_DICT], Value::Other(b"{\"x\":2}"));
    assert_eq!(fields[at::IMAGES], Value::Other(b"[\"u\"]"));
    assert_eq!(fields[at::IMAGE_DETAIL], Value::Default);
}

#[test]
fn what_no_message_writes_is_for_others() {
    let good = document("A", r#"{"assistant_response":"x"}"#);
    assert!(read_text(&good).unwrap().is_some());
    for bad in [
        good.replace("\"A\"", "\"Z\""),
        good.replace("\"role\":\"user\"", "\"role\":\"boss\""),
        good.replace("1.5", "\"1.5\""),
        good.replace("\"alice\"", "5"),
        good.replace("\"embedding\":null,", ""),
        good.replace("\"embedding\":null", "\"embedding\":[\"x\"]"),
        good.replace("\"assistant_response\":\"x\"", "\"assistant_response\":\"x\",\"more\":1"),
        good.replace("{\"assistant_response\":\"x\"}", "{}"),
        good.replace("11111111-", "zzzzzzzz-"),
        document("S", r#"{"system_message":"m","system_datetime":true}"#),
        document("Q", r#"{"function":1,"arguments":{},"action_response_id":null}"#),
        document("Q", r#"{"function":"f","arguments":"{}","action_response_id":null}"#),
        document("R", r#"{"function":"f","arguments":{},"output":1,"action_request_id":5}"#),
        instruction(&[("response_format", "\"text\"")]),
        instruction(&[("response_format", "{\"a\":1}")]),
        good.replace("{\"lion_class\":\"A\"}", "[1]"),
        good.replace("{\"lion_class\":\"A\"}", "{}"),
        "[1]".to_string(),
    ] {
        assert_eq!(read_text(&bad), Ok(None), "{bad}");
    }
}

#[test]
fn what_is_no_json_is_an_error() {
    let good = document("A", r#"{"assistant_response":"x"}"#);
    for bad in [&good[..good.len() - 1], &good.replace("1.5", "01"), "", "{\"id\":}"] {
        assert!(read_text(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_batch_is_an_array_or_lines() {
    let whole = |text: &'static str| {
        split(text.as_bytes())
            .map(|pieces| pieces.into_iter().map(|piece| std::str::from_utf8(piece).unwrap()).collect::<Vec<_>>())
    };

    assert_eq!(whole(r#" [{"a":"],\""},[1,2],3] "#), Some(vec![r#"{"a":"],\""}"#, "[1,2]", "3"]));
    assert_eq!(whole("[ ]"), Some(vec![]));
    assert_eq!(whole("{}\n\n {} \n"), Some(vec!["{}", " {} "]));
    for unbalanced in ["[", "[}]", "[{]", "[1] 2", "[\"\\"] {
        assert_eq!(whole(unbalanced).filter(|pieces| pieces.len() != 1), None, "{unbalanced}");
    }
}
