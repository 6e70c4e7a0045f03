import assert from 'node:assert/strict';
import { arrivals, findings, type FindingCode, sayFinding, unsetPatient, arrPatient } from '../../../lib/doctor';
import { MediaError } from '../../../lib/model';
import { harbour, nightTrain, nightTrainRelease, singleRelease } from '../../simulators/senders';
import { RIGHT_TRIGGERS } from '../../simulators/arr-connections';
import { ALL_TYPES, TEMPLATE } from '../../simulators/seerr-slot';
import { SonarrSimulator } from '../../simulators/sonarr';
import { type DoctorHouse, doctorHouse, MARK, ourConnection, SECRET } from '../../support/doctor-house';
import { removeFolders } from '../../support/folder';
import { episode, movie, putWhole, show } from '../../support/requests';

interface Broken {
    /** What its user would see. */
    what: string;
    breaks: (house: DoctorHouse) => void | Promise<void>;
    codes: FindingCode[];
    /** A press of *Set up for me* at this server mends it. */
    press?: 'sonarr' | 'radarr' | 'seerr';
    /** By whom the finding that is named first is told of. */
    server?: string;
}

const MINUTE = 60_000;

/** Our connection in a server is as somebody made it. */
function remake(house: DoctorHouse, service: 'sonarr' | 'radarr', change: object): number {
    const { connections } = house[service];
    const id = ourConnection(house[service], house.foreign);
    if (id !== 0) connections.remove(id);
    return connections.add({ ...house.right(service), name: 'Our Node-RED', ...change });
}

function withoutOurs(house: DoctorHouse, service: 'sonarr' | 'radarr'): void {
    house[service].connections.remove(ourConnection(house[service], house.foreign));
}

const without = (all: readonly string[], ...names: string[]): string[] => all.filter((name) => !names.includes(name));

/** A film that was imported half an hour ago, as the store has it. */
function importedFilm(house: DoctorHouse, path: string, jellyfinId?: string): void {
    const at = new Date(house.clock.now() - 30 * MINUTE).toISOString();
    putWhole(
        house.store,
        movie({
            title: 'Night Train',
            state: jellyfinId === undefined ? 'importing' : 'available',
            finalPath: path,
            reached: { importing: at },
            ...(jellyfinId !== undefined && { jellyfinId, availableAt: at }),
        }),
    );
}

