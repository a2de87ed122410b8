use super::*;

fn config(flags: &[&str]) -> Config {
    Config::from_flags(flags).unwrap()
}

#[test]
fn every_setting_has_a_variable_and_a_description() {
    Settings::command().debug_assert();
    let settings = config(&[]).effective();
    let arguments = Settings::command()
        .get_arguments()
        .filter(|arg| arg.get_id() != "help" && arg.get_id() != "version")
        .count();
    assert_eq!(settings.len(), arguments);
    assert!(settings.iter().all(|s| !s.about.is_empty()));
    let address = settings.iter().find(|s| s.variable == "ETALAGE_ADDRESS").unwrap();
    assert_eq!(address.default, "127.0.0.1:3000");
}

#[test]
fn what_is_printed_holds_no_password() {
    let url = "postgres://shop:secret@db.example/shop?password=secret&sslmode=require";
    let config = config(&["--database-url", url, "--wc-webhook-secret", "=secret"]);
    let hidden = Config::from_flags(&["--upstream-key", "=secret"]).unwrap();
    assert!(!serde_json::to_string(&hidden.effective()).unwrap().contains("=secret"));
    assert_eq!(config.database_url(), url);
    let theirs =
        Config::from_flags(&["--wc-database-url", "mysql://reader:secret@db/shop"]).unwrap();
    let shown = serde_json::to_string(&theirs.effective()).unwrap();
    assert!(shown.contains("mysql://reader:***@db/shop") && !shown.contains("secret@"));
    let printed = serde_json::to_string(&config.effective()).unwrap();
    assert!(printed.contains("postgres://shop:***@db.example/shop?***"));
    assert!(!printed.contains("secret@") && !printed.contains("=secret"));
    assert!(!serde_json::to_string(&config).unwrap().contains("=secret"));
}

#[test]
fn the_base_url_is_an_origin() {
    for (given, kept) in [
        ("https://Shop.Example/", "https://shop.example"),
        ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
    ] {
        assert_eq!(base_url(given).unwrap(), kept);
    }
    for wrong in ["shop.example", "ftp://shop.example", "https://a/b", "https://u@a"] {
        assert!(base_url(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn risky_pairs_are_warned_about() {
    let count = |flags: &[&str]| config(flags).warnings().len();
    assert_eq!(count(&[]), 0);
    assert_eq!(count(&["--address", "0.0.0.0:80"]), 1);
    let proxied = ["--base-url", "https://shop.example", "--trusted-proxies", "10.0.0.1,::1"];
    assert_eq!(count(&proxied), 0);
    assert_eq!(count(&proxied[..2]), 1);
    assert_eq!(count(&["--wc-webhook-secret", "x"]), 1);
    assert_eq!(count(&["--wc-api-url", "https://shop.example", "--wc-api-key", "x"]), 1);
    let upstream = ["--upstream-url", "https://stock.example", "--upstream-key", "etk_0_0"];
    assert_eq!(count(&upstream), 0);
    assert_eq!(count(&upstream[..2]), 1);
    assert_eq!(count(&upstream[2..]), 1);
    assert_eq!(count(&[&upstream[..], &["--wc-api-url", "https://shop.example"]].concat()), 1);
    assert_eq!(count(&["--wc-table-prefix", "shop_"]), 1);
    let database = ["--wc-database-url", "mysql://reader:x@db.example/shop"];
    assert_eq!(count(&[&database[..], &["--wc-table-prefix", "shop_"]].concat()), 0);
    let shared = ["--database-url", "postgres://db.example/etalage"];
    assert_eq!(count(&[&database[..], &shared[..]].concat()), 1);
    assert_eq!(count(&["--trusted-proxies", "0.0.0.0/0"]), 1);
    assert_eq!(count(&["--metrics-address", "0.0.0.0:9000"]), 1);
}

#[test]
fn a_certificate_needs_its_key() {
    assert!(Config::from_flags(&["--tls-certificate", "a.pem"]).is_err());
}
