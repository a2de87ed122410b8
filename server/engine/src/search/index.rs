//! The index itself: written by one, read by many.

use super::document::{Fields, Writer};
use super::scope::Scope;
use super::scratch::Scratch;
use contract::{Category, ProductId, TenantId, UniversalProduct};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use tantivy::indexer::IndexWriterOptions;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{
    IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, TantivyError,
    Term,
};

/// What new documents may take in memory before they are written.
const HEAP: usize = 32_000_000;

/// Products whose segments are merged within a moment.
const FEW: u64 = 50_000;

pub(super) struct Index {
    pub fields: Fields,
    reader: IndexReader,
    index: tantivy::Index,
    /// None at rest: a writer holds threads and memory whether it writes or not.
    writer: Mutex<Option<IndexWriter>>,
    // Last: what reads and writes the files goes first.
    _scratch: Scratch,
}

impl Index {
    /// An empty one, in a folder of its own.
    pub fn create(within: &Path) -> tantivy::Result<Self> {
        let scratch = Scratch::new(within)?;
        let (schema, fields) = Fields::build();
        let settings = IndexSettings { docstore_blocksize: 1 << 10, ..IndexSettings::default() };
        let index = tantivy::Index::builder()
            .schema(schema)
            .settings(settings)
            .create_in_dir(scratch.path())?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { fields, reader, index, writer: Mutex::default(), _scratch: scratch })
    }

    /// What was last committed.
    pub fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// Adds products of a shop of which nothing is there yet.
    pub fn add(&self, batch: &Batch) -> tantivy::Result<()> {
        self.with_writer(|writer| self.add_documents(writer, batch))
    }

    /// Puts products in place of what is there under these ids.
    pub fn replace(&self, ids: &[ProductId], batch: &Batch) -> tantivy::Result<()> {
        self.with_writer(|writer| {
            for id in ids {
                writer.delete_term(Term::from_field_i64(self.fields.id, id.0));
            }
            self.add_documents(writer, batch)
        })
    }

    /// Takes out everything of a shop that is not of this edition.
    pub fn retain(&self, tenant: TenantId, edition: u64) -> tantivy::Result<()> {
        let term =
            |term| -> Box<dyn Query> { Box::new(TermQuery::new(term, IndexRecordOption::Basic)) };
        let own = term(Scope::new(tenant).everything(&self.fields));
        let current = term(Term::from_field_u64(self.fields.edition, edition));
        let others = BooleanQuery::new(vec![(Occur::Must, own), (Occur::MustNot, current)]);
        self.with_writer(|writer| writer.delete_query(Box::new(others)).map(drop))
    }

    /// Shows what was written to searches from now on.
    pub fn commit(&self) -> tantivy::Result<()> {
        if let Some(writer) = &mut *self.writer.lock().unwrap_or_else(PoisonError::into_inner) {
            writer.commit()?;
        }
        self.reader.reload()
    }

    /// Lets go of what writing takes, once the segments being merged are. A large index keeps it:
    /// its merges take longer than a change may wait.
    pub fn rest(&self) -> tantivy::Result<()> {
        if self.searcher().num_docs() > FEW {
            return Ok(());
        }
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        match writer {
            Some(writer) => {
                writer.wait_merging_threads()?;
                self.reader.reload()
            }
            None => Ok(()),
        }
    }

    fn add_documents(
        &self,
        writer: &IndexWriter<TantivyDocument>,
        batch: &Batch,
    ) -> tantivy::Result<()> {
        let scope = Scope::new(batch.tenant);
        let mut made = Writer::new(&self.fields, scope, batch.edition, &batch.tree);
        for product in &batch.products {
            if let Some(document) = made.document(product) {
                writer.add_document(document)?;
            }
        }
        Ok(())
    }

    fn with_writer<T>(
        &self,
        work: impl FnOnce(&IndexWriter) -> Result<T, TantivyError>,
    ) -> tantivy::Result<T> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        if writer.is_none() {
            let options = IndexWriterOptions::builder()
                .memory_budget_per_thread(HEAP)
                .num_worker_threads(1)
                .num_merge_threads(1)
                .build();
            *writer = Some(self.index.writer_with_options(options)?);
        }
        work(writer.as_ref().expect("it was just made"))
    }
}

/// Products of one shop on their way in.
pub(super) struct Batch {
    pub tenant: TenantId,
    /// Of which build of the shop.
    pub edition: u64,
    pub tree: std::sync::Arc<Vec<Category>>,
    pub products: Vec<UniversalProduct>,
}
