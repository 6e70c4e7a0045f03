import assert from 'node:assert/strict';
import { parseItemPage } from '../../../../lib/jellyfin/ask/item-page';
import { searchTerms, subtitleTerms } from '../../../../lib/jellyfin/ask/search-terms';
import { hasTitle, isRelated, matchTitle, titleKey } from '../../../../lib/jellyfin/decide/titles';
import { verifyRequest } from '../../../../lib/jellyfin';
import { movieRequest, setupJellyfin } from '../../../support/jellyfin';

const item = (facts: Record<string, unknown>) => parseItemPage({ Items: [{ Id: 'x', Type: 'Movie', ...facts }] }).items[0]!;

describe('jellyfin: titles', () => {
    it('compare without case, accents, punctuation and typographic signs', () => {
        const pairs: [string, string][] = [
            ['Violet Evergarden: Recollections', 'violet evergarden – recollections'],
            ['Amélie', 'AMELIE'],
            ['Don’t Look Up', "Don't Look Up"],
            ['WALL·E', 'Wall-E'],
            ['K-ON! 🎸', 'K On'],
            ['Ｒｅ：ゼロ', 'Re:ゼロ'],
        ];
        for (const [a, b] of pairs) assert.equal(titleKey(a), titleKey(b), a);
    });

    it('do not compare equal when they differ', () => {
        for (const [a, b] of [
            ['ハハ', 'パパ'],
            ['Alien', 'Aliens'],
            ['🎬', '🎥'],
        ] as const) {
            assert.notEqual(titleKey(a), titleKey(b), a);
        }
    });

    it('are searched whole, and by what every version finds as it stands', () => {
        const cases: [Parameters<typeof searchTerms>[0], string[]][] = [
            [{ title: 'Arrival' }, ['Arrival']],
            [{ title: 'Violet Evergarden: Recollections' }, ['Violet Evergarden: Recollections', 'Violet Evergarden']],
            [{ title: '100% Wolf' }, ['100% Wolf', 'Wolf']],
            [{ title: '🎬 Cut!' }, ['🎬 Cut!', 'Cut']],
            [{ title: 'Frieren', originalTitle: '葬送のフリーレン' }, ['Frieren', '葬送のフリーレン']],
            [{}, []],
        ];
        for (const [request, terms] of cases) assert.deepEqual(searchTerms(request), terms);
    });

    it('may be a special by their subtitle', () => {
        assert.deepEqual(subtitleTerms({ title: 'Violet Evergarden: Recollections' })[0], 'Recollections');
    });

    it('of an episode may stand behind its series', () => {
        const episode = item({ Type: 'Episode', Name: 'Recollections', SeriesName: 'Violet Evergarden' });
        assert.equal(hasTitle(episode, { title: 'Violet Evergarden: Recollections' }), true);
        assert.equal(hasTitle(episode, { title: 'Violet Evergarden' }), false);
    });

    it('relate an item to a film, and its year does not', () => {
        const film = { title: 'Violet Evergarden: Recollections', year: 2021 };
        const cases: [Record<string, unknown>, boolean][] = [
            [{ Name: 'Violet Evergarden' }, true],
            [{ Name: 'Recollections' }, true],
            [{ Name: 'Special 3', Type: 'Episode', SeriesName: 'Violet Evergarden' }, true],
            [{ Name: 'Gekijouban', ProductionYear: 2021 }, false],
            [{ Name: 'Cooking', ProductionYear: 2003 }, false],
            [{ Name: 'Re' }, false],
        ];
        for (const [facts, expected] of cases) assert.equal(isRelated(item(facts), film), expected, JSON.stringify(facts));
        assert.equal(isRelated(item({ Name: 'Up' }), { title: 'Up' }), true);
        assert.equal(isRelated(item({ Name: 'Cooking' }), { year: 2021 }), false);
    });

    it('match only one item', () => {
        const film = { title: 'Dune', year: 2021 };
        const a = item({ Id: 'a', Name: 'Dune', ProductionYear: 2021 });
        const b = item({ Id: 'b', Name: 'Dune', ProductionYear: 2020 });
        const c = item({ Id: 'c', Name: 'Dune', ProductionYear: 1984 });
        const undated = item({ Id: 'd', Name: 'Dune' });
        assert.equal(matchTitle([], film).kind, 'none');
        assert.equal(matchTitle([c], film).kind, 'none');
        assert.deepEqual(matchTitle([b, c, undated], film), { kind: 'one', item: b });
        assert.deepEqual(matchTitle([a, b, c], film), { kind: 'one', item: a });
        assert.deepEqual(matchTitle([a, a], film), { kind: 'one', item: a });
        assert.equal(matchTitle([a, { ...a, id: 'e' }], film).kind, 'ambiguous');
        assert.deepEqual(matchTitle([undated], film), { kind: 'one', item: undated });
        assert.equal(matchTitle([a, c], { title: 'Dune' }).kind, 'ambiguous');
    });

    describe('are found in every version', () => {
        const titles: [jellyfin: string, asked: string][] = [
            ['Mission: Impossible – Fallout', 'Mission: Impossible - Fallout'],
            ['Don’t Look Up', 'Don’t Look Up'],
            ['100% Wolf', '100% Wolf'],
            ['Spider-Man: No Way Home', 'Spider-Man: No Way Home'],
            ['Amélie', 'Amelie'],
            ['🎉 Party Time!', '🎉 Party Time!'],
        ];
        for (const version of ['10.8.13', '10.10.7', '10.11.0', '12.0.0'] as const) {
            it(version, async () => {
                const setup = await setupJellyfin({ version });
                try {
                    for (const [index, [name]] of titles.entries()) {
                        setup.simulator.library.addMovie({
                            name,
                            providerIds: { Tmdb: String(100 + index) },
                            createdAt: 0,
                            savedAt: 0,
                        });
                    }
                    for (const [index, [, title]] of titles.entries()) {
                        const { verified } = await verifyRequest(movieRequest({ tmdbId: 100 + index, title }), setup.deps);
                        assert.equal(verified.length, 1, title);
                    }
                } finally {
                    await setup.close();
                }
            });
        }
    });
});
