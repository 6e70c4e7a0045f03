import assert from 'node:assert/strict';
import { numberLabel } from '../../../../lib/jellyfin/ask/item';
import { parseItemPage } from '../../../../lib/jellyfin/ask/item-page';
import { whyNotPlayable } from '../../../../lib/jellyfin/decide/playable';

const video = { Type: 'Video', Width: 1920 };
const source = { Protocol: 'File', RunTimeTicks: 1, Type: 'Default', IsRemote: false, MediaStreams: [video, { Type: 'Audio' }] };
const movie = { Id: 'A1', Type: 'Movie', Name: 'Film', LocationType: 'FileSystem', Path: '/a.mkv', MediaSources: [source] };
const read = (facts: object) => parseItemPage({ Items: [{ ...movie, ...facts }] }).items[0]!;

describe('jellyfin: playable', () => {
    const rules: [name: string, facts: object, code: string | null][] = [
        ['a probed file', {}, null],
        ['a probed file of an episode', { Type: 'Episode' }, null],
        ['a file whose streams are not listed', { MediaSources: [{ ...source, MediaStreams: undefined }] }, null],
        ['one good source among bad ones', { MediaSources: [{ ...source, RunTimeTicks: 0 }, source] }, null],
        ['nothing but a name', { LocationType: 'Virtual', Path: undefined, MediaSources: [] }, 'only_virtual'],
        ['a disc stub', { IsPlaceHolder: true }, 'only_virtual'],
        ['a file on a drive that is away', { LocationType: 'Offline' }, 'not_local'],
        ['a channel', { LocationType: 'Remote' }, 'not_local'],
        ['a .strm file', { MediaSources: [{ ...source, Protocol: 'Http', IsRemote: true }] }, 'not_local'],
        ['no media source', { MediaSources: [] }, 'no_media_source'],
        ['only a placeholder for a source', { MediaSources: [{ ...source, Type: 'Placeholder' }] }, 'no_media_source'],
        ['a file that was not probed', { MediaSources: [{ ...source, RunTimeTicks: null, MediaStreams: [] }] }, 'not_probed'],
        ['a file without a run time', { MediaSources: [{ ...source, RunTimeTicks: 0 }] }, 'not_probed'],
        ['sound only', { MediaSources: [{ ...source, MediaStreams: [{ Type: 'Audio' }] }] }, 'no_video'],
        ['a series', { Type: 'Series', MediaSources: undefined }, 'other_type_without_media'],
        ['a season', { Type: 'Season', MediaSources: undefined }, 'other_type_without_media'],
    ];
    for (const [name, facts, code] of rules) {
        it(`${name}: ${code ?? 'yes'}`, () => assert.equal(whyNotPlayable(read(facts))?.code ?? null, code));
    }

    it('in 4K, by its picture, else by its name', () => {
        const of = (facts: object) =>
            whyNotPlayable(read({ MediaSources: [{ ...source, ...facts }] }), { is4k: true })?.code ?? null;
        assert.equal(of({}), 'only_other_version');
        assert.equal(of({ MediaStreams: [{ ...video, Width: 3840 }] }), null);
        assert.equal(of({ MediaStreams: undefined, Path: '/Film.2160p.mkv' }), null);
        assert.equal(of({ Path: '/Film.2160p.mkv' }), 'only_other_version');
    });

    it('reads what versions and plugins write in several ways', () => {
        const item = read({
            Id: '0A1B-2C',
            ProviderIds: { TMDB: ' 550 ', Imdb: 'TT1', 'Shoko File': '7', Custom: 'shoko://x', Tvdb: null },
            Path: '/vfs/Film [Shoko Series=3] [Shoko File=7,8].mkv',
        });
        assert.equal(item.id, '0a1b2c');
        assert.deepEqual(Object.fromEntries(item.ids), {
            tmdb: ['550'],
            imdb: ['tt1'],
            'shoko file': ['7', '8'],
            'shoko series': ['3'],
            file: ['film [shoko series=3] [shoko file=7,8].mkv'],
        });
    });

    it('leaves out an entry it cannot read, and refuses what is no list', () => {
        assert.equal(
            parseItemPage({ Items: [{}, null, 7, movie, { ...movie, ProviderIds: 'none', MediaSources: 'none' }] }).items.length,
            2,
        );
        for (const answer of [null, [], {}, { Items: {} }, 'text']) {
            assert.throws(() => parseItemPage(answer), { code: 'unexpected_answer' });
        }
    });

    it('names an episode by its numbers', () => {
        const label = (facts: object) => numberLabel(read({ Type: 'Episode', ...facts }));
        assert.equal(label({ ParentIndexNumber: 0, IndexNumber: 3 }), 'S00E03');
        assert.equal(label({ ParentIndexNumber: 1, IndexNumber: 1, IndexNumberEnd: 2 }), 'S01E01-E02');
        assert.equal(label({}), 'S??E??');
    });
});
