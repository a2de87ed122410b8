//! The `etalage` program.

use clap::Parser;

/// Rendering a page is mostly small allocations, and the system's allocator is slow at them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    let command = server::cli::Etalage::parse();
    keep_pages_small();
    let runtime = tokio::runtime::Runtime::new().expect("the system grants threads");
    match runtime.block_on(server::cli::run(command)) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("etalage: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

/// Memory in pages of 2 MB, which the allocator asks for, is held whole for whatever small thing
/// is left in one: twice as much at rest, for a few per cent of speed.
fn keep_pages_small() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::thread::disable_transparent_huge_pages(true) {
        eprintln!("etalage: memory stays in large pages: {error}");
    }
}
