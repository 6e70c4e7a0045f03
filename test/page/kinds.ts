/** Every kind of event there is: each can become a line of a timeline. */
import { mediaEventSchema } from '../../lib/model';

export const TIMELINE_KINDS: string[] = mediaEventSchema.options.map((option) => option.shape.kind.value);
