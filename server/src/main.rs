//! The `etalage` program.

use clap::Parser;

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
