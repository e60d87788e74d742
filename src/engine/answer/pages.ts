/** What was read of a document, for those who show and quote it. */
export { placeOf } from '../ingest/placeOf'
export { openPageFile, type KeptPage, type PageFile } from '../ingest/pageFile'
