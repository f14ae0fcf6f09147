#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| lionagi_fuzz::text(data));
