/**
 * What is known of a torrent is known for each episode that was imported from it, also for one that was told of later than
 * the rest: a season pack whose grab was never reported comes to light file by file.
 */
import type { Episode, Stage } from '../model';

interface Known {
    reached: Partial<Record<Stage, string>>;
    downloadPath?: string;
}

const STAGES_OF_DOWNLOAD = ['downloading', 'downloaded'] as const satisfies readonly Stage[];

/** Whose word of a path is about the whole torrent. */
const TELLS_OF_ALL = 'qbittorrent';

/** What the episodes of one request tell of their downloads, by download id. */
export class SharedDownloads {
    private readonly byId = new Map<string, Known>();

    /** Takes in what an episode tells of its download. Returns whether that is news for the others. */
    take({ qbitHash, reached, downloadPath, sources }: Episode): boolean {
        if (qbitHash === undefined) return false;
        const known = this.byId.get(qbitHash) ?? { reached: {} };
        this.byId.set(qbitHash, known);
        let isNews = false;
        for (const stage of STAGES_OF_DOWNLOAD) {
            const time = reached[stage];
            const earliest = known.reached[stage];
            if (time === undefined || (earliest !== undefined && earliest <= time)) continue;
            known.reached[stage] = time;
            isNews ||= earliest === undefined;
        }
        // Only the client tells where the torrent is; who imports an episode tells where its own file was.
        if (downloadPath === undefined || sources['downloadPath'] !== TELLS_OF_ALL) return isNews;
        const isFirst = known.downloadPath === undefined;
        // Of two that are told neither is the newer one.
        if (known.downloadPath === undefined || downloadPath < known.downloadPath) known.downloadPath = downloadPath;
        return isNews || isFirst;
    }

    /** The episode with what is known of its download; the very same object where that tells nothing new. */
    give(episode: Episode): Episode {
        const known = episode.qbitHash === undefined ? undefined : this.byId.get(episode.qbitHash);
        // Only what was imported has surely been downloaded: its file may be deselected in the client.
        if (known === undefined || episode.reached.importing === undefined) return episode;
        const isReachedKnown = Object.keys(known.reached).every((stage) => stage in episode.reached);
        const shared = isReachedKnown ? episode : { ...episode, reached: { ...known.reached, ...episode.reached } };
        if (known.downloadPath === undefined || episode.downloadPath !== undefined) return shared;
        return {
            ...shared,
            downloadPath: known.downloadPath,
            sources: { ...episode.sources, downloadPath: TELLS_OF_ALL },
        };
    }
}
