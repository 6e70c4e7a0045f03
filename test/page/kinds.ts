/** Every kind of line that a timeline can have: each kind of event, and what was done about a request. */
import { mediaEventSchema } from '../../lib/model';

export const TIMELINE_KINDS: string[] = [...mediaEventSchema.options.map((option) => option.shape.kind.value), 'remedied'];
