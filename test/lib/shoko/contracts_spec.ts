/** Each schema reads what each version was seen to answer. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFile } from '../../../lib/shoko/ask/files';
import { readConnectivity, readFolders, readStartup, readVersion } from '../../../lib/shoko/ask/server';
import { readNotices } from '../../../lib/shoko/hear/events';

const VERSIONS = ['5.3.3', '6.0.0-dev'] as const;
const folderOf = (version: string): string => join(__dirname, `../../fixtures/contracts/shoko-${version}`);
const answer = (version: string, name: string): unknown =>
    JSON.parse(readFileSync(join(folderOf(version), `${name}.json`), 'utf8'));

/** The names of each version's events, and as what they are read. */
const EVENTS: Readonly<Record<(typeof VERSIONS)[number], Readonly<Record<string, [name: string, kinds: string[]]>>>> = {
    '5.3.3': {
        'hub-file-detected': ['ShokoEvent:FileDetected', ['detected']],
        'hub-file-hashed': ['ShokoEvent:FileHashed', ['matched']],
        'hub-file-matched': ['ShokoEvent:FileMatched', ['matched']],
        'hub-file-not-matched': ['ShokoEvent:FileNotMatched', ['not_matched']],
        'hub-file-moved': ['ShokoEvent:FileMoved', ['moved']],
        'hub-file-renamed': ['ShokoEvent:FileRenamed', ['moved']],
        'hub-file-deleted': ['ShokoEvent:FileDeleted', ['deleted']],
        'hub-anidb-state': ['AniDB:AniDBUDPStateUpdate', []],
        'hub-anidb-ban': ['AniDB:AniDBUDPStateUpdate', ['ban']],
        'hub-anidb-connected': ['AniDB:OnConnected', ['ban', 'ban']],
    },
    '6.0.0-dev': {
        'hub-file-detected': ['file:detected', ['detected']],
        'hub-file-hashed': ['file:hashed', ['matched']],
        'hub-file-relocated': ['file:relocated', ['moved']],
        'hub-file-deleted': ['file:deleted', ['deleted']],
        'hub-release-saved': ['release:saved', ['released']],
        'hub-release-removed': ['release:removed', ['unlinked']],
        'hub-search-completed': ['release:search.completed', []],
        'hub-search-nobody-asked': ['release:search.completed', ['search_failed']],
        'hub-anidb-state': ['anidb:udp.stateUpdate', []],
        'hub-anidb-ban': ['anidb:udp.stateUpdate', ['ban']],
        'hub-anidb-login-failed': ['anidb:udp.stateUpdate', ['login']],
        'hub-anidb-connected': ['anidb:connected', ['ban']],
    },
};

for (const version of VERSIONS) {
    describe(`what Shoko ${version} answers`, () => {
        it('is read: version, start, folders, reach', () => {
            assert.match(readVersion(answer(version, 'version')) ?? '', /^\d+\.\d+\.\d+/);
            assert.equal(readStartup(answer(version, 'status'))?.code, 'setup');
            assert.equal(
                readStartup(answer(version, 'status-starting'))?.message,
                'Shoko is starting: Initializing Session Factory...',
            );
            assert.deepEqual([...(readFolders(answer(version, 'folders')) ?? [])][0], [1, '/data/media/anime/']);
            const isHead = version === '6.0.0-dev';
            const reach = { hasInternet: !isHead, isUdpBanned: isHead, isHttpBanned: false };
            assert.deepEqual(readConnectivity(answer(version, 'connectivity')), reach);
        });

        it('is read: a file with its location and references', () => {
            const { id, locations, references, linked } = readFile(answer(version, 'file'));
            assert.deepEqual([id, references, linked], [3, [{ seriesId: 1, episodeId: 1 }], true]);
            assert.deepEqual(
                locations.map(({ folderId }) => folderId),
                [1],
            );
        });

        for (const [file, [name, kinds]] of Object.entries(EVENTS[version])) {
            it(`${name} in ${file} is ${kinds.join() || 'nothing'}`, () => {
                const notices = readNotices(name, answer(version, file));
                assert.deepEqual(
                    notices.map(({ kind }) => kind),
                    kinds,
                );
            });
        }

        it('has no event that is not read here', () => {
            const files = readdirSync(folderOf(version)).filter((name) => name.startsWith('hub-'));
            assert.deepEqual(files.map((name) => name.replace('.json', '')).sort(), Object.keys(EVENTS[version]).sort());
        });

        it('fails to read without a field that we rely on', () => {
            const without = (name: string, field: string): unknown => {
                const { [field]: _, ...rest } = answer(version, name) as Record<string, unknown>;
                return rest;
            };
            assert.throws(() => readFile(without('file', 'ID')), { code: 'not_shoko' });
            for (const [file, field] of [
                ['hub-file-hashed', 'FileID'],
                ['hub-file-detected', 'RelativePath'],
                ['hub-anidb-ban', 'Value'],
            ] as const) {
                assert.throws(() => readNotices(EVENTS[version][file]![0], without(file, field)), { code: 'bad_event' });
            }
        });
    });
}
