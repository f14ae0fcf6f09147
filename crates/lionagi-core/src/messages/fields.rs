//! Kinds of messages and the fields of their contents: order, names in documents, what a field is that nobody gave.

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// Content of any class.
    Generic,
    /// What the model is told about itself.
    System,
    /// What the user asks.
    Instruction,
    /// What the model answered.
    AssistantResponse,
    /// A call of a tool.
    ActionRequest,
    /// What the tool answered.
    ActionResponse,
}

impl Kind {
    /// All kinds, each at the place of its number.
    pub const ALL: [Self; 6] = [
        Self::Generic,
        Self::System,
        Self::Instruction,
        Self::AssistantResponse,
        Self::ActionRequest,
        Self::ActionResponse,
    ];

    /// The kind of a number of the contract.
    pub fn from_number(number: usize) -> Option<Self> {
        Self::ALL.get(number).copied()
    }

    /// The fields of its content, in the order of their dict form.
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Self::Generic => &[],
            Self::System => &SYSTEM,
            Self::Instruction => &INSTRUCTION,
            Self::AssistantResponse => &ASSISTANT_RESPONSE,
            Self::ActionRequest => &ACTION_REQUEST,
            Self::ActionResponse => &ACTION_RESPONSE,
        }
    }

    /// The JSON of all fields but the first where nobody gave them, with the comma before.
    pub const fn rest_unset(self) -> &'static str {
        match self {
            Self::Generic => "",
            Self::System => SYSTEM_REST,
            Self::Instruction => INSTRUCTION_REST,
            Self::AssistantResponse => ASSISTANT_RESPONSE_REST,
            Self::ActionRequest => ACTION_REQUEST_REST,
            Self::ActionResponse => ACTION_RESPONSE_REST,
        }
    }

    /// What a constructor of this kind takes beside the fields of every message.
    pub const fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Generic => &[],
            Self::System => &["system_message", "system_datetime"],
            Self::Instruction => &[
                "instruction",
                "guidance",
                "prompt_context",
                "context",
                "plain_content",
                "tool_schemas",
                "response_format",
                "request_model",
                "images",
                "image_detail",
                "handle_context",
            ],
            Self::AssistantResponse => &["assistant_response"],
            Self::ActionRequest => &["function", "arguments", "action_response_id"],
            Self::ActionResponse => &["function", "arguments", "output", "action_request_id"],
        }
    }
}

/// A field of a content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name: the attribute and the key.
    pub name: &'static str,
    /// The key in quotes, with what stands around it.
    pub lead: &'static str,
    /// What it is where nobody gave it.
    pub default: Default,
}

/// What a field is that nobody gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Default {
    /// Nothing.
    Null,
    /// A new empty list.
    List,
    /// A new empty map.
    Map,
    /// The empty text.
    EmptyText,
    /// `DEFAULT_SYSTEM_MESSAGE`.
    SystemMessage,
}

/// What a system message says that was told nothing.
pub const DEFAULT_SYSTEM_MESSAGE: &str = "You are a helpful AI assistant. Let's think step by step.";

/// The JSON of a field that nobody gave.
pub fn write_default(default: Default, out: &mut Vec<u8>) {
    match default {
        Default::Null => out.extend_from_slice(b"null"),
        Default::List => out.extend_from_slice(b"[]"),
        Default::Map => out.extend_from_slice(b"{}"),
        Default::EmptyText => out.extend_from_slice(b"\"\""),
        Default::SystemMessage => crate::codec::json_write::write_text(DEFAULT_SYSTEM_MESSAGE, out),
    }
}

macro_rules! fields {
    ($fields:ident, $rest:ident, $count:literal: $first:literal $default:ident $(, $name:literal $other:ident)* $(,)?) => {
        const $fields: [Field; $count] = [
            Field { name: $first, lead: concat!("\"", $first, "\":"), default: Default::$default },
            $(Field { name: $name, lead: concat!(",\"", $name, "\":"), default: Default::$other },)*
        ];
        const $rest: &str = concat!("", $(",\"", $name, "\":", fields!(json $other),)*);
    };
    (json Null) => { "null" };
    (json List) => { "[]" };
    (json Map) => { "{}" };
}

