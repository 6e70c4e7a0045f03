/** Whether the services see the same folders, proved on files that are there; and how they call them. */
import {
    fileNameOf,
    isInFolder,
    type LearnedFolder,
    learnFolders,
    normalisePath,
    type PathMapping,
    type SameFile,
    segmentsOf,
} from '../../paths';
import {
    aboutOf,
    type ArrAnswers,
    type HouseFacts,
    type JellyfinAnswers,
    type KnownFile,
    type ServerFacts,
    type ShokoAnswers,
} from '../facts';
import { found, type Found, SERVICE_NAMES } from '../finding';

const MINUTE_MS = 60_000;
/** A file that was not seen for so long after its import is not seen. */
const UNSEEN_MS = 15 * MINUTE_MS;

/** How a Sonarr's or Radarr's root folders are called by another server. */
export interface FolderMap {
    from: string;
    fromId: string;
    to: string;
    toId: string;
    folders: LearnedFolder[];
}

type Seer = { server: ServerFacts; answers: JellyfinAnswers | ShokoAnswers };

/** What every pair of a Sonarr or Radarr and one who sees its files calls the folders. */
export function mapsOf({ servers, files }: HouseFacts): FolderMap[] {
    return servers.flatMap((arr) => {
        const { answers } = arr;
        if (answers?.kind !== 'sonarr' && answers?.kind !== 'radarr') return [];
        const roots = rootsOf(answers);
        return seersOf(servers).map(({ server, answers: theirs }) => ({
            from: arr.name,
            fromId: arr.id,
            to: server.name,
            toId: server.id,
            folders: learnFolders(roots, pairsOf(files, answers, theirs), typedOf(theirs)),
        }));
    });
}

export function ofFolders(house: HouseFacts): Found[] {
    const findings = house.servers.flatMap((server) => {
        const { answers } = server;
        return answers?.kind === 'sonarr' || answers?.kind === 'radarr' ? ofArr(server, answers, house) : [];
    });
    return [...findings, ...ofMaps(house)];
}

/** What Sonarr and Radarr see themselves. */
function ofArr(server: ServerFacts, { health, rootFolders, kind }: ArrAnswers, { lost }: HouseFacts): Found[] {
    const about = aboutOf(server);
    const quoted = (source: RegExp): { quote: string } | undefined => {
        const message = health.find((each) => source.test(each.source))?.message;
        return message === undefined ? undefined : { quote: message };
    };
    const remote = quoted(/^RemotePathMappingCheck$/);
    const client = quoted(/^DownloadClient(Status)?Check$/);
    return [
        ...rootFolders
            .filter(({ accessible }) => accessible === false)
            .map(({ path }) => found('root_folder_missing', about, { path }, { part: path })),
        ...(remote === undefined ? [] : [found('remote_path_wrong', about, { theirs: remote })]),
        ...(client === undefined ? [] : [found('client_unreachable', about, { theirs: client })]),
        ...lost
            .filter(({ by }) => by === kind)
            .slice(0, 1)
            .map(({ title, inClient, lookedFor }) =>
                found('download_unseen', about, { file: title, folder: inClient, path: lookedFor }),
            ),
    ];
}

function ofMaps(house: HouseFacts): Found[] {
    const seers = seersOf(house.servers);
    return mapsOf(house).flatMap((map) => {
        const seer = seers.find(({ server }) => server.id === map.toId);
        const arr = house.servers.find(({ id }) => id === map.fromId);
        if (seer === undefined || arr === undefined) return [];
        return map.folders.flatMap((folder) => ofFolder(folder, seer, arr, house));
    });
}

function ofFolder(learnt: LearnedFolder, seer: Seer, arr: ServerFacts, { files, now }: HouseFacts): Found[] {
    const { folder, status, to, against } = learnt;
    const about = aboutOf(seer.server);
    if (against !== undefined) {
        const place = against.there;
        const values = { from: folder, to: to ?? '', file: fileNameOf(against.here), folder: place };
        return [found('mapping_wrong', about, values, { part: `${arr.id}:${folder}` })];
    }
    if (status === 'same' || status === 'mapped' || learnt.proofs > 0) return [];
    if (status === 'open' && learnt.reason !== 'no_file') return [];
    const unseen = files.find(
        (file) =>
            file.by === arr.kind && isInFolder(file.path, folder) && isWaitedFor(file, seer) && now - file.importedAt > UNSEEN_MS,
    );
    if (unseen === undefined || pathsOf(seer).some((path) => mayBe(path, to ?? folder, status === 'typed'))) return [];
    const values = { other: SERVICE_NAMES[unseen.by], file: fileNameOf(unseen.path), folder };
    return [found('folder_unseen', about, values, { part: `${arr.id}:${folder}` })];
}

/** Jellyfin shows an anime by way of Shoko, under names of its own: what Shoko does not see is said of Shoko. */
function isWaitedFor({ isAnime, jellyfinId, shokoFileId }: KnownFile, { answers }: Seer): boolean {
    return answers.kind === 'shoko' ? isAnime && shokoFileId === undefined : !isAnime && jellyfinId === undefined;
}

/** Whether a folder of the one who sees may be the one that is meant: the same, around or in it, or called alike at its end. */
function mayBe(path: string, folder: string, isCertain: boolean): boolean {
    if (isInFolder(path, folder) || isInFolder(folder, path)) return true;
    const last = (each: string): string => (segmentsOf(each).at(-1) ?? '').toLowerCase();
    return !isCertain && last(path) === last(folder);
}

function pathsOf({ answers }: Seer): string[] {
    return answers.kind === 'shoko' ? answers.folders.map(({ path }) => path) : answers.libraries.flatMap(({ paths }) => paths);
}

function seersOf(servers: readonly ServerFacts[]): Seer[] {
    return servers.flatMap((server) => {
        const { answers } = server;
        return answers?.kind === 'jellyfin' || answers?.kind === 'shoko' ? [{ server, answers }] : [];
    });
}

function rootsOf({ rootFolders }: ArrAnswers): string[] {
    return rootFolders.map(({ path }) => normalisePath(path));
}

/** Files that both have, by the id under which the other has them. */
function pairsOf(files: readonly KnownFile[], { kind }: ArrAnswers, theirs: JellyfinAnswers | ShokoAnswers): SameFile[] {
    return files
        .filter(({ by }) => by === kind)
        .flatMap(({ path, jellyfinId = '', shokoFileId = -1 }) => {
            const places =
                theirs.kind === 'shoko' ? (theirs.places.get(shokoFileId) ?? []) : [theirs.places.get(jellyfinId) ?? ''];
            return places.filter((place) => place !== '').map((there) => ({ here: path, there }));
        });
}

/** A mapping that was typed leads from Shoko's folders to Sonarr's. */
function typedOf(theirs: JellyfinAnswers | ShokoAnswers): PathMapping[] {
    return theirs.kind === 'shoko' ? theirs.mappings.map(({ from, to }) => ({ from: to, to: from })) : [];
}
