//! Prometheus' text format, for what is counted in place.

use metrics_exporter_prometheus::formatting::{
    sanitize_label_value, write_help_line, write_type_line,
};
use std::fmt::{Display, Write};

#[derive(Default)]
pub struct Text(String);

impl Text {
    pub fn counter(&mut self, name: &str, about: &str, value: u64) {
        self.family(name, "counter", about);
        self.sample(name, &[], value);
    }

    pub fn gauge(&mut self, name: &str, about: &str, value: impl Display) {
        self.family(name, "gauge", about);
        self.sample(name, &[], value);
    }

    /// Begins a family; its samples follow.
    pub fn family(&mut self, name: &str, kind: &str, about: &str) {
        write_help_line(&mut self.0, name, None, None, about);
        write_type_line(&mut self.0, name, None, None, kind);
    }

    pub fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        self.0.push_str(name);
        for (n, (label, text)) in labels.iter().enumerate() {
            let before = if n == 0 { '{' } else { ',' };
            let text = sanitize_label_value(text);
            write!(self.0, "{before}{label}=\"{text}\"").expect("a text takes what is written");
        }
        let after = if labels.is_empty() { "" } else { "}" };
        writeln!(self.0, "{after} {value}").expect("a text takes what is written");
    }

    pub fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn what_is_written_is_the_format() {
        let mut text = Text::default();
        text.counter("shop_hits_total", "Hits.", 3);
        text.family("shop_position", "gauge", "Where.");
        text.sample("shop_position", &[("shop", "a\"b"), ("at", "x")], 1.5);
        assert_eq!(
            text.into_string(),
            "# HELP shop_hits_total Hits.\n# TYPE shop_hits_total counter\nshop_hits_total 3\n\
             # HELP shop_position Where.\n# TYPE shop_position gauge\n\
             shop_position{shop=\"a\\\"b\",at=\"x\"} 1.5\n"
        );
    }
}
