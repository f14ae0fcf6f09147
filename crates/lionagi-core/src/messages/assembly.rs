//! A conversation as a request: which messages are sent, joined and left out. Knows kinds and places, no content.

use super::fields::Kind;
use crate::mutant;

/// What is sent, in order.
#[derive(Debug, Default, PartialEq)]
pub struct Plan {
    /// The turns of the history.
    pub turns: Vec<Turn>,
    /// Places of the tools' answers that belong to the instruction that closes the request.
    pub closing: Vec<usize>,
}

/// One message of a request.
#[derive(Debug, PartialEq)]
pub enum Turn {
    /// An instruction, and the places of the tools' answers that are added to its context.
    Instruction {
        /// Its place in the history.
        at: usize,
        /// Places of the answers.
        answers: Vec<usize>,
    },
    /// Answers of the model that follow each other: one message.
    Response {
        /// Their places.
        at: Vec<usize>,
    },
}

/// Plans a request of a history: only answers that come before an instruction are told to the model, in its context;
/// calls of tools and rules of the system are not; of instructions in a row the first counts.
pub fn plan(history: impl IntoIterator<Item = Kind>) -> Plan {
    let mut plan = Plan::default();
    for (at, kind) in history.into_iter().enumerate() {
        match kind {
            Kind::ActionResponse => plan.closing.push(at),
            Kind::AssistantResponse => match plan.turns.last_mut() {
                Some(Turn::Response { at: run }) => run.push(at),
                _ => plan.turns.push(Turn::Response { at: vec![at] }),
            },
            Kind::Instruction => {
                // Also where the instruction is dropped: its answers go with it.
                let answers = std::mem::take(&mut plan.closing);
                let follows_one = matches!(plan.turns.last(), Some(Turn::Instruction { .. }));
                if !mutant!("messages", 25, follows_one, follows_one && answers.is_empty()) {
                    plan.turns.push(Turn::Instruction { at, answers });
                }
            }
            Kind::Generic | Kind::System | Kind::ActionRequest => {}
        }
    }
    plan
}

/// Whether a request may begin so, where the system has something to say before the first instruction.
pub fn begins_well(plan: &Plan) -> bool {
    !matches!(plan.turns.first(), Some(Turn::Response { .. }))
}

#[cfg(test)]
mod tests {
    use super::{Plan, Turn, begins_well, plan};
    use crate::messages::fields::Kind::{
        self, ActionRequest, ActionResponse, AssistantResponse, Generic, Instruction, System,
    };

    fn turns(history: &[Kind]) -> Plan {
        plan(history.iter().copied())
    }

    #[test]
    fn answers_of_tools_go_to_the_next_instruction() {
        let planned =
            turns(&[ActionResponse, ActionRequest, ActionResponse, Instruction, AssistantResponse, ActionResponse]);

        assert_eq!(
            planned,
            Plan {
                turns: vec![Turn::Instruction { at: 3, answers: vec![0, 2] }, Turn::Response { at: vec![4] }],
                closing: vec![5],
            }
        );
    }

    #[test]
    fn responses_are_joined_and_later_instructions_dropped_with_their_answers() {
        let planned = turns(&[
            Instruction,
            ActionResponse,
            Instruction,
            AssistantResponse,
            System,
            Generic,
            AssistantResponse,
            Instruction,
        ]);

        assert_eq!(
            planned.turns,
            [
                Turn::Instruction { at: 0, answers: vec![] },
                Turn::Response { at: vec![3, 6] },
                Turn::Instruction { at: 7, answers: vec![] },
            ]
        );
        assert!(planned.closing.is_empty());
    }

    #[test]
    fn a_request_does_not_begin_with_a_response() {
        assert!(begins_well(&turns(&[])));
        assert!(begins_well(&turns(&[System, Instruction, AssistantResponse])));
        assert!(!begins_well(&turns(&[System, AssistantResponse, Instruction])));
    }
}
