//! Bakes into the module what it was made from; `lionagi/_build_info.py` computes the same source hash.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use blake2::digest::consts::U16;
use blake2::{Blake2b, Digest};

fn main() -> io::Result<()> {
    let manifest = PathBuf::from(variable("CARGO_MANIFEST_DIR"));
    let root = manifest.join("../..").canonicalize()?;
    let source_hash = source_hash(&root)?;
    let profile = profile(&PathBuf::from(variable("OUT_DIR")));
    let features = if env::var_os("CARGO_FEATURE_MUTANTS").is_some() { "mutants" } else { "" };
    let rustc = rustc_version();
    let fingerprint = hex(&[&source_hash, &profile, features, &rustc].join("\n").into_bytes());
    for (name, value) in [
        ("SOURCE_HASH", source_hash.as_str()),
        ("FINGERPRINT", &fingerprint),
        ("BUILD_PROFILE", &profile),
        ("BUILD_FEATURES", features),
        ("BUILD_RUSTC", &rustc),
        ("BUILD_TARGET", &variable("TARGET")),
        ("BUILD_PYTHON", &python_version()),
    ] {
        println!("cargo:rustc-env=LIONAGI_{name}={value}");
    }
    // Folders are scanned by cargo, so new and deleted files run this script again.
    for name in ["crates", "Cargo.toml", "Cargo.lock"] {
        println!("cargo:rerun-if-changed={}", root.join(name).display());
    }
    pyo3_build_config::add_extension_module_link_args();
    pyo3_build_config::use_pyo3_cfgs();
    Ok(())
}

/// `major.minor` of the Python this is built for: the layout of its objects is compiled in.
fn python_version() -> String {
    let version = pyo3_build_config::get().version();
    format!("{}.{}", version.major, version.minor)
}

/// BLAKE2b-128 over path, NUL, length and bytes without carriage returns of every source, sorted by path.
fn source_hash(root: &Path) -> io::Result<String> {
    let mut files = vec![root.join("Cargo.toml"), root.join("Cargo.lock")];
    collect(&root.join("crates"), &mut files)?;
    let mut named: Vec<(String, PathBuf)> = files
        .into_iter()
        .map(|path| {
            let relative = path.strip_prefix(root).unwrap_or(&path);
            (relative.to_string_lossy().replace('\\', "/"), path)
        })
        .collect();
    named.sort();
    let mut hash = Blake2b::<U16>::new();
    for (relative, path) in &named {
        let text: Vec<u8> = fs::read(path)?.into_iter().filter(|&byte| byte != b'\r').collect();
        hash.update(relative.as_bytes());
        hash.update(b"\0");
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(&text);
    }
    Ok(as_hex(&hash.finalize()))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            if entry.file_name() != "target" {
                collect(&path, files)?;
            }
        } else if matches!(path.extension().and_then(|ending| ending.to_str()), Some("rs" | "toml")) {
            files.push(path);
        }
    }
    Ok(())
}

/// Cargo tells a build script only `release` for every optimised profile; the folder it works in has the real name.
fn profile(out_dir: &Path) -> String {
    let folders: Vec<String> = out_dir.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let build = folders.iter().rposition(|part| part == "build").unwrap_or(1);
    folders.get(build.wrapping_sub(1)).cloned().unwrap_or_else(|| variable("PROFILE"))
}

fn rustc_version() -> String {
    let rustc = env::var("RUSTC").unwrap_or_else(|_| "rustc".to_string());
    Command::new(rustc)
        .arg("--version")
        .output()
        .ok()
        .and_then(|output| String::from_utf8(output.stdout).ok())
        .map_or_else(|| "unknown".to_string(), |text| text.trim().to_string())
}

fn hex(bytes: &[u8]) -> String {
    as_hex(&Blake2b::<U16>::digest(bytes))
}

fn as_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}
