import type { JSX } from 'preact';
import type { Cell, CellLetter, SummaryEpisodes } from '../../lib/page/contract';
import { useHouse } from './context';

/** A mark beside the number, so that nothing is told by colour alone. */
const MARKS: Readonly<Partial<Record<CellLetter, string>>> = { a: '✓', f: '!', o: '↓', i: '…', m: '…', g: '·' };

/** Every episode as a numbered cell, by season. */
export function Cells({ episodes: { cells, more = 0 } }: { episodes: SummaryEpisodes }): JSX.Element {
    const { t } = useHouse();
    return (
        <div class="seasons">
            {cells.map(([season, inSeason]) => {
                const name = season === 0 ? t('season.specials') : t('season.name', { number: season });
                const out = inSeason.filter(([, letter]) => letter !== 'u' && letter !== 'x');
                const available = out.filter(([, letter]) => letter === 'a').length;
                const done = t('season.done', { available, total: out.length });
                return (
                    <div class="season" key={season}>
                        <p class="season-name">
                            {name} <span class="quiet">{done}</span>
                        </p>
                        <ol class="cells" aria-label={name}>
                            {inSeason.map((cell) => (
                                <OneCell key={cell[0]} cell={cell} />
                            ))}
                        </ol>
                    </div>
                );
            })}
            {more > 0 && <p class="quiet">{t('cell.more', { count: more })}</p>}
        </div>
    );
}

function OneCell({ cell: [number, letter, percent] }: { cell: Cell }): JSX.Element {
    const { t } = useHouse();
    const fill = letter === 'd' && percent !== undefined ? Math.floor(percent) : null;
    const says = `${t('cell.name', { number })}, ${t(`cell.${letter}`)}${fill === null ? '' : `, ${fill} %`}`;
    return (
        <li class={`cell cell-${letter}`} title={says} {...(fill !== null && { style: { '--fill': `${fill}%` } })}>
            <span aria-hidden="true" class="cell-number">
                {number}
            </span>
            <span aria-hidden="true" class="cell-mark">
                {MARKS[letter]}
            </span>
            <span class="visually-hidden">{says}</span>
        </li>
    );
}
