/** Which downloads are of interest here. The store knows what is waited for; the poller is only told. */
/** A torrent's hash, v1 or v2: other download ids (usenet) are no business of qBittorrent. */
export function isTorrentHash(downloadId: string): boolean {
    return /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(downloadId);
}
