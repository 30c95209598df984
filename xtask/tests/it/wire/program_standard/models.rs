//! Models of schemas.

use standard::types::{
    BasePet, ColorModel, GetModelsResponse, ImplicitAnimal, MappedAnimal, MappedBase, ObjWithTypedArray,
    OptionalAnimal, Pet, TaggedPet, UntaggedAnimal,
};

/// Decodes models, and checks that encoding gives the same JSON.
#[track_caller]
fn decoded(text: &str) -> GetModelsResponse {
    let models: GetModelsResponse = serde_json::from_str(text).expect("the models");
    let written: serde_json::Value = serde_json::to_value(&models).expect("JSON");
    assert_eq!(written, serde_json::from_str::<serde_json::Value>(text).expect("JSON"));
    models
}

#[test]
fn models_are_typed() {
    let models = decoded(
        r#"{"email":"a@example.com","simple":{"name":"a","address":{"city":"X"},"age":3},"strings":{"a":"b"},
            "models":{"a":{"name":"b"}},"colors":"RGB","withExample":{"name":"Puma","id":1},
            "error":{"message":"m","code":404,"rootCause":"r"},"numbers":[1,2.5],"texts":["a"],
            "typed":{"dataType":"string","data":["a"]},"icon":"iVBO"}"#,
    );
    let simple = models.simple.expect("a model");
    assert_eq!((simple.name.as_str(), simple.age), ("a", Some(3)));
    assert_eq!(models.strings.expect("a map")["a"], "b");
    assert_eq!(models.models.expect("a map")["a"].name, "b");
    assert!(matches!(models.colors, Some(ColorModel::Rgb)));
    let error = models.error.expect("an error");
    assert_eq!((error.message.as_str(), error.code, error.root_cause.as_str()), ("m", 404, "r"));
    assert_eq!(models.numbers.expect("numbers")[1].to_string(), "2.5");
    assert_eq!(models.texts.expect("texts"), ["a"]);
    let Some(ObjWithTypedArray::String(typed)) = models.typed else { panic!("texts") };
    assert_eq!(typed.data, ["a"]);
    let models = decoded(r#"{"typed":{"dataType":"number","data":[1]}}"#);
    assert!(matches!(models.typed, Some(ObjWithTypedArray::Number(_))));
}

#[test]
fn variants_are_found_as_the_standard_says() {
    let cat = r#"{"name":"Fluffy","petType":"cat","huntingSkill":"lazy"}"#;
    let models = decoded(&format!(r#"{{"polymorphic":{cat},"tagged":{cat}}}"#));
    assert!(matches!(models.polymorphic, Some(Pet::Cat(cat)) if cat.name == "Fluffy"));
    assert!(matches!(models.tagged, Some(TaggedPet::Cat(cat)) if cat.name == "Fluffy"));
    let models = decoded(r#"{"inherited":{"name":"a","petType":"InheritedDog","packSize":2}}"#);
    assert!(matches!(models.inherited, Some(BasePet::InheritedDog(dog)) if dog.pack_size == 2));
    let models = decoded(r#"{"untagged":{"petType":"x","lovesRocks":true},"implicit":{"petType":"Cat","lives":9}}"#);
    assert!(matches!(models.untagged, Some(UntaggedAnimal::Lizard(lizard)) if lizard.loves_rocks));
    assert!(matches!(models.implicit, Some(ImplicitAnimal::Cat(cat)) if cat.lives == 9));
    let models = decoded(r#"{"mapped":{"petType":"monster","size":3}}"#);
    assert!(matches!(models.mapped, Some(MappedAnimal::Schema(monster)) if monster.size == 3));
    let models = decoded(r#"{"mapped":{"petType":"dog","bark":"w"}}"#);
    assert!(matches!(models.mapped, Some(MappedAnimal::Dog(dog)) if dog.bark == "w"));
    for other in [r#"{"lives":9}"#, r#"{"petType":"Fish"}"#] {
        let models = decoded(&format!(r#"{{"optional":{other}}}"#));
        assert!(matches!(models.optional, Some(OptionalAnimal::OtherPet(_))), "{other}");
    }
    let models = decoded(r#"{"mappedBase":{"petType":"NamedCat","name":"misty"}}"#);
    assert!(matches!(models.mapped_base, Some(MappedBase::NamedCat(cat)) if cat.name.as_deref() == Some("misty")));
    let models = decoded(r#"{"mappedBase":{"petType":"dog","bark":"soft"}}"#);
    assert!(matches!(models.mapped_base, Some(MappedBase::BarkingDog(dog)) if dog.bark.as_deref() == Some("soft")));
}
