import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HUB_EVENTS, readNotices } from '../../../../lib/shoko/hear/events';

const file = (over: object = {}): object => ({
    id: 7,
    locations: [{ folderId: 2, relativePath: '/Show/01.mkv' }],
    references: [{ seriesId: 5, episodeId: 50 }],
    linked: true,
    ...over,
});

describe('readNotices', () => {
    const model = {
        FileID: 7,
        FileLocationID: 70,
        ImportFolderID: 2,
        RelativePath: '/Show/01.mkv',
        CrossReferences: [{ EpisodeID: 50, AnidbEpisodeID: 500, SeriesID: 5, AnidbAnimeID: 9, GroupID: 1 }],
    };
    const { ImportFolderID, ...rest } = model;
    const head = { ...rest, ManagedFolderID: ImportFolderID };

    const detected = { kind: 'detected', location: { folderId: 2, relativePath: '/Show/01.mkv' } };

    const cases: [why: string, name: string, payload: unknown, expected: object[]][] = [
        ['5.x FileMatched', 'ShokoEvent:FileMatched', model, [{ kind: 'matched', file: file() }]],
        [
            '4.2 FileMatched, camelCase, CrossRefs, no leading slash',
            'ShokoEvent:FileMatched',
            {
                fileID: 7,
                importFolderID: 2,
                relativePath: 'Show/01.mkv',
                crossRefs: [{ episodeID: 50, seriesID: 5, groupID: 1 }],
            },
            [{ kind: 'matched', file: file({ locations: [{ folderId: 2, relativePath: 'Show/01.mkv' }] }) }],
        ],
        [
            'FileMatched of a file in two episodes',
            'ShokoEvent:FileMatched',
            {
                ...model,
                CrossReferences: [
                    { EpisodeID: 50, SeriesID: 5 },
                    { EpisodeID: 51, SeriesID: 5 },
                ],
            },
            [
                {
                    kind: 'matched',
                    file: file({
                        references: [
                            { seriesId: 5, episodeId: 50 },
                            { seriesId: 5, episodeId: 51 },
                        ],
                    }),
                },
            ],
        ],
        [
            'FileMatched before Shoko has created the series',
            'ShokoEvent:FileMatched',
            {
                ...model,
                CrossReferences: [{ EpisodeID: null, AnidbEpisodeID: 500, SeriesID: null, AnidbAnimeID: 9, GroupID: null }],
            },
            [{ kind: 'matched', file: file({ references: [] }) }],
        ],
        [
            'release:saved',
            'release:saved',
            { FileID: 7, Release: { ID: 'x', CrossReferences: [] } },
            [{ kind: 'released', fileId: 7 }],
        ],
        [
            'FileNotMatched',
            'ShokoEvent:FileNotMatched',
            { ...model, CrossReferences: [], AutoMatchAttempts: 2, HasCrossReferences: false, IsUDPBanned: true },
            [{ kind: 'not_matched', file: file({ references: [], linked: false }), isBanned: true }],
        ],
        [
            'FileNotMatched of 4.2, which has no references in it',
            'ShokoEvent:FileNotMatched',
            { fileID: 7, importFolderID: 2, relativePath: '/Show/01.mkv', hasCrossReferences: true, isUDPBanned: false },
            [{ kind: 'not_matched', file: file({ references: [] }), isBanned: false }],
        ],
        [
            'a search that found nothing',
            'release:search.completed',
            { FileID: 7, IsSaved: false, ReleaseInfo: null, IsCancelled: false, ExceptionMessage: 'AniDB is away' },
            [{ kind: 'search_failed', fileId: 7, fault: 'AniDB is away', wasAsked: true }],
        ],
        [
            'a search that could ask nobody, though it says that it is saved',
            'release:search.completed',
            { FileID: 7, IsSaved: true, AttemptedProviders: [], SelectedProvider: null, ReleaseInfo: null },
            [{ kind: 'search_failed', fileId: 7, fault: null, wasAsked: false }],
        ],
        [
            'a search that found something, without telling what',
            'release:search.completed',
            { FileID: 7, IsSaved: true, AttemptedProviders: ['637059e3'], SelectedProvider: '637059e3', ReleaseInfo: null },
            [],
        ],
        ['file:detected', 'file:detected', { RelativePath: '/Show/01.mkv', ManagedFolderID: 2 }, [detected]],
        ['FileDetected', 'ShokoEvent:FileDetected', { RelativePath: '/Show/01.mkv', ImportFolderID: 2 }, [detected]],
        [
            'file:hashed of a file that Shoko does not know',
            'file:hashed',
            { UsedExistingHashes: true, IsNewVideo: true, Hashes: [], ...head, CrossReferences: [] },
            [{ kind: 'hashed', file: file({ references: [], linked: false }) }],
        ],
        ['file:hashed of one that it knows is a match', 'file:hashed', head, [{ kind: 'matched', file: file() }]],
        ['FileHashed of one that it knows', 'ShokoEvent:FileHashed', model, [{ kind: 'matched', file: file() }]],
        ['a search for a redundant file', 'release:search.completed', { FileID: 7, ReleaseInfo: null, IsCancelled: true }, []],
        [
            '5.x FileMoved',
            'ShokoEvent:FileMoved',
            { ...model, PreviousRelativePath: '/new/01.mkv', PreviousImportFolderID: 1 },
            [{ kind: 'moved', file: file(), previous: { folderId: 1, relativePath: '/new/01.mkv' } }],
        ],
        [
            '4.2 FileMoved',
            'ShokoEvent:FileMoved',
            {
                fileID: 7,
                newRelativePath: 'Show/01.mkv',
                newImportFolderID: 2,
                oldRelativePath: 'new/01.mkv',
                oldImportFolderID: 1,
            },
            [
                {
                    kind: 'moved',
                    file: file({ locations: [{ folderId: 2, relativePath: 'Show/01.mkv' }], references: [], linked: false }),
                    previous: { folderId: 1, relativePath: 'new/01.mkv' },
                },
            ],
        ],
        [
            '6 file:relocated',
            'file:relocated',
            { ...head, Moved: true, Renamed: false, PreviousRelativePath: '/new/01.mkv', PreviousManagedFolderID: 1 },
            [{ kind: 'moved', file: file(), previous: { folderId: 1, relativePath: '/new/01.mkv' } }],
        ],
        [
            '5.x FileRenamed',
            'ShokoEvent:FileRenamed',
            { ...model, FileName: '01.mkv', PreviousFileName: 'old.mkv' },
            [{ kind: 'moved', file: file(), previous: { folderId: 2, relativePath: '/Show/old.mkv' } }],
        ],
        [
            '4.2 FileRenamed on Windows, told with the path before',
            'ShokoEvent:FileRenamed',
            { fileID: 7, importFolderID: 2, relativePath: 'Show\\old.mkv', newFileName: '01.mkv', oldFileName: 'old.mkv' },
            [
                {
                    kind: 'moved',
                    file: file({ locations: [{ folderId: 2, relativePath: 'Show\\01.mkv' }], references: [], linked: false }),
                    previous: { folderId: 2, relativePath: 'Show\\old.mkv' },
                },
            ],
        ],
        ['FileDeleted', 'ShokoEvent:FileDeleted', model, [{ kind: 'deleted', file: file() }]],
        ['file:deleted', 'file:deleted', head, [{ kind: 'deleted', file: file() }]],
        ['release:removed', 'release:removed', { FileID: 7, Release: {} }, [{ kind: 'unlinked', fileId: 7 }]],
        ['release:removed of a file that is gone', 'release:removed', { FileID: null, Release: {} }, []],
        [
            'bans on connecting, by number',
            'AniDB:OnConnected',
            [
                { updateType: 1, value: true, pauseTimeSecs: 0 },
                { updateType: 2, value: false },
            ],
            [
                { kind: 'ban', channel: 'udp', isBanned: true, until: null },
                { kind: 'ban', channel: 'http', isBanned: false, until: null },
            ],
        ],
        [
            'a ban by name',
            'anidb:http.stateUpdate',
            { UpdateType: 'HTTPBan', Value: true, Message: null },
            [{ kind: 'ban', channel: 'http', isBanned: true, until: null }],
        ],
        [
            'a ban, and when it ends',
            'anidb:udp.stateUpdate',
            { Value: true, Message: null, UpdateType: 'UDPBan', UpdateTime: '2026-11-28T14:33:17.3593869Z', PauseTimeSecs: 5400 },
            [{ kind: 'ban', channel: 'udp', isBanned: true, until: '2026-11-28T16:03:17.359Z' }],
        ],
        [
            'a login that AniDB refuses',
            'anidb:udp.stateUpdate',
            {
                Value: true,
                Message: null,
                UpdateType: 'LoginFailed',
                UpdateTime: '2026-11-28T14:52:33.1539971Z',
                PauseTimeSecs: 0,
            },
            [{ kind: 'login', isRefused: true }],
        ],
        ['states of 6 before it has asked AniDB', 'anidb:connected', [{ UpdateType: 'None', Value: false }], []],
        ['another state of AniDB', 'anidb:udp.stateUpdate', { UpdateType: 'InvalidSession', Value: true }, []],
        ['an event we do not read', 'ShokoEvent:SeriesUpdated', { SeriesID: 1 }, []],
    ];
    for (const [why, name, payload, expected] of cases) {
        it(why, () =>
            assert.deepEqual(
                readNotices(name, payload),
                expected.map((one) => ({ eventType: name, ...one })),
            ),
        );
    }

    it('whatever is sent, reads it or says bad_event', () => {
        fc.assert(
            fc.property(fc.constantFrom(...HUB_EVENTS), fc.jsonValue(), (name, payload) => {
                try {
                    readNotices(name, payload);
                } catch (thrown) {
                    assert.equal((thrown as { code?: unknown }).code, 'bad_event');
                }
            }),
            { numRuns: 500 },
        );
    });
});
