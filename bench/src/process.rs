//! What a process costs, as Linux tells it.

use anyhow::Context;
use std::fs::read_to_string;
use std::time::Duration;

/// Clock ticks per second in `/proc`, the same on every Linux in use.
const TICKS: u64 = 100;

/// CPU time a process has used, its threads' together, in user and system mode.
pub fn cpu(pid: u32) -> anyhow::Result<Duration> {
    let stat = read_to_string(format!("/proc/{pid}/stat")).context("the process is gone")?;
    // The name before the last parenthesis may hold spaces; utime and stime are fields 14 and 15.
    let (_, rest) = stat.rsplit_once(')').context("/proc says something new")?;
    let ticks: u64 =
        rest.split_whitespace().skip(11).take(2).filter_map(|t| t.parse::<u64>().ok()).sum();
    Ok(Duration::from_millis(ticks * 1000 / TICKS))
}

/// The processes it started.
pub fn children(pid: u32) -> anyhow::Result<Vec<u32>> {
    let children = read_to_string(format!("/proc/{pid}/task/{pid}/children"));
    let children = children.context("the process is gone")?;
    Ok(children.split_whitespace().filter_map(|pid| pid.parse().ok()).collect())
}

/// Bytes of memory that are resident now.
pub fn resident(pid: u32) -> anyhow::Result<u64> {
    status(pid, "VmRSS:")
}

/// The most bytes that were ever resident.
pub fn peak(pid: u32) -> anyhow::Result<u64> {
    status(pid, "VmHWM:")
}

fn status(pid: u32, key: &str) -> anyhow::Result<u64> {
    let status = read_to_string(format!("/proc/{pid}/status")).context("the process is gone")?;
    let line = status.lines().find_map(|line| line.strip_prefix(key));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    Ok(kilobytes.context("/proc says something new")? * 1024)
}

/// The machine in a line: processor, cores, memory, kernel.
pub fn machine() -> String {
    let info = read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |key: &str| {
        let line = info.lines().find(|line| line.starts_with(key));
        line.and_then(|line| line.split_once(':')).map_or("unknown", |(_, value)| value.trim())
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = read_to_string("/proc/meminfo").unwrap_or_default();
    let total =
        memory.lines().next().and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    let kernel = read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!(
        "{}, {cores} cores, {} GiB, Linux {}",
        field("model name"),
        total.unwrap_or_default() / 1024 / 1024,
        kernel.trim(),
    )
}
