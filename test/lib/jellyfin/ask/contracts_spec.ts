import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { idsOf, type JellyfinItem } from '../../../../lib/jellyfin/ask/item';
import { parseItemPage } from '../../../../lib/jellyfin/ask/item-page';
import { readServerInfo } from '../../../../lib/jellyfin/ask/server-info';
import { numbersOf } from '../../../../lib/jellyfin/decide/episode-range';
import { whyNotPlayable } from '../../../../lib/jellyfin/decide/playable';
import { jellyfin } from '../../../contracts/relied-on/jellyfin';

const FOLDER = join(__dirname, '../../../fixtures/contracts');

/** What is read of the answers of each version that is claimed to be supported, and not only that the fields are there. */
describe('jellyfin: answers of real servers', () => {
    for (const version of jellyfin.versions) {
        describe(version, () => {
            const textOf = (file: string): string => readFileSync(join(FOLDER, version, `${file}.json`), 'utf8');
            const itemsOf = (file: string): JellyfinItem[] => parseItemPage(JSON.parse(textOf(file))).items;

            it('says who it is, and while it starts that it starts', () => {
                const text = textOf('system-info-public');
                const date = 'Sat, 28 Nov 2026 14:49:56 GMT';
                assert.deepEqual(readServerInfo({ status: 200, headers: { date }, text }), {
                    version: version.replace('jellyfin-', ''),
                    now: Date.parse(date),
                });
                const small = text.replace(
                    /"([A-Z])(\w*)":/g,
                    (_, first: string, rest: string) => `"${first.toLowerCase()}${rest}":`,
                );
                assert.notEqual(small, text);
                assert.throws(() => readServerInfo({ status: 200, headers: {}, text: small }), { code: 'starting' });
                const other = text.replace(/Jellyfin Server/, 'Other Server');
                assert.throws(() => readServerInfo({ status: 200, headers: {}, text: other }), { code: 'not_jellyfin' });
            });

            it('a film has its ids, its path, and a file that can be played', () => {
                const films = itemsOf('movies');
                const film = films.find((item) => item.sources !== undefined && !item.isPlaceholder);
                assert.ok(film !== undefined);
                assert.deepEqual([idsOf(film, 'tmdb').length, idsOf(film, 'imdb').length], [1, 1]);
                assert.deepEqual([film.locationType, film.year, film.premiereYear], ['FileSystem', 2019, 2019]);
                assert.ok(film.path?.endsWith('.mkv') === true && film.runTimeTicks > 0);
                const [source] = film.sources ?? [];
                assert.deepEqual([source?.protocol, source?.isRemote, source?.hasVideo], ['File', false, true]);
                assert.deepEqual([source?.width, source?.height], [1920, 1080]);
                assert.equal(whyNotPlayable(film), null);
            });

            it('a disc on a shelf is a placeholder, by the item’s own word alone', () => {
                const disc = itemsOf('movies').find((item) => item.isPlaceholder);
                assert.ok(disc !== undefined);
                assert.deepEqual([disc.locationType, disc.sources?.[0]?.isPlaceholder], ['FileSystem', false]);
                assert.equal(whyNotPlayable(disc)?.code, 'only_virtual');
            });

            it('a series has its ids', () => {
                for (const series of itemsOf('series'))
                    assert.deepEqual([idsOf(series, 'tvdb').length, idsOf(series, 'tmdb').length], [1, 1]);
            });

            it('a file with two episodes has one number, an end, and only the first one’s id', () => {
                const [double, single] = itemsOf('episodes');
                assert.ok(double !== undefined && single !== undefined);
                assert.deepEqual([numbersOf(double), numbersOf(single)], [[1, 2], [3]]);
                assert.deepEqual([double.seasonNumber, idsOf(double, 'tvdb').length], [1, 1]);
                assert.match(double.seriesId ?? '', /^[0-9a-f]{32}$/);
                assert.ok(double.runTimeTicks > 0 && double.seriesName !== undefined);
            });
        });
    }
});
