/** Where the page finds a request's poster: here, and never at the service that named it. */
import { createHash } from 'node:crypto';
import type { MediaRequest } from '../../model';

/** Relative to the page; null when no service named one that we would fetch. */
export function posterOf({ id, posterUrl }: Pick<MediaRequest, 'id' | 'posterUrl'>): string | null {
    if (posterUrl === undefined || !/^https?:\/\//i.test(posterUrl) || !URL.canParse(posterUrl)) return null;
    return `posters/${encodeURIComponent(id)}?${posterKey(posterUrl)}`;
}

/** Names a picture by its address: another address is another picture. */
export function posterKey(posterUrl: string): string {
    return createHash('sha256').update(posterUrl).digest('hex').slice(0, 16);
}
