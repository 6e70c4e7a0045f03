/** The texts of all causes and steps, in each language, and how they are said. */
import type { EN_US } from './en-us';

/** A text of the catalogues. */
export type TextCode = keyof (typeof EN_US)['texts'];
export { CATALOGUES, type Language, namesIn, say, sayAll, timesIn } from './say';
export { formatBytes, formatDuration, type TimeFormat, UTC_TIMES } from './format';
