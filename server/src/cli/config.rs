//! `etalage config`.

use crate::config::Config;
use clap::Args;

#[derive(Args)]
pub struct Show {
    #[command(flatten)]
    config: Config,
    /// As JSON, with defaults and descriptions.
    #[arg(long)]
    json: bool,
}

impl Show {
    pub fn run(self) -> anyhow::Result<()> {
        let settings = self.config.effective();
        if self.json {
            super::say(&serde_json::to_string_pretty(&settings)?);
            return Ok(());
        }
        for setting in settings {
            super::say(&format!("{}={}", setting.variable, setting.value));
        }
        for warning in self.config.warnings() {
            super::say(&format!("# {warning}"));
        }
        Ok(())
    }
}
