//! Whatever a shop may say of a product and its variations, up to what is shown of it.
#![no_main]

libfuzzer_sys::fuzz_target!(|answers: &[u8]| engine::fuzzing::product(answers));
