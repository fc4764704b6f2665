//! What visitors propose: a café that is missing, a correction, a café or roaster that has closed. Nothing of it is shown before an operator accepted it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

use super::places::Offered;
use super::profiles::PlaceKind;
use crate::geo::Position;
use crate::slug::Slug;

/// Names of the practical facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PracticalFact {
    Wifi,
    Power,
    Laptop,
    Dogs,
    StepFree,
    Outdoor,
    PlantMilk,
    Takeaway,
    Cards,
    Cash,
}

impl PracticalFact {
    pub const ALL: [Self; 10] = [Self::Wifi, Self::Power, Self::Laptop, Self::Dogs, Self::StepFree, Self::Outdoor, Self::PlantMilk, Self::Takeaway, Self::Cards, Self::Cash];

    /// As wire and database write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wifi => "wifi",
            Self::Power => "power",
            Self::Laptop => "laptop",
            Self::Dogs => "dogs",
            Self::StepFree => "step_free",
            Self::Outdoor => "outdoor",
            Self::PlantMilk => "plant_milk",
            Self::Takeaway => "takeaway",
            Self::Cards => "cards",
            Self::Cash => "cash",
        }
    }
}

/// Facts by their names, as descriptions have them; in memory they are a map.
#[cfg(feature = "openapi")]
#[derive(Clone, Debug, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NamedFacts {
    pub wifi: Option<Offered>,
    pub power: Option<Offered>,
    pub laptop: Option<Offered>,
    pub dogs: Option<Offered>,
    pub step_free: Option<Offered>,
    pub outdoor: Option<Offered>,
    pub plant_milk: Option<Offered>,
    pub takeaway: Option<Offered>,
    pub cards: Option<Offered>,
    pub cash: Option<Offered>,
}

/// Named facts, each once. Programs that are made from the description write `null` for what they leave out.
fn named_facts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<PracticalFact, Offered>, D::Error> {
    #[derive(Default)]
    struct Facts(BTreeMap<PracticalFact, Option<Offered>>);

    impl<'de> Visitor<'de> for Facts {
        type Value = Self;

        fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            f.write_str("facts by their names")
        }

        fn visit_map<A: MapAccess<'de>>(mut self, mut facts: A) -> Result<Self, A::Error> {
            while let Some((fact, offered)) = facts.next_entry::<PracticalFact, _>()? {
                if self.0.insert(fact, offered).is_some() {
                    return Err(Error::custom(format_args!("`{}` stands there twice", fact.as_str())));
                }
            }
            Ok(self)
        }
    }

    impl<'de> Deserialize<'de> for Facts {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_map(Self::default())
        }
    }

    let Facts(facts) = Option::<Facts>::deserialize(deserializer)?.unwrap_or_default();
    Ok(facts.into_iter().filter_map(|(fact, offered)| Some((fact, offered?))).collect())
}

/// Slugs, or `null` for none.
fn slugs<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Slug>, D::Error> {
    Ok(Option::<Vec<Slug>>::deserialize(deserializer)?.unwrap_or_default())
}

/// A correction of a place: what is left out stays, an empty text is removed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaceChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 300))]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 300))]
    pub address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 300, pattern = r"^(https?://[^\s]+)?$"))]
    pub website: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 300))]
    pub phone: Option<String>,
    /// OpenStreetMap `opening_hours` syntax.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 255))]
    pub opening_hours: Option<String>,
    /// Only the facts that are named change.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "named_facts")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<NamedFacts>))]
    pub practical: BTreeMap<PracticalFact, Offered>,
    /// All methods of the place from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brewing_methods: Option<Vec<Slug>>,
    /// Closed for good, or open again after all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed: Option<bool>,
}

/// A café that is not known yet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewCafe {
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 300))]
    pub name: String,
    /// ISO 3166-1 alpha-2.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z]{2}$", example = "FI"))]
    pub country: String,
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 300))]
    pub city: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 300))]
    pub address: Option<String>,
    /// Without one the café is in lists of its city, but not on the map.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 300, pattern = r"^(https?://[^\s]+)?$"))]
    pub website: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 300))]
    pub phone: Option<String>,
    /// OpenStreetMap `opening_hours` syntax.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 255))]
    pub opening_hours: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "named_facts", default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<NamedFacts>))]
    pub practical: BTreeMap<PracticalFact, Offered>,
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "slugs", default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<Slug>>))]
    pub brewing_methods: Vec<Slug>,
}

/// What is proposed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Proposal {
    #[cfg_attr(feature = "openapi", schema(title = "NewCafeProposal"))]
    NewCafe { cafe: NewCafe },
    #[cfg_attr(feature = "openapi", schema(title = "CorrectionProposal"))]
    Correction {
        /// A café unless it says otherwise.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        place_kind: Option<PlaceKind>,
        slug: Slug,
        change: PlaceChange,
    },
    #[cfg_attr(feature = "openapi", schema(title = "ClosedProposal"))]
    Closed {
        /// A café unless it says otherwise.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        place_kind: Option<PlaceKind>,
        slug: Slug,
    },
}

impl Proposal {
    /// The place that it is about. `None` for one that is not known yet.
    pub fn place(&self) -> Option<(PlaceKind, &Slug)> {
        match self {
            Self::NewCafe { .. } => None,
            Self::Correction { place_kind, slug, .. } | Self::Closed { place_kind, slug } => Some((place_kind.unwrap_or(PlaceKind::Cafe), slug)),
        }
    }
}

/// Body of `POST /api/v1/suggestions`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewSuggestion {
    pub proposal: Proposal,
    /// For whoever decides: how it is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[cfg_attr(feature = "openapi", schema(max_length = 1_000))]
    pub note: Option<String>,
    /// Where to tell of the decision; forgotten once it is made.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[cfg_attr(feature = "openapi", schema(format = Email, max_length = 254))]
    pub email: Option<String>,
}

/// Where a suggestion stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SuggestionStatus {
    /// Nobody has decided yet.
    Pending,
    Accepted,
    Declined,
}

/// What whoever suggested something may know of it. Its id is known to them alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SuggestionReceipt {
    pub id: Uuid,
    pub status: SuggestionStatus,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Timestamp,
    /// The café it is about; for a new one, once it is accepted.
    pub cafe: Option<Slug>,
    /// The roaster it is about.
    #[serde(default)]
    pub roaster: Option<Slug>,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub decided_at: Option<Timestamp>,
    /// What the operator says of a decision.
    pub reason: Option<String>,
}

impl SuggestionReceipt {
    /// The same, about a place.
    #[must_use]
    pub fn about(self, (kind, slug): (PlaceKind, Slug)) -> Self {
        match kind {
            PlaceKind::Cafe => Self { cafe: Some(slug), ..self },
            PlaceKind::Roaster => Self { roaster: Some(slug), ..self },
        }
    }

    /// The place that it is about.
    pub fn place(&self) -> Option<(PlaceKind, &Slug)> {
        let roaster = self.roaster.as_ref().map(|slug| (PlaceKind::Roaster, slug));
        self.cafe.as_ref().map(|slug| (PlaceKind::Cafe, slug)).or(roaster)
    }
}
