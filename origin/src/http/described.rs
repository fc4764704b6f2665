//! What the description says of every operation and of every type, added in one place: no handler repeats it, and none forgets it.

use std::collections::BTreeSet;
use std::mem;

use serde_json::Value;
use shared::problem::CONTENT_TYPE;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::schema::{AdditionalProperties, ArrayItems, Components, Discriminator, Object};
use utoipa::openapi::{Content, OpenApi, Ref, RefOr, Response, ResponseBuilder, Schema};

/// Problems that any call may be answered with.
const ANYWHERE: [&str; 3] = ["400", "414", "503"];
/// The member that tells the variants of a choice apart.
const TAG: &str = "kind";

/// Completes what the handlers say of themselves.
pub fn complete(mut document: OpenApi) -> OpenApi {
    for item in document.paths.paths.values_mut() {
        operations(item).for_each(complete_operation);
    }
    if let Some(components) = &mut document.components {
        name_items(components);
        name_variants(components);
    }
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch].into_iter().flatten()
}

fn complete_operation(operation: &mut Operation) {
    let responses = &mut operation.responses.responses;
    for status in ANYWHERE {
        responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(refusal()));
    }
    for (status, response) in responses {
        if let RefOr::T(response) = response
            && response.description.is_empty()
        {
            meaning(status).clone_into(&mut response.description);
        }
    }
}

fn refusal() -> Response {
    ResponseBuilder::new().content(CONTENT_TYPE, Content::new(Some(Ref::from_schema_name("Problem")))).build()
}

/// What a status means where the handler says no more; OpenAPI 3.1 wants a word on each.
fn meaning(status: &str) -> &'static str {
    match status {
        "200" => "As it is now",
        "201" => "Taken",
        "400" => "The request is malformed, or asks for what this operation does not have",
        "404" => "Nothing is known under this address",
        "413" => "The body is too large",
        "414" => "The address is too long",
        "415" => "The body is not application/json",
        "422" => "Understood, but it cannot be done as it says",
        "503" => "Nobody can answer just now; Retry-After says when to ask again",
        _ => "As the status says",
    }
}

/// Lists refer to what they are lists of: a generic type's description would repeat it, and generated clients would have it twice.
fn name_items(components: &mut Components) {
    let names: BTreeSet<String> = components.schemas.keys().cloned().collect();
    for (name, schema) in &mut components.schemas {
        let Some(item) = name.strip_prefix("List_").filter(|item| names.contains(*item)) else { continue };
        if let RefOr::T(Schema::Object(list)) = schema
            && let Some(RefOr::T(Schema::Array(items))) = list.properties.get_mut("items")
        {
            items.items = ArrayItems::RefOrSchema(Box::new(RefOr::Ref(Ref::from_schema_name(item))));
        }
    }
}

/// Variants with a title become types of that name, told apart by their [`TAG`], so that generated clients can read and write them.
fn name_variants(components: &mut Components) {
    let mut named = Vec::new();
    for schema in components.schemas.values_mut() {
        let RefOr::T(Schema::OneOf(choice)) = schema else { continue };
        let mut mapping = Vec::new();
        for variant in &mut choice.items {
            let RefOr::T(Schema::Object(object)) = variant else { continue };
            let (Some(title), Some(tag)) = (object.title.take(), tag_of(object)) else { continue };
            object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
            let reference = Ref::from_schema_name(title.as_str());
            mapping.push((tag, reference.ref_location.clone()));
            named.push((title, mem::replace(variant, RefOr::Ref(reference))));
        }
        if !mapping.is_empty() {
            choice.discriminator = Some(Discriminator::with_mapping(TAG, mapping));
        }
    }
    components.schemas.extend(named);
}

/// The one value that a variant's tag may have.
fn tag_of(variant: &Object) -> Option<String> {
    let RefOr::T(Schema::Object(tag)) = variant.properties.get(TAG)? else { return None };
    match tag.enum_values.as_deref()? {
        [Value::String(value)] => Some(value.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use crate::app::document;

    fn described() -> Value {
        serde_json::to_value(document()).unwrap()
    }

    #[test]
    fn every_operation_has_a_name_of_its_own_and_a_word_on_every_answer() {
        let described = described();
        let mut names = BTreeSet::new();
        for (path, item) in described["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let name = operation["operationId"].as_str().unwrap();
                assert!(names.insert(name.to_owned()), "{name} is the name of two operations");
                for status in super::ANYWHERE {
                    assert!(operation["responses"].get(status).is_some(), "{method} {path} does not say {status}");
                }
                for (status, response) in operation["responses"].as_object().unwrap() {
                    assert!(response["description"].as_str().is_some_and(|text| text.len() > 4), "{method} {path} says nothing of {status}");
                }
            }
        }
    }

    #[test]
    fn every_type_that_is_referred_to_is_described() {
        let described = described();
        let text = described.to_string();
        for reference in text.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(described.pointer(reference).is_some(), "{reference} is nowhere");
        }
    }

    #[test]
    fn lists_and_variants_are_types_of_their_own() {
        let described = described();
        let schema = |name: &str| &described["components"]["schemas"][name];
        assert_eq!(schema("List_PlaceCard")["properties"]["items"]["items"]["$ref"], "#/components/schemas/PlaceCard");
        assert_eq!(schema("Proposal")["discriminator"]["propertyName"], "kind");
        for (tag, name) in [("new_cafe", "NewCafeProposal"), ("correction", "CorrectionProposal"), ("closed", "ClosedProposal")] {
            assert_eq!(schema("Proposal")["discriminator"]["mapping"][tag], format!("#/components/schemas/{name}"));
            assert_eq!(schema(name)["additionalProperties"], false, "{name}");
        }
        assert_eq!(schema("NewCafe")["required"], serde_json::json!(["name", "country", "city"]));
    }
}
