//! One shop's part of the index. Whatever reads the index goes through here.

use contract::TenantId;
use tantivy::Term;
use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::document::Fields;

/// The shop as its words in the index begin with it: words of different shops are different terms,
/// so even what a prefix or a typo may stand for is known of one shop only.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    tenant: TenantId,
    prefix: String,
}

impl Scope {
    pub fn new(tenant: TenantId) -> Self {
        // No word contains the separator, nor does any number.
        Self { tenant, prefix: format!("{}\u{1f}", tenant.0) }
    }

    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// A word as it stands in the index.
    pub fn word(&self, word: &str) -> String {
        format!("{}{word}", self.prefix)
    }

    pub fn term(&self, field: Field, word: &str) -> Term {
        Term::from_field_text(field, &self.word(word))
    }

    /// Every product of the shop.
    pub fn everything(&self, fields: &Fields) -> Term {
        Term::from_field_i64(fields.tenant, self.tenant.0)
    }

    /// Those of the shop's products that match all of these. The one place queries are bound to
    /// their shop.
    pub fn bind(&self, fields: &Fields, queries: Vec<Box<dyn Query>>) -> BooleanQuery {
        let term = TermQuery::new(self.everything(fields), IndexRecordOption::Basic);
        let own: Box<dyn Query> = Box::new(ConstScoreQuery::new(Box::new(term), 0.0));
        let all = [own].into_iter().chain(queries);
        BooleanQuery::new(all.map(|query| (Occur::Must, query)).collect())
    }
}
