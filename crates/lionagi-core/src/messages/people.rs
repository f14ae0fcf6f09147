//! Roles and participants: what a text stands for.

use super::fields::Kind;
use crate::ids::{self, Id};
use crate::mutant;

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Role {
    /// Who sets the rules.
    System,
    /// Who asks.
    User,
    /// Who answers.
    Assistant,
    /// Nobody in particular.
    Unset,
    /// A tool.
    Action,
}

impl Role {
    /// All roles, in the order of the contract.
    pub const ALL: [Self; 5] = [Self::System, Self::User, Self::Assistant, Self::Unset, Self::Action];

    /// Its text.
    pub const fn text(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
            Self::Assistant => "assistant",
            Self::Unset => "unset",
            Self::Action => "action",
        }
    }

    /// The role of a text.
    #[inline]
    pub fn of(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.text() == text)
    }
}

/// Role, sender and recipient of a message that was given none.
pub const fn defaults(kind: Kind) -> [Role; 3] {
    match kind {
        Kind::Generic => [Role::Unset, Role::Unset, Role::Unset],
        Kind::System => [Role::System, Role::System, Role::Assistant],
        Kind::Instruction => [Role::User, Role::Unset, Role::Unset],
        Kind::AssistantResponse => [Role::Assistant, Role::Unset, Role::User],
        Kind::ActionRequest | Kind::ActionResponse => [Role::Action, Role::Unset, Role::Unset],
    }
}

/// A sender or recipient that a text names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Participant {
    /// One of the roles.
    Role(Role),
    /// Something with an id.
    Id(Id),
    /// A name that stands for itself.
    Name,
}

/// The least that spells an id: 32 digits.
const SHORTEST_ID: usize = 32;

/// What a text names.
#[inline]
pub fn participant(text: &str) -> Participant {
    if let Some(role) = Role::of(text) {
        return Participant::Role(role);
    }
    if text.len() < mutant!("messages", 21, SHORTEST_ID, SHORTEST_ID + 1) {
        return Participant::Name;
    }
    ids::parse(text.as_bytes()).map_or(Participant::Name, Participant::Id)
}

#[cfg(test)]
mod tests {
    use super::{Participant, Role, defaults, participant};
    use crate::messages::fields::Kind;

    #[test]
    fn roles_have_texts() {
        for role in Role::ALL {
            assert_eq!(Role::of(role.text()), Some(role));
        }
        assert_eq!(Role::of("System"), None);
        assert_eq!(Role::of(""), None);
    }

    #[test]
    fn a_text_names_a_role_an_id_or_itself() {
        assert_eq!(participant("user"), Participant::Role(Role::User));
        assert_eq!(participant("alice"), Participant::Name);
        assert_eq!(participant(""), Participant::Name);
        assert_eq!(participant("zzzzzzzz-zzzz-4zzz-8zzz-zzzzzzzzzzzz"), Participant::Name);
        let digits = "11111111111141118111111111111111";
        assert!(matches!(participant(digits), Participant::Id(_)));
        assert_eq!(participant("{11111111-1111-4111-8111-111111111111}"), participant(digits));
    }

    #[test]
    fn every_kind_has_its_defaults() {
        assert_eq!(defaults(Kind::System), [Role::System, Role::System, Role::Assistant]);
        assert_eq!(defaults(Kind::AssistantResponse)[2], Role::User);
        assert_eq!(defaults(Kind::ActionResponse)[0], Role::Action);
    }
}