const BROKEN: Broken[] = [
    {
        what: 'Sonarr is not running',
        breaks: ({ sonarr }) => sonarr.stop(),
        codes: ['unreachable'],
        server: 'Sonarr',
    },
    {
        what: 'the API key of Radarr was made anew there',
        breaks: ({ radarr, patients }) => {
            const called = { id: 'radarr', name: 'Radarr', url: 'http://radarr:7878' };
            patients.set(
                'radarr',
                arrPatient(called, { server: { kind: 'radarr', url: radarr.url, apiKey: 'old-key' }, name: '' }),
            );
        },
        codes: ['wrong_key'],
        server: 'Radarr',
    },
    {
        what: "Radarr's address leads to Sonarr",
        breaks: ({ sonarr, patients }) => {
            const called = { id: 'radarr', name: 'Radarr', url: 'http://sonarr:8989' };
            patients.set(
                'radarr',
                arrPatient(called, { server: { kind: 'radarr', url: sonarr.url, apiKey: sonarr.apiKey }, name: '' }),
            );
        },
        codes: ['wrong_service'],
        server: 'Radarr',
    },
    {
        what: "Jellyfin's address is that of a login page",
        breaks: ({ jellyfin }) => jellyfin.misbehave('redirect'),
        codes: ['wrong_address'],
        server: 'Jellyfin',
    },
    {
        what: 'Jellyfin was never entered, and requests wait',
        breaks: ({ patients, store }) => {
            const called = { id: 'jellyfin', name: 'Jellyfin', url: '' };
            patients.set('jellyfin', unsetPatient(called, 'jellyfin', new MediaError('no_url', 'Enter the URL of Jellyfin')));
            putWhole(store, movie({ state: 'approved' }));
        },
        codes: ['not_set_up'],
        server: 'Jellyfin',
    },
    {
        what: 'Shoko was never set up',
        breaks: ({ shoko }) => {
            shoko.fault = 'setup';
        },
        codes: ['not_set_up'],
        server: 'Shoko',
    },
    {
        what: 'a Sonarr of years ago',
        breaks: async (house) => {
            await house.sonarr.stop();
            const old = await SonarrSimulator.start({ version: '3.0.10.1567', now: () => house.clock.now() });
            old.connections.add(house.right('sonarr'));
            house.sonarr = old;
            house.foreign = house.foreign.filter(({ server }) => server === house.radarr);
            const called = { id: 'sonarr', name: 'Sonarr', url: 'http://sonarr:8989' };
            house.patients.set(
                'sonarr',
                arrPatient(called, { server: { kind: 'sonarr', url: old.url, apiKey: old.apiKey }, name: '' }),
            );
        },
        codes: ['too_old'],
        server: 'Sonarr',
    },
    {
        what: 'the clock of Radarr is five minutes behind',
        breaks: ({ radarr }) => {
            radarr.clockOffset = -5 * MINUTE;
        },
        codes: ['clock_off'],
        server: 'Radarr',
    },
    {
        what: 'Sonarr has no connection to us',
        breaks: (house) => withoutOurs(house, 'sonarr'),
        codes: ['webhook_missing'],
        press: 'sonarr',
        server: 'Sonarr',
    },
    {
        what: 'localhost between containers',
        breaks: (house) => {
            withoutOurs(house, 'sonarr');
            const id = house.sonarr.connections.add({
                name: 'Node-RED',
                url: 'http://localhost:1880/media/webhook/sonarr',
                password: SECRET,
            });
            protect(house, 'sonarr', id);
        },
        codes: ['webhook_local'],
        press: 'sonarr',
        server: 'Sonarr',
    },
    {
        what: 'a connection to a machine that is no more',
        breaks: (house) => {
            withoutOurs(house, 'radarr');
            const id = house.radarr.connections.add({ name: 'Old server', url: 'http://old-server:1880/media/webhook/radarr' });
            protect(house, 'radarr', id);
        },
        codes: ['webhook_elsewhere'],
        press: 'radarr',
        server: 'Radarr',
    },
    {
        what: 'our address without its last word',
        breaks: (house) => void remake(house, 'sonarr', { url: house.address('sonarr').replace('/sonarr', '') }),
        codes: ['webhook_path'],
        press: 'sonarr',
    },
    {
        what: 'our machine, and another path',
        breaks: (house) => {
            withoutOurs(house, 'sonarr');
            const url = house.address('sonarr').replace('webhook', 'hook');
            protect(house, 'sonarr', house.sonarr.connections.add({ name: 'Typed wrong', url }));
        },
        codes: ['webhook_path'],
        press: 'sonarr',
    },
    {
        what: 'Node-RED has moved, and our connection has not',
        breaks: (house) => void remake(house, 'sonarr', { url: `http://192.168.1.4:1880/media/webhook/sonarr?node=${MARK}` }),
        codes: ['webhook_moved'],
        press: 'sonarr',
    },
    {
        what: 'PUT',
        breaks: (house) => void remake(house, 'radarr', { method: 2 }),
        codes: ['webhook_method'],
        press: 'radarr',
    },
    {
        what: 'no secret',
        breaks: (house) => void remake(house, 'sonarr', { username: '', password: '' }),
        codes: ['webhook_no_secret'],
        press: 'sonarr',
    },
    {
        what: 'another secret, in the address',
        breaks: (house) => {
            const url = `${house.address('sonarr')}?node=${MARK}&secret=yesterday`;
            remake(house, 'sonarr', { url, username: '', password: '' });
        },
        codes: ['webhook_wrong_secret'],
        press: 'sonarr',
    },
    {
        what: 'another password, which nobody can see: what comes is refused',
        breaks: async (house) => {
            remake(house, 'sonarr', { password: 'yesterday' });
            house.sonarr.add(harbour);
            await house.sonarr.connections.tell(
                'onGrab',
                house.sonarr.grab(harbour, [harbour.episodes[0]!], singleRelease(harbour, harbour.episodes[0]!)),
            );
        },
        codes: ['webhook_refused'],
        press: 'sonarr',
    },
    {
        what: 'nothing is ticked',
        breaks: (house) => void remake(house, 'sonarr', { triggers: [] }),
        codes: ['webhook_off'],
        press: 'sonarr',
    },
    {
        what: 'Radarr does not tell of imports',
        breaks: (house) => void remake(house, 'radarr', { triggers: without(RIGHT_TRIGGERS.Radarr, 'onDownload', 'onUpgrade') }),
        codes: ['trigger_missing'],
        press: 'radarr',
    },
    {
        what: 'both forms of the import',
        breaks: (house) => void remake(house, 'sonarr', { triggers: [...RIGHT_TRIGGERS.Sonarr, 'onImportComplete'] }),
        codes: ['import_doubled'],
        press: 'sonarr',
    },
    {
        what: 'tags that no wish has',
        breaks: (house) => void remake(house, 'sonarr', { tags: [4] }),
        codes: ['webhook_tags'],
        press: 'sonarr',
    },
    {
        what: 'muted after a failure',
        breaks: ({ sonarr, foreign }) => sonarr.connections.mute(ourConnection(sonarr, foreign)),
        codes: ['webhook_muted'],
        press: 'sonarr',
    },
    {
        what: 'a firewall: three imports, and no webhook of them',
        breaks: async (house) => {
            house.radarr.connections.hosts = [];
            await house.clock.advance(1_000);
            house.radarr.add(nightTrain);
            await house.radarr.connections.tell('onGrab', house.radarr.grab(nightTrain, nightTrainRelease));
            await house.radarr.connections.tell('onDownload', house.radarr.import(nightTrain, nightTrainRelease));
            house.patients.delete('shoko');
            house.patients.delete('qbittorrent');
            await house.clock.advance(3 * MINUTE);
        },
        codes: ['nothing_arrives'],
        server: 'Radarr',
    },
    {
        what: 'Seerr has no webhook',
        breaks: ({ seerr }) => seerr.slot.set({ enabled: false, types: 0, url: '' }),
        codes: ['webhook_missing'],
        press: 'seerr',
    },
    {
        what: "Seerr's only webhook is somebody else's",
        breaks: ({ seerr }) =>
            seerr.slot.set({ enabled: true, types: ALL_TYPES, url: 'https://ntfy.example/wishes', authHeader: 'Bearer theirs' }),
        codes: ['slot_taken'],
        server: 'Seerr',
    },
    {
        what: "Seerr's webhook is turned off",
        breaks: ({ seerr }) => seerr.slot.set({ ...seerr.slot.settings, enabled: false }),
        codes: ['webhook_off'],
        press: 'seerr',
    },
    {
        what: 'Seerr does not tell of automatic approvals',
        breaks: ({ seerr }) => seerr.slot.set({ ...seerr.slot.settings, types: ALL_TYPES & ~128 }),
        codes: ['trigger_missing'],
        press: 'seerr',
    },
    {
        what: "the template of Seerr's webhook was edited",
        breaks: ({ seerr }) => seerr.slot.set({ ...seerr.slot.settings, template: '{"content": "{{subject}}"}' }),
        codes: ['template_changed'],
        press: 'seerr',
    },
    {
        what: 'Seerr sends another secret',
        breaks: ({ seerr }) => seerr.slot.set({ ...seerr.slot.settings, authHeader: 'yesterday', template: TEMPLATE }),
        codes: ['webhook_wrong_secret'],
        press: 'seerr',
    },
    {
        what: "our own address is the service's own machine",
        breaks: (house) => {
            house.own.base = 'http://localhost:1880';
            for (const service of ['sonarr', 'radarr'] as const) withoutOurs(house, service);
            house.patients.delete('radarr');
            house.patients.delete('seerr');
        },
        codes: ['own_address_local', 'webhook_missing'],
        server: 'Sonarr',
    },
    {
        what: 'nobody has said where Node-RED is',
        breaks: (house) => {
            house.own.base = null;
            withoutOurs(house, 'sonarr');
        },
        codes: ['own_address_unknown'],
        server: 'Sonarr',
    },
    {
        what: 'a root folder that is not mounted',
        breaks: ({ radarr }) => {
            radarr.connections.rootFolders = [{ path: '/data/films', accessible: false }];
        },
        codes: ['root_folder_missing'],
        server: 'Radarr',
    },
    {
        what: 'a download folder that Sonarr does not see',
        breaks: ({ sonarr }) => {
            const message =
                'You are using docker; download client qBittorrent places downloads in /downloads but this directory does not appear to exist inside the container.';
            sonarr.health = [{ source: 'RemotePathMappingCheck', type: 'error', message }];
        },
        codes: ['remote_path_wrong'],
        server: 'Sonarr',
    },
    {
        what: 'Sonarr does not reach its download client',
        breaks: ({ sonarr }) => {
            sonarr.health = [
                { source: 'DownloadClientCheck', type: 'error', message: 'Unable to communicate with qBittorrent.' },
            ];
        },
        codes: ['client_unreachable'],
        server: 'Sonarr',
    },
    {
        what: 'a complete download in which Radarr finds nothing',
        breaks: ({ store }) => {
            const qbitHash = 'ab'.repeat(20);
            putWhole(
                store,
                movie({ state: 'downloaded', qbitHash, downloadPath: '/downloads/Night.Train', title: 'Night Train' }),
            );
            store.live.setQueued(qbitHash, {
                at: '2026-11-28T20:00:00Z',
                source: 'radarr',
                instanceName: 'Radarr',
                outputPath: '/data/torrents/Night.Train',
                title: 'Night.Train.2013',
                statusMessages: [
                    { title: 'Night.Train', messages: ['No files found are eligible for import in /data/torrents/Night.Train'] },
                ],
            });
        },
        codes: ['download_unseen'],
        server: 'Radarr',
    },
    {
        what: 'a root folder that no library of Jellyfin has',
        breaks: (house) => {
            house.radarr.connections.rootFolders = [{ path: '/data/films-4k' }];
            importedFilm(house, '/data/films-4k/Night Train (2013)/Night Train.mkv');
        },
        codes: ['folder_unseen'],
        server: 'Jellyfin',
    },
    {
        what: 'a mapping of folders that was typed wrong',
        breaks: (house) => {
            const folder = 1;
            const file = house.shoko.detect(folder, 'Lycoris Recoil/01.mkv', { silent: true });
            house.shokoMappings.push({ from: '/shoko/anime', to: '/data/tv' });
            house.sonarr.connections.rootFolders = [{ path: '/data/tv' }];
            const finalPath = '/data/tv/anime/Lycoris Recoil/01.mkv';
            putWhole(
                house.store,
                show([episode(1, 'available', { finalPath, shokoFileId: file, availableAt: '2026-01-22T04:00:00.000Z' })], {
                    isAnime: true,
                    state: 'available',
                }),
            );
        },
        codes: ['mapping_wrong'],
        server: 'Shoko',
    },
    {
        what: 'Jellyfin does not watch a library',
        breaks: ({ jellyfin }) => {
            jellyfin.libraries = jellyfin.libraries.map((each) => ({ ...each, isWatched: each.name !== 'Films' }));
        },
        codes: ['library_not_watched'],
        server: 'Jellyfin',
    },
    {
        what: "Shoko's live events are turned off",
        breaks: ({ shoko }) => {
            shoko.isHubOff = true;
        },
        codes: ['push_off'],
        server: 'Shoko',
    },
    {
        what: 'Shoko does not watch its folder',
        breaks: ({ shoko }) => void shoko.unwatched.add(1),
        codes: ['folder_not_watched'],
        server: 'Shoko',
    },
    {
        what: 'two pollers on one API key',
        breaks: async ({ poller, stranger }) => {
            let rid = 0;
            for (let round = 0; round < 14; round++) {
                ({ rid } = await poller.maindata(rid));
                await stranger.maindata(0);
            }
        },
        codes: ['shared_key'],
        server: 'qBittorrent',
    },
];