/// Places of the fields of an instruction.
pub mod instruction {
    /// What is to be done.
    pub const INSTRUCTION: usize = 0;
    /// How.
    pub const GUIDANCE: usize = 1;
    /// What is known.
    pub const PROMPT_CONTEXT: usize = 2;
    /// Text that replaces the whole document.
    pub const PLAIN_CONTENT: usize = 3;
    /// Tools the model may call.
    pub const TOOL_SCHEMAS: usize = 4;
    /// The form of the answer.
    pub const RESPONSE_FORMAT: usize = 5;
    /// An example of the answer.
    pub const SCHEMA_DICT: usize = 6;
    /// The model class of the answer.
    pub const MODEL_CLASS: usize = 7;
    /// Images.
    pub const IMAGES: usize = 8;
    /// How closely to look at them.
    pub const IMAGE_DETAIL: usize = 9;
}

/// The largest number of fields that a content has.
pub const MOST_FIELDS: usize = INSTRUCTION.len();

fields!(SYSTEM, SYSTEM_REST, 2: "system_message" SystemMessage, "system_datetime" Null);
fields!(INSTRUCTION, INSTRUCTION_REST, 10:
    "instruction" Null,
    "guidance" Null,
    "prompt_context" List,
    "plain_content" Null,
    "tool_schemas" List,
    "response_format" Null,
    "_schema_dict" Null,
    "_model_class" Null,
    "images" List,
    "image_detail" Null,
);
fields!(ASSISTANT_RESPONSE, ASSISTANT_RESPONSE_REST, 1: "assistant_response" EmptyText);
fields!(ACTION_REQUEST, ACTION_REQUEST_REST, 3: "function" EmptyText, "arguments" Map, "action_response_id" Null);
fields!(ACTION_RESPONSE, ACTION_RESPONSE_REST, 4:
    "function" EmptyText, "arguments" Map, "output" Null, "action_request_id" Null);

/// Where an image is found: links and data stay as they are, everything else is the base64 of a JPEG.
pub fn image_prefix(image: &str) -> &'static str {
    use crate::mutant;

    let is_address = ["http://", "https://", "data:"].iter().any(|scheme| image.starts_with(scheme));
    if mutant!("messages", 20, is_address, is_address && !image.starts_with("http:")) { "" } else { JPEG }
}

const JPEG: &str = "data:image/jpeg;base64,";

/// What stands before the example of an answer.
pub const FORMAT_HEAD: &str =
    "MUST RETURN JSON-PARSEABLE RESPONSE in one fenced block, of exactly this shape: \n```json\n";
/// What stands after it.
pub const FORMAT_TAIL: &str = "\n``` and nothing after it.";

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::{Default, Kind, MOST_FIELDS, image_prefix, instruction, write_default};

    #[test]
    fn kinds_have_the_numbers_of_the_contract() {
        for (number, kind) in Kind::ALL.into_iter().enumerate() {
            assert_eq!(Kind::from_number(number), Some(kind));
            assert_eq!(kind as usize, number);
            assert!(kind.fields().len() <= MOST_FIELDS);
        }
        assert_eq!(Kind::from_number(6), None);
    }

    #[test]
    fn leads_are_keys_in_a_map() {
        for kind in Kind::ALL {
            for (place, field) in kind.fields().iter().enumerate() {
                let comma = if place == 0 { "" } else { "," };
                assert_eq!(field.lead, format!("{comma}\"{}\":", field.name));
            }
        }
    }

    #[test]
    fn the_rest_is_what_its_fields_are_one_by_one() {
        for kind in Kind::ALL {
            let mut rest = Vec::new();
            for field in kind.fields().iter().skip(1) {
                rest.extend_from_slice(field.lead.as_bytes());
                write_default(field.default, &mut rest);
            }
            assert_eq!(kind.rest_unset().as_bytes(), rest);
        }
    }

    #[test]
    fn places_of_an_instruction_are_where_the_names_are() {
        let fields = Kind::Instruction.fields();

        assert_eq!(fields[instruction::PROMPT_CONTEXT].name, "prompt_context");
        assert_eq!(fields[instruction::PROMPT_CONTEXT].default, Default::List);
        assert_eq!(fields[instruction::SCHEMA_DICT].name, "_schema_dict");
        assert_eq!(fields[instruction::IMAGE_DETAIL].name, "image_detail");
    }

    #[test]
    fn only_what_is_no_address_gets_a_prefix() {
        for address in ["http://x", "https://x", "data:image/png;base64,x"] {
            assert_eq!(image_prefix(address), "");
        }
        assert_eq!(image_prefix("QUJD"), "data:image/jpeg;base64,");
        assert_eq!(image_prefix("HTTP://x"), "data:image/jpeg;base64,");
    }
}
