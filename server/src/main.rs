//! The `etalage` program.

use clap::Parser;

/// Rendering a page is mostly small allocations, and the system's allocator is slow at them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    let command = server::cli::Etalage::parse();
    let runtime = tokio::runtime::Runtime::new().expect("the system grants threads");
    match runtime.block_on(server::cli::run(command)) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("etalage: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}