/** Belongs to somebody: it is not to be touched from now on. */
function protect(house: DoctorHouse, service: 'sonarr' | 'radarr', id: number): void {
    const server = house[service];
    house.foreign.push({ id, server, before: JSON.stringify(server.connections.one(id)) });
}

/** Nobody else's connection was written to, or tried, or is any different. */
function assertForeignUntouched({ foreign }: DoctorHouse): void {
    for (const { id, server, before } of foreign) {
        assert.deepEqual(
            server.connections.writes.filter((write) => write.id === id),
            [],
        );
        assert.equal(JSON.stringify(server.connections.one(id)), before);
    }
}

const LONGEST_MS = 10_000;

describe('houses that are wired wrong', () => {
    let house: DoctorHouse;

    beforeEach(async () => {
        house = await doctorHouse();
    });

    afterEach(async () => {
        await house.end();
        await removeFolders();
    });

    it('finds nothing where all is well', async () => {
        assert.deepEqual(
            (await house.look()).map((finding) => sayFinding(finding).says),
            [],
        );
        assertForeignUntouched(house);
    });

    for (const { what, breaks, codes, press, server } of BROKEN) {
        it(`${what}: ${codes.join(', ')}${press === undefined ? '' : ', mended by one press'}`, async () => {
            await breaks(house);
            const began = performance.now();
            const found = await house.look();
            const took = performance.now() - began;
            assert.deepEqual(
                found.map(({ code }) => code),
                codes,
                found.map((finding) => sayFinding(finding).says).join('\n'),
            );
            assert.ok(took < LONGEST_MS, `${Math.round(took)} ms`);
            if (server !== undefined) assert.equal(found[0]?.server, server);
            for (const language of ['en-US', 'de'] as const) {
                for (const finding of found) {
                    const { says, fix } = sayFinding(finding, language);
                    assert.match(`${says} ${fix}`, /^\p{Lu}.*\.$/su);
                    assert.doesNotMatch(says + fix, /[{}[\]]|\?\.|undefined|between-us|yesterday/);
                }
            }
            const writes = [house.sonarr, house.radarr].flatMap(({ connections }) => connections.writes);
            assert.deepEqual([...writes, ...house.seerr.slot.writes], [], 'looking writes nothing');
            assert.equal(found[0]?.canFix, press !== undefined);
            if (press !== undefined) {
                const plan = await house.doctor.plan(press);
                assert.notEqual(plan.action, 'none');
                assert.doesNotMatch(JSON.stringify(plan), /between-us|yesterday/);
                assert.deepEqual(house.sonarr.connections.writes, [], 'showing it writes nothing');
                await house.doctor.apply(press, { basis: plan.basis });
                assert.deepEqual(
                    (await house.look()).map(({ code }) => code),
                    [],
                );
                assert.equal((await house.doctor.plan(press)).action, 'none', 'a second press has nothing to do');
            }
            assertForeignUntouched(house);
        });
    }

    it('says what was counted, and since when', async () => {
        house.sonarr.connections.hosts = [];
        house.sonarr.add(harbour);
        const since = house.clock.now();
        for (const each of harbour.episodes.slice(0, 3)) {
            const release = singleRelease(harbour, each);
            await house.clock.advance(1_000);
            house.sonarr.grab(harbour, [each], release);
            await house.sonarr.connections.tell('onDownload', house.sonarr.import(harbour, [each], release));
        }
        await house.clock.advance(3 * MINUTE);
        house.patients.delete('shoko');
        house.patients.delete('qbittorrent');
        const [finding] = await house.look();
        assert.equal(finding?.code, 'nothing_arrives');
        const at = `${new Date(since).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
        assert.equal(
            sayFinding(finding).says,
            `Sonarr has had imports since ${at} (3 in its history), and no webhook of it came.`,
        );
    });

    it('tells a mute by about when it ends, and lifts it by a test of the saved connection alone', async () => {
        const { sonarr } = house;
        const id = ourConnection(sonarr, house.foreign);
        sonarr.connections.mute(id);
        const [finding] = await house.look();
        const until = `${new Date(house.clock.now() + 60 * MINUTE).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
        assert.match(sayFinding(finding!).says, new RegExp(`until about ${until}`));
        assert.equal((await house.doctor.plan('sonarr')).action, 'test');
        await house.doctor.apply('sonarr');
        assert.equal(sonarr.connections.mutedTill(id), null);
        assert.deepEqual(
            sonarr.connections.writes.map(({ path, id: meant }) => [path, meant]),
            [['/notification/test', id]],
        );
        assert.equal(sonarr.connections.one(id).password, SECRET);
    });

    it('mends in one press what also sends a secret that is hidden and wrong', async () => {
        const { sonarr } = house;
        const id = remake(house, 'sonarr', { method: 2, password: 'of yesterday' });
        const { changes } = await house.doctor.apply('sonarr');
        assert.deepEqual(
            changes.map(({ field }) => field),
            ['method', 'secret'],
        );
        assert.equal(sonarr.connections.one(id).password, SECRET);
        assert.deepEqual(await house.look(), []);
    });

    it('lifts a mute that came from a secret that is hidden and wrong', async () => {
        const { sonarr } = house;
        const id = remake(house, 'sonarr', { password: 'of yesterday' });
        sonarr.connections.mute(id);
        await house.doctor.apply('sonarr');
        assert.equal(sonarr.connections.mutedTill(id), null);
        assert.equal(sonarr.connections.one(id).password, SECRET);
    });

    it('saves nothing that does not reach us, and says why in the words of the service', async () => {
        withoutOurs(house, 'sonarr');
        house.sonarr.connections.hosts = [];
        await assert.rejects(house.doctor.apply('sonarr'), (thrown: MediaError) => {
            assert.equal(thrown.code, 'rejected');
            assert.match(thrown.message, /^Sonarr says: Name or service not known \(node-red:\d+\)$/);
            return true;
        });
        assert.equal(ourConnection(house.sonarr, house.foreign), 0);
        assertForeignUntouched(house);
    });

    it("replaces somebody else's webhook in Seerr only for who says whose it is", async () => {
        const theirs = { enabled: true, types: 8, url: 'https://ntfy.example/wishes?token=theirs', authHeader: 'Bearer theirs' };
        house.seerr.slot.set(theirs);
        const before = JSON.stringify(house.seerr.slot.settings);
        const plan = await house.doctor.plan('seerr');
        assert.equal(plan.action, 'replace');
        assert.equal(plan.replaces, 'https://ntfy.example/wishes?token=***');
        assert.doesNotMatch(JSON.stringify(plan), /theirs/);
        await assert.rejects(house.doctor.apply('seerr', { basis: plan.basis }), { code: 'slot_taken' });
        await assert.rejects(house.doctor.apply('seerr', { replaces: 'https://ntfy.example/others' }), { code: 'slot_taken' });
        assert.equal(JSON.stringify(house.seerr.slot.settings), before);
        assert.deepEqual(house.seerr.slot.writes, []);
        await house.doctor.apply('seerr', { basis: plan.basis, replaces: plan.replaces });
        assert.equal(house.seerr.slot.settings.authHeader, SECRET, 'their secret is not sent to us');
        assert.deepEqual(await house.look(), []);
    });

    it('does nothing when something has changed since it was shown', async () => {
        remake(house, 'radarr', { tags: [4] });
        const plan = await house.doctor.plan('radarr');
        remake(house, 'radarr', { tags: [4, 5] });
        await assert.rejects(house.doctor.apply('radarr', { basis: plan.basis }), { code: 'changed_meanwhile' });
        assert.deepEqual(house.radarr.connections.writes, []);
    });

    it('two Node-REDs on one Sonarr are foreign to each other, with the same name and the same secret', async () => {
        withoutOurs(house, 'sonarr');
        await house.doctor.apply('sonarr');
        const made = house.sonarr.connections.one(ourConnection(house.sonarr, house.foreign));
        assert.equal(made['name'], `Node-RED media pipeline (${MARK})`, 'names are unique there');
        assertForeignUntouched(house);
        const mine = JSON.stringify(made);
        // The other one, with the doctor of its own: what it makes is beside ours.
        house.own = { ...house.own, base: 'http://other-node-red:1881', mark: '77777777' };
        assert.deepEqual(
            (await house.look()).filter(({ serverId }) => serverId === 'sonarr').map(({ code }) => code),
            ['webhook_missing'],
        );
        assert.equal((await house.doctor.plan('sonarr')).action, 'create');
        assert.equal(JSON.stringify(house.sonarr.connections.one(Number(made['id']))), mine);
    });

    it('leaves what is ticked beyond the needed, and fields that it does not know', async () => {
        const id = remake(house, 'sonarr', {
            triggers: ['onGrab', 'onImportComplete', 'onHealthIssue'],
            headers: [{ key: 'X-Their-Own', value: 'kept' }],
        });
        await house.doctor.apply('sonarr');
        const after = house.sonarr.connections.one(id);
        assert.equal(after['onImportComplete'], true);
        assert.equal(after['onDownload'], false, 'one form of the import is enough');
        assert.equal(after['onHealthIssue'], true);
        assert.equal(after['onManualInteractionRequired'], true);
        assert.match(JSON.stringify(after), /X-Their-Own/);
        assert.equal(after.password, SECRET, 'the masked password stands for the saved one');
    });

    it('writes a secret that no header takes into the address', async () => {
        house.own.secret = 'geheim: Größe 大';
        withoutOurs(house, 'sonarr');
        await house.doctor.apply('sonarr');
        const found = (await house.look()).filter(({ serverId }) => serverId === 'sonarr');
        assert.deepEqual(found, []);
        assert.equal(arrivals(house.store).refused('sonarr'), undefined);
    });

    it('takes all on one machine for right: its localhost leads here', async () => {
        const port = new URL(house.own.base ?? '').port;
        const here = { id: 'sonarr', name: 'Sonarr', url: 'http://localhost:8989' };
        const { url, apiKey } = house.sonarr;
        house.patients.set('sonarr', arrPatient(here, { server: { kind: 'sonarr', url, apiKey }, name: '' }));
        remake(house, 'sonarr', { url: `http://localhost:${port}/media/webhook/sonarr` });
        for (const base of [null, `http://192.168.1.5:${port}`]) {
            house.own.base = base;
            house.patients.delete('radarr');
            house.patients.delete('seerr');
            assert.deepEqual(await house.look(), []);
        }
    });

    it('believes a webhook behind a proxy, since it comes', async () => {
        withoutOurs(house, 'radarr');
        const url = house.address('radarr').replace('node-red', 'proxy');
        house.radarr.connections.hosts = ['proxy'];
        house.radarr.connections.add({ name: 'By the proxy', url, password: SECRET });
        assert.deepEqual(
            (await house.look()).map(({ code }) => code),
            ['webhook_elsewhere'],
        );
        house.radarr.add(nightTrain);
        await house.radarr.connections.tell('onGrab', house.radarr.grab(nightTrain, nightTrainRelease));
        assert.deepEqual(
            (await house.look()).map(({ code }) => code),
            [],
        );
    });

    it('tells what is found once, what is gone once, and neither while the server is away', async () => {
        house.shoko.isHubOff = true;
        const first = await house.doctor.look();
        assert.deepEqual(
            first.appeared.map(({ code }) => code),
            ['push_off'],
        );
        assert.deepEqual((await house.doctor.look()).appeared, []);
        house.shoko.fault = 'starting';
        const starting = await house.doctor.look();
        assert.deepEqual([starting.appeared, starting.gone], [[], []]);
        assert.deepEqual(
            findings(house.store).list.map(({ code }) => code),
            ['push_off'],
        );
        house.shoko.fault = null;
        house.shoko.isHubOff = false;
        assert.deepEqual(
            (await house.doctor.look()).gone.map(({ code }) => code),
            ['push_off'],
        );
        assert.deepEqual((await house.doctor.look()).gone, []);
    });

    it('learns how the services call each other’s folders, with the proof', async () => {
        const id = house.jellyfin.library.addMovie({
            name: 'Night Train',
            path: '/media/films/Night Train (2013)/Night Train.mkv',
        });
        importedFilm(house, '/data/films/Night Train (2013)/Night Train.mkv', id);
        assert.deepEqual(await house.look(), []);
        const map = house.doctor.maps.find(({ fromId, toId }) => fromId === 'radarr' && toId === 'jellyfin');
        assert.deepEqual(map?.folders, [
            {
                folder: '/data/films',
                status: 'mapped',
                to: '/media/films',
                proofs: 1,
                proof: {
                    here: '/data/films/Night Train (2013)/Night Train.mkv',
                    there: '/media/films/Night Train (2013)/Night Train.mkv',
                },
            },
        ]);
    });

    it('takes eight seconds at most, also where a service never answers', async () => {
        house.jellyfin.misbehave('hang');
        const began = performance.now();
        assert.deepEqual(
            (await house.look()).map(({ code }) => code),
            ['unreachable'],
        );
        assert.ok(performance.now() - began < LONGEST_MS);
    });
});
