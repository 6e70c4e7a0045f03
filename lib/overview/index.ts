/** The state of everything, for the editor's sidebar. */
export { type Overview, overviewOf, type Reader } from './overview';
