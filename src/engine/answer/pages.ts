/** What was read of a document, for those who show and quote it. */
export { openPageFile, type KeptPage, type PageFile } from '../ingest/pageFile'
