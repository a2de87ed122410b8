pub fn draw_all(_: &std::path::Path) -> anyhow::Result<Vec<(std::path::PathBuf, String)>> {
    Ok(vec![])
}
