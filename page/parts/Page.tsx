import { Component, type JSX } from 'preact';
import type { App, AppState } from '../state/app';
import { type House, HouseContext } from './context';
import { Header } from './Header';
import { List } from './List';

interface PageProps {
    app: App;
    house: House;
    title: string;
}

/** The whole page. Draws what the app knows, and keeps the reader's focus where it was. */
export class Page extends Component<PageProps, AppState> {
    override state = this.props.app.store.value;
    private ending: (() => void) | undefined;

    override componentDidMount(): void {
        const { store } = this.props.app;
        this.ending = store.listen(() => this.setState(store.value));
        this.setState(store.value);
    }

    override componentWillUnmount(): void {
        this.ending?.();
    }

    override getSnapshotBeforeUpdate(): string | null {
        return document.activeElement?.getAttribute('data-focus') ?? null;
    }

    /** What moves to another place loses the focus, although it is still the same to who reads. */
    override componentDidUpdate(_props: unknown, _state: unknown, focused: string | null): void {
        if (focused === null || document.activeElement !== document.body) return;
        document.querySelector<HTMLElement>(`[data-focus="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    }

    render({ house, title }: PageProps, state: AppState): JSX.Element {
        return (
            <HouseContext.Provider value={house}>
                <a class="skip" href="#list">
                    {house.t('skip.list')}
                </a>
                <Header state={state} title={title} />
                <List state={state} />
            </HouseContext.Provider>
        );
    }
}
