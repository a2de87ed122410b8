//! Whatever may stand in a webhook's body.
#![no_main]

libfuzzer_sys::fuzz_target!(|body: &[u8]| engine::fuzzing::delivery(body));
