//! The table of products: as a file, and as what somebody keeps of it.

use crate::harness::{Person, draft, on_each, problem};
use contract::Seq;
use server::cli::origin;
use store::UpsertProducts;

async fn rows(person: &Person, path: &str) -> Vec<Vec<String>> {
    let answer = person.get(path).await;
    assert_eq!(answer.status(), 200, "{path}");
    assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let text = answer.text().await.unwrap();
    let text = text.strip_prefix('\u{feff}').expect("a mark for spreadsheets");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap().iter().nth(2), Some("name"));
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

async fn send(person: &Person, path: &str, form: &str) -> String {
    let request = person.ask("POST", path);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let answer = request.header("accept", "text/html").body(form.to_owned()).send().await.unwrap();
    assert!(answer.status().is_redirection(), "{path}: {}", answer.status());
    answer.headers()["location"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_table_is_taken_away_whole_and_does_no_harm() {
    on_each(|node| async move {
        let mut named = draft("=EVIL()", "@SUM(1), \"quoted\"\nand two lines");
        named.slug = "evil".into();
        named.compare_at_cents = Some(5_000);
        let many = (0..700).map(|one| draft(&format!("many-{one:03}"), &format!("Many {one:03}")));
        let drafts: Vec<_> = many.chain([named]).collect();
        let mut seq = Seq(0);
        for drafts in drafts.chunks(500).map(<[_]>::to_vec) {
            let command = UpsertProducts { tenant: node.own, origin: origin("test"), drafts };
            seq = node.store.write(command).await.unwrap().seq;
        }
        assert!(node.app.engine.settled(node.own, seq).await);
        let viewer = node.person("viewer").await;
        let all = rows(&viewer, "/api/products.csv?tenantId=alder").await;
        assert_eq!(all.len(), 731);
        let many = rows(&viewer, "/api/products.csv?tenantId=alder&q=many&sort=-number").await;
        assert_eq!(many.len(), 700);
        assert_eq!((&*many[0][1], &*many[699][1]), ("many-699", "many-000"));
        let reduced = rows(&viewer, "/api/products.csv?tenantId=alder&sale=1").await;
        let [row] = &*reduced else { panic!("{reduced:?}") };
        assert_eq!(
            row[1..7],
            ["'=EVIL()", "'@SUM(1), \"quoted\"\nand two lines", "Things", "25.00", "50.00", "EUR",]
        );
        let nowhere = rows(&viewer, "/api/products.csv?tenantId=alder&category=nowhere").await;
        assert!(nowhere.is_empty());
        let long = format!("/api/products.csv?tenantId=alder&q={}", "x".repeat(300));
        let refused = viewer.get(&long).await;
        assert_eq!(refused.status(), 422);
        assert_eq!(problem(refused).await["field"], "q");
        node.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_filter_is_kept_by_whom_it_is_of() {
    on_each(|node| async move {
        let (ines, maren) = (node.person("merchandiser").await, node.person("viewer").await);
        let table = "tenant=alder&table=supply%3Dsold_out%26sort%3D-price&name=";
        let back = send(&ines, "/fn/filters/save", &format!("{table}+Sold++out+")).await;
        assert_eq!(back, "/admin/t/alder/products?supply=sold_out&sort=-price");
        let page = ines.get(&back).await.text().await.unwrap();
        assert!(page.contains("aria-current=\"page\">Sold out</a>"), "{page}");
        assert!(page.contains("<option value=\"sold_out\" selected>"));
        assert!(
            !maren
                .get("/admin/t/alder/products")
                .await
                .text()
                .await
                .unwrap()
                .contains("Sold out</a>")
        );
        let nameless = send(&ines, "/fn/filters/save", table).await;
        assert_eq!(nameless, "/admin/t/alder/products?supply=sold_out&sort=-price&problem=name");
        assert!(ines.get(&nameless).await.text().await.unwrap().contains("role=\"alert\""));
        let id = page.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let remove = format!("tenant=alder&id={id}&table=");
        // To somebody else it is not there, and they are told nothing of it.
        send(&maren, "/fn/filters/remove", &remove).await;
        let kept = async || ines.get("/admin/t/alder/products").await.text().await.unwrap();
        assert!(kept().await.contains("Sold out</a>"));
        assert_eq!(send(&ines, "/fn/filters/remove", &remove).await, "/admin/t/alder/products");
        assert!(!kept().await.contains("Sold out</a>"));
        node.stop().await;
    })
    .await;
}
